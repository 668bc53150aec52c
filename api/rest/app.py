"""REST put together: every resource under `/api/v1`, its OpenAPI document, and a page that lists it without loading anything foreign."""

from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from starlette.responses import JSONResponse, Response

from api.pages.page import AnyPage
from api.rest import (
    administration,
    alerts,
    amounts,
    budgets,
    bulk,
    cases,
    desk,
    directory,
    dossiers,
    dry_runs,
    files,
    guides,
    migrations,
    operations,
    oversight,
    payments,
    plans,
    printing,
    publicity,
    queue,
    ratings,
    registers,
    repairs,
    report_figures,
    retention,
    rosters,
    sessions,
    studio,
    tasks,
    tokens,
    trying,
    verbs,
    webhooks,
)
from api.rest.kinds import ProblemBody

PREFIX = "/api/v1"
RESOURCES = (
    sessions,
    guides,
    publicity,
    printing,
    cases,
    dossiers,
    rosters,
    files,
    tasks,
    verbs,
    desk,
    alerts,
    oversight,
    queue,
    bulk,
    plans,
    payments,
    budgets,
    ratings,
    amounts,
    registers,
    report_figures,
    administration,
    directory,
    tokens,
    studio,
    dry_runs,
    trying,
    migrations,
    operations,
    repairs,
    retention,
    webhooks,
)
TAGS = [
    {"name": "sessions", "description": "登录 / Sign in for a bearer token."},
    {"name": "guides", "description": "办事指南 / What may be applied for; public."},
    {"name": "cases", "description": "办件 / Fill in, submit, follow and withdraw."},
    {"name": "rosters", "description": "花名册 / The rows of a case's roster, as JSON or as a workbook."},
    {"name": "files", "description": "材料与文书 / Attachments and issued notices."},
    {"name": "tasks", "description": "待办 / The officer's queue and decisions."},
    {"name": "queue", "description": "列表设置与常用意见 / Saved views, columns, phrases."},
    {"name": "bulk", "description": "批量办理 / Many tasks at once, looked at, confirmed, undone."},
    {"name": "verbs", "description": "审批动作 / What else an officer can do with a task."},
    {"name": "alerts", "description": "消息提醒 / What one is told, and by which channels."},
    {"name": "oversight", "description": "督办 / Red and yellow cards, remarks, explanations."},
    {"name": "plans", "description": "计划 / Linked cases, money and benefits of a plan."},
    {"name": "payments", "description": "资金拨付 / Payments, prepared, checked, approved, sent and answered."},
    {"name": "ratings", "description": "好差评 / Closed cases are rated by their enterprises; bad ratings are called back."},
    {"name": "amounts", "description": "金额的来历 / How any amount came about."},
    {"name": "publicities", "description": "公示 / Lists everybody may read while they are published, and object to; public."},
    {"name": "registers", "description": "台账 / What was filed in a year and an area, with sums, as JSON or as a workbook."},
    {"name": "administration", "description": "管理 / People, releases, calendar, audit log, incidents."},
    {"name": "retention", "description": "保管与销毁 / How long dossiers are kept, destruction by two, legal holds."},
    {"name": "operations", "description": "运行 / Where cases stand, any case, background jobs, holds."},
    {"name": "migrations", "description": "迁移 / Running cases go over to another release."},
    {"name": "studio", "description": "项目工作室 / Drafts of programs, their files, their release."},
]
DESCRIPTION = """The same actions as the pages, for programs.

Sign in with `POST /api/v1/sessions` and send `Authorization: Bearer <token>`. Every action that changes something takes an
`Idempotency-Key` header: the same key again answers what the first request was answered. Refusals are `application/problem+json`
(RFC 9457) with a stable `code`; what is wrong with what was sent stands in `errors`, all at once. Times carry their zone, days are
ISO dates, amounts of money are whole fen (`format: fen`), texts for people come as `{"zh", "en"}`. Beside every amount stands
`explanation`: `GET /api/v1/<explanation>` tells how it came about."""


def rest_router() -> APIRouter:
    """Every REST operation and the pages that describe them."""
    router = APIRouter()
    for resource in RESOURCES:
        router.include_router(resource.router, prefix=PREFIX)
    router.add_api_route("/api/openapi.json", document, include_in_schema=False)
    router.add_api_route("/api/docs", listing, include_in_schema=False)
    return router


def operation_name(route: APIRoute) -> str:
    """The name of an operation in generated clients: its tag and what it does."""
    return f"{route.tags[0]}_{route.name}" if route.tags else route.name


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document; made once."""
    if app.openapi_schema is None:
        schema = get_openapi(
            title="通办 Tongban", version="1", summary="政策项目办理引擎", description=DESCRIPTION, routes=app.routes, tags=TAGS
        )
        problem = ProblemBody.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas = schema["components"]["schemas"]
        schemas.update(problem.pop("$defs"))
        schemas["ProblemBody"] = problem
        app.openapi_schema = schema
    return app.openapi_schema


def document(request: Request) -> Response:
    """The OpenAPI document."""
    return JSONResponse(describe(request.app))


def listing(page: AnyPage) -> Response:
    """Every operation on one page, by resource."""
    schema = describe(page.request.app)
    groups = [{**tag, "operations": [each for each in _operations(schema) if tag["name"] in each["tags"]]} for tag in TAGS]
    return page.html("public/api.html", groups=groups, description=DESCRIPTION)


def _operations(schema: dict[str, Any]) -> list[dict[str, Any]]:
    found = []
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            found.append(
                {
                    "method": method.upper(),
                    "path": path,
                    "tags": operation["tags"],
                    "summary": operation["summary"],
                    "description": operation.get("description", ""),
                    "parameters": [each["name"] for each in operation.get("parameters", ())],
                    "statuses": sorted(operation["responses"]),
                }
            )
    return found
