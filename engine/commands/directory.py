"""批量导入人员、单位、行政区划."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import uuid4

from engine.commands.command import Command
from engine.commands.people import AddPerson, ChangePerson
from engine.model import Organisation, Region
from engine.running.access import must_be
from engine.running.directory import KINDS, Line, plan, text
from engine.running.finding import make_findable_anew
from engine.sdk.actor import Actor
from engine.sdk.errors import FieldError, InvalidInput
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class DirectoryImported:
    """What was done; `passwords` are those made for new people, told this once."""

    added: int
    changed: int
    same: int
    passwords: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportDirectory(Command[DirectoryImported]):
    """批量导入: people, organisations or regions by their keys, new ones added and known ones changed: all of them, or none.

    `rows` are mappings `{"row": line in the sheet, "values": {column: value}}`.

    Raises:
        InvalidInput: with every fault of every line; paths are `row.column`.
    """

    keeps_answer: ClassVar[bool] = False

    kind: str
    rows: tuple[Mapping[str, Any], ...]

    def run(self, uow: UnitOfWork, by: Actor) -> DirectoryImported:
        """Each person, organisation and region gets its own line in the trail."""
        must_be(by, "administrator")
        if self.kind not in KINDS or not self.rows:
            raise InvalidInput([FieldError("rows", "没有可导入的行。", "There is nothing to import.", code="required")])
        lines = plan(uow, self.kind, self.rows)
        faults = [
            FieldError(f"{line.row}.{each.path}", f"第 {line.row} 行：{each.zh}", f"Line {line.row}: {each.en}", code=each.code)
            for line in lines
            for each in line.faults
        ]
        if faults:
            raise InvalidInput(faults)
        todo = [(line, row) for line, row in zip(lines, self.rows, strict=True) if line.action != "same"]
        passwords: tuple[tuple[str, str], ...] = ()
        if self.kind == "people":
            passwords = tuple(_people(uow, by, todo))
        elif self.kind == "organisations":
            _organisations(uow, by, todo)
        else:
            _regions(uow, by, todo)
        added = sum(line.action == "new" for line in lines)
        return DirectoryImported(added, len(todo) - added, len(lines) - len(todo), passwords)


Todo = Sequence[tuple[Line, Mapping[str, Any]]]


def _people(uow: UnitOfWork, by: Actor, todo: Todo) -> list[tuple[str, str]]:
    passwords = []
    for line, row in todo:
        phone = text(row, "phone")
        if line.known is not None:
            ChangePerson(person_id=line.known, name=line.name, roles=line.posts, phone=phone or None).run(uow, by)
        elif line.organisation is not None:
            add = AddPerson(
                username=line.key, name=line.name, kind=text(row, "kind"), organisation_id=line.organisation, roles=line.posts, phone=phone
            )
            passwords.append((line.key, add.run(uow, by).password))
    return passwords


def _organisations(uow: UnitOfWork, by: Actor, todo: Todo) -> None:
    for line, row in todo:
        told = {"name": line.name, "region": text(row, "region"), "phone": text(row, "phone"), "address": text(row, "address")}
        known = uow.session.get(Organisation, line.known) if line.known else None
        if known is None:
            uow.session.add(Organisation(id=uuid4(), kind=text(row, "kind"), uscc=text(row, "uscc") or None, **told))
            uow.record_system(by, "organisation_added", name=line.name, region=told["region"])
            continue
        before = {name: getattr(known, name) for name in told}
        for name, value in told.items():
            setattr(known, name, value)
        if before["name"] != line.name:
            make_findable_anew(uow, known.id, line.name, known.uscc or "")
        uow.record_system(by, "organisation_changed", name=line.name, before=before, after=told)


def _regions(uow: UnitOfWork, by: Actor, todo: Todo) -> None:
    """Parents before their children, wherever they stand in the file."""
    waiting = {line.key: (line, row) for line, row in todo}
    while waiting:
        ready = [code for code, (_, row) in waiting.items() if text(row, "parent") not in waiting]
        for code in ready:
            line, row = waiting.pop(code)
            _region(uow, by, line, row)
        uow.session.flush()


def _region(uow: UnitOfWork, by: Actor, line: Line, row: Mapping[str, Any]) -> None:
    named = {"name_zh": line.name, "name_en": text(row, "name_en"), "short": text(row, "short")}
    known = uow.session.get(Region, line.key)
    if known is not None:
        for name, value in named.items():
            setattr(known, name, value)
    else:
        above = uow.session.get(Region, text(row, "parent")) if text(row, "parent") else None
        path = f"{above.path}/{line.key}" if above else line.key
        uow.session.add(Region(code=line.key, parent=above.code if above else None, path=path, **named))
    uow.record_system(by, "region_changed" if known is not None else "region_added", code=line.key, **named)
