"""docs/reference/bpmn.md, made of the element table: python -m tests.bpmn.reference."""

from pathlib import Path

from engine.bpmn import (
    add_instance,
    beside,
    cancel,
    complete,
    decode,
    drop_queued,
    due,
    encode,
    fire_due,
    jump,
    lint,
    migrate,
    queued,
    read,
    remove_instance,
    set_due,
    start,
    stuck,
    survey,
    throw,
)
from engine.bpmn.lint.sentences import SENTENCES
from engine.bpmn.moddle import DESCRIPTOR, attributes_of
from tests.bpmn.matrix import ROWS

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "bpmn.md"
HEAD = """# BPMN: what runs, what is refused

Made from `tests/bpmn/matrix.py` by `python -m tests.bpmn.reference`; a test runs every line. "refused" means: at deployment, with file,
line and element, in Chinese and English, together with every other fault of the same files.

## The door

| verb | what it promises |
|---|---|
{verbs}

Expressions, timers, services and decisions are asked of the `Environment` that every verb takes; facts are read, never stored. Tokens move one
node at a time in the order in which they appeared (docs/adr/0102); errors and escalations go up from their thrower (0104); a state is some
hundred bytes and old versions load for ever (0105).

## Elements

| element | variant | | |
|---|---|---|---|
"""
VERBS = (
    read,
    lint,
    survey,
    start,
    complete,
    throw,
    due,
    fire_due,
    set_due,
    jump,
    migrate,
    add_instance,
    remove_instance,
    queued,
    drop_queued,
    beside,
    cancel,
    stuck,
    encode,
    decode,
)
OWN = """
## Our attributes

Namespace `urn:tongban:bpmn:1`, prefix `tb`; defined in `api/frontend/moddle/tongban.json`, which the editor and the engine both read.

| element | attributes |
|---|---|
"""
KINDS = (
    "userTask", "task", "serviceTask", "businessRuleTask", "sendTask", "receiveTask", "manualTask", "callActivity", "subProcess", "startEvent", "endEvent",
    "boundaryEvent", "intermediateCatchEvent", "intermediateThrowEvent", "exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway", "sequenceFlow", "multiInstanceLoopCharacteristics",
    "process", "participant", "lane",
)  # fmt: skip
CODES = """
## Sentences of the lint

| code | | 中文 | English |
|---|---|---|---|
"""


def reference() -> str:
    """The page."""
    verbs = "\n".join(f"| `{verb.__name__}` | {_plain((verb.__doc__ or '').strip().splitlines()[0])} |" for verb in VERBS)
    lines = [HEAD.rstrip("\n").replace("{verbs}", verbs)]
    for row in ROWS:
        if row.code:
            verdict, text = "refused", next(finding.en for finding in lint({"x.bpmn": row.file}) if finding.code == row.code)
        else:
            verdict, text = "**runs**", row.note
        lines.append(f"| {row.element} | {row.what} | {verdict} | {_plain(text)} |")
    lines.append(OWN.rstrip("\n"))
    lines += [f"| {kind} | {', '.join(sorted(attributes_of(kind)))} |" for kind in KINDS]
    lines.append(CODES.rstrip("\n"))
    lines += [f"| {code} | {severity} | {_plain(zh)} | {_plain(en)} |" for code, (severity, zh, en) in SENTENCES.items()]
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    assert DESCRIPTOR.exists()
    PAGE.write_text(reference())
