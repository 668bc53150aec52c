"""What differs between two states of a diagram 流程图比较, in sentences for people: of every thing with an id, all that is said of it."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lxml import etree

from engine.bpmn.lint.tables import DRAWN, REFUSED
from engine.bpmn.moddle import NAMESPACE
from engine.bpmn.reading.document import plain, text_of
from engine.bpmn.reading.names import is_bpmn, local
from engine.bpmn.reading.xml import parse
from engine.calendar.limits import Limit, LimitRefused
from engine.packages.choices import choices_of
from engine.packages.diagram_words import EVENTS, KINDS, LOOPS, word
from engine.packages.differing import NOTHING, Told, became, came_or_went, differing, short
from engine.packages.program import Program
from engine.sdk.text import Text

DRAWING = "{http://www.omg.org/spec/BPMN/20100524/DI}"
FILE = ""
WIRING = frozenset({"incoming", "outgoing", "flowNodeRef"})
"""Said by flows and lanes of themselves."""
SETS = frozenset({"laneSet", "childLaneSet"})
"""They hold lanes and say nothing."""
UNTOLD = frozenset({"kind", "name", "tb:en", "sourceRef", "targetRef", "parent", "isExecutable"})
"""Of what is new the title says it, or it goes without saying."""
SEVERAL = frozenset({"tb:outcomes", "tb:separateFrom", "tb:verbs", "tb:bulk"})
SPANS = frozenset({"tb:limit", "tb:extension", "timeDuration"})
TRUTH: Mapping[str, Text] = {"true": Text("是", "yes"), "false": Text("否", "no")}
WORDS: Mapping[str, Mapping[str, Text]] = {"kind": KINDS, "event": EVENTS, "loop": LOOPS}


class Thing(NamedTuple):
    """Something of a diagram with an id; `said` is all that attributes and inner elements say of it."""

    kind: str
    name: Text
    said: dict[str, str]


def inside_diagram(path: str, before: bytes, after: bytes, old: Program | None, new: Program | None) -> Iterator[Told]:
    """Things that are new, gone or not as they were, then those that are only drawn otherwise; nothing of a file that cannot be read."""
    roots = parse(path, before)[0], parse(path, after)[0]
    if roots[0] is None or roots[1] is None:
        return
    was, now = _Side(_things(roots[0]), old), _Side(_things(roots[1]), new)
    told = set()
    for name, change in differing(was.things, now.things):
        told.add(name)
        if change == "changed":
            yield from _changed(name, was, now)
        else:
            side = now if change == "added" else was
            yield Told(name, change, came_or_went(side.title(name), change, side.about(name) if change == "added" else NOTHING))
    drawn = _drawn(roots[0]), _drawn(roots[1])
    for name, change in differing(*drawn):
        if change == "changed" and name in now.things and name not in told:
            title = now.title(name)
            yield Told(name, "moved", Text(f"{title.zh}在图上换了位置或画法。", f"The {title.in_('en')} is drawn elsewhere or otherwise."))


def _changed(name: str, was: "_Side", now: "_Side") -> Iterator[Told]:
    old, new = was.things[name].said, now.things[name].said
    for part, _ in differing(old, new):
        one, two = was.value(part, old.get(part, "")), now.value(part, new.get(part, ""))
        if one == two:  # two things of one name
            one, two = (Text.typed(each.get(part, "")) for each in (old, new))
        yield Told(name, "changed", became(was.title(name), word(part), one, two))


class _Side:
    """A diagram with the program it is part of: what its values are called there."""

    def __init__(self, things: Mapping[str, Thing], program: Program | None) -> None:
        self.things = things
        self.choices = {name: {each.value: each.title for each in values} for name, values in choices_of(program).items()}

    def title(self, name: str) -> Text:
        """The thing with its kind, for the middle of a sentence."""
        thing = self.things[name]
        kind = KINDS.get(thing.kind, word(thing.kind))
        if thing.kind == "sequenceFlow":
            source, target = (self.called(thing.said.get(end, "")) for end in ("sourceRef", "targetRef"))
            own = (f"“{thing.name.zh}”", f' ("{thing.name.in_("en")}")') if thing.name.zh else ("", "")
            zh = f"“{source.zh}”到“{target.zh}”的{kind.zh}{own[0]}"
            return Text(zh, f'{kind.en} from "{source.in_("en")}" to "{target.in_("en")}"{own[1]}')
        if name == FILE:
            return kind
        called = self.called(name)
        return Text(f"{kind.zh}“{called.zh}”", f'{kind.en} "{called.in_("en")}"')

    def called(self, name: str) -> Text:
        """Its name; an annotation by its text, what has neither by its id."""
        thing = self.things.get(name)
        if thing is None:
            return Text.typed(name)
        return thing.name if thing.name.zh else Text.typed(short(thing.said.get("text", "")) or name)

    def about(self, name: str) -> Text:
        """All that is said of a thing, in a row."""
        said = [(word(part), self.value(part, raw)) for part, raw in self.things[name].said.items() if part not in UNTOLD]
        zh = "；".join(f"{part.zh}：{short(value.zh)}" for part, value in said)
        return Text(zh, "; ".join(f"{part.in_('en')}: {short(value.in_('en'))}" for part, value in said))

    def value(self, part: str, raw: str) -> Text:
        """A value as people call it here."""
        if part in SEVERAL:
            each = [self._one(part, one) for one in raw.split()]
            return Text("、".join(one.zh for one in each), ", ".join(one.in_("en") for one in each))
        return self._one(part, raw)

    def _one(self, part: str, raw: str) -> Text:
        if raw in WORDS.get(part, {}):
            return WORDS[part][raw]
        known = self.choices.get(part.removeprefix("tb:"), {}).get(raw)
        if known is not None:
            return known
        if (part.endswith("Ref") or part in {"default", "lane", "parent"}) and raw in self.things:
            thing = self.things[raw]
            return self.title(raw) if thing.kind == "sequenceFlow" else self.called(raw)
        if part in SPANS and raw:
            try:
                return Limit.parse(raw).words
            except LimitRefused:
                return Text.typed(raw)
        return TRUTH.get(raw, Text.typed(raw))


def _things(root: etree._Element) -> dict[str, Thing]:
    """Everything with an id of its own, by it; the file itself by the empty one."""
    found = {FILE: Thing("definitions", NOTHING, _attributes(root))}
    _walk(root, FILE, found)
    for lane in root.iter():
        if is_bpmn(lane) and local(lane) == "lane":
            for inside in lane:
                name = plain(text_of(inside)) if is_bpmn(inside) and local(inside) == "flowNodeRef" else None
                if name in found:
                    found[name].said["lane"] = lane.get("id", "")
    return found


def _walk(node: etree._Element, owner: str, found: dict[str, Thing]) -> None:
    for inner in node:
        kind = local(inner)
        if not is_bpmn(inner) or kind in WIRING:
            continue
        name = inner.get("id")
        if kind in KINDS and name:
            said = {"kind": kind, **_attributes(inner)}
            if owner in found and found[owner].kind not in {"definitions", "process", "collaboration"}:
                said["parent"] = owner
            found[name] = Thing(kind, Text(inner.get("name", ""), inner.get(f"{{{NAMESPACE}}}en", "")), said)
            _walk(inner, name, found)
        else:
            if kind not in SETS:
                _part(inner, kind, found[owner].said)
            if kind not in DRAWN | {"extensionElements"}:
                _walk(inner, owner, found)


def _part(node: etree._Element, kind: str, said: dict[str, str]) -> None:
    """What an element inside a thing says of it."""
    if kind in EVENTS or kind in LOOPS:
        said["event" if kind in EVENTS else "loop"] = kind
        attributes = _attributes(node)
        if "name" in attributes:
            attributes["link"] = attributes.pop("name")
        said |= attributes
    elif kind in DRAWN or kind in REFUSED or kind == "extensionElements":
        part = kind if kind == "extensionElements" else "data" if kind in DRAWN else "other"
        said[part] = " ".join(filter(None, (said.get(part), _written(node))))
    else:
        said[kind] = " ".join(filter(None, (said.get(kind), text_of(node))))
        said |= {name: value for name, value in _attributes(node).items() if name != "textFormat"}


def _attributes(node: etree._Element) -> dict[str, str]:
    """Attributes of BPMN and our own; the id is the name of a thing, and prefixes are none of people's business."""
    said = {}
    for key, value in node.attrib.items():
        name = etree.QName(str(key))
        if name.namespace == NAMESPACE:
            said[f"tb:{name.localname}"] = str(value)
        elif name.namespace is None and name.localname != "id":
            said[name.localname] = (plain(str(value)) or "") if name.localname.endswith("Ref") else str(value)
    return said


def _drawn(root: etree._Element) -> dict[str, str]:
    """Element -> how it is drawn."""
    shapes = (shape for kind in ("BPMNShape", "BPMNEdge") for shape in root.iter(f"{DRAWING}{kind}"))
    return {shape.get("bpmnElement", ""): _written(shape) for shape in shapes}


def _written(node: etree._Element) -> str:
    """An element as text in which only what it says counts: no ids, no blanks between elements."""
    written = []
    for each in node.iter():
        attributes = sorted(f"{key!s}={value!s}" for key, value in each.attrib.items() if key != "id")
        written.append(" ".join([local(each), *attributes, (each.text or "").strip()]).strip())
    return " ".join(written)
