"""Entries of manifests and parameters that are being filled in: in the draft from the first moment, in the file once they are whole."""

from typing import Any
from uuid import UUID

import pytest

from engine.commands import (
    BeginSandbox,
    DropProgramEntry,
    EditProgramSection,
    KeepProgramEntry,
    ProgramEntryKept,
    ReleaseProgramDraft,
)
from engine.packages.sections import SECTIONS
from engine.packages.toml_sections import read_section
from engine.queries import EntriesBeingFilledIn, ProgramDraftDetail, ProgramDraftFindings, ProgramFile
from engine.sdk.actor import Actor
from engine.sdk.errors import InvalidState, PackageError
from tests.studio.conftest import PROGRAM, Studio

FILE = f"{PROGRAM}/parameters.toml"
ENTRY = "parameter/advance_ratio"


def types(studio: Studio, draft: UUID, version: int, by: Actor | None = None, entry: str = ENTRY, **changes: Any) -> ProgramEntryKept:
    """Type into the form of an entry; a value that differs is the newest."""
    known = read_section(studio.text(draft, FILE).encode(), SECTIONS["parameter"])
    before = next((each for each in known if f"parameter/{each['key']}" == entry), {})
    keep = KeepProgramEntry(
        draft_id=draft, section="parameter", entry=entry, entries=({**before, **changes},), typed=(("e0.x", "y"),), version=version
    )
    return studio.engine.execute(keep, by=by or studio.first)


def left(studio: Studio, draft: UUID) -> list[tuple[str, str, int]]:
    return [
        (each.entry, each.name, each.version)
        for each in studio.engine.ask(EntriesBeingFilledIn(draft_id=draft, path=FILE), by=studio.first)
    ]


def told(studio: Studio, draft: UUID) -> list[str]:
    found = studio.engine.ask(ProgramDraftFindings(draft_id=draft), by=studio.second)
    return [each.zh for each in found if each.code == "entry_unfinished" and each.element and each.file == FILE]


HALF = [{"from": "2027-01-01", "value": "0.3", "document": "", "clause": ""}]
WHOLE = [{"from": "2027-01-01", "value": "0.3", "document": "穗人社函〔2027〕1号", "clause": "一"}]


def test_what_is_whole_is_written_and_what_is_half_typed_stays_beside_the_file_as_a_finding(studio: Studio) -> None:
    draft = studio.draft()
    before = studio.text(draft, FILE)
    kept = types(studio, draft, 0, value=HALF)
    assert (kept.kept, kept.version) == ("typed", 0)
    assert [each.zh for each in kept.reasons] == ["取值 第 1 行 文件：请写明依据的文件。"]
    assert studio.text(draft, FILE) == before
    (finding,) = told(studio, draft)
    assert finding == "何珊在这里填写的内容还没有写入文件。取值 第 1 行 文件：请写明依据的文件。"
    empty = types(studio, draft, 0, value=[{**WHOLE[0], "value": ""}])
    assert [each.zh for each in empty.reasons] == ["取值 第 1 行 值：请填写。"], "no value is no value of any type"
    kept = types(studio, draft, 0, value=WHOLE)
    assert (kept.kept, kept.version) == ("saved", 1)
    assert "穗人社函〔2027〕1号" in studio.text(draft, FILE)
    assert (left(studio, draft), told(studio, draft)) == ([], [])


def test_a_draft_with_half_an_entry_is_neither_tried_nor_released(studio: Studio) -> None:
    draft = studio.draft()
    studio.change(draft, "受理", "接收", f"{PROGRAM}/guide.zh.md")
    types(studio, draft, 0, value=HALF)
    with pytest.raises(InvalidState):
        studio.engine.execute(BeginSandbox(draft_id=draft), by=studio.second)
    seen = studio.engine.ask(ProgramDraftDetail(draft_id=draft), by=studio.second)
    release = ReleaseProgramDraft(draft_id=draft, digest=seen.digest, current_id=seen.current_id, note="试")
    with pytest.raises(PackageError) as refused:
        studio.engine.execute(release, by=studio.second)
    assert [each.code for each in refused.value.findings] == ["entry_unfinished"]
    drop = DropProgramEntry(draft_id=draft, path=FILE, entry=ENTRY, person_id=studio.first.user_id or draft)
    studio.engine.execute(drop, by=studio.first)
    assert studio.engine.execute(release, by=studio.second).new


def test_a_new_entry_and_one_that_is_to_go_wait_for_their_button(studio: Studio) -> None:
    draft = studio.draft()
    before = studio.text(draft, FILE)
    new = {"key": "adv", "type": "ratio", "title": {"zh": "新", "en": ""}, "value": WHOLE}
    assert types(studio, draft, 0, entry="parameter/+", **new).kept == "typed"
    assert types(studio, draft, 0, remove=True).kept == "typed"
    assert studio.text(draft, FILE) == before
    assert sorted(left(studio, draft)) == [("parameter/+", "何珊", 0), (ENTRY, "何珊", 0)]
    add = EditProgramSection(draft_id=draft, section="parameter", entries=(new,), version=0, entry="parameter/+")
    studio.engine.execute(add, by=studio.first)
    assert left(studio, draft) == [(ENTRY, "何珊", 1)], "what one typed elsewhere goes on from what one saved"


def test_whoever_types_after_a_colleague_saved_keeps_it_aside_and_the_colleague_keeps_theirs(studio: Studio) -> None:
    draft = studio.draft()
    assert types(studio, draft, 0, value=WHOLE).kept == "saved"
    mine = [{**WHOLE[0], "value": "0.4"}]
    kept = types(studio, draft, 0, studio.second, value=mine)
    assert (kept.kept, kept.version, kept.by) == ("aside", 1, "何珊")
    file = studio.engine.ask(ProgramFile(draft_id=draft, path=FILE), by=studio.second)
    assert b"value = 0.3" in file.content
    assert left(studio, draft) == [(ENTRY, "罗俊", 0)]
    assert types(studio, draft, 1, studio.second, value=mine).kept == "saved"
    assert left(studio, draft) == []
