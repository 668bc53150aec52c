"""Showing a form: to edit, to read, on paper; the same definition, accessible, without JavaScript."""

from collections.abc import Mapping, Sequence
from typing import Any

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from engine.sdk.errors import FieldError
from forms.definition import FormDefinition
from forms.nodes import HEADING, Builder, id_of
from forms.paper import PaperSection, paper_of
from forms.roster.columns import Column
from forms.roster.pages import RosterPage, roster_rows
from forms.state import FileView, FormState, RosterView
from forms.words import Words


class Renderer:
    """渲染: turns a definition and a state into safe markup. `env` lends its filters and globals; the templates are our own."""

    def __init__(self, env: Environment) -> None:
        self.env = env.overlay(loader=PackageLoader("forms", "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True)

    def render(
        self,
        definition: FormDefinition,
        state: FormState,
        attachments: Mapping[str, Sequence[Any]] | None = None,
        roster: Mapping[str, RosterView] | RosterView | None = None,
    ) -> Markup:
        """The form's fields, without the `<form>` around them: that, its buttons and its token are the page's."""
        builder = Builder.of(definition, state)
        lines = builder.lines(definition.components, builder.form.root(), 2 if state.print else HEADING)
        template = "print.html" if state.print else "view.html" if state.readonly else "form.html"
        files = attachments if attachments is not None else state.facts.get("attachments") or {}
        return self._filled(
            template,
            state.language,
            lines=lines,
            state=state,
            title=definition.title.in_(state.language),
            shown=" ".join(dict.fromkeys(error.path for error in state.errors)),
            files={path: [_file(file) for file in several] for path, several in files.items()},
            rosters=roster if isinstance(roster, Mapping) else None,
            roster=roster if isinstance(roster, RosterView) else None,
        )

    def on_paper(self, definition: FormDefinition, state: FormState) -> tuple[PaperSection, ...]:
        """What was filled in as labels and texts, section by section, for papers that are not HTML; empty fields are left out."""
        return paper_of(definition, state)

    def error_summary(self, errors: Sequence[FieldError], language: str = "zh") -> Markup:
        """The block above a form that lists every fault and links to its field; nothing when there is none."""
        if not errors:
            return Markup("")
        rows = [{"href": f"#{id_of(error.path)}", "text": error.text.in_(language), "clause": error.clause} for error in errors]
        return self._filled("errors.html", language, rows=rows)

    def roster(self, columns: Sequence[Column], page: RosterPage, language: str = "zh") -> Markup:
        """One page of a roster as a table: faulty cells marked with their reasons, links to edit where the page gives them."""
        headings = [(column.label.in_(language), column.required) for column in columns]
        return self._filled("roster.html", language, headings=headings, page=page, rows=roster_rows(columns, page, language))

    def _filled(self, template: str, language: str, **facts: Any) -> Markup:
        return Markup(self.env.get_template(template).render(w=Words(language), **facts))  # noqa: S704 - templates escape


def _file(file: Any) -> FileView:
    if isinstance(file, FileView):
        return file
    names = ("id", "name", "size", "url", "mark", "note", "removable")
    given = {name: file.get(name) if isinstance(file, Mapping) else getattr(file, name, None) for name in names}
    facts = {name: value for name, value in given.items() if value is not None}
    return FileView(**{"id": "", "name": "", **facts})


__all__ = ["FileView", "FormState", "Renderer", "RosterPage", "RosterView"]
