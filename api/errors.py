"""Every refusal becomes an answer here: one table from class to status, then a page for people or problem+json for programs."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.deps import language_of
from api.sentences import TITLES, misfit, said, size_text
from api.uploads import TooLarge
from engine.sdk.errors import Conflict, EngineError, FieldError, InvalidInput, InvalidState, NotFound, NotPermitted, Unavailable
from engine.sdk.messages import sentence
from engine.sdk.text import Text

log = structlog.get_logger("tongban.http")

STATUS: dict[type[EngineError], int] = {
    NotFound: 404,
    NotPermitted: 403,
    InvalidInput: 422,
    InvalidState: 409,
    Conflict: 409,
    Unavailable: 503,
}
RETRY_AFTER_SECONDS = 5
"""How long programs wait before they ask a database again that was away."""

API = "/api/"


def status_of(error: EngineError) -> int:
    """The HTTP status of an engine error: its own class or the nearest ancestor in the table, else 500."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)


@dataclass(frozen=True, slots=True)
class Problem:
    """A refusal ready to be shown: to people as a page, to programs as RFC 9457 JSON."""

    status: int
    code: str
    title: Text
    detail: Text
    errors: tuple[FieldError, ...] = ()
    incident: str | None = None
    headers: tuple[tuple[str, str], ...] = ()

    def to_json(self, language: str) -> dict[str, Any]:
        """RFC 9457 members plus `code`, `errors` and `incident`."""
        body: dict[str, Any] = {
            "type": f"urn:tongban:problem:{self.code}",
            "title": self.title.in_(language),
            "status": self.status,
            "detail": self.detail.in_(language),
            "code": self.code,
        }
        if self.errors:
            body["errors"] = [{**asdict(error), "detail": error.text.in_(language)} for error in self.errors]
        if self.incident:
            body["incident"] = self.incident
        return body


def incident_number() -> str:
    """A number short enough to be read out on the telephone."""
    return uuid4().hex[:10].upper()


def problem_of(error: Exception) -> Problem:
    """Describe any exception; what nobody expected gets an incident number and is logged with its trace."""
    if isinstance(error, EngineError):
        return _engine_problem(error)
    if isinstance(error, RequestValidationError):
        return _validation_problem(error)
    if isinstance(error, TooLarge):
        limit = size_text(error.limit) if error.detail == "too_large" else str(error.limit)
        return _http_problem(error, limit=limit)
    if isinstance(error, HTTPException):
        return _http_problem(error)
    incident = incident_number()
    log.error("incident", incident=incident, exc_info=error)
    words = said(500, "incident", incident=incident)
    return Problem(500, "incident", words.title, words.sentence, incident=incident)


def _engine_problem(error: EngineError) -> Problem:
    status = status_of(error)
    if status == 500:
        incident = incident_number()
        log.error("incident", incident=incident, code=error.code, exc_info=error)
        words = said(500, "parked", incident=incident)
        return Problem(500, error.code, words.title, words.sentence, incident=incident)
    text = Text(sentence(error, "zh"), sentence(error, "en"))
    errors = error.errors if isinstance(error, InvalidInput) else ()
    if status == 503:
        log.error("unavailable", code=error.code, cause=error.facts.get("cause"))
        return Problem(status, error.code, TITLES[status], text, headers=(("Retry-After", str(RETRY_AFTER_SECONDS)),))
    return Problem(status, error.code, TITLES[status], text, errors)


def _http_problem(error: HTTPException, **facts: object) -> Problem:
    code = error.detail if isinstance(error.detail, str) and error.detail.islower() and " " not in error.detail else ""
    facts = {**facts, **getattr(error, "facts", {})}
    words = said(error.status_code, code, **facts)
    headers = tuple((error.headers or {}).items())
    return Problem(error.status_code, code or HTTPStatus(error.status_code).name.lower(), words.title, words.sentence, headers=headers)


def _place(path: Sequence[object]) -> str:
    """Where in the request a fault lies, without the part (body, query) it was sent in."""
    return ".".join(str(part) for part in path[1:])


def _validation_problem(error: RequestValidationError) -> Problem:
    """A request that does not match its description: what FastAPI found, in our words' shape."""
    if any(fault["loc"][:1] == ("path",) for fault in error.errors()):
        words = said(404, "not_found")
        return Problem(404, "not_found", words.title, words.sentence)
    words = said(422, "invalid_request")
    faults = tuple(
        FieldError(_place(fault["loc"]), misfit(fault["type"], fault.get("ctx") or {}), fault["msg"], code=fault["type"])
        for fault in error.errors()
    )
    return Problem(422, "invalid_request", words.title, words.sentence, faults)


def problem_json(problem: Problem, language: str) -> Response:
    """The answer programs get."""
    body = problem.to_json(language)
    return JSONResponse(body, problem.status, dict(problem.headers), media_type="application/problem+json")


def wants_json(request: Request) -> bool:
    """Whether a program asks: below /api, or a script of ours that said so."""
    accept = request.headers.get("accept", "")
    return request.url.path.startswith(API) or ("json" in accept and "text/html" not in accept)


PageOfProblem = Callable[[Request, Problem], Response]


def answer(request: Request, error: Exception, page: PageOfProblem) -> Response:
    """The whole way from an exception to an answer."""
    problem = problem_of(error)
    if wants_json(request):
        known = getattr(request.state, "visitor", None)
        return problem_json(problem, known.language if known else language_of(request))
    return page(request, problem)


def install(app: FastAPI, page: PageOfProblem) -> None:
    """Answer every exception of the application; `page` draws the one for people."""

    def handler(request: Request, error: Exception) -> Response:
        return answer(request, error, page)

    for kind in (EngineError, HTTPException, RequestValidationError):
        app.add_exception_handler(kind, handler)


class CatchAll:
    """ASGI middleware inside the header middleware: an exception nobody foresaw becomes the 500 page, never a stack trace."""

    def __init__(self, app: ASGIApp, page: PageOfProblem) -> None:
        self.app = app
        self.page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what the application could not, unless it had begun to answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def note_start(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, note_start)
        except ClientDisconnect:
            return
        except Exception as error:
            if started:
                raise
            response = await run_in_threadpool(answer, Request(scope, receive), error, self.page)
            await response(scope, receive, send)
