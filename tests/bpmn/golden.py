"""Stored states of every released version of the codec: python -m tests.bpmn.golden writes those of a new version, and never touches old ones."""

import base64
import json
import sys
from pathlib import Path
from typing import Any

from engine.bpmn import Instance, encode
from engine.bpmn.runtime.codec import VERSION
from tests.bpmn.drawing import CONDITION, MESSAGE, SIGNAL, TIMER, draw, file_of
from tests.bpmn.playing import Lent, play

FOLDER = Path(__file__).parent / "golden"
S, E, U, P, INC = "startEvent", "endEvent", "userTask", "parallelGateway", "inclusiveGateway"
SEVERAL = '<multiInstanceLoopCharacteristics tb:collection="signers" tb:item="signer"{0}/>'
CYCLE = "<timerEventDefinition><timeCycle>R5/PT10M</timeCycle></timerEventDefinition>"
INNER = draw("is > ia > ie", **{"is": S, "ia": U, "ie": E})
CALMLY = draw("h1s > h1a > h1e", h1s=f'{S} isInterrupting="false" | {MESSAGE}', h1a=U, h1e=E)
ALARMED = draw("h2s > h2a > h2e", h2s=f"{S} | {SIGNAL}", h2a=U, h2e=E)
HANDLERS = (
    f'<subProcess id="h1" triggeredByEvent="true">{CALMLY}</subProcess><subProcess id="h2" triggeredByEvent="true">{ALARMED}</subProcess>'
)
OUTER = draw("os > call > oe", os=S, oe=E, call='callActivity calledElement="p2"')
CASES: dict[str, tuple[bytes, str]] = {
    "nested scopes": (file_of(draw("s > sub > e", s=S, e=E, sub=f"subProcess | {OUTER}"), INNER), "open ia"),
    "signers side by side": (file_of(draw("s > a > e", s=S, a="userTask | " + SEVERAL.format(""), e=E)), "fact signers u1,u2,u3; do a; open a a"),
    "many signers side by side": (file_of(draw("s > a > e", s=S, a="userTask | " + SEVERAL.format(""), e=E)), "fact signers u1,u2,u3,u4,u5,u6,u7,u8,u9; do a; open a a a a a a a a"),
    "signers one after the other": (file_of(draw("s > a > e", s=S, a="userTask | " + SEVERAL.format(' isSequential="true"'), e=E)), "fact signers u1,u2,u3; do a; open a"),
    "a token in a parallel join": (file_of(draw("s > q > a > j > e", "q > b > j", s=S, q=P, a=U, b=U, j=P, e=E)), "do b; open a"),
    "a token in an inclusive join": (file_of(draw("s > o >[yes] a > j > e", "o >[no] b > j", s=S, o=INC, a=U, b=U, j=INC, e=E)), "fact yes true; fact no true; do b; open a"),
    "an event gateway": (file_of(draw("s > g > t > e", "g > m > e", s=S, g="eventBasedGateway", t=f"intermediateCatchEvent | {TIMER}", m=f'intermediateCatchEvent tb:correlation="number" | {MESSAGE}', e=E)), "fact number 7; open t m"),
    "a cycle and a condition": (file_of(draw("s > a > e", "b > e2", "c > e3", s=S, a=U, b=f'boundaryEvent attachedToRef="a" cancelActivity="false" | {CYCLE}', c=f'boundaryEvent attachedToRef="a" cancelActivity="false" | {CONDITION}', e=E, e2=E, e3=E)), "fact yes true; tick; open a b c"),
    "a listening scope with a handler running": (file_of(draw("s > a > e", s=S, a=U, e=E) + HANDLERS), "message m; open a h1a h1s h2s"),
    "a scope taken over": (file_of(draw("s > a > e", s=S, a=U, e=E) + HANDLERS), "signal s; open h2a"),
    "a finished case": (file_of(draw("s > a > e", s=S, a=U, e=E)), "do a; finished"),
    "a service left open": (file_of(draw("s > v > e", s=S, v='serviceTask tb:service="x"', e=E)), "open v"),
}  # fmt: skip


def described(instance: Instance) -> list[list[Any]]:
    """What the outside sees, as JSON."""
    return [
        [item.id, item.kind, item.element, item.due.isoformat() if item.due else None, item.correlation, item.host,
         [[scope.id, scope.element] for scope in item.scopes], [item.loop.index, item.loop.item, item.loop.total] if item.loop else None]
        for item in instance.items
    ]  # fmt: skip


def golden() -> dict[str, Any]:
    """The states of this version."""
    found = {}
    for name, (file, script) in CASES.items():
        instance = play(file, script, Lent(sync=False)).instance
        found[name] = {
            "file": file.decode(),
            "state": base64.b64encode(encode(instance)).decode(),
            "items": described(instance),
            "finished": instance.finished,
            "ended": [list(end) for end in instance.ended_by],
        }
    return found


if __name__ == "__main__":
    path = FOLDER / f"v{VERSION}.json"
    if path.exists():
        sys.exit(f"{path.name} exists: states of a released version are never written again")
    path.write_text(json.dumps(golden(), ensure_ascii=False, indent=1) + "\n")
