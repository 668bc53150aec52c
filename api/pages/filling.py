"""A form being filled 填报: opened from what is stored or from what was just posted, drawn with its errors, never losing what was typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from markupsafe import Markup

from api.pages.page import Page
from api.uploads import Posted
from engine.commands import DraftSaved
from engine.feel import HostFunction
from engine.queries.lent import LentFunctions
from engine.queries.views import AttachmentView, StepFormView
from engine.sdk.errors import FieldError
from engine.sdk.ports import FieldInfo
from forms.coerce import from_post, shown, with_defaults
from forms.definition import FormDefinition
from forms.port import Forms
from forms.rendering import FileView, FormState, Renderer, RosterView
from forms.validation import covers, validate


@dataclass(frozen=True, slots=True)
class Filling:
    """One form with values and errors. `view` says whose step it is and which version of the draft the page was made from."""

    page: Page
    view: StepFormView
    definition: FormDefinition
    values: Mapping[str, Any]
    version: int
    errors: tuple[FieldError, ...] = ()
    beside: Mapping[str, Any] = field(default_factory=dict)
    """facts chosen beside the form that its conditions read, such as the outcome"""

    @classmethod
    def opened(cls, page: Page, view: StepFormView) -> "Filling":
        """The form as stored, with defaults where nothing was entered yet."""
        definition = definition_of(page, view.form)
        return cls(page, view, definition, with_defaults(definition, view.values, view.facts), view.version)

    @classmethod
    def posted(cls, page: Page, view: StepFormView, form: Posted) -> "Filling":
        """The form as typed; what may not be changed stays as stored, whatever was sent."""
        definition = definition_of(page, view.form)
        values = from_post(definition, form.fields, view.values, view.editable, facts_of(view), lent(page))
        return cls(page, view, definition, values, form.version)

    def with_errors(self, errors: Sequence[FieldError]) -> "Filling":
        """The same with what is wrong."""
        return replace(self, errors=tuple(errors))

    def with_values(self, values: Mapping[str, Any]) -> "Filling":
        """The same with other values."""
        return replace(self, values=values)

    def saved(self, draft: DraftSaved) -> "Filling":
        """The same, after what was typed was kept under a new version."""
        return replace(self, version=draft.version, view=replace(self.view, saved_at=draft.saved_at))

    def refreshed(self, form: Posted) -> "Filling":
        """The same for a live refresh: only errors that were on the screen are judged again, so that none appears while typing."""
        only = shown(self.definition, form.fields)
        errors = validate(self.definition, self.values, self._facts(), only, lent(self.page)).errors if only else ()
        return self.with_errors(errors)

    def markup(self, *, readonly: bool = False) -> Markup:
        """The fields as HTML."""
        view = self.view
        state = FormState(
            values=self.values,
            errors=self.errors,
            facts=self._facts(),
            language=self.page.language,
            editable=view.editable,
            readonly=readonly,
            functions=lent(self.page),
            amounts=f"/{view.explanation}",
        )
        return renderer(self.page).render(self.definition, state, self._files(readonly=readonly), self._rosters())

    def choosing(self, **beside: Any) -> "Filling":
        """The same with something chosen beside the form."""
        return replace(self, beside=beside)

    def _facts(self) -> dict[str, Any]:
        return {**facts_of(self.view), **self.beside}

    def _query(self) -> str:
        return f"?task={self.view.task.task_id}" if self.view.task else ""

    def _files(self, *, readonly: bool) -> dict[str, list[FileView]]:
        """The files as the form shows them; those of a correction can be taken out only where something was asked for."""
        base = f"/cases/{self.view.head.case_id}/files/"
        editable = self.view.editable
        shown: dict[str, list[FileView]] = {}
        for path, files in by_path(self.view.attachments).items():
            removable = not readonly and (editable is None or covers(editable, path))
            shown[path] = [
                FileView(str(each.attachment_id), each.name, each.size, f"{base}{each.attachment_id}", each.mark, each.mark_note, removable)
                for each in files
            ]
        return shown

    def _rosters(self) -> dict[str, RosterView]:
        """Where every roster of the form stands, those without a row included."""
        known = {each.field: each for each in self.view.rosters}
        shown = {}
        for component in self.definition.walk():
            if component.kind == "roster":
                base = f"/cases/{self.view.head.case_id}/roster/{component.key}"
                found = known.get(component.key)
                figures = (found.total, found.good, found.faulty) if found else (0, 0, 0)
                shown[component.key] = RosterView(base + self._query(), f"{base}/template.xlsx{self._query()}", *figures)
        return shown

    def fields(self) -> Sequence[FieldInfo]:
        """Every input of the form, with its label."""
        forms: Forms = self.page.request.app.state.forms
        return forms.fields(self.view.form)

    def shown_view(self) -> StepFormView:
        """The view with the version the page was made from, which is what the page must send back."""
        return replace(self.view, version=self.version)


def renderer(page: Page, language: str = "") -> Renderer:
    """What draws forms in a language, the page's own unless one is named."""
    renderers: dict[str, Renderer] = page.request.app.state.renderers
    return renderers[language or page.language]


def lent(page: Page) -> Sequence[HostFunction]:
    """What conditions and computed fields may call."""
    return page.ask(LentFunctions())


def definition_of(page: Page, form: Mapping[str, Any]) -> FormDefinition:
    """The definition of a form; read once per process."""
    forms: Forms = page.request.app.state.forms
    return forms.definition(form)


def by_path(attachments: Sequence[AttachmentView]) -> dict[str, list[AttachmentView]]:
    """Files by the path of the field they answer."""
    found: dict[str, list[AttachmentView]] = {}
    for each in attachments:
        found.setdefault(f"{each.field}.{each.item}" if each.item else each.field, []).append(each)
    return found


def facts_of(view: StepFormView) -> dict[str, Any]:
    """What a form's conditions may read: the case's facts, its files, the figures of its rosters."""
    rosters = {each.field: {"count": each.total, "faulty": each.faulty, "eligible": each.good} for each in view.rosters}
    return {**view.facts, "attachments": by_path(view.attachments), "rosters": rosters}
