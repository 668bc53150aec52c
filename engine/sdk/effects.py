"""What a service may ask for beside facts: changes of roster rows, payments, benefits. Plain values; the engine does the rest."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from engine.sdk.text import Text

MovementKind = Literal["advance", "settlement", "refund", "recovery"]
BenefitState = Literal["reserved", "granted", "revoked"]
Whose = Literal["own", "parent"]


@dataclass(frozen=True, slots=True)
class RosterChange:
    """花名册行变更: a new status and new values of one row, by its number; `only` names the statuses the row must have now."""

    row: int
    status: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RosterCarry:
    """花名册对应: what a linked case's own roster says of people is carried over to the parent's rows of the same people.

    `by` names the own column whose value decides, `statuses` which status of the parent's row it means; `columns` are copied. The parent's
    row must be in one of `only` now.
    """

    by: str
    statuses: Mapping[str, str]
    columns: tuple[str, ...] = ()
    only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ComputedLine:
    """One line of a computation: what it is, how it was reckoned, what came out (fen), and why."""

    label: Text
    formula: str = ""
    amount: int | None = None
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Computation:
    """计算过程: how an amount came about. `decision` names the business rule task whose result was used: the engine adds the rules that
    fired; `parameters` names the settings: the engine adds their values, dates, documents and clauses.
    """

    inputs: Mapping[str, object] = field(default_factory=dict)
    lines: tuple[ComputedLine, ...] | list[ComputedLine] = ()
    decision: str = ""
    rule: str = ""
    clause: str = ""
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Payment:
    """资金: an amount in fen that is to be paid (advance, settlement) or taken back (refund, recovery).

    `payee` holds `name`, `bank` and `account` (as it stands in the facts, sealed). There is one live payment per kind and `key` of a case:
    asking again after a failure or a return makes the next attempt.
    """

    kind: MovementKind
    amount: int
    computation: Computation
    payee: Mapping[str, object] = field(default_factory=dict)
    key: str = ""


@dataclass(frozen=True, slots=True)
class Benefit:
    """享受补贴登记: what people (or the enterprise, with `enterprise`) of the roster receive.

    `rows` and `statuses` choose roster rows, own or the parent's; `amount` is fen a head, or fen by level. A conflict with another case
    refuses the whole step, or, with `on_conflict="skip"`, leaves the row out and names it in the facts under `benefits.conflicts`.
    """

    kind: str
    state: BenefitState
    year: int
    amount: int | Mapping[str, int] = 0
    of: Whose = "own"
    rows: tuple[int, ...] | None = None
    statuses: tuple[str, ...] = ()
    starts: date | str | None = None
    ends: date | str | None = None
    certificate: str = ""
    """The roster column that holds the certificate's number."""
    enterprise: bool = False
    decision: str = ""
    """The business rule task that reckoned the amount; pages and the API tell how from its result."""
    on_conflict: Literal["refuse", "skip"] = "refuse"


@dataclass(frozen=True, slots=True)
class BenefitCheck:
    """重复享受比对: compare roster rows with the registry without claiming; what is found stands under `benefits` of the facts."""

    kind: str
    year: int
    of: Whose = "own"
    rows: tuple[int, ...] | None = None
    statuses: tuple[str, ...] = ()
    certificate: str = ""
