"""归档: the trail of a closed case is bound into volumes, reads as before, and still proves itself."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from engine.commands import ArchiveOldTrails, ArchiveTrail
from engine.queries import CaseDetail, Timeline
from engine.sdk.actor import Actor
from engine.store.verification import chain_faults
from engine.worker import run_worker
from tests.engine.house import House
from tests.engine.test_event_chain import verified

SYSTEM = Actor.system()
READ = (
    "SELECT * FROM trail WHERE case_id = %s ORDER BY seq",
    "SELECT * FROM event WHERE case_id = %s ORDER BY seq",
    "SELECT * FROM submission WHERE case_id = %s ORDER BY id",
)


def closed(house: House, rounds: int = 1):
    case = house.case()
    house.go(case, 5 * rounds)
    house.finish(case)
    return case


def archived(house: House, case) -> int:
    return house.engine.execute(ArchiveTrail(case_id=case), by=SYSTEM)


def test_a_closed_case_waits_to_be_archived_when_nothing_else_is_to_be_done(house: House):
    case = closed(house)
    waiting = house.rows("SELECT priority, args ->> 'case_id' FROM procrastinate_jobs WHERE task_name = 'archive'")
    assert waiting == [(-20, str(case))]
    at_leisure = house.rows("SELECT task_name FROM procrastinate_jobs WHERE priority <= -20 ORDER BY task_name")
    assert at_leisure == [("archive",), ("dossier",)]


def test_what_was_archived_reads_as_before_and_the_chain_holds(house: House):
    case = closed(house)
    before = [house.rows(text, case) for text in READ]
    seen = [house.engine.ask(query, by=SYSTEM) for query in (Timeline(case_id=case), CaseDetail(case_id=case))]
    assert archived(house, case) == len(before[0]) > 10
    assert house.rows("SELECT count(*) FROM entry WHERE case_id = %s AND (facts IS NOT NULL OR sent IS NOT NULL)", case) == [(0,)]
    assert [house.rows(text, case) for text in READ] == before
    assert [house.engine.ask(query, by=SYSTEM) for query in (Timeline(case_id=case), CaseDetail(case_id=case))] == seen
    assert verified(house, case)[1] is None
    assert list(chain_faults(house.engine.runtime.database)) == []


def test_an_old_case_fills_several_volumes_and_archiving_twice_changes_nothing(house: House):
    case = closed(house, 16)
    before = [house.rows(text, case) for text in READ]
    archived(house, case)
    assert house.rows("SELECT count(*) > 1 FROM volume WHERE case_id = %s", case) == [(True,)]
    assert archived(house, case) == 0
    assert [house.rows(text, case) for text in READ] == before


def test_cases_that_ended_before_there_were_volumes_are_found_batch_by_batch_and_bound(house: House):
    cases = [closed(house) for _ in range(3)]
    going = house.case()
    house.rows("DELETE FROM procrastinate_jobs")
    before = [[house.rows(text, case) for text in READ] for case in cases]
    assert house.engine.execute(ArchiveOldTrails(most=1), by=SYSTEM) == 1
    queued = house.rows("SELECT task_name, args ->> 'after' FROM procrastinate_jobs WHERE task_name = 'archive_old'")
    assert queued == [("archive_old", str(min(cases, key=str)))]
    with ThreadPoolExecutor(1) as pool:
        while house.rows("SELECT 1 FROM procrastinate_jobs WHERE status = 'todo'"):  # a worker may end before what its last job asked for
            pool.submit(run_worker, house.engine, house.url, wait=False).result()
    assert house.rows("SELECT DISTINCT case_id FROM entry WHERE volume IS NULL AND case_id IS NOT NULL") == [(going,)]
    assert [[house.rows(text, case) for text in READ] for case in cases] == before
    assert list(chain_faults(house.engine.runtime.database)) == []
    assert house.engine.execute(ArchiveOldTrails(), by=SYSTEM) == 0


def test_a_case_that_is_open_is_not_archived(house: House):
    case = house.case()
    house.go(case)
    assert archived(house, case) == 0
    assert house.rows("SELECT count(*) FROM volume WHERE case_id = %s", case) == [(0,)]


@pytest.mark.parametrize("change", ["'{%s,0,0,0}', '\"other\"'", "'{%s,1,0,2,opinion}', '\"不同意\"'", "'{%s,1}', 'null'"])
def test_an_altered_volume_breaks_the_chain_where_it_stands(house: House, change: str):
    case = closed(house)
    archived(house, case)
    (seq,) = house.rows("SELECT min(seq) FROM event WHERE case_id = %s AND kind = 'task_completed'", case)[0]
    house.rows(f"UPDATE volume SET entries = jsonb_set(entries::jsonb, {change % seq})::json WHERE case_id = %s", case)
    assert verified(house, case)[1] == seq


def test_a_lost_volume_is_found(house: House):
    case = closed(house)
    archived(house, case)
    house.rows("DELETE FROM volume WHERE case_id = %s", case)
    assert verified(house, case)[1] == 1
