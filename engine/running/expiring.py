"""到期 which closed cases are due, by the retention their dossiers were made under."""

from datetime import date

from sqlalchemy import Select, exists, select

from engine.model import Case, DestructionCase, Dossier


def kept_cases() -> Select[Case, Dossier]:
    """Every case with the dossier of its ending that is not destroyed."""
    gone = exists().where(DestructionCase.case_id == Case.id, DestructionCase.state == "destroyed")
    return select(Case, Dossier).join(Dossier, (Dossier.case_id == Case.id) & (Dossier.closed_at == Case.closed_at)).where(~gone)


def due_cases(program: str, before: date, since: date | None = None) -> Select[Case, Dossier]:
    """Those whose last day lies before a day, and not before `since`; of one program or, for "", of all; what is due longest first."""
    chosen = kept_cases().where(Dossier.keep_until < before)
    if since is not None:
        chosen = chosen.where(Dossier.keep_until >= since)
    if program:
        chosen = chosen.where(Case.program == program)
    return chosen.order_by(Dossier.keep_until, Case.id)
