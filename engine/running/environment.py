"""The environment 运行环境: what a step lends to the diagram — the clock, FEEL over the facts, services, decisions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from engine.bpmn import BpmnError, Element, Event, Where
from engine.calendar.due import due
from engine.calendar.limits import Limit, LimitRefused
from engine.dmn import Decision
from engine.feel import HostFunction
from engine.model import Case, RegisterLine
from engine.packages.functions import host_functions
from engine.packages.program import Program, element_name
from engine.running.effects import carry_out
from engine.running.kept_tables import table_of
from engine.running.letters import throw_out
from engine.running.links import with_parent
from engine.running.papers import issue_notice
from engine.running.plain import plain
from engine.running.scope import case_scope, evaluate
from engine.running.settings import settings_of
from engine.sdk.actor import Actor
from engine.sdk.errors import DecisionFailed, ServiceFailed
from engine.sdk.service import Effects
from engine.sdk.timing import Cycle, Days, TimeRefused, timer_of
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork


@dataclass(slots=True)
class CaseEnvironment:
    """What one step of one case can reach. Services and decisions write facts under their own element's id only."""

    uow: UnitOfWork
    case: Case
    program: Program
    by: Actor
    organisation: str
    uscc: str
    stages: list[str] = field(default_factory=list)
    thrown_events: list[tuple[Event, str]] = field(default_factory=list)
    roster_status: list[tuple[str, str | None]] = field(default_factory=list)
    explained: dict[str, Any] = field(default_factory=dict)
    _seen: tuple[Any, ...] = ()
    _scope: dict[str, Any] = field(default_factory=dict)
    _functions: tuple[HostFunction, ...] = ()
    _today: date | None = None

    @property
    def now(self) -> datetime:
        """The moment of the step."""
        return self.uow.now

    @property
    def today(self) -> date:
        """The day of the step in Asia/Shanghai."""
        if self._today is None:
            self._today = self.uow.now.astimezone(ZONE).date()
        return self._today

    def scope(self) -> dict[str, Any]:
        """The facts as FEEL sees them now; built anew only when the case changed. Not to be changed by the caller."""
        case = self.case
        seen = (case.facts, case.stage, case.status, case.number, case.region, case.filed_on, case.received_on)
        if len(self._seen) != len(seen) or any(old is not new for old, new in zip(self._seen, seen, strict=True)):
            self._seen = seen
            scope = case_scope(case, self.program, self.today, organisation=self.organisation, uscc=self.uscc)
            self._scope = with_parent(self.uow, case, scope)
        return self._scope

    def value(self, text: str, variables: Mapping[str, Any] | None = None) -> Any:
        """A FEEL text over the facts."""
        scope = self.scope()
        if variables:
            scope = {**scope, **variables}
        return evaluate(text, scope, self.functions, self.uow.now.astimezone(ZONE))

    @property
    def functions(self) -> tuple[HostFunction, ...]:
        """What FEEL can ask the calendar."""
        if not self._functions:
            self._functions = host_functions(self.uow.calendar)
        return self._functions

    def evaluate(self, expression: str, where: Where) -> object:
        """A condition or collection of the diagram."""
        return self.value(expression, where.variables)

    def text(self, attribute: str) -> str:
        """An attribute that may be a FEEL text (leading `=`) or plain."""
        if attribute.startswith("="):
            value = self.value(attribute)
            return "" if value is None else str(value)
        return attribute

    def limit(self, attributes: Mapping[str, str]) -> Limit | None:
        """The limit of `tb:limit`, or None where there is none; a limit that cannot be read is an incident."""
        text = attributes.get("limit", "")
        if not text:
            return None
        value = self.text(text)
        try:
            return Limit.parse(value)
        except LimitRefused as error:
            raise DecisionFailed("limit_refused", expression=text, value=value, cause=error.en) from error

    def trigger(self, attributes: Mapping[str, str]) -> date:
        """The trigger day of `tb:since`; today where there is none."""
        since = attributes.get("since", "")
        value = self.value(since) if since else None
        if isinstance(value, str):
            value = date.fromisoformat(value[:10])
        if isinstance(value, datetime):
            value = value.astimezone(ZONE).date()
        return value if isinstance(value, date) else self.today

    def timer(self, expression: str, kind: str, where: Where) -> datetime | None:
        """The moment a timer of the diagram is due: a limit ends with its last day, in Asia/Shanghai."""
        text = self.text(expression)
        try:
            found = timer_of(text, kind)
        except (LimitRefused, TimeRefused) as error:
            raise DecisionFailed("timer_refused", expression=expression, value=text, cause=error.en) from error
        if isinstance(found, datetime):
            return found if found.tzinfo else found.replace(tzinfo=ZONE)
        if isinstance(found, Cycle):
            return None if found.times == 0 else self._after(found.interval, where.since or self.now, None)
        return self._after(found, self.now, where.element.attributes)

    def _after(self, interval: timedelta | Days, base: datetime, trigger: Mapping[str, str] | None) -> datetime:
        """The moment an interval after another; days end with their last day, counted from a trigger day where there is one."""
        if isinstance(interval, timedelta):
            return base + interval
        first = base.astimezone(ZONE).date() if trigger is None else self.trigger(trigger)
        return end_of(due(Limit(interval.count, interval.unit), first, self.uow.calendar).date)

    def serve(self, element: Element, where: Where) -> bool:
        """A service task: notices and pure services are done inside the step; ports are left open for their answer."""
        name = element.attributes.get("service", "")
        self._reach(element)
        if name == "notice":
            issue_notice(self, element.attributes.get("notice", ""), element)
            return True
        if name.startswith("port."):
            return False
        service = self.program.services.get(name)
        if service is None:
            raise ServiceFailed("service_unknown", service=name, element=element.id)
        effects = service(self.scope(), dict(settings_of(self.case, self.program, self.today)))
        self._apply(element, effects)
        if effects.error:
            raise BpmnError(effects.error)
        return True

    def _apply(self, element: Element, effects: Effects) -> None:
        if effects.facts:
            self.write(element.id, effects.facts)
        for entry in effects.register:
            self.uow.batch.insert(
                RegisterLine(
                    id=uuid4(),
                    register=entry.register,
                    region=self.case.region,
                    year=entry.year,
                    key=entry.key,
                    case_id=self.case.id,
                    values=plain(entry.values),
                    entered_at=self.now,
                    sources=dict(entry.sources),
                )
            )
        if effects.roster:
            self.roster_status.append((effects.roster.status, effects.roster.only))
        carry_out(self, element, effects)
        if self.case.parent_id is not None:
            self._seen = ()  # the parent may say something else now
        self.uow.record(
            self.case,
            self.by,
            "service_done",
            public=False,
            element=element.id,
            name=element_name(element).to_json(),
            facts=plain(effects.facts),
            basis=self.program.basis(element.attributes),
        )

    def answer(self, decision: str, element: str) -> Decision:
        """What the table that the case consults says.

        Raises:
            DecisionFailed: there is none, or it costs more than a decision may.
        """
        table = table_of(self.uow, self.case, self.program, decision)
        if table is None:
            raise DecisionFailed("decision_unknown", decision=decision, element=element)
        return table.decide(self.case, self.scope(), self.functions, self.uow.now.astimezone(ZONE), self.today)

    def decide(self, element: Element, where: Where) -> None:
        """A business rule task: the decision's result becomes facts, its explanation an event."""
        decision = element.attributes.get("decision", "")
        self._reach(element)
        answer = self.answer(decision, element.id)
        value = answer.value if isinstance(answer.value, Mapping) else {"result": answer.value}
        self.write(element.id, value)
        explanation = self.explained[element.id] = plain(answer.explanation.as_dict())
        self.uow.record(
            self.case,
            self.by,
            "decision_made",
            element=element.id,
            decision=decision,
            value=plain(value),
            explanation=explanation,
        )

    def thrown(self, event: Event, element: Element, where: Where) -> None:
        """A message or signal leaves the case."""
        self._reach(element)
        self.thrown_events.append((event, element.id))
        throw_out(self, event)
        self.uow.send(f"event.{event.kind}", {"name": event.name, "correlation": event.correlation, "case": self.case.number}, self.case)

    def write(self, writer: str, values: Mapping[str, Any]) -> None:
        """Put facts under their writer's id; the document is replaced so that the change is seen."""
        self.put(writer, plain(values))

    def put(self, writer: str, facts: Mapping[str, Any]) -> None:
        """The same with values that are plain already."""
        self.case.facts = {**self.case.facts, writer: facts}

    def _reach(self, element: Element) -> None:
        if stage := element.attributes.get("stage"):
            self.stages.append(stage)


def end_of(day: date) -> datetime:
    """24:00 of a day in Asia/Shanghai: the first moment after it."""
    return datetime.combine(day + timedelta(days=1), time(), ZONE)
