"""Reckonings 计算过程: how an amount came about, as a movement of money keeps it and as the result of a decision tells it."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select

from engine.model import Case, Event
from engine.packages.program import Program
from engine.running.plain import plain
from engine.running.settings import parameters_of
from engine.sdk.effects import Computation
from engine.sdk.money import yuan
from engine.sdk.text import Text
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from engine.running.environment import CaseEnvironment

ROOT = "amounts"
TOLD_APART = frozenset({"lines", "parameters", "clause", "excluded"})
"""What of a decision's result has a place of its own in its reckoning."""


def unfolds_at(*parts: object) -> str:
    """Where an amount unfolds, from the root of the pages or of the API: `amounts/movement/…`."""
    return "/".join((ROOT, *(str(part) for part in parts)))


def unfolded(env: "CaseEnvironment", computation: Computation, amount: int) -> dict[str, Any]:
    """计算过程 as it is kept: inputs, lines, the rules that fired, and every parameter with its version."""
    kept: dict[str, Any] = plain(
        {
            "amount": amount,
            "inputs": dict(computation.inputs),
            "lines": [
                {"label": line.label.to_json(), "formula": line.formula, "amount": line.amount, "clause": line.clause}
                for line in computation.lines
            ],
            "decision": computation.decision,
            "explanation": _explanation(env, computation.decision),
            "rule": computation.rule,
            "clause": computation.clause,
            **versions(env.case, env.program, computation.parameters, env.case.filed_on or env.today),
        }
    )
    return kept


def versions(case: Case, program: Program, keys: Iterable[str], day: date) -> dict[str, Any]:
    """The parameters named, with value, first day, document and clause as in force for a case on a day, and its release."""
    parameters, known = [], parameters_of(case, program)
    for key in keys:
        parameter = known.get(key)
        value = parameter.on(day) if parameter else None
        if parameter is not None:
            parameters.append(
                {
                    "key": key,
                    "type": parameter.type,
                    "title": parameter.title.to_json(),
                    "value": plain(value.value) if value else None,
                    "from": value.start.isoformat() if value else None,
                    "document": value.document if value else "",
                    "clause": value.clause if value else "",
                }
            )
    return {"parameters": parameters, "release": program.manifest.version, "digest": program.digest}


def _explanation(env: "CaseEnvironment", element: str) -> Any:
    """What the decision at this element said of itself when it was last made in this case."""
    if not element:
        return None
    if element in env.explained:
        return env.explained[element]
    return (last_decision(env.uow, env.case.id, element) or {}).get("explanation")


def last_decision(uow: UnitOfWork, case_id: UUID, element: str, until: datetime | None = None) -> Mapping[str, Any] | None:
    """What the business rule task at an element of a case last recorded: `value` and `explanation`; None when it never decided."""
    chosen = select(Event.data).where(Event.case_id == case_id, Event.kind == "decision_made", Event.data["element"].astext == element)
    if until is not None:
        chosen = chosen.where(Event.at <= until)
    return uow.session.scalar(chosen.order_by(Event.seq.desc()).limit(1))


def reckoned(uow: UnitOfWork, case: Case, data: Mapping[str, Any], amount: int) -> dict[str, Any]:
    """The reckoning of an amount that a decision of a case gave: `lines`, `parameters` and `clause` of its result have their places."""
    value = data["value"] if isinstance(data.get("value"), Mapping) else {}
    day = case.filed_on or uow.now.astimezone(ZONE).date()
    program = uow.program(case.release_id)
    return {
        "amount": amount,
        "inputs": {key: each for key, each in value.items() if key not in TOLD_APART and not isinstance(each, Mapping | list | str)},
        "lines": [
            {
                "label": {"zh": each.get("zh", ""), "en": each.get("en", "")},
                "formula": each.get("formula") or "",
                "amount": each.get("amount"),
                "clause": each.get("clause") or "",
            }
            for each in value.get("lines") or ()
        ],
        "decision": data.get("element", ""),
        "explanation": data.get("explanation"),
        "rule": "",
        "clause": value.get("clause") or "",
        **versions(case, program, [str(key) for key in value.get("parameters") or ()], day),
    }


def in_a_line(told: Mapping[str, Any]) -> str:
    """A reckoning as one line of text for a cell of a workbook: what was reckoned how, and by which clause."""
    lines = [
        f"{Text.of(line['label']).zh}：{line['formula']}" + (f" = {yuan(line['amount'])}" if line["amount"] is not None else "")
        for line in told.get("lines") or ()
    ]
    return "；".join([*lines, *([f"依据 {told['clause']}"] if told.get("clause") else [])])
