"""Pages of alerts 消息提醒: the list, reading them, and how one is told."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.channels.words import path_of
from api.pages.page import Form, Page, SignedPage
from api.pages.values import parameter
from api.uploads import Posted
from engine.commands import ChooseAlerts, ReadAlerts
from engine.queries import Alerts, AlertSettings
from engine.sdk.errors import FieldError, InvalidInput

router = APIRouter(prefix="/alerts", include_in_schema=False)
LONGEST = 1000


@router.get("")
def alerts(request: Request, page: SignedPage) -> Response:
    """What one is told, the newest first."""
    unread = parameter(request, "unread") == "1"
    view = page.ask(Alerts(unread=unread, after=parameter(request, "after", 500) or None))
    return page.html("public/alerts.html", view=view, unread_only=unread)


@router.post("/read")
def read_all(page: SignedPage, form: Form) -> Response:
    """Everything is read."""
    page.execute(ReadAlerts(), form.key)
    return page.go("/alerts")


@router.post("/{alert_id}/open")
def open_alert(page: SignedPage, form: Form, alert_id: UUID) -> Response:
    """Read one, and go where it leads."""
    page.execute(ReadAlerts(alert_ids=(alert_id,)), form.key)
    found = next((each for each in page.ask(Alerts(size=200)).rows if each.alert_id == alert_id), None)
    if found is None:
        return page.go("/alerts")
    if found.kind == "rating":
        return page.go("/callbacks")
    if found.kind in {"reminded", "warning"} and found.task_id and page.actor.kind == "officer":
        return page.go(f"/oversight/tasks/{found.task_id}")
    return page.go(path_of(found.case_id, found.task_id, office=page.actor.kind != "enterprise"))


@router.get("/settings")
def settings(page: SignedPage) -> Response:
    """How one is told of what."""
    return _draw(page)


@router.post("/settings")
def choose(page: SignedPage, form: Form) -> Response:
    """Choose it."""
    try:
        page.execute(_chosen(page, form), form.key)
    except InvalidInput as refusal:
        return _draw(page, form, refusal.errors)
    return page.go("/alerts/settings", say="alerts_chosen")


def _chosen(page: Page, form: Posted) -> ChooseAlerts:
    view = page.ask(AlertSettings())
    kinds = {each.kind: [name for name in ("page", "mail", "robot") if form.text(f"{each.kind}.{name}", 2)] for each in view.kinds}
    robot = form.text("robot", LONGEST)
    return ChooseAlerts(
        kinds=kinds,
        mail=form.text("mail", LONGEST) if "mail" in view.channels else None,
        robot="" if form.text("robot_off", 2) else robot or None,
        robot_kind=form.text("robot_kind", 20) or view.robot_kind,
        quiet_from=form.text("quiet_from", 5),
        quiet_to=form.text("quiet_to", 5),
        workdays=bool(form.text("workdays", 2)),
        digest_at=form.text("digest_at", 5),
    )


def _draw(page: Page, form: Posted | None = None, errors: Sequence[FieldError] = ()) -> Response:
    view = page.ask(AlertSettings())
    typed = {name: getattr(view, name) for name in ("mail", "quiet_from", "quiet_to", "digest_at", "robot_kind")} | {"robot": ""}
    if form is not None:
        typed = {name: form.text(name, LONGEST) for name in typed}
    wrong = {error.path: error for error in errors}
    return page.html("public/alert_settings.html", 422 if errors else 200, view=view, typed=typed, errors=errors, wrong=wrong)
