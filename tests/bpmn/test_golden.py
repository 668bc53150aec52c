"""States stored by any released version load, and say what they said."""

import base64
import json
from typing import Any

import pytest

from engine.bpmn import decode, encode, read
from engine.bpmn.runtime.codec import VERSION
from tests.bpmn.golden import CASES, FOLDER, described

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


def test_this_version_has_golden_states() -> None:
    assert {name.partition(": ")[2] for name in STORED if name.startswith(f"v{VERSION}:")} == set(CASES)
