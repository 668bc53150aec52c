"""Everything a step promises is written, or nothing: a case that cannot move leaves an incident behind and no other trace."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import program
from benchmarks.program import VALUES
from engine.commands import CompleteTask
from engine.queries import VerifyChain
from engine.sdk.actor import Actor
from engine.sdk.errors import DecisionFailed, InvalidInput
from tests.engine.house import House, a_house

TABLES = ("task", "submission", "clock", "timer", "outbox", "procrastinate_jobs", "notice", "draft", "answer")


@pytest.fixture
def trapped(database_url: str, tmp_path: Path) -> Iterator[House]:
    """A program whose task `finance` has a limit that comes from a form that nobody has filled yet."""
    files = program.files()
    path = f"{program.KEY}/bench.bpmn"
    files[path] = files[path].replace(b'<userTask id="finance"', b'<userTask id="finance" tb:limit="=legal.f9"')
    found = a_house(database_url, tmp_path, files)
    yield found
    found.engine.close()


def everything(house: House, case) -> dict[str, object]:
    """All rows of all tables a step writes, except events and incidents."""
    rows: dict[str, object] = {
        table: house.rows(f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} t") for table in TABLES
    }
    rows["case"] = house.rows(
        'SELECT state, facts_small, facts_large, stages, stage, status, revision, next_due, due_on, yellow_on, stopped FROM "case" WHERE id = %s',
        case,
    )
    return rows


def test_an_incident_leaves_nothing_but_the_incident(trapped: House):
    case = trapped.case()
    trapped.go(case, 1)
    before = everything(trapped, case)
    events = trapped.rows("SELECT count(*) FROM event WHERE case_id = %s", str(case))[0][0]
    command, by = trapped.next_step(case)
    with pytest.raises(DecisionFailed):
        trapped.engine.execute(command, by=by, key="k")
    assert everything(trapped, case) == before
    assert trapped.rows("SELECT case_id, job, state FROM incident") == [(case, "CompleteTask", "open")]
    kinds = [row[0] for row in trapped.rows("SELECT kind FROM event WHERE case_id = %s AND seq > %s", str(case), events)]
    assert kinds == ["incident_opened"]
    assert trapped.engine.ask(VerifyChain(case_id=case), by=Actor.system()).broken is None


def test_a_faulty_form_is_refused_and_changes_nothing_at_all(house: House):
    case = house.case()
    house.go(case, 1)
    before = everything(house, case)
    command, by = house.next_step(case)
    with pytest.raises(InvalidInput):
        house.engine.execute(CompleteTask(task_id=command.task_id, outcome="done", data={**VALUES, "f6": 10**9}), by=by)
    assert everything(house, case) == before
    assert house.rows("SELECT count(*) FROM incident") == [(0,)]


def test_what_a_step_writes_is_all_there_afterwards(house: House):
    case = house.case()
    house.go(case, 2)
    assert house.rows("SELECT element, state, outcome FROM task WHERE case_id = %s ORDER BY item", case) == [
        ("file", "done", "done"),
        ("accept", "done", "done"),
        ("legal", "open", ""),
        ("finance", "open", ""),
    ]
    assert house.rows("SELECT count(*) FROM submission WHERE case_id = %s AND step IN ('file', 'accept')", case) == [(2,)]
    assert house.rows("SELECT element, finished_at IS NULL FROM clock WHERE case_id = %s", case) == [("accept", False)]
    assert house.rows("SELECT element FROM timer WHERE case_id = %s", case) == [("late_legal",)]
    assert [row[0] for row in house.rows("SELECT topic FROM outbox WHERE case_id = %s ORDER BY topic", case)] == [
        "case.submitted",
        "task.applicant",
    ]
    jobs = house.rows(
        "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'deliver' AND args ->> 'message_id' IN (SELECT id::text FROM outbox)"
    )
    assert jobs == [(2,)]
