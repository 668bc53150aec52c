"""Every page of the demonstration by the role that sees it: what the checks of all pages and the pictures go through."""

from dataclasses import dataclass

from engine.queries import MyCases, Releases, TaskQueue
from tests.journeys.town import Town


@dataclass(frozen=True)
class Place:
    """One page and who looks at it ("" = a stranger)."""

    name: str
    username: str
    path: str


def places(town: Town) -> list[Place]:
    """The pages of a town that holds the demonstration."""
    case, closed = case_in(town, "qiye", "training"), case_in(town, "qiye3", "correction")
    draft = town.draft("qiye2")
    queue = town.engine.ask(TaskQueue(tab="pool"), by=town.actor("shouli"))
    release = town.engine.ask(Releases(), by=town.actor("guanli"))[0].release_id
    task, office = queue.rows[0].task.task_id, queue.rows[0].case.case_id
    strangers = {
        "guides": "/guides",
        "guide": "/guides/gz_apprenticeship/filing",
        "sign-in": "/sign-in",
        "licences": "/notices-and-licences",
    }
    enterprise = {
        "cases": "/cases",
        "progress": f"/cases/{case}",
        "notices": f"/cases/{case}/notices",
        "submitted": f"/cases/{case}/form",
        "roster": f"/cases/{case}/roster/roster",
        "account": "/account",
    }
    drafting = {
        "form": f"/cases/{draft}/form",
        "empty-roster": f"/cases/{draft}/roster/roster",
        "new-row": f"/cases/{draft}/roster/roster/rows/new",
    }
    officer = {
        "queue": "/tasks?tab=pool",
        "nothing": "/tasks?tab=todo",
        "everything": "/tasks?tab=all",
        "task": f"/tasks/{task}",
        "office-case": f"/office/cases/{office}",
        "diagram": f"/office/cases/{office}/diagram",
        "paper": f"/office/cases/{office}/print",
        "keys": "/help/keys",
    }
    administrator = {
        "people": "/admin/people",
        "person": "/admin/people/new",
        "releases": "/admin/releases",
        "release": f"/admin/releases/{release}",
        "drawing": f"/admin/releases/{release}/filing.bpmn",
        "calendar": "/admin/calendar/2026",
        "provisional": "/admin/calendar/2027",
        "audit": "/admin/audit?verify=1",
        "incidents": "/admin/incidents",
        "missing": "/admin/nowhere",
    }
    told = {
        "": strangers,
        "qiye": enterprise,
        "qiye3": {"correcting": f"/cases/{closed}"},
        "qiye2": drafting,
        "shouli": officer,
        "guanli": administrator,
    }
    return [Place(name, username, path) for username, pages in told.items() for name, path in pages.items()]


def case_in(town: Town, username: str, stage: str) -> str:
    """A case of an enterprise at a stage, or any that it has."""
    rows = town.engine.ask(MyCases(), by=town.actor(username)).rows
    return str(next((row for row in rows if row.stage == stage), rows[0]).case_id)
