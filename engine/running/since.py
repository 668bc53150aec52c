"""首次告知以来: the parts of an application, and which of them its applicant has changed since a moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import or_, select

from engine.model import Attachment, Case, Event, RosterRow, Submission
from engine.running.forms import form_of
from engine.running.materials import checklist
from engine.running.publicity import OBJECTED
from engine.running.sealing import Sealer
from engine.sdk.ports import FieldInfo
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork

WHOLE_ROSTER = ("roster_imported", "roster_rows_removed")
"""What touches every row of a roster: rows that follow a removed one have another number."""
ONE_ROW = "roster_row_saved"
NOBODYS = "expression"
"""What is computed is asked of nobody."""


def flat(values: Any, path: str = "") -> dict[str, Any]:
    """What was filled in, by dotted path; entries of lists by their place."""
    inside = enumerate(values) if isinstance(values, list) else values.items() if isinstance(values, Mapping) else ()
    found = {key: value for name, each in inside for key, value in flat(each, f"{path}.{name}" if path else str(name)).items()}
    return found or ({path: values} if path else {})


@dataclass
class Since:
    """An application then and now: `before` and `now` are what was filled in, by path and in clear: sealed anew, a value differs."""

    uow: UnitOfWork
    case: Case
    fields: dict[str, FieldInfo]
    before: Mapping[str, Any]
    now: Mapping[str, Any]
    at: datetime

    @classmethod
    def of(cls, uow: UnitOfWork, case: Case, start_form: str, at: datetime) -> "Since":
        """A case's application as it was sent last until this moment, and as it is."""
        chosen = select(Submission.data).where(Submission.case_id == case.id, Submission.step == start_form, Submission.submitted_at <= at)
        before = uow.session.scalar(chosen.order_by(Submission.submitted_at.desc()).limit(1)) or {}
        reveal = Sealer(uow.keyring).reveal
        form = form_of(uow.program(case.release_id), start_form)
        fields = {info.path: info for info in uow.ports.forms.fields(form) if info.kind != NOBODYS}
        return cls(uow, case, fields, flat(reveal(before)), flat(reveal(case.facts.get(start_form, {}))), at)

    def parts(self, path: str) -> tuple[str, ...]:
        """Everything below a path that can be asked for by itself; the path where nothing lies below it."""
        below = {each: None for each in self._all if each == path or each.startswith(f"{path}.")}
        deepest = [each for each in below if not any(other.startswith(f"{each}.") for other in below)]
        return tuple(deepest) or (path,)

    def changed(self, part: str) -> bool:
        """Whether this was changed by the applicant: a value, a file, a row of a roster."""
        if self.before.get(part) != self.now.get(part) or part in self.files:
            return True
        return any(part.startswith(f"{roster}.") and (rows is None or part in rows) for roster, rows in self.rows.items())

    def label(self, part: str) -> Text:
        """What a part is called on the form, else its path."""
        field = self.fields.get(part)
        return Text(field.label, field.label_en) if field else self._items.get(part, Text(part, part))

    @cached_property
    def _items(self) -> dict[str, Text]:
        return {f"{field}.{item}": name for (field, item), name in checklist(self.uow, self.case).items()}

    @cached_property
    def _all(self) -> dict[str, None]:
        rows = select(RosterRow.field, RosterRow.no).where(RosterRow.case_id == self.case.id).order_by(RosterRow.field, RosterRow.no)
        rosters = [f"{field}.{no}" for field, no in self.uow.session.execute(rows)]
        columns = {info.path for info in self.fields.values() if "*" in info.path or self._kind_above(info.path) == "roster"}
        named = [path for path in self.fields if path not in columns]
        return dict.fromkeys((*named, *self.before, *self.now, *self._items, *self.files, *rosters))

    def _kind_above(self, path: str) -> str:
        above = self.fields.get(path.rpartition(".")[0])
        return above.kind if above else ""

    @cached_property
    def files(self) -> frozenset[str]:
        """The materials with a file that came or went since."""
        chosen = select(Attachment.field, Attachment.item).where(Attachment.case_id == self.case.id, Attachment.field != OBJECTED)
        found = self.uow.session.execute(chosen.where(or_(Attachment.added_at > self.at, Attachment.removed_at > self.at)))
        return frozenset(f"{field}.{item}" if item else field for field, item in found)

    @cached_property
    def rows(self) -> dict[str, set[str] | None]:
        """The rosters that were touched since, with their rows; None where it was all of them."""
        found: dict[str, set[str] | None] = {}
        kinds = (*WHOLE_ROSTER, ONE_ROW)
        for event in self.uow.session.scalars(
            select(Event).where(Event.case_id == self.case.id, Event.kind.in_(kinds), Event.at > self.at)
        ):
            roster, row = str(event.data["field"]), event.data.get("row")
            rows = found.setdefault(roster, set())
            if event.kind != ONE_ROW:
                found[roster] = None
            elif rows is not None:
                rows.add(f"{roster}.{row}")
        return found
