"""Whatever is done to a file, reading it ends in a definition or in a refusal, and what is read can be run or refuses to move."""

import random
import time
from typing import Any

import pytest
from lxml import etree

from engine.bpmn import BpmnRefusal, DiagramRefused, complete, decode, encode, lint, read, start
from tests.bpmn.matrix import ROWS
from tests.oracle.duel import World, shuffle_facts
from tests.oracle.generate import draw, recipe
from tests.oracle.xml import to_xml


class Loose(World):
    """Facts for any name."""

    def evaluate(self, expression: str, where: Any) -> object:
        try:
            return super().evaluate(expression, where)
        except (KeyError, ValueError):
            return hash(expression) % 2 == 0

    def timer(self, expression: str, kind: str, where: Any) -> Any:
        return self.now

    def decide(self, element: Any, where: Any) -> None:
        pass


def _swap(node: Any, other: Any) -> None:
    for name in ("id", "sourceRef", "targetRef", "attachedToRef"):
        if node.get(name) and other.get(name):
            one, two = node.get(name), other.get(name)
            node.set(name, two)
            other.set(name, one)


def _move(node: Any, other: Any) -> None:
    if node not in other.iterancestors() and other is not node:
        other.append(node)


def _forget(dice: random.Random, node: Any) -> None:
    if node.attrib:
        del node.attrib[dice.choice(list(node.attrib))]


def _value(dice: random.Random, node: Any) -> None:
    if node.attrib:
        node.set(dice.choice(list(node.attrib)), dice.choice(("", "x", "true", "1", "main", "p", "-1", "a b")))


def spoil(dice: random.Random, data: bytes) -> bytes:
    """One to four random injuries to the XML."""
    root = etree.fromstring(data)
    for _ in range(dice.randint(1, 4)):
        nodes = [node for node in root.iter() if node is not root]
        if not nodes:
            break
        node, other = dice.choice(nodes), dice.choice(nodes)
        injuries = (
            lambda node=node: node.getparent().remove(node),
            lambda node=node: _forget(dice, node),
            lambda node=node: _value(dice, node),
            lambda node=node, other=other: _swap(node, other),
            lambda node=node: node.getparent().append(etree.fromstring(etree.tostring(node))),
            lambda node=node, other=other: _move(node, other),
            lambda node=node, other=other: setattr(node, "tag", other.tag),
        )
        dice.choice(injuries)()
    return etree.tostring(root)


def survives(dice: random.Random, data: bytes) -> bool:
    """True when the injured file still deploys; then it is started and driven a little."""
    try:
        definition = read({"x.bpmn": data})
    except DiagramRefused:
        return False
    for name in definition.processes:
        world = Loose(shuffle_facts(dice), set())
        try:
            instance = start(definition, name, world)
            for _ in range(5):
                instance = decode(encode(instance), definition)
                work = [item for item in instance.items if item.kind in ("user", "manual", "service")]
                if not work or len(instance.items) > 50:
                    break
                complete(instance, dice.choice(work).id, world)
        except BpmnRefusal:
            continue
    return True


@pytest.mark.parametrize("batch", range(4))
def test_injured_diagrams_are_read_or_refused_and_never_crash(batch: int) -> None:
    survived = 0
    for seed in range(batch, 400, 4):
        dice = random.Random(seed)
        file = to_xml(draw(recipe(seed, size=10))) if seed % 2 else dice.choice(ROWS).file
        survived += survives(dice, spoil(dice, file))
    assert survived > 5


@pytest.mark.parametrize("seed", range(60))
def test_injured_bytes_are_read_or_refused_and_never_crash(seed: int) -> None:
    dice = random.Random(seed)
    data = bytearray(dice.choice(ROWS).file)
    for _ in range(dice.randint(1, 20)):
        data[dice.randrange(len(data))] = dice.randrange(256)
    survives(dice, bytes(data))


HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t"><process id="p"><startEvent id="s"/>'
TAIL = "</process></definitions>"


def chain(kind: str, count: int) -> bytes:
    nodes = "".join(f'<{kind} id="a{n}"/><sequenceFlow sourceRef="a{n}" targetRef="a{n + 1}"/>' for n in range(count))
    return f'{HEAD}<sequenceFlow sourceRef="s" targetRef="a0"/>{nodes}<userTask id="a{count}"/>{TAIL}'.encode()


def wide(count: int) -> bytes:
    """An inclusive gateway with many conditional flows, and one join."""
    flows = "".join(
        f'<sequenceFlow sourceRef="o" targetRef="a{n}"><conditionExpression>c{n}</conditionExpression></sequenceFlow>'
        f'<userTask id="a{n}"/><sequenceFlow sourceRef="a{n}" targetRef="j"/>'
        for n in range(count)
    )
    return f'{HEAD}<sequenceFlow sourceRef="s" targetRef="o"/><inclusiveGateway id="o"/>{flows}<parallelGateway id="j"/>{TAIL}'.encode()


def apart(count: int) -> bytes:
    """Many sub-processes, each throwing an error to its boundary event."""
    scopes = "".join(
        f'<subProcess id="a{n}"><userTask id="u{n}"/><sequenceFlow sourceRef="u{n}" targetRef="x{n}"/><endEvent id="x{n}">'
        f'<errorEventDefinition/></endEvent></subProcess><boundaryEvent id="b{n}" attachedToRef="a{n}"><errorEventDefinition/></boundaryEvent>'
        f'<sequenceFlow sourceRef="b{n}" targetRef="a{n + 1}"/><sequenceFlow sourceRef="a{n}" targetRef="a{n + 1}"/>'
        for n in range(count)
    )
    return f'{HEAD}<sequenceFlow sourceRef="s" targetRef="a0"/>{scopes}<userTask id="a{count}"/>{TAIL}'.encode()


@pytest.mark.parametrize(
    "data",
    [chain("userTask", 4_900), chain("exclusiveGateway", 4_900), chain("parallelGateway", 4_900), wide(300), apart(1_200)],
    ids=["tasks", "gateways", "parallel gateways", "wide", "sub-processes"],
)
def test_a_diagram_as_large_as_the_limit_is_examined_in_seconds(data: bytes) -> None:
    began = time.process_time()
    lint({"x.bpmn": data})
    assert time.process_time() - began < 8


def test_a_diagram_beyond_the_limit_is_refused() -> None:
    assert [finding.code for finding in lint({"x.bpmn": chain("userTask", 5_000)})] == ["too-many-nodes"]
