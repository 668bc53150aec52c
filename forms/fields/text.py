"""单行文本 textfield and 多行文本 textarea: texts, with formats (mobile, ID number, money …) on the single line."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from engine.sdk.text import Text
from forms import codes
from forms.definition import Component
from forms.fields.base import Context, Fault, Kind, Taken
from forms.fields.numbers import bound_value, money_of
from forms.limits import MAX_TEXT, MAX_TEXTAREA
from forms.phrases import EMPTY, Phrase
from forms.source import Bound, Source
from forms.texts import has_control, many_lines, matches, one_line, utf16_length

NOTHING = Text("")
EMAIL = re.compile(r"[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,8}")
PHONE = re.compile(r"(\+?[0-9]{1,4}[- ]?)?(\(?[0-9]{2,4}\)?[- ]?)?[0-9]{5,11}([-转][0-9]{1,6})?")


@dataclass(frozen=True, slots=True)
class TextSettings:
    """Bounds and looks of a text."""

    shape: str = ""
    pattern: Any = None
    pattern_text: Text = NOTHING
    least: Bound = None
    most: Bound = None
    prefix: Phrase = EMPTY
    suffix: Phrase = EMPTY


class Textfield(Kind):
    """A text on one line."""

    name = "textfield"
    formats: ClassVar[tuple[str, ...]] = codes.FORMATS
    longest: ClassVar[int] = MAX_TEXT

    def settings(self, source: Source) -> TextSettings:
        """Its `validate` and `appearance`."""
        rules, looks, own = source.section("validate"), source.section("appearance"), source.section("properties")
        shape = rules.one_of("validationType", ("", "email", "phone", "custom"), "")
        return TextSettings(
            shape,
            rules.pattern("pattern") if shape in ("", "custom") else None,
            Text(rules.string("patternErrorMessage"), own.string("pattern_error_en")),
            rules.bound("minLength"),
            rules.bound("maxLength"),
            looks.phrase("prefixAdorner", own.string("prefix_en")),
            looks.phrase("suffixAdorner", own.string("suffix_en")),
        )

    def take(self, component: Component, raw: Any) -> Taken:
        """One line without blanks at its ends; formatted ones in their written form, money as fen."""
        if component.format == "money":
            return money_of(raw)
        if not isinstance(raw, str):
            return Taken(fault="type")
        text = self.tidy(raw)
        if has_control(text):
            return Taken(fault="control")
        if component.format and text:
            value, reason = codes.clean(component.format, text)
            return Taken(value) if reason is None else Taken(fault="code", facts={"reason": reason})
        return Taken(text or None)

    def tidy(self, raw: str) -> str:
        """Without line breaks."""
        return one_line(raw)

    def judge(self, component: Component, value: Any, context: Context) -> Iterator[Fault]:
        """Length, shape, pattern."""
        if component.format == "money":
            return
        rules: TextSettings = component.settings
        size = utf16_length(value)
        least, most = bound_value(rules.least, context), bound_value(rules.most, context)
        if least is not None and size < least:
            yield Fault("min_length", {"limit": least, "size": size})
        limit = self.longest if most is None else min(int(most), self.longest)
        if size > limit:
            yield Fault("max_length", {"limit": limit, "size": size})
            return
        if rules.shape == "email" and not EMAIL.fullmatch(value):
            yield Fault("email")
        if rules.shape == "phone" and not PHONE.fullmatch(value):
            yield Fault("phone")
        if rules.pattern is not None:
            found = matches(rules.pattern, value)
            if found is not True:
                own = {"sentence": rules.pattern_text} if rules.pattern_text.zh else {}
                yield Fault("pattern" if found is False else "pattern_time", own if found is False else {})

    def entry(self, component: Component, value: Any) -> Any:
        """Money in yuan, the rest as it is."""
        if component.format == "money" and isinstance(value, int) and not isinstance(value, bool):
            return codes.yuan(value)
        return super().entry(component, value)

    def text(self, component: Component, value: Any, context: Context, language: str) -> str:
        """Money with thousands commas."""
        if component.format == "money" and isinstance(value, int) and not isinstance(value, bool):
            return codes.yuan(value, grouped=True)
        return super().text(component, value, context, language)

    def extras(self, component: Component, value: Any, context: Context, language: str) -> Mapping[str, Any]:
        """Adorners and the keyboard a phone shows; no maxlength, for browsers cut what is pasted without a word."""
        del value
        rules: TextSettings = component.settings
        return {
            "prefix": context.say(rules.prefix, language),
            "suffix": context.say(rules.suffix, language),
            "inputmode": _INPUT_MODE.get(component.format or rules.shape, ""),
            "autocomplete": _AUTOCOMPLETE.get(component.format or rules.shape, "off" if component.sensitive else ""),
        }


class Textarea(Textfield):
    """A text of many lines."""

    name = "textarea"
    formats = ()
    longest = MAX_TEXTAREA

    def tidy(self, raw: str) -> str:
        """With line breaks."""
        return many_lines(raw)


_INPUT_MODE = {"mobile": "tel", "phone": "tel", "email": "email", "postcode": "numeric", "account": "numeric", "money": "decimal"}
_AUTOCOMPLETE = {"email": "email", "phone": "tel", "mobile": "tel"}
