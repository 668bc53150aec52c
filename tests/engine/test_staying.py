"""A process that serves until it is told to stop keeps its programs from the garbage collector."""

import gc

import pytest

from tests.engine.house import House


@pytest.fixture(autouse=True)
def _put_back():
    yield
    gc.unfreeze()


def test_what_a_process_loads_once_is_not_looked_through_again_and_again(house: House):
    release = house.rows("SELECT id FROM release WHERE current")[0][0]
    files = dict(house.rows("SELECT path, content FROM release_file WHERE release_id = %s", release))
    programs = type(house.engine.runtime.programs)()
    programs.get(release, lambda: files)
    assert gc.get_freeze_count() == 0, "a process of tests, or of one command, goes on as ever"
    programs = type(programs)()
    programs.stays = True
    programs.get(release, lambda: files)
    set_aside = gc.get_freeze_count()
    assert set_aside > 0
    programs.get(release, lambda: files)
    assert gc.get_freeze_count() == set_aside
