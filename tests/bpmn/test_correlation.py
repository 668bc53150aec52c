"""Who takes a message: one rule in the case; tests/engine/test_messages.py shows the same one across cases."""

from tests.bpmn.drawing import MESSAGE, SIGNAL, draw, file_of
from tests.bpmn.playing import Lent, case

S, E, U, P = "startEvent", "endEvent", "userTask", "parallelGateway"


def waiting(*catches: str) -> bytes:
    lines = [f"s > q > c{n} > e{n}" if n == 0 else f"q > c{n} > e{n}" for n, _ in enumerate(catches)]
    nodes = {f"c{n}": catch for n, catch in enumerate(catches)} | {f"e{n}": E for n, _ in enumerate(catches)}
    return file_of(draw(*lines, s=S, q=P, **nodes))


KEYED = f'intermediateCatchEvent tb:correlation="k" | {MESSAGE}'
ANY = f"intermediateCatchEvent | {MESSAGE}"


def test_a_wait_with_a_key_takes_that_key_alone() -> None:
    played = case(waiting(KEYED), env=Lent({"k": "A"}))
    assert [played.throw("message", "m"), played.throw("message", "m", "B"), played.throw("message", "m", "A")] == [0, 0, 1]


def test_a_wait_without_a_key_takes_any_but_after_those_that_wait_for_the_key() -> None:
    played = case(waiting(ANY, KEYED), env=Lent({"k": "A"}))
    assert played.throw("message", "m", "A") == 1
    assert played.open == ["c0"]
    assert played.throw("message", "m", "Z") == 1
    assert played.instance.finished


def test_a_null_key_takes_nothing_until_it_has_a_value() -> None:
    other = f"intermediateCatchEvent | {SIGNAL}"
    played = case(waiting(KEYED, other), env=Lent({"k": None}))
    assert [played.throw("message", "m"), played.throw("message", "m", "A"), played.throw("message", "m", "None")] == [0, 0, 0]
    played.env.facts["k"] = "A"
    assert played.throw("signal", "s") == 1
    assert played.item("c0").correlation == "A"
    assert played.throw("message", "m", "A") == 1


def test_a_signal_with_a_key_reaches_all_that_wait_for_it_or_for_any() -> None:
    keyed, deaf, every = (
        f'intermediateCatchEvent tb:correlation="{k}" | {SIGNAL}' if k else f"intermediateCatchEvent | {SIGNAL}" for k in ("k", "l", "")
    )
    played = case(waiting(keyed, deaf, every), env=Lent({"k": "A", "l": "B"}))
    assert played.throw("signal", "s", "A") == 2
    assert played.open == ["c1"]
