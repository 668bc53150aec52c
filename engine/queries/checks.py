"""Checks 预审 as officers see them: the record of the submission, and what officers found out since."""

from engine.model import Case
from engine.packages.functions import host_functions
from engine.packages.program import Program
from engine.queries.check_views import CheckView
from engine.running.prechecks import ASKED, answered
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork


def check_views(uow: UnitOfWork, program: Program, case: Case) -> tuple[CheckView, ...]:
    """预审: every check with its result, its clause and the rows it concerns; those asked of an officer as answered by now."""
    specs = {spec.key: spec for spec in program.manifest.checks_of(case.process)}
    functions = host_functions(uow.calendar)
    views = []
    for record in case.facts.get("checks", {}).get("results", ()):
        result, rows = record["result"], tuple(record["rows"])
        spec = specs.get(record["key"])
        if result == ASKED and spec is not None and spec.asked:
            result, found = answered(spec, case.facts, functions)
            rows = found or rows
        said = tuple(Text.of(sentence) for sentence in record["said"])
        views.append(CheckView(record["key"], result, Text.of(record["title"]), record["clause"], said, rows, record["people"]))
    return tuple(views)
