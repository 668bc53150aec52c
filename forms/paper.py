"""A form on paper as labels and texts 纸面内容: what a printed sheet needs of the nodes of a form."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from forms.definition import FormDefinition
from forms.nodes import Builder, Node
from forms.state import FormState

SILENT = frozenset({"roster", "material", "filepicker", "text", "html", "image", "table", "documentPreview", "separator", "spacer"})
"""Kinds that say nothing of their own on a sheet, or have a list of their own there."""


@dataclass(frozen=True, slots=True)
class PaperSection:
    """A heading, "" where there is none, and what stands below it."""

    heading: str
    rows: tuple[tuple[str, str], ...]


def sections_of(lines: Sequence[Sequence[Node]], heading: str = "") -> Iterator[PaperSection]:
    """What stands outside groups first, then each group, in the order of the form; rows of lists are numbered."""
    nodes = [node for line in lines for node in line]
    yield PaperSection(
        heading, tuple((node.label, node.text) for node in nodes if node.kind not in SILENT and not node.lines and node.text)
    )
    for node in nodes:
        if node.kind == "group":
            yield from sections_of(node.lines, node.label)
        for place, row in enumerate(node.rows if node.kind == "dynamiclist" else (), 1):
            yield from sections_of(row.lines, f"{node.label} {place}")


def paper_of(definition: FormDefinition, state: FormState) -> tuple[PaperSection, ...]:
    """What was filled in, section by section; sections without anything are left out."""
    builder = Builder.of(definition, state)
    return tuple(section for section in sections_of(builder.lines(definition.components, builder.form.root(), 2)) if section.rows)
