"""Pages 预算指标: the budget lines finance officers keep, each with its grants and what payments hold of it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.pages.page import Form, OfficerPage, Page
from api.pages.payments import FINANCE, FUNDS, STEPS
from api.pages.values import number_of, parameter
from engine.commands import ChangeBudget, OpenBudgetLine
from engine.queries import BudgetLines
from engine.sdk.errors import FieldError, InvalidInput
from engine.sdk.money import MoneyRefused, parse_yuan

router = APIRouter(prefix="/payments/budgets", include_in_schema=False)
BESIDE = {"amount": "more", "document": "by"}
"""What a field is called beside a line."""
FIELDS = {"region": 6, "year": 4, "fund_source": 40, "item": 100, "function_code": 7, "amount": 30, "document": 100}
"""What is typed, and how long it may be."""


@router.get("")
def budgets(request: Request, page: OfficerPage) -> Response:
    """The lines of a year."""
    return _draw(page, number_of(parameter(request, "year"), page.today().year, 2000, 2100), {}, ())


@router.post("")
def open_line(page: OfficerPage, form: Form) -> Response:
    """A new line with its first grant."""
    typed = {name: form.text(name, most) for name, most in FIELDS.items()}
    year = number_of(typed["year"], 0, 0, 9999)

    def line(amount: int) -> OpenBudgetLine:
        told = {name: typed[name] for name in ("region", "fund_source", "item", "function_code", "document")}
        return OpenBudgetLine(year=year, amount=amount, **told)

    return _do(page, form, typed, line, year, say="budget_opened")


@router.post("/{line_id}/entries")
def change(page: OfficerPage, form: Form, line_id: UUID) -> Response:
    """More of a line, or less."""
    typed = {"line": str(line_id), "more": form.text("more", 30), "by": form.text("by", 100)}
    year = number_of(form.text("year", 4), page.today().year, 2000, 2100)

    def entry(amount: int) -> ChangeBudget:
        return ChangeBudget(line_id=line_id, amount=amount, document=typed["by"])

    return _do(page, form, typed, entry, year, say="budget_changed")


def _do(page: Page, form: Form, typed: Mapping[str, str], command: Any, year: int, *, say: str) -> Response:
    try:
        page.execute(command(_fen(typed.get("amount", typed.get("more", "")))), form.key)
    except InvalidInput as refusal:
        line = typed.get("line")
        errors = [replace(each, path=f"{BESIDE[each.path]}-{line}") if line else each for each in refusal.errors]
        return _draw(page, year if line else page.today().year, typed, errors, 422)
    return page.go(f"/payments/budgets?year={year}", say=say)


def _fen(text: str) -> int:
    try:
        return parse_yuan(text, negative=True)
    except MoneyRefused as refused:
        raise InvalidInput([FieldError("amount", refused.text.zh, refused.text.en, code=refused.code)]) from refused


def _draw(page: Page, year: int, typed: Mapping[str, str], errors: Any, status: int = 200) -> Response:
    areas = tuple(sorted({region for role, region in page.actor.posts if role == FINANCE}))
    lines = page.ask(BudgetLines(year=year))
    shown = {**dict.fromkeys((*FIELDS, "line", *BESIDE.values()), ""), "year": str(year), "region": areas[0] if areas else "", **typed}
    this = page.today().year
    return page.html(
        "officer/budgets.html",
        status,
        lines=lines,
        year=year,
        years=(this - 1, this, this + 1),
        areas=areas,
        funds=FUNDS,
        steps=STEPS,
        typed=shown,
        errors=errors,
    )
