"""What a browser posted, whatever the framework calls it."""

from collections.abc import Iterable, Mapping
from typing import Any

from forms.data import MISSING


class Posted:
    """提交内容: names with their texts in order; files and other objects are left out."""

    def __init__(self, items: Iterable[tuple[str, Any]]) -> None:
        self.texts: dict[str, list[str]] = {}
        for name, value in items:
            for text in value if isinstance(value, list | tuple) else (value,):
                if isinstance(text, str):
                    self.texts.setdefault(str(name), []).append(text)

    @classmethod
    def of(cls, form: Any) -> "Posted":
        """From a multidict (`multi_items()`), a mapping of texts or lists of texts, or pairs."""
        if isinstance(form, Posted):
            return form
        if hasattr(form, "multi_items"):
            return cls(form.multi_items())
        return cls(form.items() if isinstance(form, Mapping) else form)

    def first(self, name: str) -> Any:
        """The last text under a name (a hidden companion stands before its control), or MISSING."""
        texts = self.texts.get(name)
        return texts[-1] if texts else MISSING

    def all(self, name: str) -> list[str]:
        """Every text under a name."""
        return self.texts.get(name, [])

    def has(self, name: str) -> bool:
        """Whether the name was on the page."""
        return name in self.texts
