"""Pages of administrators 管理: releases with their files and diagrams, the audit log, incidents."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse

from api.audit_export import exported
from api.downloads import bytes_answer, disposition
from api.pages.page import AdministratorPage, Form, Page
from api.pages.values import day_of, one_of, parameter, uuid_of
from engine.commands import RetryIncident, RetryIncidents
from engine.queries import AuditLog, DiagramTitles, IncidentJobs, Incidents, ReleaseDetail, ReleaseFileContent, Releases, VerifyTrail
from engine.queries.admin_views import ReleaseView
from engine.queries.views import DiagramView
from engine.sdk.glossary import event_titles

router = APIRouter(prefix="/admin", include_in_schema=False)
TEXTS = (".bpmn", ".dmn", ".form", ".toml", ".md", ".typ", ".py", ".json", ".txt", ".csv")
STATES = {"open": "open", "solved": "resolved", "all": ""}


@router.get("/releases")
def releases(page: AdministratorPage) -> Response:
    """Every release of every program."""
    return page.html("administrator/releases.html", view=page.ask(Releases()))


@router.get("/releases/{release_id}")
def release(page: AdministratorPage, release_id: UUID) -> Response:
    """One release and its files."""
    return page.html("administrator/release.html", view=page.ask(ReleaseDetail(release_id=release_id)), file=None, text="")


@router.get("/releases/{release_id}/{path:path}")
def release_file(request: Request, page: AdministratorPage, release_id: UUID, path: str) -> Response:
    """One file of a release: diagrams drawn, texts shown, everything else downloaded."""
    view = page.ask(ReleaseDetail(release_id=release_id))
    if path not in {name for name, _ in view.files}:
        raise HTTPException(404, "not_found")
    content = page.ask(ReleaseFileContent(release_id=release_id, path=path))
    if not path.endswith(TEXTS) or "download" in request.query_params:
        return bytes_answer(content, path, "application/octet-stream")
    text = content.decode("utf-8", "replace")
    if path.endswith(".bpmn") and "source" not in request.query_params:
        return page.html("administrator/diagram.html", view=_diagram(page, view, path, text), release=view)
    return page.html("administrator/release.html", view=view, file=path, text=text)


def _diagram(page: Page, release: ReleaseView, path: str, xml: str) -> DiagramView:
    diagrams = tuple(name for name, _ in release.files if name.endswith(".bpmn"))
    return DiagramView(path, xml, {}, diagrams, release.version, page.ask(DiagramTitles(release_id=release.release_id)))


@router.get("/audit.csv")
def audit_file(request: Request, page: AdministratorPage) -> Response:
    """The audit log as a file, with the filters of the address."""
    question = AuditLog(
        text=parameter(request, "text"),
        kind=parameter(request, "kind"),
        since=day_of(parameter(request, "since")),
        until=day_of(parameter(request, "until")),
    )
    lines = exported(question, page.ask, page.language)
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers={"Content-Disposition": disposition("audit.csv")})


@router.get("/audit")
def audit(request: Request, page: AdministratorPage) -> Response:
    """Everything anybody did; the filters stand in the address."""
    query = {name: parameter(request, name) for name in ("text", "kind", "since", "until")}
    view = page.ask(
        AuditLog(
            text=query["text"],
            kind=query["kind"],
            since=day_of(query["since"]),
            until=day_of(query["until"]),
            after=parameter(request, "after", 500) or None,
        )
    )
    kinds = sorted(event_titles().items(), key=lambda pair: pair[1].zh)
    cases = tuple(dict.fromkeys(event.case_id for event in view.rows if event.case_id is not None))
    checked = page.ask(VerifyTrail(case_ids=cases)) if "verify" in request.query_params else None
    return page.html("administrator/audit.html", view=view, query=query, kinds=kinds, checked=checked)


@router.get("/incidents")
def incidents(request: Request, page: AdministratorPage) -> Response:
    """What could not move on."""
    state = one_of(parameter(request, "state"), STATES, "open")
    job = parameter(request, "job")
    view = page.ask(Incidents(state=STATES[state], job=job, after=parameter(request, "after", 500) or None))
    jobs = page.ask(IncidentJobs())
    return page.html("administrator/incidents.html", view=view, state="" if state == "all" else state, jobs=jobs, job=job)


@router.post("/incidents/retry")
def retry_many(page: AdministratorPage, form: Form) -> Response:
    """Try again those ticked, or every open one of a job."""
    ticked = tuple(each for value in form.fields.getlist("incident") if (each := uuid_of(value)) is not None)
    every = form.text("only") == "all"
    count = page.execute(RetryIncidents(incident_ids=() if every else ticked, job=form.text("job")), form.key) if every or ticked else 0
    return page.go("/admin/incidents", say="incidents_retried" if count else "incidents_untouched")


@router.post("/incidents/{incident_id}/retry")
def retry(page: AdministratorPage, form: Form, incident_id: UUID) -> Response:
    """Try again what failed."""
    page.execute(RetryIncident(incident_id=incident_id), form.key)
    return page.go("/admin/incidents", say="incident_retried")
