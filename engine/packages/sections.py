"""Sections of a program's TOML files 清单与参数的各部分: which there are, and what an entry of each says."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.packages.section_words import FIELD_WORDS, SECTION_TITLES
from engine.sdk.text import Text


@dataclass(frozen=True, slots=True)
class SectionField:
    """One thing an entry says. `kind`: text, title (zh and en, as one value), flag, words (a list), pairs (names and expressions),
    values (a parameter over time), columns (of a register); `choices` are the texts it may be, `of` the parts of the program one of
    which it names, words several; `required` may not be empty; a flag that is not written is `default`. A name with a point lies in a
    table of the entry: `roster.field` is `roster = { field = … }`.
    """

    name: str
    kind: str = "text"
    required: bool = False
    choices: tuple[str, ...] = ()
    of: str = ""
    default: bool = False

    @property
    def words(self) -> Text:
        """What people call it."""
        return FIELD_WORDS[self.name]


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a file. `shape`: one (a table, or the file itself where `at` is empty), named (tables by key), list (`[[at]]`)."""

    name: str
    file: str
    at: str
    shape: str
    key: str
    fields: tuple[SectionField, ...]

    @property
    def title(self) -> Text:
        """What people call it."""
        return SECTION_TITLES[self.name]


def _of(*names: str, kind: str = "text") -> tuple[SectionField, ...]:
    return tuple(SectionField(name, kind) for name in names)


MANIFEST, PARAMETERS = "manifest.toml", "parameters.toml"
TITLE = SectionField("title", "title", required=True)
BOTH = (SectionField("zh", required=True), SectionField("en"))
SECTIONS: Mapping[str, Section] = {
    each.name: each
    for each in (
        Section("general", MANIFEST, "", "one", "", (TITLE, SectionField("summary", "title"), SectionField("version", required=True),
                SectionField("region"), SectionField("authority", "title"))),
        Section("contact", MANIFEST, "contact", "one", "", _of("office", "phone", "hours")),
        Section("retention", MANIFEST, "retention", "one", "", (
            SectionField("years"), SectionField("permanent", "flag"), *_of("document", "clause"))),
        Section("document", MANIFEST, "document", "list", "key", _of("key", "title")),
        Section("stages", MANIFEST, "stages", "named", "key", (*BOTH, *_of("decided", "final", "adverse", "aside", kind="flag"))),
        Section("roles", MANIFEST, "roles", "named", "key", (*BOTH, SectionField("head", "flag"))),
        Section("outcomes", MANIFEST, "outcomes", "named", "key",
                (*BOTH, SectionField("tone", choices=("neutral", "positive", "negative")))),
        Section("process", MANIFEST, "process", "list", "id", (
            SectionField("id", required=True), SectionField("file", required=True, of="diagrams"),
            SectionField("form", required=True, of="forms"),
            SectionField("by", choices=("enterprise", "officer", "clock", "message")), TITLE,
            SectionField("number", required=True),
            *_of("region_from", "subject_from"), SectionField("role", of="roles"), SectionField("benefit"), SectionField("benefit_year"),
            SectionField("once", "flag"),
            SectionField("guide.zh", of="guides"), SectionField("guide.en", of="guides"),
            SectionField("summary", "words"),
            *(SectionField(name, "words", of="decisions") for name in ("submit_checks", "payment_checks")),
            SectionField("roster.field"), SectionField("roster.check", of="decisions"), SectionField("parent.process", of="processes"),
            SectionField("parent.stages", "words", of="stages"), SectionField("parent.while_open", "flag", default=True),
            SectionField("parent.release", choices=("", "parent", "current")), SectionField("parent.ends", "flag"),
            SectionField("outcome_checks", "pairs"),
            SectionField("schedule.on", "words"), SectionField("schedule.ahead"), SectionField("looks_up", "pairs"),
            SectionField("payable.fact"), SectionField("payable.stages", "words"))),
        Section("notice", MANIFEST, "notice", "list", "key", (
            SectionField("key", required=True), SectionField("template", required=True, of="templates"), TITLE,
            SectionField("number", required=True),
            SectionField("adverse", "flag"), SectionField("facts", "pairs"), SectionField("rows.of", choices=("", "own", "parent")),
            *_of("rows.statuses", "rows.columns", kind="words"), SectionField("rows.without"), SectionField("public", "words"),
            SectionField("materials", "flag"))),
        Section("check", MANIFEST, "check", "list", "key", (
            SectionField("key", required=True), SectionField("process", required=True, of="processes"), TITLE,
            SectionField("clause", required=True),
            SectionField("rules", "words", of="codes"), *_of("faults", "columns", kind="words"), SectionField("when"),
            SectionField("asked", of="steps"),
            *_of("passed", "rows"))),
        Section("register", MANIFEST, "register", "list", "key", (
            SectionField("key", required=True), TITLE, SectionField("basis", required=True), SectionField("in_force"),
            SectionField("column", "columns"))),
        Section("parameter", PARAMETERS, "parameter", "list", "key", (
            SectionField("key", required=True),
            SectionField("type", choices=("money", "limit", "ratio", "integer", "number", "boolean", "text", "list", "table")),
            TITLE, SectionField("value", "values"))),
    )
}  # fmt: skip
