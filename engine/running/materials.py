"""Materials 材料清单: the items of an application's checklists, and those an officer misses."""

from collections import Counter
from uuid import UUID

from sqlalchemy import delete, select

from engine.model import Case, MissingMaterial
from engine.running.forms import form_of, start_form
from engine.sdk.text import Text
from engine.store.opening import files_of
from engine.store.unit_of_work import UnitOfWork


def checklist(uow: UnitOfWork, case: Case) -> dict[tuple[str, str], Text]:
    """(field, item) -> what the item is called, of every checklist of the application's form."""
    form = form_of(uow.program(case.release_id), start_form(uow.program(case.release_id), case))
    return {
        (info.path, item): Text(label, info.options_en.get(item, ""))
        for info in uow.ports.forms.fields(form)
        if info.kind == "material"
        for item, label in info.options.items()
    }


def received(uow: UnitOfWork, case: Case) -> list[dict[str, object]]:
    """收到的材料: what the applicant handed in, item by item in the order of the checklists: `zh`, `en` and how many files."""
    files = Counter((str(file["field"]), str(file["item"])) for file in files_of(uow.together, case.id))
    return [{**label.to_json(), "files": files[place]} for place, label in checklist(uow, case).items() if files[place]]


def came(uow: UnitOfWork, case_id: UUID, field: str, item: str) -> None:
    """There is a file for an item: nobody misses it any more."""
    row = MissingMaterial
    uow.session.execute(delete(row).where(row.case_id == case_id, row.field == field, row.item == item))


def missed(uow: UnitOfWork, case: Case) -> Text | None:
    """An item that an officer misses, if there is one."""
    row = uow.session.scalar(select(MissingMaterial).where(MissingMaterial.case_id == case.id).limit(1))
    return checklist(uow, case).get((row.field, row.item), Text(row.item)) if row else None
