"""What is open in a case, as the engine sees it."""

from SpiffWorkflow.util.task import TaskState

from engine.bpmn.corrections.tokens import Token
from engine.bpmn.runtime.asleep import Asleep
from engine.bpmn.runtime.case import Case
from engine.bpmn.runtime.places import loop_of, scope_ref, scopes_of
from engine.bpmn.words import Item, ScopeRef

WORKED = {"userTask": "user", "manualTask": "manual", "task": "manual", "serviceTask": "service", "sendTask": "service"}


def items_of(case: Case, kinds: frozenset[str] | None = None) -> tuple[Item, ...]:
    """Everything open that is awake, or what of it waits for one of these kinds of things; oldest first."""
    around: dict[int, tuple[ScopeRef, ...]] = {}
    found = []
    for token in sorted(case.tokens.values(), key=lambda t: t.id):
        kind = kind_of(token)
        if kind is None or (kinds is not None and kind not in kinds):
            continue
        scope = id(token.workflow)
        if scope not in around:
            around[scope] = scopes_of(token)
        found.append(_item(case, token, kind, around[scope]))
    return tuple(found)


def item_of(case: Case, token_id: int) -> Item | None:
    """The open item of a token; None when it has none."""
    token = case.token(token_id)
    kind = kind_of(token) if token is not None else None
    return None if token is None or kind is None else _item(case, token, kind, scopes_of(token))


def items_asleep(case: Case) -> tuple[Item, ...]:
    """Of all instances of an activity that sleep the youngest, as if it were awake."""
    return tuple(_asleep(part) for part in case.asleep)


def _asleep(part: Asleep) -> Item:
    element, holder = part.spec.element, part.scope.holder
    around = () if holder is None else (*scopes_of(holder), scope_ref(holder))
    return Item(
        id=part.run.last,
        kind=WORKED[element.kind],
        element=element.id,
        process=element.process,
        name=element.name,
        attributes=element.attributes,
        lane=element.lane,
        due=None,
        event=None,
        correlation=None,
        attached_to=None,
        host=None,
        scopes=around,
        loop=None,
    )


def scopes_open(case: Case) -> tuple[ScopeRef, ...]:
    """Every open sub-process, event sub-process and call, oldest first."""
    return tuple(scope_ref(token) for token in sorted(case.tokens.values(), key=lambda t: t.id) if token.inner is not None)


def kind_of(token: Token) -> str | None:
    """What an open token waits for; None for one that is only the frame of others."""
    element = token.task_spec.element
    if token.status == TaskState.WAITING:
        return element.event.kind if element.event is not None else None
    if "n" in token.note or token.status not in (TaskState.READY, TaskState.STARTED):
        return None
    return WORKED.get(element.kind)


def _item(case: Case, token: Token, kind: str, scopes: tuple[ScopeRef, ...]) -> Item:
    element = token.task_spec.element
    found = loop_of(case, token)
    return Item(
        id=token.id,
        kind=kind,
        element=element.id,
        process=element.process,
        name=element.name,
        attributes=element.attributes,
        lane=element.lane,
        due=token.due,
        event=element.event.name if element.event is not None and kind in ("message", "signal") else None,
        correlation=token.note.get("k"),
        attached_to=element.attached_to,
        host=token.host or None,
        scopes=scopes,
        loop=None if found is None else found[0],
    )
