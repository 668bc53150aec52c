"""更正数据: one fact of a case becomes another; what its form marks sensitive is kept sealed, as when it was filled in."""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.model import Case
from engine.packages.program import Program
from engine.running.forms import start_form
from engine.running.sealing import ENVELOPE, Sealer
from engine.sdk.errors import FieldError, InvalidInput
from engine.sdk.ports import FieldInfo
from engine.store.json import loads
from engine.store.unit_of_work import UnitOfWork

UNNAMED = "id"
"""The kind of a sealed value that no form names: most of it is hidden."""


def value_of(typed: str, before: Any) -> Any:
    """What somebody typed as a fact: a text stays a text, anything else is read as JSON where it can be."""
    if isinstance(before, str):
        return typed
    try:
        return loads(typed)
    except ValueError:
        return typed


def mended(uow: UnitOfWork, case: Case, path: str, value: Any) -> tuple[dict[str, Any], Any, Any]:
    """The facts of a case with one value changed, and that value before and after; `value` is as typed, or sealed already.

    Raises:
        InvalidInput: nothing of the kind is there, or its form would refuse the value where nobody else may look at it.
    """
    names = path.split(".")
    inner: Any = case.facts
    for name in names[:-1]:
        inner = inner.get(name) if isinstance(inner, Mapping) else None
    if len(names) < 2 or not isinstance(inner, Mapping) or not names[-1] or ENVELOPE in inner:
        raise InvalidInput([FieldError("path", f"办件中没有“{path}”。", f"The case has no “{path}”.", code="fact_unknown")])
    before = inner.get(names[-1])
    if isinstance(value, Mapping):
        after: Any = dict(value)
    elif sensitive(uow, case, path):
        after = sealed(uow, case, path, str(value))
    else:
        after = value_of(str(value), before)
    return _with(case.facts, names, after), before, after


def sensitive(uow: UnitOfWork, case: Case, path: str) -> str:
    """How a fact is sensitive: what its form says, "id" for one that is kept sealed and stands in no form; "" for what is not."""
    writer, _, inside = path.partition(".")
    fields = (field for form in _forms(uow.program(case.release_id), case, writer) for field in uow.ports.forms.fields(form))
    for field in fields:
        if field.path == inside and field.sensitive:
            return field.sensitive
    found: Any = case.facts
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return UNNAMED if isinstance(found, Mapping) and ENVELOPE in found else ""


def sealed(uow: UnitOfWork, case: Case, path: str, typed: str) -> Any:
    """The value as it is kept; whoever approves it sees its mask alone, so its form judges it before.

    Raises:
        InvalidInput: the form refuses it.
    """
    sealer, (writer, _, inside) = Sealer(uow.keyring), path.partition(".")
    field = FieldInfo(inside, "textfield", "", sensitive=sensitive(uow, case, path))
    value = typed.strip()
    for form in _forms(uow.program(case.release_id), case, writer):
        if not any(each.path == inside for each in uow.ports.forms.fields(form)):
            continue
        data = _with(sealer.reveal(case.facts.get(writer, {})), inside.split("."), value)
        checked = uow.ports.forms.check(form, data, {**case.facts, **data}, frozenset({inside}))
        if checked.errors:
            raise InvalidInput([FieldError("value", each.text.zh, each.text.en, each.clause, "value_refused") for each in checked.errors])
    return sealer.seal({inside: value}, [field])[inside]


def _forms(program: Program, case: Case, writer: str) -> Iterator[Mapping[str, Any]]:
    """The forms whose values stand under a writer's name: the one the case begins with, or that of a step."""
    if writer == start_form(program, case):
        yield program.forms[writer]
    for process in program.reachable(case.process):
        element = program.definition.processes[process].elements.get(writer)
        name = program.form_name(case.process, element.attributes.get("form", "")) if element is not None else ""
        if name in program.forms:
            yield program.forms[name]


def _with(facts: Mapping[str, Any], names: list[str], value: Any) -> dict[str, Any]:
    if len(names) == 1:
        return {**facts, names[0]: value}
    inner = facts.get(names[0])
    return {**facts, names[0]: _with(inner if isinstance(inner, Mapping) else {}, names[1:], value)}
