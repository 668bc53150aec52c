"""One step of a case, in memory: load, complete a user task, run on, prune, store; beside plain SpiffWorkflow with its JSON serializer.

    python -m benchmarks.bpmn [--samples 1000] [--json]

Twenty nodes: seven user tasks, two boundary timers, a parallel section, a correction loop. Both run the same case in turn, the order
alternating; a round is one trip around the loop (five user tasks), and times are per user task, measured in the round named. They are CPU
times of this process, so that a busy machine does not spoil them.
Then a task signed by many, ours alone: start, and one signature out of n.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer.workflow import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from engine.bpmn import complete, decode, encode, read, start

DIAGRAM = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="bench">
<process id="bench" isExecutable="true">
<startEvent id="begin"/><userTask id="file"/><userTask id="accept"/>
<boundaryEvent id="late_accept" cancelActivity="false" attachedToRef="accept">
<timerEventDefinition><timeDuration>{duration}</timeDuration></timerEventDefinition></boundaryEvent>
<parallelGateway id="split"/><userTask id="legal"/><userTask id="finance"/><parallelGateway id="join"/>
<boundaryEvent id="late_legal" cancelActivity="false" attachedToRef="legal">
<timerEventDefinition><timeDuration>{duration}</timeDuration></timerEventDefinition></boundaryEvent>
<userTask id="review"/><exclusiveGateway id="good" default="no"/><userTask id="sign"/><exclusiveGateway id="merge"/>
<userTask id="pay"/><endEvent id="end"/><endEvent id="told_accept"/><endEvent id="told_legal"/>
<sequenceFlow id="f1" sourceRef="begin" targetRef="merge"/><sequenceFlow id="f2" sourceRef="merge" targetRef="file"/>
<sequenceFlow id="f3" sourceRef="file" targetRef="accept"/><sequenceFlow id="f4" sourceRef="accept" targetRef="split"/>
<sequenceFlow id="f5" sourceRef="split" targetRef="legal"/><sequenceFlow id="f6" sourceRef="split" targetRef="finance"/>
<sequenceFlow id="f7" sourceRef="legal" targetRef="join"/><sequenceFlow id="f8" sourceRef="finance" targetRef="join"/>
<sequenceFlow id="f9" sourceRef="join" targetRef="review"/><sequenceFlow id="f10" sourceRef="review" targetRef="good"/>
<sequenceFlow id="yes" sourceRef="good" targetRef="sign"><conditionExpression>approved</conditionExpression></sequenceFlow>
<sequenceFlow id="no" sourceRef="good" targetRef="merge"/>
<sequenceFlow id="f11" sourceRef="sign" targetRef="pay"/><sequenceFlow id="f12" sourceRef="pay" targetRef="end"/>
<sequenceFlow id="f13" sourceRef="late_accept" targetRef="told_accept"/>
<sequenceFlow id="f14" sourceRef="late_legal" targetRef="told_legal"/>
</process></definitions>"""
ROUNDS = (1, 10, 50, 100, 1000)
LIBRARY_LIMIT = 50
TASKS_PER_ROUND = 5


class Lent:
    """An environment with nothing in it."""

    now = datetime(2026, 1, 5, tzinfo=UTC)

    def evaluate(self, expression: str, where: Any) -> object:
        return False

    def timer(self, expression: str, kind: str, where: Any) -> datetime:
        return self.now + timedelta(days=15)

    def serve(self, element: Any, where: Any) -> bool:
        return True

    def decide(self, element: Any, where: Any) -> None:
        raise NotImplementedError

    def thrown(self, event: Any, element: Any, where: Any) -> None:
        raise NotImplementedError


class Ours:
    """The door."""

    def __init__(self) -> None:
        self.definition = read({"bench.bpmn": DIAGRAM.format(duration="P15D").encode()})
        self.env = Lent()
        self.state = encode(start(self.definition, "bench", self.env))

    def step(self) -> None:
        instance = decode(self.state, self.definition)
        item = next(item for item in instance.items if item.kind == "user")
        complete(instance, item.id, self.env)
        self.state = encode(instance)

    def size(self) -> int:
        return len(self.state)


class Plain:
    """The library with its own serializer, specifications included, as its documentation shows."""

    def __init__(self) -> None:
        parser = BpmnParser()
        parser.add_bpmn_xml(etree.parse(BytesIO(DIAGRAM.format(duration='"P15D"').encode())).getroot())
        workflow = BpmnWorkflow(parser.get_spec("bench"))
        workflow.data["approved"] = False
        workflow.task_tree.data["approved"] = False
        workflow.do_engine_steps()
        self.serializer = BpmnWorkflowSerializer()
        self.state = self.serializer.serialize_json(workflow)

    def step(self) -> None:
        workflow = self.serializer.deserialize_json(self.state)
        task = workflow.get_next_task(state=TaskState.READY, manual=True)
        task.data["approved"] = False
        task.run()
        workflow.do_engine_steps()
        self.state = self.serializer.serialize_json(workflow)

    def size(self) -> int:
        return len(self.state)


def time_steps(step: Callable[[], None], count: int) -> list[float]:
    taken = []
    for _ in range(count):
        began = time.process_time()
        step()
        taken.append(time.process_time() - began)
    return taken


def measure(samples: int) -> list[dict[str, Any]]:
    """Both sides brought to each round and measured there, five or more steps, in alternating order."""
    ours, plain = Ours(), Plain()
    rows, at = [], 0
    for position, loops in enumerate(ROUNDS):
        for side in (ours, plain):
            if side is plain and loops > LIBRARY_LIMIT:
                continue
            time_steps(side.step, (loops - at - 1) * TASKS_PER_ROUND)
        at = loops
        sides = [("ours", ours, samples)]
        if loops <= LIBRARY_LIMIT:
            sides.append(("plain", plain, TASKS_PER_ROUND))
        row: dict[str, Any] = {"loops": loops}
        for name, side, count in sides if position % 2 else reversed(sides):
            kept = side.state
            taken = [t for _ in range(max(1, count // TASKS_PER_ROUND)) for t in _round(side, kept)]
            row[f"{name}_us"] = round(statistics.median(taken) * 1e6, 1)
            row[f"{name}_bytes"] = side.size()
        if "plain_us" in row:
            row["ratio"] = round(row["plain_us"] / row["ours_us"], 1)
        rows.append(row)
    return rows


def _round(side: Any, state: Any) -> list[float]:
    """One trip around the loop from the same state, so that the age stays what it is."""
    side.state = state
    return time_steps(side.step, TASKS_PER_ROUND)


SIGNED = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:tb="urn:tongban:bpmn:1" targetNamespace="bench">
<process id="signed" isExecutable="true"><startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="sign"/>
<userTask id="sign"><multiInstanceLoopCharacteristics tb:collection="signers" tb:item="signer"/></userTask>
<sequenceFlow id="f2" sourceRef="sign" targetRef="e"/><endEvent id="e"/></process></definitions>"""


class Signers(Lent):
    """An environment with a list of people."""

    def __init__(self, count: int) -> None:
        self.people = [f"officer-{number}" for number in range(count)]

    def evaluate(self, expression: str, where: Any) -> object:
        return self.people


def measure_signers() -> list[dict[str, Any]]:
    """Start, and the first twenty signatures, of a task with ten to a thousand signers."""
    definition, rows = read({"signed.bpmn": SIGNED.encode()}), []
    for count in (10, 100, 1000):
        env = Signers(count)
        starting = time_steps(lambda env=env: encode(start(definition, "signed", env)), 10)
        side = Ours.__new__(Ours)
        side.definition, side.env = definition, env
        side.state = encode(start(definition, "signed", env))
        signing = time_steps(side.step, min(20, count - 1))
        row = {"signers": count, "bytes": side.size()}
        rows.append(row | {"start_us": round(statistics.median(starting) * 1e6), "sign_us": round(statistics.median(signing) * 1e6)})
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, default=1000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rows, signers = measure(options.samples), measure_signers()
    if options.json:
        sys.stdout.write(json.dumps({"steps": rows, "signers": signers}) + "\n")
        return 0
    sys.stdout.write("| loops | ours us | ours bytes | plain us | plain bytes | ratio |\n|---|---|---|---|---|---|\n")
    for row in rows:
        cells = [row.get(key, "") for key in ("loops", "ours_us", "ours_bytes", "plain_us", "plain_bytes", "ratio")]
        sys.stdout.write("| " + " | ".join(str(cell) for cell in cells) + " |\n")
    sys.stdout.write("\n| signers | start us | sign us | bytes |\n|---|---|---|---|\n")
    for row in signers:
        sys.stdout.write(f"| {row['signers']} | {row['start_us']} | {row['sign_us']} | {row['bytes']} |\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
