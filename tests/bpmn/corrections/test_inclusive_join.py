"""The faults of `engine/bpmn/corrections/inclusive_join.py`: each on the smallest diagram that shows it, through the door and in the plain library."""

from tests.bpmn.corrections.diagrams import INC, SIGNERS, E, S, U, X, sub
from tests.bpmn.corrections.faults import fault
from tests.bpmn.corrections.library import Plain
from tests.bpmn.drawing import draw, file_of
from tests.bpmn.playing import play


@fault("inclusive_join", 1)
def test_an_inclusive_join_in_a_loop_waits_in_every_round() -> None:
    file = file_of(draw("s > m > o >[yes] a > j > d > x >[yes] m", "o >[yes] b > j", "x >[*] e",
                        s=S, m=X, o=INC, a=U, b=U, j=INC, d=U, x=X, e=E))  # fmt: skip
    play(file, "fact yes true; do a; do b; do d; do a; open b; do b; open d")


@fault("inclusive_join", 2)
def test_an_inclusive_join_waits_for_a_sub_process_beside_it() -> None:
    inner = draw("is > ia > ie", **{"is": S, "ia": U, "ie": E})
    play(file_of(draw("s > o >[yes] a > j > d > e", "o >[yes] b > j", s=S, o=INC, a=U, b=sub(inner), j=INC, d=U, e=E)),
         "fact yes true; do a; open ia; do ia; open d")  # fmt: skip


@fault("inclusive_join", 3)
def test_an_inclusive_join_waits_for_the_last_of_several_instances_beside_it() -> None:
    signed = "userTask | " + SIGNERS.format("")
    play(file_of(draw("s > o >[yes] a > j > d > e", "o >[yes] b > j", s=S, o=INC, a=U, b=signed, j=INC, d=U, e=E)),
         "fact yes true; fact signers u,v; do a; do b; open b; do b; open d")  # fmt: skip


INCLUSIVE_LOOP = file_of(
    draw("s > m > o >[yes] a > j > d > x >[again] m", "o >[both] b > j", "x >[*] e", s=S, m=X, o=INC, a=U, b=U, j=INC, d=U, x=X, e=E)
)  # fmt: skip


def test_the_library_fires_an_inclusive_join_early_in_loops() -> None:
    plain = Plain(INCLUSIVE_LOOP, again=True, yes=True, both=True)
    for name in ("a", "b", "d", "a"):
        plain.do(name)
    assert "d" in plain.open


def test_an_inclusive_join_waits_for_what_may_still_come_in_every_round() -> None:
    play(INCLUSIVE_LOOP, "fact again true; fact yes true; fact both true; do a; do b; do d; do a; open b; do b; open d")


def test_an_inclusive_join_waits_for_a_branch_inside_a_sub_process() -> None:
    inner = draw("is > ia > ie", **{"is": S, "ia": U, "ie": E})
    file = file_of(draw("s > o >[yes] a > j > d > e", "o >[both] sub > x >[never] t > e", "x >[*] j",
                        s=S, o=INC, a=U, sub=f"subProcess | {inner}", x=X, t=U, j=INC, d=U, e=E))  # fmt: skip
    play(file, "fact yes true; fact both true; do a; open ia; do ia; open d")
