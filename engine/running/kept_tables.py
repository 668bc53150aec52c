"""随案沿用的决策表: a case that was moved keeps the tables of money it was filed under, as it keeps their parameters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from engine.dmn import Decision, Model
from engine.feel import HostFunction
from engine.model import Case
from engine.packages.program import Program
from engine.packages.rates import money_files
from engine.packages.table_results import logic_of
from engine.running.scope import decided
from engine.running.settings import settings_of
from engine.store.unit_of_work import UnitOfWork

KEPT_TABLES = "@tables"
"""The writer of what a moved case keeps: releases by decision. No element may be called so, and no expression can read it."""

MOST_PAIRS = 64
_differing: dict[tuple[str, str], Mapping[str, bool]] = {}
"""What was compared, by the digests of both: every case of a migration asks the same."""


@dataclass(frozen=True, slots=True)
class Table:
    """决策表: a decision, and the release whose parameters it reads."""

    decision: str
    model: Model
    home: Program
    kept: bool
    """Whether the case keeps it from a release it has left."""

    def decide(self, case: Case, scope: Mapping[str, Any], functions: Sequence[HostFunction], now: datetime, today: date) -> Decision:
        """What it says of a case whose facts are `scope`.

        Raises:
            DecisionFailed: when it costs more than a decision may.
        """
        return self.answer({**scope, "parameters": settings_of(case, self.home, today)} if self.kept else scope, functions, now)

    def answer(self, scope: Mapping[str, Any], functions: Sequence[HostFunction], now: datetime) -> Decision:
        """What it says of these facts, `parameters` among them."""
        return decided(self.model, self.decision, scope, functions, now)


def table_of(uow: UnitOfWork, case: Case, program: Program, decision: str) -> Table | None:
    """The table a case consults under a name: the one it keeps, else that of its release; None where there is none."""
    kept = kept_by(case).get(decision)
    home = uow.program(UUID(kept)) if kept else program
    model = home.decisions.get(decision)
    return Table(decision, model, home, kept is not None) if model is not None else None


def kept_by(case: Case) -> Mapping[str, str]:
    """The releases of the tables a moved case keeps, by decision."""
    found: Mapping[str, str] = case.facts.get(KEPT_TABLES) or {}
    return found


def tables_to_keep(uow: UnitOfWork, case: Case, old: Program, new: Program) -> dict[str, str]:
    """What a filed case has to keep so that a move changes no table of money for it: releases by decision, where the logic differs."""
    if case.filed_on is None:
        return {}
    kept = kept_by(case)
    found = {decision: str(case.release_id) for decision, money in differing_tables(old, new).items() if money and decision not in kept}
    return found | {name: at for name, at in kept.items() if differing_tables(uow.program(UUID(at)), new).get(name)}


def differing_tables(old: Program, new: Program) -> Mapping[str, bool]:
    """The decisions of both releases that compute something else, and whether they are of money."""
    known = _differing.get((old.digest, new.digest))
    if known is None:
        if len(_differing) >= MOST_PAIRS:
            _differing.clear()
        paying = {(each.digest, path) for each in (old, new) for path in money_files(each.files)}
        known = _differing[old.digest, new.digest] = {
            decision: any((each.digest, each.decision_files[decision]) in paying for each in (old, new))
            for decision, model in new.decisions.items()
            if decision in old.decisions and logic_of(old.decisions[decision], decision) != logic_of(model, decision)
        }
    return known


def keep_tables(case: Case, kept: Mapping[str, str]) -> None:
    """The case consults these from now on, and no others under their names."""
    rest = {name: said for name, said in case.facts.items() if name != KEPT_TABLES}
    case.facts = {**rest, KEPT_TABLES: dict(kept)} if kept else rest
