"""提出异议: somebody objects to a list while it is published."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from engine.commands.command import Command
from engine.commands.complete_task import CompleteTask
from engine.running.plain import plain
from engine.running.publicity import Published, published_notice
from engine.running.sealing import Sealer
from engine.sdk.actor import Actor
from engine.sdk.errors import FieldError, InvalidInput
from engine.sdk.ports import FieldInfo
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork

OUTCOME = "objection"
FURTHER = "objections"
MOST_FURTHER = 50
LONGEST_NAME, LONGEST_CONTENT, SHORTEST_CONTENT = 100, 1000, 10
CONTACT = re.compile(r"(?=.{5,100}$)(?:\+?[0-9][0-9 \-]{4,30}|[^\s@<>]{1,64}@[^\s@<>]{1,64}\.[^\s@<>]{2,24})", re.ASCII)
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
SEALED = (FieldInfo("contact", "text", "联系方式", sensitive="phone"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseObjection(Command[str]):
    """提出异议: the list is no longer sure, so its payment waits for the office to look into it; returns the number of the notice.

    `rows` are numbers on the list; none named: the whole list. Whoever objects while another objection is looked into is heard with it.

    Raises:
        NotFound: the list is not published (any more).
        InvalidInput: with every fault.
    """

    notice_id: UUID
    name: str
    contact: str
    content: str
    rows: tuple[int, ...] = ()

    def run(self, uow: UnitOfWork, by: Actor) -> str:
        """The objection is the outcome of the step at which the office records those it hears of otherwise."""
        del by
        found = published_notice(uow, self.notice_id)
        told = self._told(uow, found)
        if found.element == found.spec.public[0]:
            CompleteTask(task_id=found.task_id, outcome=OUTCOME, data=told).run(uow, Actor.system())
        else:
            self._add(uow, found, told)
        return found.notice.number

    def _add(self, uow: UnitOfWork, found: Published, told: Mapping[str, Any]) -> None:
        case = uow.locked_case(found.case.id)
        before = case.facts.get(FURTHER, {}).get("items", [])
        if len(before) >= MOST_FURTHER:
            raise InvalidInput(
                [FieldError("content", "异议已多，请电话联系。", "There are many already: call the office.", code="objections_many")]
            )
        sealed = Sealer(uow.keyring).seal(plain(told), SEALED)
        case.facts = {**case.facts, FURTHER: {"items": [*before, sealed]}}
        uow.record(case, Actor.system(), "objection_raised", rows=told["rows"], count=len(before) + 1)

    def _told(self, uow: UnitOfWork, found: Published) -> dict[str, Any]:
        name, contact, content = (UNSEEN.sub("", text).strip() for text in (self.name, self.contact, self.content))
        listed = {row.get("no") for row in found.notice.facts.get("rows") or ()}
        errors = []
        if not 2 <= len(name) <= LONGEST_NAME:
            errors.append(FieldError("name", "请填写姓名或者单位名称。", "Give your name, or your organisation's.", code="name"))
        if CONTACT.fullmatch(contact) is None:
            errors.append(
                FieldError("contact", "请填写电话号码或者电子邮箱。", "Give a telephone number or an e-mail address.", code="contact")
            )
        if not SHORTEST_CONTENT <= len(content) <= LONGEST_CONTENT:
            errors.append(
                FieldError(
                    "content",
                    f"请写明事实和理由（{SHORTEST_CONTENT} 至 {LONGEST_CONTENT} 字）。",
                    f"Say what is wrong and why ({SHORTEST_CONTENT} to {LONGEST_CONTENT} characters).",
                    code="content",
                )
            )
        if not set(self.rows) <= listed:
            errors.append(FieldError("rows", "名单中没有这个序号。", "There is no such number on the list.", code="rows"))
        if errors:
            raise InvalidInput(errors)
        return {
            "scope": "rows" if self.rows else "all",
            "rows": "，".join(str(row) for row in sorted(set(self.rows))),
            "objector": name,
            "contact": contact,
            "content": content,
            "received_on": uow.now.astimezone(ZONE).date().isoformat(),
        }
