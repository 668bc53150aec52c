"""Making a story of what was done in a sandbox 存为情形: its steps, what was filled in, how long was waited, and what came of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import tomlkit

from engine.calendar.calendar import Calendar
from engine.calendar.due import due
from engine.calendar.limits import Limit
from engine.commands import KeepScenario
from engine.engine import Engine
from engine.scenarios.acts import SandboxActs
from engine.scenarios.facts import StoryFacts
from engine.sdk.actor import Actor
from engine.sdk.errors import InvalidState, NotFound
from engine.sdk.glossary import glossary
from engine.store.runtime import ZONE
from engine.trying.sandbox import enter

SYSTEM = Actor.system()
Act = Mapping[str, Any]
MONEY = {"pay", "results", "receipt"}


def keep_as_story(house: Engine, by: Actor, case_id: UUID, name: str, title: str) -> str:
    """Keep what happened to a case of one's sandbox, and to the cases begun from it, as a story of the draft; returns its file.

    Raises:
        NotFound: there is no sandbox, or nothing of such a case was done in it.
        InvalidState: something was done that a story cannot tell.
        InvalidInput: the name is taken or cannot be one.
    """
    view, stage = enter(house, by)
    try:
        acts, calendar = stage.ask(SandboxActs(), by=SYSTEM), stage.ask(StoryFacts(), by=SYSTEM)
    finally:
        stage.close()
    teller = Teller(str(case_id), calendar, name)
    teller.tell([(at.astimezone(ZONE), act) for at, act in acts])
    if not teller.steps:
        raise NotFound("case_not_found", case=str(case_id))
    if teller.untold:
        titles = glossary()["commands"]
        raise InvalidState("story_untold", what="、".join(str(titles.get(each, each)) for each in sorted(teller.untold)))
    content = tomlkit.dumps(teller.document(title)).encode()
    beside = {place: _rows(rows) for place, rows in teller.rosters.items()}
    kept = KeepScenario(draft_id=view.draft_id, name=name, title=title, content=content, beside=beside)
    return house.execute(kept, by=by).path


def cases_to_keep(stage: Engine) -> frozenset[UUID]:
    """The cases of a sandbox that a story can begin with: somebody submitted them."""
    acts = stage.ask(SandboxActs(), by=SYSTEM)
    return frozenset(UUID(act["case_id"]) for _, act in acts if act["do"] == "submit" and act["case_id"] == act["head_id"])


@dataclass(slots=True)
class Teller:
    """Turns acts into the steps of a story about one case (`head`) and those begun from it."""

    head: str
    calendar: Calendar
    name: str
    steps: list[dict[str, Any]] = field(default_factory=list)
    rosters: dict[str, Sequence[Any]] = field(default_factory=dict)
    untold: set[str] = field(default_factory=set)
    start: date | None = None
    process: str = ""
    enterprise: Mapping[str, str] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)
    _opened: set[str] = field(default_factory=set)
    _rows: dict[str, Sequence[Any]] = field(default_factory=dict)
    _attached: dict[str, Act] = field(default_factory=dict)
    _day: date | None = None

    def tell(self, acts: Sequence[tuple[datetime, Act]]) -> None:
        """Everything in order; of the waiting only what nothing follows is a step of its own."""
        last = max((place for place, (_, act) in enumerate(acts) if act.get("head_id") == self.head and act["do"] != "wait"), default=-1)
        waits = {at.date(): None for at, act in acts[last + 1 :] if act["do"] == "wait" and act["head_id"] == self.head}
        for place, (at, act) in enumerate(acts):
            if act["do"] == "wait" and (place < last or at.date() != max(waits, default=None)):
                continue
            self._note(at.date(), act)

    def _note(self, day: date, act: Act) -> None:
        do = act["do"]
        if do == "attach":
            self._attached[act["file"]] = act
        elif do == "detach":
            self._attached.pop(act["file"], None)
        elif do == "untold":
            if act.get("head_id") in {None, self.head}:
                self.untold.add(act["command"])
        elif act["head_id"] == self.head:
            if do == "opened":
                self._opened.add(act["case_id"])
            else:
                self._step(day, act)

    def _step(self, day: date, act: Act) -> None:
        do, case = act["do"], act["case_id"]
        if case not in self._names:
            if do == "wait":
                return
            self._meet(day, act)
        linked = {"case": self._names[case]} if self._names[case] else {}
        step: dict[str, Any] = {"by": "finance" if do in MONEY else act["by"], "do": do, **linked, **self._after(day)}
        if do == "submit" and linked:
            step |= {"do": "start_linked", "process": act["process"]}
        for said in ("task", "outcome"):
            if act.get(said):
                step[said] = act[said]
        step |= self._sent(act)
        self.steps.append({**step, "expect": _expected(act["expect"])})

    def _meet(self, day: date, act: Act) -> None:
        """The first act of a case: the story's own, one begun from it, or one the calendar asked for."""
        case, process = act["case_id"], act["process"]
        if case == self.head:
            self._names[case], self.process, self.start, self._day = "", process, day, day
            self.enterprise = act.get("enterprise", {})
            return
        taken = sum(name.partition("-")[0] == process for name in self._names.values())
        self._names[case] = f"{process}-{taken + 1}" if taken else process
        if case not in self._opened:
            self.steps.append({"by": "clock", "do": "scheduled", "process": process, "case": self._names[case], **self._after(day)})

    def _after(self, day: date) -> dict[str, str]:
        """How many working days lie between the step before and this one."""
        before, self._day = self._day, day
        if before is None or day <= before:
            return {}
        days = 1
        while due(Limit.parse(f"{days}wd"), before, self.calendar).date < day:
            days += 1
        return {"after": f"{days}wd"}

    def _sent(self, act: Act) -> dict[str, Any]:
        """What was filled in, its files and its roster, where that is another one than before."""
        case, task = act["case_id"], act.get("task_id")
        mine = {key: each for key, each in self._attached.items() if each["case_id"] == case and each["task_id"] == task}
        sent: dict[str, Any] = {}
        if act["do"] in {"submit", "complete"} and mine:
            sent["files"] = {each["field"]: each["name"] for each in mine.values()}
            for key in mine:
                del self._attached[key]
        if act.get("rows") and act["rows"] != self._rows.get(case):
            self._rows[case] = act["rows"]
            if act["do"] == "submit" or act["by"] == "enterprise":
                number = f"_{len(self.rosters) + 1}" if self.rosters else ""
                sent["roster"] = f"rosters/{self.name}{number}.toml"
                self.rosters[sent["roster"]] = act["rows"]
        if act.get("data"):
            sent["data"] = act["data"]
        return sent

    def document(self, title: str) -> tomlkit.TOMLDocument:
        """The story as a file."""
        document = tomlkit.document()
        document["title"] = title.strip()
        document["process"] = self.process
        document["start"] = self.start
        document["enterprise"] = _plain(self.enterprise)
        steps = tomlkit.aot()
        for step in self.steps:
            table = tomlkit.table()
            nested = ("files", "data")
            for key, value in step.items():
                if key == "expect":
                    inline = tomlkit.inline_table()
                    inline.update(_plain(value))
                    table[key] = inline
                elif key not in nested:
                    table[key] = _plain(value)
            for key in nested:
                if key in step:
                    table[key] = _plain(step[key])
            steps.append(table)
        document["step"] = steps
        return document


def _expected(seen: Mapping[str, Any]) -> dict[str, Any]:
    """What was seen, as a story promises it: days are days."""
    expect = dict(seen)
    if "due" in expect:
        expect["due"] = {**expect["due"], "on": date.fromisoformat(expect["due"]["on"])}
    return expect


def _rows(rows: Sequence[Any]) -> bytes:
    document = tomlkit.document()
    document["rows"] = tomlkit.item([_plain(row) for row in rows])
    return tomlkit.dumps(document).encode()


def _plain(value: Any) -> Any:
    """A value as TOML says it: nothing is left out, numbers are exact."""
    if isinstance(value, Mapping):
        return dict(_said(value))
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value if each is not None]
    if isinstance(value, Decimal):
        return tomlkit.value(format(value, "f"))
    return value


def _said(values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in values.items():
        if value is not None:
            yield str(key), _plain(value)
