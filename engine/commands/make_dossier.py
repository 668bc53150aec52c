"""立卷."""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar
from uuid import UUID, uuid4

from sqlalchemy import select

from engine.commands.command import Command
from engine.documents.rendering import house_template
from engine.model import Case, Dossier, Notice, Organisation, Submission, Task
from engine.packages.program import Program
from engine.packages.retention import Retention
from engine.running.access import must_be
from engine.running.form_facts import region_tree
from engine.running.forms import start_form
from engine.running.papers import make_paper
from engine.running.sealing import masked
from engine.sdk.actor import Actor
from engine.sdk.text import Text
from engine.store.dossiers import CHAIN, SHEET, DossierItem, items_of, manifest_of
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork

SHEETS = "表单.pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeDossier(Command[UUID | None]):
    """立卷: freeze what a case that ended holds into a dossier: every document, form, paper and entry of the trail with its digest.

    The manifest is kept by digest, and the digest stands in the chain "dossiers" of the audit trail. None where the case is open, or
    has the dossier of this ending already.
    """

    in_background: ClassVar[bool] = True

    case_id: UUID

    def run(self, uow: UnitOfWork, by: Actor) -> UUID | None:
        """Papers that are still to be made are made now; the forms are printed on one PDF."""
        must_be(by, "administrator")
        case = uow.locked_case(self.case_id)
        if case.status in {"open", "draft"} or case.closed_at is None:
            return None
        made = uow.session.scalar(select(Dossier.id).where(Dossier.case_id == case.id, Dossier.closed_at == case.closed_at))
        if made is not None:
            return None
        for notice in uow.session.scalars(select(Notice).where(Notice.case_id == case.id, Notice.digest.is_(None)).with_for_update()):
            make_paper(uow, case, notice)
        uow.session.flush()
        sheet = _sheet(uow, case)
        kept = uow.program(case.release_id).retention(case.filed_on or uow.now.astimezone(ZONE).date())
        content = manifest_of(_head(uow, case, kept), [*([sheet] if sheet else []), *items_of(uow.session, case)])
        stored = uow.ports.files.put_bytes(content, "application/json")
        dossier = Dossier(
            id=uuid4(), case_id=case.id, closed_at=case.closed_at, made_at=uow.now, digest=stored.digest, size=stored.size,
            event_seq=case.event_seq, event_hash=case.event_hash, keep_years=kept.years,
            keep_until=kept.until(case.closed_at.astimezone(ZONE).date()),
        )  # fmt: skip
        uow.session.add(dossier)
        uow.record_system(by, "dossier_made", chain=CHAIN, case=str(case.id), number=case.number, digest=stored.digest)
        return dossier.id


def _head(uow: UnitOfWork, case: Case, kept: Retention) -> dict[str, Any]:
    program = uow.program(case.release_id)
    organisation = uow.session.get(Organisation, case.organisation_id)
    family = uow.session.execute(
        select(Case.number, Case.process, Case.status, Dossier.digest)
        .outerjoin(Dossier, Dossier.case_id == Case.id)
        .where((Case.parent_id == case.id) | (Case.id == case.parent_id), Case.status != "draft")
        .order_by(Case.created_at)
    )
    return {
        "case": {
            "id": str(case.id),
            "number": case.number,
            "program": case.program,
            "process": case.process,
            "title": program.process(case.process).title.to_json(),
            "organisation": organisation.name if organisation else "",
            "uscc": (organisation.uscc or "") if organisation else "",
            "region": case.region,
            "status": case.status,
            "stage": case.stage,
            "received_on": case.received_on,
            "closed_at": case.closed_at.astimezone(ZONE).isoformat() if case.closed_at else None,
        },
        "made_at": uow.now.astimezone(ZONE).isoformat(),
        "keep_years": kept.years,
        "retention": asdict(kept),
        "family": [dict(zip(("number", "process", "status", "dossier"), each, strict=True)) for each in family],
        "trail": {"events": case.event_seq, "hash": case.event_hash.hex()},
    }


def _sheet(uow: UnitOfWork, case: Case) -> DossierItem | None:
    """Every form as it was sent, on one PDF; sensitive values stay masked, the sealed ones stand in the trail."""
    program = uow.program(case.release_id)
    rows = uow.session.execute(
        select(Submission, Task.form, Task.name)
        .outerjoin(Task, Task.id == Submission.task_id)
        .where(Submission.case_id == case.id)
        .order_by(Submission.submitted_at, Submission.id)
    ).all()
    regions = {"regions": region_tree(uow)}
    forms = [_form(uow, program, case, sent, form, name, regions) for sent, form, name in rows]
    if not forms:
        return None
    facts = {"number": case.number or "", "title": program.process(case.process).title.zh, "forms": forms}
    content = uow.ports.documents.render(house_template("form_sheet"), facts, case.closed_at)
    stored = uow.ports.files.put_bytes(content, "application/pdf")
    return DossierItem(SHEET, SHEETS, stored.digest, SHEETS, {"size": stored.size, "forms": len(forms)})


def _form(
    uow: UnitOfWork, program: Program, case: Case, sent: Submission, form: str | None, name: Any, regions: dict[str, Any]
) -> dict[str, Any]:
    start = start_form(program, case)
    definition = program.forms.get(form or start) or program.forms.get(start, {})
    return {
        "title": Text.of(name).zh if name else program.process(case.process).title.zh,
        "at": sent.submitted_at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M"),
        "by": sent.submitted_by,
        "sections": [
            {"heading": heading, "rows": [list(row) for row in rows]}
            for heading, rows in uow.ports.forms.on_paper(definition, masked(sent.data), regions)
        ],
    }
