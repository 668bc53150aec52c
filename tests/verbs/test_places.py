"""Every verb, and every pair of verbs, wherever a task can stand: the invariants hold afterwards and the case can be finished."""

import os
from collections.abc import Callable
from itertools import product
from uuid import UUID

import pytest

from engine.commands import (
    AnswerDelegation,
    AnswerRequest,
    AssignTask,
    CopyTask,
    DelegateTask,
    RecallTask,
    RemindTask,
    RequestExtension,
    ResumeClock,
    SendBack,
    StopClock,
    TerminateCase,
    TransferTask,
)
from engine.sdk.errors import Rejection
from tests.bpmn.drawing import draw
from tests.verbs.office import E, Office, P, S, T, X

LIMITED = f'{T} tb:limit="5wd"'
INNER = draw("is > ia > ib > ie", **{"is": S, "ia": T, "ib": LIMITED, "ie": E})
PLACES = {
    "line": (("s > a > b > c > e",), {"b": LIMITED}),
    "parallel": (("s > a > q > b > j > c > e", "q > d > j"), {"q": P, "j": P, "b": LIMITED, "d": LIMITED}),
    "loop": (("s > m > a > b > x >[*] c > e", 'x >[b.outcome = "again"] m'), {"m": X, "x": X, "b": LIMITED}),
    "sub-process": (("s > a > sub > c > e",), {"sub": f"subProcess | {INNER}"}),
    "call activity": (("s > a > call > c > e",), {"call": 'callActivity calledElement="p2"', "called": INNER}),
    "repeated in parallel": (
        ("s > a > b > c > e",),
        {"b": f"{LIMITED} | <multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics>"},
    ),
    "repeated in sequence": (
        ("s > a > b > c > e",),
        {
            "b": f'{LIMITED} | <multiInstanceLoopCharacteristics isSequential="true"><loopCardinality>3</loopCardinality>'
            "</multiInstanceLoopCharacteristics>"
        },
    ),
}


def _transfer(office: Office, task: UUID, last: UUID) -> None:
    office.run(TransferTask(task_id=task, person_id=office.people["wang"].user_id, reason="出差"))


def _assign(office: Office, task: UUID, last: UUID) -> None:
    office.run(AssignTask(task_id=task, person_id=office.people["li"].user_id, reason="均衡"), "supervisor")


def _stop(office: Office, task: UUID, last: UUID) -> None:
    office.run(StopClock(task_id=task, basis="第四十五条", reason="听证"))


def _resume(office: Office, task: UUID, last: UUID) -> None:
    office.run(ResumeClock(task_id=task, reason="听证结束"))


def _send_back(office: Office, task: UUID, last: UUID) -> None:
    office.run(SendBack(task_id=task, reason="核算有误"))


def _recall(office: Office, task: UUID, last: UUID) -> None:
    office.run(RecallTask(task_id=last, reason="填错"))


def _remind(office: Office, task: UUID, last: UUID) -> None:
    office.run(RemindTask(task_id=task, reason="即将到期"), "supervisor")


def _delegate(office: Office, task: UUID, last: UUID) -> None:
    office.run(DelegateTask(task_id=task, person_id=office.people["li"].user_id, reason="请核"))


def _answer(office: Office, task: UUID, last: UUID) -> None:
    office.run(AnswerDelegation(task_id=task, reason="已核"), office.holder(task) or "zhang")


def _copy(office: Office, task: UUID, last: UUID) -> None:
    office.run(CopyTask(task_id=task, people=[office.people["boss"].user_id], reason="请知悉"))


def _extend(office: Office, task: UUID, last: UUID) -> None:
    office.run(RequestExtension(task_id=task, days=3, basis="第四十二条", reason="复杂"))


def _answer_request(office: Office, task: UUID, last: UUID) -> None:
    asked = office.rows("SELECT id FROM act WHERE kind = 'extension' AND state = 'open' AND task_id = %s", task)
    request = UUID(str(asked[0][0])) if asked else last
    office.run(AnswerRequest(task_id=task, request_id=request, granted=True, reason="同意"), "boss")


def _terminate(office: Office, task: UUID, last: UUID) -> None:
    number = office.rows('SELECT c.number FROM "case" c JOIN task t ON t.case_id = c.id WHERE t.id = %s', task)[0][0]
    office.run(TerminateCase(task_id=task, basis="第五十条", reason="注销", confirm=number))


VERBS: dict[str, Callable[[Office, UUID, UUID], None]] = {
    "transfer": _transfer,
    "delegate": _delegate,
    "answer": _answer,
    "copy": _copy,
    "assign": _assign,
    "stop": _stop,
    "resume": _resume,
    "send_back": _send_back,
    "recall": _recall,
    "remind": _remind,
    "extend": _extend,
    "answer_request": _answer_request,
    "terminate": _terminate,
}
HELD_BY_OTHERS = frozenset({"recall", "answer", "answer_request"})
"""Verbs that are not the holder's."""

EVERY = tuple(product(VERBS, repeat=2))
RING = tuple(zip(VERBS, [*list(VERBS)[1:], next(iter(VERBS))], strict=True))
PAIRS = EVERY if os.environ.get("TONGBAN_FULL") else RING
"""In a quick run every verb comes once first and once second."""


def newest(office: Office, case: UUID) -> tuple[UUID, str] | None:
    rows = office.rows("SELECT id, element FROM task WHERE case_id = %s AND state = 'open' ORDER BY item DESC LIMIT 1", case)
    return (UUID(str(rows[0][0])), rows[0][1]) if rows else None


def hold(office: Office, case: UUID) -> UUID:
    """The newest open task, held by 张三 whoever held it before."""
    found = newest(office, case)
    assert found is not None
    if office.holder(found[0]) != "zhang":
        office.run(AssignTask(task_id=found[0], person_id=office.people["zhang"].user_id, reason="测试"), "supervisor")
    return found[0]


def attempt(office: Office, verb: str, case: UUID, last: UUID, claimed: bool) -> bool:
    """Use a verb; a refusal changes nothing."""
    found = newest(office, case)
    if found is None:
        return False
    task = hold(office, case) if claimed else found[0]
    before = office.rows('SELECT event_seq, state FROM "case" WHERE id = %s', case)
    try:
        VERBS[verb](office, task, last)
    except Rejection:
        assert office.rows('SELECT event_seq, state FROM "case" WHERE id = %s', case) == before
        return False
    return True


def finish(office: Office, case: UUID) -> None:
    """Decide whatever is open until the case is closed: no task is dead."""
    for _ in range(20):
        found = newest(office, case)
        if found is None:
            break
        task = hold(office, case)
        if "resume" in office.may(task, "zhang"):
            _resume(office, task, task)
        office.do(case, found[1])
    assert office.rows('SELECT status FROM "case" WHERE id = %s', case)[0][0] in {"closed", "terminated"}
    waiting = office.rows("SELECT kind FROM act WHERE case_id = %s AND state = 'open' AND kind <> 'copy'", case)
    assert waiting == [], "nothing waits in a case that is over"


@pytest.mark.parametrize("place", PLACES)
def test_every_pair_of_verbs_leaves_a_case_that_can_be_finished(office: Office, place: str):
    lines, nodes = PLACES[place]
    office.draw(*lines, **nodes)
    done: set[str] = set()
    for pair in PAIRS:
        case = office.case()
        last = office.do(case, "a")
        if place in {"sub-process", "call activity"}:
            last = office.do(case, "ia")
        for verb in pair:
            if attempt(office, verb, case, last, claimed=verb not in HELD_BY_OTHERS):
                done.add(verb)
        office.check(case)
        finish(office, case)
        office.check(case)
    assert done >= set(VERBS) - {"recall", "answer_request"}


def test_sending_back_out_of_a_repeated_step_asks_every_signer_once_more_and_nobody_twice(office: Office):
    lines, nodes = PLACES["repeated in parallel"]
    office.draw(*lines, **nodes)
    case = office.case()
    office.do(case, "a")
    office.do(case, "b", "li")
    office.run(SendBack(task_id=office.claim(case, "b", "wang"), reason="核算有误"), "wang")
    assert office.open(case) == ["a"]
    office.do(case, "a")
    assert office.open(case) == ["b", "b", "b"]
    for _ in range(3):
        office.do(case, "b", "li")
    assert office.open(case) == ["c"]
    assert office.rows("SELECT opinion FROM task WHERE case_id = %s AND element = 'b' AND state = 'done'", case) == [("li:b",)] * 4
    office.check(case)
