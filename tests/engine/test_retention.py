"""保管与销毁: dossiers whose time is up are destroyed by two people; what must stay stays, and what is left proves itself."""

from argparse import Namespace
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest

from api.console import verify
from api.settings import Settings
from engine.commands import (
    AnswerDestruction,
    ArchiveTrail,
    LiftLegalHold,
    OpenIncident,
    PlaceLegalHold,
    ProposeDestruction,
    StartLinked,
    UnmaskField,
)
from engine.engine import Engine
from engine.queries import (
    BenefitsOf,
    CaseDetail,
    CaseDossier,
    CaseHoldOf,
    CaseProgress,
    DestructionOf,
    DueCases,
    FindCases,
    Ledger,
    PreviewDestruction,
    Retention,
    Timeline,
    VerifyChain,
)
from engine.scenarios.cast import ActorNamed, EnsureOrganisation, EnsurePerson
from engine.scenarios.reading import read_scenario
from engine.scenarios.travel import TravelClock
from engine.sdk.actor import Actor
from engine.sdk.errors import Conflict, InvalidInput, InvalidState, NotFound, NotPermitted
from engine.store.dossiers import dossier_faults
from engine.store.postgres import plain_url
from engine.store.runtime import ZONE
from engine.store.verification import chain_faults, file_faults, lawfully_destroyed
from tests.build import PROCESSES, a_clock, a_player, an_engine, work_off

SYSTEM = Actor.system()
SCENARIOS = PROCESSES / "gz_apprenticeship" / "scenarios"
AFTER_THIRTY_YEARS = datetime(2058, 3, 1, 9, tzinfo=ZONE)


class Archive:
    """An installation with one denied case whose dossier is made, and two administrators."""

    def __init__(self, engine: Engine, url: str, clock: TravelClock) -> None:
        self.engine, self.url, self.clock = engine, url, clock
        self.one, self.two = (self._administrator(name) for name in ("admin-one", "admin-two"))
        ((self.case, self.organisation),) = self.rows("SELECT id, organisation_id FROM \"case\" WHERE status = 'closed'")
        self.enterprise = Actor(None, "某企业", "enterprise", self.organisation)

    def _administrator(self, username: str) -> Actor:
        office = self.engine.execute(EnsureOrganisation(kind="office", name="市信息中心", region="440100"), by=SYSTEM)
        person = EnsurePerson(username=username, name=username, kind="administrator", organisation_id=office, password="lychee-river-42")
        self.engine.execute(person, by=SYSTEM)
        return self.engine.ask(ActorNamed(username=username), by=SYSTEM)

    def rows(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        with psycopg.connect(plain_url(self.url), autocommit=True) as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def works_off(self) -> None:
        while self.rows("SELECT 1 FROM procrastinate_jobs WHERE status = 'todo'"):
            work_off(self.engine, self.url)

    def grows_old(self) -> None:
        self.clock.move_to(AFTER_THIRTY_YEARS)

    def bars(self, which: str = "overdue") -> list[str]:
        (row,) = self.engine.ask(DueCases(which=which), by=self.one).rows
        return [each.zh for each in row.bars]

    def destroyed(self) -> UUID:
        asked = self.engine.execute(ProposeDestruction(reason="保管期满"), by=self.one)
        self.engine.execute(AnswerDestruction(destruction_id=asked.destruction_id, approve=True, sure=True), by=self.two)
        self.works_off()
        return asked.destruction_id

    def faults(self) -> list[object]:
        database, files = self.engine.runtime.database, self.engine.runtime.ports.files
        return [*chain_faults(database), *file_faults(database, files), *dossier_faults(database, files)]


@pytest.fixture
def archive(database_url: str, tmp_path: Path) -> Iterator[Archive]:
    scenario = read_scenario(SCENARIOS / "denied.toml", "gz_apprenticeship")
    clock = a_clock(scenario.start)
    engine = an_engine(database_url, tmp_path, clock)
    assert a_player(engine, clock).play(scenario) == []
    told = Archive(engine, database_url, clock)
    told.works_off()
    yield told
    engine.close()


def test_a_dossier_falls_due_after_the_years_its_program_says(archive: Archive) -> None:
    view = archive.engine.ask(Retention(), by=archive.one)
    assert (view.overdue, view.this_year, view.later, view.permanent) == (0, 0, 1, 0)
    (program,) = view.programs
    assert (program.years, program.default, program.document) == (30, True, "国家档案局令第8号")
    year = view.years[0].year
    archive.clock.move_to(datetime(year, 12, 31, 18, tzinfo=ZONE))
    assert archive.engine.ask(Retention(), by=archive.one).this_year == 1
    assert archive.engine.ask(DueCases(), by=archive.one).rows == ()
    assert archive.bars("this_year") == []
    with pytest.raises(InvalidState, match="destruction_empty"):
        archive.engine.execute(ProposeDestruction(reason="尚未到期"), by=archive.one)
    archive.clock.move_to(datetime(year + 1, 1, 1, 9, tzinfo=ZONE))
    assert archive.engine.ask(Retention(), by=archive.one).overdue == 1
    assert archive.bars() == []
    with pytest.raises(NotPermitted):
        archive.engine.ask(Retention(), by=archive.enterprise)


def test_what_is_destroyed_by_two_is_gone_and_what_is_left_proves_itself(archive: Archive) -> None:
    engine, case = archive.engine, archive.case
    before = engine.ask(Timeline(case_id=case), by=SYSTEM)
    digests = {
        str(digest)
        for (digest,) in archive.rows("SELECT digest FROM attachment UNION SELECT digest FROM notice UNION SELECT digest FROM dossier")
    }
    archive.grows_old()
    preview = engine.ask(PreviewDestruction(), by=archive.one)
    assert preview.cases == 1
    assert min(preview.held[name] for name in ("documents", "papers", "forms", "rows", "files", "bytes")) > 0
    with pytest.raises(InvalidInput):
        engine.execute(ProposeDestruction(reason=" "), by=archive.one)
    asked = engine.execute(ProposeDestruction(reason="保管期满"), by=archive.one)
    assert asked.cases == 1
    with pytest.raises(InvalidState, match="destruction_empty"):
        engine.execute(ProposeDestruction(reason="再来一次"), by=archive.one)
    with pytest.raises(NotPermitted, match="destruction_own"):
        engine.execute(AnswerDestruction(destruction_id=asked.destruction_id, approve=True, sure=True), by=archive.one)
    with pytest.raises(InvalidInput):
        engine.execute(AnswerDestruction(destruction_id=asked.destruction_id, approve=True), by=archive.two)
    archive.works_off()
    assert len(engine.ask(CaseDossier(case_id=case), by=SYSTEM).items) > 0, "nothing is destroyed before a second person says so"
    engine.execute(AnswerDestruction(destruction_id=asked.destruction_id, approve=True, sure=True), by=archive.two)
    with pytest.raises(Conflict, match="destruction_answered"):
        engine.execute(AnswerDestruction(destruction_id=asked.destruction_id, approve=True, sure=True), by=archive.two)
    archive.works_off()

    register = engine.ask(DestructionOf(destruction_id=asked.destruction_id), by=archive.two)
    assert (register.view.state, dict(register.view.counts)) == ("done", {"destroyed": 1})
    assert register.files.keys() == {"removed"}
    assert register.rows[0].held == preview.held
    assert not any(engine.runtime.ports.files.holds(digest) for digest in digests)  # type: ignore[attr-defined]
    for table in ("attachment", "roster_row", "submission", "draft", "volume", "outbox"):
        assert archive.rows(f'SELECT 1 FROM "{table}" WHERE case_id = %s', case) == [], table
    assert archive.rows('SELECT facts_small, facts_large, summary FROM "case" WHERE id = %s', case) == [({}, {}, [])]
    assert archive.rows("SELECT count(*) FROM notice WHERE case_id = %s AND facts <> '{}'", case) == [(0,)]
    with pytest.raises(NotFound, match="case_destroyed"):
        engine.ask(CaseDossier(case_id=case), by=SYSTEM)

    left = engine.ask(Timeline(case_id=case), by=SYSTEM)
    assert [(event.seq, event.kind, event.at, event.actor) for event in left[1:]] == [(e.seq, e.kind, e.at, e.actor) for e in before]
    assert left[0].kind == "case_destroyed"
    assert all(not event.data for event in left[1:])
    assert archive.faults() == []
    verdict = engine.ask(VerifyChain(case_id=case), by=archive.one)
    assert (verdict.broken, verdict.destroyed_under) == (None, register.view.number)
    ((number, under, events),) = lawfully_destroyed(engine.runtime.database)
    assert (under, events) == (register.view.number, len(before))
    assert engine.ask(CaseDetail(case_id=case), by=SYSTEM).head.number == number
    assert engine.ask(CaseProgress(case_id=case), by=SYSTEM).head.number == number
    assert [row.number for row in engine.ask(FindCases(text=number), by=archive.one).rows] == [number]
    assert engine.ask(Retention(), by=archive.one).overdue == 0
    with pytest.raises(InvalidState, match="case_destroyed"):
        engine.execute(StartLinked(parent_id=case, process="change"), by=SYSTEM)
    with pytest.raises(NotFound):
        engine.execute(UnmaskField(case_id=case, path="filing.enterprise.mobile", reason="看看还在不在"), by=SYSTEM)
    with pytest.raises(InvalidState, match="case_destroyed"):
        engine.execute(PlaceLegalHold(case_id=case, reason="太迟了"), by=archive.one)


def test_what_is_left_of_a_destroyed_case_cannot_be_touched_unseen(archive: Archive) -> None:
    archive.engine.execute(ArchiveTrail(case_id=archive.case), by=SYSTEM)
    archive.grows_old()
    archive.destroyed()
    touches = (
        ("UPDATE entry SET actor = actor || 'x' WHERE case_id = %s AND seq = 1", "UPDATE entry SET actor = left(actor, -1) WHERE case_id = %s AND seq = 1"),
        ("UPDATE entry SET at = at + interval '1 day' WHERE case_id = %s AND seq = 1", "UPDATE entry SET at = at - interval '1 day' WHERE case_id = %s AND seq = 1"),
        ("UPDATE entry SET facts = jsonb_set(facts, '{0,0}', '\"case_closed\"') WHERE case_id = %s AND seq = 1",
         "UPDATE entry SET facts = jsonb_set(facts, '{0,0}', '\"case_opened\"') WHERE case_id = %s AND seq = 1"),
        ("UPDATE entry SET hash = hash || 'x' WHERE case_id = %s AND seq = 1", "UPDATE entry SET hash = substring(hash FROM 1 FOR 32) WHERE case_id = %s AND seq = 1"),
        ("UPDATE destruction_case SET seal = seal || 'x' WHERE case_id = %s", "UPDATE destruction_case SET seal = left(seal, 64) WHERE case_id = %s"),
        ("UPDATE destruction_case SET seq = seq + 1 WHERE case_id = %s", "UPDATE destruction_case SET seq = seq - 1 WHERE case_id = %s"),
    )  # fmt: skip
    for touch, undo in touches:
        assert archive.faults() == [], touch
        archive.rows(touch, archive.case)
        assert archive.faults() != [], touch
        archive.rows(undo, archive.case)
    assert archive.faults() == []


def test_a_hold_keeps_a_case_until_it_is_lifted(archive: Archive) -> None:
    engine, case = archive.engine, archive.case
    with pytest.raises(InvalidInput):
        engine.execute(PlaceLegalHold(case_id=case, reason=""), by=archive.one)
    with pytest.raises(NotPermitted):
        engine.execute(PlaceLegalHold(case_id=case, reason="诉讼"), by=archive.enterprise)
    engine.execute(PlaceLegalHold(case_id=case, reason="行政诉讼 (2057) 粤71行初1号"), by=archive.one)
    with pytest.raises(Conflict, match="legal_hold_stands"):
        engine.execute(PlaceLegalHold(case_id=case, reason="再冻结"), by=archive.two)
    archive.grows_old()
    assert archive.bars() == ["本案或关联办件被冻结"]
    assert engine.ask(PreviewDestruction(), by=archive.one).kept[0][1] == 1
    assert [hold.case_id for hold in engine.ask(Retention(), by=archive.one).holds] == [case]
    with pytest.raises(InvalidState, match="destruction_empty"):
        engine.execute(ProposeDestruction(reason="保管期满"), by=archive.one)
    engine.execute(LiftLegalHold(case_id=case, reason="结案"), by=archive.two)
    assert engine.ask(CaseHoldOf(case_id=case), by=archive.one).hold is None
    with pytest.raises(InvalidState, match="legal_hold_none"):
        engine.execute(LiftLegalHold(case_id=case, reason="再解"), by=archive.two)
    assert archive.bars() == []
    assert {"legal_hold_placed", "legal_hold_lifted"} <= {event.kind for event in engine.ask(Timeline(case_id=case), by=SYSTEM)}


def test_a_hold_that_comes_after_the_list_still_keeps_the_case_and_the_list_says_so(archive: Archive) -> None:
    engine = archive.engine
    archive.grows_old()
    asked = engine.execute(ProposeDestruction(reason="保管期满"), by=archive.one).destruction_id
    engine.execute(PlaceLegalHold(case_id=archive.case, reason="审计"), by=archive.one)
    (row,) = engine.ask(DestructionOf(destruction_id=asked), by=archive.two).rows
    assert [why.zh for why in row.why] == ["本案或关联办件被冻结"]
    engine.execute(AnswerDestruction(destruction_id=asked, approve=True, sure=True), by=archive.two)
    archive.works_off()
    done = engine.ask(DestructionOf(destruction_id=asked), by=archive.two)
    assert (done.view.state, dict(done.view.counts)) == ("done", {"kept": 1})
    assert [why.en for why in done.rows[0].why] == ["It or a case of its family is under a legal hold"]
    assert len(engine.ask(CaseDossier(case_id=archive.case), by=SYSTEM).items) > 0
    engine.execute(LiftLegalHold(case_id=archive.case, reason="审计结束"), by=archive.one)
    assert engine.execute(ProposeDestruction(reason="保管期满"), by=archive.one).cases == 1, "what was kept can be listed again"


def test_a_refused_list_destroys_nothing(archive: Archive) -> None:
    engine = archive.engine
    archive.grows_old()
    asked = engine.execute(ProposeDestruction(reason="保管期满"), by=archive.one).destruction_id
    with pytest.raises(InvalidInput):
        engine.execute(AnswerDestruction(destruction_id=asked, approve=False), by=archive.two)
    engine.execute(AnswerDestruction(destruction_id=asked, approve=False, answer="须先移交档案馆"), by=archive.two)
    archive.works_off()
    assert engine.ask(DestructionOf(destruction_id=asked), by=archive.one).view.state == "refused"
    assert archive.bars() == []


def test_money_benefits_incidents_and_open_family_keep_a_case(archive: Archive) -> None:
    archive.grows_old()
    case = archive.case
    linked = (
        "INSERT INTO \"case\" SELECT (jsonb_populate_record(c, jsonb_build_object('id', %s::text, 'number', 'X-1', 'parent_id', c.id, "
        "'status', 'open', 'closed_at', NULL))).* FROM \"case\" c WHERE id = %s"
    )
    other = str(uuid4())
    archive.rows(linked, other, case)
    assert archive.bars() == ["主办件或关联办件尚未办结（含异议核查、整改等）"]
    archive.rows('DELETE FROM "case" WHERE id = %s', other)
    money = (
        "INSERT INTO movement (id, case_id, plan_id, region, kind, key, state, amount, computation, payee, element, planned_at, fund_source, "
        "budget_item, budget_code, basis, prepared_by, checked_by, approved_by, voucher, reason) "
        "VALUES (gen_random_uuid(), %s, %s, '440106', 'recovery', '', 'sent', 100, '{}', '{}', 'x', now(), '', '', '', '', '', '', '', '', '')"
    )
    archive.rows(money, case, case)
    assert archive.bars() == ["资金尚未到账或收回"]
    archive.rows("UPDATE movement SET state = 'paid'")
    assert archive.bars() == []
    benefit = (
        "INSERT INTO benefit (id, kind, uscc, organisation, program, region, occupation, level, certificate, year, starts, ends, amount, state, "
        "case_id, plan_id, source, decision, recorded_at, changed_at) VALUES (gen_random_uuid(), 'apprenticeship', 'u', 'o', 'p', '440106', "
        "'', '', '', 2026, '2026-01-01', '2060-01-01', 0, 'granted', %s, %s, '', '', now(), now())"
    )
    archive.rows(benefit, case, case)
    assert archive.bars() == ["享受补贴期间未满，仍须比对"]
    archive.rows("UPDATE benefit SET ends = '2027-01-01'")
    assert archive.bars() == []
    archive.engine.execute(OpenIncident(job="render_notice", case_id=case, cause="坏了"), by=SYSTEM)
    assert archive.bars() == ["有未处理的异常或未发出的消息"]
    archive.rows("UPDATE incident SET state = 'resolved'")
    archive.destroyed()
    assert archive.faults() == []
    assert archive.engine.ask(Ledger(case_id=case), by=SYSTEM).movements[0].amount == 100, "the ledger of money stays"
    assert archive.engine.ask(BenefitsOf(case_id=case), by=SYSTEM), "and so does the registry that claims are compared with"


def test_a_file_that_another_case_names_stays_until_the_last_one_is_destroyed(archive: Archive) -> None:
    shared = archive.engine.runtime.ports.files.put(BytesIO(b"%PDF-1.7 the same paper"), 100)
    attach = (
        "INSERT INTO attachment (id, case_id, field, item, name, digest, size, media_type, added_at, added_by, mark, mark_note) "
        "VALUES (gen_random_uuid(), %s, 'f', '', 'a.pdf', %s, 10, 'application/pdf', now(), '', '', '')"
    )
    copy = (
        "INSERT INTO \"case\" SELECT (jsonb_populate_record(c, jsonb_build_object('id', %s::text, 'number', 'X-2', 'status', 'open', "
        "'closed_at', NULL, 'event_seq', 0, 'event_hash', '\\x'))).* FROM \"case\" c WHERE id = %s"
    )
    other = str(uuid4())
    archive.rows(copy, other, archive.case)
    for case in (archive.case, other):
        archive.rows(attach, case, shared.digest)
    archive.grows_old()
    destruction = archive.destroyed()
    register = archive.engine.ask(DestructionOf(destruction_id=destruction), by=archive.one)
    assert register.files["shared"] == 1
    archive.engine.runtime.ports.files.open(shared.digest).close()
    assert archive.faults() == []


def test_the_command_line_says_it_is_whole_and_under_which_list_a_case_was_destroyed(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    archive.grows_old()
    destruction = archive.destroyed()
    number = archive.engine.ask(DestructionOf(destruction_id=destruction), by=archive.one).view.number
    monkeypatch.setenv("DATABASE_URL", archive.url)
    assert verify.run(Namespace(), Settings(var=tmp_path)) == 0
    said = capsys.readouterr().out
    assert f"内容已按销毁清册 {number} 依法销毁" in said
    assert f"lawfully destroyed under the list {number}" in said
    assert "The audit trail, the files and the dossiers are whole." in said
