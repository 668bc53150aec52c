"""What a browser is told and asked so that nobody acts in another's name: headers, cookies, CSRF tokens, safe redirects."""

import hmac
import secrets
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.settings import Settings

SESSION_COOKIE = "tongban_session"
CSRF_COOKIE = "tongban_csrf"
SANDBOX_COOKIE = "tongban_sandbox"
"""Whom an administrator plays in their sandbox; it means nothing without one."""
CSRF_FIELD = "_csrf"
CSRF_HEADER = "X-CSRF-Token"

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "frame-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
}
CONTENT_SECURITY_POLICY = "; ".join(f"{name} {sources}" for name, sources in POLICY.items())

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "Cache-Control": "no-store",
}


class SecurityHeaders:
    """ASGI middleware: every answer carries the house's headers; an answer that set one itself keeps its own."""

    def __init__(self, app: ASGIApp, https: bool) -> None:
        self.app = app
        self.headers = dict(HEADERS)
        if https:
            self.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add what is missing just before the answer starts."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
                if headers.get("Content-Type", "").startswith("text/html"):
                    headers.add_vary_header("HX-Request")
            await send(message)

        await self.app(scope, receive, send_with_headers)


class ReadableAddress:
    """ASGI middleware: an address with characters nobody can type leads nowhere."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let such an address lead to the page for unknown ones."""
        if scope["type"] == "http" and any(char < " " or char == "\x7f" for char in scope["path"]):
            scope = {**scope, "path": "/unreadable", "raw_path": b"/unreadable"}
        await self.app(scope, receive, send)


class CsrfRefused(HTTPException):
    """A form that did not come from one of our pages, or from one of a session that is over."""

    def __init__(self) -> None:
        super().__init__(403, "csrf")


def check_origin(request: Request) -> None:
    """Refuse a request another site made the browser send."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site not in {"same-origin", "none"}:
            raise CsrfRefused
        return
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise CsrfRefused


def check_csrf(request: Request, sent: str | None, expected: str) -> None:
    """Refuse unless the form field (or the header a script sent) equals the session's token."""
    given = request.headers.get(CSRF_HEADER) or sent or ""
    if not expected or not hmac.compare_digest(given.encode(), expected.encode()):
        raise CsrfRefused


def anonymous_csrf(request: Request) -> str:
    """Return the token of a browser that has not signed in; a new one when it has none."""
    held = request.cookies.get(CSRF_COOKIE, "")
    return held if len(held) == 43 else secrets.token_urlsafe(32)


def keep_anonymous_csrf(response: Response, token: str, settings: Settings) -> None:
    """Remember the token of the sign-in form in the browser."""
    response.set_cookie(CSRF_COOKIE, token, httponly=True, samesite="lax", secure=settings.https, path="/")


def start_session(response: Response, token: str, settings: Settings) -> None:
    """Hand the session to the browser; it lives until the browser closes or the engine ends it."""
    response.set_cookie(SESSION_COOKIE, token, httponly=True, samesite="lax", secure=settings.https, path="/")
    response.delete_cookie(CSRF_COOKIE, path="/")


def end_session(response: Response) -> None:
    """Take the session out of the browser."""
    response.delete_cookie(SESSION_COOKIE, path="/")
    response.delete_cookie(SANDBOX_COOKIE, path="/")


def safe_next(address: str | None, default: str = "/") -> str:
    """Return `address` only when it is a path of ours; whatever leads elsewhere becomes `default`."""
    if not address or not address.startswith("/") or len(address) > 2000:
        return default
    if address.startswith(("//", "/\\")) or "\\" in address or any(ord(char) < 33 or ord(char) == 127 for char in address):
        return default
    parts = urlsplit(address)
    return default if parts.scheme or parts.netloc else address
