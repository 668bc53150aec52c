"""Pages 偏好 and 帐户: language, theme, one's own password, keyboard help, licences."""

from collections.abc import Sequence
from typing import Literal

from fastapi import APIRouter
from starlette.responses import Response

from api.deps import LANGUAGE_COOKIE, THEME_COOKIE
from api.pages.page import AnyPage, Form, Page, SignedPage
from api.security import safe_next
from engine.commands import ChangeOwnPassword, SetPreferences
from engine.queries import Regions, RoleNames
from engine.sdk.errors import FieldError, InvalidInput
from engine.sdk.text import Text

router = APIRouter(include_in_schema=False)
YEAR = 365 * 24 * 3600
MISMATCH = FieldError("repeat", "两次输入的新密码不一致。", "The two new passwords differ.", code="repeat")


@router.get("/language/{language}")
def choose_language(page: AnyPage, language: Literal["zh", "en"], next: str = "/") -> Response:  # noqa: A002  the parameter's public name
    """Switch the language and stay on the page."""
    return _keep(page, LANGUAGE_COOKIE, language, next, language=language)


@router.get("/theme/{theme}")
def choose_theme(page: AnyPage, theme: Literal["light", "dark", "auto"], next: str = "/") -> Response:  # noqa: A002  the parameter's public name
    """Switch between light and dark and stay on the page."""
    return _keep(page, THEME_COOKIE, theme, next, theme=theme)


def _keep(page: Page, cookie: str, value: str, back: str, *, language: str | None = None, theme: str | None = None) -> Response:
    """Remember a choice in the browser, and with the session of somebody signed in."""
    visitor = page.visitor
    if visitor.actor is not None:
        page.execute(SetPreferences(language=language, theme=theme))
    response = page.go(safe_next(back))
    response.set_cookie(cookie, value, max_age=YEAR, samesite="lax", secure=page.settings.https, path="/")
    return response


@router.get("/account")
def account(page: SignedPage) -> Response:
    """Show one's own account."""
    return _account(page)


@router.post("/account")
def change_password(page: SignedPage, form: Form) -> Response:
    """Change one's own password; the old one must be known."""
    old, new, repeat = (form.fields.get(name, "")[:200] for name in ("old", "new", "repeat"))
    if new != repeat:
        return _account(page, 422, (MISMATCH,))
    try:
        page.execute(ChangeOwnPassword(old=old, new=new, token=page.visitor.token))
    except InvalidInput as refusal:
        return _account(page, 422, refusal.errors)
    return page.go("/account", say="password_changed")


def _account(page: Page, status: int = 200, errors: Sequence[FieldError] = ()) -> Response:
    names = page.ask(RoleNames())
    roles, regions = dict(names), {code: name for code, name, _ in page.ask(Regions())}
    posts = [(roles.get(role, Text(role)), regions.get(region, Text(region))) for role, region in page.actor.posts]
    return page.html("public/account.html", status, errors=errors, posts=posts)


@router.get("/help/keys")
def keys(page: AnyPage) -> Response:
    """Show the keyboard's shortcuts to people without script."""
    return page.html("public/keys.html")


@router.get("/notices-and-licences")
def licences(page: AnyPage) -> Response:
    """Show whose work is inside."""
    return page.html("public/licences.html", licences=page.request.app.state.assets.licences())
