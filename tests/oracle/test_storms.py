"""Administrators do anything at any moment: jump, cut, add, remove, migrate, move timers. The state stays whole, or the act is refused."""

import random
from typing import Any

import pytest

from engine.bpmn import (
    BpmnRefusal,
    CannotMove,
    Instance,
    add_instance,
    cancel,
    complete,
    decode,
    encode,
    jump,
    migrate,
    read,
    remove_instance,
    start,
    stuck,
)
from engine.bpmn.refusals import DiagramRefused
from tests.oracle.duel import World, shuffle_facts
from tests.oracle.seeds import of_seed
from tests.oracle.shrink import diagram_of
from tests.oracle.xml import to_xml

PROCESSES = 240
ACTS = 12


def whole(instance: Instance) -> None:
    """Every token has its scope, its host and its body; every scope is held by a living token; nothing has been lost in the queue."""
    case = instance.case
    for number, token in case.tokens.items():
        assert token.alive
        assert token.workflow.tasks[number] is token
        assert not token.host or token.host in case.tokens
        assert not token.body or token.body in case.tokens
        assert token.workflow is case or token.workflow.holder.id in case.tokens
        assert (token.inner is not None) == (number in case.subprocesses)
    assert not case.work
    assert case.watch <= set(case.tokens)
    assert instance.finished == (not case.tokens)
    if not instance.finished and not instance.items:
        assert stuck(instance) is not None


def act(dice: random.Random, instance: Instance, definition: Any, world: World) -> None:
    items = instance.items
    item = dice.choice(items) if items else None
    kind = dice.choice(("complete", "complete", "complete", "jump", "jump some", "migrate", "add", "remove", "cancel"))
    if kind == "jump":
        elements = [name for process in definition.processes.values() for name in process.elements]
        jump(instance, None, dice.choice(elements), world)
    elif kind == "jump some" and item is not None:
        elements = list(definition.processes[item.process].elements)
        jump(instance, [item.id], dice.choice(elements), world)
    elif kind == "migrate":
        before = encode(instance)
        report = migrate(instance, definition, {})
        if report.possible and not report.armed:
            assert encode(instance) == before
    elif kind == "add" and item is not None and item.loop is not None:
        add_instance(instance, item.loop.body, 99, world)
    elif kind == "remove" and item is not None:
        remove_instance(instance, item.id, world)
    elif kind == "cancel" and dice.random() < 0.1:
        cancel(instance, world)
    elif work := [item for item in items if item.kind in ("user", "manual", "service")]:
        complete(instance, dice.choice(work).id, world)


@pytest.mark.parametrize("batch", range(4))
def test_a_state_stays_whole_whatever_administrators_do(batch: int) -> None:
    for seed in range(batch, PROCESSES, 4):
        dice = random.Random(seed)
        try:
            definition = read({"x.bpmn": to_xml(diagram_of(of_seed(seed)))})
        except DiagramRefused:
            continue
        world = World(shuffle_facts(dice), set())
        try:
            instance = start(definition, "main", world)
        except CannotMove:
            continue
        for _ in range(ACTS):
            if instance.finished or len(instance.items) > 80:
                break
            data = encode(instance)
            try:
                act(dice, instance, definition, world)
                whole(instance)
                instance = decode(encode(instance), definition)
                whole(instance)
            except BpmnRefusal:
                instance = decode(data, definition)
