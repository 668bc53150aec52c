"""Where a task can stand, and what becomes of two verbs there, one after the other."""

import ast
import hashlib
import inspect
import textwrap
from collections.abc import Sequence
from contextlib import suppress
from itertools import product
from typing import Any
from uuid import UUID

import orjson

from engine.commands import AssignTask, CompleteTask, EndAbsence, RemoveSigner, ResumeClock
from engine.sdk.errors import InvalidInput, Rejection
from tests.bpmn.drawing import draw
from tests.verbs import invariants, judge, trying
from tests.verbs import office as house
from tests.verbs.invariants import Before
from tests.verbs.office import NOTICES, E, Office, P, S, X
from tests.verbs.trying import CLERKS, CORRECTION, ENDS_DRAFTS, FIRST, HELD, NEEDS, OF_HOLDER, VERBS, Trial

STEP = 'userTask tb:role="clerk" tb:outcomes="done again correct" tb:form="step"'
FIX = 'userTask tb:actor="applicant"'
LIMITED = f'{STEP} tb:limit="5wd"'
SIGNED = f'{LIMITED} tb:signers=\'["zhang", "li"]\''
WEIGHED = (
    f'{LIMITED} tb:signers=\'[{{person: "zhang", weight: 1, veto: true}}, {{person: "li", weight: 2}}, {{person: "zhao", weight: 2}}]\''
)
"""张三 has the least weight and the veto; with it 李四's agreement is enough, without it 李四 and 赵七 have to agree."""
ALWAYS = {"n": X, "a": STEP, "y": X, "f": FIX, "k": STEP, "m": X, "z": X, "fix": FIX, "c": STEP, "s": S, "e": E}
BEGIN = ("s > n > a > y", 'y >[a.outcome = "correct"] f > n')
"""Every case begins with a step that can ask the applicant for corrections, and one more: 退回 has a step before and one by choice."""
RETURN = ('z >[b.outcome = "correct"] fix > m',)
LINE = (*BEGIN, "y >[*] k > m > b > z", "z >[*] c > e", *RETURN)
LOOP = (*LINE, 'z >[b.outcome = "again"] m')
SECTION = (*BEGIN, "y >[*] k > q > m > b > z", "z >[*] j > c > e", "q > d > j", *RETURN)
INNER = draw(
    "is > ia > im > ib > iz",
    "iz >[*] ie",
    'iz >[ib.outcome = "correct"] ifix > im',
    **{"is": S, "ia": STEP, "im": X, "ib": LIMITED, "iz": X, "ifix": FIX, "ie": E},
)
PARALLEL = {"q": P, "j": P, "b": LIMITED, "d": LIMITED}


def _several(sequential: str = "") -> dict[str, str]:
    loop = f"<multiInstanceLoopCharacteristics{sequential}><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics>"
    return {"b": f"{LIMITED} | {loop}"}


PLACES: dict[str, tuple[tuple[str, ...], dict[str, str]]] = {
    "line": (LINE, {"b": LIMITED}),
    "parallel": (SECTION, PARALLEL),
    "across parallel sections": (SECTION, PARALLEL),
    "loop": (LOOP, {"b": LIMITED}),
    "sub-process": ((*BEGIN, "y >[*] k > sub > c > e"), {"sub": f"subProcess | {INNER}"}),
    "call activity": ((*BEGIN, "y >[*] k > call > c > e"), {"call": 'callActivity calledElement="p2"', "called": INNER}),
    "repeated in parallel": (LINE, _several()),
    "repeated in sequence": (LINE, _several(' isSequential="true"')),
    **{f"signed by {kind}": (LINE, {"b": f'{SIGNED} tb:signing="{kind}"'}) for kind in ("all", "any", "sequence", "ratio")},
    "signed by one": (LINE, {"b": f'{LIMITED} tb:signing="one"'}),
    "signed by weight and veto": (LINE, {"b": f'{WEIGHED} tb:signing="ratio" tb:ratio="3/5"'}),
    "second round of a loop": (LOOP, {"b": LIMITED}),
    "second round of signatures": (LOOP, {"b": f'{SIGNED} tb:signing="all"'}),
}
MORE = f'{NOTICES}\n[outcomes.correct]\nzh = "补正"\nen = "Correct"\n'
AT = {"across parallel sections": ("b", "d")}
"""Where the first verb and the second one are used, in places where that is not one and the same task."""
INSIDE = (("ia", "zhang", "done"),)
WAYS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "sub-process": INSIDE,
    "call activity": INSIDE,
    "second round of a loop": (("b", "zhang", "again"),),
    "second round of signatures": (("b", "zhang", "again"), ("b", "li", "again")),
}
"""What is decided after a and k to come to a place: the step, by whom, with which outcome."""
DONE = "done"
OVER = frozenset({"closed", "terminated", "withdrawn"})
EVERY = tuple(product(VERBS, repeat=2))


def asking() -> bytes:
    rows = [{"type": "textfield", "id": f"c_{key}", "key": key, "label": key} for key in CORRECTION]
    several = {"type": "dynamiclist", "id": "c", "path": "corrections", "components": rows}
    opinion = {"type": "textfield", "id": "step_opinion", "key": "opinion", "label": "opinion"}
    return orjson.dumps({"type": "default", "id": "step", "schemaVersion": 19, "components": [opinion, several]})


def prepare(office: Office, place: str) -> None:
    """Draw the diagram of a place, and have the tokens judged from now on."""
    lines, nodes = PLACES[place]
    names = {name for line in lines for name in line.replace(">", " ").split()}
    drawn = {name: node for name, node in ALWAYS.items() if name in names}
    office.draw(*lines, more=MORE, forms={"step": asking()}, **{**drawn, **nodes})
    office.judged = True


# ---- who uses a verb, and where -----------------------------------------------------------------------------------------------------


def target(trial: Trial, element: str = "") -> UUID:
    """The task a verb is tried at: that of the first verb while it is open, else the newest; of several together, 张三's own."""
    office = trial.office
    rows = office.rows("SELECT id, element FROM task WHERE case_id = %s AND state = 'open' ORDER BY item DESC", trial.case)
    tasks = [UUID(str(task)) for task, at in rows if element in {"", at}]
    if trial.task is not None and (trial.task in tasks or not tasks):
        return trial.task
    return next((task for task in tasks if len(tasks) > 1 and office.holder(task) == "zhang"), tasks[0] if tasks else trial.last)


def taken(trial: Trial, task: UUID) -> str:
    """Whoever holds the task; where nobody does, 张三 or the next whom nothing bars takes it."""
    holder = trial.office.holder(task)
    for who in () if holder else CLERKS:
        with suppress(Rejection):
            trial.run(AssignTask(task_id=task, person_id=trial.person(who), reason="测试"), "supervisor")
            return who
    return holder or "zhang"


def attempt(trial: Trial, verb: str, element: str = "", first: str = "") -> str:
    """Use a verb: `DONE`, or the code of the refusal, which changes nothing.

    Where somebody else than the `first` actor holds the task by then, the first actor tries before them, and is refused; the code of that
    stands behind a slash.
    """
    task = target(trial, element)
    who = taken(trial, task) if verb in OF_HOLDER else "zhang"
    beside = ""
    if first and verb in HELD and who != first and trial.absences.get(first, ("", ""))[1] != who:
        beside = f"/{use(trial, verb, task, first)}"
        assert beside != f"/{DONE}", f"{first} does not hold the task any more"
    trial.task = task
    return use(trial, verb, task, who) + beside


def use(trial: Trial, verb: str, task: UUID, who: str) -> str:
    """`DONE`, or the code of the refusal; what holds after every verb holds."""
    office, case = trial.office, trial.case
    before, rows = Before(office, case), _everything(office, case)
    written = len(office.written.get(case, ()))
    try:
        VERBS[verb](trial, task, who)
    except Rejection as refusal:
        assert _everything(office, case) == rows, "a refusal changes nothing"
        del office.written.get(case, [])[written:]
        return refusal.errors[0].code if isinstance(refusal, InvalidInput) else refusal.code
    before.compare(drops=verb in ENDS_DRAFTS)
    return DONE


def _everything(office: Office, case: UUID) -> Sequence[Any]:
    of_case = office.rows('SELECT event_seq, state, facts_small, facts_large, revision FROM "case" WHERE id = %s', case)
    tasks = office.rows("SELECT id, state, assignee_id, flags::text FROM task WHERE case_id = %s ORDER BY id", case)
    clocks = office.rows("SELECT id, ledger FROM clock WHERE case_id = %s ORDER BY id", case)
    acts = office.rows("SELECT id, state FROM act WHERE case_id = %s ORDER BY id", case)
    outside = office.rows("SELECT count(*) FROM outbox WHERE case_id = %s", case)
    return [*of_case, *tasks, *clocks, *acts, *outside, *office.rows("SELECT number FROM notice WHERE case_id = %s ORDER BY id", case)]


# ---- a trial ------------------------------------------------------------------------------------------------------------------------


def begun(office: Office, place: str, verbs: Sequence[str]) -> Trial:
    """A new case at a place; the applicant was asked for corrections once where 申请再次补正 is to be possible."""
    office.go_to(FIRST)
    case = office.case()
    if "second_notice" in verbs:
        asked = {"opinion": "zhang:a", "corrections": [CORRECTION]}
        office.run(CompleteTask(task_id=office.task(case, "a"), outcome="correct", data=asked))
        _fix(office, office.task(case, "f"))
    way = (("a", "zhang", "done"), ("k", "zhang", "done"), *WAYS.get(place, ()))
    return Trial(office, case, [office.do(case, *each) for each in way][-1])


def play(office: Office, place: str, first: str, second: str) -> tuple[str, str]:
    """Two verbs, one after the other, on a new case in a place whose diagram is drawn; what became of each.

    The case stands as the first verb needs it. Afterwards the invariants hold and the case can be finished.
    """
    trial = begun(office, place, (first, second))
    at, then = AT.get(place, ("", ""))
    for need in NEEDS.get(first, ()):
        if (first, place) != ("remove_signer", "signed by one") and first == "remove_signer":
            continue
        attempt(trial, need, at)
    became = attempt(trial, first, at)
    actor = "zhang"
    if then:
        trial.task = None
    outcome = attempt(trial, second, then, first=actor)
    office.check(trial.case)
    finish(trial)
    office.check(trial.case)
    for arranged, _ in trial.absences.values():
        office.run(EndAbsence(absence_id=arranged), "supervisor")
    _forget(office, trial.case)
    return became, outcome


def _forget(office: Office, case: UUID) -> None:
    """What is sent is not delivered here: it does not pile up."""
    office.rows("DELETE FROM outbox WHERE case_id = %s", case)
    office.rows("DELETE FROM procrastinate_jobs")
    office.written.pop(case, None)


def finish(trial: Trial) -> None:
    """Decide whatever is open until the case is closed: no task is dead."""
    office, case = trial.office, trial.case
    for _ in range(20):
        rows = office.rows("SELECT id, element, role FROM task WHERE case_id = %s AND state = 'open' ORDER BY item DESC", case)
        if not rows:
            break
        decided = any(_decide(office, UUID(str(task)), element, role) for task, element, role in rows)
        assert decided or _take_off(office, case), "a dead task"
    assert office.rows('SELECT status FROM "case" WHERE id = %s', case)[0][0] in OVER, "the case cannot be worked to its end"


def _decide(office: Office, task: UUID, element: str, role: str) -> bool:
    """Somebody of the post decides the task, the applicant sends what was asked for; False where nobody can now."""
    if not role:
        return _fix(office, task)
    for who in CLERKS:
        try:
            if office.holder(task) != who:
                office.run(AssignTask(task_id=task, person_id=office.people[who].user_id, reason="测试"), "supervisor")
            if office.rows(
                "SELECT 1 FROM act a JOIN task t USING (case_id) WHERE t.id = %s AND a.kind = 'stop' AND a.state = 'open'", task
            ):
                office.run(ResumeClock(task_id=task, reason="听证结束"), who)
            office.run(CompleteTask(task_id=task, outcome="done", data={"opinion": f"{who}:{element}"}), who)
        except Rejection:
            continue
        return True
    return False


def _fix(office: Office, task: UUID) -> bool:
    with suppress(Rejection):
        office.run(CompleteTask(task_id=task, outcome="", data={"purpose": "岗位培训"}), "filer")
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


def digest(place: str) -> str:
    """What the results of a place were made with, in a few letters: the place, verbs, how they are tried and what must hold.

    Whatever the comments say.
    """
    parts = [inspect.getsource(module) for module in (trying, invariants, judge)]
    parts += [inspect.getsource(each) for each in (target, taken, attempt, use, begun, play, house.Office.check)]
    said = [repr((PLACES[place], AT.get(place), WAYS.get(place))), *(_without_words(part) for part in parts)]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


def _without_words(source: str) -> str:
    """The code alone."""
    tree = ast.parse(textwrap.dedent(source))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree)
