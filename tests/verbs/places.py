"""Where a task can stand, every verb, and what becomes of two of them, one after the other."""

import ast
import hashlib
import inspect
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from typing import Any
from uuid import UUID
from zlib import crc32

from engine.commands import (
    AddSigner,
    AnswerDelegation,
    AnswerRequest,
    ArrangeAbsence,
    AssignTask,
    ClaimTask,
    CompleteTask,
    CopyTask,
    DelegateTask,
    EndAbsence,
    HandOverAll,
    RecallTask,
    Recuse,
    ReleaseTask,
    RemindTask,
    RemoveSigner,
    RequestExtension,
    RequestSecondNotice,
    ResumeClock,
    SaveDraft,
    SendBack,
    StopClock,
    TerminateCase,
    TransferTask,
    WithdrawCase,
)
from engine.packages.choices import VERBS as TITLES
from engine.scenarios.cast import ActorNamed
from engine.sdk.errors import InvalidInput, Rejection
from engine.sdk.text import Text
from tests.bpmn.drawing import draw
from tests.verbs.office import SYSTEM, E, Office, P, S, T, X

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
DONE = "done"
FIRST, LAST = date(2026, 9, 1), date(2026, 9, 10)


@dataclass
class Trial:
    """One case in one place, and what is tried on it: a verb is used by whoever it belongs to, or by who stands in for them."""

    office: Office
    case: UUID
    last: UUID
    """The decision that was made last."""
    number: int
    """Which of three places a signer is added at."""
    absence: UUID | None = field(default=None, init=False)

    def run(self, command: Any, who: str = "zhang") -> Any:
        if who == "zhang" and self.absence is not None:
            return self.office.engine.execute(command, by=self.office.engine.ask(ActorNamed(username="wang"), by=SYSTEM))
        return self.office.run(command, who)

    def person(self, who: str) -> UUID:
        found = self.office.people[who].user_id
        assert found is not None
        return found


def _claim(trial: Trial, task: UUID) -> None:
    trial.run(ClaimTask(task_id=task))


def _release(trial: Trial, task: UUID) -> None:
    trial.run(ReleaseTask(task_id=task))


def _save(trial: Trial, task: UUID) -> None:
    trial.run(SaveDraft(case_id=trial.case, task_id=task, data={"opinion": "半句"}, version=None))


def _complete(trial: Trial, task: UUID) -> None:
    trial.run(CompleteTask(task_id=task, outcome="done", data={"opinion": "zhang:同意"}))
    trial.last = task


def _withdraw(trial: Trial, task: UUID) -> None:
    trial.run(WithdrawCase(case_id=trial.case, reason="不再申请"), "filer")


def _hand_over(trial: Trial, task: UUID) -> None:
    trial.run(HandOverAll(person_id=trial.person("zhang"), to_id=trial.person("wang"), reason="调离"), "supervisor")


def _absence(trial: Trial, task: UUID) -> None:
    wang = trial.person("wang")
    arranged = ArrangeAbsence(person_id=trial.person("zhang"), substitute_id=wang, starts_on=FIRST, ends_on=LAST, reason="年休假")
    trial.absence = trial.run(arranged, "supervisor")


def _transfer(trial: Trial, task: UUID) -> None:
    trial.run(TransferTask(task_id=task, person_id=trial.person("wang"), reason="出差"))


def _assign(trial: Trial, task: UUID) -> None:
    trial.run(AssignTask(task_id=task, person_id=trial.person("wang"), reason="均衡"), "supervisor")


def _stop(trial: Trial, task: UUID) -> None:
    trial.run(StopClock(task_id=task, basis="第四十五条", reason="听证"))


def _resume(trial: Trial, task: UUID) -> None:
    trial.run(ResumeClock(task_id=task, reason="听证结束"))


def _send_back(trial: Trial, task: UUID) -> None:
    trial.run(SendBack(task_id=task, reason="核算有误"))


def _recall(trial: Trial, task: UUID) -> None:
    trial.run(RecallTask(task_id=trial.last, reason="填错"))


def _remind(trial: Trial, task: UUID) -> None:
    trial.run(RemindTask(task_id=task, reason="即将到期"), "supervisor")


def _delegate(trial: Trial, task: UUID) -> None:
    trial.run(DelegateTask(task_id=task, person_id=trial.person("wang"), reason="请核"))


def _answer(trial: Trial, task: UUID) -> None:
    lent = trial.office.rows("SELECT task_id FROM act WHERE case_id = %s AND kind = 'delegation' AND state = 'open'", trial.case)
    asked = UUID(str(lent[0][0])) if lent else task
    trial.run(AnswerDelegation(task_id=asked, reason="已核"), trial.office.holder(asked) or "zhang")


def _copy(trial: Trial, task: UUID) -> None:
    trial.run(CopyTask(task_id=task, people=[trial.person("boss")], reason="请知悉"))


def _extend(trial: Trial, task: UUID) -> None:
    trial.run(RequestExtension(task_id=task, days=3, basis="第四十二条", reason="复杂"))


def _answer_request(trial: Trial, task: UUID) -> None:
    asked = trial.office.rows("SELECT id FROM act WHERE kind = 'extension' AND state = 'open' AND task_id = %s", task)
    request = UUID(str(asked[0][0])) if asked else trial.last
    trial.run(AnswerRequest(task_id=task, request_id=request, granted=True, reason="同意"), "boss")


def _terminate(trial: Trial, task: UUID) -> None:
    number = trial.office.rows('SELECT number FROM "case" WHERE id = %s', trial.case)[0][0]
    trial.run(TerminateCase(task_id=task, basis="第五十条", reason="注销", confirm=number))


def _add_signer(trial: Trial, task: UUID) -> None:
    added = trial.office.rows("SELECT 1 FROM act WHERE kind = 'signer' AND case_id = %s", trial.case)
    place = ("before", "parallel", "after")[(trial.number + len(added)) % 3]
    trial.run(AddSigner(task_id=task, person_id=trial.person("wang"), place=place, reason="请一并签署"))


def _remove_signer(trial: Trial, task: UUID) -> None:
    trial.run(RemoveSigner(task_id=task, reason="不必"), "supervisor")


def _second_notice(trial: Trial, task: UUID) -> None:
    trial.run(RequestSecondNotice(task_id=task, reason="材料前后不一致"))


def _recuse(trial: Trial, task: UUID) -> None:
    trial.run(Recuse(task_id=task, reason="近亲属"), "wang")


VERBS: dict[str, Callable[[Trial, UUID], None]] = {
    "claim": _claim,
    "release": _release,
    "save": _save,
    "complete": _complete,
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
    "absence": _absence,
    "hand_over": _hand_over,
    "withdraw": _withdraw,
    "terminate": _terminate,
}
WORDS = {
    **TITLES,
    "claim": Text("认领", "Claim"),
    "release": Text("释放", "Release"),
    "save": Text("暂存", "Save draft"),
    "complete": Text("办理", "Decide"),
    "absence": Text("外出代理", "Substitution"),
    "hand_over": Text("转交全部", "Hand over all"),
    "withdraw": Text("撤销", "Withdraw"),
}
NOT_HELD = frozenset({"claim", "recall", "answer", "answer_request"})
"""Verbs that are not the holder's."""
EVERY = tuple(product(VERBS, repeat=2))


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


def attempt(trial: Trial, verb: str) -> str:
    """Use a verb: `DONE`, or the code of the refusal, which changes nothing."""
    office, case = trial.office, trial.case
    found = newest(office, case)
    if found is None:
        return "no_open_task"
    task = found if verb in NOT_HELD else hold(office, case)
    before = _everything(office, case)
    try:
        VERBS[verb](trial, task)
    except Rejection as refusal:
        assert _everything(office, case) == before, "a refusal changes nothing"
        return refusal.errors[0].code if isinstance(refusal, InvalidInput) else refusal.code
    return DONE


def _everything(office: Office, case: UUID) -> Sequence[Any]:
    of_case = office.rows('SELECT event_seq, state, facts_small, facts_large FROM "case" WHERE id = %s', case)
    tasks = office.rows("SELECT id, state, assignee_id FROM task WHERE case_id = %s ORDER BY id", case)
    return [*of_case, *tasks, *office.rows("SELECT id, ledger FROM clock WHERE case_id = %s ORDER BY id", case)]


def play(office: Office, place: str, first: str, second: str) -> tuple[str, str]:
    """Two verbs, one after the other, on a new case in a place whose diagram is drawn; what became of each.

    Afterwards the invariants hold and the case can be finished.
    """
    case = office.case()
    last = office.do(case, "a")
    if place in {"sub-process", "call activity"}:
        last = office.do(case, "ia")
    trial = Trial(office, case, last, crc32(f"{first} {second}".encode()))
    became = attempt(trial, first), attempt(trial, second)
    office.check(case)
    finish(office, case)
    office.check(case)
    if trial.absence is not None:
        office.run(EndAbsence(absence_id=trial.absence), "supervisor")
    return became


def finish(office: Office, case: UUID) -> None:
    """Decide whatever is open until the case is closed: no task is dead."""
    for _ in range(20):
        tasks = office.rows("SELECT id, element FROM task WHERE case_id = %s AND state = 'open' ORDER BY item DESC", case)
        if not tasks:
            break
        decided = any(_decide(office, case, UUID(str(task)), element) for task, element in tasks)
        assert decided or _take_off(office, case), "a dead task"
    assert office.rows('SELECT status FROM "case" WHERE id = %s', case)[0][0] in {"closed", "terminated", "withdrawn"}
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


def digest() -> str:
    """What the results were made with, in a few letters: the places, the verbs and how they are tried, whatever the comments say."""
    tried = [ast.parse(inspect.getsource(each)).body[0] for each in (*VERBS.values(), attempt, play)]
    for node in tried:
        if isinstance(node, ast.FunctionDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:]
    said = "\n".join((repr(PLACES), repr(list(VERBS)), *(ast.unparse(node) for node in tried)))
    return hashlib.sha256(said.encode()).hexdigest()[:16]
