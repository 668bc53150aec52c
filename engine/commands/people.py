"""人员管理."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select

from engine.commands.command import Command
from engine.commands.sign_in import passwords
from engine.model import Organisation, Person, PersonRole, SignedSession
from engine.running.access import must_be
from engine.sdk.actor import Actor
from engine.sdk.codes import read_mobile
from engine.sdk.errors import Conflict, FieldError, InvalidInput, NotFound
from engine.security.passwords import password_faults
from engine.security.tokens import new_token
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork

KINDS = ("enterprise", "officer", "administrator")
Posts = tuple[tuple[str, str], ...]


def _phone(uow: UnitOfWork, person: Person, phone: str) -> None:
    """Seal a phone number and index it blindly; an empty one is taken away."""
    if not phone.strip():
        person.phone_sealed = person.phone_index = None
        return
    read = read_mobile(phone)
    if read.fault is not None:
        raise InvalidInput([FieldError("phone", read.fault.text.zh, read.fault.text.en, code=read.fault.code)])
    person.phone_sealed = uow.keyring.seal(read.value, "person", "phone", str(person.id))
    person.phone_index = uow.keyring.blind_index("phone", read.value)


def _posts(uow: UnitOfWork, person: Person, posts: Posts) -> None:
    """A post that stays is held since the day it was; a new one since today."""
    held = {(each.role, each.region): each for each in uow.session.scalars(select(PersonRole).where(PersonRole.person_id == person.id))}
    today = uow.now.astimezone(ZONE).date()
    for post in sorted(set(posts) - held.keys()):
        uow.session.add(PersonRole(person_id=person.id, role=post[0], region=post[1], since=today))
    for post in held.keys() - set(posts):
        uow.session.delete(held[post])


def _checked_password(person: Person, password: str) -> str:
    faults = password_faults(password, person.username, person.name)
    if faults:
        raise InvalidInput([FieldError("password", fault.text.zh, fault.text.en, code=fault.code) for fault in faults])
    return passwords().hash(password)


@dataclass(frozen=True, slots=True)
class PersonAdded:
    """The account exists; `password` is shown once when it was made here."""

    person_id: UUID
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPerson(Command[PersonAdded]):
    """新增人员.

    Raises:
        InvalidInput: with every fault.
        Conflict: `username_taken`.
    """

    username: str
    name: str
    kind: str
    organisation_id: UUID
    roles: Posts = ()
    phone: str = ""
    password: str | None = None

    def run(self, uow: UnitOfWork, by: Actor) -> PersonAdded:
        """Without a password one is made and told once."""
        must_be(by, "administrator")
        username = self.username.strip().lower()
        errors = []
        if not 2 <= len(username) <= 64 or not username.replace("-", "").replace("_", "").replace(".", "").isalnum():
            errors.append(
                FieldError(
                    "username",
                    "登录名为 2 至 64 个字母、数字或 - _ .。",
                    "A user name has 2 to 64 letters, digits or - _ .",
                    code="username",
                )
            )
        if not self.name.strip():
            errors.append(FieldError("name", "请填写姓名。", "Give a name.", code="required"))
        if self.kind not in KINDS:
            errors.append(FieldError("kind", "请选择人员类别。", "Choose a kind.", code="required"))
        if uow.session.get(Organisation, self.organisation_id) is None:
            errors.append(FieldError("organisation_id", "请选择单位。", "Choose an organisation.", code="required"))
        if errors:
            raise InvalidInput(errors)
        if uow.session.scalar(select(Person.id).where(Person.username == username)) is not None:
            raise Conflict("username_taken", username=username)
        secret = self.password or new_token()[:16]
        person = Person(
            id=uuid4(),
            username=username,
            name=self.name.strip(),
            kind=self.kind,
            organisation_id=self.organisation_id,
            password_hash="",
            active=True,
            failed_attempts=0,
            language="zh",
            theme="auto",
            created_at=uow.now,
        )
        person.password_hash = _checked_password(person, secret) if self.password else passwords().hash(secret)
        uow.session.add(person)
        _phone(uow, person, self.phone)
        uow.session.flush()
        _posts(uow, person, self.roles)
        uow.record_system(
            by, "person_added", username=username, name=person.name, kind=self.kind, roles=[list(post) for post in self.roles]
        )
        return PersonAdded(person.id, secret)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePerson(Command[None]):
    """修改人员: name, posts, phone, whether they may sign in. The last active administrator cannot be disabled."""

    person_id: UUID
    name: str
    roles: Posts = ()
    phone: str | None = None
    active: bool = True

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """Disabling ends every session."""
        must_be(by, "administrator")
        person = uow.session.get(Person, self.person_id, with_for_update=True)
        if person is None:
            raise NotFound("person_not_found", person=str(self.person_id))
        if not self.name.strip():
            raise InvalidInput([FieldError("name", "请填写姓名。", "Give a name.", code="required")])
        if not self.active and person.kind == "administrator":
            others = uow.session.scalar(
                select(func.count()).select_from(Person).where(Person.kind == "administrator", Person.active, Person.id != person.id)
            )
            if not others:
                raise InvalidInput(
                    [FieldError("active", "不能停用最后一名管理员。", "The last administrator cannot be disabled.", code="last")]
                )
        before = {"name": person.name, "active": person.active}
        person.name = self.name.strip()
        person.active = self.active
        if self.phone is not None:
            _phone(uow, person, self.phone)
        _posts(uow, person, self.roles)
        if not self.active:
            uow.session.execute(delete(SignedSession).where(SignedSession.person_id == person.id))
        uow.record_system(
            by,
            "person_changed",
            username=person.username,
            before=before,
            after={"name": person.name, "active": person.active, "roles": [list(post) for post in self.roles]},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPassword(Command[str]):
    """重置密码: give a person a new password (made here when None); their sessions end and the account is unlocked. Returns it once."""

    person_id: UUID
    password: str | None = None

    def run(self, uow: UnitOfWork, by: Actor) -> str:
        """The trail says that it was set, never what it is."""
        must_be(by, "administrator")
        person = uow.session.get(Person, self.person_id, with_for_update=True)
        if person is None:
            raise NotFound("person_not_found", person=str(self.person_id))
        secret = self.password or new_token()[:16]
        person.password_hash = _checked_password(person, secret) if self.password else passwords().hash(secret)
        person.failed_attempts = 0
        person.locked_until = None
        uow.session.execute(delete(SignedSession).where(SignedSession.person_id == person.id))
        uow.record_system(by, "password_set", username=person.username)
        return secret
