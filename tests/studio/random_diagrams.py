"""Diagrams without a drawing, of all kinds that are drawn: pools, lanes in lanes, boundary events, data, notes, groups, messages, loops."""

from itertools import pairwise
from random import Random

NAMES = ("", "", "受理", "不予受理，一次性告知", "accepted", "金额超过上限并且需要市级复核")
KINDS = ("userTask", "serviceTask", "exclusiveGateway", "parallelGateway", "intermediateCatchEvent", "subProcess", "callActivity", "task")
OPEN = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="x"'
    ' xmlns:di="urn:other">'  # somebody else's prefix is not taken for the one of drawings
)


class Drawn:
    """Writes one diagram; every choice comes from the seed."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.steps: list[str] = []
        self.places: list[str] = []
        self.flows: list[str] = []
        self.count = 0

    def fresh(self, kind: str) -> str:
        self.count += 1
        return f"{kind}_{self.count}"

    def name(self) -> str:
        return self.chance.choice(NAMES)

    def several(self, most: int) -> range:
        return range(self.chance.randint(0, most))

    def flow(self, source: str, target: str) -> str:
        identity = self.fresh("flow")
        self.flows.append(identity)
        return f'<sequenceFlow id="{identity}" name="{self.name()}" sourceRef="{source}" targetRef="{target}"/>'

    def association(self, source: str, target: str) -> str:
        return f'<association id="{self.fresh("link")}" sourceRef="{source}" targetRef="{target}"/>'

    def notes(self, near: list[str]) -> list[str]:
        """Notes about steps, flows and nothing; groups around steps and around nothing."""
        made = []
        for _ in self.several(3):
            note = self.fresh("note")
            made.append(f'<textAnnotation id="{note}"><text>{"依据省厅文件第六条。" * self.chance.randint(1, 5)}</text></textAnnotation>')
            if near and self.chance.random() < 0.8:
                made.append(self.association(*self.chance.sample([note, self.chance.choice(near)], 2)))
        made += [
            f'<group id="{self.fresh("group")}" categoryValueRef="{self.chance.choice(["kind_a", "kind_b"])}"/>' for _ in self.several(2)
        ]
        return made

    def scope(self, depth: int, longest: int) -> str:
        """Nodes with whatever hangs on them, as a process or sub-process holds them."""
        parts: list[str] = []
        data = [self.fresh("data") for _ in self.several(3)]
        parts += [f'<{self.chance.choice(["dataObjectReference", "dataStoreReference"])} id="{each}" name="台账"/>' for each in data]
        nodes, sources = [], []
        for at in range(self.chance.randint(1, longest)):
            kind = "startEvent" if at == 0 else self.chance.choice(KINDS)
            step = self.fresh(kind)
            nodes.append(step)
            inner = self.scope(depth + 1, 5) if kind == "subProcess" and depth < 2 and self.chance.random() < 0.6 else ""
            if kind.endswith("Task") and data and self.chance.random() < 0.5:
                chosen = self.chance.choice(data)
                inner += f'<dataInputAssociation id="{self.fresh("in")}"><sourceRef>{chosen}</sourceRef></dataInputAssociation>'
                inner += f'<dataOutputAssociation id="{self.fresh("out")}"><targetRef>{chosen}</targetRef></dataOutputAssociation>'
            group = "<categoryValueRef>kind_a</categoryValueRef>" if self.chance.random() < 0.15 else ""
            parts.append(f'<{kind} id="{step}" name="{self.name()}">{group}{inner}</{kind}>')
            if kind.endswith(("Task", "Process")):
                for _ in self.several(3):
                    event = self.fresh("boundary")
                    sources.append(event)
                    parts.append(f'<boundaryEvent id="{event}" attachedToRef="{step}"/>')
        sources += nodes
        flows: list[str] = []
        if len(nodes) > 1:
            joined = [(before, after) for before, after in pairwise(nodes) if self.chance.random() < 0.85]
            joined += [(self.chance.choice(sources), self.chance.choice(nodes[1:])) for _ in self.several(len(nodes))]
            before = len(self.flows)
            parts += [self.flow(*each) for each in joined]
            flows = self.flows[before:]
        parts += self.notes([*nodes, *data, *flows[-2:]])
        if depth == 0:
            self.steps = nodes
            self.places += sources
            parts.insert(0, self.lanes(nodes))
        return "".join(parts)

    def lanes(self, nodes: list[str]) -> str:
        if self.chance.random() < 0.4:
            return ""
        held: list[list[str]] = [[] for _ in range(self.chance.randint(1, 4))]
        for node in nodes:
            self.chance.choice(held).append(node)
        said = [f'<lane id="{self.fresh("lane")}">{"".join(f"<flowNodeRef>{node}</flowNodeRef>" for node in each)}</lane>' for each in held]
        if self.chance.random() < 0.3:
            said = [f'<lane id="{self.fresh("lane")}"><childLaneSet>{"".join(said)}</childLaneSet></lane>']
        return f"<laneSet>{''.join(said)}</laneSet>"

    def text(self) -> str:
        pools, processes = [], []
        for _ in range(self.chance.randint(1, 3)):
            pool, process = self.fresh("pool"), self.fresh("process")
            closed = self.chance.random() < 0.25
            pools.append(f'<participant id="{pool}" name="部门"{"" if closed else f" processRef={chr(34)}{process}{chr(34)}"}/>')
            if closed or self.chance.random() < 0.3:
                self.places.append(pool)
            if not closed:
                processes.append(f'<process id="{process}">{self.scope(0, 12)}</process>')
        if len(pools) == 1 and processes and self.chance.random() < 0.5:
            return f"{OPEN}{''.join(processes)}</definitions>"
        messages = [
            f'<messageFlow id="{self.fresh("message")}" sourceRef="{source}" targetRef="{target}"/>'
            for source, target in (self.chance.sample(self.places, 2) for _ in self.several(4) if len(self.places) > 1)
        ]
        held = "".join([*pools, *messages, *self.notes(self.places)])
        return f'{OPEN}<collaboration id="together">{held}</collaboration>{"".join(processes)}</definitions>'


def diagrams(count: int) -> list[str]:
    return [Drawn(seed).text() for seed in range(count)]
