"""Who is asking, and through which engine: the few things every endpoint is given."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, TypeVar
from zoneinfo import ZoneInfo

from fastapi import Depends, Header, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.exceptions import HTTPException

from api.sandboxing import Played, is_of_the_house, played
from api.security import SANDBOX_COOKIE, SESSION_COOKIE, anonymous_csrf
from api.settings import Settings
from api.throttle import Throttle
from engine.commands import Command, NoteTokenUse
from engine.engine import Engine
from engine.queries import Query, SessionActor, TokenActor
from engine.sdk.actor import Actor
from engine.sdk.errors import NotPermitted
from engine.security.tokens import API_PREFIX

Result = TypeVar("Result")
ZONE = ZoneInfo("Asia/Shanghai")
LANGUAGE_COOKIE = "tongban_language"
THEME_COOKIE = "tongban_theme"
LANGUAGES = ("zh", "en")
THEMES = ("light", "dark", "auto")
SAFE = frozenset({"GET", "HEAD"})
FOR_ADMINISTRATORS = "/api/v1/admin/"
NO_TOKENS = ("/api/v1/admin/tokens", "/api/v1/sessions", "/api/v1/me/password")
"""Where a program's token is worth nothing: it makes no other tokens and changes no password."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever sent the request: a signed-in person, or a stranger (`actor` None) with a language and a theme."""

    actor: Actor | None
    token: str
    csrf: str
    language: str
    theme: str


class TooManyRequests(HTTPException):
    """A token asks more often than it may."""

    def __init__(self, seconds: int) -> None:
        super().__init__(429, "too_often", headers={"Retry-After": str(seconds)})
        self.facts = {"seconds": seconds}


class SignInNeeded(HTTPException):
    """The page is for people who have signed in."""

    def __init__(self) -> None:
        super().__init__(401, "sign_in_needed")


def engine_of(request: Request) -> Engine:
    """Return the engine that answers this request: the one the application opened, or the sandbox its sender plays in."""
    played: Played | None = getattr(request.state, "played", None)
    return played.stage if played is not None else house_of(request)


def house_of(request: Request) -> Engine:
    """Return the engine of the installation, whatever sandbox somebody plays in."""
    engine: Engine = request.app.state.engine
    return engine


def settings_of(request: Request) -> Settings:
    """Return the settings the application was made with."""
    settings: Settings = request.app.state.settings
    return settings


EngineOf = Annotated[Engine, Depends(engine_of)]
SettingsOf = Annotated[Settings, Depends(settings_of)]


def stranger(request: Request) -> Visitor:
    """Somebody who has not signed in; language and theme come from their cookies, else their browser."""
    return Visitor(None, "", anonymous_csrf(request), language_of(request), _chosen(request, THEME_COOKIE, THEMES, "auto"))


def language_of(request: Request) -> str:
    """Return the language chosen before, else the first of the browser's that we speak, else the house's."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    if chosen in LANGUAGES:
        return chosen
    for wish in request.headers.get("accept-language", "").split(","):
        language = wish.split(";")[0].strip().lower()[:2]
        if language in LANGUAGES:
            return language
    return settings_of(request).language


def visitor_of(request: Request) -> Visitor:
    """Return the visitor of this request; asked once, remembered for error pages."""
    known: Visitor | None = getattr(request.state, "visitor", None)
    if known is None:
        known = request.state.visitor = _look_up(request)
    return known


def _look_up(request: Request) -> Visitor:
    token = request.cookies.get(SESSION_COOKIE, "")
    session = house_of(request).ask(SessionActor(token=token), by=Actor.system()) if token else None
    if session is None:
        return stranger(request)
    name = "" if is_of_the_house(request.url.path) else request.cookies.get(SANDBOX_COOKIE, "")
    return Visitor(_playing(request, session.actor, name), token, session.csrf, session.language, session.theme)


def _playing(request: Request, actor: Actor, username: str) -> Actor:
    """Return whom somebody plays in their sandbox, where they do, else themselves; the rest of the request is answered from there."""
    found = played(house_of(request), request.app.state.stages, actor, username[:200]) if username else None
    request.state.played = found
    return found.actor if found is not None else actor


def _chosen(request: Request, cookie: str, values: tuple[str, ...], default: str) -> str:
    value = request.cookies.get(cookie, default)
    return value if value in values else default


VisitorOf = Annotated[Visitor, Depends(visitor_of)]


def actor_of(visitor: VisitorOf) -> Actor:
    """Return the signed-in person, or send the browser to the sign-in page."""
    if visitor.actor is None:
        raise SignInNeeded
    return visitor.actor


PlayedName = Annotated[
    str | None,
    Header(
        alias="Sandbox",
        max_length=200,
        description="For administrators with a sandbox: the user name of whom they play in it; the request is answered from there.",
    ),
]
bearer = HTTPBearer(auto_error=False, scheme_name="token", description="The token of `POST /api/v1/sessions`, or an API token")


def bearer_token(credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]) -> str:
    """Return the token of the Authorization header."""
    if credentials is None:
        raise SignInNeeded
    return credentials.credentials


def bearer_actor(request: Request, token: Annotated[str, Depends(bearer_token)], sandbox: PlayedName = None) -> Actor:
    """Return the person a REST request acts for; cookies do not count here, so no other site can use them."""
    if token.startswith(API_PREFIX):
        return _token_actor(request, token)
    session = house_of(request).ask(SessionActor(token=token), by=Actor.system())
    if session is None:
        raise SignInNeeded
    return _playing(request, session.actor, sandbox or "")


def _token_actor(request: Request, token: str) -> Actor:
    """Whoever a program's token acts for, where it may go, and not too often."""
    engine = house_of(request)
    holder = engine.ask(TokenActor(token=token), by=Actor.system())
    if holder is None:
        raise SignInNeeded
    throttle: Throttle = request.app.state.token_throttle
    if seconds := throttle.admit(str(holder.token_id)):
        raise TooManyRequests(seconds)
    needed = "read" if request.method in SAFE else "write"
    if request.url.path.startswith(NO_TOKENS):
        raise NotPermitted("token_not_here")
    if request.url.path.startswith(FOR_ADMINISTRATORS) and "admin" not in holder.scopes:
        raise NotPermitted("token_scope", needed="admin")
    if needed not in holder.scopes:
        raise NotPermitted("token_scope", needed=needed)
    if holder.unnoted:
        engine.execute(NoteTokenUse(token_id=holder.token_id), by=Actor.system())
    return holder.actor


BearerActor = Annotated[Actor, Depends(bearer_actor)]


def for_the_office(actor: BearerActor) -> None:
    """Refuse applicants what is for officers: internal remarks, checks, other cases."""
    if actor.kind == "enterprise":
        raise NotPermitted("for_the_office", needed="officer")


class Caller:
    """A REST request: the engine, asked and told in the name of whoever the token belongs to."""

    def __init__(self, engine: Engine, actor: Actor, key: str | None = None) -> None:
        self.engine = engine
        self.actor = actor
        self.key = key

    def ask(self, query: Query[Result]) -> Result:
        """Answer a question."""
        return self.engine.ask(query, by=self.actor)

    def execute(self, command: Command[Result]) -> Result:
        """Run a command, once per idempotency key."""
        return self.engine.execute(command, by=self.actor, key=self.key)

    def today(self) -> date:
        """The day at the office."""
        return self.engine.runtime.ports.clock.now().astimezone(ZONE).date()


IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="Any text unique to this action. The same key again answers what the first request was answered, and changes nothing.",
    ),
]


def asking(request: Request, actor: BearerActor) -> Caller:
    """Whoever reads."""
    return Caller(engine_of(request), actor)


def acting(request: Request, actor: BearerActor, key: IdempotencyKey = None) -> Caller:
    """Whoever changes something."""
    return Caller(engine_of(request), actor, key)


Asking = Annotated[Caller, Depends(asking)]
Acting = Annotated[Caller, Depends(acting)]
