"""What operators see: a line and a number for every request, health answers, metrics in Prometheus' format."""

import time
from ipaddress import ip_address
from uuid import uuid4

import structlog
from fastapi import APIRouter, Depends, Request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.deps import EngineOf, visitor_of
from engine.queries import ServiceGuides
from engine.sdk.actor import Actor

router = APIRouter(include_in_schema=False)
log = structlog.get_logger("tongban.http")
QUIET = ("/static/", "/healthz", "/readyz", "/metrics", "/live")
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


def set_up_logging() -> None:
    """One JSON line an event, on standard output; traces without the values of variables, which may be personal."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
        ]
    )


class Measures:
    """The counters of one application; a registry of its own, so that several can live in one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter("tongban_http_requests", "Requests answered", ("method", "route", "status"), registry=self.registry)
        self.seconds = Histogram("tongban_http_seconds", "Time to answer", ("method", "route"), buckets=BUCKETS, registry=self.registry)


class Observe:
    """ASGI middleware, outermost: gives every request a number, counts and times it, writes one line about it."""

    def __init__(self, app: ASGIApp, measures: Measures) -> None:
        self.app = app
        self.measures = measures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Observe the request from its first to its last byte."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        number = uuid4().hex[:16]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=number)
        began = time.perf_counter()
        status = 500

        async def note_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"].append((b"x-request-id", number.encode()))
            await send(message)

        try:
            await self.app(scope, receive, note_status)
        finally:
            self._write(scope, status, time.perf_counter() - began)

    def _write(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "other")
        method = scope["method"] if scope["method"] in {"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"} else "OTHER"
        self.measures.requests.labels(method, route, str(status)).inc()
        self.measures.seconds.labels(method, route).observe(seconds)
        if not scope["path"].startswith(QUIET):
            log.info("request", method=method, path=scope["path"], route=route, status=status, ms=round(seconds * 1000))


@router.get("/healthz")
def alive() -> Response:
    """The process answers."""
    return PlainTextResponse("ok\n")


@router.get("/readyz")
def ready(engine: EngineOf) -> Response:
    """The process can work: the database answers a real question."""
    try:
        engine.ask(ServiceGuides(), by=Actor.system())
    except Exception:
        log.exception("not_ready")
        return PlainTextResponse("database\n", 503)
    return PlainTextResponse("ready\n")


def insider(request: Request) -> None:
    """Admit the machine itself and administrators; for everybody else the address does not exist."""
    if _from_here(request):
        return
    actor = visitor_of(request).actor
    if actor is None or actor.kind != "administrator":
        raise HTTPException(404, "not_found")


def _from_here(request: Request) -> bool:
    if "x-forwarded-for" in request.headers or "forwarded" in request.headers:
        return False
    try:
        return request.client is not None and ip_address(request.client.host).is_loopback
    except ValueError:
        return False


@router.get("/metrics", dependencies=[Depends(insider)])
def metrics(request: Request) -> Response:
    """Every counter."""
    measures: Measures = request.app.state.measures
    return Response(generate_latest(measures.registry), media_type=CONTENT_TYPE_LATEST)
