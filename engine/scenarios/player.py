"""Playing a scenario 重放情形: every step through the engine's own commands, every expectation checked."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from engine.calendar.due import due
from engine.calendar.limits import Limit
from engine.commands import (
    AddAttachment,
    BeginOccasion,
    CarryLetters,
    ClaimTask,
    CompleteTask,
    DeliverLetter,
    FireTimers,
    ImportRoster,
    OpenCase,
    ReserveBudget,
    SaveDraft,
    StartLinked,
    StartScheduled,
    SubmitCase,
    WithdrawCase,
)  # fmt: skip
from engine.engine import Engine
from engine.queries import Ledger, Regions, StartableLinked, WaitingBudgets
from engine.running.scope import at_path
from engine.scenarios.cast import ActorNamed, EnsureOrganisation, EnsurePerson
from engine.scenarios.facts import CaseFacts, LookingLetters, NextTimer, PendingLetters, StoryFacts
from engine.scenarios.reading import Scenario, ScenarioStep, read_scenario
from engine.scenarios.settings import set_up
from engine.scenarios.travel import Travels
from engine.scenarios.treasury import Treasury
from engine.sdk.actor import Actor
from engine.sdk.errors import InvalidInput, Rejection
from engine.store.runtime import ZONE

OFFICERS = ("acceptance", "review", "second_review", "sign_off", "supervisor", "finance")
PAPER = """#set page(width: 210mm, height: 297mm, margin: 25mm)
#let facts = json(bytes(sys.inputs.facts))
#set text(font: ("Noto Serif SC", "Noto Serif CJK SC"), size: 14pt)
#align(center)[= #facts.name]
#v(1cm)
示例文件，仅供演示。
"""


@dataclass(slots=True)
class Mismatch:
    """What a step promised and what came."""

    step: int
    what: str
    expected: object
    found: object

    def __str__(self) -> str:
        return f"step {self.step}: {self.what}: expected {self.expected!r}, found {self.found!r}"


@dataclass(frozen=True, slots=True)
class Played:
    """One step that was taken: when, with which case, how it was refused, and what did not come as promised."""

    number: int
    step: ScenarioStep
    at: datetime
    case_id: UUID | None
    refused: Rejection | None
    mismatches: tuple[Mismatch, ...]


@dataclass(slots=True)
class Player:
    """Plays scenarios on one engine whose clock travels. `people` maps (role, region or "*") and ("enterprise", credit code) to
    user names; who is missing is made. Nothing happens after `until`: the story stops there.
    """

    engine: Engine
    clock: Travels
    folder: Path
    people: dict[tuple[str, str], str] = field(default_factory=dict)
    played: set[str] = field(default_factory=set)
    password: str = ""
    until: datetime | None = None
    heard: Callable[["Played"], None] | None = None
    """Who is told of every step as soon as it was taken."""

    def play(self, scenario: Scenario) -> list[Mismatch]:
        """Play what it builds on, then every step; returns what did not come as promised."""
        for name in scenario.given:
            if name not in self.played:
                faults = self.play(read_scenario(self.folder / name, scenario.program))
                if faults:
                    return faults
        self.played.add(scenario.name)
        set_up(self.engine, self.folder.parent, scenario.settings)
        self.clock.move_to(datetime.combine(scenario.start, time(9), ZONE))
        cases: dict[str, UUID] = {}
        enterprise: Actor | None = None
        mismatches: list[Mismatch] = []
        for number, step in enumerate(scenario.steps, 1):
            if not self._wait(step):
                break
            refused: Rejection | None = None
            try:
                if step.do == "submit":
                    enterprise = self._enterprise(scenario.enterprise or step.data["enterprise"])
                    if "" not in cases:
                        opening = OpenCase(program=scenario.program, process=scenario.process)
                        cases[""] = self.engine.execute(opening, by=enterprise).case_id
                    self._submit(cases[""], enterprise, step)
                elif cases and enterprise is not None:
                    self._act(cases, enterprise, step)
            except Rejection as refusal:
                refused = refusal
            self.deliver()
            judged = cases.get(step.case) or cases.get("")
            found = self._judge(number, step, judged, refused, enterprise) if judged is not None else []
            mismatches += found
            if self.heard is not None:
                self.heard(Played(number, step, self.clock.now(), judged, refused, tuple(found)))
        return mismatches

    def _act(self, cases: dict[str, UUID], enterprise: Actor, step: ScenarioStep) -> None:
        """What happens to a case that exists: `start_linked` begins and submits another one beside it, or sends a refused draft again."""
        if step.do == "start_linked":
            starter = enterprise if step.by == "enterprise" else self.officer(step.by, self._region(cases[""]))
            if step.case not in cases or self.engine.ask(CaseFacts(case_id=cases[step.case]), by=Actor.system()).status != "draft":
                cases[step.case] = self.engine.execute(StartLinked(parent_id=cases[""], process=step.process), by=starter).case_id
            self._submit(cases[step.case], starter, step)
            return
        if step.do == "scheduled":
            for occasion in self.engine.execute(StartScheduled(), by=Actor.system()):
                begun = self.engine.execute(BeginOccasion(occasion=occasion), by=Actor.system())
                if begun is not None and (occasion.process, occasion.region) == (step.process, self._region(cases[""])):
                    cases[step.case] = begun
        case = cases.get(step.case)
        if case is None:
            raise Rejection("no_such_case", case=step.case, known=sorted(cases))
        if step.do == "complete":
            self._complete(case, enterprise, step)
        elif step.do == "withdraw":
            self.engine.execute(WithdrawCase(case_id=case, reason=str(step.data.get("reason", ""))), by=enterprise)
        elif step.do in {"grant", "pay", "results", "receipt"}:
            self._pay(case, step)

    def _pay(self, case: UUID, step: ScenarioStep) -> None:
        """What happens to its money."""
        region = self._region(case)
        treasury = Treasury(self.engine, case, region, self.clock.today, lambda name: self.officer(name, region))
        if step.do == "grant":
            treasury.grant(int(step.data["amount"]))
        elif step.do == "pay":
            treasury.pay(step.outcome)
        elif step.do == "results":
            treasury.answer(step.outcome, str(step.data.get("reason", "")))
        else:
            treasury.receive()

    def _region(self, case: UUID) -> str:
        return self.engine.ask(CaseFacts(case_id=case), by=Actor.system()).region

    def deliver(self) -> None:
        """Let every message between cases arrive, and those that follow from them."""
        while True:
            for kind, name, key in self.engine.ask(LookingLetters(), by=Actor.system()):
                self.engine.execute(CarryLetters(kind=kind, name=name, correlation=key), by=Actor.system())
            for line in self.engine.ask(WaitingBudgets(), by=Actor.system()):
                self.engine.execute(ReserveBudget(line_id=line), by=Actor.system())
            letters = self.engine.ask(PendingLetters(), by=Actor.system())
            if not letters:
                return
            for letter in letters:
                self.engine.execute(DeliverLetter(letter_id=letter), by=Actor.system())

    # ---- time ---------------------------------------------------------------------------------------------------------------

    def _wait(self, step: ScenarioStep) -> bool:
        """Let the time pass; every timer that comes due on the way fires at its own moment. False when the story ends before."""
        if not step.after:
            return self.until is None or self.clock.now() <= self.until
        calendar = self.engine.ask(StoryFacts(), by=Actor.system())
        target = datetime.combine(due(Limit.parse(step.after), self.clock.today, calendar).date, time(10), ZONE)
        if self.until is not None and target > self.until:
            return False
        self.pass_until(target)
        return True

    def pass_until(self, target: datetime) -> None:
        """Go on to a moment, firing timers on the way."""
        while True:
            following = self.engine.ask(NextTimer(), by=Actor.system())
            if following is None or following[1] > target:
                break
            case_id, moment = following
            self.clock.move_to(max(moment, self.clock.now()) + timedelta(seconds=1))
            self.engine.execute(FireTimers(case_id=case_id), by=Actor.system())
            self.deliver()
        self.clock.move_to(target)

    # ---- people -------------------------------------------------------------------------------------------------------------

    def _enterprise(self, told: Mapping[str, Any]) -> Actor:
        known = sum(role == "enterprise" for role, _ in self.people)
        username = self.people.setdefault(("enterprise", told["uscc"]), "qiye" if not known else f"qiye{known + 1}")
        organisation = self.engine.execute(
            EnsureOrganisation(
                kind="enterprise", name=told["name"], region=told["reg_district"], uscc=told["uscc"], address=told.get("address", "")
            ),
            by=Actor.system(),
        )
        self.engine.execute(
            EnsurePerson(
                username=username,
                name=told.get("contact", "经办人"),
                kind="enterprise",
                organisation_id=organisation,
                password=self.password,
            ),
            by=Actor.system(),
        )
        return self.engine.ask(ActorNamed(username=username), by=Actor.system())

    def officer(self, role: str, region: str) -> Actor:
        """The officer of a role in a region, made when there is none; `finance2` is another one of the role `finance`."""
        if (role, "*") in self.people:
            return self.engine.ask(ActorNamed(username=self.people[(role, "*")]), by=Actor.system())
        username = self.people.get((role, region), f"{role}-{region}")
        names = {code: name.zh for code, name, _ in self.engine.ask(Regions(), by=Actor.system())}
        office = self.engine.execute(
            EnsureOrganisation(kind="office", name=f"{names.get(region, region)}人力资源和社会保障局", region=region), by=Actor.system()
        )
        self.engine.execute(
            EnsurePerson(
                username=username,
                name=f"{role} {region}",
                kind="officer",
                organisation_id=office,
                posts=((role.rstrip("0123456789"), region),),
                password=self.password,
            ),
            by=Actor.system(),
        )
        return self.engine.ask(ActorNamed(username=username), by=Actor.system())

    # ---- acts ---------------------------------------------------------------------------------------------------------------

    def _submit(self, case: UUID, by: Actor, step: ScenarioStep) -> None:
        facts = self.engine.ask(CaseFacts(case_id=case), by=Actor.system())
        if step.rows is not None and facts.roster_field:
            self.engine.execute(SaveDraft(case_id=case, data=step.data, version=None), by=by)
            rows = tuple({"row": number, "values": row} for number, row in enumerate(step.rows, 1))
            self.engine.execute(ImportRoster(case_id=case, field=facts.roster_field, rows=rows), by=by)
        self._attach(case, by, step, None, facts.attached)
        self.engine.execute(SubmitCase(case_id=case, data=step.data), by=by)

    def _attach(self, case: UUID, by: Actor, step: ScenarioStep, task: UUID | None, attached: frozenset[str]) -> None:
        for path, name in step.files.items():
            if task is None and path in attached:
                continue
            field_path, _, item = path.rpartition(".")
            stored = self.engine.runtime.ports.files.put_bytes(sample_paper(self.engine, name), "application/pdf")
            self.engine.execute(AddAttachment(case_id=case, field=field_path, item=item, name=name, stored=stored, task_id=task), by=by)

    def _complete(self, case: UUID, enterprise: Actor | None, step: ScenarioStep) -> None:
        facts = self.engine.ask(CaseFacts(case_id=case), by=Actor.system())
        task = facts.open_tasks.get(step.task)
        if task is None:
            raise Rejection("no_such_task", task=step.task, open=sorted(facts.open_tasks))
        if step.by == "enterprise" and enterprise is not None:
            if step.rows is not None and facts.roster_field:
                rows = tuple({"row": number, "values": row} for number, row in enumerate(step.rows, 1))
                self.engine.execute(ImportRoster(case_id=case, field=facts.roster_field, rows=rows, task_id=task), by=enterprise)
            self._attach(case, enterprise, step, task, frozenset())
            self.engine.execute(CompleteTask(task_id=task, outcome=step.outcome, data=step.data), by=enterprise)
            return
        officer = self.officer(step.by, facts.region)
        task = facts.turn(step.task, officer) or task
        self.engine.execute(ClaimTask(task_id=task), by=officer)
        self._attach(case, officer, step, task, frozenset())
        self.engine.execute(CompleteTask(task_id=task, outcome=step.outcome, data=step.data), by=officer)

    # ---- expectations -------------------------------------------------------------------------------------------------------

    def _judge(self, number: int, step: ScenarioStep, case: UUID, refused: Rejection | None, applicant: Actor | None) -> list[Mismatch]:
        expect = dict(step.expect)
        found = self.engine.ask(CaseFacts(case_id=case), by=Actor.system())
        mismatches = []

        def compare(what: str, expected: object, actual: object) -> None:
            if expected != actual:
                mismatches.append(Mismatch(number, what, expected, actual))

        compare("refused", expect.pop("refused", None), refused.code if refused else None)
        if refused is not None and mismatches:
            detail = [(e.path, e.code, e.zh) for e in refused.errors] if isinstance(refused, InvalidInput) else refused.facts
            mismatches[-1].found = (refused.code, detail)
        blocked = set(expect.pop("blocked", ()))
        if blocked:
            codes = {error.code for error in refused.errors} if isinstance(refused, InvalidInput) else set()
            compare("blocked", blocked, blocked & codes)
        readers: dict[str, Callable[[Any], object]] = {
            "stage": lambda _: found.stage,
            "status": lambda _: found.status,
            "open": lambda _: sorted(found.open_tasks),
            "notices": lambda _: sorted(found.notices),
            "facts": lambda told: {path: at_path(found.facts, path) for path in told},
            "rows": lambda told: {status: Counter(found.row_statuses)[status] for status in told},
            "reasons": lambda told: {row: found.row_reasons.get(int(row), []) for row in told},
            "register": lambda told: {name: found.register.get(name) for name in told},
            "due": found.due,
            "light": lambda _: found.light,
            "money": lambda told: {path: at_path(found.facts, f"money.{path}") or 0 for path in told},
            "payments": lambda _: sorted(
                each.step for each in self.engine.ask(Ledger(case_id=case), by=Actor.system()).movements if each.case_id == case
            ),
            "startable": lambda _: sorted(
                each.process for each in self.engine.ask(StartableLinked(case_id=case), by=applicant or Actor.system()) if each.may
            ),
        }
        for what, told in expect.items():
            reader = readers.get(what)
            if reader is None:
                mismatches.append(Mismatch(number, what, "an expectation the player knows", told))
                continue
            compare(what, sorted(told) if what in {"open", "notices", "payments", "startable"} else told, reader(told))
        return mismatches


@cache
def _papers() -> dict[str, bytes]:
    return {}


def sample_paper(engine: Engine, name: str) -> bytes:
    """A one-page PDF that says what it stands for."""
    papers = _papers()
    if name not in papers:
        papers[name] = engine.runtime.ports.documents.render(PAPER.encode(), {"name": name.removesuffix(".pdf")})
    return papers[name]
