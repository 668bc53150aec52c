"""Pages of applicants 申报单位: my cases, progress, notices, withdrawal."""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.pages.page import ApplicantPage, Form, LinkingPage, Page
from api.pages.plan import WIDE, home, of_plan, plan_above
from api.pages.values import one_of, parameter
from engine.commands import DiscardDraft, WithdrawCase
from engine.queries import CaseProgress, MyCases, RatingOf
from engine.sdk.errors import FieldError, InvalidInput
from engine.sdk.text import Text

router = APIRouter(include_in_schema=False)
STATUSES = ("draft", "open", "closed", "withdrawn", "terminated")
WARNINGS_COOKIE = "tongban_warnings"
MOST_COOKIE = 3000


@router.get("/cases")
def cases(request: Request, page: ApplicantPage) -> Response:
    """The organisation's cases."""
    status = one_of(parameter(request, "status"), STATUSES, "")
    view = page.ask(MyCases(status=status or None, text=parameter(request, "text", 100), after=parameter(request, "after", 500) or None))
    return page.html("applicant/cases.html", view=view, status=status, text=parameter(request, "text"))


@router.get("/cases/{case_id}")
def progress(page: ApplicantPage, case_id: UUID) -> Response:
    """What happens now with one case."""
    return draw_progress(page, case_id)


def draw_progress(page: Page, case_id: UUID, typed: Mapping[str, Any] | None = None, errors: Any = (), status: int = 200) -> Response:
    """The page of one case, with the rating of a closed one."""
    view = page.ask(CaseProgress(case_id=case_id))
    rating = page.ask(RatingOf(case_id=case_id)) if view.head.status == "closed" else None
    said = {"rating": rating, "typed": {"grade": 0, "words": "", **(typed or {})}, "errors": errors}
    return page.html("applicant/progress.html", status, view=view, **said, **of_plan(page, case_id, WIDE))


@router.get("/cases/{case_id}/submitted")
def submitted(request: Request, page: ApplicantPage, case_id: UUID) -> Response:
    """The receipt of a submission, with what did not block it."""
    warnings = unpack_warnings(request.cookies.get(WARNINGS_COOKIE, ""))
    response = page.html("applicant/submitted.html", view=page.ask(CaseProgress(case_id=case_id)), warnings=warnings)
    response.delete_cookie(WARNINGS_COOKIE, path="/cases")
    return response


@router.get("/cases/{case_id}/notices")
def notices(page: ApplicantPage, case_id: UUID) -> Response:
    """The papers of one case."""
    return page.html("applicant/notices.html", view=page.ask(CaseProgress(case_id=case_id)))


@router.get("/cases/{case_id}/withdraw")
def ask_withdrawal(page: ApplicantPage, case_id: UUID) -> Response:
    """Ask why, and once more whether."""
    return page.html("applicant/withdraw.html", view=page.ask(CaseProgress(case_id=case_id)), reason="", errors=())


@router.post("/cases/{case_id}/withdraw")
def withdraw(page: ApplicantPage, form: Form, case_id: UUID) -> Response:
    """Take the application back."""
    reason = form.text("reason", 500)
    try:
        page.execute(WithdrawCase(case_id=case_id, reason=reason), form.key)
    except InvalidInput as refusal:
        view = page.ask(CaseProgress(case_id=case_id))
        errors: Sequence[FieldError] = refusal.errors
        return page.html("applicant/withdraw.html", 422, view=view, reason=reason, errors=errors)
    return page.go(f"/cases/{case_id}", say="withdrawn")


@router.post("/cases/{case_id}/discard")
def discard(page: LinkingPage, form: Form, case_id: UUID) -> Response:
    """Throw a draft away; an officer is back at the case it would have belonged to."""
    above = plan_above(page, case_id) if page.actor.kind == "officer" else None
    page.execute(DiscardDraft(case_id=case_id), form.key)
    return page.go(home(page, above.case_id) if above else "/cases", say="draft_discarded")


def pack_warnings(warnings: Sequence[Text]) -> str:
    """Warnings as a cookie the receipt page reads once; those that do not fit are left out, officers see them all."""
    kept = list(warnings)
    while kept:
        packed = base64.urlsafe_b64encode(json.dumps([[each.zh, each.en] for each in kept]).encode()).decode()
        if len(packed) <= MOST_COOKIE:
            return packed
        kept.pop()
    return ""


def unpack_warnings(packed: str) -> tuple[Text, ...]:
    """The warnings in a cookie; none when somebody changed it."""
    try:
        pairs = json.loads(base64.urlsafe_b64decode(packed)) if packed else []
        return tuple(Text(str(zh), str(en)) for zh, en in pairs)
    except (ValueError, TypeError, binascii.Error):
        return ()
