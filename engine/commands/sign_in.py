"""登录与退出."""

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from sqlalchemy import delete, select

from engine.commands.command import Command
from engine.model import Person, SignedSession
from engine.running.people import actor_of
from engine.sdk.actor import Actor
from engine.sdk.errors import FieldError, InvalidInput
from engine.security.passwords import Passwords, password_faults
from engine.security.tokens import new_token, token_digest
from engine.store.unit_of_work import UnitOfWork

MOST_ATTEMPTS = 5
LOCKED_FOR = timedelta(minutes=15)
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
    """登录: five wrong passwords lock the account for 15 minutes. Unknown names take as long as known ones."""

    username: str
    password: str
    address: str = ""
    label: str = ""

    def run(self, uow: UnitOfWork, by: Actor) -> SignedIn | SignInRefused:
        """A refusal says the same for an unknown name, a wrong password and a disabled account."""
        person = uow.session.scalar(select(Person).where(Person.username == self.username.strip().lower()).with_for_update())
        if person is not None and person.locked_until and person.locked_until > uow.now:
            return SignInRefused("locked", max(1, int((person.locked_until - uow.now).total_seconds() // 60) + 1))
        verified = passwords().verify(person.password_hash if person and person.active else None, self.password)
        if person is None or not verified.ok:
            return self._failed(uow, by, person)
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

    def _failed(self, uow: UnitOfWork, by: Actor, person: Person | None) -> SignInRefused:
        if person is None:
            return SignInRefused("wrong")
        person.failed_attempts += 1
        uow.record_system(by, "sign_in_failed", username=person.username, attempts=person.failed_attempts, address=self.address)
        if person.failed_attempts >= MOST_ATTEMPTS:
            person.failed_attempts = 0
            person.locked_until = uow.now + LOCKED_FOR
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
