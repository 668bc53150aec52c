"""Every verb, and pairs of verbs, wherever a task can stand: the invariants hold afterwards and the case can be finished.

What becomes of each pair is kept (`tests/verbs/matrix`) and told in `docs/reference/verbs.md`; every run draws pairs anew at each place, as many
as fit into its share of the processor time, and compares them with it. `TONGBAN_SEED` draws the same ones again; the seed stands in what a
failure says. In CI they are as many as three minutes of a processor allow, the database's part included; elsewhere a few.
`TONGBAN_VERBS=1 make test ARGS="tests/verbs/test_places.py"` tries every pair in every place: half an hour.
"""

import os
import random
import secrets
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.commands import SendBack
from tests.verbs import invariants
from tests.verbs.matrix import kept, path_of, tried
from tests.verbs.office import CAST, SPARE, Office, T, an_office
from tests.verbs.places import EVERY, PLACES, prepare
from tests.verbs.trying import VERBS

WHOLE, FULL = bool(os.environ.get("TONGBAN_VERBS")), bool(os.environ.get("TONGBAN_FULL") or os.environ.get("CI"))
SEED = os.environ.get("TONGBAN_SEED") or str(secrets.randbelow(1_000_000))
SHARE = (75.0 if FULL else 8.0) / len(PLACES)
"""Seconds of processor time of this process for a place; the database takes somewhat more beside it."""
FEWEST = 6
ANEW = "made before what is tried was changed: run python -m tests.verbs.matrix, then python -m tests.verbs.reference"


@pytest.fixture
def crowd(database_url: str, tmp_path: Path) -> Iterator[Office]:
    found = an_office(database_url, tmp_path, (*CAST, *SPARE))
    yield found
    found.close()


def pairs_at(place: str) -> Iterator[tuple[str, str]]:
    """The pairs this run tries at a place, in an order that the seed gives."""
    since = time.process_time()
    for number, pair in enumerate(random.Random(f"{SEED} {place}").sample(EVERY, len(EVERY))):
        if not WHOLE and number >= FEWEST and time.process_time() - since > SHARE:
            return
        yield pair


@pytest.mark.parametrize("place", PLACES)
def test_every_pair_of_verbs_leaves_a_case_that_can_be_finished_and_becomes_what_the_report_says(crowd: Office, place: str):
    print(f"TONGBAN_SEED={SEED}")  # noqa: T201  whoever reads a failure can draw the same pairs again
    prepare(crowd, place)
    told = kept(place)
    for first, second in pairs_at(place):
        became = tried(crowd, place, first, second)
        said = told.get(first, {}).get(second, became)
        assert became == said, f"{place}: {first} then {second}: {became}, the report says {said} (TONGBAN_SEED={SEED})"
    invariants.numbers(crowd)


@pytest.mark.parametrize("place", PLACES)
def test_the_report_was_made_with_what_is_tried_today(place: str):
    told = kept(place)
    assert bool(told) == path_of(place).exists(), ANEW
    assert {verb for first, row in told.items() for verb in (first, *row)} <= set(VERBS), ANEW
    if WHOLE:
        assert {(first, second) for first, row in told.items() for second in row} == set(EVERY), ANEW


def test_sending_back_out_of_a_repeated_step_asks_every_signer_once_more_and_nobody_twice(office: Office):
    loop = "<multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics>"
    office.draw("s > a > b > c > e", b=f'{T} tb:limit="5wd" | {loop}')
    case = office.case()
    office.do(case, "a")
    office.do(case, "b", "li")
    office.run(SendBack(task_id=office.claim(case, "b", "wang"), reason="核算有误"), "wang")
    assert office.open(case) == ["a"]
    office.do(case, "a")
    assert office.open(case) == ["b", "b", "b"]
    for _ in range(3):
        office.do(case, "b", "li")
    assert office.open(case) == ["c"]
    assert office.rows("SELECT opinion FROM task WHERE case_id = %s AND element = 'b' AND state = 'done'", case) == [("li:b",)] * 4
    office.check(case)
