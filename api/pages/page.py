"""A page being made: who looks at it, through which engine, and how it is drawn or left."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Annotated, Any, TypeVar
from urllib.parse import quote
from uuid import uuid4

from fastapi import Depends, Request
from starlette.datastructures import URL
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.deps import ZONE, SignInNeeded, Visitor, engine_of, settings_of, visitor_of
from api.rendering import Pages
from api.said import COOKIE, SAID
from api.sandboxing import Played
from api.security import CSRF_FIELD, check_csrf, check_origin, keep_anonymous_csrf, safe_next
from api.uploads import MOST_FILES, Posted, read_form, sort_form
from engine.commands.command import Command
from engine.queries import UnreadAlerts
from engine.queries.query import Query
from engine.sdk.actor import Actor
from engine.sdk.errors import EngineError
from engine.sdk.ports import FilesPort

Result = TypeVar("Result")
MOST_FILES_OF_STRANGERS = 10
"""More than a form of theirs asks for: one too many is told beside the field, a flood is refused while it comes."""
OVERSIGHT = frozenset({"supervisor"})
"""Who only looks on begins with the whole office."""


class Page:
    """One request for a page by one visitor."""

    def __init__(self, request: Request, visitor: Visitor) -> None:
        self.request = request
        self.visitor = visitor
        self.engine = engine_of(request)
        self.settings = settings_of(request)

    @property
    def actor(self) -> Actor:
        """Who acts; the engine itself stands in for a stranger, who only ever asks public questions."""
        return self.visitor.actor or Actor.system()

    @property
    def language(self) -> str:
        """The page's language."""
        return self.visitor.language

    @property
    def first_tab(self) -> str:
        """The list of tasks an officer begins with."""
        return "office" if self.actor.roles == OVERSIGHT else "todo"

    @property
    def fragment(self) -> bool:
        """Whether htmx asks for a part of the page it is showing."""
        return self.request.headers.get("hx-request") == "true"

    def ask(self, query: Query[Result]) -> Result:
        """Ask the engine in the visitor's name."""
        return self.engine.ask(query, by=self.actor)

    def execute(self, command: Command[Result], key: str | None = None) -> Result:
        """Have the engine do something in the visitor's name."""
        return self.engine.execute(command, by=self.actor, key=key)

    @property
    def files(self) -> FilesPort:
        """Where files of this page are kept."""
        return self.engine.runtime.ports.files

    def today(self) -> date:
        """The day at the office."""
        return self.engine.runtime.ports.clock.now().astimezone(ZONE).date()

    def html(self, template: str, status: int = 200, /, **context: Any) -> Response:
        """Draw a template with what every page is given."""
        pages: Pages = self.request.app.state.pages
        visitor = self.visitor
        code = self.request.cookies.get(COOKIE, "")
        frame: dict[str, Any] = {
            "theme": visitor.theme,
            "actor": visitor.actor,
            "csrf": visitor.csrf,
            "key": uuid4().hex,
            "url": page_address(self.request),
            "watched": "office" if self.first_tab == "office" else "all",
            "unread": self._unread,
            "messages": (SAID[code],) if code in SAID else (),
        }
        played: Played | None = getattr(self.request.state, "played", None)
        if played is not None:
            frame |= {"played": played, "now": played.stage.runtime.ports.clock.now}
        response = HTMLResponse(pages.render(template, language=visitor.language, **{**frame, **context}), status)
        if code:
            response.delete_cookie(COOKIE, path="/")
        if visitor.actor is None:
            keep_anonymous_csrf(response, visitor.csrf, self.settings)
        return response

    def _unread(self) -> int:
        """How many alerts the visitor has not read; asked when the bell is drawn, and nothing on a page that tells of a failure."""
        try:
            return self.ask(UnreadAlerts()) if self.visitor.actor is not None else 0
        except EngineError:
            return 0

    def go(self, address: str, say: str = "") -> Response:
        """Send the browser on after something was done, so that reloading repeats nothing; `say` is told there once."""
        response = Response(None, 204, {"HX-Redirect": address}) if self.fragment else RedirectResponse(address, 303)
        return self.tell(response, say) if say else response

    def tell(self, response: Response, say: str) -> Response:
        """Have the next page say something once."""
        response.set_cookie(COOKIE, say, max_age=60, httponly=True, samesite="lax", secure=self.settings.https, path="/")
        return response


def page_address(request: Request) -> URL:
    """The address of the page somebody looks at: after a form was sent, the page it was on, so that links on it lead back there."""
    if request.method in {"GET", "HEAD"}:
        return request.url
    before = URL(request.headers.get("referer", ""))
    if before.netloc == request.url.netloc and safe_next(before.path, ""):
        return before
    return request.url


def any_page(request: Request, visitor: Annotated[Visitor, Depends(visitor_of)]) -> Page:
    """Give a page to whoever asks."""
    return Page(request, visitor)


AnyPage = Annotated[Page, Depends(any_page)]


def signed_page(page: AnyPage) -> Page:
    """Give a page to people who have signed in; others are sent to the sign-in page and come back."""
    if page.visitor.actor is None:
        raise SignInNeeded
    return page


SignedPage = Annotated[Page, Depends(signed_page)]


def _for_kind(*kinds: str) -> Any:
    def audience(page: SignedPage) -> Page:
        if page.actor.kind not in kinds:
            raise HTTPException(403, "wrong_audience")
        return page

    return Depends(audience)


ApplicantPage = Annotated[Page, _for_kind("enterprise")]
OfficerPage = Annotated[Page, _for_kind("officer")]
LinkingPage = Annotated[Page, _for_kind("enterprise", "officer")]
OfficePage = Annotated[Page, _for_kind("officer", "administrator")]
AdministratorPage = Annotated[Page, _for_kind("administrator")]


async def _posted(page: Page, *, files: bool, most_files: int = MOST_FILES) -> AsyncIterator[Posted]:
    form = await read_form(page.request, page.settings, files=files, most_files=most_files)
    try:
        sent = form.get(CSRF_FIELD)
        check_csrf(page.request, sent if isinstance(sent, str) else None, page.visitor.csrf)
        yield sort_form(form)
    finally:
        await form.close()


async def posted(page: SignedPage) -> AsyncIterator[Posted]:
    """Read a form of somebody signed in; nothing is read before we know who sends it, nothing is done before the token fits."""
    check_origin(page.request)
    async for form in _posted(page, files=True):
        yield form


async def posted_by_anybody(page: AnyPage) -> AsyncIterator[Posted]:
    """Read a form of a stranger: text only."""
    check_origin(page.request)
    async for form in _posted(page, files=False):
        yield form


async def posted_with_files_by_anybody(page: AnyPage) -> AsyncIterator[Posted]:
    """Read a form of a stranger that may carry a few files."""
    check_origin(page.request)
    async for form in _posted(page, files=True, most_files=MOST_FILES_OF_STRANGERS):
        yield form


Form = Annotated[Posted, Depends(posted)]
PublicForm = Annotated[Posted, Depends(posted_by_anybody)]
PublicFiles = Annotated[Posted, Depends(posted_with_files_by_anybody)]


def sign_in_address(request: Request) -> str:
    """The sign-in page that leads back here; what was posted cannot be repeated, so a form leads back to its page."""
    path = request.url.path
    back = path if request.method != "GET" or not request.url.query else f"{path}?{request.url.query}"
    return f"/sign-in?next={quote(back, safe='/')}"
