"""状态编码: an instance as a few hundred bytes, and back.

Layout: `TB`, one version byte, CRC-32 of the rest, JSON rows in order. Specifications are never in it; ids of the diagram are, once each.
"""

import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from SpiffWorkflow.util.task import TaskState

from engine.bpmn.corrections.any_id import ScopeSpec
from engine.bpmn.corrections.scopes import Scope, SubScope
from engine.bpmn.corrections.tokens import Token
from engine.bpmn.model import Definition
from engine.bpmn.refusals import StateRefused
from engine.bpmn.runtime.asleep import Asleep
from engine.bpmn.runtime.building import plan_of
from engine.bpmn.runtime.case import Case
from engine.bpmn.runtime.instance import Instance
from engine.bpmn.runtime.rows import Row, Run, packed

MAGIC = b"TB"
VERSION = 2
READ = (1, 2)
"""Versions that can be read; since 2, instances side by side are one row."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)
ALIVE = frozenset({TaskState.WAITING, TaskState.READY, TaskState.STARTED})


def encode(instance: Instance) -> bytes:
    """存: the state as bytes; the same state always gives the same bytes."""
    case = instance.case
    names: dict[str, int] = {}
    rows: list[Row | Run] = []
    for part in _in_order(case):
        if isinstance(part, Asleep):
            name = names.setdefault(part.spec.element.id, len(names))
            rows.append(replace(part.run, alike=[part.run.alike[0], name, *part.run.alike[2:]]))
        else:
            rows.append(_row(part, names))
    flags = (1 if case.completed else 0) + (2 if case.interrupted else 0)
    body = orjson.dumps([instance.process, case.last, flags, case.ended, list(names), list(packed(rows))])
    return MAGIC + bytes([VERSION]) + zlib.crc32(body).to_bytes(4, "big") + body


def _in_order(case: Case) -> list[Token | Asleep]:
    """The tokens, oldest first, and those asleep in the place of their oldest; all as tokens where one stands among those it slept with."""
    if any(number in case.tokens for number in case.woken):
        case.wake()
    return sorted((*case.tokens.values(), *case.asleep), key=lambda part: part.oldest if isinstance(part, Asleep) else part.id)


def _row(token: Token, names: dict[str, int]) -> Row:
    holder = token.workflow.holder
    name = names.setdefault(token.task_spec.element.id, len(names))
    row: Row = [token.id, 0 if holder is None else holder.id, name, token.status]
    tail: Row = [
        token.flow + 1,
        token.host,
        token.body,
        0 if token.due is None else (token.due - EPOCH) // TICK,
        token.note or 0,
        0 if token.inner is None else 2 if token.inner.interrupted else 1,
    ]
    while tail and tail[-1] == 0:
        tail.pop()
    return row + tail


def decode(data: bytes, definition: Definition, after: int = 0) -> Instance:
    """取: the instance the bytes describe; ids up to `after` are not given again, whoever had them.

    `StateRefused` for another version, another definition, or damage.
    """
    if len(data) < 8 or data[:2] != MAGIC:
        raise StateRefused("not a state of this engine")
    if data[2] not in READ:
        raise StateRefused(f"state version {data[2]}, this engine reads {READ[0]} to {READ[-1]}")
    body = data[7:]
    if zlib.crc32(body) != int.from_bytes(data[3:7], "big"):
        raise StateRefused("the state is damaged")
    try:
        process, last, flags, ended, names, rows = orjson.loads(body)
        case = Case(plan_of(definition, process))
        case.last, case.completed, case.interrupted = max(last, after), bool(flags & 1), bool(flags & 2)
        case.alive = not case.completed
        case.ended = [(end, code) for end, code in ended]
        for row in rows:
            if isinstance(row[0], list):
                _lay_down(case, Run.read(row), names)
            else:
                _restore(case, row, names)
    except (KeyError, ValueError, TypeError, IndexError, AttributeError) as error:
        raise StateRefused(f"the state does not fit the definition: {error!r}") from error
    return Instance(definition, process, case)


def _restore(case: Case, row: list[Any], names: list[str]) -> None:
    number, holder, name, state, *tail = row
    tail += [0] * (6 - len(tail))
    if state not in ALIVE:
        raise ValueError(state)
    scope: Scope = case if holder == 0 else case.subprocesses[holder]
    spec = spec_of(scope.spec, names[name])
    token = Token(scope, spec, number)
    token.restore(state)
    token.flow, token.host, token.body = tail[0] - 1, tail[1], tail[2]
    token.due = EPOCH + tail[3] * TICK if tail[3] else None
    token.note = tail[4] or {}
    if tail[5]:
        SubScope(spec.inside, token).interrupted = tail[5] == 2
    elif state == TaskState.WAITING and (spec.element.kind == "inclusiveGateway" or _conditional(spec) or _without_key(token)):
        case.watch.add(number)


def _lay_down(case: Case, run: Run, names: list[str]) -> None:
    """Instances side by side sleep until they are needed; those that wait for more than a person are tokens at once."""
    if not Asleep.may(run):
        for row in run.rows():
            _restore(case, row, names)
        return
    holder, name, *_ = run.alike
    scope: Scope = case if holder == 0 else case.subprocesses[holder]
    case.asleep.append(Asleep(run, scope, spec_of(scope.spec, names[name])))


def _conditional(spec: Any) -> bool:
    return spec.element.event is not None and spec.element.event.kind == "conditional"


def _without_key(token: Token) -> bool:
    return "k" in token.note and token.note["k"] is None


def spec_of(plan: ScopeSpec, element: str) -> Any:
    """The specification of a node in a scope, or of a listener there."""
    spec = plan.nodes.get(element)
    if spec is None:
        spec = next((listener for listener in plan.listeners if listener.element.id == element), None)
    if spec is None:
        raise KeyError(element)
    return spec
