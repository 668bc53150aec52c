"""台账查询: what registers say of whom an application or a step names, as `registers.<register>` of the facts."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine.packages.functions import host_functions
from engine.packages.manifest import ProcessSpec
from engine.packages.program import Program
from engine.running.access import prefix_of
from engine.running.scope import evaluate
from engine.store.opening import lines_of
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork


def looked_up(uow: UnitOfWork, program: Program, spec: ProcessSpec, scope: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Register -> the lines in force under the key a process looks up there, oldest first, of all offices of the area the program serves.

    All look-ups of a process cost one statement; one whose key the facts do not give finds nothing.
    """
    functions, now = host_functions(uow.calendar), uow.now.astimezone(ZONE)
    keys = {each.register: evaluate(each.key, scope, functions, now) for each in spec.looks_up}
    known = _lines(uow, program, {register: key for register, key in keys.items() if isinstance(key, str) and key})
    return {register: [line for line in known[register] if _holds(uow, program, register, line, known[register])] for register in keys}


def _lines(uow: UnitOfWork, program: Program, keys: Mapping[str, str]) -> Mapping[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in lines_of(uow.together, keys, prefix_of(program.manifest.region)) if keys else ():
        told = {"region": line["region"], "year": line["year"], "entered_at": datetime.fromisoformat(line["entered_at"]).astimezone(ZONE)}
        found[line["register"]].append({**line["values"], **told})
    return found


def _holds(uow: UnitOfWork, program: Program, register: str, line: Mapping[str, Any], lines: list[dict[str, Any]]) -> bool:
    spec = program.manifest.registers.get(register)
    if spec is None or not spec.in_force:
        return True
    now = uow.now.astimezone(ZONE)
    return evaluate(spec.in_force, {"line": line, "lines": lines, "today": now.date()}, host_functions(uow.calendar), now) is True
