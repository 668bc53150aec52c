"""The faults of `engine/bpmn/corrections/scoped_throw.py`: each on the smallest diagram that shows it, through the door and in the plain library."""

from tests.bpmn.corrections.diagrams import E, P, S, U, beside, failing, handler, sub
from tests.bpmn.corrections.faults import fault
from tests.bpmn.corrections.library import Plain
from tests.bpmn.drawing import ERROR, draw, file_of
from tests.bpmn.playing import play


@fault("scoped_throw", 1)
def test_an_error_reaches_no_stranger() -> None:
    def failing(n: int) -> str:
        return sub(draw(f"i{n}s > i{n} > i{n}e", **{f"i{n}s": S, f"i{n}": U, f"i{n}e": f"{E} | {ERROR}"}))

    file = file_of(draw("s > q > a > e", "q > b > e", "ba > ca > e", "bb > cb > e", s=S, q=P, a=failing(1), b=failing(2),
                        ba=beside("a", ERROR), bb=beside("b", ERROR), ca=U, cb=U, e=E))  # fmt: skip
    play(file, "do i1; open ca i2")


@fault("scoped_throw", 2)
def test_an_event_sub_process_catches_the_error_of_its_scope() -> None:
    inner = draw("is > ia > ie", **{"is": S, "ia": U, "ie": f"{E} | {ERROR}"}) + handler(f"{S} | {ERROR}")
    play(file_of(draw("s > a > d > e", s=S, a=sub(inner), d=U, e=E)), "do ia; open hu; do hu; open d")


TWO_SUBS = file_of(draw("s > q > a > e", "q > b > e", "ba > ca > e", "bb > cb > e", s=S, q=P, a=failing("1"), b=failing("2"),
                        ba=f'boundaryEvent attachedToRef="a" | {ERROR}', bb=f'boundaryEvent attachedToRef="b" | {ERROR}', ca=U, cb=U, e=E))  # fmt: skip


def test_in_the_library_an_error_interrupts_a_stranger_too() -> None:
    plain = Plain(TWO_SUBS)
    plain.do("ia1")
    assert plain.open == ["ca", "cb"]


def test_an_error_reaches_its_own_scopes_only() -> None:
    play(TWO_SUBS, "open ia1 ia2; do ia1; open ca ia2")


NESTED = file_of(
    draw("s > a > e", "b > c > e2", s=S, e=E, e2=E, c=U, b='boundaryEvent attachedToRef="a" | <errorEventDefinition/>',
         a="subProcess | " + draw("os > o > oe", "ob > oc > oe2", os=S, oe=E, oe2=E, oc=U, o=failing("1"),
                                  ob='boundaryEvent attachedToRef="o" | <errorEventDefinition errorRef="E2"/>'))
)  # fmt: skip


def test_an_error_passes_a_boundary_of_another_code_and_stops_at_the_next() -> None:
    play(NESTED, "do ia1; open c; do c; finished")
