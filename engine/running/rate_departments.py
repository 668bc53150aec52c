"""两个部门: who stands for 人社 and who for 财政 when rates of a program change."""

import tomllib
from collections.abc import Mapping
from contextlib import suppress
from uuid import UUID

from sqlalchemy import select

from engine.model import ProgramDraftCosign
from engine.packages.rates import DEPARTMENTS
from engine.sdk.actor import Actor
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork


def lacking_departments(uow: UnitOfWork, by: Actor, draft_id: UUID, digest: str, region: str) -> tuple[Text, ...]:
    """The departments nobody has signed for, were the actor to release the draft; both, where one organisation stands for both alone."""
    chosen = select(ProgramDraftCosign).where(ProgramDraftCosign.draft_id == draft_id, ProgramDraftCosign.digest == digest)
    behind = {(name, each.organisation_id) for each in uow.session.scalars(chosen) for name in each.departments}
    behind |= {(name, by.organisation_id) for name in departments_of(by, region) if by.organisation_id is not None}
    missing = tuple(title for key, title in DEPARTMENTS.items() if all(name != key for name, _ in behind))
    return missing or (() if len({place for _, place in behind}) > 1 else tuple(DEPARTMENTS.values()))


def departments_of(by: Actor, region: str) -> frozenset[str]:
    """For which of the two departments somebody signs rates of a region; of what belongs to no region, wherever they hold the post."""
    return frozenset(key for key in DEPARTMENTS if (by.holds(key, region) if region else key in by.roles))


def region_of(program: str, *files: Mapping[str, bytes]) -> str:
    """The region of a program as its first known manifest says; "" where none does."""
    for known in files:
        with suppress(tomllib.TOMLDecodeError, UnicodeDecodeError):
            if found := tomllib.loads(known.get(f"{program}/manifest.toml", b"").decode()).get("region"):
                return str(found)
    return ""
