"""What was saved of a draft is there whatever dies: browsers, servers and connections to the database."""

import pytest

from engine.commands import SaveProgramFile
from engine.queries import ProgramDraftDetail, ProgramFile
from engine.sdk.errors import Unavailable
from engine.store.unit_of_work import UnitOfWork
from tests.build import an_engine
from tests.studio.conftest import PROGRAM, Studio

GUIDE = f"{PROGRAM}/guide.zh.md"


def test_a_draft_is_there_for_the_next_server_after_the_first_one_died(studio: Studio, database_url: str, tmp_path) -> None:
    draft = studio.draft()
    studio.change(draft, "受理", "接收", GUIDE)
    studio.engine.runtime.database.dispose()
    after = an_engine(database_url, tmp_path / "next", studio.clock, installed=False)
    file = after.ask(ProgramFile(draft_id=draft, path=GUIDE), by=studio.second)
    assert (file.version, "接收" in file.content.decode()) == (1, True)
    after.close()


def save_and_die(studio: Studio, command: SaveProgramFile) -> None:
    """Everything is written, and the connection is gone before the commit."""
    with UnitOfWork(studio.engine.runtime) as uow:
        command.run(uow, studio.first)
        uow.session.flush()
        mine = uow.driver.info.backend_pid
        with UnitOfWork(studio.engine.runtime, read_only=True) as other:
            other.driver.execute("SELECT pg_terminate_backend(%s)", (mine,))


def test_a_server_that_dies_while_it_saves_leaves_the_file_as_it_was(studio: Studio) -> None:
    draft = studio.draft()
    before = studio.engine.ask(ProgramFile(draft_id=draft, path=GUIDE), by=studio.first)
    with pytest.raises(Unavailable):
        save_and_die(studio, SaveProgramFile(draft_id=draft, path=GUIDE, content=b"half", version=before.version))
    assert studio.engine.ask(ProgramFile(draft_id=draft, path=GUIDE), by=studio.first).content == before.content
    seen = studio.engine.ask(ProgramDraftDetail(draft_id=draft), by=studio.first)
    assert seen.changed_files == frozenset()
