"""Sample entries 示例填写: something in every field that the form itself accepts, or something it must refuse, made from its definition.

What one field wants may depend on another: candidates are tried in turn until the form has nothing to say, or none is left.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from engine.sdk.ports import SampleFilling
from engine.sdk.text import Text
from forms.codes import yuan
from forms.data import get, put
from forms.definition import Component, FormDefinition
from forms.evaluation import Evaluation, Frame, evaluate
from forms.fields.base import Context
from forms.fields.choices import Choice
from forms.fields.moments import MomentSettings
from forms.fields.numbers import NumberSettings, bound_value
from forms.fields.people import Region
from forms.fields.text import TextSettings
from forms.plan import Part
from forms.validation import judged

ROUNDS = 40
"""every round mends what the last one found; forms whose fields hang together settle in a few"""
CODES = {
    "mobile": ("13800138000",),
    "idcard": ("11010519491231002X", "440101199001010038"),
    "uscc": ("91350100M000100Y43",),
    "postcode": ("510030",),
    "account": ("6222021234567890128", "6222021234567890"),
    "money": ("1000", "1", "100", "10000", "0"),
    "email": ("li@example.cn",),
    "phone": ("020-83330000",),
}
WORDS = ("示例", "示例文字，用于试填。", "A1", "2026", "20260001", "ABC-001", "https://example.cn", "张三")
NUMBERS = ("1", "2", "10", "50", "100", "1000", "0", "0.5")
DAYS = (0, 1, 30, 60, 90, 180, 365, 400, 730, -1, -30, -365)
QUOTED = re.compile(r"[“\"「]([^”\"」]+)[”\"」]")
WRONG = {
    "number": "一百", "datetime": "2026-02-30", "enterprise": "91", "region": "00", "radio": "?", "select": "?", "checklist": ["?"],
    "taglist": ["?"], "signature": {"name": "", "agreed": True}, "checkbox": False,
}  # fmt: skip
"""What a kind never accepts; a text is refused by its format, else by being missing or too long."""
FAULTY = 2


@dataclass(slots=True)
class _Trial:
    """A filling in the making: which candidate of which field was taken."""

    definition: FormDefinition
    facts: dict[str, Any]
    functions: Sequence[Any]
    values: dict[str, Any] = field(default_factory=dict)
    taken: dict[str, int] = field(default_factory=dict)

    def state(self) -> Evaluation:
        return evaluate(self.definition, self.values, self.facts, self.functions)


def sample_filling(
    definition: FormDefinition, facts: Mapping[str, Any], functions: Sequence[Any] = (), *, wrong: bool = False
) -> SampleFilling:
    """试填: entries in every field in sight with their files and rosters; with `wrong` whatever a field can refuse, and no files."""
    apart = _apart(definition, wrong=wrong)
    trial = _Trial(definition, {**facts, "attachments": apart.attachments, "rosters": apart.rosters}, functions)
    for _ in range(ROUNDS):
        if not (_fill(trial) | _mend(trial)):
            break
    if wrong:
        for part, frame in trial.state().visible("judge"):
            if (refused := _refused(part)) is not None:
                _write(trial.values, frame, part, refused)
    return replace(apart, values=trial.values)


def _fill(trial: _Trial) -> bool:
    """Give every field in sight that is empty its first candidate; whether there was one."""
    state, found = trial.state(), False
    for part, frame in state.visible("judge"):
        path = frame.prefix + part.component.key
        if part.kind.role == "list" and path not in trial.taken:
            trial.taken[path] = 0
            rows = max(1, part.component.settings.least, len(get(frame.row, part.keys, None) or ()))
            _write(trial.values, frame, part, [{} for _ in range(rows)])
            found = True
        elif part.kind.role == "input" and path not in trial.taken:
            found |= _next(trial, state, part, frame)
    return found


def _mend(trial: _Trial) -> bool:
    """Give every field the form complains of its next candidate; whether there was one."""
    state = trial.state()
    wrong = {error.path for error in judged(state).errors}
    found = False
    for part, frame in state.visible("judge"):
        path = frame.prefix + part.component.key
        own = any(each == path or each.startswith(f"{path}.") for each in wrong)
        whole = part.component.kind == "number" and frame.prefix.rpartition(".")[0].rpartition(".")[0] in wrong  # what rows add up to
        if part.kind.role == "input" and (own or whole):
            found |= _next(trial, state, part, frame)
    return found


def _next(trial: _Trial, state: Evaluation, part: Part, frame: Frame) -> bool:
    path = frame.prefix + part.component.key
    candidates = list(_candidates(part, state.context(part.component, frame)))
    at = trial.taken.get(path, -1) + 1
    if at > len(candidates) or not candidates:
        return False
    trial.taken[path] = at
    _write(trial.values, frame, part, candidates[at % len(candidates)])  # none will do: the first is as good as any
    return True


def _write(values: dict[str, Any], frame: Frame, part: Part, value: Any) -> None:
    """Into the entries themselves, at the row of the list the frame stands in."""
    row: Any = values
    for key in frame.prefix.split(".")[:-1]:
        row = row[int(key)] if isinstance(row, list) else row.setdefault(key, {})
    put(row, part.keys, value)


def _candidates(part: Part, context: Context) -> Iterator[Any]:
    component, kind = part.component, part.kind
    own = BY_KIND.get(component.kind)
    if own is not None:
        yield from own(component, context)
    elif isinstance(kind, Region):
        yield from (row.code for row in sorted(kind.rows(component, context, "zh"), key=lambda row: not row.leaf)[:20])
    elif isinstance(kind, Choice):
        options = [option.value for option in component.settings.over(context)]
        many = kind.name in ("checklist", "taglist")
        yield from ([each] if many else each for each in options)
        if many and options:
            yield options


def _texts(component: Component, context: Context) -> Iterator[str]:
    rules: TextSettings = component.settings
    shape = component.format or rules.shape
    if shape in CODES:
        yield from CODES[shape]
        return
    least, most = (int(bound) if (bound := bound_value(each, context)) is not None else None for each in (rules.least, rules.most))
    for word in (*_told(rules.pattern_text), *WORDS):
        long = word if least is None or len(word) >= least else (word * (least // len(word) + 1))[:least]
        yield long if most is None else long[:most]


def _told(sentence: Text) -> list[str]:
    """The examples a sentence about a pattern gives: “6-18-01-01”."""
    return QUOTED.findall(sentence.zh)


def _numbers(component: Component, context: Context) -> Iterator[str]:
    rules: NumberSettings = component.settings
    least, most = bound_value(rules.least, context), bound_value(rules.most, context)
    money = component.format == "money"
    step = rules.increment or Decimal(1)
    bounds = [each for each in (least, None if least is None else least + step, most) if each is not None]
    yield from (*NUMBERS[:1], *(yuan(int(each)) if money else format(each, "f") for each in bounds), *NUMBERS[1:])


def _moments(component: Component, context: Context) -> Iterator[str]:
    rules: MomentSettings = component.settings
    if rules.subtype == "time":
        yield from ("09:00", "14:00", "00:00", "23:59")
        return
    bounds = [each.value(context.scope, context.functions) for each in (rules.least, rules.most) if each is not None]
    days = [_day(each) for each in (*bounds, context.facts.get("today"), context.facts.get("now"))]
    known = list(dict.fromkeys(day for day in days if day is not None))
    for base in known[-1:] + known[:-1]:
        for more in DAYS:
            day = (base + timedelta(days=more)).isoformat()
            yield day if rules.subtype == "date" else f"{day}T09:00"


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _ticks(component: Component, context: Context) -> Iterator[bool]:
    del component, context
    yield from (True, False)


def _codes(component: Component, context: Context) -> Iterator[str]:
    del component, context
    yield from CODES["uscc"]


def _signatures(component: Component, context: Context) -> Iterator[dict[str, Any]]:
    del component, context
    yield {"name": "张三", "agreed": True}


BY_KIND: Mapping[str, Callable[[Component, Context], Iterator[Any]]] = {
    "textfield": _texts, "textarea": _texts, "number": _numbers, "datetime": _moments, "checkbox": _ticks, "enterprise": _codes,
    "signature": _signatures,
}  # fmt: skip


def _refused(part: Part) -> Any:
    """What a field says no to; None where it takes anything."""
    component = part.component
    if part.kind.role != "input":
        return None
    if component.kind not in ("textfield", "textarea"):
        return WRONG.get(component.kind) if component.kind != "checkbox" or component.required else None
    if component.format or component.settings.shape:
        return "123@"
    return "" if component.required else None


def _apart(definition: FormDefinition, *, wrong: bool) -> SampleFilling:
    """The files and rosters beside the entries: what is asked for, or what stops the form."""
    files: dict[str, list[dict[str, Any]]] = {}
    rosters: dict[str, dict[str, int]] = {}
    for component in definition.walk():
        if component.kind in ("material", "filepicker") and not wrong:
            files |= _files(component)
        elif component.kind == "roster":
            rows = max(component.settings.least, FAULTY)
            rosters[component.key] = {
                "count": rows, "good": rows - FAULTY * wrong, "eligible": rows - FAULTY * wrong, "ineligible": 0, "faulty": FAULTY * wrong,
            }  # fmt: skip
    return SampleFilling({}, files, rosters)


def _files(component: Component) -> dict[str, list[dict[str, Any]]]:
    files = {}
    for item in component.settings:
        path = f"{component.key}.{item.key}" if item.key else component.key
        ending = next((each.strip() for each in item.accept.split(",") if each.strip().startswith(".")), ".pdf")
        files[path] = [{"id": path, "name": f"{(item.label or component.label.text({})).zh or '示例'}{ending}", "size": 1024}]
    return files
