"""What an officer set up for the queue 列表设置 and for opinions 常用意见."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select

from engine.model import Person, Phrase, QueueChoice, SavedView
from engine.queries.query import Query
from engine.running.questions import CHOICES, COLUMNS, QUESTION, USUAL_COLUMNS
from engine.sdk.actor import Actor
from engine.store.unit_of_work import UnitOfWork

__all__ = ["CHOICES", "COLUMNS", "QUESTION", "PhraseView", "Phrases", "QueueChoices", "QueueChoicesView", "ViewChoice"]


@dataclass(frozen=True, slots=True)
class ViewChoice:
    """保存的视图: what it asks and shows; `own` may be changed, `by` is who shares it."""

    view_id: UUID
    name: str
    question: Mapping[str, str]
    columns: tuple[str, ...]
    shared: bool
    own: bool
    by: str


@dataclass(frozen=True, slots=True)
class QueueChoicesView:
    """列表设置: the columns of the queue, the saved views, and the one it begins with."""

    columns: tuple[str, ...]
    views: tuple[ViewChoice, ...]
    begins_with: UUID | None

    def view(self, view_id: str) -> ViewChoice | None:
        """The view of this id, if there is one."""
        return next((each for each in self.views if str(each.view_id) == view_id), None)


@dataclass(frozen=True, slots=True)
class QueueChoices(Query[QueueChoicesView]):
    """列表设置 of whoever asks: one's own views first, then those colleagues share, each by name."""

    def answer(self, uow: UnitOfWork, by: Actor) -> QueueChoicesView:
        """A person who chose nothing has the usual columns."""
        chosen = uow.session.get(QueueChoice, by.user_id) if by.user_id else None
        mine = SavedView.person_id == by.user_id
        shared = SavedView.shared & (SavedView.organisation_id == by.organisation_id)
        rows = uow.session.execute(
            select(SavedView, Person.name).join(Person, Person.id == SavedView.person_id).where(or_(mine, shared))
            .order_by(mine.desc(), SavedView.name, SavedView.id)
        ).all()  # fmt: skip
        views = tuple(
            ViewChoice(row.id, row.name, row.question, tuple(row.columns), row.shared, row.person_id == by.user_id, name)
            for row, name in rows
        )
        return QueueChoicesView(tuple(chosen.columns) if chosen else USUAL_COLUMNS, views, chosen.view_id if chosen else None)


@dataclass(frozen=True, slots=True)
class PhraseView:
    """常用意见: of oneself, or (`shared`) of the office."""

    phrase_id: UUID
    text: str
    shared: bool


@dataclass(frozen=True, slots=True)
class Phrases(Query[tuple[PhraseView, ...]]):
    """常用意见 of whoever asks and of their office: one's own first, in the order they were written."""

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[PhraseView, ...]:
        """At most fifty of each."""
        mine = Phrase.person_id == by.user_id
        chosen = select(Phrase).where(Phrase.organisation_id == by.organisation_id, or_(mine, Phrase.person_id.is_(None)))
        rows = uow.session.scalars(chosen.order_by(Phrase.person_id.is_(None), Phrase.created_at, Phrase.id))
        return tuple(PhraseView(row.id, row.text, row.person_id is None) for row in rows)
