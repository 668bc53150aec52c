"""申报材料 material and filepicker: files travel apart from the data; `facts.attachments` says what is there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from engine.sdk.text import Text
from forms.data import MISSING
from forms.definition import Component
from forms.expressions import Expression
from forms.fields.base import Context, Fault, Kind, Role
from forms.limits import MAX_FILE_MB
from forms.markup import allowed_address
from forms.posted import Posted
from forms.source import KEY, Source

NOTHING = Text("")
ACCEPTED = ".pdf,.jpg,.jpeg,.png"


@dataclass(frozen=True, slots=True)
class Item:
    """材料清单项: one line of a checklist of files; its files live under the field path `<material>.<key>`."""

    key: str
    label: Text
    required: bool | Expression = False
    accept: str = ACCEPTED
    max_mb: int = MAX_FILE_MB
    description: Text = NOTHING
    sample: str = ""
    multiple: bool = True
    clause: str = ""


class Material(Kind):
    """A checklist of files."""

    name = "material"
    role: ClassVar[Role] = "apart"

    def settings(self, source: Source) -> tuple[Item, ...]:
        """Its items, each with a key of its own."""
        items: dict[str, Item] = {}
        for inner in source.objects("items"):
            key = inner.string("key")
            if not KEY.fullmatch(key) or "." in key:
                inner.refuse("key", "key", value=key)
            elif key in items:
                inner.refuse("key_twice", "key", value=key, other=key)
            else:
                items[key] = _item(inner, key)
        if not source.raw.get("items"):
            source.refuse("empty", "items", name="items")
        return tuple(items.values())

    def items(self, component: Component) -> tuple[tuple[str, Item], ...]:
        """Each item with the part of its field path below the component."""
        return tuple((item.key, item) for item in component.settings)

    def posted(self, posted: Posted, name: str, stored: Any) -> Any:
        """Files come by another way."""
        del posted, name, stored
        return MISSING

    def judge(self, component: Component, value: Any, context: Context) -> Iterator[Fault]:
        """Required items have a file; every file has an allowed ending and size."""
        del value
        for below, item in self.items(component):
            files = attached(context, f"{context.path}.{below}" if below else context.path)
            needed = item.required.holds(context.scope, context.functions) if isinstance(item.required, Expression) else item.required
            if needed and not files:
                yield Fault("material", {"item": item.label, "clause": item.clause}, below)
            for file in files:
                yield from _file_faults(item, file, below)

    def extras(self, component: Component, value: Any, context: Context, language: str) -> Mapping[str, Any]:
        """The checklist."""
        del value
        rows = []
        for below, item in self.items(component):
            needed = item.required.holds(context.scope, context.functions) if isinstance(item.required, Expression) else item.required
            label = item.label if item.label.zh else context.label
            rows.append(
                {
                    "path": f"{context.path}.{below}" if below else context.path,
                    "label": label.in_(language),
                    "required": needed,
                    "accept": item.accept,
                    "max_mb": item.max_mb,
                    "description": item.description.in_(language),
                    "sample": item.sample if allowed_address(item.sample) else "",
                    "multiple": item.multiple,
                    "clause": item.clause,
                }
            )
        return {"items": rows}


class Filepicker(Material):
    """One field for files."""

    name = "filepicker"

    def settings(self, source: Source) -> tuple[Item, ...]:
        """A checklist of one item without a key of its own."""
        own = source.section("properties")
        multiple = source.raw.get("multiple") is True
        required = source.section("validate").flag("required")
        accept = source.string("accept") or ACCEPTED
        return (Item("", NOTHING, required, accept, own.whole("max_mb", MAX_FILE_MB, 1, 2_000) or MAX_FILE_MB, multiple=multiple),)

    def judge(self, component: Component, value: Any, context: Context) -> Iterator[Fault]:
        """As a checklist, in the words of a field."""
        for fault in super().judge(component, value, context):
            yield Fault("file") if fault.code == "material" else Fault(fault.code, {**fault.facts, "item": context.label})


def attached(context: Context, path: str) -> list[Any]:
    """The files `facts.attachments` knows under a field path."""
    known = context.facts.get("attachments")
    files = known.get(path) if isinstance(known, Mapping) else None
    return list(files) if isinstance(files, list | tuple) else []


def fact_of(file: Any, name: str) -> Any:
    """A fact of a file that may be an object or a mapping."""
    return file.get(name) if isinstance(file, Mapping) else getattr(file, name, None)


def _item(source: Source, key: str) -> Item:
    raw = source.raw.get("required")
    required = source.feel("required") if isinstance(raw, str) else source.flag("required")
    sample = source.string("sample")
    if sample and not allowed_address(sample):
        source.refuse("source", "sample", value=sample[:80])
    label = source.text("label")
    if not label.zh:
        source.refuse("empty", "label", name="label")
    return Item(
        key,
        label,
        required or False,
        source.string("accept") or ACCEPTED,
        source.whole("max_mb", MAX_FILE_MB, 1, 2_000) or MAX_FILE_MB,
        source.text("description"),
        sample,
        source.raw.get("multiple") is not False,
        source.string("clause"),
    )


def _file_faults(item: Item, file: Any, below: str) -> Iterator[Fault]:
    name, size = str(fact_of(file, "name") or ""), fact_of(file, "size")
    facts = {"item": item.label, "name": name, "clause": item.clause}
    if isinstance(size, int) and size > item.max_mb * 1024 * 1024:
        yield Fault("file_size", {**facts, "limit": item.max_mb}, below)
    endings = tuple(ending.strip().lower() for ending in item.accept.split(",") if ending.strip().startswith("."))
    if endings and name and not name.lower().endswith(endings):
        yield Fault("file_type", {**facts, "limit": item.accept}, below)
