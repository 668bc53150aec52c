"""Before a draft is released, the past of every open case and of last year's closed ones happens again by it; nothing of any case changes."""

from datetime import date
from html import escape
from uuid import UUID

import pytest

from engine.commands import BeginDryRun, OpenProgramDraft, SaveProgramFile
from engine.queries import DryRunCases, LastDryRun, ProgramFile
from engine.sdk.errors import InvalidState, NotPermitted
from tests.build import a_player, a_story, work_off
from tests.studio.conftest import PROGRAM, Studio, administrator
from tests.studio.test_migrations import everything
from tests.verbs.conftest import office
from tests.verbs.office import KEY, Office, X

__all__ = ["office"]
ADMIN = administrator("何珊")
PATH = f"{KEY}/p.bpmn"
DONE, AGAIN = (escape(f'a.outcome = "{outcome}"') for outcome in ("done", "again"))


def drafted(office: Office, *changes: tuple[str, str]) -> UUID:
    draft = office.engine.execute(OpenProgramDraft(program=KEY, title="改动"), by=ADMIN).draft_id
    text = office.engine.ask(ProgramFile(draft_id=draft, path=PATH), by=ADMIN).content.decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    office.engine.execute(SaveProgramFile(draft_id=draft, path=PATH, content=text.encode(), version=0), by=ADMIN)
    return draft


def replayed(office: Office, draft: UUID):
    office.engine.execute(BeginDryRun(draft_id=draft), by=ADMIN)
    work_off(office.engine, office.url)
    seen = office.engine.ask(LastDryRun(draft_id=draft), by=ADMIN)
    rows = office.engine.ask(DryRunCases(run_id=seen.run_id), by=ADMIN).rows
    return seen, {row.case_id: row for row in rows}


def test_cases_that_would_go_another_way_or_be_later_are_found_and_the_others_are_not(office: Office) -> None:
    office.draw(
        "s > a > x",
        "x >[*] b > e",
        'x >[a.outcome = "again"] c > e2',
        x=X,
        e2="endEvent",
        b='userTask tb:role="clerk" tb:outcomes="done again" tb:form="step" tb:limit="5wd"',
    )
    untouched, plain, again, closed = (office.case() for _ in range(4))
    office.do(plain, "a")
    office.do(again, "a", outcome="again")
    office.do(closed, "a")
    office.do(closed, "b")
    before = [everything(office, case) for case in (untouched, plain, again, closed)]
    seen, rows = replayed(office, drafted(office))
    assert (seen.state, seen.total, seen.done, dict(seen.counts)) == ("done", 4, 4, {"same": 4})
    draft = drafted(office, (AGAIN, DONE), ('tb:limit="5wd"', 'tb:limit="8wd"'))
    seen, rows = replayed(office, draft)
    assert {case: row.kind for case, row in rows.items()} == {
        untouched: "same",
        plain: "other_way",
        again: "other_way",
        closed: "other_way",
    }
    assert rows[plain].told["waits"] == ["c"]
    assert rows[again].told["waits"] == ["b"]
    assert rows[closed].told["missed"] == "b"
    longer = drafted(office, ('tb:limit="5wd"', 'tb:limit="8wd"'))
    seen, rows = replayed(office, longer)
    assert {case: (row.kind, row.signs) for case, row in rows.items()} == {
        untouched: ("same", ()),
        plain: ("same", ("later",)),
        again: ("same", ()),
        closed: ("same", ("later",)),
    }
    assert seen.counts["later"] == 2
    assert {row.case_id for row in office.engine.ask(DryRunCases(run_id=seen.run_id, show="later"), by=ADMIN).rows} == {plain, closed}
    assert [everything(office, case) for case in (untouched, plain, again, closed)] == before


def test_what_was_closed_within_the_last_year_is_replayed_and_what_was_closed_before_is_not(office: Office) -> None:
    office.draw("s > a > e")
    before, inside, open_still = office.case(), office.case(), office.case()
    office.do(before, "a")
    office.go_to(date(2026, 9, 3))
    office.do(inside, "a")
    office.go_to(date(2027, 9, 2))
    closed = dict(office.rows('SELECT id, closed_at::date FROM "case" WHERE closed_at IS NOT NULL'))
    assert [(date(2027, 9, 2) - closed[case]).days for case in (before, inside)] == [366, 364]
    assert set(replayed(office, drafted(office))[1]) == {inside, open_still}


def test_a_case_that_would_be_paid_another_amount_is_told_with_both(studio: Studio, database_url: str) -> None:
    player = a_player(studio.engine, studio.clock)
    assert player.play(a_story("advance_at_ceiling.toml")) == []
    draft = studio.engine.execute(OpenProgramDraft(program=PROGRAM, title="预支比例"), by=ADMIN).draft_id
    path = f"{PROGRAM}/parameters.toml"
    studio.change(draft, "value = 0.20", "value = 0.10", path, by=ADMIN)
    studio.engine.execute(BeginDryRun(draft_id=draft), by=ADMIN)
    work_off(studio.engine, database_url)
    seen = studio.engine.ask(LastDryRun(draft_id=draft), by=ADMIN)
    assert seen.counts["amount"] >= 1
    rows = studio.engine.ask(DryRunCases(run_id=seen.run_id, show="amount"), by=ADMIN).rows
    amounts = [each for row in rows for each in row.told["amounts"]]
    assert all("预支" in row.told["titles"]["amount_due"]["zh"] for row in rows), "steps are called as the case's own diagram calls them"
    assert amounts
    assert all(float(each["after"]) < float(each["before"]) for each in amounts if each["path"].endswith("amount")), amounts


def test_a_case_that_could_not_move_on_is_told_with_the_cause(office: Office) -> None:
    office.draw("s > a > x", 'x >[a.outcome = "done"] b > e', 'x >[a.outcome = "again"] c > e2', x=X, e2="endEvent")
    case, other = office.case(), office.case()
    office.do(case, "a")
    office.do(other, "a", outcome="again")
    seen, rows = replayed(office, drafted(office, (DONE, DONE.replace("done", "again"))))
    assert (rows[case].kind, rows[other].kind) == ("stuck", "other_way")
    assert "x" in rows[case].told["stuck"]["zh"]
    assert {row.case_id for row in office.engine.ask(DryRunCases(run_id=seen.run_id, show="stuck"), by=ADMIN).rows} == {case}


def test_a_draft_with_faults_or_one_that_changes_meanwhile_is_not_replayed(office: Office) -> None:
    office.draw("s > a > e")
    office.case()
    draft = drafted(office)
    with pytest.raises(NotPermitted):
        office.engine.execute(BeginDryRun(draft_id=draft), by=office.people["zhang"])
    office.engine.execute(BeginDryRun(draft_id=draft), by=ADMIN)
    office.engine.execute(SaveProgramFile(draft_id=draft, path=f"{KEY}/guide.zh.md", content="新".encode(), version=0), by=ADMIN)
    work_off(office.engine, office.url)
    assert office.engine.ask(LastDryRun(draft_id=draft), by=ADMIN).state == "outdated"
    faulty = drafted(office, ('tb:form="step"', 'tb:form="nowhere"'))
    with pytest.raises(InvalidState) as refused:
        office.engine.execute(BeginDryRun(draft_id=faulty), by=ADMIN)
    assert refused.value.code == "program_draft_faulty"
    assert office.engine.ask(LastDryRun(draft_id=faulty), by=ADMIN) is None


@pytest.mark.parametrize("story", ["whole_life", "supplemented", "deemed_acceptance", "corrected_once", "denied"])
def test_a_story_of_the_filing_replays_by_an_unchanged_draft_as_it_was_told(story: str, studio: Studio, database_url: str) -> None:
    player = a_player(studio.engine, studio.clock)
    assert player.play(a_story(f"{story}.toml")) == []
    draft = studio.engine.execute(OpenProgramDraft(program=PROGRAM, title="不变"), by=ADMIN).draft_id
    studio.engine.execute(BeginDryRun(draft_id=draft), by=ADMIN)
    work_off(studio.engine, database_url)
    seen = studio.engine.ask(LastDryRun(draft_id=draft), by=ADMIN)
    odd = [
        (row.number, row.kind, row.signs, row.told)
        for row in studio.engine.ask(DryRunCases(run_id=seen.run_id), by=ADMIN).rows
        if row.kind != "same" or row.signs
    ]
    assert odd == []
    assert seen.total >= 1
