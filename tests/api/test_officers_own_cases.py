"""An officer's linked case: begun on the page of a plan, filled, saved, submitted or discarded, by pages and over REST."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from api.app import create_app
from api.settings import Settings
from engine.installation import SeedBasics, install_programs
from engine.queries import LinkedCases
from engine.scenarios.cast import EnsureOrganisation, EnsurePerson
from engine.scenarios.player import Player
from engine.scenarios.travel import TravelClock
from engine.sdk.actor import Actor
from tests.api.paper import faults_on, form_at
from tests.api.serving import served
from tests.api.site import PASSWORD, Site
from tests.build import an_engine
from tests.linked.conftest import PACKAGES, REGION, Town


@dataclass
class Visits:
    """A site of the sample program, whose reviewers may begin a visit, and a plan that is in training."""

    site: Site
    plan: UUID

    def begin(self) -> UUID:
        """A visit begun with the button on the page of the plan."""
        client = self.site.browser("reviewer")
        form = form_at(client.get(f"/office/cases/{self.plan}").text, f"/cases/{self.plan}/linked/visit")
        answer = client.post(form.action, data=form.data())
        assert answer.status_code == 303, faults_on(answer.text)
        return UUID(answer.headers["location"].split("/")[2])

    def found(self) -> set[str]:
        """What the enterprise may know of the linked cases."""
        return {each.head.status for each in self.site.engine.ask(LinkedCases(case_id=self.plan), by=self.site.actor("company"))}


@pytest.fixture(scope="module")
def visits(module_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visits]:
    var: Path = tmp_path_factory.mktemp("var")
    clock = TravelClock(date(2026, 9, 1))
    engine = an_engine(module_database_url, var, clock, installed=False)
    engine.execute(SeedBasics(), by=Actor.system())
    install_programs(engine, PACKAGES)
    town = Town(engine, clock, Player(engine, clock, PACKAGES / "training_plan" / "scenarios"))
    for username, kind, posts in (
        ("reviewer", "officer", (("review", REGION),)),
        ("colleague", "officer", (("review", REGION),)),
        ("company", "enterprise", ()),
    ):
        at = engine.execute(
            EnsureOrganisation(
                kind="office" if posts else "enterprise",
                name="示例局" if posts else "甲公司",
                region=REGION,
                uscc=None if posts else "91440101MA59A0AAXR",
            ),
            by=Actor.system(),
        )
        engine.execute(
            EnsurePerson(username=username, name=username, kind=kind, organisation_id=at, posts=posts, password=PASSWORD), by=Actor.system()
        )
    app = create_app(Settings(var=var, sign_in_attempts=1000), lambda _: engine)
    with served(app) as address:
        site = Site(app, engine, clock, address)
        yield Visits(site, town.plan(site.actor("company"), 1, 2))
        for client in site.opened:
            client.close()


def test_an_officer_fills_saves_and_submits_a_linked_case_of_their_own(visits: Visits) -> None:
    client, draft = visits.site.browser("reviewer"), visits.begin()
    address = f"/cases/{draft}/form"
    page = client.get(address).text
    assert f'href="/office/cases/{visits.plan}"' in page, "the way back is the plan"
    empty = client.post(address, data=form_at(page, address).data(do="submit"))
    assert empty.status_code == 422
    assert faults_on(empty.text)
    kept = client.post(address, data=form_at(client.get(address).text, address).set("finding", "教学").data(do="save"))
    assert (kept.status_code, kept.headers["location"]) == (303, address)
    assert visits.found() == set()
    form = form_at(client.get(address).text, address)
    assert form.data()["finding"] == ["教学"]
    saved = client.post(f"/cases/{draft}/draft", data=form.set("finding", "教学正常").data())
    assert saved.status_code == 200
    sent = client.post(address, data=form_at(client.get(address).text, address).data(do="submit"))
    assert (sent.status_code, sent.headers["location"]) == (303, f"/office/cases/{draft}"), faults_on(sent.text)
    assert "教学正常" in client.get(f"/office/cases/{draft}").text
    assert client.get(address).headers["location"] == f"/office/cases/{draft}"
    assert visits.found() == {"closed"}


def test_the_roster_in_an_officers_own_form_is_the_officers_to_fill(visits: Visits) -> None:
    client, draft = visits.site.browser("reviewer"), visits.begin()
    roster = f"/cases/{draft}/roster/seen"
    assert f'href="{roster}"' in client.get(f"/cases/{draft}/form").text
    form = form_at(client.get(f"{roster}/rows/new").text, f"{roster}/rows/new")
    assert client.post(form.action, data=form.set("name", "赵伟杰").data()).status_code == 303
    assert "赵伟杰" in client.get(roster).text
    rest = visits.site.rest("reviewer")
    (row,) = rest.get(f"/api/v1/cases/{draft}/rosters/seen").json()["rows"]
    changed = rest.put(f"/api/v1/cases/{draft}/rosters/seen/rows/{row['row_id']}", json={"values": {"name": "王国强"}})
    assert changed.status_code == 200, changed.text
    assert visits.site.browser("company").get(roster).status_code == 404
    assert visits.site.browser("colleague").get(roster).status_code == 404
    assert rest.delete(f"/api/v1/cases/{draft}").status_code == 204


def test_an_officers_draft_is_nobody_elses_and_can_be_thrown_away(visits: Visits) -> None:
    draft, before = visits.begin(), visits.found()
    address = f"/cases/{draft}/form"
    page = visits.site.browser("reviewer").get(address).text
    form = form_at(page, address).set("finding", "x")
    for other in ("colleague", "company"):
        assert visits.site.browser(other).get(address).status_code == 404, other
        assert visits.site.rest(other).put(f"/api/v1/cases/{draft}/draft", json={"data": {}, "version": 0}).status_code == 404, other
        assert visits.site.rest(other).post(f"/api/v1/cases/{draft}/submission", json={"data": {}, "version": 0}).status_code == 404, other
    gone = form_at(page, f"/cases/{draft}/discard")
    answer = visits.site.browser("reviewer").post(gone.action, data=gone.data())
    assert (answer.status_code, answer.headers["location"]) == (303, f"/office/cases/{visits.plan}")
    assert visits.site.browser("reviewer").post(address, data=form.data(do="save")).status_code == 404
    assert visits.found() == before


def test_an_officer_does_the_same_over_rest(visits: Visits) -> None:
    rest = visits.site.rest("reviewer")
    opened = rest.post(f"/api/v1/cases/{visits.plan}/linked", json={"process": "visit"})
    assert opened.status_code == 201, opened.text
    case = f"/api/v1/cases/{opened.json()['case_id']}"
    version = rest.get(f"{case}/form").json()["version"]
    saved = rest.put(f"{case}/draft", json={"data": {"finding": "教学正常"}, "version": version})
    assert saved.status_code == 200, saved.text
    sent = rest.post(f"{case}/submission", json={"data": {"finding": "教学正常"}, "version": saved.json()["version"]})
    assert sent.status_code == 200, sent.text
    assert sent.json()["number"].startswith(f"{REGION}-PXZF-")


def test_an_officer_gets_no_form_of_an_enterprise(visits: Visits) -> None:
    client = visits.site.browser("reviewer")
    answer = client.get(f"/cases/{visits.plan}/form")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/office/cases/{visits.plan}")
