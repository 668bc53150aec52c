"""批量导入预览: what an import of people, organisations or regions would do, line by line."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from engine.model import Organisation, Person, PersonRole, Region
from engine.queries.query import Query
from engine.running.access import must_be
from engine.running.directory import Line, plan
from engine.sdk.actor import Actor
from engine.store.unit_of_work import UnitOfWork

DirectoryLine = Line
"""One line of an import, judged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewDirectory(Query[tuple[DirectoryLine, ...]]):
    """预览导入: as `ImportDirectory` would do it."""

    kind: str
    rows: tuple[Mapping[str, Any], ...]

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[DirectoryLine, ...]:
        """In the order of the file; nothing changes."""
        must_be(by, "administrator")
        return plan(uow, self.kind, self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryRows(Query[tuple[Mapping[str, str], ...]]):
    """现有人员、单位、行政区划 by the columns of the import; telephone numbers of people stay where they are."""

    kind: str

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[Mapping[str, str], ...]:
        """Regions by code, organisations by name, people by user name."""
        must_be(by, "administrator")
        if self.kind == "regions":
            return tuple(
                {"code": each.code, "parent": each.parent or "", "name_zh": each.name_zh, "name_en": each.name_en, "short": each.short}
                for each in uow.session.scalars(select(Region).order_by(Region.code))
            )
        if self.kind == "organisations":
            shown = ("kind", "name", "region", "phone", "address")
            return tuple(
                {"uscc": each.uscc or "", **{name: getattr(each, name) for name in shown}}
                for each in uow.session.scalars(select(Organisation).order_by(Organisation.kind, Organisation.name))
            )
        return _people(uow)


def _people(uow: UnitOfWork) -> tuple[Mapping[str, str], ...]:
    posts: dict[Any, list[str]] = {}
    for post in uow.session.scalars(select(PersonRole).order_by(PersonRole.role, PersonRole.region)):
        posts.setdefault(post.person_id, []).append(f"{post.role}@{post.region}")
    rows = uow.session.execute(
        select(Person, Organisation).join(Organisation, Organisation.id == Person.organisation_id).order_by(Person.username)
    )
    return tuple(
        {
            "username": person.username,
            "name": person.name,
            "kind": person.kind,
            "organisation": office.uscc or office.name,
            "posts": "; ".join(posts.get(person.id, ())),
            "phone": "",
        }
        for person, office in rows
    )
