"""重放办件: what has happened in a case, happening once more by a program, in memory: nothing is written, sent or locked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from engine import bpmn
from engine.bpmn import BpmnRefusal, Element, Item, ScopeRef, Where
from engine.bpmn import Event as BpmnEvent
from engine.calendar.due import due
from engine.model import Case, Event, Submission, Task
from engine.packages.program import Program
from engine.running.environment import CaseEnvironment
from engine.running.going_back import plan
from engine.running.kept_tables import KEPT_TABLES
from engine.running.plain import plain
from engine.running.settings import KEPT, settings_of
from engine.sdk.actor import Actor
from engine.sdk.errors import EngineError, ServiceFailed
from engine.sdk.messages import sentence_of
from engine.sdk.text import Text
from engine.store.batch import built, columns_of
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork

PERSONAL = ("user", "manual", "service")
ENDED = ("case_terminated", "case_withdrawn")
TOLD = (
    *("task_completed", "timer_fired", "message_received", "task_sent_back", "task_recalled", "case_repaired"),
    *("signer_added", "signer_removed", *ENDED),
)
NO_REASON = Text("")
UNREAD = {
    "lost": Text("按本版本重放时，没有到达当时办理的环节。", "Replayed by its own release, it does not come to a step that was done."),
    "position": Text(
        "按本版本重放的结果与办件实际所在的环节不符。", "Replayed by its own release, it stands elsewhere than it really does."
    ),
    "mended": Text("办理中有过更正数据，当时的数据无法还原。", "Its data was mended on the way: what it was before is not known."),
    "signer": Text("办理中有过减签，无法重放。", "A signature was taken off on the way, which cannot be replayed."),
    "repaired": Text(
        "办理中有过跳转，无法确定移动的是哪一处。", "It was put elsewhere on the way, and which of its places moved is not known."
    ),
}
"""Why a past cannot be replayed."""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that happened: a step was decided (`element`) or moved by a verb (`to`), limits passed, or a message (`element`) came."""

    kind: str
    at: datetime
    element: str = ""
    writes: Mapping[str, Any] = field(default_factory=dict)
    to: str = ""


@dataclass(frozen=True, slots=True)
class Past:
    """A case's past: what it began with, and what happened in order."""

    case: Case
    organisation: str
    uscc: str
    began_at: datetime
    facts: Mapping[str, Any]
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay came to: steps decided in order, what waits or how it ended, results of decisions and services, last due dates.

    `missed` is the first step that was decided in the past and is not open here; `stuck` why the case cannot move; `unread` what of its
    past cannot happen again.
    """

    path: tuple[str, ...]
    waits: tuple[str, ...]
    ended: tuple[str, ...]
    results: Mapping[str, Any]
    deadlines: Mapping[str, date]
    missed: str = ""
    stuck: Text = NO_REASON
    unread: Text = NO_REASON


@dataclass(slots=True)
class ReplayEnvironment(CaseEnvironment):
    """The environment of a replay: tables and services answer, everything that would leave the case is forgotten."""

    results: dict[str, Any] = field(default_factory=dict)

    def serve(self, element: Element, where: Where) -> bool:
        """Pure services answer; papers are not issued; what waits for another system stays open, as it did."""
        name = element.attributes.get("service", "")
        if name == "notice" or name.startswith("port."):
            return name == "notice"
        service = self.program.services.get(name)
        if service is None:
            raise ServiceFailed("service_unknown", service=name, element=element.id)
        effects = service(self.scope(), settings_of(self.case, self.program, self.today))
        if effects.facts:
            self.write(element.id, effects.facts)
        self.results[element.id] = plain(effects.facts)
        return True

    def decide(self, element: Element, where: Where) -> None:
        """As in the case, without the event."""
        decision = element.attributes.get("decision", "")
        answer = self.answer(decision, element.id)
        value = answer.value if isinstance(answer.value, Mapping) else {"result": answer.value}
        self.write(element.id, value)
        self.results[element.id] = plain(value)

    def thrown(self, event: BpmnEvent, element: Element, where: Where) -> None:
        """Nothing leaves a replay."""


def pasts_of(uow: UnitOfWork, cases: Sequence[tuple[Case, str, str]]) -> list[Past]:
    """The pasts of cases, each with the name and the code of whose it is: two statements for all of them."""
    ids = [case.id for case, _, _ in cases]
    sent: dict[UUID | None, list[Submission]] = {}
    for submission in uow.session.scalars(select(Submission).where(Submission.case_id.in_(ids)).order_by(Submission.submitted_at)):
        sent.setdefault(submission.case_id, []).append(submission)
    events: dict[UUID | None, list[Event]] = {}
    for event in uow.session.scalars(select(Event).where(Event.case_id.in_(ids), Event.kind.in_(TOLD)).order_by(Event.seq)):
        events.setdefault(event.case_id, []).append(event)
    return [_past(uow, case, organisation, uscc, sent.get(case.id, ()), events.get(case.id, ())) for case, organisation, uscc in cases]


def _past(uow: UnitOfWork, case: Case, organisation: str, uscc: str, sent: Sequence[Submission], events: Sequence[Event]) -> Past:
    program = uow.program(case.release_id)
    first = {each.step: each.data for each in sent if each.task_id is None}
    by_task: dict[str, dict[str, Any]] = {}
    for each in sent:
        if each.task_id is not None:
            by_task.setdefault(str(each.task_id), {})[each.step] = each.data
    acts = tuple(_act(case, program, event, by_task) for event in events)
    written = {name for act in acts for name in act.writes} | {e for p in program.definition.processes.values() for e in p.elements}
    began = {name: value for name, value in case.facts.items() if name not in written}
    filed = datetime.combine(case.filed_on, case.created_at.timetz()) if case.filed_on else case.created_at
    return Past(case, organisation, uscc, filed, {**began, **first}, acts)


def _act(case: Case, program: Program, event: Event, by_task: Mapping[str, Mapping[str, Any]]) -> Act:
    if event.kind == "case_repaired":
        body = event.data.get("body") or {}
        one = event.data.get("how") == "jump" and len(body.get("items") or ()) == 1
        return Act(
            "jump" if one else "mended" if event.data.get("how") == "facts" else "repaired", event.at, to=str(body.get("target", ""))
        )
    if event.kind in ("timer_fired", "message_received", *ENDED):
        return Act(event.kind, event.at, str(event.data.get("name", "")))
    element = str(event.data["element"])
    if event.kind != "task_completed":
        return Act(event.kind, event.at, element, to=str(event.data.get("to") or (event.data.get("added") or {}).get("place", "")))
    writes = dict(by_task.get(str(event.data.get("task")), {}))
    if element not in writes:
        writes[element] = {"outcome": event.data.get("outcome", ""), "by": event.actor, "at": event.at.isoformat()}
    signed = any(p.elements[element].attributes.get("signing") for p in program.definition.processes.values() if element in p.elements)
    if signed and element in case.facts:
        writes[element] = case.facts[element]
    return Act(event.kind, event.at, element, writes)


def replay(looking: UnitOfWork, past: Past, program: Program) -> Replayed:
    """Let the past happen again by a program; `looking` is a read-only unit of work, whose clock follows the past."""
    values = {name: getattr(past.case, name) for name in columns_of(Case)}
    own = program.digest == looking.program(past.case.release_id).digest
    told = {"facts_small": {name: said for name, said in past.facts.items() if own or name not in (KEPT, KEPT_TABLES)}, "facts_large": {}}
    case = built(Case, {**values, **told, "status": "open", "stage": "submitted", "received_on": past.case.filed_on})
    env = ReplayEnvironment(looking, case, program, Actor.system(), past.organisation, past.uscc)
    run = _Run(env, looking)
    try:
        run.begin(past)
        for act in past.acts:
            if run.missed or run.unread != NO_REASON or not run.go(act):
                break
    except BpmnRefusal as refusal:
        run.stuck = cannot_move(str(refusal))
    except EngineError as error:
        run.stuck = sentence_of(error)
    except (KeyError, TypeError, ValueError) as error:  # a service met what it did not expect
        run.stuck = Text(f"服务不能按办件的数据计算：{error}", f"A service cannot reckon with the data of the case: {error}")
    return run.outcome()


class _Run:
    def __init__(self, env: ReplayEnvironment, looking: UnitOfWork) -> None:
        self.env, self.looking = env, looking
        self.instance: bpmn.Instance | None = None
        self.path: list[str] = []
        self.deadlines: dict[str, date] = {}
        self.missed = ""
        self.stuck = self.unread = NO_REASON
        self.kept: tuple[str, bytes, dict[str, Any], dict[str, Any]] | None = None
        self.over = False

    def begin(self, past: Past) -> None:
        """The case is submitted."""
        self.looking.now = past.began_at
        self.instance = bpmn.start(self.env.program.definition, past.case.process, self.env)
        self._look()

    def go(self, act: Act) -> bool:
        """One thing happens; False when the case has ended before."""
        instance = self.instance
        if instance is None or instance.finished:
            self.missed = act.element if act.kind in ("task_completed", *VERBS) else ""
            return False
        self.looking.now = act.at
        if act.kind in ENDED:
            self.over = True
            return False
        if act.kind in VERBS:
            VERBS[act.kind](self, instance, act)
        elif act.kind == "timer_fired":
            bpmn.fire_due(instance, act.at, self.env)
        elif act.kind == "message_received":
            bpmn.throw(instance, BpmnEvent("message", act.element), self.env)
        else:
            item = self._open_at(instance, act.element)
            if item is None:
                self.missed = act.element
                return False
            self.kept = (act.element, bpmn.encode(instance), self.env.case.facts, dict(self.env.results))
            for name, values in act.writes.items():
                self.env.write(name, values)
            if item.attributes.get("clock") == "restarts":
                self.env.case.received_on = act.at.astimezone(ZONE).date()
            self.path.append(act.element)
            bpmn.complete(instance, item.id, self.env)
        self._look()
        return True

    @staticmethod
    def _open_at(instance: bpmn.Instance, element: str) -> Item | None:
        return next((each for each in instance.items if each.kind in PERSONAL and each.element == element), None)

    def send_back(self, instance: bpmn.Instance, act: Act) -> None:
        """退回: the tokens go where they went then, if the way is there."""
        item = self._open_at(instance, act.element)
        process = next((p.id for p in self.env.program.definition.processes.values() if act.to in p.elements), "")
        if item is None or not process:
            self.missed = act.element if item is None else act.to
            return
        moved = plan(self.env.program, instance, item, Task(process=process, element=act.to, name={}))
        bpmn.jump(instance, moved.items, act.to, self.env)
        self.kept = None

    def take_back(self, instance: bpmn.Instance, act: Act) -> None:
        """拿回: everything stands as before the last decision."""
        if self.kept is None or self.kept[0] != act.element:
            self.missed = act.element
            return
        element, state, self.env.case.facts, self.env.results = self.kept
        self.instance, self.kept = bpmn.decode(state, self.env.program.definition), None
        self.path.remove(element) if self.path.count(element) == 1 else self.path.pop()

    def jump(self, instance: bpmn.Instance, act: Act) -> None:
        """跳转 by a repair: told by what was open then; only where one thing is open here is it known which."""
        places = [each for each in instance.items if each.attached_to is None]
        if len(places) != 1:
            self.unread = UNREAD["repaired"]
            return
        bpmn.jump(instance, (places[0].id,), act.to, self.env)
        self.kept = None

    def add_signer(self, instance: bpmn.Instance, act: Act) -> None:
        """加签: one more signature is waited for; whose, a replay does not ask."""
        item = self._open_at(instance, act.element)
        if item is None or item.loop is None:
            self.missed = act.element
            return
        bpmn.add_instance(instance, item.loop.body, {}, self.env, "next" if act.to == "after" else "now")
        self.kept = None

    def cannot(self, instance: bpmn.Instance, act: Act) -> None:
        """What the trail does not tell enough of."""
        self.unread = UNREAD[{"signer_removed": "signer"}.get(act.kind, act.kind)]

    def _look(self) -> None:
        """Due dates of everything that is open now; the latest word counts."""
        if self.instance is None:
            return
        opened: list[Item | ScopeRef] = [each for each in self.instance.items if each.kind != "timer"]
        for each in [*opened, *self.instance.scopes]:
            if not each.attributes.get("limit") or each.element in self.deadlines:
                continue
            limit = self.env.limit(each.attributes)
            if limit is not None:
                self.deadlines[each.element] = due(limit, self.env.trigger(each.attributes), self.looking.calendar).date
        if self.stuck == NO_REASON and (reason := bpmn.stuck(self.instance)):
            self.stuck = cannot_move(reason)

    def outcome(self) -> Replayed:
        """What it came to."""
        waits = () if self.instance is None or self.over else standing(self.instance)
        ended = () if self.instance is None else tuple(sorted(end for end, _ in self.instance.ended_by))
        return Replayed(tuple(self.path), waits, ended, self.env.results, self.deadlines, self.missed, self.stuck, self.unread)


VERBS: Mapping[str, Callable[[_Run, bpmn.Instance, Act], None]] = {
    "task_sent_back": _Run.send_back,
    "task_recalled": _Run.take_back,
    "jump": _Run.jump,
    "signer_added": _Run.add_signer,
    **dict.fromkeys(("signer_removed", "mended", "repaired"), _Run.cannot),
}


def standing(instance: bpmn.Instance) -> tuple[str, ...]:
    """The elements a case waits at."""
    return tuple(sorted({each.element for each in (*instance.items, *instance.asleep) if each.attached_to is None}))


def where(looking: UnitOfWork, case: Case) -> tuple[str, ...]:
    """Where a case really is: nowhere once it has ended."""
    if case.status != "open" or case.state is None:
        return ()
    return standing(bpmn.decode(case.state, looking.program(case.release_id).definition))


def cannot_move(cause: str) -> Text:
    """Why a diagram goes no further."""
    return Text(f"流程无法继续：{cause}", f"The diagram goes no further: {cause}")


@dataclass(frozen=True, slots=True)
class Compared:
    """How a replay by a draft differs from one by the case's own release."""

    kind: str
    signs: tuple[str, ...]
    told: Mapping[str, Any]


def compared(own: Replayed, new: Replayed, real: tuple[str, ...]) -> Compared:
    """Stuck before another way; amounts and dates beside either. A replay that does not end where the case is (`real`) says nothing."""
    unread = own.unread if own.unread != NO_REASON else own.stuck
    if unread == NO_REASON and (own.missed or own.waits != real):
        unread = UNREAD["lost" if own.missed else "position"]
    if unread != NO_REASON:
        return Compared("unreadable", (), {"missed": own.missed, "waits": list(own.waits), "real": list(real), "unread": unread.to_json()})
    amounts = [
        {"element": name, "path": path, "before": before, "after": after}
        for name in sorted({*own.results, *new.results})
        for path, before, after in _numbers(own.results.get(name), new.results.get(name))
    ]
    later = [
        {"element": name, "before": own.deadlines[name].isoformat(), "after": day.isoformat()}
        for name, day in sorted(new.deadlines.items())
        if name in own.deadlines and day > own.deadlines[name]
    ]
    signs = tuple(name for name, found in (("amount", amounts), ("later", later)) if found)
    told = {
        "amounts": amounts,
        "later": later,
        "waits": list(new.waits),
        "ended": list(new.ended),
        "missed": new.missed,
        "stuck": new.stuck.to_json() if new.stuck != NO_REASON else None,
        "unread": new.unread.to_json() if new.unread != NO_REASON else None,
    }
    if new.unread != NO_REASON:
        return Compared("unreadable", (), told)
    if new.stuck != NO_REASON:
        return Compared("stuck", signs, told)
    other = (own.path, own.waits, own.ended) != (new.path, new.waits, new.ended)
    return Compared("other_way" if other else "same", signs, told)


def _numbers(before: Any, after: Any, path: str = "") -> Sequence[tuple[str, Any, Any]]:
    """The numbers that differ, with their path."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        found: list[tuple[str, Any, Any]] = []
        for key in sorted({*before, *after}):
            found += _numbers(before.get(key), after.get(key), f"{path}.{key}" if path else str(key))
        return found
    numbers = [isinstance(each, int | float | Decimal) and not isinstance(each, bool) for each in (before, after)]
    return [(path, before, after)] if any(numbers) and before != after else []
