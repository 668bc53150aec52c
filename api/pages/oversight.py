"""Pages of supervisors 督办: the board of red and yellow cards, one card, and the board on paper and as a workbook."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.downloads import WORKBOOK, bytes_answer
from api.oversight_bars import bars
from api.oversight_workbook import oversight_workbook
from api.pages.conflict import conflict_page
from api.pages.page import Form, OfficePage, Page
from api.pages.values import one_of, parameter, uuid_of
from api.queue_workbook import MOST_EXPORTED
from api.uploads import Posted
from engine.commands import ExplainDelay, RemarkTask
from engine.queries import Oversight, OversightCard, Rotations
from engine.queries.oversight import LIGHTS, OversightView
from engine.sdk.errors import FieldError, InvalidInput, InvalidState
from engine.sdk.ports import FieldInfo
from engine.sdk.text import Text

router = APIRouter(prefix="/oversight", include_in_schema=False)
LONGEST = 500
WORDS = FieldInfo("words", "textarea", "内容", "Words")


@router.get("")
def board(request: Request, page: OfficePage) -> Response:
    """What is late, will be soon or is due next week."""
    view = _asked(request, page, after=parameter(request, "after", 500) or None)
    number = view.number(uuid_of(parameter(request, "person")))
    return page.html(
        "officer/oversight.html",
        view=view,
        person=parameter(request, "person"),
        number=number,
        rotations=page.ask(Rotations(posts=True)),
        most_exported=MOST_EXPORTED if number > MOST_EXPORTED else None,
        bars=bars(view.offices),
        tab="oversight",
    )


@router.get("/rotation")
def rotation(page: OfficePage) -> Response:
    """Who has held a post for long, or handled much of one enterprise."""
    return page.html("officer/rotation.html", rows=page.ask(Rotations()), tab="oversight")


@router.get("/workbook.xlsx")
def export(request: Request, page: OfficePage) -> Response:
    """The board as a workbook, from its first card on, whatever page of it is looked at."""
    view = _asked(request, page, size=MOST_EXPORTED)
    return bytes_answer(oversight_workbook(view, page.language), f"{page.today().isoformat()} {view.light}.xlsx", WORKBOOK)


@router.get("/tasks/{task_id}")
def card(page: OfficePage, task_id: UUID) -> Response:
    """One card."""
    return _draw(page, task_id)


@router.post("/tasks/{task_id}/remark")
def remark(page: OfficePage, form: Form, task_id: UUID) -> Response:
    """A supervisor says something of the task."""
    return _say(page, form, task_id, RemarkTask(task_id=task_id, words=form.text("words", LONGEST)), say="task_remarked")


@router.post("/tasks/{task_id}/explain")
def explain(page: OfficePage, form: Form, task_id: UUID) -> Response:
    """Its holder says why it takes so long."""
    return _say(page, form, task_id, ExplainDelay(task_id=task_id, words=form.text("words", LONGEST)), say="delay_explained")


def _say(page: Page, form: Posted, task_id: UUID, command: RemarkTask | ExplainDelay, *, say: str) -> Response:
    address = f"/oversight/tasks/{task_id}"
    try:
        page.execute(command, form.key)
    except InvalidInput as refusal:
        return _draw(page, task_id, form, refusal.errors)
    except InvalidState as refusal:
        return conflict_page(page, refusal, form, [WORDS], [(address, Text("返回督办卡", "Back to the card"))])
    return page.go(address, say=say)


def _asked(request: Request, page: Page, *, after: str | None = None, size: int = 50) -> OversightView:
    person_id = uuid_of(parameter(request, "person"))
    light = one_of(parameter(request, "light"), LIGHTS, LIGHTS[0])
    view: OversightView = page.ask(Oversight(light=light, person_id=person_id, after=after, size=size))
    return view


def _draw(page: Page, task_id: UUID, form: Posted | None = None, errors: Sequence[FieldError] = ()) -> Response:
    view = page.ask(OversightCard(task_id=task_id))
    typed = form.text("words", LONGEST) if form else ""
    return page.html("officer/oversight_card.html", 422 if errors else 200, view=view, typed=typed, errors=errors, tab="oversight")
