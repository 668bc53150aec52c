"""Examples of decisions 决策示例: facts and what a table must make of them, kept beside it and held by every check.

`decisions/<name>.examples.toml`: `[[example]]` with `decision`, `title`, `expect` and `[example.facts]`; facts and what is expected are
FEEL, facts by the path under which the table reads them (`application.amount`).
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.dmn import Model
from engine.dmn.elements import DecisionElement, DecisionTable, LiteralText
from engine.feel import FeelError, compile_expression
from engine.feel.exchange import inward
from engine.feel.printing import text_of
from engine.packages.functions import HOST_NAMES, HOSTS
from engine.packages.program import Program
from engine.sdk.errors import FieldError, Finding, InvalidInput

ENDING = ".examples.toml"
PATH = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")


@dataclass(frozen=True, slots=True)
class DecisionExample:
    """示例: what a decision must answer to these facts."""

    decision: str
    title: str
    facts: Mapping[str, str]
    expect: str


def examples_path(path: str) -> str:
    """Where the examples of a file of decisions are kept."""
    return path.removesuffix(".dmn") + ENDING


def read_examples(content: bytes) -> tuple[DecisionExample, ...]:
    """The examples of a file; `ValueError` when it cannot be read."""
    data = tomllib.loads(content.decode("utf-8"))
    entries = data.get("example", [])
    if not isinstance(entries, list):
        raise TypeError("example")
    return tuple(_example(entry) for entry in entries if isinstance(entry, Mapping))


def _example(entry: Mapping[str, Any]) -> DecisionExample:
    facts = entry.get("facts", {})
    told = {str(name): str(text) for name, text in facts.items()} if isinstance(facts, Mapping) else {}
    return DecisionExample(str(entry.get("decision", "")), str(entry.get("title", "")), told, str(entry.get("expect", "")))


def asked_of(model: Model, decision: str) -> tuple[str, ...]:
    """What a decision reads, by path: the columns of its table, or the facts of the model where nothing simpler can be told."""
    inputs = tuple(model.inputs)
    found: dict[str, None] = {}
    for one in model.definitions.elements:
        if isinstance(one, DecisionElement) and one.name == decision:
            for text in _texts(one.logic):
                found.update({path: None for path in PATH.findall(text) if path.split(".", 1)[0] in inputs})
    deepest = [path for path in found if not any(other.startswith(f"{path}.") for other in found)]
    return tuple(deepest) or inputs


def _texts(logic: object) -> Iterator[str]:
    if isinstance(logic, DecisionTable):
        yield from (column.expression for column in logic.inputs)
        for rule in logic.rules:
            yield from (*rule.tests, *rule.results)
    elif isinstance(logic, LiteralText):
        yield logic.text


def facts_from(texts: Mapping[str, str]) -> dict[str, Any]:
    """Facts from what was typed; `InvalidInput` with every text that is no FEEL. What was left empty is not there."""
    facts: dict[str, Any] = {}
    faults = []
    for path, text in texts.items():
        if not text.strip():
            continue
        try:
            value = compile_expression(text, HOST_NAMES).evaluate({}, HOSTS)
        except FeelError as error:
            faults.append(FieldError(path, f"{path}：{error.message_zh}", f"{path}: {error.message_en}", code="feel"))
            continue
        inner = facts
        *above, last = path.split(".")
        for name in above:
            known = inner.get(name)
            inner[name] = inner = known if isinstance(known, dict) else {}
        inner[last] = value
    if faults:
        raise InvalidInput(faults)
    return facts


def answer_text(value: object) -> str:
    """A value as FEEL writes it."""
    return text_of(inward(value), level=1)


def example_faults(program: Program) -> Iterator[Finding]:
    """Every example that a table does not keep."""
    for path, content in program.files.items():
        if not path.endswith(ENDING):
            continue
        try:
            examples = read_examples(content)
        except (ValueError, TypeError) as error:
            yield Finding(path, f"示例不能读取：{error}", f"The examples cannot be read: {error}", "examples_toml")
            continue
        for example in examples:
            yield from _faults(program, path, example)


def _line_of(content: bytes, title: str) -> int | None:
    """The line on which an example is called so."""
    lines = content.decode("utf-8", "replace").splitlines()
    return next((number for number, line in enumerate(lines, 1) if line.startswith("title") and title in line), None)


def _faults(program: Program, path: str, example: DecisionExample) -> Iterator[Finding]:
    model = program.decisions.get(example.decision)
    line = _line_of(program.files[path], example.title)
    name = f"{example.decision} · {example.title}"
    if model is None:
        yield Finding(path, f"没有决策“{example.decision}”。", f'There is no decision "{example.decision}".', "decision_missing", line)
        return
    try:
        found = answer_text(model.decide(example.decision, facts_from(example.facts)).value)
        wanted = answer_text(compile_expression(example.expect, HOST_NAMES).evaluate({}, HOSTS))
    except (InvalidInput, FeelError) as error:
        yield Finding(path, f"示例“{name}”不能运行：{error}", f'The example "{name}" cannot run: {error}', "example_broken", line)
        return
    if found != wanted:
        zh, en = f"示例“{name}”：应为 {wanted}，得到 {found}。", f'Example "{name}": expected {wanted}, got {found}.'
        yield Finding(path, zh, en, "example_differs", line, example.decision)
