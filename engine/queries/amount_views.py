"""What an amount answers when it is asked how it came about 金额的来历, and the address at which it is asked (ADR 0608)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from engine.model import Movement
from engine.running.reckoning import unfolds_at
from engine.sdk.money import Fen
from engine.sdk.text import Text

EVERYWHERE = "all"
"""As what an address names all areas at once."""
MOST_PARTS = 500
KINDS: Mapping[str, Text] = {
    "advance": Text("预支", "Advance"),
    "settlement": Text("结算补贴", "Settlement"),
    "refund": Text("退回", "Refund"),
    "recovery": Text("追回", "Recovery"),
}


@dataclass(frozen=True, slots=True)
class AmountPart:
    """One of the amounts that another is made of; it unfolds at `explanation` ("" where there is no more to tell)."""

    title: Text
    amount: Fen | None
    explanation: str


@dataclass(frozen=True, slots=True)
class AmountView:
    """金额的来历: what the amount is, in one sentence how it came about, its reckoning, and the amounts it is made of.

    `computation` holds inputs, lines, the rules that held, clause and parameters with their versions, as with a movement. `parts` are
    the first `MOST_PARTS`, `more` says how many there are beside. `case_id` is the case it belongs to, where it belongs to one.
    """

    explanation: str
    title: Text
    amount: Fen | None
    told: Text
    computation: Mapping[str, Any] | None
    parts: tuple[AmountPart, ...]
    more: int
    case_id: UUID | None
    case_number: str


def part_of(movement: Movement, number: str, *, sign: int = 1) -> AmountPart:
    """A movement of money as a part of a sum."""
    kind = KINDS[movement.kind]
    return AmountPart(Text(f"{kind.zh} {number}", f"{kind.en} {number}"), sign * movement.amount, unfolds_at("movement", movement.id))
