"""The rows of the page about the verbs that need more than a line: corrections, signatures of every kind, receipts, ends, refusals of a head."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from engine.commands import (
    AnswerRequest,
    ArrangeAbsence,
    CompleteTask,
    CopyTask,
    EndAbsence,
    ReadCopy,
    RecallTask,
    RequestExtension,
    RequestSecondNotice,
    SaveDraft,
)
from engine.commands.command import Command
from tests.bpmn.drawing import draw
from tests.verbs.office import E, Office, S, T, X
from tests.verbs.places import FIX, LIMITED, MORE, STEP, asking
from tests.verbs.rows import counts, listed, state
from tests.verbs.trying import CORRECTION

Asked = tuple[UUID, Command[Any], str]
"""A case as it stands before, what is done, and by whom."""
TITLE = """
## Corrections, signatures, receipts and answers

The step b again, with its limit of five working days; 补正 stands in a sub-process with a limit of twenty, whose task of the applicant stops it. Every signer has a draft.
会签, 或签 and 依次 are signed by 张三 and 李四 (in this order), 票签 by 张三, 李四 and 王五: more than half of equal weights, then a share of 3/5 of the weights 1 (张三, with a veto), 2 and 2.
Signatures are told as those for and those against, and what they come to.

| what happens | command | status | tokens at | held by | limits, due | drafts | signatures | opinions on record | papers | told | jobs | audit |
|---|---|---|---|---|---|---|---|---|---|---|---|---|
"""
INNER = draw(
    "is > im > b > iz",
    "iz >[*] ie",
    'iz >[b.outcome = "correct"] fix > im',
    **{"is": S, "im": X, "b": STEP, "iz": X, "fix": f'{FIX} tb:clock="stops"', "ie": E},
)
TWO, THREE = '["zhang", "li"]', '["zhang", "li", "wang"]'
WEIGHED = '[{person: "zhang", weight: 1, veto: true}, {person: "li", weight: 2}, {person: "wang", weight: 2}]'


@dataclass(frozen=True)
class Corner:
    """One row: how the case comes to it, what is done then, and by whom."""

    title: str
    come: Callable[[Office], Asked]


def _opened(office: Office, *lines: str, **nodes: str) -> UUID:
    drawn = {"s": S, "e": E, **nodes}
    office.draw(*lines, more=MORE, forms={"step": asking()}, **drawn)
    return office.case()


def _correctable(office: Office) -> tuple[UUID, UUID]:
    case = _opened(office, "s > sub > c > e", sub=f'subProcess tb:limit="20wd" | {INNER}', c=STEP)
    task = office.claim(case, "b")
    office.run(SaveDraft(case_id=case, task_id=task, data={"opinion": "半句"}, version=0))
    return case, task


def _correct(office: Office) -> Asked:
    case, task = _correctable(office)
    data = {"opinion": "请补正", "corrections": [CORRECTION]}
    return case, CompleteTask(task_id=task, outcome="correct", data=data), "zhang"


def _corrected(office: Office) -> Asked:
    case, command, who = _correct(office)
    office.run(command, who)
    return case, CompleteTask(task_id=office.task(case, "fix"), outcome="", data={"purpose": "岗位培训"}), "filer"


def _signing(kind: str, signers: str, given: Sequence[tuple[str, str]], *, recalled: bool = False) -> Callable[[Office], Asked]:
    """The last of the signatures is what the row is about; the others are given before it."""

    def come(office: Office) -> Asked:
        ratio = ' tb:ratio="3/5"' if "weight" in signers else ""
        case = _opened(office, "s > a > b > c > e", a=T, b=f"{LIMITED} tb:signing=\"{kind}\"{ratio} tb:signers='{signers}'", c=STEP)
        office.do(case, "a")
        _drafted(office, case)
        for who, outcome in given[:-1]:
            office.run(_decision(office, case, who, outcome), who)
        who, outcome = given[-1]
        command = _decision(office, case, who, outcome)
        if not recalled:
            return case, command, who
        office.run(command, who)
        return case, RecallTask(task_id=command.task_id, reason="填错"), who

    return come


def _mine(office: Office, case: UUID, who: str) -> UUID:
    rows = office.rows("SELECT id FROM task WHERE case_id = %s AND state = 'open'", case)
    return next(UUID(str(row[0])) for row in rows if office.holder(UUID(str(row[0]))) == who)


def _decision(office: Office, case: UUID, who: str, outcome: str) -> CompleteTask:
    return CompleteTask(task_id=_mine(office, case, who), outcome=outcome, data={"opinion": "同意" if outcome == "done" else "不同意"})


def _drafted(office: Office, case: UUID) -> None:
    for (task,) in office.rows("SELECT id FROM task WHERE case_id = %s AND state = 'open'", case):
        held = UUID(str(task))
        office.run(SaveDraft(case_id=case, task_id=held, data={"opinion": "半句"}, version=0), office.holder(held) or "zhang")


def _held(office: Office) -> tuple[UUID, UUID]:
    case = _opened(office, "s > a > b > c > e", a=T, b=LIMITED, c=T)
    office.do(case, "a")
    task = office.claim(case, "b")
    office.run(SaveDraft(case_id=case, task_id=task, data={"opinion": "半句"}, version=0))
    return case, task


def _read(office: Office) -> Asked:
    case, task = _held(office)
    office.run(CopyTask(task_id=task, people=[office.people["boss"].user_id], reason="请知悉"))
    return case, ReadCopy(copy_id=_waiting(office, case)), "boss"


def _waiting(office: Office, case: UUID) -> UUID:
    return UUID(str(office.rows("SELECT id FROM act WHERE case_id = %s AND state = 'open'", case)[0][0]))


def _back(office: Office) -> Asked:
    case, _ = _held(office)
    people = {"person_id": office.people["zhang"].user_id, "substitute_id": office.people["li"].user_id}
    arranged = office.run(ArrangeAbsence(**people, starts_on=date(2026, 10, 8), ends_on=date(2026, 10, 12), reason="年休假"))
    return case, EndAbsence(absence_id=arranged), "zhang"


def _answered(asked: str, *, granted: bool) -> Callable[[Office], Asked]:
    def come(office: Office) -> Asked:
        case, task = _held(office)
        if asked == "extension":
            office.run(RequestExtension(task_id=task, days=3, basis="第四十二条", reason="复杂"))
        else:
            told = '{"corrections": {"first": {"clerk": {"at": "2026-09-01T09:00:00+08:00", "paths": ["request.purpose"]}}}}'
            office.rows('UPDATE "case" SET facts_small = facts_small || %s::jsonb WHERE id = %s', told, case)
            office.run(RequestSecondNotice(task_id=task, reason="材料前后不一致"))
        words = "同意" if granted else "不同意"
        return case, AnswerRequest(task_id=task, request_id=_waiting(office, case), granted=granted, reason=words), "boss"

    return come


YES, NO = "done", "again"
CORNERS = (
    Corner("补正 The applicant is asked for corrections", _correct),
    Corner("补正 The applicant sends them", _corrected),
    Corner("会签 The first of two signs", _signing("all", TWO, [("zhang", YES)])),
    Corner("会签 The last agrees, too", _signing("all", TWO, [("zhang", YES), ("li", YES)])),
    Corner("会签 The last signs, one was against", _signing("all", TWO, [("zhang", NO), ("li", YES)])),
    Corner("会签 The last takes the signature back (拿回)", _signing("all", TWO, [("zhang", YES), ("li", YES)], recalled=True)),
    Corner("或签 One of two signs", _signing("any", TWO, [("zhang", YES)])),
    Corner("或签 One of two refuses", _signing("any", TWO, [("zhang", NO)])),
    Corner("票签 The first of three agrees", _signing("ratio", THREE, [("zhang", YES)])),
    Corner("票签 The second agrees: the third can change nothing", _signing("ratio", THREE, [("zhang", YES), ("li", YES)])),
    Corner("票签 By weight: 1 and 2 of 5 agree", _signing("ratio", WEIGHED, [("zhang", YES), ("li", YES)])),
    Corner("票签 By weight: 2 of 5 are against", _signing("ratio", WEIGHED, [("zhang", YES), ("li", NO)])),
    Corner("票签 The veto", _signing("ratio", WEIGHED, [("zhang", NO)])),
    Corner("票签 The veto is taken back (拿回)", _signing("ratio", WEIGHED, [("zhang", NO)], recalled=True)),
    Corner("依次 The first signs", _signing("sequence", TWO, [("zhang", YES)])),
    Corner("依次 The last signs", _signing("sequence", TWO, [("zhang", YES), ("li", YES)])),
    Corner("依次 The first refuses", _signing("sequence", TWO, [("zhang", NO)])),
    Corner("阅知 A copy is read", _read),
    Corner("销假 The person is back", _back),
    Corner("批复 The extension is refused", _answered("extension", granted=False)),
    Corner("批复 The second correction is granted", _answered("second_notice", granted=True)),
    Corner("批复 The second correction is refused", _answered("second_notice", granted=False)),
)


def _signatures(office: Office, case: UUID) -> str:
    facts = office.rows('SELECT facts_large || facts_small FROM "case" WHERE id = %s', case)[0][0].get("b", {})
    if "votes" not in facts:
        return "none"
    against = facts["signed"] - facts["agreed"]
    came_to = f": {facts['outcome']}" if facts["decided"] else ""
    return f"{facts['agreed']} for, {against} against{came_to}"


def _state(office: Office, case: UUID) -> tuple[str, ...]:
    status, places, people, limit, _, opinions = state(office, case)
    drafts = str(office.rows("SELECT count(*) FROM draft WHERE case_id = %s", case)[0][0])
    return status, places, people, limit, drafts, _signatures(office, case), opinions


def line_of(office: Office, corner: Corner) -> str:
    """The row, just run."""
    case, command, who = corner.come(office)
    before, counted = _state(office, case), counts(office, case)
    office.run(command, who)
    office.check(case)
    changes = [old if old == new else f"{old} → {new}" for old, new in zip(before, _state(office, case), strict=True)]
    new = {name: listed(found[len(counted[name]) :]) for name, found in counts(office, case).items()}
    return f"| {' | '.join((corner.title, f'`{type(command).__name__}`', *changes, *new.values()))} |"


def table(office: Office) -> str:
    """The whole table."""
    return TITLE + "\n".join(line_of(office, corner) for corner in CORNERS) + "\n"
