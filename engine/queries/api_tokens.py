"""接口令牌: who they act for, what they may do, and when they were used."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from engine.model import ApiToken, Person
from engine.queries.query import Query
from engine.running.access import must_be
from engine.running.people import actor_of
from engine.sdk.actor import Actor
from engine.security.tokens import SEEN_EVERY, token_digest
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class ApiTokenView:
    """接口令牌; `state` is good, expired, revoked or idle (its person may not sign in)."""

    token_id: UUID
    begins: str
    name: str
    username: str
    person: str
    scopes: tuple[str, ...]
    created_at: datetime
    created_by: str
    expires_at: datetime
    last_used_at: datetime | None
    state: str


@dataclass(frozen=True, slots=True)
class TokenHolder:
    """Whoever a token acts for, what it may do, and whether its use is to be noted."""

    actor: Actor
    token_id: UUID
    scopes: frozenset[str]
    unnoted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiTokens(Query[tuple[ApiTokenView, ...]]):
    """接口令牌, the newest first."""

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[ApiTokenView, ...]:
        """All of them."""
        must_be(by, "administrator")
        rows = uow.session.execute(select(ApiToken, Person).join(Person).order_by(ApiToken.created_at.desc())).all()
        return tuple(
            ApiTokenView(
                row.id, row.begins, row.name, person.username, person.name, tuple(row.scopes), row.created_at, row.created_by,
                row.expires_at, row.last_used_at, _state(uow, row, person),
            )
            for row, person in rows
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenActor(Query[TokenHolder | None]):
    """Who a program's token acts for; None when it is unknown, expired, revoked, or its person may not sign in."""

    token: str

    def answer(self, uow: UnitOfWork, by: Actor) -> TokenHolder | None:
        """By its hash."""
        found = uow.session.execute(
            select(ApiToken, Person).join(Person).where(ApiToken.token_hash == token_digest(self.token))
        ).one_or_none()
        if found is None or _state(uow, *found) != "good":
            return None
        row, person = found
        unnoted = row.last_used_at is None or row.last_used_at < uow.now - SEEN_EVERY
        return TokenHolder(actor_of(uow, person), row.id, frozenset(row.scopes), unnoted)


def _state(uow: UnitOfWork, row: ApiToken, person: Person) -> str:
    if row.revoked_at is not None:
        return "revoked"
    if row.expires_at <= uow.now:
        return "expired"
    return "good" if person.active else "idle"
