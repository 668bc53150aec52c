"""The verbs of the door: start, complete, throw, timers, cancel."""

from datetime import datetime

from SpiffWorkflow.util.task import TaskState

from engine.bpmn.corrections.tokens import Token
from engine.bpmn.model import Definition, Element
from engine.bpmn.refusals import NoSuchTarget, NotOpen
from engine.bpmn.runtime.building import plan_of
from engine.bpmn.runtime.case import Case
from engine.bpmn.runtime.items import item_of, items_asleep, items_of, kind_of, scopes_open
from engine.bpmn.words import Environment, Event, Item, ScopeRef

ASLEEP = frozenset({"user", "manual"})
"""What those who sleep wait for."""


class Instance:
    """一个办件的流程状态: a running case in memory; good for one step, then encoded and dropped."""

    def __init__(self, definition: Definition, process: str, case: Case) -> None:
        self.definition = definition
        self.process = process
        self.case = case

    @property
    def items(self) -> tuple[Item, ...]:
        """Everything open, oldest first."""
        self.case.wake()
        return items_of(self.case)

    @property
    def awake(self) -> tuple[Item, ...]:
        """Everything open, oldest first, but for instances that sleep: many side by side that nothing has touched since `decode`."""
        return items_of(self.case)

    @property
    def asleep(self) -> tuple[Item, ...]:
        """One item for all instances of an activity that sleep, the youngest of them; it tells what they share."""
        return items_asleep(self.case)

    def sleeps(self, item_id: int) -> bool:
        """Whether an item is one of those that sleep."""
        return self.case.sleeps(item_id)

    @property
    def last(self) -> int:
        """The highest id so far: what opens from now on has a higher one."""
        return self.case.last

    @property
    def gave_up(self) -> bool:
        """Whether items that slept have been cancelled since `decode`."""
        return self.case.gave_up

    def waiting_for(self, *kinds: str) -> tuple[Item, ...]:
        """What waits for one of these kinds of things ("timer", "message", "user" ...), oldest first."""
        if not ASLEEP.isdisjoint(kinds):
            self.case.wake()
        return items_of(self.case, frozenset(kinds))

    def item(self, item_id: int) -> Item | None:
        """One open item; None when nothing of that id is open."""
        return item_of(self.case, item_id)

    @property
    def scopes(self) -> tuple[ScopeRef, ...]:
        """Every open sub-process and call activity, oldest first."""
        return scopes_open(self.case)

    @property
    def finished(self) -> bool:
        """True when no token is left."""
        return self.case.completed

    @property
    def ended_by(self) -> tuple[tuple[str, str | None], ...]:
        """End events of the process itself that were reached, in order, with the code of an error end."""
        return tuple(self.case.ended)


def start(definition: Definition, process: str, env: Environment, at: str | None = None) -> Instance:
    """启动: a new case, run until every token waits; `at` names the start event when there are several."""
    if process not in definition.processes or not definition.processes[process].elements:
        raise NoSuchTarget(process, "no such process")
    plan = plan_of(definition, process)
    begin = None
    if at is not None:
        begin = plan.nodes.get(at)
        if begin is None or begin.element.kind != "startEvent":
            raise NoSuchTarget(at, f"no start event of {process}")
    case = Case(plan)
    case.env = env
    case.open(begin)
    case.run(env)
    return Instance(definition, process, case)


def complete(instance: Instance, item_id: int, env: Environment, error: str | None = None) -> None:
    """办结: an open user, manual or service item is done; `error` takes the error path drawn for that code instead."""
    case = instance.case
    token = _open(case, item_id)
    case.env = env
    if error is not None:
        case.throw_error(token, error)
    elif token.status == TaskState.STARTED:
        token.complete()
    else:
        token.run()
    case.run(env)


def throw(instance: Instance, event: Event, env: Environment) -> int:
    """来信: a message or signal from outside; the number of waits that caught it."""
    case = instance.case
    case.env = env
    caught = case.deliver(event)
    case.run(env)
    return caught


def due(instance: Instance) -> datetime | None:
    """到期: the moment the next timer is due; None without timers."""
    return min((token.due for token in instance.case.tokens.values() if token.due is not None), default=None)


def fire_due(instance: Instance, now: datetime, env: Environment) -> tuple[Element, ...]:
    """到期处理: fire every timer due by now, the earliest first; the nodes that fired. A cycle fires once, whatever it has missed.

    Conditions are looked at again, whether a timer fired or not.
    """
    case, fired = instance.case, list[Element]()
    case.env = env
    waiting = sorted((t for t in case.tokens.values() if t.due is not None and t.due <= now), key=lambda t: (t.due, t.id))
    for token in waiting:
        if token.alive and token.due is not None and token.due <= now:
            token.task_spec.fire(token)
            case.run(env)
            fired.append(token.task_spec.element)
    case.run(env)
    return tuple(fired)


def set_due(instance: Instance, item_id: int, when: datetime) -> None:
    """改期: the calendar moved; the timer is due at another moment."""
    token = instance.case.tokens.get(item_id)
    if token is None or token.due is None:
        raise NotOpen(item_id)
    if when.tzinfo is None:
        raise ValueError(when)
    token.due = when


def cancel(instance: Instance, env: Environment) -> None:
    """终止: every token is withdrawn; the case is finished."""
    case = instance.case
    case.env = env
    case.clear()
    case.settle()


def _open(case: Case, item_id: int) -> Token:
    token = case.token(item_id)
    if token is None or kind_of(token) not in ("user", "manual", "service"):
        raise NotOpen(item_id)
    return token
