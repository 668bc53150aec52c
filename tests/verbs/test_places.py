"""Every verb, and pairs of verbs, wherever a task can stand: the invariants hold afterwards and the case can be finished.

Each place is visited with the ring, in which every verb comes once first and once second (`make test` visits four places with a third of
it). With `TONGBAN_FULL=1`, as in CI, so many pairs more are drawn for each place, always the same ones; another `TONGBAN_SEED` draws others.
`TONGBAN_VERBS=1 make test ARGS="tests/verbs/test_places.py"` tries every pair in every place: about ten minutes.
"""

import os
import random
from collections.abc import Callable
from contextlib import suppress
from itertools import product
from uuid import UUID

import pytest

from engine.commands import (
    AddSigner,
    AnswerDelegation,
    AnswerRequest,
    AssignTask,
    CompleteTask,
    CopyTask,
    DelegateTask,
    RecallTask,
    Recuse,
    RemindTask,
    RemoveSigner,
    RequestExtension,
    RequestSecondNotice,
    ResumeClock,
    SendBack,
    StopClock,
    TerminateCase,
    TransferTask,
)
from engine.sdk.errors import InvalidInput, Rejection
from tests.bpmn.drawing import draw
from tests.verbs.office import E, Office, P, S, T, X

LIMITED = f'{T} tb:limit="5wd"'
INNER = draw("is > ia > ib > ie", **{"is": S, "ia": T, "ib": LIMITED, "ie": E})
SIGNED = f'{LIMITED} tb:signers=\'["zhang", "li"]\''
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
    **{
        f"signed by {kind}": (("s > a > b > c > e",), {"b": f'{SIGNED} tb:signing="{kind}"'})
        for kind in ("all", "any", "sequence", "ratio")
    },
    "signed by one": (("s > a > b > c > e",), {"b": f'{LIMITED} tb:signing="one"'}),
}


def _transfer(office: Office, task: UUID, last: UUID) -> None:
    office.run(TransferTask(task_id=task, person_id=office.people["wang"].user_id, reason="出差"))


def _assign(office: Office, task: UUID, last: UUID) -> None:
    office.run(AssignTask(task_id=task, person_id=office.people["wang"].user_id, reason="均衡"), "supervisor")


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
    office.run(DelegateTask(task_id=task, person_id=office.people["wang"].user_id, reason="请核"))


def _answer(office: Office, task: UUID, last: UUID) -> None:
    lent = office.rows(
        "SELECT a.task_id FROM act a JOIN task t ON t.case_id = a.case_id WHERE t.id = %s AND a.kind = 'delegation' AND a.state = 'open'",
        task,
    )
    asked = UUID(str(lent[0][0])) if lent else task
    office.run(AnswerDelegation(task_id=asked, reason="已核"), office.holder(asked) or "zhang")


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


def _add_signer(office: Office, task: UUID, last: UUID) -> None:
    place = ("before", "parallel", "after")[len(office.rows("SELECT 1 FROM act WHERE kind = 'signer'")) % 3]
    office.run(AddSigner(task_id=task, person_id=office.people["wang"].user_id, place=place, reason="请一并签署"))


def _remove_signer(office: Office, task: UUID, last: UUID) -> None:
    office.run(RemoveSigner(task_id=task, reason="不必"), "supervisor")


def _second_notice(office: Office, task: UUID, last: UUID) -> None:
    office.run(RequestSecondNotice(task_id=task, reason="材料前后不一致"))


def _recuse(office: Office, task: UUID, last: UUID) -> None:
    office.run(Recuse(task_id=task, reason="近亲属"), "wang")


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
    "add_signer": _add_signer,
    "remove_signer": _remove_signer,
    "extend": _extend,
    "answer_request": _answer_request,
    "second_notice": _second_notice,
    "recuse": _recuse,
    "terminate": _terminate,
}
HELD_BY_OTHERS = frozenset({"recall", "answer", "answer_request"})
"""Verbs that are not the holder's."""

EVERY = tuple(product(VERBS, repeat=2))
RING = tuple(zip(VERBS, [*list(VERBS)[1:], next(iter(VERBS))], strict=True))
WHOLE, FULL = bool(os.environ.get("TONGBAN_VERBS")), bool(os.environ.get("TONGBAN_FULL"))
DRAWN = 24
"""How many pairs beyond the ring a full run draws for each place."""
THIN = () if WHOLE or FULL else tuple(f"signed by {kind}" for kind in ("one", "any", "sequence", "ratio"))
"""Places that a quick run visits with every third pair of the ring."""


def pairs_at(place: str) -> tuple[tuple[str, str], ...]:
    """The pairs this run tries at a place; the same ones in every run with the same `TONGBAN_SEED`."""
    if WHOLE:
        return EVERY
    if not FULL:
        return RING[:: 3 if place in THIN else 1]
    others = sorted(set(EVERY) - set(RING))
    return RING + tuple(random.Random(f"{os.environ.get('TONGBAN_SEED', '')} {place}").sample(others, DRAWN))


def newest(office: Office, case: UUID) -> UUID | None:
    """The newest open task; of several that are signed together, 张三's own."""
    rows = office.rows("SELECT id FROM task WHERE case_id = %s AND state = 'open' ORDER BY item DESC", case)
    tasks = [UUID(str(row[0])) for row in rows]
    return next((task for task in tasks if len(tasks) > 1 and office.holder(task) == "zhang"), tasks[0] if tasks else None)


def hold(office: Office, case: UUID) -> UUID:
    """The newest open task, held by 张三 whoever held it before, where nothing bars him."""
    found = newest(office, case)
    assert found is not None
    if office.holder(found) != "zhang":
        with suppress(InvalidInput):
            office.run(AssignTask(task_id=found, person_id=office.people["zhang"].user_id, reason="测试"), "supervisor")
    return found


def attempt(office: Office, verb: str, case: UUID, last: UUID, claimed: bool) -> bool:
    """Use a verb; a refusal changes nothing."""
    found = newest(office, case)
    if found is None:
        return False
    task = hold(office, case) if claimed else found
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
        tasks = office.rows("SELECT id, element FROM task WHERE case_id = %s AND state = 'open' ORDER BY item DESC", case)
        if not tasks:
            break
        decided = any(_decide(office, case, UUID(str(task)), element) for task, element in tasks)
        assert decided or _take_off(office, case), "a dead task"
    assert office.rows('SELECT status FROM "case" WHERE id = %s', case)[0][0] in {"closed", "terminated"}
    waiting = office.rows("SELECT kind FROM act WHERE case_id = %s AND state = 'open' AND kind <> 'copy'", case)
    assert waiting == [], "nothing waits in a case that is over"


def _decide(office: Office, case: UUID, task: UUID, element: str) -> bool:
    """Somebody of the post decides the task; False where nobody can now."""
    for who in ("zhang", "li", "wang"):
        try:
            if office.holder(task) != who:
                office.run(AssignTask(task_id=task, person_id=office.people[who].user_id, reason="测试"), "supervisor")
            if "resume" in office.may(task, who):
                _resume_by(office, task, who)
            office.run(CompleteTask(task_id=task, outcome="done", data={"opinion": f"{who}:{element}"}), who)
        except Rejection:
            continue
        return True
    return False


def _take_off(office: Office, case: UUID) -> bool:
    """Where 回避 has left too few to sign, and only there, the supervisor takes a signature off that nobody can give."""
    if "person_recused" not in office.events(case):
        return False
    with suppress(Rejection):
        found = office.rows("SELECT id FROM task WHERE case_id = %s AND state = 'open' AND round IS NOT NULL", case)
        office.run(RemoveSigner(task_id=UUID(str(found[0][0])), reason="无人可签"), "supervisor")
        return True
    return False


def _resume_by(office: Office, task: UUID, who: str) -> None:
    office.run(ResumeClock(task_id=task, reason="听证结束"), who)


@pytest.mark.parametrize("place", PLACES)
def test_every_pair_of_verbs_leaves_a_case_that_can_be_finished(office: Office, place: str):
    lines, nodes = PLACES[place]
    office.draw(*lines, **nodes)
    done: set[str] = set()
    for pair in pairs_at(place):
        case = office.case()
        last = office.do(case, "a")
        if place in {"sub-process", "call activity"}:
            last = office.do(case, "ia")
        for verb in pair:
            if attempt(office, verb, case, last, claimed=verb not in HELD_BY_OTHERS):
                done.add(verb)
        try:
            office.check(case)
            finish(office, case)
            office.check(case)
        except AssertionError as failed:
            raise AssertionError(f"{place}: {' then '.join(pair)}: {failed}") from failed
    never = {"recall", "answer_request", "second_notice"} | (set() if "signed" in place else {"add_signer", "remove_signer"})
    assert place in THIN or set(VERBS) - never - done == set()


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
