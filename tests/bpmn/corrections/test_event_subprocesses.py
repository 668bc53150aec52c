"""The faults of `engine/bpmn/corrections/event_subprocesses.py`: each on the smallest diagram that shows it, through the door and in the plain library."""

from engine.bpmn import encode, read
from tests.bpmn.corrections.diagrams import E, S, U, X, handler
from tests.bpmn.corrections.faults import fault
from tests.bpmn.corrections.library import Plain
from tests.bpmn.drawing import ERROR, MESSAGE, draw, file_of
from tests.bpmn.playing import Case, play


@fault("event_subprocesses", 1)
def test_an_event_sub_process_by_error_starts_when_the_error_comes() -> None:
    file = file_of(draw("s > a > x >[bad] t", "x >[*] e", s=S, a=U, x=X, t=f"{E} | {ERROR}", e=E) + handler(f"{S} | {ERROR}"))
    play(file, "open a; do a; finished")
    play(file, "fact bad true; open a; do a; open hu")


@fault("event_subprocesses", 2)
def test_an_interrupting_event_sub_process_ends_everything_else() -> None:
    play(file_of(draw("s > a > e", s=S, a=U, e=E) + handler(f"{S} | {MESSAGE}")), "open a hs; message m; open hu; do hu; finished")


@fault("event_subprocesses", 3)
def test_starting_an_event_sub_process_in_one_case_changes_no_other() -> None:
    definition = read({"x": file_of(draw("s > a > e", s=S, a=U, e=E) + handler(f"{S} | {MESSAGE}"))})
    first = Case(definition)
    before = encode(Case(definition).instance)
    first.throw("message", "m")
    assert encode(Case(definition).instance) == before


HANDLER = draw("hs > h > he", hs=f"{S} | {ERROR}", h=U, he=E)


CALM = file_of(draw("s > a > x >[bad] t", "x >[*] e", s=S, a=U, x=X, e=E, t=f"{E} | {ERROR}")
               + f'<subProcess id="handler" triggeredByEvent="true">{HANDLER}</subProcess>')  # fmt: skip


def test_in_the_library_an_error_handler_starts_with_the_process() -> None:
    assert "h" in Plain(CALM, bad=False).open


def test_an_error_handler_runs_when_the_error_comes_and_takes_over() -> None:
    play(CALM, "open a; do a; finished")
    play(CALM, "fact bad true; do a; open h; do h; finished")


def test_an_error_inside_the_handler_is_not_caught_by_the_same_handler() -> None:
    handler = draw("hs > h > he", hs=f"{S} | {ERROR}", h=U, he=f"{E} | {ERROR}")
    file = file_of(
        draw("s > a > t", s=S, a=U, t=f"{E} | {ERROR}") + f'<subProcess id="handler" triggeredByEvent="true">{handler}</subProcess>'
    )
    case = play(file, "do a; open h; do h; finished")
    assert case.instance.ended_by == (("t", "E1"), ("he", "E1"))
