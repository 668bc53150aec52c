"""按人员检索: whom a search means, and which cases it may tell of. Whether somebody is on a roster is itself a secret."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, and_, false, or_, select, true, tuple_

from engine.model import Case, Release
from engine.running.access import prefix_of
from engine.running.sealing import Sealer
from engine.running.unmasking import roles_in
from engine.sdk.actor import Actor
from engine.sdk.errors import FieldError, InvalidInput
from engine.security.keyring import Keyring, SealBroken
from engine.store.unit_of_work import UnitOfWork

IDENTITY = re.compile(r"\d{17}[\dX]")
NAME = re.compile(r"[^\W\d_]{2,}(·[^\W\d_]+)*")
DOTS = re.compile(r"[•・‧∙．.]")
LONGEST_NAME = 50
CONTEXT = "person sought"
NAME_COLUMN = "name"
Kind = Literal["id", "name"]


def name_as_written(name: str) -> str:
    """The normal form of a full name: without blanks, with one kind of dot."""
    return DOTS.sub("·", "".join(name.split()))


def named(sealer: Sealer, values: Mapping[str, object]) -> bytes | None:
    """The blind index of the name on a row of a roster; None where it has none."""
    name = values.get(NAME_COLUMN)
    return sealer.index("name", name_as_written(name)) if isinstance(name, str) and name.strip() else None


@dataclass(frozen=True, slots=True)
class Sought:
    """检索的人: the blind index of a whole identity number or of a full name."""

    kind: Kind
    index: bytes

    @classmethod
    def of(cls, keyring: Keyring, text: str) -> "Sought":
        """Read what was typed; `InvalidInput` for a part of a number, and for what cannot be a full name."""
        number, name = text.strip().upper(), name_as_written(text)
        if IDENTITY.fullmatch(number):
            return cls("id", Sealer(keyring).index("id", number))
        if len(name) <= LONGEST_NAME and NAME.fullmatch(name):
            return cls("name", Sealer(keyring).index("name", name))
        zh = "请输入 18 位公民身份号码，或者与花名册一致的完整姓名；不能只输入一部分。"
        en = "Give the whole identity number (18 characters), or the full name as it stands on the roster; parts are not looked for."
        raise InvalidInput([FieldError("text", zh, en, code="person_unclear")])

    def token(self, keyring: Keyring, by: Actor) -> str:
        """The search as it stands in an address: it says nothing, and opens for the same person alone."""
        return keyring.seal(f"{self.kind} {self.index.hex()}", CONTEXT, str(by.user_id)).hex()

    @classmethod
    def read(cls, keyring: Keyring, token: str, by: Actor) -> "Sought":
        """The search of a token; `InvalidInput` for somebody else's, or one that was changed."""
        try:
            kind, index = keyring.unseal(bytes.fromhex(token), CONTEXT, str(by.user_id)).split()
        except (SealBroken, ValueError):
            zh, en = (
                "这次人员检索不属于您，或已失效，请重新检索。",
                "This search for a person is not yours or no longer holds: search again.",
            )
            raise InvalidInput([FieldError("person", zh, en, code="person_token")]) from None
        return cls("id" if kind == "id" else "name", bytes.fromhex(index))


def open_to(uow: UnitOfWork, by: Actor) -> ColumnElement[bool]:
    """The SQL condition that a case is one whose masked values the actor may see (`may_unmask` says it of one case)."""
    if by.is_system:
        return true()
    if by.kind != "officer":
        return false()
    alike: dict[frozenset[str], list[tuple[object, str]]] = defaultdict(list)
    for release_id in uow.session.scalars(select(Release.id)):
        program = uow.program(release_id)
        for process in program.definition.processes:
            areas = frozenset(area for role, area in by.posts if role in roles_in(program, process))
            if areas:
                alike[areas].append((release_id, process))
    there = [
        and_(tuple_(Case.release_id, Case.process).in_(pairs), or_(*(Case.region.like(prefix_of(area) + "%") for area in sorted(areas))))
        for areas, pairs in alike.items()
    ]
    return and_(Case.status != "draft", or_(*there)) if there else false()


def may_look(uow: UnitOfWork, by: Actor) -> bool:
    """Whether there are cases anywhere whose rosters the actor may be told of."""
    if by.is_system:
        return True
    held = {role for role, _ in by.posts} if by.kind == "officer" else set()
    programs = (uow.program(release_id) for release_id in uow.session.scalars(select(Release.id))) if held else ()
    return any(held & roles_in(program, process) for program in programs for process in program.definition.processes)
