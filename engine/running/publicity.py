"""Publicity 公示: which papers everybody may read now, and at which step."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from engine.model import Case, Notice, Release, Task
from engine.packages.manifest import NoticeSpec
from engine.sdk.errors import NotFound
from engine.store.unit_of_work import UnitOfWork

MOST = 200
OBJECTED = "publicity_objection"
"""Where files lie that came with objections: nobody but the office sees them."""


@dataclass(frozen=True, slots=True)
class Published:
    """A notice that is public now, its case, and the step that is open."""

    notice: Notice
    case: Case
    spec: NoticeSpec
    element: str
    task_id: UUID


def published(uow: UnitOfWork, notice_id: UUID | None = None) -> list[Published]:
    """What is public now: the newest public notice of every case that stands at one of the steps it names."""
    specs = [
        spec
        for release in uow.session.scalars(select(Release).where(Release.current).order_by(Release.program))
        for spec in uow.program(release.id).notices.values()
        if spec.public
    ]
    if not specs:
        return []
    elements, keys = {element for spec in specs for element in spec.public}, {spec.key for spec in specs}
    chosen = (
        select(Notice, Case, Task.element, Task.id)
        .join(Case, Case.id == Notice.case_id)
        .join(Task, Task.case_id == Case.id)
        .where(Case.status == "open", Notice.key.in_(keys), Task.state == "open", Task.element.in_(elements))
        .order_by(Notice.issued_at.desc(), Notice.id)
    )
    if notice_id is not None:
        chosen = chosen.where(Case.id.in_(select(Notice.case_id).where(Notice.id == notice_id)))
    found: dict[UUID, Published] = {}
    for notice, case, element, task_id in uow.session.execute(chosen.limit(MOST)):
        spec = uow.program(case.release_id).notices.get(notice.key)
        if spec is not None and element in spec.public:
            found.setdefault(case.id, Published(notice, case, spec, element, task_id))
    return [each for each in found.values() if notice_id in {None, each.notice.id}]


def published_notice(uow: UnitOfWork, notice_id: UUID) -> Published:
    """One notice that is public now, or `NotFound`."""
    found = published(uow, notice_id)
    if not found:
        raise NotFound("publicity_not_found", notice=str(notice_id))
    return found[0]
