"""Every page of the demonstration by the role that sees it: what the checks of all pages and the pictures go through."""

from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from api.pages.verbs import FIELDS
from engine.commands import (
    AskRepair,
    BeginDryRun,
    BeginOccasion,
    ClaimTask,
    MakeDossier,
    Occasion,
    OpenProgramDraft,
    PrepareMigration,
    ProposeBulk,
    ReleaseProgram,
    SaveProgramFile,
    SaveRosterRow,
)
from engine.queries import (
    AuditLog,
    CaseProgress,
    CaseRepair,
    FindCases,
    LastDryRun,
    Migrations,
    MyCases,
    People,
    ProgramDrafts,
    ProgramFile,
    Publicities,
    Registers,
    ReleaseFiles,
    Releases,
    Repairs,
    TaskQueue,
)
from engine.sdk.actor import Actor
from engine.sdk.errors import Rejection
from tests.journeys.retained import listed
from tests.journeys.town import PROGRAM, Town
from tests.journeys.trials import tried

STEPS = (
    ("shouli", "acceptance"),
    ("shenhe", "insurance"),
    ("shenhe", "licence"),
    ("shenhe", "standing"),
    ("shenhe", "review"),
    ("fuhe", "second_review"),
    ("shenpi", "sign_off"),
)
"""Who takes which step of a filing."""
CHANGED = "补正期限延长"
REPORTS: dict[str, UUID | None] = {}
"""The report of each town."""


@dataclass(frozen=True)
class Place:
    """One page and who looks at it ("" = a stranger)."""

    name: str
    username: str
    path: str


def places(town: Town) -> list[Place]:
    """The pages of a town that holds the demonstration."""
    strangers = {
        "guides": "/guides",
        "guide": "/guides/gz_apprenticeship/filing",
        "sign-in": "/sign-in",
        "licences": "/notices-and-licences",
        "keys": "/help/keys",
        "publicities": "/publicity",
        "publicity": f"/publicity/{town.engine.ask(Publicities(), by=Actor.system())[0].notice_id}",
    }
    told = {"": strangers, **of_enterprises(town), **of_officers(town), "guanli": of_administrators(town)}
    return [Place(name, username, path) for username, pages in told.items() for name, path in pages.items()]


def of_enterprises(town: Town) -> dict[str, dict[str, str]]:
    """What applicants see: a case that runs, one to be corrected, a draft with rows of every kind."""
    case, early = case_in(town, "qiye", "training"), case_in(town, "qiye", "acceptance")
    correcting, draft = case_in(town, "qiye3", "correction"), town.draft("qiye2")
    task = town.engine.ask(CaseProgress(case_id=UUID(correcting)), by=town.actor("qiye3")).action
    row = town.engine.execute(SaveRosterRow(case_id=draft, field="roster", row_id=None, values={"name": "张三"}), by=town.actor("qiye2"))
    enterprise = {
        "cases": "/cases",
        "nothing-found": "/cases?text=nowhere",
        "progress": f"/cases/{case}",
        "receipt": f"/cases/{case}/submitted",
        "notices": f"/cases/{case}/notices",
        "submitted": f"/cases/{case}/form",
        "roster": f"/cases/{case}/roster/roster",
        "withdraw": f"/cases/{early}/withdraw",
        "account": "/account",
    }
    drafting = {
        "form": f"/cases/{draft}/form",
        "draft-roster": f"/cases/{draft}/roster/roster",
        "new-row": f"/cases/{draft}/roster/roster/rows/new",
        "row": f"/cases/{draft}/roster/roster/rows/{row.row_id}",
    }
    correction = {"correcting": f"/cases/{correcting}", "correction": f"/cases/{correcting}/form?task={task.task_id if task else ''}"}
    return {"qiye": enterprise, "qiye3": correction, "qiye2": drafting}


def of_officers(town: Town) -> dict[str, dict[str, str]]:
    """What officers see: their lists, a case, and the form of every step, claimed and open to be decided."""
    found: dict[str, dict[str, str]] = {}
    for username, element in STEPS:
        task = held(town, username, element)
        found.setdefault(username, {})[f"step-{element}"] = f"/tasks/{task}"
    free = town.engine.ask(TaskQueue(tab="pool"), by=town.actor("shouli")).rows[0]
    office, task = free.case.case_id, free.task.task_id
    mine = held(town, "shouli", "acceptance")
    found["shouli"] |= {
        "queue": "/tasks?tab=pool",
        "nothing": "/tasks?tab=done&text=nowhere",
        "everything": "/tasks?tab=all",
        "task": f"/tasks/{task}",
        "office-case": f"/office/cases/{office}",
        "unmask": f"/office/cases/{office}/unmask",
        "diagram": f"/office/cases/{office}/diagram",
        "paper": f"/office/cases/{office}/print",
        "registers": "/registers",
        "desk": "/desk",
        "alerts": "/alerts",
        "alert-settings": "/alerts/settings",
        "copies": "/tasks?tab=copies",
        "begun": "/tasks?tab=started",
        "views": "/queue/views",
        "people-search": "/people-search",
        "phrases": "/phrases",
        "bulk": f"/bulk/{town.engine.execute(ProposeBulk(verb='transfer', task_ids=(mine,)), by=town.actor('shouli'))}",
        "verbs": f"/tasks/{mine}/verbs",
        **{f"verb-{verb}": f"/tasks/{mine}/verbs/{verb}" for verb in FIELDS},
    }
    late = town.engine.ask(TaskQueue(tab="office", light="red"), by=town.actor("dudao")).rows[0].task.task_id
    registers = [(view.program, view.key) for view in town.engine.ask(Registers(), by=town.actor("shenpi"))]
    found["shenpi"] |= {f"register-{key}": f"/registers/{program}/{key}" for program, key in registers}
    found["shenpi"] |= {f"register-paper-{key}": f"/registers/{program}/{key}/print" for program, key in registers}
    found["dudao"] = {
        "area": "/tasks",
        "late": "/tasks?tab=office&light=red",
        "late-task": f"/tasks/{late}",
        "assign": f"/tasks/{late}/verbs/assign",
        "oversight": "/oversight",
        "rotation": "/oversight/rotation",
        "callbacks": "/callbacks",
        "callbacks-answered": "/callbacks?show=answered",
        "oversight-next": "/oversight?light=next",
        "oversight-card": f"/oversight/tasks/{late}",
    }
    ended = town.engine.ask(FindCases(status="closed"), by=Actor.system()).rows[0].case_id
    town.engine.execute(MakeDossier(case_id=ended), by=Actor.system())
    found["shenpi"]["dossier"] = f"/office/cases/{ended}/dossier"
    found["shenhe"]["report-figures"] = f"/office/cases/{reported(town)}/figures"
    found["zijin"] = of_finance(town)
    return found


def reported(town: Town) -> UUID | None:
    """A report of the office, begun when it is first asked for."""
    if town.url not in REPORTS:
        occasion = Occasion(PROGRAM, "progress_report", "440100", town.clock.today)
        REPORTS[town.url] = town.engine.execute(BeginOccasion(occasion=occasion), by=Actor.system())
    return REPORTS[town.url]


def of_finance(town: Town) -> dict[str, str]:
    """What finance officers see: the steps, a payment of each that there is one of, the files."""
    paid = town.engine.ask(AuditLog(kind="payment_paid"), by=town.actor("guanli")).rows[0].data["movement"]
    steps = {f"payments-{step}": f"/payments?step={step}" for step in ("prepare", "export", "failed")}
    return {
        **steps,
        "payment-files": "/payments/files",
        "budgets": "/payments/budgets",
        "payment": f"/payments/{paid}",
        "amount": f"/amounts/movement/{paid}",
    }


def of_operating(town: Town, draft: UUID) -> dict[str, str]:
    """Where cases stand, and what would become of them: a migration to another release, judged, and a dry run of the draft."""
    system, guanli = Actor.system(), town.actor("guanli")
    old = next(each for each in town.engine.ask(Releases(), by=guanli) if each.program == PROGRAM and each.current)
    made = town.engine.ask(Migrations(), by=guanli)
    if not made:
        files = town.engine.ask(ReleaseFiles(release_id=old.release_id), by=guanli)
        new = town.engine.execute(ReleaseProgram(files={**files, f"{PROGRAM}/guide.en.md": b"# Guide"}), by=system)
        town.engine.execute(ReleaseProgram(files=files), by=system)
        town.engine.execute(PrepareMigration(from_id=old.release_id, to_id=new.release_id, note="示例"), by=system)
        made = town.engine.ask(Migrations(), by=guanli)
    if town.engine.ask(LastDryRun(draft_id=draft), by=guanli) is None:
        with suppress(Rejection):  # the draft of the tour has a fault, and then nothing is replayed
            town.engine.execute(BeginDryRun(draft_id=draft), by=guanli)
    load = f"/admin/operations/load/{old.release_id}"
    case, repair = repaired(town)
    return {
        "migrations": "/admin/migrations",
        "migration": f"/admin/migrations/{made[0].migration_id}",
        "dry-run": f"/admin/studio/{draft}/dry-run",
        "operations": "/admin/operations",
        "load": load,
        "load-drawing": f"{load}/common/acceptance.bpmn",
        "statistics": f"/admin/operations/statistics?program={PROGRAM}",
        "find-case": "/admin/operations/cases",
        "jobs": "/admin/operations/jobs",
        "webhooks": "/admin/operations/webhooks",
        "repairs": "/admin/operations/repairs",
        "repair": f"/admin/operations/repairs/{repair}",
        "case-repair": f"/admin/operations/cases/{case}/repair",
        "mend": "/admin/operations/mend",
        "retention": "/admin/operations/retention",
        "destruction": f"/admin/operations/retention/lists/{listed(town)}",
        "case-hold": f"/admin/operations/cases/{case}/hold",
    }


def repaired(town: Town) -> tuple[UUID, UUID]:
    """An open case, and a repair of it that waits for a second person; asked for once."""
    system = Actor.system()
    case = town.engine.ask(FindCases(status="open"), by=system).rows[0].case_id
    known = town.engine.ask(Repairs(), by=system)
    if known:
        return case, known[0].repair_id
    form = town.engine.ask(CaseRepair(case_id=case), by=system)
    body = {"items": [form.tokens[0].item], "target": form.places[0][1]}
    return case, town.engine.execute(AskRepair(kind="jump", body=body, reason="示例", case_ids=(case,)), by=system).repair_id


def of_administrators(town: Town) -> dict[str, str]:
    """What administrators see: people, releases, the calendar, the log, and the studio with a draft that has a fault."""
    by = town.actor("guanli")
    releases = town.engine.ask(Releases(), by=by)
    release = next(each.release_id for each in releases if each.program == PROGRAM)
    draft = drafted(town)
    person = town.engine.ask(People(), by=by).rows[0].person_id
    studio, trial = f"/admin/studio/{draft}", tried(town)
    return {
        "people": "/admin/people",
        "new-person": "/admin/people/new",
        "person": f"/admin/people/{person}",
        "tokens": "/admin/tokens",
        "directory-people": "/admin/directory/people",
        "directory-offices": "/admin/directory/organisations",
        "directory-regions": "/admin/directory/regions",
        "releases": "/admin/releases",
        "release": f"/admin/releases/{release}",
        "drawing": f"/admin/releases/{release}/filing.bpmn",
        "calendar": "/admin/calendar/2026",
        "provisional": "/admin/calendar/2027",
        "audit": "/admin/audit?verify=1",
        "incidents": "/admin/incidents",
        "missing": "/admin/nowhere",
        **of_operating(town, UUID(str(draft))),
        "studio": "/admin/studio",
        "studio-draft": studio,
        "studio-check": f"{studio}/check",
        "studio-compare": f"{studio}/compare",
        "studio-side-by-side": f"{studio}/compare/{PROGRAM}/filing.bpmn",
        "studio-try": f"/admin/studio/{trial}/try",
        "studio-story": f"/admin/studio/{trial}/try/corrected_once.toml",
        "studio-release": f"{studio}/release",
        "studio-restore": f"/admin/studio/releases/{release}/restore",
        "studio-diagram": f"{studio}/files/{PROGRAM}/filing.bpmn",
        "studio-source": f"{studio}/files/{PROGRAM}/guide.zh.md",
        "studio-new": "/admin/studio/new",
        "studio-manifest": f"{studio}/files/{PROGRAM}/manifest.toml",
        "studio-parameters": f"{studio}/files/{PROGRAM}/parameters.toml",
        "studio-notice": f"{studio}/files/{PROGRAM}/notices/filing_notice.typ",
        "studio-form": f"{studio}/files/{PROGRAM}/forms/insurance.form",
        "studio-preview": f"{studio}/preview/{PROGRAM}/forms/insurance.form",
        "studio-table": f"{studio}/files/{PROGRAM}/decisions/apprentice_row.dmn",
        "studio-bench": f"{studio}/bench/{PROGRAM}/decisions/apprentice_row.dmn",
    }


def held(town: Town, username: str, element: str) -> UUID:
    """A task of a kind in somebody's hands; claimed now unless it was before."""
    by = town.actor(username)
    rows = town.engine.ask(TaskQueue(tab="all", element=element, size=200), by=by).rows
    mine = [row.task.task_id for row in rows if row.task.assignee_id == by.user_id]
    if mine:
        return mine[0]
    for row in rows:
        try:
            town.engine.execute(ClaimTask(task_id=row.task.task_id), by=by)
        except Rejection:
            continue
        return row.task.task_id
    raise AssertionError(f"the demonstration has no step {element} for {username}")


def drafted(town: Town) -> UUID:
    """A draft of the program with one change and one fault; begun once."""
    by = town.actor("guanli")
    for known in town.engine.ask(ProgramDrafts(), by=by):
        if known.title == CHANGED:
            return known.draft_id
    draft = town.engine.execute(OpenProgramDraft(program=PROGRAM, title=CHANGED), by=by).draft_id
    for path, old, new in ((f"{PROGRAM}/guide.zh.md", "", "\n补充说明。\n"), (f"{PROGRAM}/filing.bpmn", "tb:stage=", "tb:stge=")):
        file = town.engine.ask(ProgramFile(draft_id=draft, path=path), by=by)
        text = file.content.decode()
        changed = text.replace(old, new, 1) if old else text + new
        town.engine.execute(SaveProgramFile(draft_id=draft, path=path, content=changed.encode(), version=file.version), by=by)
    return draft


def case_in(town: Town, username: str, stage: str) -> str:
    """A case of an enterprise at a stage, or any that it has."""
    rows = town.engine.ask(MyCases(), by=town.actor(username)).rows
    return str(next((row for row in rows if row.stage == stage), rows[0]).case_id)
