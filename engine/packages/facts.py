"""The types of a program's facts 事实类型: what every expression of its diagrams will see, known before anything runs."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.bpmn import Element
from engine.packages.program import Program
from engine.sdk.ports import FieldInfo

Fields = Callable[[Mapping[str, Any]], Sequence[FieldInfo]]
KINDS = {
    "number": "number",
    "checkbox": "boolean",
    **dict.fromkeys(("textfield", "textarea", "datetime", "region", "enterprise"), "string"),
}
APART = {"roster", "material", "filepicker"}
PARAMETERS = {
    **dict.fromkeys(("limit", "text"), "string"),
    **dict.fromkeys(("money", "ratio", "integer", "number"), "number"),
    "boolean": "boolean",
}
ROSTER = {"count": "number", "good": "number", "eligible": "number", "ineligible": "number", "faulty": "number"}
CASE = {
    "id": "string", "number": "string", "region": "string", "filed_on": "date", "received_on": "date", "stage": "string",
    "status": "string", "organisation": "string", "uscc": "string",
}  # fmt: skip
DECIDED = {"outcome": "string", "opinion": "string", "by": "string", "at": "string"}
SIGNED = {"decided": "boolean", "agreed": "number", "signed": "number", "round": "number", "votes": "Any"}
OF_VERBS = ("suspension", "extension", "termination", "recused")
"""What the verbs of the desk write."""


def facts_schema(program: Program, process: str, fields: Fields) -> dict[str, Any]:
    """Name -> type of everything FEEL can read in a case of `process`, in the notation of `engine.feel` types."""
    spec = program.manifest.processes[process]
    schema: dict[str, Any] = {
        "parameters": {key: PARAMETERS.get(parameter.type, "Any") for key, parameter in program.parameters.items()},
        "case": CASE,
        "roster": ROSTER,
        "today": "date",
        "district": {"code": "string", "name": "string", "short": "string"},
        "checks": "Any",
        "corrections": "Any",
        "objections": "Any",
        "parent": "Any",
        "linked": "Any",
        "schedule": "Any",
        "figures": "Any",
        "under_way": "Any",
        "registers": dict.fromkeys((each.register for each in spec.looks_up), "Any"),
        **dict.fromkeys(OF_VERBS, "Any"),
        spec.form: form_type(fields(program.forms.get(spec.form, {"components": []}))),
    }
    for name in program.reachable(process):
        for element in program.definition.processes[name].elements.values():
            form = program.form_name(process, element.attributes.get("form", ""))
            if element.kind in {"userTask", "manualTask", "serviceTask"} and form != spec.form:
                known = form_type(fields(program.forms[form])) if form in program.forms else {}
                schema[element.id] = {**DECIDED, **_signed(element), **known} if element.kind != "serviceTask" or form else "Any"
            elif element.kind in {"userTask", "manualTask"}:
                schema[element.id] = {**DECIDED, **_signed(element)}
            elif element.kind == "businessRuleTask":
                schema[element.id] = "Any"
    return schema


def _signed(element: Element) -> dict[str, str]:
    return SIGNED if element.attributes.get("signing") else {}


def form_type(fields: Sequence[FieldInfo]) -> dict[str, Any]:
    """The type of a form's values; rows of a list as a list of contexts; rosters and files are no facts."""
    known: dict[str, Any] = {}
    apart = tuple(f"{field.path}." for field in fields if field.kind == "roster")
    for field in fields:
        if field.kind in APART or (apart and field.path.startswith(apart)):
            continue
        _put(known, field.path.split("."), KINDS.get(field.kind, "Any"))
    return known


def _put(known: dict[str, Any], path: list[str], kind: str) -> None:
    name, *rest = path
    if not rest:
        if not isinstance(known.get(name), dict | list):
            known[name] = kind
    elif rest[0] == "*":
        rows = known.get(name)
        if not isinstance(rows, list):
            rows = known[name] = [{}]
        if rest[1:]:
            _put(rows[0], rest[1:], kind)
    else:
        inner = known.get(name)
        if not isinstance(inner, dict):
            inner = known[name] = {}
        _put(inner, rest, kind)
