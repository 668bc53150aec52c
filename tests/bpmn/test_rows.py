"""Instances that wait side by side are one row of the stored state, whatever the order in which they are done."""

from random import Random

import pytest

from engine.bpmn import add_instance, beside, complete, decode, encode, read, remove_instance, start
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


@pytest.mark.parametrize("seed", range(6))
def test_who_sleeps_is_stored_as_who_is_awake(seed: int) -> None:
    definition, dice = read({"x.bpmn": SIGNED}), Random(seed)
    env = Lent({"signers": [dice.choice([None, f"u{place}"]) if seed % 2 else None for place in range(40)]})
    data = encode(start(definition, "p", env))
    while True:
        sleeping, awake = decode(data, definition), decode(data, definition)
        items = awake.items
        if not items:
            break
        item, act = dice.choice(items), dice.choice(("complete", "complete", "complete", "remove", "add", "look"))
        for each in (sleeping, awake):
            if act == "complete":
                complete(each, item.id, env)
            elif act == "remove":
                remove_instance(each, item.id, env)
            elif act == "add":
                add_instance(each, item.loop.body, "late", env)
            else:
                assert each.item(item.id) == item
        data = encode(awake)
        assert encode(sleeping) == data
        assert sorted(beside(awake, items[0].id), key=str) == sorted(beside(sleeping, items[0].id), key=str)
        assert sleeping.items == awake.items


def test_a_signature_among_a_thousand_wakes_one_token() -> None:
    definition, env = read({"x.bpmn": SIGNED}), Lent({"signers": [None] * 1000})
    data = encode(start(definition, "p", env))
    instance = decode(data, definition)
    first, last = instance.last - 999, instance.last
    assert [item.id for item in instance.asleep] == [last]
    complete(instance, first + 500, env)
    assert not instance.awake
    assert not instance.sleeps(first + 500)
    assert instance.sleeps(first)
    assert len(decode(encode(instance), definition).items) == 999


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
