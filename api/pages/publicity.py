"""Pages 公示: lists that everybody may read while they are published, and the form to object to them."""

from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from api import sheets
from api.downloads import WORKBOOK, bytes_answer
from api.objecting import TAKEN, key_of, largest, raise_objection
from api.pages.page import AnyPage, Page, PublicFiles
from api.throttle import may_object
from engine.commands import Objection
from engine.queries import Publicities, Publicity
from engine.sdk.errors import FieldError, InvalidInput

router = APIRouter(prefix="/publicity", include_in_schema=False)
FIELDS = ("name", "contact", "rows", "content")


@router.get("")
def publicities(page: AnyPage) -> Response:
    """Every list that is published now."""
    return page.html("public/publicities.html", view=page.ask(Publicities()))


@router.get("/{notice_id}")
def publicity(page: AnyPage, notice_id: UUID) -> Response:
    """One list, how its sum came about, and the form to object."""
    return _draw(page, notice_id, 200)


@router.get("/{notice_id}/list.xlsx")
def workbook(page: AnyPage, notice_id: UUID) -> Response:
    """The same list as a workbook."""
    view = page.ask(Publicity(notice_id=notice_id))
    title = f"{view.head.title.in_(page.language)} {view.head.number}.xlsx"
    return bytes_answer(sheets.public_list(view.list, page.language), title, WORKBOOK)


@router.post("/{notice_id}", dependencies=[Depends(may_object)])
def object_to(request: Request, page: AnyPage, form: PublicFiles, notice_id: UUID) -> Response:
    """Send an objection; with faults nothing is sent, no file is kept, and nothing typed is lost."""
    typed = {name: form.text(name, 4000) for name in FIELDS}
    uploads = [upload for name, upload in form.files if name == "files"]
    try:
        objection = Objection(
            notice_id=notice_id, name=typed["name"], contact=typed["contact"], content=typed["content"], rows=numbers_in(typed["rows"])
        )
        raise_objection(page.engine, page.settings, objection, uploads, key_of(request, form.key))
    except InvalidInput as refusal:
        return _draw(page, notice_id, 422, typed, tuple(refusal.errors))
    return page.go(f"/publicity/{notice_id}", say="objection_sent")


def numbers_in(text: str) -> tuple[int, ...]:
    """Numbers on the list as people write them: 2，5、7.

    Raises:
        InvalidInput: something is no number.
    """
    parts = text.replace("，", ",").replace("、", ",").replace(" ", ",").split(",")
    told = [part for part in parts if part]
    if not all(part.isascii() and part.isdigit() and len(part) < 7 for part in told):
        raise InvalidInput([FieldError("rows", "请填写名单上的序号，用逗号分隔。", "Give numbers of the list, by comma.", code="rows")])
    return tuple(int(part) for part in told)


def _draw(page: Page, notice_id: UUID, status: int, typed: dict[str, str] | None = None, errors: tuple[FieldError, ...] = ()) -> Response:
    view = page.ask(Publicity(notice_id=notice_id))
    limits = {"largest": largest(page.settings), "taken": ",".join(TAKEN)}
    return page.html("public/publicity.html", status, view=view, typed=dict.fromkeys(FIELDS, "") | (typed or {}), errors=errors, **limits)
