"""Judging what was entered: once, on the server, with a sentence for every fault."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from engine.sdk import ports
from engine.sdk.errors import FieldError
from engine.sdk.text import Text
from forms.data import get
from forms.definition import Component, FormDefinition
from forms.evaluation import Evaluation, Frame, evaluate
from forms.fields.base import Context, Fault
from forms.limits import ROWS_CEILING
from forms.messages import say
from forms.plan import Part


@dataclass(frozen=True, slots=True)
class Checked(ports.Checked):
    """校验结果: clean values without hidden and disabled fields, every fault, the hidden places, and computed values by path."""

    computed: Mapping[str, Any] = field(default_factory=dict)


def validate(
    definition: FormDefinition,
    data: Mapping[str, Any],
    facts: Mapping[str, Any],
    only: AbstractSet[str] | None = None,
    functions: Sequence[Any] = (),
) -> Checked:
    """校验: clean and judge data; with `only`, faults elsewhere than at these paths (or below them) are left out."""
    return judged(evaluate(definition, data, facts, functions), only)


def judged(state: Evaluation, only: AbstractSet[str] | None = None) -> Checked:
    """Judge an evaluated form."""
    errors = tuple(
        error
        for part, frame in state.visible("judge")
        if not part.component.disabled
        for error in _errors(state, part, frame)
        if only is None or covers(only, error.path)
    )
    return Checked(state.values, errors, state.hidden, state.computed)


def covers(paths: AbstractSet[str], path: str) -> bool:
    """Whether a path is one of these or lies below one."""
    if path in paths:
        return True
    return any(path[:index] in paths for index, char in enumerate(path) if char == ".")


def _errors(state: Evaluation, part: Part, frame: Frame) -> Iterator[FieldError]:
    component, kind = part.component, part.kind
    value = get(frame.row, part.keys, None) if kind.role != "apart" else None
    if kind.role == "input" and not component.required and kind.empty(value) and frame.prefix + component.key not in state.faults:
        return  # left empty, as it may be
    context = state.context(component, frame)
    for fault in _faults(state, part, value, context):
        path = f"{context.path}.{fault.below}" if fault.below else context.path
        own = fault.facts.get("sentence")
        text = own if isinstance(own, Text) else say(fault.code, **{"label": context.label, **fault.facts})
        if frame.numbers:
            number = ".".join(map(str, frame.numbers))
            text = Text(f"第 {number} 行：{text.zh}", f"Row {number}: {text.in_('en')}")
        yield FieldError(path, text.zh, text.in_("en"), str(fault.facts.get("clause") or component.basis), fault.code)


def _faults(state: Evaluation, part: Part, value: Any, context: Context) -> Iterator[Fault]:
    component, kind = part.component, part.kind
    if kind.role == "apart":
        yield from kind.judge(component, None, context)
        return
    if kind.role == "list":
        yield from _row_faults(component, value)
        yield from _rule(component, context)
        return
    taken = state.faults.get(context.path)
    if taken is not None:
        yield Fault(taken.fault, taken.facts)
    elif kind.empty(value):
        if component.required:
            yield from kind.missing(component, value, context)
    else:
        yield from kind.judge(component, value, context)
        yield from _rule(component, context)


def _rule(component: Component, context: Context) -> Iterator[Fault]:
    """`properties.check`: only a clear no is a fault; null means that something else is missing."""
    if component.check is not None and component.check.value(context.scope, context.functions) is False:
        yield Fault("check", {"sentence": component.check_text} if component.check_text else {})


def _row_faults(component: Component, rows: Any) -> Iterator[Fault]:
    size, rules = len(rows), component.settings
    if size < rules.least == 1:
        yield Fault("rows_none")
    elif size < rules.least:
        yield Fault("rows_min", {"limit": rules.least, "size": size})
    most = min(rules.most, ROWS_CEILING)
    if size > most:
        yield Fault("rows_max", {"limit": most, "size": size})
