"""Demonstration data 演示数据: every scenario marked `demo`, replayed up to the present moment."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from stdnum.cn import ric

from engine.calendar.calendar import Calendar
from engine.calendar.due import due
from engine.calendar.limits import Limit
from engine.engine import Engine
from engine.installation import SeedBasics, install_programs
from engine.packages.discovery import folders
from engine.scenarios.cast import EnsureOrganisation, EnsurePerson
from engine.scenarios.facts import EnterpriseNames, IsEmpty, StoryFacts
from engine.scenarios.player import Player
from engine.scenarios.reading import Scenario, ScenarioStep, read_scenario
from engine.scenarios.travel import TravelClock
from engine.sdk.actor import Actor

ID_LENGTH = 18
WRITTEN = date(2026, 11, 21)
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
CITY = "440100"
OFFICE = "广州市人力资源和社会保障局（示例）"
PASSWORD = "Tongban-demo-26"  # noqa: S105 - printed for everybody to see
IN_HAND = (
    (0, "happy_path.toml"),
    (0, "filed_small.toml"),
    (1, "sent_back.toml"),
    (1, "withdrawn_by_applicant.toml"),
    (2, "supplemented.toml"),
    (3, "denied.toml"),
    (4, "corrected_once.toml"),
    (6, "happy_path.toml"),
    (9, "supplemented.toml"),
    (12, "sent_back.toml"),
    (3, "panel_supports.toml"),
)
"""Working days ago, and the story that began then."""
TREASURY = "广州市财政局（示例）"
ADMINISTRATORS = (
    ("guanli", "管理员", "", "系统管理", "Administrator"),
    ("biaozhun", "罗俊", "rate_labour", "补贴标准（人社）", "Rates, human resources"),
    ("caizheng", "许静", "rate_treasury", "补贴标准（财政）", "Rates, finance bureau"),
)
"""Whoever administers, and the two who release programs and answer for new rates: 标准调整 takes both departments."""
FAR_APART = 100
"""Stories of plans under way have people that no other story has."""
OFFICERS = (
    ("shouli", "梁晓雯", "acceptance", "受理", "Acceptance"),
    ("shenhe", "何志强", "review", "审核", "Review"),
    ("fuhe", "陈嘉怡", "second_review", "复核", "Second review"),
    ("shenpi", "周敏", "sign_off", "审批", "Sign-off"),
    ("zhuanjia", "谭启明", "expert", "评审专家", "Panel expert"),
    ("zhuanjia2", "罗秀珍", "expert2", "评审专家", "Panel expert"),
    ("zhuanjia3", "邱伟民", "expert3", "评审专家", "Panel expert"),
    ("dudao", "黄国栋", "supervisor", "督导", "Supervisor"),
    ("shangji", "罗文杰", "city_review", "上级审核", "Higher authority"),
    ("zijin", "林美华", "finance", "资金", "Finance"),
    ("zijin2", "郑思远", "finance2", "资金", "Finance"),
    ("zijin3", "冯雅琴", "finance3", "资金", "Finance"),
)


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A plan in the middle of its life: the first `steps` of a story, the last of them so many working days `ago`, and how far the finance
    officers have come with the money of its linked case `case` ("prepare", "check").
    """

    story: str
    steps: int
    ago: int
    case: str = ""
    paid: str = ""


UNDER_WAY = (
    UnderWay("whole_life.toml", 41, 1),
    UnderWay("objection_upheld.toml", 21, 2),
    UnderWay("late_claim.toml", 15, 1),
    UnderWay("late_claim.toml", 13, 3),
    UnderWay("whole_life.toml", 14, 1),
    UnderWay("filed_small.toml", 7, 1),
    UnderWay("advance_at_ceiling.toml", 13, 6, "advance", "check"),
    UnderWay("advance_at_ceiling.toml", 13, 4, "advance", "prepare"),
    UnderWay("advance_at_ceiling.toml", 13, 2),
)
"""What waits today: a settlement and an advance to prepare, to check, to approve; a list in publicity; results to check; an assessment to
supervise; an account to correct; a plan to sign."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the demonstration."""

    username: str
    name: str
    role_zh: str
    role_en: str


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What was made: the accounts, how many cases, and what did not come as its scenario promised."""

    accounts: tuple[Account, ...]
    cases: int
    mismatches: tuple[str, ...]


def shifted(value: Any, by: timedelta) -> Any:
    """The same value with every day in it moved, and the year of a plan with its start."""
    if isinstance(value, Mapping):
        later = {key: shifted(each, by) for key, each in value.items()}
        if "plan_year" in value and ISO_DAY.match(str(value.get("start"))):
            later["plan_year"] += int(later["start"][:4]) - int(value["start"][:4])
        return later
    if isinstance(value, list | tuple):
        return type(value)(shifted(each, by) for each in value)
    if isinstance(value, str) and ISO_DAY.match(value):
        return (date.fromisoformat(value) + by).isoformat()
    if isinstance(value, date) and not isinstance(value, datetime):
        return value + by
    return value


def other_people(rows: tuple[Mapping[str, Any], ...] | None, story: int) -> tuple[Mapping[str, Any], ...] | None:
    """The same roster of other people: the serial part of each identity number moved, with its check character made right."""
    if rows is None or not story:
        return rows
    return tuple(
        {**row, "id_no": _other_number(row["id_no"], story)} if len(str(row.get("id_no", ""))) == ID_LENGTH else row for row in rows
    )


def _other_number(number: str, story: int) -> str:
    serial = (int(number[14:17]) + 2 * story) % 1000
    body = f"{number[:14]}{serial:03d}"
    return body + ric.calc_check_digit(f"{body}0")


def moved(scenario: Scenario, by: timedelta) -> Scenario:
    """The scenario so much later; its promises about dates no longer hold and are left out."""

    def step(each: ScenarioStep) -> ScenarioStep:
        return replace(each, data=shifted(each.data, by), rows=shifted(each.rows, by), expect={})

    return replace(scenario, start=scenario.start + by, steps=tuple(step(each) for each in scenario.steps))


def _regions(processes: Path) -> tuple[str, ...]:
    """Where the programs are carried out: the officers of the demonstration have their posts in each of these places."""
    manifests = (tomllib.loads((folder / "manifest.toml").read_text(encoding="utf-8")) for folder in folders(processes))
    return tuple(sorted({CITY, *(manifest["region"] for manifest in manifests if "region" in manifest)}))


def _built_on(folder: Path) -> set[str]:
    """Scenarios that others begin with: their people must stay who they are."""
    return {name for path in folder.glob("scenarios/*.toml") for name in read_scenario(path, folder.name).given}


def _administrators(engine: Engine, office: UUID, regions: Sequence[str]) -> None:
    """Those of the office that runs the system, and one of the finance bureau."""
    system = Actor.system()
    treasury = engine.execute(EnsureOrganisation(kind="office", name=TREASURY, region=CITY, address="广州市示例路 2 号"), by=system)
    for username, name, post, _, _ in ADMINISTRATORS:
        posts = tuple((post, region) for region in regions if post)
        place = treasury if post == "rate_treasury" else office
        person = EnsurePerson(username=username, name=name, kind="administrator", organisation_id=place, posts=posts, password=PASSWORD)
        engine.execute(person, by=system)


def demonstrate(engine: Engine, clock: TravelClock, processes: Path, now: datetime) -> Demonstration:
    """Fill an empty installation; one that holds people already is only brought up to date with the programs on disk."""
    system = Actor.system()
    clock.move_to(now)
    engine.execute(SeedBasics(), by=system)
    install_programs(engine, processes, samples=True)
    accounts = [Account(username, name, zh, en) for username, name, _, zh, en in OFFICERS]
    accounts += [Account(username, name, zh, en) for username, name, _, zh, en in ADMINISTRATORS]
    if not engine.ask(IsEmpty(), by=system):
        return Demonstration((*_enterprises(engine), *accounts), 0, ())
    office = engine.execute(
        EnsureOrganisation(kind="office", name=OFFICE, region=CITY, phone="020-12345", address="广州市示例路 1 号"), by=system
    )
    regions = _regions(processes)
    for username, name, role, _, _ in OFFICERS:
        posts = tuple((role.rstrip("0123456789"), region) for region in regions)
        engine.execute(
            EnsurePerson(username=username, name=name, kind="officer", organisation_id=office, posts=posts, password=PASSWORD), by=system
        )
    _administrators(engine, office, regions)
    built_on = {name for folder in folders(processes) for name in _built_on(folder)}
    weeks = max(0, (now.date() - WRITTEN).days // 7)
    cases, mismatches = 0, []
    enterprises: dict[tuple[str, str], str] = {}
    for folder in folders(processes):
        stories = sorted(folder.glob("scenarios/*.toml"))
        scenarios = sorted((read_scenario(path, folder.name) for path in stories), key=lambda each: (each.start, each.name))
        people = {(role, "*"): username for username, _, role, _, _ in OFFICERS}
        player = Player(engine, clock, folder / "scenarios", people={**people, **enterprises}, password=PASSWORD, until=now)
        for scenario in scenarios:
            if not scenario.demo or scenario.name in player.played:
                continue
            story = moved(scenario, timedelta(weeks=weeks)) if weeks else scenario
            if not scenario.given and scenario.name not in built_on:
                story = replace(story, steps=tuple(replace(step, rows=other_people(step.rows, cases)) for step in story.steps))
            mismatches += [f"{scenario.name}: {fault}" for fault in player.play(story)]
            cases += 1
        cases += _under_way(player, folder, now, cases)
        cases += _in_hand(player, {each.name: each for each in scenarios}, now, cases)
        enterprises = {key: name for key, name in player.people.items() if key[0] == "enterprise"}
        player.pass_until(now)
    return Demonstration((*_enterprises(engine), *accounts), cases, tuple(mismatches))


def _under_way(player: Player, folder: Path, now: datetime, story: int) -> int:
    """Plans that began up to two and a half years ago and stand in the middle of their life today."""
    calendar = player.engine.ask(StoryFacts(), by=Actor.system())
    begun = 0
    for each in UNDER_WAY:
        path = folder / "scenarios" / each.story
        if not path.exists():
            continue
        scenario = read_scenario(path, folder.name)
        steps = scenario.steps[: each.steps]
        if each.paid:
            steps = (*steps, ScenarioStep(by="finance", do="pay", case=each.case, outcome=each.paid))
        cut = replace(scenario, steps=steps)
        told = moved(cut, _start(cut, now.date(), each.ago, calendar) - scenario.start)
        people = tuple(replace(step, rows=other_people(step.rows, story + begun + FAR_APART)) for step in told.steps)
        player.play(replace(told, name=f"{each.story} {begun}", given=(), steps=people))
        begun += 1
    return begun


def _start(scenario: Scenario, today: date, ago: int, calendar: Calendar) -> date:
    """The latest day on which the story can have begun when its last step lies at least so many working days back.

    Working days do not fall where they fell when the story was written: what was past at a step still is.
    """
    written = _on(scenario.steps, scenario.start, calendar)
    start = today
    while True:
        told, by = _on(scenario.steps, start, calendar), start - scenario.start
        late = (told[-1] - today).days
        if late <= 0 and calendar.working_days_between(told[-1], today) >= ago and _past_stays(scenario.steps, written, told, by):
            return start
        start -= timedelta(days=max(1, late))


def _on(steps: Sequence[ScenarioStep], day: date, calendar: Calendar) -> list[date]:
    """The day of each step of a story that begins on this one."""
    days = []
    for step in steps:
        day = due(Limit.parse(step.after), day, calendar).date if step.after else day
        days.append(day)
    return days


def _past_stays(steps: Sequence[ScenarioStep], written: Sequence[date], told: Sequence[date], by: timedelta) -> bool:
    return all(
        day + by <= now
        for step, then, now in zip(steps, written, told, strict=True)
        for day in (*_days_in(step.data), *_days_in(step.rows))
        if day <= then
    )


def _days_in(value: Any) -> Iterator[date]:
    """Every day that is named somewhere in a value."""
    if isinstance(value, Mapping):
        yield from (day for each in value.values() for day in _days_in(each))
    elif isinstance(value, list | tuple):
        yield from (day for each in value for day in _days_in(each))
    elif isinstance(value, str) and ISO_DAY.match(value):
        yield date.fromisoformat(value)
    elif isinstance(value, date) and not isinstance(value, datetime):
        yield value


def _in_hand(player: Player, scenarios: Mapping[str, Scenario], now: datetime, story: int) -> int:
    """Cases that began in the last weeks and stand where they would stand today, so that every officer's queue has work of each light."""
    calendar = player.engine.ask(StoryFacts(), by=Actor.system())
    begun = 0
    for ago, name in IN_HAND:
        scenario = scenarios.get(name)
        if scenario is None:
            continue
        start = now.date()
        while calendar.working_days_between(start, now.date()) < ago or not calendar.is_workday(start):
            start -= timedelta(days=1)
        told = moved(scenario, start - scenario.start)
        people = tuple(replace(step, rows=other_people(step.rows, story + begun + 1)) for step in told.steps)
        player.play(replace(told, name=f"{name} {ago}", given=(), steps=people))
        begun += 1
    return begun


def _enterprises(engine: Engine) -> tuple[Account, ...]:
    return tuple(
        Account(username, name, f"企业（{name}）", "Enterprise") for username, name in engine.ask(EnterpriseNames(), by=Actor.system())
    )
