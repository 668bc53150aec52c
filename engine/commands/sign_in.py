"""登录与退出."""

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from engine.commands.command import Command
from engine.model import Person, SignedSession, UnknownName
from engine.running.people import actor_of
from engine.sdk.actor import Actor
from engine.sdk.errors import FieldError, InvalidInput
from engine.security.passwords import Passwords, password_faults
from engine.security.tokens import new_token, token_digest
from engine.store.unit_of_work import UnitOfWork

MOST_ATTEMPTS = 5
LOCKED_FOR = timedelta(minutes=15)
REMEMBERED_FOR = timedelta(days=1)
"""After a day without another one, wrong passwords are forgotten: of names nobody has, nothing is kept for longer."""

SESSION_LIFE = timedelta(hours=12)


@lru_cache(maxsize=1)
def passwords() -> Passwords:
    """The password hasher of the process."""
    return Passwords()


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session begins; the token is shown once and only its hash is kept."""

    token: str
    csrf: str
    actor: Actor


@dataclass(frozen=True, slots=True)
class SignInRefused:
    """Name and password do not fit, or the account is locked for `minutes`. Returned, not raised, so that the attempt is counted."""

    code: str
    minutes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn(Command[SignedIn | SignInRefused]):
    """登录: five wrong passwords lock the account for 15 minutes. A name nobody has is refused, counted and locked in the same way.

    Otherwise the lock, or the time an answer takes, would tell a stranger which accounts exist.
    """

    username: str
    password: str
    address: str = ""
    label: str = ""

    def run(self, uow: UnitOfWork, by: Actor) -> SignedIn | SignInRefused:
        """A refusal says the same for an unknown name, a wrong password and a disabled account."""
        name = self.username.strip().lower()
        person = uow.session.scalar(select(Person).where(Person.username == name).with_for_update())
        tried = person or self._nobody(uow, name)
        verified = passwords().verify(person.password_hash if person and person.active else None, self.password)
        if tried.locked_until and tried.locked_until > uow.now:
            return SignInRefused("locked", max(1, int((tried.locked_until - uow.now).total_seconds() // 60) + 1))
        if person is None or not verified.ok:
            return self._failed(uow, by, tried)
        person.failed_attempts = 0
        person.locked_until = None
        if verified.rehashed:
            person.password_hash = verified.rehashed
        token, csrf = new_token(), new_token()
        uow.session.execute(delete(SignedSession).where(SignedSession.expires_at < uow.now))
        uow.session.add(
            SignedSession(
                token_hash=token_digest(token),
                person_id=person.id,
                csrf=csrf,
                label=self.label[:100],
                created_at=uow.now,
                expires_at=uow.now + SESSION_LIFE,
                address=self.address[:64],
                preferences={},
            )
        )
        actor = actor_of(uow, person)
        uow.record_system(actor, "signed_in", address=self.address)
        return SignedIn(token, csrf, actor)

    @staticmethod
    def _nobody(uow: UnitOfWork, name: str) -> UnknownName:
        """What is counted for a name nobody has; what another day left goes."""
        index = uow.keyring.blind_index("username", name)
        uow.session.execute(delete(UnknownName).where(UnknownName.failed_at < uow.now - REMEMBERED_FOR))
        fresh = insert(UnknownName).values(name_index=index, failed_attempts=0, failed_at=uow.now)
        uow.session.execute(fresh.on_conflict_do_nothing())
        return uow.session.scalars(select(UnknownName).where(UnknownName.name_index == index).with_for_update()).one()

    def _failed(self, uow: UnitOfWork, by: Actor, tried: Person | UnknownName) -> SignInRefused:
        if tried.failed_at is None or tried.failed_at < uow.now - REMEMBERED_FOR:
            tried.failed_attempts = 0
        tried.failed_attempts += 1
        tried.failed_at = uow.now
        who = {"username": tried.username} if isinstance(tried, Person) else {}
        known = isinstance(tried, Person)
        uow.record_system(by, "sign_in_failed", **who, known=known, attempts=tried.failed_attempts, address=self.address)
        if tried.failed_attempts >= MOST_ATTEMPTS:
            tried.failed_attempts = 0
            tried.locked_until = uow.now + LOCKED_FOR
            return SignInRefused("locked", int(LOCKED_FOR.total_seconds() // 60))
        return SignInRefused("wrong")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOut(Command[None]):
    """退出: the session ends."""

    token: str

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """Ending what has ended changes nothing."""
        uow.session.execute(delete(SignedSession).where(SignedSession.token_hash == token_digest(self.token)))


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPreferences(Command[None]):
    """个人设置: language ("zh", "en") and theme ("light", "dark", "auto"); None leaves it."""

    language: str | None = None
    theme: str | None = None

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """They follow the person to every device."""
        person = uow.session.get(Person, by.user_id)
        if person is None:
            return
        if self.language in {"zh", "en"}:
            person.language = self.language
        if self.theme in {"light", "dark", "auto"}:
            person.theme = self.theme


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeOwnPassword(Command[None]):
    """修改密码: needs the old one; every other session of the person ends."""

    old: str
    new: str
    token: str = ""

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """Weak passwords are refused with the reason."""
        person = uow.session.get(Person, by.user_id, with_for_update=True)
        if person is None or not passwords().verify(person.password_hash, self.old).ok:
            raise InvalidInput([FieldError("old", "原密码不对。", "The old password is wrong.", code="password_wrong")])
        faults = password_faults(self.new, person.username, person.name)
        if faults:
            raise InvalidInput([FieldError("new", fault.text.zh, fault.text.en, code=fault.code) for fault in faults])
        person.password_hash = passwords().hash(self.new)
        keep = token_digest(self.token) if self.token else b""
        uow.session.execute(delete(SignedSession).where(SignedSession.person_id == person.id, SignedSession.token_hash != keep))
        uow.record_system(by, "password_changed")
