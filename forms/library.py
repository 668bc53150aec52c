"""Reading form definitions: form-js JSON of schemaVersion 19 with our own kinds; all faults at once, nothing ignored silently."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from engine.sdk.errors import Finding, PackageError
from engine.sdk.text import Text
from forms.data import plain
from forms.definition import Component, FormDefinition, Layout
from forms.expressions import Expression
from forms.fields.base import Kind
from forms.kinds import FORBIDDEN, KINDS
from forms.limits import GRID, MAX_COMPONENTS, MAX_DEFINITION_BYTES, MAX_DEPTH, SCHEMA_VERSION
from forms.source import KEY, Source

SENSITIVE = ("id", "phone", "account")
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_.\-]{0,99}")


class FormRefused(PackageError):
    """A form definition with faults; `findings` has every one (`element` is the place in the JSON)."""


def parse_form(raw: bytes | str | Mapping[str, Any], file: str = "") -> FormDefinition:
    """读取表单: the definition of a form; raises `FormRefused` with all findings."""
    findings: list[Finding] = []
    source = Source(_loaded(raw, Source({}, "", findings, file)), "", findings, file)
    form = _form(source) if not findings else None
    if findings or form is None:
        raise FormRefused(findings)
    return form


def findings_of(raw: bytes | str | Mapping[str, Any], file: str = "") -> tuple[Finding, ...]:
    """Every fault of a form definition; none when it is fine."""
    try:
        parse_form(raw, file)
    except FormRefused as refused:
        return refused.findings
    return ()


def _loaded(raw: bytes | str | Mapping[str, Any], source: Source) -> Mapping[str, Any]:
    if isinstance(raw, Mapping):
        return raw
    if len(raw) > MAX_DEFINITION_BYTES:
        source.refuse("size", size=len(raw), limit=MAX_DEFINITION_BYTES)
        return {}
    try:
        loaded = json.loads(raw, parse_float=Decimal)
    except (ValueError, RecursionError, ArithmeticError) as error:
        source.refuse("json", detail=str(error)[:200])
        return {}
    if not isinstance(loaded, Mapping):
        source.refuse("root")
        return {}
    return loaded


def _form(source: Source) -> FormDefinition:
    if source.raw.get("type") != "default" or not isinstance(source.raw.get("components"), list):
        source.refuse("root")
    version = source.raw.get("schemaVersion", SCHEMA_VERSION)
    if not isinstance(version, int) or isinstance(version, bool) or version > SCHEMA_VERSION:
        source.refuse("version", "schemaVersion", value=version, limit=SCHEMA_VERSION)
    reader = _Reader(source)
    properties = source.section("properties").raw
    components = reader.components(source, Place(basis=source.section("properties").string("clause")))
    title = Text.of(properties.get("title") or source.raw.get("title"), source.string("id"))
    return FormDefinition(id=source.string("id"), title=title, components=components, properties=plain(properties))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a component stands: `prefix` is the path of the groups, `scope` that of the lists, `basis` the clause of the parts around."""

    prefix: str = ""
    scope: str = ""
    basis: str = ""
    depth: int = 0


class _Reader:
    """Reads components one after another and knows which ids and keys are taken."""

    def __init__(self, root: Source) -> None:
        self.root = root
        self.ids: set[str] = set()
        self.keys: dict[str, str] = {}
        self.count = 0

    def components(self, source: Source, place: Place) -> tuple[Component, ...]:
        """The components inside one."""
        if place.depth > MAX_DEPTH:
            source.refuse("nesting", limit=MAX_DEPTH)
            return ()
        out = []
        raw = source.raw.get("components")
        for index, item in enumerate(raw if isinstance(raw, list) else ()):
            at = f"components[{index}]"
            self.count += 1
            if self.count > MAX_COMPONENTS:
                self.root.refuse("size", size=self.count, limit=MAX_COMPONENTS)
                break
            if not isinstance(item, Mapping):
                source.refuse("component", at)
                continue
            component = self.component(source.inner(item, at), place)
            if component is not None:
                out.append(component)
        return tuple(out)

    def component(self, source: Source, place: Place) -> Component | None:
        """One component; None when its kind is unknown or forbidden."""
        name = source.raw.get("type")
        kind = KINDS.get(name) if isinstance(name, str) else None
        if kind is None or not isinstance(name, str):
            forbidden = isinstance(name, str) and name in FORBIDDEN
            source.refuse("forbidden" if forbidden else "kind", "type", value=str(name)[:60])
            return None
        identity = self.identity(source, name)
        key = self.key(source, kind, place.prefix, place.scope)
        basis = source.section("properties").string("clause") or place.basis
        inside: tuple[Component, ...] = ()
        if kind.role == "group":
            inside = self.components(source, Place(key or place.prefix, place.scope, basis, place.depth + 1))
        elif kind.role == "list":
            inside = self.components(source, Place("", f"{place.scope}{key}.*.", basis, place.depth + 1))
        return replace(_component(source, kind, identity, key, inside), basis=basis)

    def identity(self, source: Source, name: str) -> str:
        """The id, unique; one is made where the author gave none."""
        identity = source.string("id")
        if not identity:
            # No author can write this one, so it never clashes with an id of theirs.
            return f"~{name}{self.count}"
        if not _ID.fullmatch(identity):
            source.refuse("id", "id", value=identity[:60])
        elif identity in self.ids:
            source.refuse("id_twice", "id", value=identity)
        self.ids.add(identity)
        return identity

    def key(self, source: Source, kind: Kind, prefix: str, scope: str) -> str:
        """The key with the path of the groups before it; groups and lists have a path instead of a key."""
        if kind.role in ("display", "none"):
            return ""
        name = "path" if kind.role in ("group", "list") else "key"
        own = source.string(name)
        if not own:
            if kind.role == "group":
                return prefix
            source.refuse("path" if kind.role == "list" else "key_missing", name)
            return ""
        if not KEY.fullmatch(own):
            source.refuse("key", name, value=own[:60])
            return ""
        whole = f"{prefix}.{own}" if prefix else own
        if kind.role != "group":
            self.take(source, name, scope + whole)
        return whole

    def take(self, source: Source, name: str, path: str) -> None:
        """Note a path; refuse it when it is taken or lies above or below one that is."""
        clash = next((old for old in self.keys if old == path or old.startswith(f"{path}.") or path.startswith(f"{old}.")), None)
        if clash is not None and not path.startswith(f"{clash}.*."):
            source.refuse("key_twice", name, value=path, other=clash)
        self.keys[path] = source.at


def _component(source: Source, kind: Kind, identity: str, key: str, inside: tuple[Component, ...]) -> Component:
    own, layout = source.section("properties"), source.section("layout")
    label = "dateLabel" if kind.name == "datetime" and not source.raw.get("label") else "label"
    if kind.name == "datetime" and not source.raw.get(label):
        label = "timeLabel"
    labelled = source if source.raw.get(label) else own
    return Component(
        kind=kind.name,
        id=identity,
        key=key,
        label=labelled.phrase(label, own.string("label_en")),
        description=source.phrase("description", own.string("description_en")),
        layout=Layout(layout.string("row"), layout.whole("columns", None, 1, GRID)),
        hide=_hide(source),
        readonly=_readonly(source),
        disabled=source.flag("disabled"),
        required=source.section("validate").flag("required"),
        default=plain(source.raw.get("defaultValue")),
        clause=own.string("clause"),
        format=_known(own, "format", kind.formats) if kind.formats else "",
        sensitive=_known(own, "sensitive", SENSITIVE),
        check=own.feel("check"),
        check_text=own.text("check_text") if own.raw.get("check_text") else None,
        settings=kind.settings(source),
        properties=plain(own.raw),
        components=inside,
    )


def _hide(source: Source) -> Expression | None:
    section = source.section("conditional")
    if section.raw.get("hide") is None:
        return None
    return section.feel("hide")


def _readonly(source: Source) -> bool | Expression:
    if isinstance(source.raw.get("readonly"), str):
        return source.feel("readonly") or False
    return source.flag("readonly")


def _known(source: Source, name: str, known: tuple[str, ...]) -> str:
    value = source.string(name)
    if value and value not in known:
        source.refuse(name, name, value=value[:60], known=", ".join(known))
        return ""
    return value
