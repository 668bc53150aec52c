"""迁移: running cases go over to another release: prepare, map, a few first, all, pause, resume, undo."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.pages.page import AdministratorPage, Form, Page
from api.pages.values import one_of, parameter, uuid_of
from engine.commands import MapElements, PauseMigration, PrepareMigration, ResumeMigration, RunMigration, UndoMigration
from engine.queries import MigrationCases, MigrationDetail, Migrations, Releases
from engine.sdk.errors import FieldError, InvalidInput

router = APIRouter(prefix="/admin/migrations", include_in_schema=False)
VERDICTS = ("moves", "needs_mapping", "refused")
SHOWN = ("", *VERDICTS, "moved", "undone", "kept")
"""What the list can be narrowed to: a verdict, or what became of a case."""
NOBODY = UUID(int=0)
MAPPED = "map."
"""How the fields of a mapping begin; the old element follows."""


@router.get("")
def migrations(request: Request, page: AdministratorPage) -> Response:
    """Every migration, and how to prepare another."""
    return _list(page, chosen=parameter(request, "from", 36))


@router.post("")
def prepare(page: AdministratorPage, form: Form) -> Response:
    """Look at every open case of a release for whether it could go on by another."""
    old, new = (uuid_of(form.text(name, 36)) or NOBODY for name in ("from", "to"))
    try:
        prepared = page.execute(PrepareMigration(from_id=old, to_id=new, note=form.text("note")), form.key)
    except InvalidInput as refusal:
        return _list(page, 422, form.text("from", 36), refusal.errors)
    return page.go(_address(prepared.migration_id))


@router.get("/{migration_id}")
def migration(request: Request, page: AdministratorPage, migration_id: UUID) -> Response:
    """One migration: how far it is, what goes where, every case with its verdict."""
    return _draw(request, page, migration_id)


@router.post("/{migration_id}/mapping")
def map_elements(request: Request, page: AdministratorPage, form: Form, migration_id: UUID) -> Response:
    """Say what goes on as what."""
    mapping = {name.removeprefix(MAPPED): form.text(name, 200) for name in form.fields if name.startswith(MAPPED)}
    try:
        page.execute(MapElements(migration_id=migration_id, mapping=mapping), form.key)
    except InvalidInput as refusal:
        return _draw(request, page, migration_id, 422, refusal.errors)
    return page.go(_address(migration_id), say="migration_mapped")


@router.post("/{migration_id}/run")
def run(request: Request, page: AdministratorPage, form: Form, migration_id: UUID) -> Response:
    """Move the first few, or all that can move."""
    first = None if form.text("all") else _number(form.text("first", 10))
    try:
        page.execute(RunMigration(migration_id=migration_id, first=first), form.key)
    except InvalidInput as refusal:
        return _draw(request, page, migration_id, 422, refusal.errors)
    return page.go(_address(migration_id), say="migration_started")


@router.post("/{migration_id}/pause")
def pause(page: AdministratorPage, form: Form, migration_id: UUID) -> Response:
    """Stop what has not moved yet."""
    page.execute(PauseMigration(migration_id=migration_id), form.key)
    return page.go(_address(migration_id), say="migration_paused")


@router.post("/{migration_id}/resume")
def resume(page: AdministratorPage, form: Form, migration_id: UUID) -> Response:
    """Go on after a pause."""
    page.execute(ResumeMigration(migration_id=migration_id), form.key)
    return page.go(_address(migration_id), say="migration_started")


@router.post("/{migration_id}/undo")
def undo(request: Request, page: AdministratorPage, form: Form, migration_id: UUID) -> Response:
    """Put back the cases ticked, or the last few."""
    ticked = tuple(each for value in form.fields.getlist("case") if (each := uuid_of(value)) is not None)
    last = None if ticked else _number(form.text("last", 10))
    try:
        page.execute(UndoMigration(migration_id=migration_id, case_ids=ticked, last=last), form.key)
    except InvalidInput as refusal:
        return _draw(request, page, migration_id, 422, refusal.errors)
    return page.go(_address(migration_id), say="migration_undone")


def _address(migration_id: UUID) -> str:
    return f"/admin/migrations/{migration_id}"


def _number(text: str) -> int:
    """A number somebody typed; what is none is refused as 0 is."""
    return int(text) if text.isascii() and text.isdigit() else 0


def _list(page: Page, status: int = 200, chosen: str = "", errors: tuple[FieldError, ...] = ()) -> Response:
    releases = page.ask(Releases())
    return page.html("studio/migrations.html", status, view=page.ask(Migrations()), releases=releases, chosen=chosen, errors=errors)


def _draw(request: Request, page: Page, migration_id: UUID, status: int = 200, errors: tuple[FieldError, ...] = ()) -> Response:
    show = one_of(parameter(request, "show"), SHOWN, "")
    view = page.ask(MigrationDetail(migration_id=migration_id))
    narrowed = MigrationCases(
        migration_id=migration_id,
        verdict=show if show in VERDICTS else None,
        state="" if show in VERDICTS else show,
        after=parameter(request, "after", 500) or None,
    )
    return page.html("studio/migration.html", status, view=view, cases=page.ask(narrowed), show=show, shown=SHOWN, errors=errors)
