"""Every section of a manifest by its form in a real browser: what is typed, picked and ticked is written, and nothing else."""

from typing import Any

import pytest

from engine.commands import OpenProgramDraft
from engine.packages.sections import MANIFEST, SECTIONS
from engine.packages.toml_sections import read_section
from engine.queries import ProgramFile
from tests.journeys.test_every_page import looked_at
from tests.journeys.town import Town
from tests.journeys.visitor import DESK, PHONE
from tests.studio.conftest import PROGRAM

pytestmark = pytest.mark.browser
PATH = f"{PROGRAM}/{MANIFEST}"
EDITS: dict[str, tuple[str, dict[str, Any]]] = {
    "general": ("", {"version": "2026.9"}),
    "contact": ("", {"phone": "020-54321"}),
    "retention": ("", {"permanent": True, "document": "档案法", "clause": "第十四条"}),
    "document": ("S2", {"title": "穗人社函〔2020〕22号 附件"}),
    "stages": ("submitted", {"en": "Handed in", "aside": True}),
    "roles": ("auditor", {"zh": "审计岗", "en": "Audit", "head": True}),
    "outcomes": ("support", {"tone": "negative"}),
    "process": (
        "start_report",
        {"guide.zh": "guide.zh.md", "parent.while_open": False, "parent.stages": ["training", "started"], "by": "officer"},
    ),
    "notice": ("acceptance_notice", {"facts": {"promised": "today"}, "adverse": True}),
    "check": ("credit_code", {"clause": "GB 32100-2015", "rules": ["other_enterprise", "hardship_plan_this_year"]}),
    "register": ("annual_plan", {"basis": "穗人社函〔2020〕22号 三"}),
}
"""Section -> the entry, one that is there or a new one, and what becomes of its fields."""


def manifest(town: Town, draft: Any) -> bytes:
    return town.engine.ask(ProgramFile(draft_id=draft, path=PATH), by=town.actor("guanli")).content


def entries(content: bytes, name: str) -> dict[str, dict[str, Any]]:
    """The entries of a section by key."""
    section = SECTIONS[name]
    return {str(entry.get(section.key, "")) if section.key else "": dict(entry) for entry in read_section(content, section)}


def fill(place: Any, name: str, value: Any) -> None:
    """Say something in a field, whatever it is drawn as."""
    field = place.locator(f"[name='{name}']")
    if isinstance(value, bool):
        field.set_checked(value)
    elif isinstance(value, list) and field.first.get_attribute("type") == "checkbox":
        for box in field.all():
            box.set_checked(box.get_attribute("value") in value)
    elif isinstance(value, list):
        field.fill("\n".join(value))
    elif isinstance(value, dict):
        field.fill("\n".join(f"{key} = {text}" for key, text in value.items()))
    elif field.evaluate("each => each.tagName") == "SELECT":
        field.select_option(value)
    else:
        field.fill(value)


def opened(guest: Any, address: str, name: str, key: str) -> tuple[Any, str]:
    """The form of an entry, unfolded where it is folded, and how its fields begin."""
    page = guest.go(address)
    section = SECTIONS[name]
    if section.shape == "list" and name != "document":
        entry = page.locator(f"#e-{name}-{key}")
        if entry.get_attribute("open") is None:
            entry.locator("summary").click()
        return entry.locator("form"), "e0"
    form = page.locator(f"#s-{name} form")
    if not section.key:
        return form, "e0"
    row = page.locator(f"#s-{name} tr", has=page.locator(f"input[name$='.{section.key}'][value='{key}']"))
    if not row.count():
        row = page.locator(f"#s-{name} tbody tr", has=page.locator(f"input[name$='.{section.key}'][value='']")).first
        row.locator(f"input[name$='.{section.key}']").fill(key)
    return form, str(row.locator("input").first.get_attribute("name")).partition(".")[0]


def test_every_section_has_an_edit_here() -> None:
    assert set(EDITS) == {section.name for section in SECTIONS.values() if section.file == MANIFEST}


def test_every_section_of_a_manifest_is_edited_by_its_form(town: Town, invite: Any) -> None:
    draft = town.engine.execute(OpenProgramDraft(program=PROGRAM, title="清单"), by=town.actor("guanli")).draft_id
    guest, address = invite("guanli"), f"/admin/studio/{draft}/files/{PATH}"
    for name, (key, changes) in EDITS.items():
        before = manifest(town, draft)
        form, at = opened(guest, address, name, key)
        for field, value in changes.items():
            fill(form, f"{at}.{field}", value)
        guest.follow(form.locator("button[type=submit]").first)
        after = manifest(town, draft)
        for other in EDITS:
            was, now = entries(before, other), entries(after, other)
            fresh = {field.name: False for field in SECTIONS[name].fields} | {SECTIONS[name].key: key}
            wanted = {**was, key: {**was.get(key, fresh), **changes}} if other == name else was
            wrong = {each: (now.get(each), wanted[each]) for each in wanted if now.get(each) != wanted[each]}
            assert (wrong, set(now)) == ({}, set(wanted)), (name, other)


def test_words_of_a_register_and_what_an_entry_names_are_offered_and_judged(town: Town, invite: Any) -> None:
    draft = town.engine.execute(OpenProgramDraft(program=PROGRAM, title="台账"), by=town.actor("guanli")).draft_id
    guest, address = invite("guanli"), f"/admin/studio/{draft}/files/{PATH}"
    form, _ = opened(guest, address, "process", "filing")
    offered = {each: form.locator(f"select[name='e0.{each}'] option").evaluate_all("all => all.map(one => one.value)") for each in OFFERS}
    for name, value in OFFERS.items():
        assert value in offered[name], (name, offered[name])
    form, _ = opened(guest, address, "register", "annual_plan")
    words = form.locator("textarea[name$='.values']").filter(has_text="四级")
    words.fill("4 = 四级 | Level 4\n3 = | Level 3")
    form.locator("button[type=submit]").first.click()
    guest.reads("代码“3”缺少中文")
    guest.page.on("dialog", lambda dialog: dialog.accept())
    assert b"Level 2" in manifest(town, draft), "nothing is kept of what is refused"
    form, _ = opened(guest, address, "register", "annual_plan")
    form.locator("textarea[name$='.values']").filter(has_text="四级").fill("4 = 四级 | Level 4\n3 = 三级")
    guest.follow(form.locator("button[type=submit]").first)
    column = next(each for each in entries(manifest(town, draft), "register")["annual_plan"]["column"] if each["values"])
    assert column["values"] == {"4": {"zh": "四级", "en": "Level 4"}, "3": {"zh": "三级", "en": ""}}


OFFERS = {
    "file": "filing.bpmn",
    "form": "filing",
    "guide.zh": "guide.zh.md",
    "role": "review",
    "roster.check": "apprentice_row",
    "parent.process": "settlement",
}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_all_forms_of_a_manifest_unfolded_are_accessible_and_laid_out_well(town: Town, invite: Any, language: str) -> None:
    draft = town.engine.execute(OpenProgramDraft(program=PROGRAM, title=f"清单 {language}"), by=town.actor("guanli")).draft_id
    guest = invite("guanli")
    guest.go("/account")
    guest.go(f"/language/{language}?next=/notices-and-licences")
    faults: list[str] = []
    for path in (PATH, f"{PROGRAM}/parameters.toml"):
        page = guest.go(f"/admin/studio/{draft}/files/{path}")
        page.evaluate(
            "() => { for (const each of document.querySelectorAll('section.card')) for (const one of [...each.querySelectorAll('details')].slice(0, 1)) one.open = true; }"
        )
        for size, theme in ((DESK, "light"), (PHONE, "dark")):
            faults += [f"{path}: {fault}" for fault in looked_at(guest, language, size, theme)]
    assert not faults, "\n".join(faults)
