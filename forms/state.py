"""What a page knows when it shows a form."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from engine.sdk.errors import FieldError


@dataclass(frozen=True, slots=True)
class FormState:
    """表单状态: values (clean or as typed), faults, facts; how it is shown.

    `editable` limits what may be changed to these paths and what is below them (补正); None is everything. `changed` gives the old
    value of every changed path. `readonly` shows what was handed in, as a description list, `print` on paper. `functions` are lent to
    expressions. `amounts` is where amounts unfold: an amount leads to this address and its path; "" leads nowhere.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    errors: Sequence[FieldError] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    language: str = "zh"
    editable: AbstractSet[str] | None = None
    changed: Mapping[str, Any] = field(default_factory=dict)
    readonly: bool = False
    print: bool = False
    functions: Sequence[Any] = ()
    amounts: str = ""


@dataclass(frozen=True, slots=True)
class FileView:
    """An uploaded file as a form shows it; `mark` and `note` are the officer's words about it."""

    id: str
    name: str
    size: int = 0
    url: str = ""
    mark: str = ""
    note: str = ""
    removable: bool = True


@dataclass(frozen=True, slots=True)
class RosterView:
    """Where a roster stands, and the pages that show it."""

    url: str = ""
    template_url: str = ""
    count: int = 0
    good: int = 0
    faulty: int = 0
