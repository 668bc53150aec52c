"""迁移办件: a running case goes on by another release; what people see of it follows its tokens."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import update

from engine import bpmn
from engine.bpmn import BpmnRefusal, Item, MigrationProblem
from engine.model import Case, Person, Task, Timer, Wait
from engine.packages.program import Program, element_name
from engine.packages.section_words import words_of
from engine.running.environment import CaseEnvironment
from engine.running.judging_tables import changed_tables
from engine.running.kept_tables import keep_tables, tables_to_keep
from engine.running.people import actor_of
from engine.running.settings import differing, keep, to_keep, unlike
from engine.running.step import Step
from engine.sdk.actor import Actor
from engine.sdk.errors import EngineError
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork

MAPPED = frozenset({"no_place", "other_kind", "other_loop"})
"""Problems that a mapping can solve: the token goes to another element."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """判定: moves, needs_mapping or refused; and why, or what moving it brings."""

    verdict: str
    reasons: tuple[dict[str, Any], ...] = ()


def judge(uow: UnitOfWork, case: Case, release_id: UUID, mapping: Mapping[str, str], *, organisation: str, uscc: str) -> Verdict:
    """What would become of a case; nothing of it changes."""
    old, new = uow.program(case.release_id), uow.program(release_id)
    if case.process not in new.definition.processes:
        return Verdict("refused", (reason("no_process", case.process, new.key),))
    try:
        instance = bpmn.decode(case.state or b"", old.definition)
        env = CaseEnvironment(uow, case, new, Actor.system(), organisation, uscc)
        report = bpmn.migrate(instance, new.definition, mapping, env, dry_run=True)
    except (BpmnRefusal, EngineError) as refusal:
        return Verdict("refused", (reason("cannot_move", "", str(refusal)),))
    if report.problems:
        told = tuple(_problem(each, old) for each in report.problems)
        return Verdict("needs_mapping" if all(each.code in MAPPED for each in report.problems) else "refused", told)
    if strange := unlike(case, old, new):
        return Verdict("refused", tuple(reason("other_type", each.key, each.title) for each in strange))
    gone = [reason("dropped", each.old, title_of(old, each.old)) for each in report.dropped]
    armed = [reason("armed", each, title_of(new, each)) for each in report.armed]
    tables = (reason(code, name, said) for code, name, said in changed_tables(env, instance, old, new, mapping))
    return Verdict("moves", (*gone, *armed, *_kept_values(case, old, new), *tables))


def _kept_values(case: Case, old: Program, new: Program) -> Iterator[dict[str, Any]]:
    """Every parameter that says something else in the new release, and what the case keeps."""
    for parameter, was, now in differing(case, old, new):
        one, two = (words_of(parameter.type, value) for value in (was, now))
        zh = f"{parameter.title.zh} {one.zh}（新版本为 {two.zh}）"
        yield reason(
            "keeps", parameter.key, Text(zh, f"{parameter.title.in_('en')} {one.in_('en')} (the new release says {two.in_('en')})")
        )


def move(step: Step, release_id: UUID, mapping: Mapping[str, str]) -> bpmn.Migration:
    """Let a loaded case go on by the release, and settle it; a verdict of `judge` must have said that it moves.

    It goes on reading the parameters, and the tables of money, it was filed under. Due dates, assignees, what was saved for later and
    signatures stay with their tokens. Of a task the words, the form, the post and the choices become the new release's; somebody who does
    not hold the new post lets it go.
    """
    uow, case = step.uow, step.case
    before = {item.id: item for item in _instance(step).items}
    old, new = step.program, uow.program(release_id)
    kept, tables = to_keep(case, old, new), tables_to_keep(uow, case, old, new)
    case.release_id, step.program = release_id, new
    keep(case, kept)
    keep_tables(case, tables)
    step.env = CaseEnvironment(uow, case, step.program, step.by, step.env.organisation, step.env.uscc)
    step.clocks.env = step.env
    report = bpmn.migrate(_instance(step), step.program.definition, mapping, step.env)
    _rename_past(uow, case, mapping)
    items = {item.id: item for item in _instance(step).items}
    for token, task in step.tasks.items():
        if token in items:
            _rename_task(step, task, items[token])
    _rename_clocks(step, items)
    _rename_waits(step, before, items)
    step.settle()
    return report


def _instance(step: Step) -> bpmn.Instance:
    assert step.instance is not None  # noqa: S101  a step is loaded before it is moved
    return step.instance


def _rename_past(uow: UnitOfWork, case: Case, mapping: Mapping[str, str]) -> None:
    """What was decided before stands under the new names: conditions ask for it, and so does who may not decide again."""
    for old, new in mapping.items():
        uow.session.execute(update(Task).where(Task.case_id == case.id, Task.element == old, Task.state != "open").values(element=new))
    case.hands = {person: sorted({mapping.get(each, each) for each in theirs}) for person, theirs in case.hands.items()}
    case.facts = {**case.facts, **{new: case.facts[old] for old, new in mapping.items() if old in case.facts}}


def _rename_task(step: Step, task: Task, item: Item) -> None:
    attributes, program, uow = item.attributes, step.program, step.uow
    task.element, task.process = item.element, item.process
    task.name = element_name(program.element(item.process, item.element)).to_json()
    task.stage, task.outcomes = attributes.get("stage", ""), attributes.get("outcomes", "").split()
    task.form = program.form_name(step.case.process, attributes.get("form", ""))
    role = attributes.get("role", "")
    if task.organisation_id is not None or task.round is not None or role == task.role:
        return  # the applicant's, or a signature: who signs was said when the step began
    task.role = role
    person = uow.session.get(Person, task.assignee_id) if task.assignee_id else None
    if person is not None and not actor_of(uow, person).holds(role, task.region):
        task.assignee_id = task.claimed_at = None


def _rename_clocks(step: Step, items: Mapping[int, Item]) -> None:
    known = {
        **{scope.id: (scope.process, scope.element) for scope in _instance(step).scopes},
        **{i.id: (i.process, i.element) for i in items.values()},
    }
    for token, row in step.clocks.rows.items():
        if token in known:
            process, element = known[token]
            row.element, row.title = element, element_name(step.program.element(process, element)).to_json()


def _rename_waits(step: Step, before: Mapping[int, Item], items: Mapping[int, Item]) -> None:
    session, case = step.uow.session, step.case
    for token, item in items.items():
        was = before.get(token)
        if was is None:
            continue
        if item.kind == "timer" and was.element != item.element:
            session.execute(update(Timer).where(Timer.case_id == case.id, Timer.item == token).values(element=item.element))
        if (was.event, was.correlation) != (item.event, item.correlation):
            new = {"name": item.event, "correlation": item.correlation}
            session.execute(update(Wait).where(Wait.case_id == case.id, Wait.item == token).values(**new))


def title_of(program: Program, element: str, process: str = "") -> Text:
    """What an element of any diagram of a program is called, first of those a process reaches; its id where there is none."""
    processes = program.definition.processes
    names = (*(program.reachable(process) if process else ()), *processes)
    found = next((processes[name].elements[element] for name in names if element in processes[name].elements), None)
    return element_name(found) if found is not None else Text(element)


def reason(code: str, element: str, title: Text | str) -> dict[str, Any]:
    """A reason as it is stored."""
    return {"code": code, "element": element, "title": title.to_json() if isinstance(title, Text) else {"zh": title, "en": title}}


def _problem(problem: MigrationProblem, old: Program) -> dict[str, Any]:
    return {**reason(problem.code, problem.element, title_of(old, problem.element)), "target": problem.target, "detail": problem.detail}
