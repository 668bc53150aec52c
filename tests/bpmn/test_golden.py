"""States stored by any released version load, say what they said, and go on to their end as a case begun today does."""

import base64
import json
from typing import Any

import pytest

from engine.bpmn import decode, encode, read
from engine.bpmn.runtime.codec import VERSION
from tests.bpmn.golden import CASES, FOLDER, described
from tests.bpmn.playing import Case, Lent, play

STORED: dict[str, Any] = {
    f"{path.stem}: {name}": stored for path in sorted(FOLDER.glob("v*.json")) for name, stored in json.loads(path.read_text()).items()
}


@pytest.mark.parametrize("name", STORED)
def test_a_stored_state_of_a_released_version_loads_and_says_what_it_said(name: str) -> None:
    stored = STORED[name]
    instance = decode(base64.b64decode(stored["state"]), read({"x.bpmn": stored["file"].encode()}))
    assert described(instance) == stored["items"]
    assert instance.finished == stored["finished"]
    assert [list(end) for end in instance.ended_by] == stored["ended"]
    if name.startswith(f"v{VERSION}:"):
        assert encode(instance) == base64.b64decode(stored["state"])


def to_the_end(played: Case) -> list[str]:
    """Do whatever is open, the first by id first: tasks are completed, messages and signals come, timers fire, the condition holds.

    What was done, in order.
    """
    done: list[str] = []
    for _ in range(50):
        if played.instance.finished:
            return done
        item = next((item for item in played.instance.items if item.kind in {"user", "service"}), played.instance.items[0])
        done.append(item.element)
        if item.kind in {"user", "service"}:
            played.do(item.element)
        elif item.due is not None:
            played.tick()
        else:
            assert played.throw("message", "m", item.correlation), f"nobody took the message that {item.element} waits for"
    raise AssertionError(f"not at its end: {done}")


@pytest.mark.parametrize("name", STORED)
def test_a_stored_state_of_a_released_version_goes_on_as_a_case_begun_today(name: str) -> None:
    stored = STORED[name]
    file, script = stored["file"].encode(), CASES[name.partition(": ")[2]][1]
    today = play(file, script, Lent(sync=False))
    loaded = play(file, script, Lent(sync=False))
    loaded.instance = decode(base64.b64decode(stored["state"]), loaded.definition)
    assert to_the_end(loaded) == to_the_end(today)
    assert described(loaded.instance) == described(today.instance) == []
    assert loaded.instance.ended_by == today.instance.ended_by


def test_this_version_has_golden_states() -> None:
    assert {name.partition(": ")[2] for name in STORED if name.startswith(f"v{VERSION}:")} == set(CASES)
