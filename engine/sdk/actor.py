"""Who acts."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from uuid import UUID

ActorKind = Literal["enterprise", "officer", "administrator", "system"]


@lru_cache(4096)
def within(region: str, area: str) -> bool:
    """Whether a GB/T 2260 code lies in an area: the area itself or below it (440106 lies in 440100 and in 440000)."""
    prefix = area
    while len(prefix) > 2 and prefix.endswith("00"):
        prefix = prefix[:-2]
    return region.startswith(prefix)


@dataclass(frozen=True, slots=True)
class Stand:
    """外出代理: somebody an actor acts for today, with their posts, in some programs (none named: all)."""

    person_id: UUID
    name: str
    posts: frozenset[tuple[str, str]]
    programs: frozenset[str] = frozenset()

    def covers(self, program: str, role: str, region: str) -> bool:
        """Whether a task of this program, role and region may be done for them."""
        return (not self.programs or program in self.programs) and any(held == role and within(region, area) for held, area in self.posts)


@dataclass(frozen=True, slots=True)
class Actor:
    """The person (or the clock) behind a command: what they are, where, and which posts they hold.

    A post is a role in a region (GB/T 2260) and everything below it.
    """

    user_id: UUID | None
    name: str
    kind: ActorKind
    organisation_id: UUID | None = None
    organisation: str = ""
    posts: frozenset[tuple[str, str]] = frozenset()
    language: str = "zh"
    stands_for: tuple[Stand, ...] = ()
    """Whom the actor acts for today."""

    @classmethod
    def system(cls) -> "Actor":
        """The engine itself: timers, the worker, set-up."""
        return cls(None, "系统", "system")

    @property
    def is_system(self) -> bool:
        """Whether no person stands behind the act."""
        return self.kind == "system"

    @property
    def roles(self) -> frozenset[str]:
        """The roles held anywhere."""
        return frozenset(role for role, _ in self.posts)

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions a post is held in."""
        return tuple(sorted({region for _, region in self.posts}))

    def holds(self, role: str, region: str) -> bool:
        """Whether the actor holds a role for a case of this region."""
        return any(held == role and within(region, area) for held, area in self.posts)

    def sees(self, region: str) -> bool:
        """Whether a case of this region lies in the actor's area, or of those they act for, whatever the role."""
        areas = {area for posts in (self.posts, *(stand.posts for stand in self.stands_for)) for _, area in posts}
        return any(within(region, area) for area in areas)
