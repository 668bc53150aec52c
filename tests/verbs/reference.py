"""The page about the verbs, made from what they do in a line of four steps: `python -m tests.verbs.reference`."""

import tempfile
from datetime import date
from pathlib import Path
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
from engine.commands.command import Command
from engine.packages.choices import VERBS as TITLES
from engine.sdk.text import Text
from tests.database import Server
from tests.verbs import corners
from tests.verbs.matrix import section
from tests.verbs.office import NOTICES, Office, T, an_office
from tests.verbs.rows import counts, listed, state

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "verbs.md"
BASIC = {
    "claim": Text("认领", "Claim"),
    "release": Text("释放", "Release"),
    "save": Text("暂存", "Save draft"),
    "complete": Text("办理", "Decide"),
    "remark": Text("督办意见", "Remark of a supervisor"),
    "hand_over": Text("转交全部", "Hand over all"),
    "absence": Text("外出代理", "Arrange a substitute"),
    "withdraw": Text("撤销", "Withdraw"),
}
"""What every step allows, whatever its diagram says; work on many at once (ADR 0803) runs these commands, one a task."""
SHOWN = {**BASIC, **TITLES, "explain": Text("超期说明", "Explain a delay")}
LIMITED = f'{T} tb:limit="5wd"'
HEAD = """# The verbs of a step 审批动作

Made from `tests/verbs/reference.py` by `python -m tests.verbs.reference`; a test runs every line. Each verb is one command, one transaction,
one line of the audit trail (暂存 alone leaves none: see Rules). Which verbs a step allows is in the diagram (`tb:verbs`, blank separated; all of them where it says nothing; 认领 to 撤销 and 超期说明 are nobody's to take away);
`GET /api/v1/tasks/{id}/verbs` and the page 更多 list them with the reason where one is closed.

## What each verb does

In a line a, b, c: 张三 has done a and holds b, which has a limit of five working days and a draft (for 拿回 he has just done b).
加签 and 减签 stand at a b that 张三 and 李四 sign together. 恢复 follows a 中止 of the same day, 超期说明 is given on the last day, 答复委派 a 委派, 批复 (granted) an 申请延期 of three days. The program has the four notices of these verbs.
Before → after; what does not change is written once.

| verb | command | status | tokens at | held by | limit, due | draft | opinions on record | papers | told | jobs | audit |
|---|---|---|---|---|---|---|---|---|---|---|---|
"""
RULES = """
## Rules

| | tokens | clocks and timers | opinions given | drafts | papers sent | jobs |
|---|---|---|---|---|---|---|
| 认领, 释放, 暂存 | stay | go on | stay | stay with the task, whoever holds it | stay | none: nobody is told |
| 办理 | move on; of a repeated step, one instance ends | the step's limit ends, those of what opens begin | the opinion is kept | dropped | \
those of the decision are issued and numbered | what opens, is issued or sent is told after the commit |
| 督办意见, 超期说明 | stay | go on | stand on the card and in the trail; none replaces another | stay | stay | 督办意见: whoever holds \
the task (or its post) is told after the commit |
| 转交全部 | stay | go on | stay | go with the tasks | stay | the colleague is told of each after the commit |
| 外出代理 | stay | go on | name both | shared | stay | the substitute is told after the commit |
| 撤销 | all end; the status is withdrawn | all end; timers are removed | stay on record | all dropped | stay | requests, delegations and \
stops end as void; the roster is free for another application |
| 转办, 指派 | stay | go on | stay | go with the task | stay | the person is told after the commit |
| 催办 | stay | go on | stay | stay | stay | whoever holds the task and the supervisors are told after the commit |
| 委派, 答复委派 | stay; nothing is decided before the answer | go on | the delegate's opinion stays on the delegation and in the trail | \
shared by owner and delegate | stay | the delegate, then the owner, is told after the commit |
| 抄送 | stay | go on | stay | stay | stay | each reader is told after the commit; the receipt is one line of the trail |
| 加签, 减签 | one more instance of the repeated step, or one less; the step closes when what is left decides it | the new signature has \
the step's limit from today | stay; they are counted anew | of a signer taken off: dropped | stay | the new signer is told after the commit |
| 退回 | the section that begins behind the target goes back as a whole; the other branches stay | the step's limit ends and the \
target's begins; a scope with a legal limit is never left | stay on record; the step writes its facts anew | of the step that goes back: \
dropped | stay | timers on steps that go back are removed |
| 拿回 | stand as they stood before the decision, in sub-processes, call activities, joins and rounds of signatures, too | the limits it \
ended count on as if they had never ended; timers are set again to when they were due | the opinion taken back stays on record and is not \
counted; signatures of the others stay given | of what goes with the decision: dropped | a decision that issued a paper is not taken back | \
timers of what it opened are removed, those it ended are set again |
| 中止 | stay; nothing is decided until 恢复 | every clock stops; timers that wait for the end of a limit wait, others run | stay | stay | \
`suspension_notice` where the program has one | the applicant is told after the commit |
| 恢复 | stay | count again from the next day; timers get what was left of their limit | stay | stay | `resumption_notice` where the \
program has one | the applicant is told after the commit |
| 申请延期, 批复 | stay | the limit of the innermost scope around the task (else its own) gets the days, once; timers on the same activity that wait \
for its end wait for the new end | stay | stay | `extension_notice` where the program has one | the head, then whoever asked, is told after the \
commit; the applicant when it is granted |
| 申请再次补正 | stay | go on | stay | stay | stay | the head is told after the commit; leave is for this task alone |
| 回避 | stay; what the person holds is in the pool again, what they were asked for is the owner's again | go on | stay on record | kept for \
whoever claims next | stay | the supervisors are told after the commit |
| 终止 | all end; the status is terminated | all end; timers are removed | stay on record | all dropped | `termination_notice` where \
the program has one | the applicant is told after the commit; requests, delegations and stops end as void |

- **Who**: the holder uses 转办, 委派, 加签, 退回, 中止, 恢复, 申请延期 and 终止, having claimed the task; 答复委派 belongs to the delegate (and to the owner, \
who takes the task back); 批复 to the head of the office (a role with `head = true` in the manifest, 督导 where there is none) and never to \
whoever asked; 抄送 to any officer who may see the case; 指派 belongs to 督导 (`supervisor`) of the region and to \
administrators; 拿回 to whoever decided; 催办 to any officer of the region but the holder, once in a day and task.
- **不相容岗位分离**: nobody does, claims, writes on (暂存, 核对材料, 附件) or is given a task that is kept apart from one they did, sent back or gave an opinion on, whichever of the two steps names the other; they \
are not offered, and refused when named. Whoever answers a delegation in place of the delegate is judged, and so is the delegate. A test finds every command at a task by itself and holds this and 回避 against it (`tests/verbs/test_bars.py`). Nor do they decide it by another way: they take no signature of it off (减签) and answer no request made at it (批复).
- **退回** leads to steps of officers that were done, that lead to this one, and whose scope is still open. A step that is sent back is held \
again by whoever did it, if they still hold the post and nothing stands against them by now (回避, 不相容岗位); else it is in the pool. Back to the applicant is an outcome of the diagram (补正), not a jump.
- **A parallel section is never torn apart.** From inside it one goes back within one's branch, or with the whole section to before it; a \
branch of an outer section is left alone, and where that cannot be the verb is refused.
- **Repeated steps (会签)** go back as a whole: every signer is asked once more, what they said before stays on record.
- **Signing** (`tb:signing` on a user task; the first of `tb:outcomes` is the agreement). `all` 会签: everybody signs, agreed when all agree. \
`any` 或签: the first signature decides. `sequence` 依次: one after the other, the first refusal ends it. `ratio` 票签: by weight, `tb:ratio` \
(2/3, 60%, 0.5, >1/2; without it more than half), closed as soon as nothing can change it: while somebody with a veto has not signed, agreement waits. `one`: one person, to whom others may be added, \
then as `all`. `tb:signers` is a FEEL list: a user name, `null` (anybody of the post), or `{person, role, weight, veto}`; a veto holder who \
refuses decides at once. Or draw a multi-instance. Gateways read `step.outcome`, `step.agreed`, `step.signed`, `step.votes`.
- **Nobody signs twice** in a round: whoever has signed, signs now or is queued by name to sign later gets no other turn of the round, not by \
claiming, 指派, transfer, delegation or 加签; the refusal says why. A turn of somebody named twice, recused or without the post is open to the post. Signatures of others are never taken off: whoever signed last takes \
back their own (拿回) and the round is open again; sent back, everybody signs anew.
- **加签** puts a signer before (the actor waits for them), beside or after the actor; in a step signed in turn "after" is next. **减签** takes off \
a signature that is waited for, or somebody named whose turn is still to come (`person_id`); where 回避 leaves too few to sign, it is the way on. It belongs \
to whoever added the signer and to 督导; the last signature cannot be taken off.
- **拿回** is for the last decision of an officer, and ends with the first act of anybody in the case, with a paper, payment or message sent, \
with the applicant asked for something, and with the end of the case: what was decided then is known outside. A limit of working days that a \
timer kept on a sub-process without a limit of its own cannot be dated again: the refusal says so, and 退回 is the way.
- **中止** holds what begins meanwhile, too: limits and timers that open during a stop count from the day the case is resumed.
- **延期** ends where the limit ends: what is asked in time and answered late can only be refused. `tb:extension` bounds it (10wd); without it \
a limit can at most be doubled. Once is once for each limit of the diagram in a case: a step that is sent back and done again, and every signature of a step, has the extension it had. A request stands in the way of another for the same limit alone: two branches ask for theirs beside each other.
- **一次性告知**: once anybody has asked for corrections of a case, any post at any step can ask again for what was asked before, and for what \
the applicant has changed since (a value, a file, rows of a roster). Anything else could be seen the first time: the head has to approve \
(申请再次补正, 批复). Whoever names a group, a list, a roster or all materials asks for everything in it: each entry, row, line and file is judged by itself, by what was entered and not by its mask; whoever has named a whole has named its parts.
- **回避**: nobody does, claims, is given, takes back, reminds of or decides anything in a case they are recused from, handles its money, or sees what is \
sealed in it; the refusal says why. Only letting go (释放) is always open. Officers \
declare it themselves, supervisors for others; it is not lifted. It holds in the whole family of the case (the plan and its linked cases, those \
begun later, too), and where it is the organisation itself they have a relation to, in all its cases, today's and those to come. No copy (抄送) goes to whoever is recused, those unread are void, and there is no receipt (阅知): a copy decides nothing, but brings the course and the reasons of the case to somebody who has to keep away from it. 不相容岗位分离 bars no copy.
- **外出代理** (page 协同, `POST /api/v1/absences`): from the first day to the last, in the programs named (none: all), the substitute uses every \
verb on what the person holds and claims what their posts ask for; the trail says "李四（代张三）". The bars of both hold. Ended early by 销假. So does what belongs to a post: 批复 for the head (neither the head's own requests nor the substitute's), 指派, 减签, 督办意见 and 回避 of others for the supervisor. What a substitute decided, they take back themselves (拿回), while they act for the person, and the task is held again as it was held. Who stands in arranges nothing further: 外出代理 and 转交全部 stay with the person and the supervisor.
- **转交全部** (page 协同, `POST /api/v1/handovers`): every open task somebody holds goes to one colleague, each checked and recorded by itself; \
what they may not do is in the pool again, with the reason; where the diagram forbids 转办 the task stays where it is, and the result says \
so; what the leaver was asked for returns to its owner, what they asked for returns to the colleague.
- **终止** cannot be undone: the page shows what ends with the case and asks for its number, and so does REST (`confirm`).
- **暂存** leaves no line in the trail: nothing of the case changes by it, nobody else acts on it, and a page saves every few seconds what is typed; a chain of half sentences would bury what was done. Who saved last, when, and which version it is stand on the draft; what comes of it is in the line of the decision.
- A refusal changes nothing. Every verb needs a reason; 中止, 申请延期 and 终止 need their legal basis, too.
"""


def _prepared(office: Office, verb: str) -> tuple[UUID, UUID]:
    case = office.case()
    office.do(case, "a")
    if verb == "claim":
        return case, office.task(case, "b")
    task = office.claim(case, "b")
    if verb == "save":
        return case, task
    if verb == "recall":
        return case, office.do(case, "b")
    office.run(SaveDraft(case_id=case, task_id=task, data={"opinion": "半句"}, version=0))
    if verb in {"add_signer", "remove_signer"}:
        return _signed(office, verb)
    if verb == "hand_over":
        office.rows("UPDATE task SET assignee_id = NULL WHERE state = 'open' AND assignee_id IS NOT NULL AND case_id <> %s", case)
    if verb == "explain":
        office.go_to(date(2026, 9, 8))
    if verb == "resume":
        office.run(StopClock(task_id=task, basis="第四十五条", reason="听证"))
    if verb == "second_notice":
        told = '{"corrections": {"first": {"clerk": {"at": "2026-09-01T09:00:00+08:00", "paths": ["request.purpose"]}}}}'
        office.rows('UPDATE "case" SET facts_small = facts_small || %s::jsonb WHERE id = %s', told, case)
    if verb == "answer":
        office.run(DelegateTask(task_id=task, person_id=office.people["li"].user_id, reason="请核"))
    if verb == "answer_request":
        office.run(RequestExtension(task_id=task, days=3, basis="第四十二条", reason="复杂"))
    return case, task


def _signed(office: Office, verb: str) -> tuple[UUID, UUID]:
    """A step that 张三 and 李四 sign together (会签); what is removed is 李四's signature."""
    office.draw("s > a > b > c > e", b=f'{LIMITED} tb:signing="all" tb:signers=\'["zhang", "li"]\'', more=NOTICES)
    case = office.case()
    office.do(case, "a")
    tasks = {office.holder(UUID(str(row[0]))): UUID(str(row[0])) for row in office.rows("SELECT id FROM task WHERE case_id = %s", case)}
    office.run(SaveDraft(case_id=case, task_id=tasks["zhang"], data={"opinion": "半句"}, version=0))
    office.draw("s > a > b > c > e", b=LIMITED, more=NOTICES)
    return case, tasks["zhang" if verb == "add_signer" else "li"]


def _command(office: Office, verb: str, case: UUID, task: UUID) -> tuple[Command[Any], str]:
    li = office.people["li"].user_id
    number = office.rows('SELECT number FROM "case" WHERE id = %s', case)[0][0]
    asked = [UUID(str(row[0])) for row in office.rows("SELECT id FROM act WHERE case_id = %s AND state = 'open'", case)] or [task]
    people = {name: office.people[name].user_id for name in ("zhang", "li")}
    week = {"starts_on": date(2026, 9, 1), "ends_on": date(2026, 9, 7)}
    commands: dict[str, tuple[Command[Any], str]] = {
        "claim": (ClaimTask(task_id=task), "zhang"),
        "release": (ReleaseTask(task_id=task), "zhang"),
        "save": (SaveDraft(case_id=case, task_id=task, data={"opinion": "半句"}, version=0), "zhang"),
        "complete": (CompleteTask(task_id=task, outcome="done", data={"opinion": "同意"}), "zhang"),
        "remark": (RemarkTask(task_id=task, words="请于周五前办结"), "supervisor"),
        "explain": (ExplainDelay(task_id=task, words="等候外单位复函"), "zhang"),
        "hand_over": (HandOverAll(person_id=people["zhang"], to_id=li, reason="调离"), "supervisor"),
        "absence": (ArrangeAbsence(person_id=people["zhang"], substitute_id=li, reason="年休假", **week), "zhang"),
        "withdraw": (WithdrawCase(case_id=case, reason="不再申请"), "filer"),
        "transfer": (TransferTask(task_id=task, person_id=li, reason="出差"), "zhang"),
        "delegate": (DelegateTask(task_id=task, person_id=li, reason="请核"), "zhang"),
        "answer": (AnswerDelegation(task_id=task, reason="已核"), "li"),
        "assign": (AssignTask(task_id=task, person_id=li, reason="均衡"), "supervisor"),
        "add_signer": (AddSigner(task_id=task, person_id=office.people["wang"].user_id, reason="请一并签署"), "zhang"),
        "remove_signer": (RemoveSigner(task_id=task, reason="不必"), "supervisor"),
        "send_back": (SendBack(task_id=task, reason="核算有误"), "zhang"),
        "copy": (CopyTask(task_id=task, people=[office.people["boss"].user_id], reason="请知悉"), "zhang"),
        "remind": (RemindTask(task_id=task, reason="即将到期"), "li"),
        "recall": (RecallTask(task_id=task, reason="填错"), "zhang"),
        "stop": (StopClock(task_id=task, basis="第四十五条", reason="听证"), "zhang"),
        "resume": (ResumeClock(task_id=task, reason="听证结束"), "zhang"),
        "extend": (RequestExtension(task_id=task, days=3, basis="第四十二条", reason="复杂"), "zhang"),
        "answer_request": (AnswerRequest(task_id=task, request_id=asked[0], granted=True, reason="同意"), "boss"),
        "second_notice": (RequestSecondNotice(task_id=task, reason="材料前后不一致"), "zhang"),
        "recuse": (Recuse(task_id=task, reason="近亲属"), "zhang"),
        "terminate": (TerminateCase(task_id=task, basis="第五十条", reason="注销", confirm=number), "zhang"),
    }
    return commands[verb]


def _line(office: Office, verb: str) -> str:
    case, task = _prepared(office, verb)
    before, counted = state(office, case), counts(office, case)
    command, who = _command(office, verb, case, task)
    office.run(command, who)
    office.check(case)
    changes = [old if old == new else f"{old} → {new}" for old, new in zip(before, state(office, case), strict=True)]
    new = {name: listed(found[len(counted[name]) :]) for name, found in counts(office, case).items()}
    title = SHOWN[verb]
    cells = (f"{title.zh} {title.en}", f"`{type(command).__name__}`", *changes, *new.values())
    return f"| {' | '.join(cells)} |"


def page(office: Office) -> str:
    """The whole page, every line of its first two tables just run."""
    second = corners.table(office)
    office.draw("s > a > b > c > e", b=LIMITED, more=NOTICES)
    return HEAD + "\n".join(_line(office, verb) for verb in SHOWN) + "\n" + second + RULES + section()


if __name__ == "__main__":
    server = Server()
    url = server.fresh()
    with tempfile.TemporaryDirectory() as folder:
        made = an_office(url, Path(folder))
        PAGE.write_text(page(made), encoding="utf-8")
        made.close()
    server.drop(url)
