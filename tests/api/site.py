"""A site to send requests to, with people who can sign in."""

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI

from api.app import create_app
from api.settings import Settings
from engine.commands import ImportRoster, OpenCase
from engine.engine import Engine
from engine.queries import MyCases, StepForm
from engine.scenarios.cast import ActorNamed, EnsureOrganisation, EnsurePerson
from engine.scenarios.travel import TravelClock
from engine.sdk.actor import Actor
from tests.api.paper import faults_on, flat, form_at
from tests.api.serving import served
from tests.build import PROCESSES, a_clock, an_engine

PASSWORD = "lychee-river-42"
PROGRAM, PROCESS = "gz_apprenticeship", "filing"
STORIES = PROCESSES / PROGRAM / "scenarios"
ROSTER = "roster"
BODY = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\n"
PDF = BODY + b"xref\n0 1\n0000000000 65535 f \ntrailer << /Size 1 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(BODY)
PERSONS = count(100)
OFFICERS = ("acceptance", "review", "second_review", "sign_off")


@dataclass
class Site:
    """The application, its engine and its people."""

    app: FastAPI
    engine: Engine
    clock: TravelClock
    address: str
    clients: dict[str, httpx.Client] = field(default_factory=dict)
    opened: list[httpx.Client] = field(default_factory=list)

    def stranger(self) -> httpx.Client:
        """A browser nobody has signed in with."""
        client = httpx.Client(base_url=self.address, timeout=60)
        self.opened.append(client)
        return client

    def browser(self, username: str) -> httpx.Client:
        """The browser of somebody signed in; the same one every time."""
        if username not in self.clients:
            client = self.stranger()
            form = form_at(client.get("/sign-in").text, "/sign-in").set("username", username).set("password", PASSWORD)
            answer = client.post("/sign-in", data=form.data())
            assert answer.status_code == 303, faults_on(answer.text)
            self.clients[username] = client
        return self.clients[username]

    def rest(self, username: str) -> httpx.Client:
        """A program that acts for somebody."""
        name = f"rest:{username}"
        if name not in self.clients:
            client = self.stranger()
            answer = client.post("/api/v1/sessions", json={"username": username, "password": PASSWORD})
            client.headers["Authorization"] = f"Bearer {answer.json()['token']}"
            self.clients[name] = client
        return self.clients[name]

    def actor(self, username: str) -> Actor:
        return self.engine.ask(ActorNamed(username=username), by=Actor.system())

    def draft(self, username: str = "company") -> UUID:
        """A fresh draft case of an enterprise."""
        return self.engine.execute(OpenCase(program=PROGRAM, process=PROCESS), by=self.actor(username)).case_id

    def filled(self, username: str = "company") -> UUID:
        """A draft with its roster and its materials, the form not sent yet."""
        case_id = self.draft(username)
        story = told()
        rows = tuple({"row": number, "values": {**row, "id_no": id_number()}} for number, row in enumerate(story["rows"], 1))
        self.engine.execute(ImportRoster(case_id=case_id, field=ROSTER, rows=rows), by=self.actor(username))
        client = self.browser(username)
        form = self.form(client, case_id)
        files = [(path, (f"{path}.pdf", PDF, "application/pdf")) for path in story["files"]]
        answer = client.post(form.action, data=form.data(do="save"), files=files)
        assert answer.status_code == 303, faults_on(answer.text)
        return case_id

    def form(self, client: httpx.Client, case_id: UUID, query: str = "") -> Any:
        """The form of a case as the page shows it."""
        page = client.get(f"/cases/{case_id}/form{query}")
        assert page.status_code == 200, page.text
        return form_at(page.text, f"/cases/{case_id}/form")

    def typed(self, client: httpx.Client, case_id: UUID) -> Any:
        """The form with the story's answers typed in."""
        form = self.form(client, case_id)
        for name in {name for name, _ in flat(told()["data"])}:
            form.set(name)
        form.fields += flat(as_typed(told()["data"]))
        return form

    def submitted(self, username: str = "company") -> UUID:
        """A case that was submitted through its form."""
        case_id = self.filled(username)
        client = self.browser(username)
        answer = client.post(f"/cases/{case_id}/form", data=self.typed(client, case_id).data(do="submit"))
        assert answer.status_code == 303, faults_on(answer.text)
        return case_id

    def number(self) -> str:
        """An ID number of somebody on no other plan."""
        return id_number()

    def step(self, case_id: UUID, username: str = "company") -> Any:
        return self.engine.ask(StepForm(case_id=case_id), by=self.actor(username))

    def cases(self, username: str = "company") -> Any:
        return self.engine.ask(MyCases(), by=self.actor(username))


def told() -> dict[str, Any]:
    """The story of a small filing: data, files and roster rows."""
    story = tomllib.loads((STORIES / "data" / "electric.toml").read_text(encoding="utf-8"))
    roster = tomllib.loads((STORIES / story["roster"]).read_text(encoding="utf-8"))
    return {"data": story["data"], "files": story["files"], "rows": rows_of(roster)}


def id_number() -> str:
    """The number of somebody who does not exist and is on no other plan."""
    number = f"44010619950307{next(PERSONS):03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return number + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(number, weights, strict=True)) % 11]


def rows_of(roster: dict[str, Any]) -> list[dict[str, Any]]:
    return next(value for value in roster.values() if isinstance(value, list))


def as_typed(data: dict[str, Any]) -> dict[str, Any]:
    """The same answers as people type them: money in yuan."""
    return {**data, "agreements": {**data["agreements"], "cooperation_fee": "180000.00"}}


@contextmanager
def open_site(url: str, var: Path, *, cast: bool = True, **settings: Any) -> Iterator[Site]:
    """An application that runs, with an office, its officers, an administrator and two enterprises; without `cast` nobody is there."""
    clock = a_clock(date(2026, 9, 3))
    made = Settings(**{"var": var, "sign_in_attempts": 1000, **settings})
    app = create_app(made, lambda _: an_engine(url, var, clock))
    with served(app) as address:
        site = Site(app, app.state.engine, clock, address)
        if cast:
            people(site.engine)
        yield site
        for client in site.opened:
            client.close()


def people(engine: Engine) -> None:
    """The cast of these tests."""
    system = Actor.system()
    company = told()["data"]["enterprise"]

    def organisation(kind: str, name: str, region: str, uscc: str | None = None) -> UUID:
        return engine.execute(EnsureOrganisation(kind=kind, name=name, region=region, uscc=uscc), by=system)

    def person(username: str, kind: str, at: UUID, *posts: tuple[str, str]) -> None:
        command = EnsurePerson(username=username, name=f"{username} 先生", kind=kind, organisation_id=at, posts=posts, password=PASSWORD)
        engine.execute(command, by=system)

    office = organisation("office", "天河区人力资源和社会保障局", "440106")
    for role in OFFICERS:
        person(role, "officer", office, (role, "440106"))
    person("acceptance2", "officer", office, ("acceptance", "440106"))
    person("elsewhere", "officer", organisation("office", "荔湾区人力资源和社会保障局", "440103"), ("acceptance", "440103"))
    person("admin", "administrator", organisation("office", "市信息中心", "440100"))
    person("company", "enterprise", organisation("enterprise", company["name"], "440106", company["uscc"]))
    person("rival", "enterprise", organisation("enterprise", "广州其他有限公司", "440106", "91440101MA5CYGH03G"))
