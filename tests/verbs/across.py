"""Two verbs across parallel sections: the first at the task of one section, the second at the other's."""

import hashlib
import inspect
from uuid import UUID
from zlib import crc32

from engine.commands import AssignTask, EndAbsence
from engine.sdk.errors import InvalidInput, Rejection
from tests.verbs.office import Office
from tests.verbs.places import DONE, NOT_HELD, VERBS, Trial, _everything, digest, finish

PLACE = "across parallel sections"


def attempt(trial: Trial, verb: str, element: str) -> str:
    """Use a verb at the open task of an element: `DONE`, or the code of the refusal, which changes nothing."""
    office, case = trial.office, trial.case
    chosen = "SELECT id FROM task WHERE case_id = %s AND state = 'open' AND element = %s"
    open_there = office.rows(chosen, case, element)
    if not open_there:
        return "no_open_task"
    task = UUID(str(open_there[0][0]))
    try:
        if verb not in NOT_HELD and office.holder(task) != "zhang":
            office.run(AssignTask(task_id=task, person_id=office.people["zhang"].user_id, reason="测试"), "supervisor")
    except InvalidInput as refusal:
        return refusal.errors[0].code
    before = _everything(office, case)
    try:
        VERBS[verb](trial, task)
    except Rejection as refusal:
        assert _everything(office, case) == before, "a refusal changes nothing"
        return refusal.errors[0].code if isinstance(refusal, InvalidInput) else refusal.code
    return DONE


def play(office: Office, first: str, second: str) -> tuple[str, str]:
    """Two verbs on a new case whose sections `b` and `d` are both open; afterwards the invariants hold and the case can be finished."""
    case = office.case()
    trial = Trial(office, case, office.do(case, "a"), crc32(f"{first} {second}".encode()))
    became = attempt(trial, first, "b"), attempt(trial, second, "d")
    office.check(case)
    finish(office, case)
    office.check(case)
    if trial.absence is not None:
        office.run(EndAbsence(absence_id=trial.absence), "supervisor")
    return became


def digest_across() -> str:
    """What the results were made with, in a few letters."""
    return hashlib.sha256("\n".join((digest(), inspect.getsource(attempt), inspect.getsource(play))).encode()).hexdigest()[:16]
