"""单选、下拉、多选 radio, select, checklist, taglist: values out of a list that may depend on the case."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from engine.sdk.text import Text
from forms.data import MISSING, get
from forms.definition import Component
from forms.expressions import Expression
from forms.fields.base import Context, Fault, Kind, Taken
from forms.posted import Posted
from forms.source import Source

MAX_OPTIONS = 5_000
MAX_CHOSEN = 500
MAX_BITS = 128
SCALARS = (str, bool, Mapping)


@dataclass(frozen=True, slots=True)
class Option:
    """选项: a value with its label; `token` is how a browser sends it."""

    value: Any
    label: Text

    @property
    def token(self) -> str:
        """The value as one text."""
        return token_of(self.value)


@dataclass(frozen=True, slots=True)
class Options:
    """Where the options come from: written down, under a key of the data, or computed."""

    fixed: tuple[Option, ...] = ()
    key: str = ""
    computed: Expression | None = None
    searchable: bool = False
    texts: frozenset[str] = field(init=False, default=frozenset())
    """Values that are written down and are texts: whoever holds one of them has an option's own value already."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "texts", frozenset(option.value for option in self.fixed if isinstance(option.value, str)))

    def over(self, context: Context) -> tuple[Option, ...]:
        """The options of a context."""
        if self.computed is not None:
            return options_of(self.computed.value(context.scope, context.functions))
        if self.key:
            return options_of(get(context.scope, self.key.split("."), None))
        return self.fixed


class Choice(Kind):
    """One value out of some."""

    name = "select"
    required_code = "required_choice"

    def settings(self, source: Source) -> Options:
        """Exactly one source of options."""
        given = [name for name in ("values", "valuesKey", "valuesExpression") if source.raw.get(name) not in (None, "")]
        if len(given) != 1:
            source.refuse("options_source", "values")
        fixed = _fixed(source) if "values" in given else ()
        return Options(fixed, source.string("valuesKey"), source.feel("valuesExpression"), source.flag("searchable"))

    def take(self, component: Component, raw: Any) -> Taken:
        """Any scalar or object; whether it is an option is settled later."""
        del component
        if isinstance(raw, SCALARS) or (isinstance(raw, int) and raw.bit_length() < MAX_BITS):
            return Taken(raw)
        if isinstance(raw, Decimal) and raw.is_finite():
            return Taken(raw)
        return Taken(Decimal(repr(raw))) if isinstance(raw, float) and abs(raw) < 1e30 else Taken(fault="type")

    def settled(self, component: Component, value: Any) -> bool:
        """Whether it is the text of an option that is written down."""
        return type(value) is str and value in component.settings.texts

    def settle(self, component: Component, value: Any, context: Context) -> Any:
        """The option's own value for what the browser sent."""
        options: Options = component.settings
        return next((option.value for option in options.over(context) if _same(option, value)), value)

    def judge(self, component: Component, value: Any, context: Context) -> Iterator[Fault]:
        """Must be an option."""
        options: Options = component.settings
        if not self.settled(component, value) and not any(_same(option, value) for option in options.over(context)):
            yield Fault("option", {"value": token_of(value)[:60]})

    def empty(self, value: Any) -> bool:
        """False and zero are values here."""
        return value in (None, "") or value is MISSING

    def entry(self, component: Component, value: Any) -> Any:
        """The token of the value."""
        del component
        return "" if self.empty(value) else token_of(value)

    def text(self, component: Component, value: Any, context: Context, language: str) -> str:
        """The option's label; the bare value where it is no option any more."""
        if self.empty(value):
            return ""
        options: Options = component.settings
        return next((o.label.in_(language) for o in options.over(context) if _same(o, value)), token_of(value))

    def extras(self, component: Component, value: Any, context: Context, language: str) -> Mapping[str, Any]:
        """The options with their tokens, and which are chosen; a typed value that is no option stays visible."""
        options: Options = component.settings
        chosen = set(self.tokens(value))
        rows = [
            {"token": option.token, "label": option.label.in_(language), "chosen": option.token in chosen, "disabled": False}
            for option in options.over(context)
        ]
        unknown = [token for token in self.tokens(value) if token not in {row["token"] for row in rows}]
        return {"options": rows, "unknown": unknown, "searchable": options.searchable}

    def tokens(self, value: Any) -> list[str]:
        """The tokens chosen."""
        return [] if self.empty(value) else [token_of(value)]


class Radio(Choice):
    """One value out of some, all in sight."""

    name = "radio"


class Checklist(Choice):
    """Any number of values out of some."""

    name = "checklist"

    def posted(self, posted: Posted, name: str, stored: Any) -> Any:
        """Every ticked value; the empty companion says that the list was on the page."""
        del stored
        return [token for token in posted.all(name) if token] if posted.has(name) else MISSING

    def take(self, component: Component, raw: Any) -> Taken:
        """A list of scalars or objects."""
        items = raw if isinstance(raw, list) else [raw]
        if len(items) > MAX_CHOSEN:
            return Taken(fault="type")
        taken = [super(Checklist, self).take(component, item) for item in items]
        return Taken(fault="type") if any(item.fault for item in taken) else Taken([item.value for item in taken])

    def settle(self, component: Component, value: Any, context: Context) -> Any:
        """Each item as its option's value."""
        options = {option.token: option.value for option in component.settings.over(context)}
        return [options.get(token_of(item), item) for item in value] if isinstance(value, list) else value

    def judge(self, component: Component, value: Any, context: Context) -> Iterator[Fault]:
        """Every item an option, none twice."""
        known = {option.token for option in component.settings.over(context)}
        for item in value:
            if token_of(item) not in known:
                yield Fault("option", {"value": token_of(item)[:60]})
                return
        if len({token_of(item) for item in value}) < len(value):
            yield Fault("repeated")

    def empty(self, value: Any) -> bool:
        """No item at all."""
        return value in (None, "", []) or value is MISSING

    def entry(self, component: Component, value: Any) -> Any:
        """The chosen tokens."""
        del component
        return self.tokens(value)

    def text(self, component: Component, value: Any, context: Context, language: str) -> str:
        """The labels, one after another."""
        options: Options = component.settings
        labels = {option.token: option.label.in_(language) for option in options.over(context)}
        return ("、" if language == "zh" else ", ").join(labels.get(token, token) for token in self.tokens(value))

    def tokens(self, value: Any) -> list[str]:
        """The tokens chosen."""
        if self.empty(value):
            return []
        return [token_of(item) for item in value] if isinstance(value, list) else [token_of(value)]


class Taglist(Checklist):
    """Any number of values out of many."""

    name = "taglist"


def token_of(value: Any) -> str:
    """A value as one text: texts as they are, the rest as JSON."""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str, separators=(",", ":"))


def options_of(raw: Any) -> tuple[Option, ...]:
    """Options from data: `{value, label}` or bare texts; items without a valid value are dropped."""
    out: dict[str, Option] = {}
    for item in raw[:MAX_OPTIONS] if isinstance(raw, list) else ():
        option = _option(item)
        if option is not None:
            out.setdefault(option.token, option)
    return tuple(out.values())


def _option(item: Any) -> Option | None:
    if isinstance(item, str | int | Decimal) and not isinstance(item, bool):
        return Option(item, Text(str(item))) if item != "" else None
    if not isinstance(item, Mapping) or item.get("value") in (None, ""):
        return None
    value = item["value"]
    if isinstance(value, float):
        value = Decimal(repr(value))
    return Option(value, Text(str(item.get("label") or token_of(value)), str(item.get("label_en") or "")))


def _same(option: Option, value: Any) -> bool:
    return option.token == token_of(value)


def _fixed(source: Source) -> tuple[Option, ...]:
    out: dict[str, Option] = {}
    raw = source.raw.get("values")
    if not isinstance(raw, list) or not raw:
        source.refuse("empty", "values", name="values")
        return ()
    for index, item in enumerate(raw, 1):
        option = _option(item)
        if option is None:
            source.refuse("option", f"values[{index - 1}]", index=index)
        elif option.token in out:
            source.refuse("option_twice", f"values[{index - 1}]", value=option.token)
        else:
            out[option.token] = option
    return tuple(out.values())
