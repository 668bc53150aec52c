"""New programs and their parts: begun from nothing, added by kind and name; manifests and parameters entry by entry."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from api.errors import wants_json
from api.pages.page import AdministratorPage, Form, Page
from api.pages.studio.frame import address_of, draw
from api.uploads import Posted
from engine.commands import AddProgramPart, BeginProgram, DropProgramEntry, EditProgramSection, KeepProgramEntry
from engine.packages.section_words import CHOICE_WORDS, COLUMN_WORDS, FIELD_WORDS, value_words
from engine.packages.sections import SECTIONS, Section, SectionField
from engine.queries import EntriesBeingFilledIn, ProgramDraftDetail, ProgramFile, ProgramSections, Regions
from engine.sdk.errors import FieldError, InvalidInput
from engine.sdk.text import Text

router = APIRouter(prefix="/admin/studio", include_in_schema=False)
LONGEST_ENTRY = 200
CARRIED = {"_csrf", "_key", "version", "entry"}
"""Fields of a form that only carry it."""
FURTHER = "    "
"""before the further lines of an expression, where each begins with its name"""


@router.get("/new")
def ask_begin(page: AdministratorPage) -> Response:
    """What a new program is called, and whose it is."""
    return _begin(page, {})


@router.post("/new")
def begin(page: AdministratorPage, form: Form) -> Response:
    """Begin a program that never was."""
    command = BeginProgram(
        key=form.text("key", 100),
        title=Text(form.text("title", 300), form.text("title_en", 300)),
        authority=Text(form.text("authority", 300), form.text("authority_en", 300)),
        region=form.text("region", 20),
        shared="shared" in form.fields,
    )
    try:
        opened = page.execute(command, form.key)
    except InvalidInput as refusal:
        return _begin(page, dict(form.fields), 422, refusal.errors)
    return page.go(address_of(opened.draft_id), say="program_draft_opened")


@router.post("/{draft_id}/parts")
def add_part(page: AdministratorPage, form: Form, draft_id: UUID) -> Response:
    """Add a form, a diagram, a table or a notice, and open it in its editor."""
    title = Text(form.text("title", 300), form.text("title_en", 300))
    command = AddProgramPart(
        draft_id=draft_id, kind=form.text("kind", 20), name=form.text("name", 100), title=title, form=form.text("form", 100)
    )
    try:
        added = page.execute(command, form.key)
    except InvalidInput as refusal:
        view = page.ask(ProgramDraftDetail(draft_id=draft_id))
        return draw(page, "studio/draft.html", 422, view=view, errors=refusal.errors)
    return page.go(address_of(draft_id, added.path))


@router.post("/{draft_id}/sections/{section}")
def edit_section(request: Request, page: AdministratorPage, form: Form, draft_id: UUID, section: str) -> Response:
    """Save entries of a manifest or of the parameters. A script of ours is answered in JSON, and draws the page anew by itself."""
    known = SECTIONS.get(section)
    entries = tuple(entries_of(form, known)) if known else ()
    view = page.ask(ProgramDraftDetail(draft_id=draft_id))
    path = f"{view.program}/{known.file if known else 'manifest.toml'}"
    try:
        edit = EditProgramSection(
            draft_id=draft_id, section=section, entries=entries, version=form.version, entry=form.text("entry", LONGEST_ENTRY)
        )
        saved = page.execute(edit, form.key)
    except InvalidInput as refusal:
        if wants_json(request):
            raise
        return sections(page, draft_id, path, 422, {section: entries}, refusal.errors)
    if wants_json(request):
        return page.tell(JSONResponse({"version": saved.version}), "program_file_saved")
    return page.go(f"{address_of(draft_id, path)}#s-{section}", say="program_file_saved")


@router.post("/{draft_id}/typing/{section}")
def keep_typing(page: AdministratorPage, form: Form, draft_id: UUID, section: str) -> Response:
    """Keep what is being typed into the form of an entry, for a script of ours."""
    known = SECTIONS.get(section)
    entries = tuple(entries_of(form, known)) if known else ()
    typed = tuple((name, value) for name, value in form.fields.multi_items() if name not in CARRIED)
    entry = form.text("entry", LONGEST_ENTRY)
    command = KeepProgramEntry(draft_id=draft_id, section=section, entry=entry, entries=entries, typed=typed, version=form.version)
    kept = page.execute(command, form.key)
    reasons = [each.in_(page.language) for each in kept.reasons]
    return JSONResponse({"kept": kept.kept, "version": kept.version, "by": kept.by, "at": kept.at.isoformat(), "reasons": reasons})


@router.post("/{draft_id}/drop-typing/{person_id}")
def drop_typing(page: AdministratorPage, form: Form, draft_id: UUID, person_id: UUID) -> Response:
    """What the file says is right: forget what somebody typed of an entry and did not finish."""
    path, entry = form.text("path", 300), form.text("entry", LONGEST_ENTRY)
    page.execute(DropProgramEntry(draft_id=draft_id, path=path, entry=entry, person_id=person_id), form.key)
    return page.go(address_of(draft_id, path))


def sections(
    page: Page,
    draft_id: UUID,
    path: str,
    status: int = 200,
    typed: Mapping[str, tuple[Mapping[str, Any], ...]] | None = None,
    errors: tuple[FieldError, ...] = (),
) -> Response:
    """The editor of a manifest or of parameters; what was typed and refused is shown at the top, to be corrected."""
    view = page.ask(ProgramDraftDetail(draft_id=draft_id))
    parts = page.ask(ProgramSections(draft_id=draft_id, path=path))
    file = page.ask(ProgramFile(draft_id=draft_id, path=path))
    words = {"column_words": COLUMN_WORDS, "choice_words": CHOICE_WORDS, "key_words": FIELD_WORDS["key"], "value_words": value_words}
    left = page.ask(EntriesBeingFilledIn(draft_id=draft_id, path=path))
    told = {"typed": typed or {}, "errors": errors, "element": page.request.query_params.get("element", ""), "left": left}
    return draw(page, "studio/sections.html", status, view=view, file=file, parts=parts, **told, **words)


def entries_of(form: Posted, section: Section) -> Iterator[dict[str, Any]]:
    """The entries a page sent, as `e<number>.<field>`; rows where nothing was typed are none."""
    numbers = sorted({int(head[1:]) for head in (name.split(".", 1)[0] for name in form.fields) if re.fullmatch(r"e[0-9]{1,4}", head)})
    for number in numbers:
        before = f"e{number}."
        entry = {each.name: _value(form, f"{before}{each.name}", each) for each in section.fields}
        if section.key:
            entry[section.key] = form.text(f"{before}{section.key}", 300)
            typed = [value for value in entry.values() if not isinstance(value, bool)]
            if not any(any(each.values()) if isinstance(each, dict) else each for each in typed) or not _said(form, before, section):
                continue
        if f"{before}order" in form.fields:
            entry["order"] = form.text(f"{before}order", 10)
        if f"{before}remove" in form.fields:
            entry["remove"] = True
        yield entry


def _said(form: Posted, before: str, section: Section) -> bool:
    """Whether somebody typed something: a list of choices, or a flag that is set from the start, is nothing typed."""
    chosen = {each.name for each in section.fields if each.choices or each.default}
    names = (name for name in form.fields if name.startswith(before) and name.removeprefix(before) not in {*chosen, "order"})
    return any(form.fields[name].strip() for name in names)


def _value(form: Posted, name: str, field: SectionField) -> Any:
    if field.kind == "title":
        return {"zh": form.text(f"{name}.zh"), "en": form.text(f"{name}.en")}
    if field.kind == "flag":
        return name in form.fields
    if field.kind == "words":
        told = "\n".join(form.fields.getlist(name))
        return [line.strip() for line in told.splitlines() if line.strip()]
    if field.kind == "pairs":
        return dict(_pairs(form.text(name, 8000)))
    if field.kind == "values":
        return list(_values(form, name))
    if field.kind == "columns":
        return list(_columns(form, name))
    return form.text(name)


def _pairs(typed: str) -> Iterator[tuple[str, str]]:
    """Names and expressions, `name = expression`; a line that begins with blanks goes on with the expression before it."""
    for told in re.split(r"\r?\n(?=\S)", typed):
        if told.strip():
            key, _, text = told.partition("=")
            first, *more = text.splitlines()
            yield key.strip(), "\n".join([first.strip(), *(line.removeprefix(FURTHER).rstrip() for line in more)]).strip()


def _values(form: Posted, name: str) -> Iterator[dict[str, str]]:
    number = 0
    while f"{name}.{number}.from" in form.fields:
        told = {part: form.text(f"{name}.{number}.{part}") for part in ("from", "value", "document", "clause")}
        if any(told.values()) and f"{name}.{number}.remove" not in form.fields:
            yield told
        number += 1


def _columns(form: Posted, name: str) -> Iterator[dict[str, Any]]:
    number = 0
    while f"{name}.{number}.key" in form.fields:
        told: dict[str, Any] = {part: form.text(f"{name}.{number}.{part}") for part in ("key", "zh", "en", "type", "sum")}
        told["values"] = dict(_wordings(form.text(f"{name}.{number}.values", 8000)))
        if any(told[part] for part in ("key", "zh", "en")) and f"{name}.{number}.remove" not in form.fields:
            yield told
        number += 1


def _wordings(typed: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The words of codes, a line each: `code = 中文 | English`."""
    for line in typed.splitlines():
        if line.strip():
            code, _, words = line.partition("=")
            zh, _, en = words.partition("|")
            yield code.strip(), {"zh": zh.strip(), "en": en.strip()}


def _begin(page: Page, typed: Mapping[str, str], status: int = 200, errors: tuple[FieldError, ...] = ()) -> Response:
    return draw(page, "studio/new.html", status, typed=typed, errors=errors, regions=page.ask(Regions()))
