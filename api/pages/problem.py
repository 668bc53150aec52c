"""Pages 异常: a refusal shown to people, with what to do next; never a stack trace."""

from fastapi import Request
from starlette.responses import Response

from api.deps import Visitor, stranger, visitor_of
from api.errors import Problem
from api.pages.page import Page, sign_in_address


def problem_page(request: Request, problem: Problem) -> Response:
    """Draw a refusal; a stranger who needs to sign in is led there and back."""
    page = Page(request, _visitor(request))
    if problem.status == 401:
        return page.go(sign_in_address(request))
    response = page.html("public/problem.html", problem.status, problem=problem)
    for name, value in problem.headers:
        response.headers[name] = value
    return response


def _visitor(request: Request) -> Visitor:
    """Return who asks, or a stranger when not even that can be found out (the database is away)."""
    try:
        return visitor_of(request)
    except Exception:  # noqa: BLE001  the first failure is being told already
        return stranger(request)
