"""The demonstration as `make demo` fills it: every story of every program comes out as it promises, and everybody has something to do."""

from datetime import date

from sqlalchemy import select

from engine.model import Case, Movement, Task
from engine.scenarios.demo import demonstrate
from engine.store.unit_of_work import UnitOfWork
from tests.build import PROCESSES, a_clock, an_engine


def test_every_story_of_every_program_comes_out_as_promised_in_the_demonstration(database_url, tmp_path):
    clock = a_clock(date(2026, 11, 22))
    engine = an_engine(database_url, tmp_path, clock, installed=False)
    made = demonstrate(engine, clock, PROCESSES, clock.now())
    again = demonstrate(engine, clock, PROCESSES, clock.now())
    with UnitOfWork(engine.runtime) as uow:
        waiting = {(task.role, task.element) for task in uow.session.scalars(select(Task).where(Task.state == "open"))}
        money = {(each.kind, each.state, bool(each.prepared_by), bool(each.checked_by)) for each in uow.session.scalars(select(Movement))}
        plans = uow.session.scalars(select(Case).where(Case.process == "filing", Case.status != "draft")).all()
        late = [case.number for case in plans if case.facts["filing"]["plan"]["start"] < case.filed_on.isoformat()]
    engine.close()
    assert made.mismatches == ()
    assert made.cases > 0
    assert (again.accounts, again.cases) == (made.accounts, 0)
    assert {role for role, _ in waiting} >= {"acceptance", "review", "second_review", "sign_off", "supervisor", ""}
    assert {element for _, element in waiting} >= {"publicity", "confirm_results", "supervise", "correct_account", "correction"}
    assert {(kind, state) for kind, state, _, _ in money} >= {("advance", "planned"), ("advance", "failed"), ("settlement", "planned")}
    assert {(prepared, checked) for _, state, prepared, checked in money if state == "planned"} == {
        (False, False),
        (True, False),
        (True, True),
    }
    assert late == []
