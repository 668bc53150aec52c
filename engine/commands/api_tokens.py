"""接口令牌: made for a person, shown once, revoked at any time."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import select, update

from engine.commands.command import Command
from engine.model import ApiToken, Person
from engine.running.access import must_be
from engine.sdk.actor import Actor
from engine.sdk.errors import FieldError, InvalidInput, NotFound
from engine.security.tokens import API_PREFIX, SEEN_EVERY, new_token, token_digest
from engine.store.unit_of_work import UnitOfWork

SCOPES = ("read", "write", "admin")
"""Asking; doing; and both at what is for administrators."""
MOST_DAYS = 366


@dataclass(frozen=True, slots=True)
class ApiTokenMade:
    """The token, told this once."""

    token_id: UUID
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeApiToken(Command[ApiTokenMade]):
    """签发接口令牌: let a program act in a person's name, for certain things and a certain time.

    Raises:
        InvalidInput: with every fault; nobody active has that user name, the scopes are unknown, the time too long.
    """

    keeps_answer: ClassVar[bool] = False

    username: str
    name: str
    scopes: tuple[str, ...]
    days: int

    def run(self, uow: UnitOfWork, by: Actor) -> ApiTokenMade:
        """Only its hash is kept; the trail says for whom and what, never what it is."""
        must_be(by, "administrator")
        person = uow.session.scalar(select(Person).where(Person.username == self.username.strip().lower(), Person.active))
        errors = []
        if person is None:
            errors.append(FieldError("username", "没有这个在用的登录名。", "Nobody active has this user name.", code="person_unknown"))
        if not self.name.strip():
            errors.append(FieldError("name", "请填写用途。", "Say what it is for.", code="required"))
        if not self.scopes or not set(self.scopes) <= set(SCOPES):
            errors.append(FieldError("scopes", "请选择权限范围。", "Choose what it may do.", code="required"))
        if not 1 <= self.days <= MOST_DAYS:
            zh, en = f"有效期为 1 至 {MOST_DAYS} 天。", f"It is good for 1 to {MOST_DAYS} days."
            errors.append(FieldError("days", zh, en, code="range"))
        if errors or person is None:
            raise InvalidInput(errors)
        token = API_PREFIX + new_token()
        row = ApiToken(
            id=uuid4(),
            token_hash=token_digest(token),
            begins=token[: len(API_PREFIX) + 6],
            person_id=person.id,
            name=self.name.strip()[:100],
            scopes=[each for each in SCOPES if each in self.scopes],
            created_at=uow.now,
            created_by=by.name,
            expires_at=uow.now + timedelta(days=self.days),
        )
        uow.session.add(row)
        uow.record_system(
            by,
            "api_token_made",
            token=str(row.id),
            username=person.username,
            name=row.name,
            scopes=row.scopes,
            expires=row.expires_at.isoformat(),
        )
        return ApiTokenMade(row.id, token)


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeApiToken(Command[None]):
    """撤销接口令牌: it is worthless from now on."""

    token_id: UUID

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """Once is enough."""
        must_be(by, "administrator")
        row = uow.session.get(ApiToken, self.token_id, with_for_update=True)
        if row is None:
            raise NotFound("api_token_not_found", token=str(self.token_id))
        if row.revoked_at is None:
            row.revoked_at = uow.now
            uow.record_system(by, "api_token_revoked", token=str(row.id), name=row.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteTokenUse(Command[None]):
    """记录令牌使用: when a token was last used, to the minute."""

    token_id: UUID

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """One line a minute at most, however many requests come."""
        stale = (ApiToken.last_used_at.is_(None)) | (ApiToken.last_used_at < uow.now - SEEN_EVERY)
        uow.session.execute(update(ApiToken).where(ApiToken.id == self.token_id, stale).values(last_used_at=uow.now))
