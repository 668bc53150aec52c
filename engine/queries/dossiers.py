"""The dossier 卷宗 of a case that ended, as officers read and take it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.queries.cases import seen_case
from engine.queries.heads import Heads
from engine.queries.query import Query
from engine.queries.views import CaseHead
from engine.sdk.actor import Actor
from engine.sdk.errors import NotFound
from engine.store.destruction import list_of
from engine.store.dossiers import DossierItem, newest
from engine.store.json import loads
from engine.store.unit_of_work import UnitOfWork

WITH_FILE = frozenset({"document", "paper", "sheet"})


@dataclass(frozen=True, slots=True)
class DossierView:
    """卷宗: the case, the digest of the manifest, the manifest's head, and everything that was frozen."""

    case: CaseHead
    dossier_id: UUID
    digest: str
    made_at: datetime
    size: int
    head: Mapping[str, Any]
    items: tuple[DossierItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDossier(Query[DossierView]):
    """卷宗 of a case: for the office. `NotFound` while the case goes on, or its dossier is being made, or after it was destroyed."""

    case_id: UUID

    def answer(self, uow: UnitOfWork, by: Actor) -> DossierView:
        """The newest, where a case ended more than once."""
        if by.kind == "enterprise":
            raise NotFound("case_not_found", case=str(self.case_id))
        case = seen_case(uow, by, self.case_id)
        row = newest(uow.session, case.id)
        if (gone := list_of(uow.session, case.id)) is not None:
            raise NotFound("case_destroyed", number=case.number or "", register=gone[0])
        if row is None:
            raise NotFound("dossier_not_made", number=case.number or "")
        with uow.ports.files.open(row.digest) as stream:
            told = loads(stream.read())
        items = tuple(DossierItem(**item) for item in told.pop("items"))
        heads = Heads(uow)
        heads.prepare([case], [])
        return DossierView(heads.case(case), row.id, row.digest, row.made_at, row.size, told, items)
