"""统一社会信用代码 enterprise, 行政区划 region, 签署 signature: fields that administration asks again and again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forms import codes
from forms.data import MISSING
from forms.definition import Component
from forms.fields.base import Context, Fault, Kind, Taken
from forms.phrases import EMPTY, Phrase
from forms.posted import Posted
from forms.source import Source
from forms.texts import has_control, one_line

MAX_NAME = 60
MAX_REGIONS = 5_000


class Enterprise(Kind):
    """A unified social credit code with its check character; `facts.enterprises` may give the name."""

    name = "enterprise"

    def take(self, component: Component, raw: Any) -> Taken:
        """The code in capital letters without blanks."""
        del component
        if not isinstance(raw, str):
            return Taken(fault="type")
        code, reason = codes.clean("uscc", raw)
        return Taken(code) if reason is None else Taken(fault="code", facts={"reason": reason})

    def extras(self, component: Component, value: Any, context: Context, language: str) -> Mapping[str, Any]:
        """The name known for the code."""
        del component, language
        known = context.facts.get("enterprises")
        return {"known": str(known.get(value) or "") if isinstance(known, Mapping) and isinstance(value, str) else ""}

    def text(self, component: Component, value: Any, context: Context, language: str) -> str:
        """The code, with the name where it is known."""
        code, name = str(self.entry(component, value)), self.extras(component, value, context, language)["known"]
        return f"{code} {name}" if name else code


@dataclass(frozen=True, slots=True)
class RegionSettings:
    """The part of the tree that is offered, and whether only its leaves count."""

    root: str = ""
    leaf: bool = False


@dataclass(frozen=True, slots=True)
class RegionRow:
    """One region of the tree."""

    code: str
    name: str
    level: int
    leaf: bool
    whole_name: str


class Region(Kind):
    """A region code out of the tree in `facts.regions`: `[{code, name, name_en, children}]`."""

    name = "region"
    required_code = "required_choice"

    def settings(self, source: Source) -> RegionSettings:
        """`root` is a code, `leaf` demands the lowest level."""
        return RegionSettings(source.string("root"), source.flag("leaf"))

    def take(self, component: Component, raw: Any) -> Taken:
        """A code."""
        del component
        text = raw.strip() if isinstance(raw, str) else ""
        return Taken(text) if text.isascii() and text.isdigit() and len(text) in (2, 4, 6, 9, 12) else Taken(fault="region")

    def judge(self, component: Component, value: Any, context: Context) -> Iterator[Fault]:
        """Must be in the offered part of the tree."""
        row = next((row for row in self.rows(component, context, "zh") if row.code == value), None)
        if row is None:
            yield Fault("region")
        elif component.settings.leaf and not row.leaf:
            yield Fault("region_level")

    def rows(self, component: Component, context: Context, language: str) -> list[RegionRow]:
        """The offered regions, parents before children."""
        found: list[RegionRow] = []
        root = component.settings.root

        def visit(nodes: Any, level: int, above: str, offered: bool) -> None:
            for node in nodes if isinstance(nodes, list | tuple) else ():
                if not isinstance(node, Mapping) or len(found) >= MAX_REGIONS or level > 6:
                    continue
                code, children = str(node.get("code", "")), node.get("children")
                own = str((node.get("name_en") if language == "en" else "") or node.get("name") or code)
                inside = offered or code == root
                whole = (f"{above}{own}" if language == "zh" else f"{own}, {above}" if above else own) if inside else ""
                if inside:
                    found.append(RegionRow(code, own, level, not children, whole))
                visit(children, level + 1 if inside else level, whole, inside)

        visit(context.facts.get("regions"), 0, "", not root)
        return found

    def text(self, component: Component, value: Any, context: Context, language: str) -> str:
        """The whole name."""
        if value in (None, "") or value is MISSING:
            return ""
        return next((row.whole_name for row in self.rows(component, context, language) if row.code == value), str(value))

    def extras(self, component: Component, value: Any, context: Context, language: str) -> Mapping[str, Any]:
        """The regions as options, indented by level."""
        rows = self.rows(component, context, language)
        leaf = component.settings.leaf
        options = [
            {"token": row.code, "label": "\u3000" * row.level + row.name, "chosen": row.code == value, "disabled": leaf and not row.leaf}
            for row in rows
        ]
        entry = str(self.entry(component, value))
        return {"options": options, "unknown": [entry] if entry and entry not in {row.code for row in rows} else [], "searchable": False}


class Signature(Kind):
    """承诺签署: who signs, the tick, and the moment; value `{name, agreed, at}`."""

    name = "signature"

    def settings(self, source: Source) -> Phrase:
        """What is promised, in `statement` and `properties.statement_en`."""
        return source.phrase("statement", source.section("properties").string("statement_en")) if source.raw.get("statement") else EMPTY

    def posted(self, posted: Posted, name: str, stored: Any) -> Any:
        """Name and tick; the moment is never taken from a browser, it stays while name and tick stay."""
        if not posted.has(f"{name}.name") and not posted.has(f"{name}.agreed"):
            return MISSING
        typed = posted.first(f"{name}.name")
        value = {"name": typed if isinstance(typed, str) else "", "agreed": bool(posted.first(f"{name}.agreed"))}
        if isinstance(stored, Mapping) and stored.get("at") and all(stored.get(key) == value[key] for key in value):
            value["at"] = stored["at"]
        return value

    def take(self, component: Component, raw: Any) -> Taken:
        """The three facts of a signature."""
        del component
        if not isinstance(raw, Mapping):
            return Taken(fault="type")
        name, agreed, at = raw.get("name"), raw.get("agreed"), raw.get("at")
        if not isinstance(name, str | None) or not isinstance(agreed, bool | None):
            return Taken(fault="type")
        text = one_line(name or "")
        if has_control(text) or len(text) > MAX_NAME:
            return Taken(fault="type")
        if not text and not agreed:
            return Taken(None)
        value: dict[str, Any] = {"name": text, "agreed": bool(agreed)}
        if isinstance(at, str) and _moment(at) is not None:
            value["at"] = at
        return Taken(value)

    def settle(self, component: Component, value: Any, context: Context) -> Any:
        """A complete signature without a moment gets the present one from `facts.now`."""
        del component
        now = context.facts.get("now")
        moment = now if isinstance(now, datetime) else _moment(str(now or ""))
        if isinstance(value, dict) and value.get("name") and value.get("agreed") and "at" not in value and moment is not None:
            return {**value, "at": moment.isoformat(timespec="seconds")}
        return value

    def judge(self, component: Component, value: Any, context: Context) -> Iterator[Fault]:
        """Half a signature is none."""
        del component, context
        if not value["name"]:
            yield Fault("signature_name", below="name")
        if not value["agreed"]:
            yield Fault("signature_tick", below="agreed")

    def missing(self, component: Component, value: Any, context: Context) -> Iterator[Fault]:
        """Both parts are missing."""
        del component, value, context
        yield Fault("signature_name", below="name")
        yield Fault("signature_tick", below="agreed")

    def entry(self, component: Component, value: Any) -> Any:
        """The parts as typed."""
        del component
        parts = value if isinstance(value, Mapping) else {}
        return {"name": str(parts.get("name") or ""), "agreed": parts.get("agreed") is True, "at": self.moment(parts)}

    def moment(self, parts: Mapping[str, Any]) -> str:
        """The moment of signing, to the minute."""
        moment = _moment(str(parts.get("at") or ""))
        return moment.strftime("%Y-%m-%d %H:%M") if moment else ""

    def text(self, component: Component, value: Any, context: Context, language: str) -> str:
        """Name and moment of a complete signature."""
        del context, language
        entry = self.entry(component, value)
        return f"{entry['name']} {entry['at']}".strip() if entry["agreed"] else ""

    def extras(self, component: Component, value: Any, context: Context, language: str) -> Mapping[str, Any]:
        """What is promised."""
        del value
        statement: Phrase = component.settings
        return {"statement": context.say(statement, language)}


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
