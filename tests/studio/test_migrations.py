"""Running cases go over to another release: judged first, a few before all, stopped, resumed, and put back to exactly what they were."""

from uuid import UUID

import pytest

from engine.commands import (
    ClaimTask,
    CompleteTask,
    MapElements,
    PauseMigration,
    PrepareMigration,
    ResumeMigration,
    RunMigration,
    SaveDraft,
    StopClock,
    UndoMigration,
)
from engine.queries import MigrationCases, MigrationDetail, Migrations, Releases, VerifyChain
from engine.sdk.errors import Conflict, InvalidInput, InvalidState, NotFound, NotPermitted
from tests.build import work_off
from tests.studio.conftest import administrator
from tests.verbs.conftest import office
from tests.verbs.office import KEY, Office, T

DAY = "<timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition>"
__all__ = ["office"]

ADMIN = administrator("何珊")
LIMITED = 'userTask tb:role="clerk" tb:outcomes="done again" tb:form="step" tb:limit="5wd" tb:verbs="stop"'
SIGNED = 'userTask tb:role="clerk" tb:outcomes="done again" tb:form="step" tb:signing="all" tb:signers=\'["zhang", "li", "wang"]\''
TABLES = {
    "case": "release_id, state, facts_small, facts_large, hands, next_due, due_on, yellow_on, stopped, stage, stages, status",
    "task": "id, element, process, name, role, form, outcomes, state, assignee_id, due_on, done_at",
    "clock": "id, token, element, title, ledger, due_on, finished_at",
    "timer": "case_id, item, element, due_at",
    "wait": "case_id, item, kind, name",
}


def prepared(office: Office, note: str = "") -> UUID:
    """A migration from the release before the last one to the last one, judged."""
    new, old = [each for each in office.engine.ask(Releases(), by=ADMIN) if each.program == KEY][:2]
    command = PrepareMigration(from_id=old.release_id, to_id=new.release_id, note=note)
    migration = office.engine.execute(command, by=ADMIN).migration_id
    work_off(office.engine, office.url)
    return migration


def view(office: Office, migration: UUID):
    return office.engine.ask(MigrationDetail(migration_id=migration), by=ADMIN)


def cases(office: Office, migration: UUID, **chosen):
    return office.engine.ask(MigrationCases(migration_id=migration, **chosen), by=ADMIN).rows


def do(office: Office, command):
    done = office.engine.execute(command, by=ADMIN)
    work_off(office.engine, office.url)
    return done


def everything(office: Office, case: UUID) -> dict[str, list]:
    """What the database holds of a case, but for its events."""
    return {
        table: office.rows(f'SELECT {columns} FROM "{table}" WHERE {"id" if table == "case" else "case_id"} = %s ORDER BY 1, 2', case)
        for table, columns in TABLES.items()
    }


def test_nothing_moves_before_every_case_has_its_verdict(office: Office) -> None:
    office.draw("s > a > b > c > e", c=SIGNED)
    plain, further, signing = office.case(), office.case(), office.case()
    office.do(further, "a")
    office.do(signing, "a")
    office.do(signing, "b")
    before = [everything(office, case) for case in (plain, further, signing)]
    office.draw("s > a > c > e", c=T)
    migration = prepared(office)
    seen = view(office, migration)
    assert (seen.verdicts, seen.states, seen.ready) == ({"moves": 1, "needs_mapping": 2}, {"waiting": 3}, 1)
    told = {row.case_id: [(why["code"], why["element"], why["title"]["zh"]) for why in row.reasons] for row in cases(office, migration)}
    assert told == {plain: [], further: [("no_place", "b", "b")], signing: [("other_loop", "c", "c")]}
    assert [everything(office, case) for case in (plain, further, signing)] == before
    assert [each.migration_id for each in office.engine.ask(Migrations(), by=ADMIN)] == [migration]


def test_what_was_renamed_is_proposed_and_what_the_administrator_maps_is_judged_anew(office: Office) -> None:
    office.draw("s > a > b > e", a=f'{T} name="初审"', b=T)
    first, second = office.case(), office.case()
    office.do(second, "a")
    office.draw(
        "s > opened > c > e", opened=f'{T} name="初审"', c='userTask tb:role="sign_off" tb:outcomes="done" tb:form="step" name="再看"'
    )
    migration = prepared(office)
    seen = view(office, migration)
    assert seen.mapping == {"a": "opened"}
    assert {each.old: each.new for each in seen.proposals} == {"a": "opened", "b": ""}
    assert {row.case_id: row.verdict for row in cases(office, migration)} == {first: "moves", second: "needs_mapping"}
    with pytest.raises(InvalidInput):
        office.engine.execute(MapElements(migration_id=migration, mapping={"b": "e"}), by=ADMIN)
    do(office, MapElements(migration_id=migration, mapping={"a": "opened", "b": "c"}))
    assert view(office, migration).verdicts == {"moves": 2}
    do(office, RunMigration(migration_id=migration))
    assert (office.open(first), office.open(second)) == (["opened"], ["c"])
    facts = office.rows('SELECT facts_large || facts_small FROM "case" WHERE id = %s', second)[0][0]
    assert facts["opened"]["outcome"] == facts["a"]["outcome"] == "done", "what was decided is found under the new name"
    assert office.rows("SELECT element FROM task WHERE case_id = %s AND state = 'done'", second) == [("opened",)], "and who decided it"
    do(office, UndoMigration(migration_id=migration, case_ids=(second,)))
    assert office.rows("SELECT element FROM task WHERE case_id = %s AND state = 'done'", second) == [("a",)]


def test_due_dates_what_was_saved_who_holds_it_and_signatures_survive(office: Office) -> None:
    office.draw("s > a > sign > e", a=LIMITED, sign=SIGNED)
    held, signing = office.case(), office.case()
    task = office.claim(held, "a")
    office.engine.execute(SaveDraft(case_id=held, task_id=task, data={"opinion": "写到一半"}, version=None), by=office.people["zhang"])
    office.do(signing, "a")
    (mine,) = office.rows(
        "SELECT t.id FROM task t JOIN person p ON p.id = t.assignee_id WHERE t.case_id = %s AND p.username = 'zhang' AND t.state = 'open'",
        signing,
    )[0]
    office.engine.execute(CompleteTask(task_id=mine, outcome="done", data={"opinion": "同意"}), by=office.people["zhang"])
    due = office.rows("SELECT due_on, assignee_id FROM task WHERE id = %s", task)
    office.draw("s > before > a > sign > after > e", a=f'{LIMITED} name="新名"', sign=SIGNED)
    migration = prepared(office)
    do(office, RunMigration(migration_id=migration))
    assert view(office, migration).states == {"moved": 2}
    assert office.rows("SELECT due_on, assignee_id FROM task WHERE id = %s", task) == due
    assert office.rows("SELECT name->>'zh' FROM task WHERE id = %s", task) == [("新名",)]
    assert office.rows("SELECT data->>'opinion' FROM draft WHERE step LIKE %s", f"%{task}%") == [("写到一半",)]
    for who in ("li", "wang"):
        (theirs,) = office.rows(
            "SELECT t.id FROM task t JOIN person p ON p.id = t.assignee_id WHERE t.case_id = %s AND p.username = %s AND t.state = 'open'",
            signing,
            who,
        )[0]
        office.engine.execute(CompleteTask(task_id=theirs, outcome="done", data={"opinion": "同意"}), by=office.people[who])
    votes = office.rows("SELECT facts_small->'sign'->'votes' FROM \"case\" WHERE id = %s", signing)[0][0]
    assert len(votes) == 3, "the signature given before the move counts"
    assert office.open(signing) == ["after"]
    assert office.engine.ask(VerifyChain(case_id=signing), by=ADMIN).broken is None


def test_a_few_go_first_then_a_pause_then_the_rest(office: Office) -> None:
    office.draw("s > a > e")
    running = [office.case() for _ in range(5)]
    office.draw("s > a > b > e")
    migration = prepared(office)
    assert do(office, RunMigration(migration_id=migration, first=2)) == 2
    assert view(office, migration).states == {"moved": 2, "waiting": 3}
    moved = {row.case_id for row in cases(office, migration, state="moved")}
    assert moved == set(running[:2]), "the oldest go first"
    office.engine.execute(RunMigration(migration_id=migration), by=ADMIN)
    do(office, PauseMigration(migration_id=migration))
    assert (view(office, migration).states, view(office, migration).at_work) == ({"moved": 2, "queued": 3}, 3)
    with pytest.raises(InvalidState) as paused:
        office.engine.execute(RunMigration(migration_id=migration), by=ADMIN)
    assert paused.value.code == "migration_paused"
    assert do(office, ResumeMigration(migration_id=migration)) == 3
    assert view(office, migration).states == {"moved": 5}
    with pytest.raises(InvalidState):
        office.engine.execute(RunMigration(migration_id=migration), by=ADMIN)
    for case in running:
        office.do(case, "a")
        assert office.open(case) == ["b"]


def test_undoing_puts_back_exactly_what_was_and_tells_where_somebody_has_acted_since(office: Office) -> None:
    office.draw("s > a > e", a=f'{LIMITED} name="旧名"')
    untouched, claimed, decided = office.case(), office.case(), office.case()
    before = everything(office, untouched)
    office.draw(
        "s > a > b > e",
        "late > b",
        a='userTask tb:role="sign_off" tb:outcomes="done" tb:form="step" name="新名"',
        late=f'boundaryEvent attachedToRef="a" | {DAY}',
    )
    migration = prepared(office)
    assert {row.case_id: [why["code"] for why in row.reasons] for row in cases(office, migration)}[untouched] == ["armed"]
    do(office, RunMigration(migration_id=migration))
    assert everything(office, untouched) != before
    assert office.rows("SELECT role FROM task WHERE case_id = %s", claimed) == [("sign_off",)]
    office.engine.execute(ClaimTask(task_id=office.task(claimed, "a")), by=office.people["boss"])
    office.engine.execute(ClaimTask(task_id=office.task(decided, "a")), by=office.people["boss"])
    office.engine.execute(CompleteTask(task_id=office.task(decided, "a"), outcome="done", data={"opinion": "x"}), by=office.people["boss"])
    assert do(office, UndoMigration(migration_id=migration, last=3)) == 3
    assert view(office, migration).states == {"undone": 2, "moved": 1}
    assert everything(office, untouched) == before
    (kept,) = cases(office, migration, state="moved")
    assert (kept.case_id, kept.reasons[0]["code"], kept.reasons[0]["title"]["zh"]) == (decided, "acted", "办理")
    assert office.open(decided) == ["b"]
    office.do(untouched, "a")
    assert office.rows('SELECT status FROM "case" WHERE id = %s', untouched) == [("closed",)]
    assert office.engine.ask(VerifyChain(case_id=untouched), by=ADMIN).broken is None


def test_what_closed_or_went_elsewhere_before_its_turn_is_left_alone(office: Office) -> None:
    office.draw("s > a > e")
    closing, staying = office.case(), office.case()
    office.draw("s > a > b > e")
    migration = prepared(office)
    office.do(closing, "a")
    do(office, RunMigration(migration_id=migration))
    assert view(office, migration).states == {"moved": 1, "kept": 1}
    (kept,) = cases(office, migration, state="kept")
    assert (kept.case_id, kept.reasons[0]["code"]) == (closing, "closed")
    assert office.open(staying) == ["a"]


def test_a_verdict_is_made_again_when_the_case_has_its_turn(office: Office) -> None:
    office.draw("s > a > b > e")
    going = office.case()
    office.draw("s > a > e")
    migration = prepared(office)
    office.do(going, "a")
    do(office, RunMigration(migration_id=migration))
    (row,) = cases(office, migration)
    assert (row.state, row.verdict, row.reasons[0]["element"]) == ("waiting", "needs_mapping", "b")


def test_a_case_whose_clocks_stand_still_moves_and_stays_stopped(office: Office) -> None:
    office.draw("s > a > e", a=LIMITED)
    case = office.case()
    office.engine.execute(StopClock(task_id=office.claim(case, "a"), reason="等待鉴定", basis="第四十五条"), by=office.people["zhang"])
    before = office.rows(
        "SELECT t.stopped, k.ledger, k.due_on FROM task t JOIN clock k ON k.token = t.item AND k.case_id = t.case_id WHERE t.case_id = %s",
        case,
    )
    assert before[0][0] is True
    office.draw("s > a > b > e", a=LIMITED)
    do(office, RunMigration(migration_id=prepared(office)))
    assert (
        office.rows(
            "SELECT t.stopped, k.ledger, k.due_on FROM task t JOIN clock k ON k.token = t.item AND k.case_id = t.case_id WHERE t.case_id = %s",
            case,
        )
        == before
    )


def test_migrations_are_refused_with_their_reason(office: Office) -> None:
    office.draw("s > a > e")
    case = office.case()
    office.draw("s > a > b > e")
    new, old = [each for each in office.engine.ask(Releases(), by=ADMIN) if each.program == KEY][:2]
    preparing = PrepareMigration(from_id=old.release_id, to_id=new.release_id)
    with pytest.raises(NotPermitted):
        office.engine.execute(preparing, by=office.people["zhang"])
    with pytest.raises(InvalidInput):
        office.engine.execute(PrepareMigration(from_id=old.release_id, to_id=old.release_id), by=ADMIN)
    with pytest.raises(NotFound):
        office.engine.execute(PrepareMigration(from_id=case, to_id=new.release_id), by=ADMIN)
    migration = office.engine.execute(preparing, by=ADMIN).migration_id
    with pytest.raises(Conflict):
        office.engine.execute(preparing, by=ADMIN)
    with pytest.raises(InvalidState) as early:
        office.engine.execute(RunMigration(migration_id=migration), by=ADMIN)
    assert early.value.code == "migration_judging"
    work_off(office.engine, office.url)
    for wrong in (RunMigration(migration_id=migration, first=0), UndoMigration(migration_id=migration)):
        with pytest.raises(InvalidInput):
            office.engine.execute(wrong, by=ADMIN)
    with pytest.raises(InvalidState):
        office.engine.execute(UndoMigration(migration_id=migration, last=1), by=ADMIN)
    with pytest.raises(NotFound):
        office.engine.execute(RunMigration(migration_id=case), by=ADMIN)
