"""The engine's door to forms: `engine.sdk.ports.FormsPort`."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from engine.sdk.errors import FieldError, Finding
from engine.sdk.ports import FieldInfo
from forms.definition import Component, FormDefinition
from forms.fields.choices import Options
from forms.kinds import kind_of
from forms.library import findings_of, parse_form
from forms.roster import Column, check_row, columns_of
from forms.validation import Checked, validate

CACHED = 256


class Forms:
    """表单: implements `FormsPort`; definitions are read once and kept, `functions` are the host's FEEL functions."""

    def __init__(self, functions: Sequence[Any] = ()) -> None:
        self.functions = tuple(functions)
        self._read = lru_cache(CACHED)(parse_form)

    def definition(self, form: Mapping[str, object] | bytes | str) -> FormDefinition:
        """The definition of a form's JSON."""
        text = json.dumps(form, ensure_ascii=False, sort_keys=True, default=str) if isinstance(form, Mapping) else form
        return self._read(text)

    def findings(self, form: bytes, file: str) -> Sequence[Finding]:
        """Every fault of a form definition."""
        return findings_of(form, file)

    def check(
        self, form: Mapping[str, object], data: Mapping[str, object], facts: Mapping[str, object], only: frozenset[str] | None = None
    ) -> Checked:
        """Validate data; `only` limits the faults to these paths and what is below them."""
        return validate(self.definition(form), data, facts, only, self.functions)

    def check_row(
        self, form: Mapping[str, object], field: str, values: Mapping[str, object], today: date
    ) -> tuple[dict[str, object], list[FieldError]]:
        """Clean and check one row of the form's roster `field`; paths are column keys."""
        columns = columns_of(self.definition(form), field)
        cleaned, faults = check_row(columns, values, today)
        clauses = {column.key: column.clause for column in columns}
        return cleaned, [FieldError(fault.column, fault.zh, fault.en, clauses.get(fault.column, ""), fault.code) for fault in faults]

    def fields(self, form: Mapping[str, object]) -> Sequence[FieldInfo]:
        """Every input in reading order; fields of a list as `list.*.key`, columns of a roster as `roster.column`."""
        return tuple(info for component in self.definition(form).components for info in _infos(component, ""))


def _infos(component: Component, prefix: str) -> list[FieldInfo]:
    role, path = kind_of(component.kind).role, prefix + component.key
    label = component.label.text({})
    own = [FieldInfo(path, component.kind, label.zh, label.en, component.sensitive, component.properties)]
    if role == "group":
        return [info for child in component.components for info in _infos(child, prefix)]
    if role == "list":
        return own + [info for child in component.components for info in _infos(child, f"{path}.*.")]
    if component.kind == "roster":
        return own + [_column_info(path, column) for column in component.settings.columns]
    return [replace(own[0], options=_options(component))] if role in ("input", "computed", "apart") else []


def _options(component: Component) -> dict[str, str]:
    """The labels of choices that are written down in the form, and of the items of a checklist of files."""
    if isinstance(component.settings, Options):
        return {option.token: option.label.zh for option in component.settings.fixed}
    if component.kind == "material":
        return {item.key: item.label.zh for item in component.settings}
    return {}


def _column_info(path: str, column: Column) -> FieldInfo:
    facts = {"type": column.kind, "code": column.code, "required": column.required, "clause": column.clause}
    return FieldInfo(f"{path}.{column.key}", f"roster_{column.kind}", column.label.zh, column.label.in_("en"), column.sensitive, facts)
