"""Who acts."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

ActorKind = Literal["enterprise", "officer", "administrator", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """The person (or the clock) behind a command: what they are, where, and for whom they may act.

    `regions` are GB/T 2260 codes; an officer may see the cases of these regions and everything below them.
    """

    user_id: UUID | None
    name: str
    kind: ActorKind
    organisation_id: UUID | None = None
    organisation: str = ""
    roles: frozenset[str] = frozenset()
    regions: tuple[str, ...] = ()
    language: str = "zh"

    @classmethod
    def system(cls) -> "Actor":
        """The engine itself: timers, the worker, set-up."""
        return cls(None, "系统", "system")

    @property
    def is_system(self) -> bool:
        """Whether no person stands behind the act."""
        return self.kind == "system"
