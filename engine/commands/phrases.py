"""常用意见: words to be put into an opinion by one key."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import func, select

from engine.commands.command import Command
from engine.model import Phrase
from engine.running.access import must_be
from engine.sdk.actor import Actor
from engine.sdk.errors import FieldError, InvalidInput, NotFound
from engine.store.unit_of_work import UnitOfWork

MOST_PHRASES = 50
LONGEST_PHRASE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPhrase(Command[UUID]):
    """新增常用意见: for oneself, or for everybody of one's office.

    Raises:
        InvalidInput: nothing was written, it is there already, or there are too many.
    """

    text: str
    shared: bool = False

    def run(self, uow: UnitOfWork, by: Actor) -> UUID:
        """The phrase's id."""
        must_be(by, "officer")
        text = text_of(self.text)
        whose = Phrase.person_id.is_(None) if self.shared else Phrase.person_id == by.user_id
        same = select(Phrase.id).where(Phrase.organisation_id == by.organisation_id, whose)
        if uow.session.scalar(same.where(Phrase.text == text)) is not None:
            raise InvalidInput([FieldError("text", "已有相同的常用意见。", "There is such a phrase already.", code="taken")])
        if (uow.session.scalar(select(func.count()).select_from(same.subquery())) or 0) >= MOST_PHRASES:
            zh, en = f"最多 {MOST_PHRASES} 条常用意见。", f"At most {MOST_PHRASES} phrases can be kept."
            raise InvalidInput([FieldError("text", zh, en, code="too_many")])
        row = Phrase(
            id=uuid4(),
            organisation_id=by.organisation_id,
            person_id=None if self.shared else by.user_id,
            text=text,
            created_at=uow.now,
        )
        uow.session.add(row)
        if self.shared:
            uow.record_system(by, "phrase_shared", text=text, organisation=by.organisation)
        return row.id


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePhrase(Command[None]):
    """修改常用意见: one's own, or one of one's office."""

    phrase_id: UUID
    text: str

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """What was written with it before stays as it was written."""
        row = phrase_at(uow, by, self.phrase_id)
        before, row.text = row.text, text_of(self.text)
        if row.person_id is None:
            uow.record_system(by, "phrase_changed", before=before, text=row.text, organisation=by.organisation)


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovePhrase(Command[None]):
    """删除常用意见: one's own, or one of one's office."""

    phrase_id: UUID

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """A line of the trail says who took an office's phrase away."""
        row = phrase_at(uow, by, self.phrase_id)
        if row.person_id is None:
            uow.record_system(by, "phrase_removed", text=row.text, organisation=by.organisation)
        uow.session.delete(row)


def text_of(text: str) -> str:
    """A phrase in one line; `InvalidInput` where nothing was written."""
    found = " ".join(text.split())[:LONGEST_PHRASE]
    if not found:
        raise InvalidInput([FieldError("text", "请填写常用意见。", "Write the phrase.", code="required")])
    return found


def phrase_at(uow: UnitOfWork, by: Actor, phrase_id: UUID) -> Phrase:
    """A phrase the actor may change; `NotFound` where there is none."""
    must_be(by, "officer")
    row = uow.session.get(Phrase, phrase_id, with_for_update=True)
    if row is None or row.organisation_id != by.organisation_id or row.person_id not in {None, by.user_id}:
        raise NotFound("phrase_not_found", phrase=str(phrase_id))
    return row
