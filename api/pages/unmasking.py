"""Pages 查看敏感信息: one masked value in clear, for whoever has the right and says why; the line in the log says who looked."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.pages.page import Form, OfficerPage, Page
from api.pages.values import one_of, parameter, uuid_of
from engine.commands import UnmaskField
from engine.queries import SealedFields
from engine.queries.sealed import SealedView
from engine.sdk.errors import FieldError, InvalidInput

router = APIRouter(prefix="/office/cases/{case_id}/unmask", include_in_schema=False)
NO_FIELD = FieldError("path", "请选择要查看的一项。", "Choose what to see.", code="no_field")


@router.get("")
def choose(request: Request, page: OfficerPage, case_id: UUID) -> Response:
    """What is masked, and the question why."""
    view = _view(request, page, case_id)
    return _draw(page, view, path=one_of(parameter(request, "path"), tuple(each.path for each in view.fields), ""))


@router.post("")
def unmask(request: Request, page: OfficerPage, form: Form, case_id: UUID) -> Response:
    """Show the value on this answer alone; loading the page again asks again."""
    view = _view(request, page, case_id)
    path, reason = form.text("path"), form.text("reason")
    if path not in {each.path for each in view.fields}:
        return _draw(page, view, 422, reason=reason, errors=(NO_FIELD,))
    try:
        value = page.execute(UnmaskField(case_id=case_id, path=path, reason=reason, row_id=view.row_id), form.key)
    except InvalidInput as refusal:
        return _draw(page, view, 422, path=path, reason=reason, errors=refusal.errors)
    return _draw(page, view, path=path, reason=reason, value=value)


def _view(request: Request, page: Page, case_id: UUID) -> SealedView:
    return page.ask(SealedFields(case_id=case_id, row_id=uuid_of(request.query_params.get("row"))))


def _draw(
    page: Page,
    view: SealedView,
    status: int = 200,
    *,
    path: str = "",
    reason: str = "",
    value: str = "",
    errors: tuple[FieldError, ...] = (),
) -> Response:
    return page.html("officer/unmask.html", status, view=view, path=path, reason=reason, value=value, errors=errors)
