"""The engine's door to forms: `engine.sdk.ports.FormsPort`."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from engine.sdk.errors import FieldError, Finding
from engine.sdk.ports import FieldInfo, SampleFilling
from forms.definition import Component, FormDefinition
from forms.fields.choices import Options
from forms.kinds import kind_of
from forms.library import findings_of, parse_form
from forms.paper import paper_of
from forms.roster import Column, check_row
from forms.samples import sample_filling
from forms.state import FormState
from forms.validation import Checked, validate

CACHED = 256


COSTLY: Mapping[str, tuple[str, ...]] = {
    "attachments": ("attachments", '"material"', '"filepicker"'),
    "rosters": ("roster",),
    "regions": ("regions", '"region"'),
    "registers": ("registers",),
}
"""Fact -> the words a form must hold somewhere to be able to look at it: in an expression, a text, or as the type of a field."""


@dataclass(frozen=True, slots=True)
class Known:
    """A form that was read: what it is, its inputs, and the costly facts it may look at."""

    definition: FormDefinition
    fields: tuple[FieldInfo, ...]
    reads: frozenset[str]
    rosters: Mapping[str, "KnownRoster"]


@dataclass(frozen=True, slots=True)
class KnownRoster:
    """A roster of a form that was read: its columns, and the clause each is asked for by."""

    columns: tuple[Column, ...]
    clauses: Mapping[str, str]


class Forms:
    """表单: implements `FormsPort`; definitions are read once and kept."""

    def __init__(self) -> None:
        self._read = lru_cache(CACHED)(_known)
        self._by_identity: dict[int, tuple[object, Known]] = {}

    def definition(self, form: Mapping[str, object] | bytes | str) -> FormDefinition:
        """The definition of a form's JSON."""
        return self._look_up(form).definition

    def _look_up(self, form: Mapping[str, object] | bytes | str) -> Known:
        """A program hands out the same object every time, so that its text need not be written to be recognised."""
        found = self._by_identity.get(id(form))
        if found is not None and found[0] is form:
            return found[1]
        text = json.dumps(form, ensure_ascii=False, sort_keys=True, default=str) if isinstance(form, Mapping) else form
        known = self._read(text)
        if len(self._by_identity) >= CACHED:
            self._by_identity = {}
        self._by_identity[id(form)] = (form, known)
        return known

    def findings(self, form: bytes, file: str) -> Sequence[Finding]:
        """Every fault of a form definition."""
        return findings_of(form, file)

    def check(
        self,
        form: Mapping[str, object],
        data: Mapping[str, object],
        facts: Mapping[str, object],
        only: frozenset[str] | None = None,
        functions: Sequence[Any] = (),
    ) -> Checked:
        """Validate data; `only` limits the faults to these paths and what is below them, `functions` are lent to expressions."""
        return validate(self.definition(form), data, facts, only, functions)

    def check_row(
        self, form: Mapping[str, object], field: str, values: Mapping[str, object], today: date
    ) -> tuple[dict[str, object], list[FieldError]]:
        """Clean and check one row of the form's roster `field`; paths are column keys."""
        roster = self._look_up(form).rosters[field]
        cleaned, faults = check_row(roster.columns, values, today)
        return cleaned, [FieldError(fault.column, fault.zh, fault.en, roster.clauses[fault.column], fault.code) for fault in faults]

    def reads(self, form: Mapping[str, object]) -> frozenset[str]:
        """Which of the facts that cost a query the form may look at; rather one too many than one too few."""
        return self._look_up(form).reads

    def on_paper(
        self, form: Mapping[str, object], values: Mapping[str, object], facts: Mapping[str, object]
    ) -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
        """Section by section: a heading, and labels with their texts; empty fields are left out."""
        state = FormState(values, (), facts, readonly=True, print=True)
        return [(section.heading, section.rows) for section in paper_of(self.definition(form), state)]

    def fields(self, form: Mapping[str, object]) -> Sequence[FieldInfo]:
        """Every input in reading order; fields of a list as `list.*.key`, columns of a roster as `roster.column`."""
        return self._look_up(form).fields

    def sample(
        self, form: Mapping[str, object], facts: Mapping[str, object], functions: Sequence[object] = (), *, wrong: bool = False
    ) -> SampleFilling:
        """Something in every field that the form accepts, or with `wrong` refuses."""
        return sample_filling(self.definition(form), facts, functions, wrong=wrong)


def _known(text: str | bytes) -> Known:
    definition = parse_form(text)
    fields = tuple(info for component in definition.components for info in _infos(component, ""))
    written = text.decode() if isinstance(text, bytes) else text
    reads = frozenset(fact for fact, words in COSTLY.items() if any(word in written for word in words))
    rosters = {
        part.key: KnownRoster(part.settings.columns, {column.key: column.clause or part.basis for column in part.settings.columns})
        for part in definition.walk()
        if part.kind == "roster"
    }
    return Known(definition, fields, reads, rosters)


def _infos(component: Component, prefix: str) -> list[FieldInfo]:
    role, path = kind_of(component.kind).role, prefix + component.key
    label = component.label.text({})
    own = [FieldInfo(path, component.kind, label.zh, label.en, component.sensitive, component.properties)]
    if role == "group":
        return [info for child in component.components for info in _infos(child, prefix)]
    if role == "list":
        return own + [info for child in component.components for info in _infos(child, f"{path}.*.")]
    if component.kind == "roster":
        return own + [_column_info(path, column, component.basis) for column in component.settings.columns]
    return (
        [replace(own[0], options=_options(component, "zh"), options_en=_options(component, "en"))]
        if role in ("input", "computed", "apart")
        else []
    )


def _options(component: Component, language: str) -> dict[str, str]:
    """The labels of choices that are written down in the form, and of the items of a checklist of files."""
    if isinstance(component.settings, Options):
        return {option.token: option.label.in_(language) for option in component.settings.fixed}
    if component.kind == "material":
        return {item.key: item.label.in_(language) for item in component.settings}
    return {}


def _column_info(path: str, column: Column, basis: str) -> FieldInfo:
    own = {"clause": column.clause, "basis": column.clause or basis}
    facts = {"type": column.kind, "code": column.code, "required": column.required, **own}
    return FieldInfo(f"{path}.{column.key}", f"roster_{column.kind}", column.label.zh, column.label.in_("en"), column.sensitive, facts)
