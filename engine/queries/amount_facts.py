"""Amounts among a case's facts 办件中的金额: reckoned by a decision, computed by a form, added up from money, or typed by somebody."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select

from engine.model import Case, Movement, Submission, Task
from engine.packages.program import Program
from engine.packages.rates import MONEY
from engine.queries.amount_sums import of_movements, of_sum
from engine.queries.amount_views import KINDS, AmountPart, AmountView, part_of
from engine.queries.cases import seen_case
from engine.running.drafts import draft_of
from engine.running.forms import start_form
from engine.running.links import with_parent
from engine.running.reckoning import last_decision, reckoned, unfolds_at, versions
from engine.running.scope import at_path, case_scope, compiled
from engine.sdk.actor import Actor
from engine.sdk.errors import NotFound
from engine.sdk.ports import FieldInfo
from engine.sdk.text import Text
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork

GROUPS = frozenset({"group", "dynamiclist"})
SETTING = "parameters."
NAME = re.compile(r'"(?:[^"\\]|\\.)*"|[A-Za-z_][A-Za-z0-9_.]*')
"""a text in quotes, or a name with its members"""
YES, NO = Text("是", "yes"), Text("否", "no")


@dataclass(frozen=True, slots=True)
class MoneyField:
    """A field of a form that holds an amount: computed by its expression, or typed over what it was filled in with."""

    path: str
    label: Text
    expression: str
    prefill: str
    clause: str


def of_fact(uow: UnitOfWork, by: Actor, case: Case, path: list[str]) -> AmountView:
    """How the amount under a path of the facts came about; `parent` leads to the plan's own facts."""
    root, rest = path[0], path[1:]
    if root == "parent" and case.parent_id is not None and rest:
        return of_fact(uow, by, seen_case(uow, by, case.parent_id), rest)
    if root == "money":
        return of_sum(uow, case, rest)
    if root == "figures":
        return _of_report(uow, case, rest)
    if root == "payment" and rest == ["amount"]:
        return _of_payment(uow, case)
    made = last_decision(uow, case.id, root)
    if made is not None:
        return _of_decision(uow, case, made, path)
    field = next((each for each in _fields(uow, by, case, root) if each.path == ".".join(rest)), None)
    if field is None:
        raise _unknown(path)
    return _of_field(uow, case, root, field)


def _unknown(path: list[str]) -> NotFound:
    return NotFound("amount_not_found", address="/".join(path))


def _view(case: Case, path: list[str], title: Text, amount: Any, told: Text, **more: Any) -> AmountView:
    found = amount if isinstance(amount, int) and not isinstance(amount, bool) else None
    said: dict[str, Any] = {"computation": None, "parts": (), "more": 0, **more}
    return AmountView(unfolds_at("fact", case.id, *path), title, found, told, case_id=case.id, case_number=case.number or "", **said)


def _of_decision(uow: UnitOfWork, case: Case, made: Mapping[str, Any], path: list[str]) -> AmountView:
    if path[-1] not in MONEY:
        raise _unknown(path)
    amount = at_path(case.facts, ".".join(path))
    found = int(amount) if isinstance(amount, int) else 0
    told = Text("由决策表核定。", "Reckoned by a decision table.")
    return _view(case, path, Text("核定金额", "Amount reckoned"), amount, told, computation=reckoned(uow, case, made, found))


def _of_payment(uow: UnitOfWork, case: Case) -> AmountView:
    """What the treasury answered last is one movement."""
    told = case.facts.get("payment")
    movement = uow.session.get(Movement, told["movement"]) if isinstance(told, Mapping) and told.get("movement") else None
    if movement is None:
        raise _unknown(["payment", "amount"])
    part = part_of(movement, case.number or "")
    said = Text("国库答复的一笔资金。", "One payment, as the treasury answered it.")
    return _view(case, ["payment", "amount"], KINDS[movement.kind], movement.amount, said, parts=(part,))


def _of_report(uow: UnitOfWork, case: Case, rest: list[str]) -> AmountView:
    """A figure of a periodic report: the money that arrived in its district and year before it was begun."""
    year = at_path(case.facts, "figures.year")
    if len(rest) != 2 or rest[0] != "money" or rest[1] not in KINDS or not isinstance(year, int):
        raise _unknown(["figures", *rest])
    begun = case.created_at
    chosen = (
        (Case.program == case.program)
        & (Movement.region == case.region)
        & (Movement.kind == rest[1])
        & (Movement.state == "paid")
        & (Movement.settled_on >= datetime.combine(date(year, 1, 1), time(), ZONE).date())
        & (Movement.settled_on <= begun.astimezone(ZONE).date())
    )
    return of_movements(uow, chosen, unfolds_at("fact", case.id, "figures", *rest), KINDS[rest[1]], case)


def _fields(uow: UnitOfWork, by: Actor, case: Case, writer: str) -> Iterator[MoneyField]:
    """The fields with amounts of the form whose answers stand under a writer; an applicant knows its own forms only."""
    program = uow.program(case.release_id)
    name = start_form(program, case)
    if writer != name:
        task = uow.session.scalar(select(Task).where(Task.case_id == case.id, Task.element == writer).limit(1))
        if task is None or (by.kind == "enterprise" and task.organisation_id is None):
            return
        name = task.form
    yield from _walk(program.forms.get(name, {}), "")


def _walk(holder: Mapping[str, Any], prefix: str) -> Iterator[MoneyField]:
    for component in holder.get("components") or ():
        said = component.get("properties") or {}
        own = component.get("path") if component.get("type") in GROUPS else component.get("key")
        path = ".".join(part for part in (prefix, str(own or "")) if part)
        if said.get("format") == "money":
            label = Text(str(said.get("label") or component.get("label") or ""), str(said.get("label_en") or ""))
            text = str(component.get("expression") or "")
            yield MoneyField(path, label, text, str(said.get("prefill") or ""), str(said.get("clause") or ""))
        yield from _walk(component, path)


def _of_field(uow: UnitOfWork, case: Case, writer: str, field: MoneyField) -> AmountView:
    path = [writer, *field.path.split(".")]
    draft = draft_of(uow, case.id, "start") if case.status == "draft" else None
    own: Mapping[str, Any] = draft.data if draft is not None else case.facts.get(writer) or {}
    amount = at_path(own, field.path)
    if field.expression:
        return _of_expression(uow, case, path, field, own)
    sent = uow.session.scalar(
        select(Submission).where(Submission.case_id == case.id, Submission.step == writer).order_by(Submission.submitted_at.desc()).limit(1)
    )
    told = Text("尚未提交的填写内容。", "Typed, and not sent yet.")
    if sent is not None:
        day = sent.submitted_at.astimezone(ZONE).date().isoformat()
        told = Text(f"由{sent.submitted_by}于 {day} 填报。", f"Filled in by {sent.submitted_by} on {day}.")
    parts: tuple[AmountPart, ...] = ()
    if field.prefill:
        before = at_path(case.facts, field.prefill)
        parts = (AmountPart(field.label, before, unfolds_at("fact", case.id, *field.prefill.split("."))),)
    return _view(case, path, field.label, amount, told, parts=parts)


def _of_expression(uow: UnitOfWork, case: Case, path: list[str], field: MoneyField, own: Mapping[str, Any]) -> AmountView:
    """A computed field: its expression, what it read, and the settings it used with their versions."""
    program = uow.program(case.release_id)
    today = uow.now.astimezone(ZONE).date()
    scope = with_parent(uow, case, case_scope(case, program, today))
    read = sorted(compiled(field.expression).paths)
    fields = {info.path: info for info in uow.ports.forms.fields(program.forms.get(start_form(program, case), {}))}
    titles = _titles(program, fields, read)
    known = {each.path: each for each in _walk(program.forms.get(start_form(program, case), {}), "")}
    inputs: dict[str, Any] = {}
    parts: list[AmountPart] = []
    for name in read:
        if name.startswith(SETTING):
            continue
        inside = name.partition(".")[0] in own
        value = at_path(own if inside else scope, name)
        if isinstance(value, Mapping | list):
            continue
        inputs[name] = value
        if inside and name in known and path[0] == start_form(program, case):
            parts.append(AmountPart(known[name].label, value, unfolds_at("fact", case.id, path[0], *name.split("."))))
        elif not inside and _is_amount(name):
            parts.append(AmountPart(Text(name), value, unfolds_at("fact", case.id, *name.split("."))))
    keys = [name.removeprefix(SETTING) for name in read if name.startswith(SETTING)]
    amount = at_path(own, field.path)
    formula = Text(_worded(field.expression, titles, "zh"), _worded(field.expression, titles, "en"))
    line = {"label": field.label.to_json(), "formula": formula.to_json(), "amount": amount, "clause": field.clause}
    computation = {
        "amount": amount,
        "inputs": inputs,
        "titles": {name: title.to_json() for name, title in titles.items() if name in inputs},
        "chosen": {name: told.to_json() for name, value in inputs.items() if (told := _chosen(fields.get(name), value)) is not None},
        "lines": [line],
        "decision": "",
        "explanation": None,
        "rule": "",
        "clause": field.clause,
        **versions(case, program, keys, case.filed_on or today),
    }
    told = Text("由表单按算式计算。", "Computed by the form.")
    return _view(case, path, field.label, amount, told, computation=computation, parts=tuple(parts))


def _titles(program: Program, fields: Mapping[str, FieldInfo], names: Iterable[str]) -> dict[str, Text]:
    """What people call the facts an expression reads: labels of the form's fields, titles of settings."""
    labels = {path: Text(info.label, info.label_en) for path, info in fields.items() if info.label}
    settings = {f"{SETTING}{key}": each.title for key, each in program.parameters.items()}
    return {name: found for name in names if (found := labels.get(name) or settings.get(name)) is not None}


def _chosen(info: FieldInfo | None, value: Any) -> Text | None:
    """The words of a choice; None for what was not chosen from a list."""
    if isinstance(value, bool):
        return YES if value else NO
    if info is None or str(value) not in info.options:
        return None
    return Text(info.options[str(value)], info.options_en.get(str(value), ""))


def _worded(expression: str, titles: Mapping[str, Text], language: str) -> str:
    """An expression with the names of facts as people call them; texts in quotes stay."""
    return NAME.sub(lambda part: titles[part[0]].in_(language) if part[0] in titles else part[0], expression.removeprefix("="))


def _is_amount(name: str) -> bool:
    return name.rpartition(".")[2] in MONEY or name.startswith(("parent.money.", "money.", "figures.money."))
