"""Comparing two states of a package 版本比较: what differs, in sentences for people."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.packages.comparing_diagrams import inside_diagram
from engine.packages.comparing_parts import inside_form, inside_sections, inside_tables
from engine.packages.comparing_texts import ENDINGS, inside_text
from engine.packages.differing import Told, differing
from engine.packages.program import Program, survey_program
from engine.packages.sections import MANIFEST, PARAMETERS
from engine.sdk.text import Text

OF_FILES: Mapping[str, Text] = {
    "added": Text("新增文件。", "The file is new."),
    "removed": Text("文件已删除。", "The file was removed."),
    "changed": Text("内容已修改。", "Its content changed."),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it was: `change` is added, removed, changed or moved; `element` where a diagram or a form has it."""

    file: str
    element: str
    change: str
    text: Text


def differences(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> tuple[Difference, ...]:
    """Everything that differs, by file: inside diagrams, forms, tables, manifests, parameters and texts; of others, that they differ."""
    old, new = survey_program(before)[0], survey_program(after)[0]
    found: list[Difference] = []
    for path, change in sorted(differing(before, after)):
        told = list(_inside(path, before[path], after[path], old, new)) if change == "changed" else []
        found += [Difference(path, *each) for each in told or [Told("", change, OF_FILES[change])]]
    return tuple(found)


def _inside(path: str, was: bytes, now: bytes, old: Program | None, new: Program | None) -> Iterator[Told]:
    """What is told of a file from the inside; nothing where it cannot be read, or differs in nothing people see."""
    if path.endswith(".bpmn"):
        yield from inside_diagram(path, was, now, old, new)
    elif path.endswith(".form"):
        yield from inside_form(was, now)
    elif path.endswith(".dmn"):
        yield from inside_tables(was, now)
    elif path.endswith((f"/{MANIFEST}", f"/{PARAMETERS}")):
        yield from inside_sections(path.rpartition("/")[2], was, now)
    elif path.endswith(ENDINGS):
        yield from inside_text(was, now)
