"""Instances that wait side by side are one row of the stored state, whatever the order in which they are done."""

from random import Random

import pytest

from engine.bpmn import complete, decode, encode, read, start
from engine.bpmn.runtime.rows import packed, unpacked
from tests.bpmn.drawing import draw, file_of
from tests.bpmn.playing import Lent

MANY = '<multiInstanceLoopCharacteristics tb:collection="signers" tb:item="signer"/>'
SIGNED = file_of(draw("s > a > e", s="startEvent", a=f"userTask | {MANY}", e="endEvent"))
MOST_BYTES = 5000


@pytest.mark.parametrize("seed", range(3))
def test_a_thousand_open_signatures_are_few_bytes_whoever_signs_first(seed: int) -> None:
    definition, env, dice = read({"x.bpmn": SIGNED}), Lent({"signers": [None] * 1000}), Random(seed)
    instance = start(definition, "p", env)
    for _ in range(40):
        data = encode(instance)
        assert len(data) < 500 < MOST_BYTES
        again = decode(data, definition)
        assert again.items == instance.items
        instance = again
        for item in dice.sample(instance.items, 20):
            complete(instance, item.id, env)
    assert len(instance.items) == 200


def test_rows_that_differ_in_anything_else_stay_as_they_are() -> None:
    instance = [[7, 0, 1, 16, 0, 0, 6, 0, {"i": 0}]]
    others = [
        [8, 0, 1, 16, 0, 0, 5, 0, {"i": 1}],
        [9, 0, 1, 16, 0, 0, 5, 12, {"i": 2}],
        [10, 0, 1, 16],
        [11, 0, 1, 16, 0, 0, 5, 0, {"i": 9}],
    ]
    rows = instance + others
    assert list(packed(rows)) == rows


@pytest.mark.parametrize("seed", range(20))
def test_what_was_packed_is_unpacked_as_it_was(seed: int) -> None:
    dice = Random(seed)
    rows = [
        [number, 0, dice.choice((1, 1, 1, 2)), 16, 0, 0, 3, 0, {"i": number - 4, **({"v": f"u{number}"} if dice.random() < 0.5 else {})}]
        for number in range(4, 200)
        if dice.random() < 0.8
    ]
    assert list(unpacked(packed(rows))) == rows
