"""The demonstration as `make demo` fills it: every story of every program comes out as it promises."""

from datetime import date

from engine.scenarios.demo import demonstrate
from tests.build import PROCESSES, a_clock, an_engine


def test_every_story_of_every_program_comes_out_as_promised_in_the_demonstration(database_url, tmp_path):
    clock = a_clock(date(2026, 11, 22))
    engine = an_engine(database_url, tmp_path, clock, installed=False)
    made = demonstrate(engine, clock, PROCESSES, clock.now())
    again = demonstrate(engine, clock, PROCESSES, clock.now())
    engine.close()
    assert made.mismatches == ()
    assert made.cases > 0
    assert (again.accounts, again.cases) == (made.accounts, 0)
