"""岗位名称: a refusal that lacks a post names it as people know it, never by its key."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select

from engine.model import Release
from engine.packages.rates import DEPARTMENTS
from engine.sdk.errors import NotPermitted
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork


def role_title(uow: UnitOfWork, role: str) -> Text:
    """The title of a role in the first of the current programs that knows it; its key where none does."""
    for release in uow.session.scalars(select(Release.id).where(Release.current).order_by(Release.program)):
        title = uow.program(release).role_title(role)
        if title != Text(role):
            return title
    return DEPARTMENTS.get(role, Text(role))


@contextmanager
def naming_posts(uow: UnitOfWork) -> Iterator[None]:
    """Put the title in the place of the key in every refusal that says which role is needed."""
    try:
        yield
    except NotPermitted as refusal:
        role = refusal.facts.get("role")
        if isinstance(role, str) and role:
            refusal.facts = {**refusal.facts, "role": role_title(uow, role)}
        raise
