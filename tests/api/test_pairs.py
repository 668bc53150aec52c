"""The same actions for people and for programs: every page that changes something has its REST operation."""

from api.pages.verbs import FIELDS
from tests.api.routes import addresses, page_addresses

PREFIX = "/api/v1"
FOR_BROWSERS_ALONE = {
    "/sign-in": "a browser gets a cookie; a program gets a token by POST /sessions",
    "/admin/studio/sandbox/play": "a browser gets a cookie; a program names whom it plays in the header Sandbox",
    "/admin/studio/sandbox/leave": "a browser's cookie ends; a program leaves the header out",
    "/sign-out": "a browser's cookie ends; a program's token ends by DELETE /sessions/current",
}
"""Pages without a REST operation of their own, and why. Language and look are links of the frame, not actions."""

CASE, TASK, ROSTER = f"{PREFIX}/cases/{{case_id}}", f"{PREFIX}/tasks/{{task_id}}", f"{PREFIX}/cases/{{case_id}}/rosters/{{field}}"
ADMIN, DRAFT = f"{PREFIX}/admin", f"{PREFIX}/admin/studio/drafts/{{draft_id}}"
VERBS = {
    "transfer": "transfer",
    "delegate": "delegation",
    "answer": "delegation/answer",
    "assign": "assignment",
    "add_signer": "signers",
    "remove_signer": "removal",
    "send_back": "return",
    "copy": "copies",
    "recall": "recall",
    "recuse": "recusal",
    "remind": "reminder",
    "stop": "stop",
    "resume": "resumption",
    "extend": "extension",
    "answer_request": "requests/{request_id}/answer",
    "second_notice": "second-notice",
    "terminate": "termination",
}
"""What the page of each verb does, as an operation at the task."""
PAIRS: dict[str, tuple[tuple[str, str], ...]] = {
    "/account": (("PUT", f"{PREFIX}/me/password"),),
    "/publicity/{notice_id}": (
        ("POST", f"{PREFIX}/publicities/{{notice_id}}/objections"),
        ("POST", f"{PREFIX}/publicities/{{notice_id}}/objections/with-files"),
    ),
    "/guides/{program}/{process}": (("POST", f"{PREFIX}/cases"),),
    "/cases/{case_id}/form": (
        ("PUT", f"{CASE}/draft"),
        ("POST", f"{CASE}/submission"),
        ("POST", f"{CASE}/corrections/{{task_id}}"),
        ("POST", f"{CASE}/attachments"),
        ("DELETE", f"{CASE}/attachments/{{attachment_id}}"),
    ),
    "/cases/{case_id}/draft": (("PUT", f"{CASE}/draft"),),
    "/cases/{case_id}/discard": (("DELETE", CASE),),
    "/cases/{case_id}/withdraw": (("POST", f"{CASE}/withdrawal"),),
    "/cases/{case_id}/files": (("POST", f"{CASE}/attachments"),),
    "/cases/{case_id}/files/{attachment_id}/remove": (("DELETE", f"{CASE}/attachments/{{attachment_id}}"),),
    "/cases/{case_id}/roster/{field}": (("POST", f"{ROSTER}/workbook"), ("PUT", ROSTER)),
    "/cases/{case_id}/roster/{field}/rows/new": (("POST", f"{ROSTER}/rows"),),
    "/cases/{case_id}/roster/{field}/rows/{row_id}": (("PUT", f"{ROSTER}/rows/{{row_id}}"),),
    "/cases/{case_id}/roster/{field}/rows/{row_id}/remove": (("DELETE", f"{ROSTER}/rows"),),
    "/cases/{case_id}/roster/{field}/remove": (("DELETE", f"{ROSTER}/rows"),),
    "/office/cases/{case_id}/unmask": (("POST", f"{CASE}/unmasking"),),
    "/tasks/{task_id}/claim": (("POST", f"{TASK}/claim"),),
    "/tasks/{task_id}/release": (("POST", f"{TASK}/release"),),
    "/tasks/{task_id}/draft": (("PUT", f"{CASE}/draft"),),
    "/tasks/{task_id}/preview": (("POST", f"{TASK}/preview"),),
    "/tasks/{task_id}/complete": (("POST", f"{TASK}/completion"),),
    "/tasks/{task_id}/materials/{attachment_id}": (("PUT", f"{TASK}/materials/{{attachment_id}}"),),
    "/tasks/{task_id}/materials/missing": (("PUT", f"{TASK}/materials/missing"),),
    "/tasks/{task_id}/verbs/{verb}": tuple(("POST", f"{TASK}/{path}") for path in VERBS.values()),
    "/desk/copies/{copy_id}/read": (("POST", f"{PREFIX}/copies/{{copy_id}}/receipt"),),
    "/people-search": (("POST", f"{PREFIX}/person-searches"),),
    "/queue/views": (("POST", f"{PREFIX}/queue/views"),),
    "/queue/views/{view_id}": (("PUT", f"{PREFIX}/queue/views/{{view_id}}"),),
    "/queue/views/{view_id}/remove": (("DELETE", f"{PREFIX}/queue/views/{{view_id}}"),),
    "/queue/first": (("PUT", f"{PREFIX}/queue/first"),),
    "/queue/columns": (("PUT", f"{PREFIX}/queue/columns"),),
    "/phrases": (("POST", f"{PREFIX}/phrases"),),
    "/phrases/{phrase_id}": (("PUT", f"{PREFIX}/phrases/{{phrase_id}}"),),
    "/phrases/{phrase_id}/remove": (("DELETE", f"{PREFIX}/phrases/{{phrase_id}}"),),
    "/bulk": (("POST", f"{PREFIX}/bulk"),),
    "/bulk/{bulk_id}/items/{task_id}": (("POST", f"{PREFIX}/bulk/{{bulk_id}}/openings/{{task_id}}"),),
    "/bulk/{bulk_id}/confirm": (("POST", f"{PREFIX}/bulk/{{bulk_id}}/confirmation"),),
    "/bulk/{bulk_id}/undo": (("POST", f"{PREFIX}/bulk/{{bulk_id}}/undo"),),
    "/desk/absences": (("POST", f"{PREFIX}/absences"),),
    "/desk/absences/{absence_id}/end": (("POST", f"{PREFIX}/absences/{{absence_id}}/end"),),
    "/desk/handover": (("POST", f"{PREFIX}/handovers"),),
    "/alerts/read": (("POST", f"{PREFIX}/alerts/receipts"),),
    "/alerts/{alert_id}/open": (("POST", f"{PREFIX}/alerts/receipts"),),
    "/alerts/settings": (("PUT", f"{PREFIX}/alerts/settings"),),
    "/oversight/tasks/{task_id}/remark": (("POST", f"{TASK}/remarks"),),
    "/oversight/tasks/{task_id}/explain": (("POST", f"{TASK}/explanations"),),
    "/cases/{case_id}/linked/{process}": (("POST", f"{CASE}/linked"),),
    "/payments/files": (("POST", f"{PREFIX}/payment-files"),),
    "/payments/files/{batch_id}/download": (("POST", f"{PREFIX}/payment-files/{{batch_id}}/download"),),
    "/payments/files/{batch_id}/results": (("POST", f"{PREFIX}/payment-files/{{batch_id}}/results"),),
    "/cases/{case_id}/rating": (("POST", f"{CASE}/rating"),),
    "/callbacks/{rating_id}/take": (("POST", f"{PREFIX}/callbacks/{{rating_id}}/take"),),
    "/callbacks/{rating_id}/contact": (("POST", f"{PREFIX}/callbacks/{{rating_id}}/contact"),),
    "/callbacks/{rating_id}/answer": (("POST", f"{PREFIX}/callbacks/{{rating_id}}/answer"),),
    "/payments/budgets": (("POST", f"{PREFIX}/budgets"),),
    "/payments/budgets/{line_id}/entries": (("POST", f"{PREFIX}/budgets/{{line_id}}/entries"),),
    "/payments/{movement_id}/prepare": (("POST", f"{PREFIX}/payments/{{movement_id}}/preparation"),),
    "/payments/{movement_id}/check": (("POST", f"{PREFIX}/payments/{{movement_id}}/check"),),
    "/payments/{movement_id}/approve": (("POST", f"{PREFIX}/payments/{{movement_id}}/approval"),),
    "/payments/{movement_id}/receipt": (("POST", f"{PREFIX}/payments/{{movement_id}}/receipt"),),
    "/admin/people/new": (("POST", f"{ADMIN}/people"),),
    "/admin/people/{person_id}": (("PUT", f"{ADMIN}/people/{{person_id}}"),),
    "/admin/people/{person_id}/absences": (("POST", f"{PREFIX}/absences"),),
    "/admin/people/{person_id}/absences/{absence_id}/end": (("POST", f"{PREFIX}/absences/{{absence_id}}/end"),),
    "/admin/people/{person_id}/password": (("PUT", f"{ADMIN}/people/{{person_id}}/password"),),
    "/admin/tokens": (("POST", f"{ADMIN}/tokens"),),
    "/admin/tokens/{token_id}/revoke": (("DELETE", f"{ADMIN}/tokens/{{token_id}}"),),
    "/admin/directory/{kind}": (("POST", f"{ADMIN}/directory/{{kind}}/preview"),),
    "/admin/directory/{kind}/confirm": (("PUT", f"{ADMIN}/directory/{{kind}}"),),
    "/admin/calendar/{year}": (("PUT", f"{ADMIN}/calendar"),),
    "/admin/calendar/{year}/preview": (("POST", f"{ADMIN}/calendar/effects"),),
    "/admin/calendar/{year}/file": (("POST", f"{ADMIN}/calendar/{{year}}/effects"),),
    "/admin/calendar/{year}/arrangement": (("PUT", f"{ADMIN}/calendar/{{year}}"),),
    "/admin/incidents/retry": (("POST", f"{ADMIN}/incidents/retry"),),
    "/admin/incidents/{incident_id}/retry": (("POST", f"{ADMIN}/incidents/{{incident_id}}/retry"),),
    "/admin/operations/webhooks": (("POST", f"{ADMIN}/webhooks"),),
    "/admin/operations/webhooks/{webhook_id}/pause": (("PUT", f"{ADMIN}/webhooks/{{webhook_id}}/pause"),),
    "/admin/operations/webhooks/{webhook_id}/test": (("POST", f"{ADMIN}/webhooks/{{webhook_id}}/test"),),
    "/admin/operations/webhooks/{webhook_id}/remove": (("DELETE", f"{ADMIN}/webhooks/{{webhook_id}}"),),
    "/admin/operations/repairs/{repair_id}": (("POST", f"{ADMIN}/repairs/{{repair_id}}/answer"),),
    "/admin/operations/cases/{case_id}/repair": (("POST", f"{ADMIN}/repairs/effects"), ("POST", f"{ADMIN}/repairs")),
    "/admin/operations/retention": (("GET", f"{ADMIN}/retention/effects"), ("POST", f"{ADMIN}/retention/lists")),
    "/admin/operations/retention/lists/{destruction_id}": (("POST", f"{ADMIN}/retention/lists/{{destruction_id}}/answer"),),
    "/admin/operations/cases/{case_id}/hold": (
        ("PUT", f"{ADMIN}/retention/holds/{{case_id}}"),
        ("POST", f"{ADMIN}/retention/holds/{{case_id}}/lift"),
    ),
    "/admin/operations/mend": (("POST", f"{ADMIN}/repairs/effects"), ("POST", f"{ADMIN}/repairs")),
    "/admin/operations/{program}/hold": (("PUT", f"{ADMIN}/operations/programs/{{program}}/hold"),),
    "/admin/operations/{program}/lift": (("DELETE", f"{ADMIN}/operations/programs/{{program}}/hold"),),
    "/admin/studio/releases/{release_id}/cancel": (("DELETE", f"{ADMIN}/studio/releases/{{release_id}}/plan"),),
    "/admin/studio/{draft_id}/try": (("POST", f"{DRAFT}/rehearsal"),),
    "/admin/studio/{draft_id}/sandbox": (("POST", f"{DRAFT}/sandbox"),),
    "/admin/studio/sandbox/time": (("POST", f"{ADMIN}/studio/sandbox/time"),),
    "/admin/studio/sandbox/story": (("POST", f"{ADMIN}/studio/sandbox/story"),),
    "/admin/studio/sandbox/keep": (("POST", f"{ADMIN}/studio/sandbox/stories"),),
    "/admin/studio/sandbox/end": (("DELETE", f"{ADMIN}/studio/sandbox"),),
    "/admin/studio/{draft_id}/dry-run": (("POST", f"{DRAFT}/dry-run"),),
    "/admin/migrations": (("POST", f"{ADMIN}/migrations"),),
    "/admin/migrations/{migration_id}/mapping": (("PUT", f"{ADMIN}/migrations/{{migration_id}}/mapping"),),
    "/admin/migrations/{migration_id}/run": (("POST", f"{ADMIN}/migrations/{{migration_id}}/run"),),
    "/admin/migrations/{migration_id}/pause": (("POST", f"{ADMIN}/migrations/{{migration_id}}/pause"),),
    "/admin/migrations/{migration_id}/resume": (("POST", f"{ADMIN}/migrations/{{migration_id}}/resumption"),),
    "/admin/migrations/{migration_id}/undo": (("POST", f"{ADMIN}/migrations/{{migration_id}}/undo"),),
    "/admin/studio": (("POST", f"{ADMIN}/studio/drafts"),),
    "/admin/studio/new": (("POST", f"{ADMIN}/studio/programs"),),
    "/admin/studio/{draft_id}/parts": (("POST", f"{DRAFT}/parts"),),
    "/admin/studio/{draft_id}/sections/{section}": (("PUT", f"{DRAFT}/sections/{{section}}"),),
    "/admin/studio/{draft_id}/typing/{section}": (("PUT", f"{DRAFT}/typing/{{section}}"),),
    "/admin/studio/{draft_id}/drop-typing/{person_id}": (("DELETE", f"{DRAFT}/typing/{{path}}"),),
    "/admin/studio/{draft_id}/preview/{path:path}": (("POST", f"{DRAFT}/form-trials"),),
    "/admin/studio/{draft_id}/bench/{path:path}": (("POST", f"{DRAFT}/decision-trials"), ("POST", f"{DRAFT}/decision-examples")),
    "/admin/studio/{draft_id}/tables/{path:path}": (("PUT", f"{DRAFT}/tables/{{path}}"),),
    "/admin/studio/{draft_id}/diagrams": (("POST", f"{DRAFT}/diagrams"),),
    "/admin/studio/{draft_id}/cosign": (("POST", f"{DRAFT}/cosignature"),),
    "/admin/studio/{draft_id}/visit": (("POST", f"{DRAFT}/visits"),),
    "/admin/studio/{draft_id}/discard": (("DELETE", DRAFT),),
    "/admin/studio/{draft_id}/folder": (("PUT", f"{DRAFT}/folder"),),
    "/admin/studio/{draft_id}/files": (("PUT", f"{DRAFT}/files/{{path}}"),),
    "/admin/studio/{draft_id}/files/{path:path}": (("PUT", f"{DRAFT}/files/{{path}}"),),
    "/admin/studio/{draft_id}/drop/{path:path}": (("DELETE", f"{DRAFT}/aside/{{path}}"),),
    "/admin/studio/{draft_id}/remove/{path:path}": (("DELETE", f"{DRAFT}/files/{{path}}"),),
    "/admin/studio/{draft_id}/expression": (("POST", f"{DRAFT}/expressions"),),
    "/admin/studio/{draft_id}/release": (("POST", f"{DRAFT}/release"),),
    "/admin/studio/releases/{release_id}/restore": (("POST", f"{ADMIN}/studio/releases/{{release_id}}/restoration"),),
}

FILES = {
    "/tasks/workbook.xlsx": f"{PREFIX}/tasks/workbook.xlsx",
    "/tasks/worklist.pdf": f"{PREFIX}/tasks/worklist.pdf",
    "/office/cases/{case_id}/sheet.pdf": f"{CASE}/sheet.pdf",
    "/oversight/workbook.xlsx": f"{PREFIX}/oversight/workbook.xlsx",
}
"""What the desk and its supervisors take away as a file."""


def described(site):
    """Every operation of the OpenAPI document."""
    paths = site.stranger().get("/api/openapi.json").json()["paths"]
    return {(method.upper(), path) for path, methods in paths.items() for method in methods}


def test_every_page_that_changes_something_has_its_rest_operation(site):
    pages = page_addresses(site.app, "POST")
    unpaired = [page for page in pages if page not in PAIRS and page not in FOR_BROWSERS_ALONE]
    assert unpaired == [], "each needs a REST operation, named in PAIRS"
    operations = described(site)
    missing = [(page, pair) for page in pages for pair in PAIRS.get(page, ()) if pair not in operations]
    assert missing == []


def test_every_file_of_the_desk_has_its_operation(site):
    at_the_desk = {
        page
        for page in page_addresses(site.app, "GET")
        if page.startswith(("/tasks", "/office", "/oversight")) and page[-4:] in {".pdf", "xlsx"}
    }
    assert at_the_desk == set(FILES)
    assert {("GET", path) for path in FILES.values()} <= described(site)


def test_every_verb_has_its_operation():
    assert sorted(FIELDS) == sorted(VERBS)


def test_pages_change_nothing_by_other_methods(site):
    for method in ("PUT", "DELETE", "PATCH"):
        assert page_addresses(site.app, method) == []


def test_only_operations_for_programs_stand_under_the_prefix(site):
    for method in ("POST", "PUT", "DELETE"):
        for path in addresses(site.app, method):
            if path.startswith("/api/"):
                assert path.startswith(PREFIX), path
