"""Reading one JSON object of a form definition: every fault becomes a finding, reading goes on."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from engine.feel.errors import FeelError
from engine.sdk.errors import Finding
from engine.sdk.text import Text
from forms.expressions import Expression, compiled
from forms.messages import say_definition
from forms.phrases import EMPTY, Phrase, TemplateFault, Wording, wording
from forms.texts import PatternFault, compiled_pattern

Read = TypeVar("Read")
Bound = Decimal | Expression | None
KEY = re.compile(r"[A-Za-z0-9]\w*(\.[A-Za-z0-9]\w*)*", re.ASCII)


@dataclass(slots=True)
class Source:
    """One object of the JSON, where it stands, and the findings so far."""

    raw: Mapping[str, Any]
    at: str
    findings: list[Finding]
    file: str = ""
    seen: dict[str, str] = field(default_factory=dict)

    def refuse(self, code: str, at: str = "", **facts: object) -> None:
        """Note a fault and go on."""
        text = say_definition(code, **facts)
        place = f"{self.at}.{at}" if at and self.at else at or self.at
        self.findings.append(Finding(self.file, text.zh, text.en, f"form_{code}", element=place))

    def inner(self, raw: object, at: str) -> "Source":
        """The source of an object inside this one; anything else reads as an empty object."""
        place = f"{self.at}.{at}" if self.at else at
        return Source(raw if isinstance(raw, Mapping) else {}, place, self.findings, self.file, self.seen)

    def section(self, name: str) -> "Source":
        """The object under a name, such as `validate` or `properties`."""
        raw = self.raw.get(name)
        if raw is not None and not isinstance(raw, Mapping):
            self.refuse("property", name, name=name, kind_zh="对象", kind="an object")
        return self.inner(raw, name)

    def string(self, name: str, default: str = "") -> str:
        """A text."""
        value = self.raw.get(name)
        if value is None:
            return default
        if isinstance(value, str):
            return value
        self.refuse("property", name, name=name, kind_zh="文本", kind="a text")
        return default

    def flag(self, name: str) -> bool:
        """True or false; absent is false."""
        value = self.raw.get(name, False)
        if value is None or isinstance(value, bool):
            return bool(value)
        self.refuse("property", name, name=name, kind_zh="真或假", kind="true or false")
        return False

    def whole(self, name: str, default: int | None, least: int = 0, most: int = 1_000_000) -> int | None:
        """A whole number between two bounds; texts of digits count, since the form editor writes some."""
        value = self.raw.get(name)
        if value is None or value == "":
            return default
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
            value = int(value)
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        self.refuse("property", name, name=name, kind_zh=f"{least} 至 {most} 的整数", kind=f"a whole number from {least} to {most}")
        return default

    def bound(self, name: str) -> Bound:
        """A number or a FEEL expression that gives one."""
        value = self.raw.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, str) and value.startswith("="):
            return self.feel(name)
        try:
            number = Decimal(str(value))
        except ArithmeticError:
            number = Decimal("NaN")
        if number.is_finite() and not isinstance(value, bool) and abs(number) < Decimal(10) ** 30:
            return number
        self.refuse("property", name, name=name, kind_zh="数字或 FEEL 表达式", kind="a number or a FEEL expression")
        return None

    def feel(self, name: str) -> Expression | None:
        """A FEEL expression; it must begin with `=`."""
        text = self.raw.get(name)
        if text is None or text == "":
            return None
        if not isinstance(text, str) or not text.startswith("="):
            self.refuse("feel_missing", name, name=name)
            return None
        return self._attempt(lambda: compiled(text), name)

    def phrase(self, name: str, english: str = "") -> Phrase:
        """A wording; the English one comes from `properties.<name>_en` or from what is given."""
        zh = self._wording(name, self.string(name))
        en = self._wording(f"{name}_en", english)
        return Phrase(zh or Wording(), en or Wording()) if zh and zh.pieces else EMPTY

    def _wording(self, name: str, text: str) -> Wording | None:
        return self._attempt(lambda: wording(text), name)

    def text(self, name: str) -> Text:
        """A text in both languages: `name` with `name_en`, or `{zh, en}`."""
        value = self.raw.get(name)
        if isinstance(value, Mapping):
            return Text(str(value.get("zh", "")), str(value.get("en", "")))
        return Text(self.string(name), self.string(f"{name}_en"))

    def pattern(self, name: str) -> Any:
        """A regular expression, compiled; None when absent or refused."""
        text = self.string(name)
        if not text:
            return None
        try:
            return compiled_pattern(text)
        except PatternFault as fault:
            self.refuse("pattern", name, value=text[:80], detail=str(fault))
            return None

    def one_of(self, name: str, known: tuple[str, ...], default: str) -> str:
        """A text out of a few."""
        value = self.string(name) or default
        if value in known:
            return value
        self.refuse("choice", name, name=name, value=value, known=", ".join(known))
        return default

    def objects(self, name: str) -> list["Source"]:
        """A list of objects; others are refused."""
        raw = self.raw.get(name)
        if raw is None:
            return []
        if not isinstance(raw, list):
            self.refuse("property", name, name=name, kind_zh="列表", kind="a list")
            return []
        out = []
        for index, item in enumerate(raw):
            if isinstance(item, Mapping):
                out.append(self.inner(item, f"{name}[{index}]"))
            else:
                self.refuse("property", f"{name}[{index}]", name=name, kind_zh="对象", kind="an object")
        return out

    def _attempt(self, make: Callable[[], Read], name: str) -> Read | None:
        try:
            return make()
        except FeelError as error:
            self.refuse("feel", name, name=name, zh=error.message_zh, en=error.message_en)
        except TemplateFault as error:
            self.refuse("template", name, name=name, zh=error.zh, en=error.en)
        return None
