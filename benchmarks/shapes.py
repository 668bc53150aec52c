"""What is not a plain step: a case begins, a message finds its case, ten to a thousand people sign at once.

    python -m benchmarks.shapes [--times 20] [--signers 10 100 1000]

Processor time of client and server together and time on the clock, medians. "begin" opens a case and submits its form: number, facts,
first tasks. "message" sends a message with a key while so many cases wait for messages of that name, each for a key of its own: it is
kept, finds its case, is delivered and received there, three transactions, and the case goes once around its loop. "sign" is one process
whose task is asked of so many people at once: opening them all, and one signature while all the others are open.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.copies import copied
from benchmarks.installation import REGION, Bench, installed
from benchmarks.meter import Meter, median
from benchmarks.program import KEY, NAMES, VALUES, files
from benchmarks.steps import Ours
from engine.commands import CarryLetters, DeliverLetter, OpenCase, SendMessage, SubmitCase
from engine.sdk.actor import Actor
from engine.store.postgres import plain_url

SIGNERS = (10, 100, 1000)
WAITING = (10, 10_000)
OTHERS = """
INSERT INTO wait (case_id, item, kind, name, correlation, since)
SELECT c.id, w.item, w.kind, w.name, 'other ' || c.number, w.since FROM "case" c, wait w
WHERE w.case_id = %s AND c.id <> w.case_id ON CONFLICT DO NOTHING
"""
"""Every copy waits for a key of its own."""
DEFINITIONS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:tb="urn:tongban:bpmn:1" targetNamespace="bench">'
)
MESSAGE = f"""{DEFINITIONS}<message id="news" name="news"/>
<process id="{KEY}" name="消息" isExecutable="true"><startEvent id="begin" name="开始"/>
<exclusiveGateway id="merge" name="汇"/>
<intermediateCatchEvent id="wait" name="等待" tb:correlation="=request.f1">
<messageEventDefinition messageRef="news"/></intermediateCatchEvent>
<exclusiveGateway id="over" name="结束？" default="again"/><endEvent id="end" name="结束" tb:stage="closed"/>
<sequenceFlow id="f1" sourceRef="begin" targetRef="merge"/><sequenceFlow id="f2" sourceRef="merge" targetRef="wait"/>
<sequenceFlow id="f3" sourceRef="wait" targetRef="over"/><sequenceFlow id="again" sourceRef="over" targetRef="merge"/>
<sequenceFlow id="f4" sourceRef="over" targetRef="end"><conditionExpression>=request.f6 = 0</conditionExpression></sequenceFlow>
</process></definitions>"""
SIGNING = f"""{DEFINITIONS}
<process id="{KEY}" name="会签" isExecutable="true"><startEvent id="begin" name="开始"/>
<userTask id="file" name="填报" tb:en="File" tb:actor="applicant" tb:form="file" tb:outcomes="done" tb:stage="work"/>
<userTask id="sign" name="签批" tb:en="Sign" tb:role="clerk" tb:form="sign" tb:outcomes="done">
<multiInstanceLoopCharacteristics><loopCardinality>=request.f6</loopCardinality></multiInstanceLoopCharacteristics></userTask>
<endEvent id="end" name="结束" tb:stage="closed"/>
<sequenceFlow id="f1" sourceRef="begin" targetRef="file"/><sequenceFlow id="f2" sourceRef="file" targetRef="sign"/>
<sequenceFlow id="f3" sourceRef="sign" targetRef="end"/></process></definitions>"""


def package(diagram: str) -> dict[str, bytes]:
    """The measured program with another diagram, and without the forms it does not use."""
    used = [name for name in NAMES if f'tb:form="{name}"' in diagram]
    unused = {f"{KEY}/forms/{name}.form" for name in NAMES if name not in used}
    found = {path: content for path, content in files().items() if path not in unused}
    return {**found, f"{KEY}/bench.bpmn": diagram.encode()}


def begin(bench: Bench, count: int = 1, key: str = VALUES["f1"]) -> Any:
    """A case whose form says so many, and this key."""
    opened = bench.engine.execute(OpenCase(program=KEY, process=KEY), by=bench.enterprise)
    bench.engine.execute(
        SubmitCase(case_id=opened.case_id, data={**VALUES, "f1": key, "f6": count, "district": REGION}), by=bench.enterprise
    )
    return opened.case_id


def begun(folder: Path, times: int) -> dict[str, Any]:
    """Cases of the small process begin."""
    bench = installed(folder)
    try:
        meter = Meter(bench.server)
        for _ in range(8):
            begin(bench)
        return median([meter.measure([lambda: begin(bench)] * 4) for _ in range(times)])
    finally:
        bench.close()


def told(folder: Path, waiting: Sequence[int], times: int) -> list[dict[str, Any]]:
    """Messages find their case among so many that wait."""
    bench = installed(folder, package(MESSAGE))
    try:
        meter, found, there = Meter(bench.server), [], 0
        case = begin(bench, key="K-1")
        for count in waiting:
            with psycopg.connect(plain_url(bench.url), autocommit=True) as connection:
                copied(connection, case, count - there, first=there + 1)
                connection.execute(OTHERS, (case,))
                connection.execute("VACUUM ANALYZE")
            there = count
            for _ in range(3):
                tell(bench)
            costs = [meter.measure([lambda: tell(bench)] * 4) for _ in range(times)]
            found.append({"waiting": count, **median(costs)})
        return found
    finally:
        bench.close()


def tell(bench: Bench) -> None:
    """A message is sent, carried to its case and delivered, each as its own command, as the worker does."""
    system = Actor.system()
    letter = bench.engine.execute(SendMessage(name="news", correlation="K-1"), by=system)
    bench.engine.execute(CarryLetters(kind="message", name="news", correlation="K-1"), by=system)
    if not bench.engine.execute(DeliverLetter(letter_id=letter), by=system):
        raise RuntimeError("nobody waited for the message")


def signed(folder: Path, signers: Sequence[int], times: int) -> list[dict[str, Any]]:
    """So many people sign at once."""
    bench = installed(folder, package(SIGNING))
    ours = Ours(bench)
    try:
        meter = Meter(bench.server)
        return [{"signers": count, **_signed(bench, ours, meter, count, times)} for count in signers]
    finally:
        ours.close()
        bench.close()


def _signed(bench: Bench, ours: Ours, meter: Meter, count: int, times: int) -> dict[str, Any]:
    def execute() -> None:
        bench.engine.execute(command, by=by)

    opening, middle = [], []
    rounds = max(3, times // max(1, count // 10))
    for _ in range(rounds):
        case = begin(bench, count)
        command, by = ours.command(case)
        opening.append(meter.measure([execute]))
        for _ in range(min(count - 1, 5)):
            command, by = ours.command(case)
            middle.append(meter.measure([execute]))
    return {"open all": median(opening), "one signature": median(middle)}


def measure(times: int = 20, signers: Sequence[int] = SIGNERS) -> dict[str, Any]:
    """Everything this file measures."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        return {
            "begin": begun(place / "begin", times),
            "message": told(place / "message", WAITING, times),
            "sign": signed(place / "sign", signers, times),
        }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--signers", type=int, nargs="*", default=list(SIGNERS))
    options = parser.parse_args()
    sys.stdout.write(json.dumps(measure(options.times, options.signers), indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
