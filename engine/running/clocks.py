"""Clocks of a case 办件时限: opened and finished with the scopes and tasks of the diagram, stopped and restarted by its tasks."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from engine.bpmn import Item, ScopeRef
from engine.calendar.clock import Clock
from engine.calendar.limits import Limit
from engine.calendar.projection import project
from engine.calendar.storing import from_json, holds_of, to_json
from engine.model import Case, CaseClock, Task
from engine.packages.program import element_name
from engine.sdk.text import Text
from engine.store.runtime import ZONE

if TYPE_CHECKING:
    from engine.running.environment import CaseEnvironment

HOLDING = {"stops", "restarts"}
BY_VERB = "verb:"
"""How the holds begin that people put on a case; those of tasks are the task's token."""
SUSPENSION = "suspension"
NEVER = datetime(9999, 1, 1, tzinfo=ZONE)
"""When a timer comes due that a stop holds."""


def standing_hold(case: Case) -> str:
    """The hold of the stop 中止 that stands on a case, or ""."""
    suspension = case.facts.get(SUSPENSION, {})
    return str(suspension.get("hold", "")) if suspension and not suspension.get("until") else ""


class Clocks:
    """The open clocks of one case, by the token they belong to."""

    def __init__(self, env: "CaseEnvironment", rows: dict[int, CaseClock]) -> None:
        self.env = env
        self.rows = rows
        self.restarting: set[str] = set()

    def settle(self, items: Mapping[int, Item], scopes: Mapping[int, ScopeRef], sleeps: Callable[[int], bool]) -> None:
        """Finish what is over, open what is new, stop and release as the open tasks say; what `sleeps` goes on as it was."""
        held = {str(token) for token, item in items.items() if item.attributes.get("clock") in HOLDING}
        standing = standing_hold(self.env.case)
        held.add(standing)
        for row in self.rows.values():
            if not held.issuperset(holds_of(row.ledger)):
                self._let_go(row, held)
        for token in [token for token in self.rows if not (token in items or token in scopes or sleeps(token))]:
            self._finish(self.rows.pop(token))
        for scope in scopes.values():
            if scope.id not in self.rows and scope.attributes.get("limit"):
                self._open(scope.id, scope.process, scope.element, scope.attributes, kind="case")
        for item in items.values():
            if item.id in self.rows or not item.attributes.get("limit") or item.kind == "timer":
                continue
            self._open(item.id, item.process, item.element, item.attributes, kind="case" if item.kind == "message" else "step")
        for item in items.values():
            if item.attributes.get("clock") in HOLDING:
                self._hold(item)
        if standing:
            self.stop_all(standing, Text(str(self.env.case.facts[SUSPENSION]["reason"])))

    def stop_all(self, key: str, reason: Text) -> None:
        """Stop every open clock of the case until `resume_all`; clocks that open meanwhile are stopped, too."""
        for row in self.rows.values():
            clock = from_json(row.ledger)
            if key not in clock.holds:
                self._write(row, clock.stop(self.env.now, reason, key=key))
                self._journal("clock_stopped", row, reason)

    def resume_all(self, key: str, reason: Text) -> None:
        """Let every clock go that `stop_all` stopped under this key; it runs once nobody else holds it."""
        for row in self.rows.values():
            clock = from_json(row.ledger)
            if key in clock.holds:
                self._write(row, clock.resume(self.env.now, key=key, reason=reason))
                self._journal("clock_resumed", row, reason)

    def extend(self, row: CaseClock, amount: Limit, reason: Text) -> None:
        """延期: more days for one clock, by whoever acts."""
        self._write(row, from_json(row.ledger).extend(amount, reason, self.env.by.name, self.env.now))
        self._journal("clock_extended", row, reason)

    def go_on(self, row: CaseClock, clock: Clock) -> None:
        """A clock that was finished runs again, as this one."""
        row.finished_at = None
        self.rows[row.token] = row
        self._write(row, clock)

    def _open(self, token: int, process: str, element: str, attributes: Mapping[str, str], *, kind: str) -> None:
        limit = self.env.limit(attributes)
        if limit is None:
            return
        clock = Clock.start(limit, self.env.trigger(attributes), basis=self.env.program.basis(attributes))
        node = self.env.program.element(process, element)
        row = self.env.uow.batch.make(
            CaseClock,
            id=uuid4(),
            case_id=self.env.case.id,
            token=token,
            element=element,
            kind=kind,
            title=element_name(node).to_json(),
            ledger={},
            due_on=None,
            yellow_on=None,
            provisional=False,
            started_at=self.env.now,
            finished_at=None,
        )
        self.rows[token] = row
        self._write(row, clock)
        self.env.uow.record(
            self.env.case,
            self.env.by,
            "clock_started",
            public=kind == "case",
            element=element,
            name=row.title,
            limit=str(limit),
            trigger=clock.trigger.isoformat(),
            due=row.due_on.isoformat() if row.due_on else None,
            basis=clock.basis,
            provisional=row.provisional,
        )

    def _hold(self, item: Item) -> None:
        """Stop every running clock around a task that holds them; its own step clock runs."""
        key = str(item.id)
        around = {scope.id for scope in item.scopes}
        for token, row in self.rows.items():
            if token not in around or row.kind != "case":
                continue
            clock = from_json(row.ledger)
            if key in clock.holds:
                continue
            reason = element_name(self.env.program.element(item.process, item.element))
            self._write(row, clock.stop(self.env.now, reason, key=key))
            self._journal("clock_stopped", row, reason)

    def _let_go(self, row: CaseClock, held: set[str]) -> None:
        """Release the holds of tasks that are no longer open; a task that restarts gives the clock its whole budget again."""
        clock = from_json(row.ledger)
        for key in [key for key in clock.holds if key not in held]:
            restarted = key in self.restarting
            reason = (
                Text("补正完成，期限重新计算", "Corrected: the limit starts anew")
                if restarted
                else Text("恢复计时", "The clock runs again")
            )
            clock = clock.restart(self.env.now, reason, key=key) if restarted else clock.resume(self.env.now, key=key, reason=reason)
            self._write(row, clock)
            self._journal("clock_restarted" if restarted else "clock_resumed", row, reason)

    def _journal(self, kind: str, row: CaseClock, reason: Text) -> None:
        self.env.uow.record(
            self.env.case,
            self.env.by,
            kind,
            public=True,
            element=row.element,
            name=row.title,
            reason=reason.to_json(),
            due=row.due_on.isoformat() if row.due_on else None,
        )

    def _finish(self, row: CaseClock) -> None:
        ended = from_json(row.ledger).finish(self.env.now)
        if row.due_on is None:
            self._write(row, ended)
        else:  # it ran: when it would have been due stays what it was
            row.ledger, row.yellow_on = to_json(ended), None
        row.finished_at = self.env.now

    def finish_all(self) -> None:
        """The case is over: every clock ends today."""
        for row in self.rows.values():
            self._finish(row)
        self.rows = {}

    def _write(self, row: CaseClock, clock: Clock) -> None:
        row.ledger = to_json(clock)
        projection = project(clock, self.env.uow.calendar, self.env.today)
        row.due_on = projection.due
        row.yellow_on = projection.yellow_on
        row.provisional = projection.provisional

    def lead(self, case: Case) -> bool:
        """Repeat the leading case clock on the case, for the queue's index; whether that says something new."""
        dates = self._dates(self._leading())
        if (case.due_on, case.yellow_on, case.stopped) == dates:
            return False
        case.due_on, case.yellow_on, case.stopped = dates
        return True

    def repeat(self, tasks: Iterable[Task]) -> None:
        """Repeat each task's own clock, or the leading one, on the task."""
        leading = self._leading()
        for task in tasks:
            dates = self._dates(self.rows.get(task.item) or leading)
            if (task.due_on, task.yellow_on, task.stopped) != dates:  # setting is dear, and a thousand may be open
                task.due_on, task.yellow_on, task.stopped = dates

    def _leading(self) -> CaseClock | None:
        """The case clock that ends first; a stopped one leads when none runs."""
        open_rows = [row for row in self.rows.values() if row.kind == "case"]
        running = [row for row in open_rows if row.due_on]
        if running:
            return min(running, key=lambda row: (row.due_on or self.env.today, row.element))
        return open_rows[0] if open_rows else None

    @staticmethod
    def _dates(row: CaseClock | None) -> tuple[date | None, date | None, bool]:
        return (None, None, False) if row is None else (row.due_on, row.yellow_on, row.due_on is None)
