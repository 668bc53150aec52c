"""The faults of `engine/bpmn/corrections/waiting.py`: each on the smallest diagram that shows it, through the door and in the plain library."""

from datetime import datetime

import pytest

from engine.bpmn import CannotMove
from tests.bpmn.corrections.diagrams import E, P, S, U, beside
from tests.bpmn.corrections.faults import fault
from tests.bpmn.drawing import CONDITION, draw, file_of
from tests.bpmn.playing import BEGIN, Lent, case, play


@fault("waiting", 1)
def test_a_condition_over_facts_fires_when_they_change() -> None:
    file = file_of(draw("s > q > a > e", "q > c > b > e", s=S, q=P, a=U, c=f"intermediateCatchEvent | {CONDITION}", b=U, e=E))
    play(file, "open a c; fact yes true; do a; open b")


@fault("waiting", 2)
def test_a_moment_without_zone_is_no_moment() -> None:
    file = file_of(
        draw("s > c > e", s=S, c="intermediateCatchEvent | <timerEventDefinition><timeDate>=when</timeDate></timerEventDefinition>", e=E)
    )
    with pytest.raises(CannotMove):
        case(file, env=Lent({"when": datetime(2026, 3, 2, 9, 0)}))  # noqa: DTZ001  that is the fault
    assert case(file, env=Lent({"when": BEGIN})).item("c").due == BEGIN


@fault("waiting", 3)
def test_what_a_cycle_timer_has_started_outlives_the_activity() -> None:
    cycle = "<timerEventDefinition><timeCycle>R2/PT10M</timeCycle></timerEventDefinition>"
    file = file_of(draw("s > a > e", "b > c > e2", s=S, a=U, b=beside("a", cycle, False), c=U, e=E, e2=E))
    play(file, "tick; tick; open a c c; do a; open c c; do c; do c; finished")
