"""Pages 运行: where running cases stand, how long steps take, statistics, any case, jobs and the outbox, holds of programs."""

from dataclasses import replace
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.pages.page import AdministratorPage, Form, Page
from api.pages.values import number_of, one_of, parameter, uuid_of
from engine.commands import HoldProgram, LiftHold
from engine.queries import Background, FindCases, Holds, RunningDiagram, RunningLoad, Statistics
from engine.queries.statistics import PERIODS
from engine.sdk.errors import FieldError, InvalidInput

router = APIRouter(prefix="/admin/operations", include_in_schema=False)
STATES = ("", "open", "closed", "withdrawn", "terminated")


@router.get("")
def programs(page: AdministratorPage) -> Response:
    """Every program: how many cases run, how many are late, whether it takes new ones."""
    return _programs(page)


@router.post("/{program}/hold")
def hold(page: AdministratorPage, form: Form, program: str) -> Response:
    """Take no new cases for the time being."""
    try:
        page.execute(HoldProgram(program=program, reason=form.text("reason", 500)), form.key)
    except InvalidInput as refusal:
        named = tuple(replace(each, path=f"{program}-{each.path}") for each in refusal.errors)
        return _programs(page, 422, named)
    return page.go("/admin/operations", say="program_held")


@router.post("/{program}/lift")
def lift(page: AdministratorPage, form: Form, program: str) -> Response:
    """Take new cases again."""
    page.execute(LiftHold(program=program), form.key)
    return page.go("/admin/operations", say="program_hold_lifted")


@router.get("/load/{release_id}")
def load(page: AdministratorPage, release_id: UUID) -> Response:
    """Where the cases of a release stand, by step."""
    return page.html("administrator/load.html", view=page.ask(RunningLoad(release_id=release_id)))


@router.get("/load/{release_id}/{name:path}")
def diagram(page: AdministratorPage, release_id: UUID, name: str) -> Response:
    """The same, drawn into a diagram."""
    return page.html("administrator/load_diagram.html", view=page.ask(RunningDiagram(release_id=release_id, name=name)))


@router.get("/cases")
def cases(request: Request, page: AdministratorPage) -> Response:
    """Any case by what is known of it; the filters stand in the address."""
    query = {name: parameter(request, name) for name in ("text", "program", "release", "element")}
    query["status"] = one_of(parameter(request, "status"), STATES, "")
    found = FindCases(
        text=query["text"],
        status=query["status"],
        program=query["program"],
        release_id=uuid_of(query["release"]),
        element=query["element"],
        after=parameter(request, "after", 500) or None,
    )
    return page.html("administrator/cases.html", view=page.ask(found), query=query, states=STATES, programs=page.ask(Holds()))


@router.get("/statistics")
def statistics(request: Request, page: AdministratorPage) -> Response:
    """Bottlenecks, throughput and lateness of a program; of the one with most open cases unless another is named."""
    programs = page.ask(Holds())
    busiest = max(programs, key=lambda each: each.open_cases).program if programs else ""
    program = one_of(parameter(request, "program"), {each.program for each in programs}, busiest)
    weeks = number_of(parameter(request, "weeks"), PERIODS[1], PERIODS[0], PERIODS[-1])
    asked = Statistics(program=program, weeks=weeks if weeks in PERIODS else PERIODS[1])
    view = page.ask(asked) if program else None
    return page.html("administrator/statistics.html", view=view, programs=programs, periods=PERIODS)


@router.get("/jobs")
def jobs(page: AdministratorPage) -> Response:
    """What the workers have to do, who they are, and what has not left yet."""
    return page.html("administrator/jobs.html", view=page.ask(Background()))


def _programs(page: Page, status: int = 200, errors: tuple[FieldError, ...] = ()) -> Response:
    return page.html("administrator/operations.html", status, view=page.ask(Holds()), errors=errors)
