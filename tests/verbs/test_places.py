"""Every verb, and pairs of verbs, wherever a task can stand: the invariants hold afterwards and the case can be finished.

Each place is visited with the ring, in which every verb comes once first and once second (`make test` visits four places with a third of
it). With `TONGBAN_FULL=1`, as in CI, so many pairs more are drawn for each place, always the same ones; another `TONGBAN_SEED` draws others.
`TONGBAN_VERBS=1 make test ARGS="tests/verbs/test_places.py"` tries every pair in every place: half an hour. What becomes of each pair is
kept (`tests/verbs/matrix`) and told in `docs/reference/verbs.md`; whatever is tried here is compared with it.
"""

import os
import random

import pytest

from engine.commands import SendBack
from tests.verbs.matrix import EVERYWHERE, kept, path_of, prepare, tried
from tests.verbs.office import Office
from tests.verbs.places import EVERY, PLACES, VERBS

RING = tuple(zip(VERBS, [*list(VERBS)[1:], next(iter(VERBS))], strict=True))
WHOLE, FULL = bool(os.environ.get("TONGBAN_VERBS")), bool(os.environ.get("TONGBAN_FULL"))
DRAWN = 24
"""How many pairs beyond the ring a full run draws for each place."""
THIN = () if WHOLE or FULL else tuple(f"signed by {kind}" for kind in ("one", "any", "sequence", "ratio"))
"""Places that a quick run visits with every third pair of the ring."""
ANEW = "made before what is tried was changed: run python -m tests.verbs.matrix, then python -m tests.verbs.reference"


def pairs_at(place: str) -> tuple[tuple[str, str], ...]:
    """The pairs this run tries at a place; the same ones in every run with the same `TONGBAN_SEED`."""
    if WHOLE:
        return EVERY
    if not FULL:
        return RING[:: 3 if place in THIN else 1]
    others = sorted(set(EVERY) - set(RING))
    return RING + tuple(random.Random(f"{os.environ.get('TONGBAN_SEED', '')} {place}").sample(others, DRAWN))


@pytest.mark.parametrize("place", EVERYWHERE)
def test_every_pair_of_verbs_leaves_a_case_that_can_be_finished_and_becomes_what_the_report_says(office: Office, place: str):
    prepare(office, place)
    told = kept(place)
    for first, second in pairs_at(place):
        became = tried(office, place, first, second)
        assert became == told.get(first, {}).get(second, became), f"{place}: {first} then {second}: the report says otherwise"


@pytest.mark.parametrize("place", EVERYWHERE)
def test_the_report_was_made_with_what_is_tried_today(place: str):
    told = kept(place)
    assert bool(told) == path_of(place).exists(), ANEW
    assert {verb for first, row in told.items() for verb in (first, *row)} <= set(VERBS), ANEW
    if WHOLE:
        assert {(first, second) for first, row in told.items() for second in row} == set(EVERY), ANEW


def test_sending_back_out_of_a_repeated_step_asks_every_signer_once_more_and_nobody_twice(office: Office):
    lines, nodes = PLACES["repeated in parallel"]
    office.draw(*lines, **nodes)
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
