"""Objections 异议 to a published list: what somebody says, judged before anything is written."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from engine.model import Attachment
from engine.running.publicity import OBJECTED, Published
from engine.sdk.errors import FieldError
from engine.store.unit_of_work import UnitOfWork

FURTHER = "objections"
MOST_FURTHER = 50
MOST_FILES, MOST_FILES_OF_CASE = 3, 60
LONGEST_NAME, LONGEST_CONTENT, SHORTEST_CONTENT = 100, 1000, 10
CONTACT = re.compile(r"(?=.{5,100}$)(?:\+?[0-9][0-9 \-]{4,30}|[^\s@<>]{1,64}@[^\s@<>]{1,64}\.[^\s@<>]{2,24})", re.ASCII)
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """异议: who objects to which list, why, and about whom: `rows` are numbers on the list, none for the whole of it."""

    notice_id: UUID
    name: str
    contact: str
    content: str
    rows: tuple[int, ...] = ()


def clean(text: str) -> str:
    """What was typed, without characters that nobody can see."""
    return UNSEEN.sub("", text).strip()


def told(objection: Objection, today: date) -> dict[str, Any]:
    """The objection as the form has it on which the office records those it hears of otherwise."""
    return {
        "scope": "rows" if objection.rows else "all",
        "rows": "，".join(str(row) for row in sorted(set(objection.rows))),
        "objector": clean(objection.name),
        "contact": clean(objection.contact),
        "content": clean(objection.content),
        "received_on": today.isoformat(),
    }


def faults(uow: UnitOfWork, found: Published, objection: Objection, files: int) -> list[FieldError]:
    """Everything that is wrong with an objection that comes with so many files."""
    listed = {row.get("no") for row in found.notice.facts.get("rows") or ()}
    errors = []
    if not 2 <= len(clean(objection.name)) <= LONGEST_NAME:
        errors.append(FieldError("name", "请填写姓名或者单位名称。", "Give your name, or your organisation's.", code="name"))
    if CONTACT.fullmatch(clean(objection.contact)) is None:
        errors.append(
            FieldError("contact", "请填写电话号码或者电子邮箱。", "Give a telephone number or an e-mail address.", code="contact")
        )
    if not SHORTEST_CONTENT <= len(clean(objection.content)) <= LONGEST_CONTENT:
        zh = f"请写明事实和理由（{SHORTEST_CONTENT} 至 {LONGEST_CONTENT} 字）。"
        en = f"Say what is wrong and why ({SHORTEST_CONTENT} to {LONGEST_CONTENT} characters)."
        errors.append(FieldError("content", zh, en, code="content"))
    if not set(objection.rows) <= listed:
        errors.append(FieldError("rows", "名单中没有这个序号。", "There is no such number on the list.", code="rows"))
    if found.element != found.spec.public[0] and len(found.case.facts.get(FURTHER, {}).get("items", [])) >= MOST_FURTHER:
        zh, en = "异议已多，请电话联系。", "There are many already: call the office."
        errors.append(FieldError("content", zh, en, code="objections_many"))
    return errors + _too_many(uow, found, files)


def _too_many(uow: UnitOfWork, found: Published, files: int) -> list[FieldError]:
    if files > MOST_FILES:
        zh, en = f"附件最多 {MOST_FILES} 个。", f"At most {MOST_FILES} files can be attached."
        return [FieldError("files", zh, en, code="objection_files")]
    chosen = select(func.count()).select_from(Attachment).where(Attachment.case_id == found.case.id, Attachment.field == OBJECTED)
    if files and (uow.session.scalar(chosen) or 0) + files > MOST_FILES_OF_CASE:
        zh, en = "已收到的附件过多，请把材料直接交给受理异议的机关。", "Too many files came already: hand them to the office itself."
        return [FieldError("files", zh, en, code="objection_files_many")]
    return []
