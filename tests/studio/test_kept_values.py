"""A running case that is moved to a release with other amounts keeps the values it was filed under, and its verdict says which."""

from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from engine.commands import JudgeMigration, MigrateCase, PrepareMigration, ReleaseProgram, RunMigration
from engine.queries import MigrationCases, ReleaseFiles, Releases
from engine.scenarios.player import Player
from engine.sdk.actor import Actor
from engine.store.postgres import plain_url
from tests.build import PROCESSES, a_clock, a_player, a_story, an_engine
from tests.studio.conftest import PROGRAM, Studio, administrator

SYSTEM = Actor.system()
FILE = f"{PROGRAM}/parameters.toml"
TABLE = f"{PROGRAM}/decisions/money.dmn"
STANDING = f"{PROGRAM}/decisions/enterprise_standing.dmn"
RULES = (
    (TABLE, "<text>floor(base * parameters.advance_ratio)</text>", "<text>floor(base * parameters.advance_ratio) * 2</text>"),
    (TABLE, "amount: requested,", "amount: requested * 2,"),
    (STANDING, '<text>"企业在失信名单中"</text>', '<text>"企业被列入失信名单"</text>'),
)
KEEPS = ("keeps", "advance_ratio", "预支补贴比例 0.20（新版本为 0.30）", "Advance ratio 0.20 (the new release says 0.30)")


def moved(engine, *changes: tuple[str, str, str]) -> list[list[tuple[str, ...]]]:
    """Release other values and move every running case; the reasons of each verdict."""
    current = next(each for each in engine.ask(Releases(), by=SYSTEM) if each.program == PROGRAM and each.current)
    files = dict(engine.ask(ReleaseFiles(release_id=current.release_id), by=SYSTEM))
    for file, old, new in changes:
        assert old in files[file].decode()
        files[file] = files[file].decode().replace(old, new).encode()
    released = engine.execute(ReleaseProgram(files=files), by=SYSTEM)
    prepared = engine.execute(PrepareMigration(from_id=current.release_id, to_id=released.release_id), by=SYSTEM)
    engine.execute(JudgeMigration(migration_id=prepared.migration_id), by=SYSTEM)
    rows = engine.ask(MigrationCases(migration_id=prepared.migration_id), by=administrator("何珊")).rows
    if all(row.verdict == "moves" for row in rows):
        engine.execute(RunMigration(migration_id=prepared.migration_id), by=SYSTEM)
        for row in rows:
            assert engine.execute(MigrateCase(migration_id=prepared.migration_id, case_id=row.case_id), by=SYSTEM) == "moved"
    return [[(why["code"], why["element"], why["title"]["zh"], why["title"]["en"]) for why in row.reasons] for row in rows]


@dataclass(slots=True)
class Mover(Player):
    """Plays a scenario; once a case of the process is open, everything moves to a release with another ratio."""

    url: str = ""
    process: str = ""
    changes: tuple = ()
    told: tuple = ()

    def deliver(self) -> None:
        Player.deliver(self)
        if not self.told:
            with psycopg.connect(plain_url(self.url), autocommit=True) as connection:
                there = connection.execute("SELECT 1 FROM \"case\" WHERE process = %s AND status = 'open'", (self.process,)).fetchone()
            if there:
                self.told = tuple(moved(self.engine, *self.changes))


def played(process: str, changes: tuple, url: str, tmp_path: Path) -> tuple:
    """What was told of the running cases once one of the process was open, and nothing of the story came otherwise than it promises."""
    story = a_story("advance_at_ceiling.toml")
    clock = a_clock(story.start)
    engine = an_engine(url, tmp_path, clock)
    player = Mover(engine, clock, PROCESSES / PROGRAM / "scenarios", url=url, process=process, changes=changes)
    try:
        assert [str(mismatch) for mismatch in player.play(story)] == []
        assert player.told
        return player.told
    finally:
        engine.close()


@pytest.mark.parametrize("process", ["filing", "advance"])
def test_an_amount_is_the_one_it_would_have_been_without_the_move(process: str, database_url: str, tmp_path: Path) -> None:
    """The story promises a ceiling of 18,400 yuan at a fifth: of an advance that was filed before the move, and of one of a moved plan."""
    told = played(process, ((FILE, "value = 0.20", "value = 0.30"),), database_url, tmp_path)
    assert all(KEEPS in reasons for reasons in told), told


def test_a_moved_case_keeps_its_tables_of_money_and_goes_by_the_other_tables_of_the_new_release(database_url: str, tmp_path: Path) -> None:
    """The verdict names both before anything moves; the amounts of the story come as promised, of linked cases begun later, too."""
    (reasons,) = played("filing", RULES, database_url, tmp_path)
    assert reasons == [
        (
            "other_table",
            "enterprise_standing",
            "企业信用与资格（所需数据尚未齐备，暂不能比较结果）",
            "Standing of the enterprise (what it needs is not there yet: the results cannot be compared)",
        )
    ]


def test_the_verdict_tells_what_a_kept_table_says_and_what_the_new_one_would(database_url: str, tmp_path: Path) -> None:
    told = [each for reasons in played("advance", RULES, database_url, tmp_path) for each in reasons if each[0] == "keeps_table"]
    assert told == [
        (
            "keeps_table",
            "advance_sheet",
            "预支核算（按现有数据：ceiling 18,400.00 元（新版本为 36,800.00 元）、amount 18,400.00 元（新版本为 36,800.00 元））",
            (
                "Advance (by the data there is: ceiling 18,400.00 yuan (the new release says 36,800.00 yuan), "
                "amount 18,400.00 yuan (the new release says 36,800.00 yuan))"
            ),
        )
    ]


def test_a_case_whose_value_the_new_release_reads_as_another_type_stays(studio: Studio) -> None:
    assert a_player(studio.engine, studio.clock).play(a_story("filed_small.toml", 1)) == []
    head = 'key = "contract_months"\ntype = "{}"\ntitle = {{ zh = "劳动合同最短月数", en = "Shortest labour contract, months" }}\n'
    rest = "[[parameter.value]]\nfrom = 2020-01-01\nvalue = {}\n"
    other = (FILE, head.format("integer") + rest.format(12), head.format("number") + rest.format(13))
    (reasons,) = moved(studio.engine, other)
    assert [(code, element) for code, element, *_ in reasons] == [("other_type", "contract_months")]
