"""Each invariant of the matrix can fail: a state that is doctored in the way it speaks of is found."""

from uuid import UUID

import pytest

from engine.commands import CompleteTask, DelegateTask, SaveDraft, StopClock
from tests.verbs import invariants
from tests.verbs.invariants import TRAIL, Before
from tests.verbs.office import NOTICES, Office, T

OPEN = "case_id = %s AND state = 'open'"
DOCTORED = {
    "a dead task": (f"UPDATE task SET state = 'cancelled' WHERE {OPEN} AND element = 'd'", "tokens and tasks agree"),
    "a task nobody waits for": (
        "UPDATE task SET state = 'open' WHERE case_id = %s AND element = 'a'",
        "tokens and tasks agree",
    ),
    "a case that is over with tasks": ("UPDATE \"case\" SET status = 'closed' WHERE id = %s", "a case that is over waits for nobody"),
    "one person signs twice": (
        "UPDATE task SET done_by_id = (SELECT id FROM person WHERE username = 'zhang') WHERE case_id = %s AND done_by = '李四'",
        "somebody signed twice in a round",
    ),
    "one person signs for another": (
        "UPDATE task SET assignee_id = (SELECT id FROM person WHERE username = 'zhang') WHERE case_id = %s AND done_by = '李四'",
        "somebody signed twice in a round",
    ),
    "a signature counts that was taken back": (
        "UPDATE task SET state = 'cancelled' WHERE case_id = %s AND done_by = '李四'",
        "a signature is counted that was taken back",
    ),
    "an opinion is lost": ("UPDATE task SET opinion = '' WHERE case_id = %s AND element = 'a'", "a decision is not on the case sheet"),
    "an opinion is another one": (
        "UPDATE task SET opinion = '不' WHERE case_id = %s AND element = 'a'",
        "a decision is not on the case sheet",
    ),
    "a clock is gone": ("UPDATE clock SET finished_at = now() WHERE case_id = %s AND finished_at IS NULL", "a clock outlives"),
    "a clock outlives its step": (
        "UPDATE clock SET finished_at = NULL WHERE case_id = %s AND element = 'b' AND finished_at IS NOT NULL",
        "a clock outlives",
    ),
    "a clock shows another day": (
        "UPDATE clock SET due_on = date '2026-09-09' WHERE case_id = %s AND finished_at IS NULL",
        "the ledger says None, the clock 2026-09-09",
    ),
    "spans overlap": (
        "UPDATE clock SET ledger = jsonb_set(ledger, '{segments,1,since}', '\"2026-08-31\"') WHERE case_id = %s AND finished_at IS NULL",
        "the ledger has a gap or an overlap",
    ),
    "a timer is left": (
        "INSERT INTO timer (case_id, item, element, due_at, \"limit\", queued) VALUES (%s, 99, 'b', now(), '', false)",
        "a timer is left, missing or moved",
    ),
    "a wait is left": (
        "INSERT INTO wait (case_id, item, kind, name, since) VALUES (%s, 99, 'message', 'm', now())",
        "a wait is left or missing",
    ),
    "the case is woken for nothing": ('UPDATE "case" SET next_due = now() WHERE id = %s', "the case is woken when"),
    "a draft is orphaned": (
        "UPDATE draft SET step = (SELECT id::text FROM task WHERE case_id = draft.case_id AND element = 'a') WHERE case_id = %s",
        "an orphaned draft",
    ),
    "a paper was not sent": ("DELETE FROM outbox WHERE case_id = %s AND topic = 'notice.issued'", "a paper was not sent"),
    "a paper was sent twice": (
        "INSERT INTO outbox SELECT gen_random_uuid(), case_id, topic, payload, created_at, NULL, 0, '' FROM outbox WHERE case_id = %s",
        "was sent twice",
    ),
    "a delegation nobody answers": (
        "UPDATE act SET state = 'done' WHERE case_id = %s AND kind = 'delegation'",
        "a delegation waits for nobody, or nobody waits for one",
    ),
    "a stop nobody ends": ("UPDATE act SET state = 'done' WHERE case_id = %s AND kind = 'stop'", "a stop without its act"),
}


@pytest.fixture
def case(office: Office) -> UUID:
    """Two have signed; at the step after it there are a draft, a delegation, a limit that stands still, and the paper that says so."""
    signed = f'{T} tb:limit="5wd" tb:signing="all" tb:signers=\'["zhang", "li"]\''
    office.draw("s > a > b > d > e", b=signed, d=f'{T} tb:limit="5wd"', more=NOTICES)
    case = office.case()
    office.do(case, "a")
    for who in ("zhang", "li"):
        task = next(UUID(str(row[0])) for row in _open(office, case) if office.holder(UUID(str(row[0]))) == who)
        office.run(_decision(task, who), who)
    task = office.claim(case, "d")
    office.run(SaveDraft(case_id=case, task_id=task, data={"opinion": "半句"}, version=None))
    office.run(StopClock(task_id=task, basis="第四十五条", reason="听证"))
    office.run(DelegateTask(task_id=task, person_id=office.people["li"].user_id, reason="请核"))
    office.check(case)
    return case


def _open(office: Office, case: UUID) -> list[tuple[object, ...]]:
    return office.rows(f"SELECT id FROM task WHERE {OPEN} ORDER BY item", case)


def _decision(task: UUID, who: str) -> CompleteTask:
    return CompleteTask(task_id=task, outcome="done", data={"opinion": f"{who}:b"})


@pytest.mark.parametrize("name", DOCTORED)
def test_a_state_that_is_doctored_is_found(office: Office, case: UUID, name: str):
    statement, said = DOCTORED[name]
    office.rows(statement, case)
    with pytest.raises(AssertionError, match=said):
        office.check(case)


def test_words_that_stand_nowhere_are_missed(office: Office, case: UUID):
    office.written[case] = [("第一句", TRAIL)]
    with pytest.raises(AssertionError, match="第一句 is lost"):
        office.check(case)


def test_a_gap_in_the_numbers_of_papers_is_found(office: Office, case: UUID):
    invariants.numbers(office)
    office.rows("UPDATE notice SET number = key || '-2026-7' WHERE case_id = %s", case)
    with pytest.raises(AssertionError, match="a gap"):
        invariants.numbers(office)


LATER: dict[str, tuple[str, str]] = {
    "a paper is un-sent": ("DELETE FROM notice WHERE case_id = %s", "a paper that was sent is gone"),
    "a message is un-sent": ("DELETE FROM outbox WHERE case_id = %s", "a message that was sent is gone"),
    "a draft is lost": ("DELETE FROM draft WHERE case_id = %s", "a draft of a task that stays is lost"),
}


@pytest.mark.parametrize("name", LATER)
def test_what_a_verb_may_not_take_back_is_missed_after_it(office: Office, case: UUID, name: str):
    before = Before(office, case)
    before.compare(drops=False)
    statement, said = LATER[name]
    office.rows(statement, case)
    with pytest.raises(AssertionError, match=said):
        before.compare(drops=False)


def test_the_same_message_twice_in_one_verb_is_found(office: Office, case: UUID):
    before = Before(office, case)
    for _ in range(2):
        office.rows(
            "INSERT INTO outbox (id, case_id, topic, payload, created_at, attempts, last_error) "
            "VALUES (gen_random_uuid(), %s, 'task.given', '{}', now(), 0, '')",
            case,
        )
    with pytest.raises(AssertionError, match="told twice"):
        before.compare(drops=False)
