"""What the check finds leads to the place itself: the field of a form, the cell of a table, the entry of a manifest or of parameters."""

import re
from typing import Any
from uuid import UUID

import pytest

from engine.commands import ImportProgramFiles, OpenProgramDraft
from engine.queries import ProgramDraftDetail, ProgramDraftFiles
from tests.journeys.town import Town
from tests.journeys.visitor import Visitor
from tests.studio.conftest import PROGRAM

pytestmark = pytest.mark.browser
FORM, TABLE = f"{PROGRAM}/forms/insurance.form", f"{PROGRAM}/decisions/plan_dates.dmn"
MANIFEST, PARAMETERS = f"{PROGRAM}/manifest.toml", f"{PROGRAM}/parameters.toml"


def faulty(town: Town, path: str, old: str, new: str) -> UUID:
    """A draft in whose file something is wrong."""
    by = town.actor("guanli")
    draft = town.engine.execute(OpenProgramDraft(program=PROGRAM, title="查错"), by=by).draft_id
    files = dict(town.engine.ask(ProgramDraftFiles(draft_id=draft), by=by))
    assert re.search(old, files[path].decode()), (path, old)
    files[path] = re.sub(old, new, files[path].decode(), count=1).encode()
    digest = town.engine.ask(ProgramDraftDetail(draft_id=draft), by=by).digest
    town.engine.execute(ImportProgramFiles(draft_id=draft, files=files, digest=digest), by=by)
    return draft


def follow(guest: Visitor, draft: UUID, path: str, sentence: str) -> Any:
    """From the finding to what it leads to; the place that is marked."""
    page = guest.go(f"/admin/studio/{draft}/check")
    row = page.locator("table.findings tbody tr", has_text=sentence).first
    guest.follow(row.get_by_role("link", name=path))
    marked = page.locator(".is-found")
    marked.first.wait_for()
    assert guest.until(
        lambda: bool(marked.first.evaluate("e => { const b = e.getBoundingClientRect(); return b.top < innerHeight && b.bottom > 0; }"))
    )
    return marked


def test_a_finding_of_a_form_leads_to_its_field(town: Town, invite: Any) -> None:
    draft = faulty(town, FORM, r'"=result != \\"partly\\""', r'"=resulted != \\"partly\\""')
    guest = invite("guanli")
    marked = follow(guest, draft, FORM, "resulted")
    assert marked.count() == 1
    guest.page.locator(".fjs-properties-container .bio-properties-panel-header").wait_for()


def test_a_finding_of_a_table_leads_to_its_cell(town: Town, invite: Any) -> None:
    draft = faulty(town, TABLE, r"(plan_dates_start_passed_start\">\s*<text>)[^<]*", r"\1&lt; tody")
    marked = follow(invite("guanli"), draft, TABLE, "tody")
    assert "tody" in marked.first.inner_text()


@pytest.mark.parametrize(
    ("path", "old", "new", "sentence", "entry"),
    [
        (MANIFEST, r'(id = "advance"[^\[]*?form = )"\w+"', r'\1"advanced"', "没有表单“advanced”", "e-process-advance"),
        (MANIFEST, r'(\[\[notice\]\]\s+key = "(\w+)"[^\[]*?number = )"[^"]*"', r'\1"X"', "缺少 {serial}", "e-notice-"),
        (
            MANIFEST,
            r'process = "filing", stages = \["training"\]',
            r'process = "filing", stages = ["trainings"]',
            "trainings",
            "e-process-",
        ),
        (PARAMETERS, r'(key = "(\w+)"\s+type = )"limit"', r'\1"limits"', "类型“limits”不认识", "e-parameter-"),
    ],
)
def test_a_finding_of_a_manifest_or_of_parameters_leads_to_its_entry(
    town: Town, invite: Any, path: str, old: str, new: str, sentence: str, entry: str
) -> None:
    draft = faulty(town, path, old, new)
    marked = follow(invite("guanli"), draft, path, sentence)
    assert (marked.first.get_attribute("id") or "").startswith(entry)
    assert marked.first.get_attribute("open") is not None
