"""Every verb as somebody uses it on a case of the matrix: who it belongs to, what it needs before it, and the command."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

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
    ExplainDelay,
    HandOverAll,
    RecallTask,
    Recuse,
    ReleaseTask,
    RemarkTask,
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
from engine.sdk.text import Text
from tests.verbs.invariants import SHEET, TRAIL
from tests.verbs.office import SYSTEM, Office

FIRST, LATE, LAST = date(2026, 9, 1), date(2026, 9, 8), date(2026, 9, 10)
CLERKS = ("zhang", "wang", "zhao", "li")
CORRECTION = {"path": "request.purpose", "label": "用途", "problem": "有误", "requirement": "更正"}


@dataclass
class Trial:
    """One case in one place, and what is tried on it: a verb is used by whoever it belongs to, or by who stands in for them."""

    office: Office
    case: UUID
    last: UUID
    """The decision that was made last."""
    task: UUID | None = None
    """Where the first verb was used."""
    absences: dict[str, tuple[UUID, str]] = field(default_factory=dict)
    """Who is away, by which arrangement, and who stands in."""
    said: int = 0

    def run(self, command: Any, who: str) -> Any:
        if who in self.absences:
            return self.office.engine.execute(command, by=self.office.engine.ask(ActorNamed(username=self.acts(who)), by=SYSTEM))
        return self.office.run(command, who)

    def acts(self, who: str) -> str:
        """Whoever uses what is this person's."""
        return self.absences[who][1] if who in self.absences else who

    def person(self, who: str) -> UUID:
        found = self.office.people[who].user_id
        assert found is not None
        return found

    def colleague(self, who: str, task: UUID) -> str:
        """A clerk who is neither this person, nor stands in for them, nor holds the task."""
        return next(each for each in CLERKS[1:] + CLERKS[:1] if each not in {who, self.acts(who), self.office.holder(task)})

    def words(self, kind: str = TRAIL) -> str:
        """Words that nobody has written before, which have to be found again."""
        self.said += 1
        words = f"第{self.said}句"
        self.office.written.setdefault(self.case, []).append((words, kind))
        return words


Use = Callable[[Trial, UUID, str], object]
"""A verb at a task, used by somebody."""


def _decide(outcome: str, **more: Any) -> Use:
    def use(trial: Trial, task: UUID, who: str) -> None:
        trial.run(CompleteTask(task_id=task, outcome=outcome, data={"opinion": trial.words(SHEET), **more}), who)
        trial.last = task

    return use


def _hand_over(trial: Trial, task: UUID, who: str) -> None:
    to = trial.person(trial.colleague(who, task))
    trial.run(HandOverAll(person_id=trial.person(who), to_id=to, reason="调离"), "supervisor")


def _absence(trial: Trial, task: UUID, who: str) -> None:
    substitute = trial.colleague(who, task)
    people = {"person_id": trial.person(who), "substitute_id": trial.person(substitute)}
    arranged = trial.run(ArrangeAbsence(**people, starts_on=FIRST, ends_on=LAST, reason="年休假"), "supervisor")
    trial.absences[who] = (arranged, substitute)


def _explain(trial: Trial, task: UUID, who: str) -> None:
    trial.office.go_to(LATE)
    trial.run(ExplainDelay(task_id=task, words=trial.words()), who)


def _answer(trial: Trial, task: UUID, who: str) -> None:
    lent = trial.office.rows("SELECT task_id FROM act WHERE case_id = %s AND kind = 'delegation' AND state = 'open'", trial.case)
    asked = UUID(str(lent[0][0])) if lent else task
    trial.run(AnswerDelegation(task_id=asked, reason=trial.words(SHEET)), trial.office.holder(asked) or "zhang")


def _answer_request(trial: Trial, task: UUID, who: str) -> None:
    asked = "SELECT id FROM act WHERE kind IN ('extension', 'second_notice') AND state = 'open' AND case_id = %s"
    rows = trial.office.rows(asked, trial.case)
    request = UUID(str(rows[0][0])) if rows else trial.last
    trial.run(AnswerRequest(task_id=task, request_id=request, granted=True, reason=trial.words(SHEET)), "boss")


def _terminate(trial: Trial, task: UUID, who: str) -> None:
    number = trial.office.rows('SELECT number FROM "case" WHERE id = %s', trial.case)[0][0]
    trial.run(TerminateCase(task_id=task, basis="第五十条", reason=trial.words(), confirm=number), who)


def _recall(trial: Trial, task: UUID, who: str) -> None:
    decided = trial.office.rows("SELECT p.username FROM task t JOIN person p ON p.id = t.done_by_id WHERE t.id = %s", trial.last)
    trial.run(RecallTask(task_id=trial.last, reason=trial.words()), decided[0][0] if decided else "zhang")


def _add(place: str) -> Use:
    return lambda trial, task, who: trial.run(
        AddSigner(task_id=task, person_id=trial.person(trial.colleague(who, task)), place=place, reason=trial.words()), who
    )


def _given(kind: Any) -> Use:
    """A verb that names a colleague."""
    return lambda trial, task, who: trial.run(
        kind(task_id=task, person_id=trial.person(trial.colleague(who, task)), reason=trial.words()), who
    )


def _assign(trial: Trial, task: UUID, who: str) -> None:
    trial.run(AssignTask(task_id=task, person_id=trial.person(trial.colleague(who, task)), reason=trial.words()), "supervisor")


VERBS: dict[str, Use] = {
    "claim": lambda trial, task, who: trial.run(ClaimTask(task_id=task), who),
    "release": lambda trial, task, who: trial.run(ReleaseTask(task_id=task), who),
    "save": lambda trial, task, who: trial.run(SaveDraft(case_id=trial.case, task_id=task, data={"opinion": "半句"}, version=None), who),
    "agree": _decide("done"),
    "refuse": _decide("again"),
    "correct": _decide("correct", corrections=[CORRECTION]),
    "transfer": _given(TransferTask),
    "delegate": _given(DelegateTask),
    "answer": _answer,
    "copy": lambda trial, task, who: trial.run(CopyTask(task_id=task, people=[trial.person("boss")], reason=trial.words()), who),
    "assign": _assign,
    "stop": lambda trial, task, who: trial.run(StopClock(task_id=task, basis="第四十五条", reason=trial.words()), who),
    "resume": lambda trial, task, who: trial.run(ResumeClock(task_id=task, reason=trial.words()), who),
    "send_back": lambda trial, task, who: trial.run(SendBack(task_id=task, reason=trial.words()), who),
    "send_far": lambda trial, task, who: trial.run(SendBack(task_id=task, to="a", reason=trial.words()), who),
    "recall": _recall,
    "remind": lambda trial, task, who: trial.run(RemindTask(task_id=task, reason=trial.words()), "supervisor"),
    "remark": lambda trial, task, who: trial.run(RemarkTask(task_id=task, words=trial.words()), "supervisor"),
    "explain": _explain,
    "add_before": _add("before"),
    "add_beside": _add("parallel"),
    "add_after": _add("after"),
    "remove_signer": lambda trial, task, who: trial.run(RemoveSigner(task_id=task, reason=trial.words()), "supervisor"),
    "extend": lambda trial, task, who: trial.run(RequestExtension(task_id=task, days=3, basis="第四十二条", reason=trial.words()), who),
    "answer_request": _answer_request,
    "second_notice": lambda trial, task, who: trial.run(RequestSecondNotice(task_id=task, reason=trial.words()), who),
    "recuse": lambda trial, task, who: trial.run(Recuse(task_id=task, reason=trial.words()), who),
    "absence": _absence,
    "hand_over": _hand_over,
    "withdraw": lambda trial, task, who: trial.run(WithdrawCase(case_id=trial.case, reason=trial.words()), "filer"),
    "terminate": _terminate,
}
HELD = frozenset(VERBS) - {
    *("claim", "answer", "copy", "assign", "recall", "remind", "remark", "remove_signer", "answer_request"),
    *("absence", "hand_over", "withdraw", "recuse"),
}
"""Verbs of whoever holds the task, and of nobody else."""
OF_HOLDER = HELD | {"recuse", "absence", "hand_over"}
"""Verbs that are tried with the holder: those they use, and those used on them."""
ENDS_DRAFTS = frozenset({"agree", "refuse", "correct"})
NEEDS: dict[str, tuple[str, ...]] = {
    "answer": ("delegate",),
    "resume": ("stop",),
    "answer_request": ("extend",),
    "remove_signer": ("add_beside",),
}
"""What has to be done before a verb is possible at all; after it, the verb is the first of its pairs."""
WORDS = {
    **TITLES,
    "claim": Text("认领", "Claim"),
    "release": Text("释放", "Release"),
    "save": Text("暂存", "Save draft"),
    "agree": Text("办理（同意）", "Decide for"),
    "refuse": Text("办理（不同意）", "Decide against"),
    "correct": Text("退回申请人（补正）", "Back to the applicant"),
    "send_back": Text("退回上一环节", "Send back one step"),
    "send_far": Text("退回指定环节", "Send back to a step by choice"),
    "remark": Text("督办意见", "Remark of a supervisor"),
    "explain": Text("超期说明", "Explain a delay"),
    "add_before": Text("前加签", "Add a signer before"),
    "add_beside": Text("并加签", "Add a signer beside"),
    "add_after": Text("后加签", "Add a signer after"),
    "absence": Text("外出代理", "Substitution"),
    "hand_over": Text("转交全部", "Hand over all"),
    "withdraw": Text("撤销", "Withdraw"),
}
