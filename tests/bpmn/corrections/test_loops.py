"""The faults of `engine/bpmn/corrections/loops.py`: each on the smallest diagram that shows it, through the door and in the plain library."""

from typing import Any

from engine.bpmn import read
from tests.bpmn.corrections.diagrams import SIGNERS, E, S, U, X, beside
from tests.bpmn.corrections.faults import fault
from tests.bpmn.drawing import MESSAGE, draw, file_of
from tests.bpmn.playing import Case, Lent, case, play


def interruptible(condition: str = "") -> bytes:
    inner = f"<completionCondition>{condition}</completionCondition>" if condition else ""
    return file_of(
        draw("s > a > d > e", "b > c > e2", s=S, a="userTask | " + SIGNERS.format(inner), b=beside("a", MESSAGE), c=U, d=U, e=E, e2=E)
    )


@fault("loops", 1)
def test_conditions_see_how_many_instances_there_are() -> None:
    play(interruptible("nrOfInstances >= 3"), "fact signers u,v,w; do a; open d")


@fault("loops", 2)
def test_a_completion_condition_sees_all_instances() -> None:
    play(interruptible("nrOfCompletedInstances >= 2"), "fact signers u,v,w; do a; open a a b; do a; open d")


@fault("loops", 3)
def test_each_instance_keeps_its_own_item_whatever_the_others_do() -> None:
    played = case(interruptible(), env=Lent({"signers": ["u", "v", "w"]}))
    played.do("a", 1)
    assert [item.loop.item for item in played.instance.items if item.loop] == ["u", "w"]


@fault("loops", 4)
def test_instances_that_are_cancelled_are_gone() -> None:
    play(interruptible(), "fact signers u,v,w; do a; message m; open c; do c; finished")


def signed(condition: str = "") -> bytes:
    inner = f"<completionCondition>{condition}</completionCondition>" if condition else ""
    return file_of(draw("s > a > d > e", s=S, a="userTask | " + SIGNERS.format(inner), d=U, e=E))


def test_two_of_three_is_enough_when_the_condition_says_so() -> None:
    play(signed("nrOfCompletedInstances >= 2"), "fact signers u1,u2,u3; do a; open a a; do a; open d")


def test_a_completion_condition_sees_the_counters_of_all_instances() -> None:
    env = Lent({"signers": ["u1", "u2", "u3"]})
    case = play(signed("nrOfCompletedInstances >= 9"), "do a; do a", env)
    where: Any = next(w for w in reversed(env.places) if "nrOfInstances" in w.variables)
    assert where.variables["nrOfInstances"] == 3
    assert where.variables["nrOfCompletedInstances"] == 2
    assert where.variables["nrOfActiveInstances"] == 1
    assert [item.loop.item for item in case.instance.items if item.loop] == ["u3"]


def test_nobody_to_sign_is_nothing_to_wait_for() -> None:
    case = Case(read({"x.bpmn": signed()}), env=Lent({"signers": []}))
    assert case.open == ["d"]


def test_a_second_round_signs_anew() -> None:
    file = file_of(draw("s > m > a > x >[again] m", "x >[*] e", s=S, m=X, a="userTask | " + SIGNERS.format(""), x=X, e=E))
    play(file, "fact signers u1,u2; fact again true; do a; do a; open a a; fact again false; do a; do a; finished")
