"""列表设置: saved views of the queue, its columns, the view it begins with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from engine.commands.command import Command
from engine.model import QueueChoice, SavedView
from engine.running.access import must_be
from engine.running.questions import columns_of, question_of
from engine.sdk.actor import Actor
from engine.sdk.errors import FieldError, InvalidInput, NotFound
from engine.store.unit_of_work import UnitOfWork

MOST_VIEWS = 50
LONGEST_NAME = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveView(Command[UUID]):
    """保存视图: keep a question to the queue under a name, for oneself or for the whole office.

    Raises:
        InvalidInput: no name, one's own second view of that name, too many, or something the queue cannot be asked.
    """

    name: str
    question: Mapping[str, str] = field(default_factory=dict)
    columns: Sequence[str] = ()
    shared: bool = False

    def run(self, uow: UnitOfWork, by: Actor) -> UUID:
        """The view's id."""
        must_be(by, "officer")
        own = select(func.count()).select_from(SavedView).where(SavedView.person_id == by.user_id)
        if (uow.session.scalar(own) or 0) >= MOST_VIEWS:
            refused = FieldError("name", f"最多保存 {MOST_VIEWS} 个视图。", f"At most {MOST_VIEWS} views can be saved.", code="too_many")
            raise InvalidInput([refused])
        view = SavedView(
            id=uuid4(),
            person_id=by.user_id,
            organisation_id=by.organisation_id,
            name=_name(uow, by, self.name, None),
            question=question_of(self.question),
            columns=columns_of(self.columns),
            shared=self.shared,
            created_at=uow.now,
        )
        uow.session.add(view)
        return view.id


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeView(Command[None]):
    """修改视图: another name, shared or not; only its owner. What it asks is asked anew by saving another."""

    view_id: UUID
    name: str
    shared: bool

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """A view that is no longer shared leaves the queues of colleagues."""
        view = _own(uow, by, self.view_id)
        view.name = _name(uow, by, self.name, view.id)
        view.shared = self.shared
        if not view.shared:
            _begins_nowhere(uow, view, besides=by.user_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveView(Command[None]):
    """删除视图: only its owner."""

    view_id: UUID

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """Whoever began with it begins as usual."""
        view = _own(uow, by, self.view_id)
        _begins_nowhere(uow, view)
        uow.session.delete(view)


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginWithView(Command[None]):
    """默认视图: the view one's queue begins with; None for the usual list."""

    view_id: UUID | None

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """One's own view, or one a colleague shares."""
        must_be(by, "officer")
        if self.view_id is not None:
            view = uow.session.get(SavedView, self.view_id)
            if view is None or not (view.person_id == by.user_id or (view.shared and view.organisation_id == by.organisation_id)):
                raise NotFound("view_not_found", view=str(self.view_id))
        _choose(uow, by, view_id=self.view_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseColumns(Command[None]):
    """选择列: what one's queue shows of every task; it follows the person to every device."""

    columns: Sequence[str]

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """The usual columns where none is named."""
        must_be(by, "officer")
        _choose(uow, by, columns=columns_of(self.columns))


def _choose(uow: UnitOfWork, by: Actor, **chosen: object) -> None:
    row = {"person_id": by.user_id, "columns": columns_of(()), "view_id": None, **chosen}
    uow.session.execute(insert(QueueChoice).values(row).on_conflict_do_update(index_elements=["person_id"], set_=chosen))


def _own(uow: UnitOfWork, by: Actor, view_id: UUID) -> SavedView:
    view = uow.session.get(SavedView, view_id, with_for_update=True)
    if view is None or view.person_id != by.user_id:
        raise NotFound("view_not_found", view=str(view_id))
    return view


def _name(uow: UnitOfWork, by: Actor, text: str, view_id: UUID | None) -> str:
    name = text.strip()[:LONGEST_NAME]
    if not name:
        raise InvalidInput([FieldError("name", "请填写视图名称。", "Name the view.", code="required")])
    taken = select(SavedView.id).where(SavedView.person_id == by.user_id, SavedView.name == name, SavedView.id != (view_id or uuid4()))
    if uow.session.scalar(taken) is not None:
        raise InvalidInput([FieldError("name", f"已有名为“{name}”的视图。", f'There is a view "{name}" already.', code="taken")])
    return name


def _begins_nowhere(uow: UnitOfWork, view: SavedView, besides: UUID | None = None) -> None:
    begun = update(QueueChoice).where(QueueChoice.view_id == view.id).values(view_id=None)
    uow.session.execute(begun.where(QueueChoice.person_id != besides) if besides else begun)
