"""计算项 expression: a value computed from the rest; with `properties.show` it is shown."""

from typing import Any, ClassVar

from forms import codes
from forms.definition import Component
from forms.expressions import Expression
from forms.fields.base import Context, Kind, Role
from forms.phrases import shown
from forms.source import Source


class Computed(Kind):
    """A computed value."""

    name = "expression"
    role: ClassVar[Role] = "computed"
    formats = ("money",)

    def settings(self, source: Source) -> Expression | None:
        """The expression; it is needed."""
        if not source.raw.get("expression"):
            source.refuse("empty", "expression", name="expression")
        return source.feel("expression")

    def text(self, component: Component, value: Any, context: Context, language: str) -> str:
        """The value as in a sentence; money with thousands commas."""
        del context, language
        if component.format == "money" and isinstance(value, int) and not isinstance(value, bool):
            return codes.yuan(value, grouped=True)
        return shown(value)
