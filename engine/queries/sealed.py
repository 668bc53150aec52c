"""What of a case is masked 敏感信息, for those who may open it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from engine.model import RosterRow
from engine.queries.cases import seen_case
from engine.queries.heads import Heads
from engine.queries.query import Query
from engine.queries.views import CaseHead
from engine.running.forms import start_form
from engine.running.sealing import ENVELOPE
from engine.running.unmasking import may_unmask
from engine.sdk.actor import Actor
from engine.sdk.errors import NotFound, NotPermitted
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class SealedField:
    """A masked value: where it stands, what it is called, and what may be seen of it."""

    path: str
    label: Text
    mask: str


@dataclass(frozen=True, slots=True)
class SealedView:
    """The masked values of a case, or of one row of its roster."""

    head: CaseHead
    fields: tuple[SealedField, ...]
    row_id: UUID | None = None
    row_no: int | None = None
    row_field: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedFields(Query[SealedView]):
    """敏感信息: what `UnmaskField` can open, for whoever has the right to."""

    case_id: UUID
    row_id: UUID | None = None

    def answer(self, uow: UnitOfWork, by: Actor) -> SealedView:
        """`NotPermitted` without the right: the list alone tells nothing that masks do not."""
        case = seen_case(uow, by, self.case_id)
        program = uow.program(case.release_id)
        if not may_unmask(by, case, program):
            raise NotPermitted("unmask_right", region=case.region)
        heads = Heads(uow)
        heads.prepare([case])
        key = start_form(program, case)
        infos = uow.ports.forms.fields(program.forms.get(key, {"type": "default", "components": []}))
        labels = {f"{key}.{info.path}": Text(info.label, info.label_en) for info in infos}
        if self.row_id is None:
            found = tuple(SealedField(path, labels.get(path, Text(path)), mask) for path, mask in _sealed(case.facts, ""))
            return SealedView(heads.case(case), found)
        row = uow.session.get(RosterRow, self.row_id)
        if row is None or row.case_id != case.id:
            raise NotFound("row_not_found", row=str(self.row_id))
        cells = _sealed(row.values, "")
        columns = tuple(SealedField(path, labels.get(f"{key}.{row.field}.{path}", Text(path)), mask) for path, mask in cells)
        return SealedView(heads.case(case), columns, row.id, row.no, row.field)


def _sealed(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if not isinstance(value, Mapping):
        return
    if ENVELOPE in value:
        yield path, str(value.get("mask", ""))
        return
    for key, each in value.items():
        yield from _sealed(each, f"{path}.{key}" if path else str(key))
