"""A table written over another: what did not change keeps its bytes, what changed keeps everything that a sheet does not show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engine.dmn.elements import DecisionTable, Input, Output, Rule
from engine.dmn.xml_pieces import Piece, escaped, filled, taken_apart, with_attribute

Group = list[tuple[Piece | None, bytes]]
"""elements of one kind in their new order, each with the old one that it was"""


@dataclass(slots=True)
class Origins:
    """For every column and rule of a table the one of the older table that it was, counted from zero."""

    inputs: list[int | None] = field(default_factory=list)
    outputs: list[int | None] = field(default_factory=list)
    annotations: list[int | None] = field(default_factory=list)
    rules: list[int | None] = field(default_factory=list)


class Patch:
    """Writes a table over the bytes of an older one."""

    def __init__(self, xml: bytes, old: DecisionTable, table: DecisionTable, origins: Origins, prefix: str) -> None:
        self.xml, self.old, self.table, self.origins = xml, old, table, origins
        self.prefix = prefix
        self.root = taken_apart(xml)

    def written(self) -> bytes:
        """The bytes of the table."""
        tag, root = self.xml[self.root.start : self.root.inner], self.root
        if self.table.hit_policy != self.old.hit_policy:
            tag = with_attribute(tag, "hitPolicy", self.table.hit_policy)
        if self.table.aggregation != self.old.aggregation:
            tag = with_attribute(tag, "aggregation", self.table.aggregation)
        inputs, outputs, rules = root.all("input"), root.all("output"), root.all("rule")
        groups: dict[str, Group] = {"input": [], "output": [], "annotation": self._annotations(), "rule": []}
        for one, at in zip(self.table.inputs, self.origins.inputs, strict=True):
            piece = _nth(inputs, at)
            groups["input"].append((piece, self._input(piece, one)))
        for out, at in zip(self.table.outputs, self.origins.outputs, strict=True):
            piece = _nth(outputs, at)
            groups["output"].append((piece, self._output(piece, out)))
        for rule, at in zip(self.table.rules, self.origins.rules, strict=True):
            piece = _nth(rules, at)
            groups["rule"].append((piece, self._rule(piece, None if at is None else self.old.rules[at], rule)))
        return tag + self._around(root, groups) + self.xml[root.close : root.end]

    def _around(self, holder: Piece, groups: Mapping[str, Group]) -> bytes:
        """The content of an element: what is in no group as it was, then the groups; each part with the blanks before it."""
        out = b"".join(self.xml[child.before : child.end] for child in holder.children if child.name not in groups)
        blanks = b""
        for name, group in groups.items():
            known = holder.all(name)
            blanks = self.xml[known[-1].before : known[-1].start] if known else blanks
            blank = blanks if not blanks.strip() else b"\n"
            for piece, content in group:
                out += (blank if piece is None else self.xml[piece.before : piece.start]) + content
        return out + self.xml[holder.children[-1].end if holder.children else holder.inner : holder.close]

    def _annotations(self) -> Group:
        pieces = self.root.all("annotation")
        found: Group = []
        for name, at in zip(self.table.annotations, self.origins.annotations, strict=False):
            piece = _nth(pieces, at)
            if piece is None or at is None:
                found.append((None, self._start("annotation", name=name)))
            else:
                tag = self.xml[piece.start : piece.inner]
                tag = tag if at < len(self.old.annotations) and self.old.annotations[at] == name else with_attribute(tag, "name", name)
                found.append((piece, tag + self.xml[piece.inner : piece.end]))
        return found

    def _start(self, element: str, /, **attributes: str | None) -> bytes:
        """An element without content."""
        tag = f"<{self.prefix}{element}/>".encode()
        for key, value in attributes.items():
            tag = with_attribute(tag, key, value or None)
        return tag

    def _text(self, value: str) -> bytes:
        return f"<{self.prefix}text>{escaped(value)}</{self.prefix}text>".encode()

    def _wrapped(self, element: str, value: str, /, **attributes: str | None) -> bytes:
        """A new element around a text."""
        tag = self._start(element, **attributes)
        return tag[:-2] + b">" + self._text(value) + f"</{self.prefix}{element}>".encode()

    def _retexted(self, piece: Piece, value: str) -> bytes:
        """An element with another text in it."""
        text = piece.first("text")
        if text is None:
            return filled(self.xml, piece, self._text(value) + self.xml[piece.inner : piece.close])
        inner = filled(self.xml, text, escaped(value).encode())
        return self.xml[piece.start : text.start] + inner + self.xml[text.end : piece.end]

    def _input(self, piece: Piece | None, new: Input) -> bytes:
        old = next((one for one, known in zip(self.old.inputs, self.root.all("input"), strict=False) if known is piece), None)
        if piece is None or old is None:
            head = {"label": new.label}
            expression = self._wrapped("inputExpression", new.expression, typeRef=new.type_ref)
            return self._outer("input", head, expression, self._wrapped("inputValues", new.values) if new.values else b"")
        tag = self.xml[piece.start : piece.inner]
        if new.label != old.label or new.expression not in (old.expression, new.label):
            tag = with_attribute(tag, "label", new.label or None)
        inner, changes = piece.first("inputExpression"), {}
        if inner is not None and (new.expression, new.type_ref) != (old.expression, old.type_ref):
            content = self._retexted(inner, new.expression) if new.expression != old.expression else self.xml[inner.start : inner.end]
            if new.type_ref != old.type_ref:
                cut = inner.inner - inner.start if not inner.empty or content.endswith(b"/>") else content.index(b">") + 1
                content = with_attribute(content[:cut], "typeRef", new.type_ref) + content[cut:]
            changes["inputExpression"] = content
        if new.values != old.values:
            changes["inputValues"] = self._optional(piece, "inputValues", new.values)
        return self._closed(piece, tag, self._changed(piece, changes))

    def _output(self, piece: Piece | None, new: Output) -> bytes:
        old = next((one for one, known in zip(self.old.outputs, self.root.all("output"), strict=False) if known is piece), None)
        if piece is None or old is None:
            parts = [
                self._wrapped(name, text) for name, text in (("outputValues", new.values), ("defaultOutputEntry", new.default)) if text
            ]
            return self._outer("output", {"name": new.name, "label": new.label, "typeRef": new.type_ref}, *parts)
        tag = self.xml[piece.start : piece.inner]
        for name, was, now in (("name", old.name, new.name), ("label", old.label, new.label), ("typeRef", old.type_ref, new.type_ref)):
            if was != now:
                tag = with_attribute(tag, name, now or None)
        changes = {}
        for name, was, now in (("outputValues", old.values, new.values), ("defaultOutputEntry", old.default, new.default)):
            if was != now:
                changes[name] = self._optional(piece, name, now)
        return self._closed(piece, tag, self._changed(piece, changes))

    def _closed(self, piece: Piece, tag: bytes, content: bytes) -> bytes:
        """An element with another start tag and content; one that was empty gets an end tag."""
        if piece.empty and content:
            return tag[:-2].rstrip() + b">" + content + f"</{self.prefix}{piece.name}>".encode()
        return tag + content + self.xml[piece.close : piece.end]

    def _outer(self, name: str, attributes: Mapping[str, str | None], *content: bytes) -> bytes:
        """A new element around others."""
        tag, inside = self._start(name, **attributes), b"".join(content)
        return tag[:-2] + b">" + inside + f"</{self.prefix}{name}>".encode() if inside else tag

    def _optional(self, piece: Piece, name: str, value: str | None) -> bytes:
        """A part that may be absent, with another text; nothing where there is none any more."""
        known = piece.first(name)
        if value is None:
            return b""
        return self._wrapped(name, value) if known is None else self._retexted(known, value)

    def _changed(self, piece: Piece, changes: Mapping[str, bytes]) -> bytes:
        """The content of an element with some of its parts replaced; those that it lacks come last, in their order."""
        out, left = b"", dict(changes)
        for child in piece.children:
            content = left.pop(child.name) if child.name in left else self.xml[child.start : child.end]
            out += self.xml[child.before : child.start] + content if content else b""
        return out + b"".join(left.values()) + self.xml[piece.children[-1].end if piece.children else piece.inner : piece.close]

    def _rule(self, piece: Piece | None, old: Rule | None, new: Rule) -> bytes:
        if piece is None or old is None:
            cells = [self._wrapped("inputEntry", text) for text in new.tests] + [self._wrapped("outputEntry", text) for text in new.results]
            return self._outer("rule", {}, *cells, *(self._wrapped("annotationEntry", text) for text in new.annotations))
        notes = piece.all("annotationEntry")
        described = None if notes else piece.first("description")
        groups = {
            "inputEntry": self._cells(piece, "inputEntry", self.origins.inputs, old.tests, new.tests),
            "outputEntry": self._cells(piece, "outputEntry", self.origins.outputs, old.results, new.results),
            "annotationEntry": [],
        }
        if described is None:
            groups["annotationEntry"] = self._cells(piece, "annotationEntry", self.origins.annotations, old.annotations, new.annotations)
        content = self._around(piece, groups)
        if described is not None and old.annotations and new.annotations != old.annotations:
            fresh = filled(self.xml, described, escaped("\n".join(new.annotations)).encode())
            content = content.replace(self.xml[described.start : described.end], fresh, 1)
        return self.xml[piece.start : piece.inner] + content + self.xml[piece.close : piece.end]

    def _cells(self, rule: Piece, name: str, origins: Sequence[int | None], old: Sequence[str], new: Sequence[str]) -> Group:
        pieces, found = rule.all(name), []
        moved = list(origins) != list(range(len(pieces)))
        kept = range(len(new)) if name != "annotationEntry" or moved else range(max(len(new), len(pieces)))
        for place in kept:
            at = origins[place] if place < len(origins) else (place if name == "annotationEntry" else None)
            piece = _nth(pieces, at)
            text = new[place] if place < len(new) else ""
            if piece is None or at is None or (at >= len(old) and not text):
                found.append((piece, self._wrapped(name, text) if piece is None else self.xml[piece.start : piece.end]))
            else:
                was = old[at] if at < len(old) else ""
                found.append((piece, self.xml[piece.start : piece.end] if was == text else self._retexted(piece, text)))
        return found


def _nth(pieces: Sequence[Piece], at: int | None) -> Piece | None:
    return pieces[at] if at is not None and at < len(pieces) else None
