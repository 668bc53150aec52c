"""勾选框 checkbox: true or false; required means ticked."""

from typing import Any

from forms.data import MISSING
from forms.definition import Component
from forms.fields.base import Context, Kind, Taken
from forms.posted import Posted

_WORDS = {"true": True, "on": True, "1": True, "false": False, "off": False, "0": False}


class Checkbox(Kind):
    """A tick."""

    name = "checkbox"
    required_code = "required_tick"
    blank = False

    def posted(self, posted: Posted, name: str, stored: Any) -> Any:
        """An empty companion stands before the box, so that an unticked box is known to have been there."""
        del stored
        return bool(posted.first(name)) if posted.has(name) else MISSING

    def take(self, component: Component, raw: Any) -> Taken:
        """True, false, or the words for them."""
        del component
        if isinstance(raw, bool):
            return Taken(raw)
        if isinstance(raw, str) and raw.lower() in _WORDS:
            return Taken(_WORDS[raw.lower()])
        return Taken(fault="type")

    def entry(self, component: Component, value: Any) -> Any:
        """Whether it is ticked."""
        return value not in (None, "") and value is not MISSING and self.take(component, value).value is True

    def text(self, component: Component, value: Any, context: Context, language: str) -> str:
        """Yes, no, or nothing while nobody has answered."""
        del context
        if value in (None, "") or value is MISSING:
            return ""
        yes, no = ("是", "否") if language == "zh" else ("Yes", "No")
        return yes if self.entry(component, value) else no
