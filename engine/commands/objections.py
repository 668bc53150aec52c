"""提出异议: somebody objects to a list while it is published."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from engine.commands.command import Command
from engine.commands.complete_task import CompleteTask
from engine.model import Attachment
from engine.running.objections import FURTHER, MOST_FILES, Objection, faults, told
from engine.running.plain import plain
from engine.running.publicity import OBJECTED, Published, published_notice
from engine.running.sealing import Sealer
from engine.sdk.actor import Actor
from engine.sdk.errors import Conflict, InvalidInput
from engine.sdk.ports import FieldInfo, StoredFile
from engine.store.destruction import is_named, lock_file, share_file
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork

OUTCOME = "objection"
SEALED = (FieldInfo("contact", "text", "联系方式", sensitive="phone"),)
MOST_EVIDENCE = MOST_FILES
"""How many files may come with an objection."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """异议附件: a file that was kept already, under the name it came with."""

    name: str
    stored: StoredFile


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseObjection(Command[str]):
    """提出异议: the list is no longer sure, so its payment waits for the office to look into it; returns the number of the notice.

    Whoever objects while another objection is looked into is heard with it. `files` are for the office alone.

    Raises:
        NotFound: the list is not published (any more).
        InvalidInput: with every fault.
        Conflict: `file_gone`, a file was removed between its coming and this.
    """

    objection: Objection
    files: tuple[Evidence, ...] = ()

    def run(self, uow: UnitOfWork, by: Actor) -> str:
        """The objection is the outcome of the step at which the office records those it hears of otherwise. Who is second waits."""
        del by
        uow.locked_case(published_notice(uow, self.objection.notice_id).case.id)
        found = published_notice(uow, self.objection.notice_id)
        if errors := faults(uow, found, self.objection, len(self.files)):
            raise InvalidInput(errors)
        said = told(self.objection, uow.now.astimezone(ZONE).date())
        self._keep(uow, found, str(said["objector"]))
        if found.element == found.spec.public[0]:
            CompleteTask(task_id=found.task_id, outcome=OUTCOME, data=said).run(uow, Actor.system())
        else:
            self._add(uow, found, said)
        return found.notice.number

    def _keep(self, uow: UnitOfWork, found: Published, objector: str) -> None:
        for each in self.files:
            share_file(uow.session, each.stored.digest)
            try:
                uow.ports.files.open(each.stored.digest).close()
            except FileNotFoundError:
                raise Conflict("file_gone", name=each.name[:200]) from None
            row = Attachment(
                id=uuid4(),
                case_id=found.case.id,
                field=OBJECTED,
                item="",
                name=each.name[:200],
                digest=each.stored.digest,
                size=each.stored.size,
                media_type=each.stored.media_type,
                added_at=uow.now,
                added_by=objector,
                mark="",
                mark_note="",
            )
            uow.session.add(row)

    def _add(self, uow: UnitOfWork, found: Published, said: Mapping[str, Any]) -> None:
        case = uow.locked_case(found.case.id)
        before = case.facts.get(FURTHER, {}).get("items", [])
        sealed = Sealer(uow.keyring).seal(plain(said), SEALED)
        case.facts = {**case.facts, FURTHER: {"items": [*before, sealed]}}
        uow.record(case, Actor.system(), "objection_raised", rows=said["rows"], count=len(before) + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetFiles(Command[None]):
    """清除未用附件: files that were kept for something that was then refused; what any case names stays."""

    digests: tuple[str, ...]

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """One after the other, so that nobody names one meanwhile."""
        del by
        for digest in sorted(set(self.digests)):
            lock_file(uow.session, digest)
            if not is_named(uow.session, digest):
                uow.ports.files.delete(digest)
