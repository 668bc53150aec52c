"""Pages 登录: in, out, and the way back to the page somebody wanted."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.deps import LANGUAGE_COOKIE
from api.pages.page import AnyPage, Form, Page, PublicForm, SignedPage
from api.rendering import LANGUAGES
from api.security import end_session, safe_next, start_session
from api.sentences import said
from api.throttle import admit
from engine.commands import SetPreferences, SignIn, SignInRefused, SignOut
from engine.sdk.actor import Actor
from engine.sdk.errors import FieldError

router = APIRouter(include_in_schema=False)

HOMES = {"enterprise": "/cases", "officer": "/tasks", "administrator": "/admin/people"}


@router.get("/")
def home(page: AnyPage) -> Response:
    """Lead everybody to their own first page; strangers to the guides."""
    actor = page.visitor.actor
    return page.go(HOMES.get(actor.kind, "/guides") if actor else "/guides")


@router.get("/sign-in")
def sign_in_page(page: AnyPage, next: str = "") -> Response:  # noqa: A002  the parameter's public name
    """Ask who it is."""
    if page.visitor.actor is not None:
        return page.go(safe_next(next))
    return _draw(page, 200, next_url=safe_next(next, ""))


@router.post("/sign-in")
def sign_in(request: Request, page: AnyPage, form: PublicForm) -> Response:
    """Start a session and lead on; a wrong password says no more than that."""
    address = admit(request, request.app.state.throttle)
    username, wanted = form.text("username", 200), safe_next(form.text("next"), "")
    command = SignIn(username=username, password=form.fields.get("password", "")[:200], address=address)
    signed = page.engine.execute(command, by=Actor.system())
    if isinstance(signed, SignInRefused):
        return _draw(page, 422, next_url=wanted, username=username, errors=(fault_of(signed),))
    response = page.go(wanted or HOMES.get(signed.actor.kind, "/"))
    start_session(response, signed.token, page.settings)
    chosen = page.request.cookies.get(LANGUAGE_COOKIE)
    if chosen in LANGUAGES and chosen != signed.actor.language:
        page.engine.execute(SetPreferences(language=chosen), by=signed.actor)
    return response


@router.post("/sign-out")
def sign_out(page: SignedPage, form: Form) -> Response:
    """End the session here and in the engine."""
    del form
    page.execute(SignOut(token=page.visitor.token))
    response = page.go("/sign-in", say="signed_out")
    end_session(response)
    return response


def _draw(page: Page, status: int, *, next_url: str, username: str = "", errors: tuple[FieldError, ...] = ()) -> Response:
    return page.html("public/sign_in.html", status, next_url=next_url, username=username, errors=errors)


def fault_of(refused: SignInRefused) -> FieldError:
    """Why somebody was not let in, as the page and REST say it."""
    code = f"sign_in_{refused.code}"
    text = said(401, code, minutes=refused.minutes).sentence
    return FieldError("", text.zh, text.en, code=code)
