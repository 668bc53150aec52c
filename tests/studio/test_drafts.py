"""A draft is a copy of a release that people change together: nothing is lost, nothing running is touched, a second person releases."""

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

import pytest

from engine.commands import (
    BeginPlannedReleases,
    CancelPlannedRelease,
    CosignProgramDraft,
    DiscardProgramDraft,
    DropAside,
    ImportProgramFiles,
    OpenCase,
    OpenProgramDraft,
    ReleaseProgramDraft,
    RemoveProgramFile,
    RestoreRelease,
    SaveProgramFile,
    VisitProgramDraft,
)  # fmt: skip
from engine.model import Case
from engine.queries import (
    AuditLog,
    ProgramDraftDetail,
    ProgramDraftFiles,
    ProgramDraftFindings,
    ProgramDrafts,
    ProgramFile,
    ReleaseFiles,
    Releases,
)  # fmt: skip
from engine.scenarios.cast import ActorNamed, EnsureOrganisation, EnsurePerson
from engine.sdk.actor import Actor
from engine.sdk.errors import Conflict, InvalidInput, InvalidState, NotFound, NotPermitted, PackageError
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork
from tests.studio.conftest import DIAGRAM, PROGRAM, Studio, administrator

GUIDE = f"{PROGRAM}/guide.zh.md"
PARAMETERS = f"{PROGRAM}/parameters.toml"


def detail(studio: Studio, draft, by=None):
    return studio.engine.ask(ProgramDraftDetail(draft_id=draft), by=by or studio.first)


def release(studio: Studio, draft, by: Actor, effective_on: date | None = None, note: str = "依据示例文件"):
    seen = detail(studio, draft, by)
    told = {"digest": seen.digest, "current_id": seen.current_id, "note": note, "effective_on": effective_on}
    return studio.engine.execute(ReleaseProgramDraft(draft_id=draft, **told), by=by)


def releases(studio: Studio):
    return [each for each in studio.engine.ask(Releases(), by=studio.first) if each.program == PROGRAM]


def test_a_draft_holds_every_file_of_the_current_release_byte_for_byte(studio: Studio) -> None:
    draft = studio.draft()
    released = releases(studio)[0]
    files = studio.engine.ask(ProgramDraftFiles(draft_id=draft), by=studio.first)
    assert files == studio.engine.ask(ReleaseFiles(release_id=released.release_id), by=studio.first)
    seen = detail(studio, draft)
    assert (seen.author, seen.title, seen.changed_files, seen.removed_files) == ("何珊", "补正期限延长", frozenset(), ())
    assert [each.draft_id for each in studio.engine.ask(ProgramDrafts(), by=studio.second)] == [draft]


def test_saving_counts_versions_and_leaves_the_release_as_it_is(studio: Studio) -> None:
    draft = studio.draft()
    studio.change(draft, "受理", "接收", GUIDE)
    file = studio.engine.ask(ProgramFile(draft_id=draft, path=GUIDE), by=studio.second)
    assert (file.version, file.changed_by) == (1, "何珊")
    assert "受理" in file.original.decode()
    assert detail(studio, draft).changed_files == {GUIDE}


def test_two_people_saving_the_same_file_keep_both_texts_until_one_decides(studio: Studio) -> None:
    draft = studio.draft()
    saving = {"draft_id": draft, "path": GUIDE, "version": 0}
    studio.engine.execute(SaveProgramFile(**saving, content=b"# mine"), by=studio.first)
    late = studio.engine.execute(SaveProgramFile(**saving, content=b"# theirs"), by=studio.second)
    assert (late.aside, late.by, late.version) == (True, "何珊", 1)
    seen = studio.engine.ask(ProgramFile(draft_id=draft, path=GUIDE), by=studio.second)
    assert (seen.content, seen.aside) == (b"# mine", b"# theirs")
    assert studio.engine.ask(ProgramFile(draft_id=draft, path=GUIDE), by=studio.first).aside is None
    again = studio.engine.execute(SaveProgramFile(draft_id=draft, path=GUIDE, content=b"# both", version=1), by=studio.second)
    assert (again.aside, again.version) == (False, 2)
    assert studio.engine.ask(ProgramFile(draft_id=draft, path=GUIDE), by=studio.second).aside is None


def test_what_was_set_aside_can_be_dropped_by_its_author(studio: Studio) -> None:
    draft = studio.draft()
    saving = {"draft_id": draft, "path": GUIDE, "version": 0}
    studio.engine.execute(SaveProgramFile(**saving, content=b"# mine"), by=studio.first)
    studio.engine.execute(SaveProgramFile(**saving, content=b"# theirs"), by=studio.second)
    studio.engine.execute(DropAside(draft_id=draft, path=GUIDE), by=studio.first)
    assert studio.engine.ask(ProgramFile(draft_id=draft, path=GUIDE), by=studio.second).aside == b"# theirs"
    studio.engine.execute(DropAside(draft_id=draft, path=GUIDE), by=studio.second)
    assert studio.engine.ask(ProgramFile(draft_id=draft, path=GUIDE), by=studio.second).aside is None


def test_saving_the_same_text_again_changes_nothing(studio: Studio) -> None:
    draft = studio.draft()
    for _ in range(2):
        saved = studio.engine.execute(SaveProgramFile(draft_id=draft, path=GUIDE, content=b"# once", version=0), by=studio.first)
        assert (saved.version, saved.aside) == (1, False)


def test_colleagues_see_who_is_in_a_draft_and_where_for_a_minute(studio: Studio) -> None:
    draft = studio.draft()
    studio.engine.execute(VisitProgramDraft(draft_id=draft, path=DIAGRAM), by=studio.second)
    assert [(each.name, each.path) for each in detail(studio, draft).present] == [("罗俊", DIAGRAM)]
    studio.clock.move_to(studio.clock.now() + timedelta(minutes=2))
    assert detail(studio, draft).present == ()


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (f"{PROGRAM}/services.py", "program_code_fixed"),
        ("common/services.py", "program_code_fixed"),
        ("elsewhere/filing.bpmn", "path_refused"),
        (f"{PROGRAM}/../x.bpmn", "path_refused"),
        ("/etc/passwd", "path_refused"),
        (f"{PROGRAM}/run.sh", "path_refused"),
        ("", "path_refused"),
    ],
)
def test_a_draft_takes_no_code_and_no_file_a_package_does_not_hold(studio: Studio, path: str, code: str) -> None:
    draft = studio.draft()
    with pytest.raises(InvalidInput) as refused:
        studio.engine.execute(SaveProgramFile(draft_id=draft, path=path, content=b"import os", version=None), by=studio.first)
    assert [error.code for error in refused.value.errors] == [code]
    assert detail(studio, draft).changed_files == frozenset()


def test_a_file_larger_than_five_megabytes_is_refused(studio: Studio) -> None:
    draft = studio.draft()
    with pytest.raises(InvalidInput, match="5 MB"):
        studio.engine.execute(SaveProgramFile(draft_id=draft, path=DIAGRAM, content=b"x" * (5 * 2**20 + 1), version=0), by=studio.first)


def test_a_new_file_is_added_and_an_old_one_removed(studio: Studio) -> None:
    draft = studio.draft()
    studio.engine.execute(SaveProgramFile(draft_id=draft, path=f"{PROGRAM}/forms/extra.form", content=b"{}", version=None), by=studio.first)
    studio.engine.execute(RemoveProgramFile(draft_id=draft, path=GUIDE), by=studio.first)
    seen = detail(studio, draft)
    assert seen.removed_files == (GUIDE,)
    assert seen.changed_files == {f"{PROGRAM}/forms/extra.form"}
    with pytest.raises(NotFound):
        studio.engine.execute(RemoveProgramFile(draft_id=draft, path=GUIDE), by=studio.first)


def test_drafts_are_for_administrators(studio: Studio) -> None:
    draft = studio.draft()
    officer = Actor(studio.first.user_id, "受理员", "officer")
    for question in (ProgramDrafts(), ProgramDraftDetail(draft_id=draft), ProgramFile(draft_id=draft, path=GUIDE)):
        with pytest.raises(NotPermitted):
            studio.engine.ask(question, by=officer)
    for command in (OpenProgramDraft(program=PROGRAM, title="x"), DiscardProgramDraft(draft_id=draft)):
        with pytest.raises(NotPermitted):
            studio.engine.execute(command, by=officer)


def test_a_draft_says_what_it_is_about_and_begins_from_something_released(studio: Studio) -> None:
    with pytest.raises(InvalidInput):
        studio.engine.execute(OpenProgramDraft(program=PROGRAM, title="  "), by=studio.first)
    with pytest.raises(NotFound):
        studio.engine.execute(OpenProgramDraft(program="nowhere", title="x"), by=studio.first)


def test_a_discarded_draft_is_gone_and_its_discarding_known(studio: Studio) -> None:
    draft = studio.draft()
    studio.engine.execute(DiscardProgramDraft(draft_id=draft), by=studio.second)
    assert studio.engine.ask(ProgramDrafts(), by=studio.first) == ()
    with pytest.raises(NotFound):
        detail(studio, draft)
    with pytest.raises(InvalidState):
        studio.engine.execute(SaveProgramFile(draft_id=draft, path=GUIDE, content=b"x", version=0), by=studio.first)
    kinds = {event.kind for event in studio.engine.ask(AuditLog(), by=studio.first).rows}
    assert {"program_draft_opened", "program_draft_discarded"} <= kinds


def test_the_check_finds_what_the_command_line_finds_with_file_and_element(studio: Studio) -> None:
    draft = studio.draft()
    assert [f for f in studio.engine.ask(ProgramDraftFindings(draft_id=draft), by=studio.first) if f.severity == "error"] == []
    studio.change(draft, 'tb:form="insurance"', 'tb:form="insurence"')
    found = studio.engine.ask(ProgramDraftFindings(draft_id=draft), by=studio.first)
    assert ("form_missing", DIAGRAM, "insurance") in {(f.code, f.file, f.element) for f in found}


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        (DIAGRAM, "</bpmn:definitions>", "", "有效的 XML：文件在标签闭合之前结束"),
        (f"{PROGRAM}/forms/insurance.form", '"schemaVersion"', 'schemaVersion"', "有效的 JSON"),
        (f"{PROGRAM}/manifest.toml", 'key = "gz_apprenticeship"', "key = gz_apprenticeship", "有效的 TOML"),
    ],
)
def test_a_file_that_is_broken_is_refused_with_its_line_and_nothing_is_kept(
    studio: Studio, path: str, old: str, new: str, said: str
) -> None:
    draft = studio.draft()
    before = studio.text(draft, path)
    broken = before.replace(old, new)
    line = len(broken.splitlines()) if not new else broken[: broken.index(new)].count("\n") + 1
    with pytest.raises(InvalidInput) as refused:
        studio.change(draft, old, new, path)
    (fault,) = refused.value.errors
    assert (fault.code, said in fault.zh) == ("not_well_formed", True)
    assert abs(int(fault.path.removeprefix("text.")) - line) <= 1
    assert studio.text(draft, path) == before


def test_a_broken_file_of_a_folder_brought_in_is_a_finding_not_a_failure(studio: Studio) -> None:
    draft = studio.draft()
    files = dict(studio.engine.ask(ProgramDraftFiles(draft_id=draft), by=studio.first))
    files[DIAGRAM] = files[DIAGRAM].replace(b"</bpmn:definitions>", b"")
    studio.engine.execute(ImportProgramFiles(draft_id=draft, files=files, digest=detail(studio, draft).digest), by=studio.first)
    found = studio.engine.ask(ProgramDraftFindings(draft_id=draft), by=studio.first)
    assert any(f.file == DIAGRAM and f.severity == "error" for f in found)


def test_whoever_changed_a_draft_may_not_release_it_and_a_second_person_may(studio: Studio) -> None:
    draft = studio.draft()
    studio.change(draft, "核验社会保险参保", "核验社保缴费")
    with pytest.raises(NotPermitted):
        release(studio, draft, studio.first)
    assert detail(studio, draft, studio.second).may_release
    done = release(studio, draft, studio.second)
    assert (done.new, done.number) == (True, 2)
    with pytest.raises(NotFound):
        detail(studio, draft)
    newest = releases(studio)[0]
    assert (newest.current, newest.published_by, newest.note) == (True, "罗俊", "依据示例文件")


def test_somebody_whose_text_was_set_aside_counts_as_having_changed_the_draft(studio: Studio) -> None:
    draft = studio.draft()
    saving = {"draft_id": draft, "path": GUIDE, "version": 0}
    studio.engine.execute(SaveProgramFile(**saving, content=b"# mine"), by=studio.first)
    studio.engine.execute(SaveProgramFile(**saving, content=b"# theirs"), by=studio.second)
    with pytest.raises(NotPermitted):
        release(studio, draft, studio.second)


def test_a_release_says_what_is_new(studio: Studio) -> None:
    draft = studio.draft()
    studio.change(draft, "核验社会保险参保", "核验社保缴费")
    with pytest.raises(InvalidInput):
        release(studio, draft, studio.second, note=" ")


def test_a_draft_with_faults_is_not_released_and_stays(studio: Studio) -> None:
    draft = studio.draft()
    studio.change(draft, 'tb:form="insurance"', 'tb:form="insurence"')
    with pytest.raises(PackageError):
        release(studio, draft, studio.second)
    assert len(releases(studio)) == 1
    assert detail(studio, draft).changed_files == {DIAGRAM}


def test_what_is_released_is_what_was_looked_at(studio: Studio) -> None:
    draft = studio.draft()
    studio.change(draft, "核验社会保险参保", "核验社保缴费")
    seen = detail(studio, draft, studio.second)
    studio.change(draft, "核验社保缴费", "核验社保")
    with pytest.raises(Conflict):
        studio.engine.execute(
            ReleaseProgramDraft(draft_id=draft, digest=seen.digest, current_id=seen.current_id, note="x"), by=studio.second
        )


def test_a_draft_learns_that_another_release_came_out_meanwhile(studio: Studio) -> None:
    slow, quick = studio.draft("慢"), studio.draft("快")
    studio.change(quick, "核验社会保险参保", "核验社保缴费")
    seen = detail(studio, slow, studio.second)
    release(studio, quick, studio.second)
    assert detail(studio, slow).behind
    with pytest.raises(Conflict):
        studio.engine.execute(
            ReleaseProgramDraft(draft_id=slow, digest=seen.digest, current_id=seen.current_id, note="x"), by=studio.second
        )


def test_a_draft_that_changes_nothing_is_not_released(studio: Studio) -> None:
    draft = studio.draft()
    with pytest.raises(InvalidState):
        release(studio, draft, studio.second)


def test_an_older_release_becomes_current_again_by_a_second_person(studio: Studio) -> None:
    draft = studio.draft()
    studio.change(draft, "核验社会保险参保", "核验社保缴费")
    release(studio, draft, studio.second)
    older = releases(studio)[1]
    with pytest.raises(InvalidInput):
        studio.engine.execute(RestoreRelease(release_id=older.release_id, note=""), by=studio.first)
    back = studio.engine.execute(RestoreRelease(release_id=older.release_id, note="新表有误"), by=studio.first).draft_id
    assert detail(studio, back).changed_files == {DIAGRAM}
    with pytest.raises(NotPermitted):
        release(studio, back, studio.first)
    release(studio, back, studio.second)
    assert [each.number for each in releases(studio) if each.current] == [1]
    with pytest.raises(Conflict):
        studio.engine.execute(RestoreRelease(release_id=older.release_id, note="再来"), by=studio.first)


def test_going_back_to_a_release_with_other_rates_takes_the_signature_of_another_department_too(studio: Studio) -> None:
    third, colleague = (
        administrator("钱芳", "rate_treasury"),
        replace(administrator("周平", "rate_treasury"), organisation_id=studio.second.organisation_id),
    )
    rate = re.search(r'key = "advance_ratio".*?\nvalue = [^\n]+', studio.text(studio.draft(), PARAMETERS), re.DOTALL)
    assert rate
    up = studio.draft("预支比例")
    studio.change(up, rate[0], rate[0].rpartition("value = ")[0] + "value = 0.3", PARAMETERS)
    sign(studio, up, third)
    release(studio, up, studio.second)
    older = releases(studio)[1]
    back = studio.engine.execute(RestoreRelease(release_id=older.release_id, note="依据文件已废止"), by=studio.first).draft_id
    assert [each.zh for each in detail(studio, back).rates] == ["预支补贴比例"]
    with pytest.raises(InvalidState, match="cosign_missing"):
        release(studio, back, studio.second)
    with pytest.raises(NotPermitted, match="cosign_department"):
        sign(studio, back, administrator("吴琳"))
    with pytest.raises(NotPermitted, match="cosign_department"):
        sign(studio, back, replace(administrator("吴琳"), posts=frozenset({("rate_treasury", "440300")})))
    sign(studio, back, colleague)
    assert detail(studio, back, studio.second).lacking, "one organisation is not two departments"
    with pytest.raises(InvalidState, match="cosign_missing"):
        release(studio, back, studio.second)
    sign(studio, back, third)
    assert release(studio, back, studio.second).number == older.number
    assert [each.number for each in releases(studio) if each.current] == [older.number]


def test_whoever_releases_new_rates_needs_both_departments_where_they_stand_for_none(studio: Studio) -> None:
    draft = studio.draft("预支比例")
    studio.change(draft, "value = 0.20", "value = 0.30", PARAMETERS)
    outsider, labour, treasury = administrator("吴琳"), administrator("周平", "rate_labour"), administrator("钱芳", "rate_treasury")
    for signer, lacking in ((None, 2), (treasury, 1), (labour, 0)):
        if signer is not None:
            sign(studio, draft, signer)
        assert len(detail(studio, draft, outsider).lacking) == lacking
        if lacking:
            with pytest.raises(InvalidState, match="cosign_missing"):
                release(studio, draft, outsider)
    release(studio, draft, outsider)


@pytest.mark.parametrize(
    ("path", "old", "new", "told"),
    [
        (f"{PROGRAM}/decisions/money.dmn", "floor(base * parameters.advance_ratio)", "floor(base * 0.5)", "预支"),
        (PARAMETERS, 'value = "total"', 'value = "year"', "预支基数"),
    ],
    ids=["table", "text"],
)
def test_what_tables_of_money_say_and_read_is_a_rate(path: str, old: str, new: str, told: str, studio: Studio) -> None:
    draft = studio.draft()
    assert detail(studio, draft).rates == ()
    studio.change(draft, old, new, path)
    assert any(told in each.zh for each in detail(studio, draft).rates), detail(studio, draft).rates
    with pytest.raises(InvalidState, match="cosign_missing"):
        release(studio, draft, studio.second)


def sign(studio: Studio, draft: UUID, by: Actor) -> None:
    """Sign the draft as it stands, for one's own department."""
    studio.engine.execute(CosignProgramDraft(draft_id=draft, digest=detail(studio, draft, by).digest), by=by)


def test_a_release_with_a_day_is_followed_by_new_cases_from_that_day_on_and_can_be_cancelled_before(studio: Studio) -> None:
    draft = studio.draft()
    studio.change(draft, "核验社会保险参保", "核验社保缴费")
    day = studio.clock.today + timedelta(days=10)
    with pytest.raises(InvalidInput):
        release(studio, draft, studio.second, studio.clock.today)
    planned = release(studio, draft, studio.second, day)
    assert begun(studio) == 1, "before its day new cases begin on the old one"
    other = studio.draft("另一份")
    studio.change(other, "核验社会保险参保", "社保核验")
    with pytest.raises(Conflict):
        release(studio, other, studio.second, day)
    assert detail(studio, other).planned == (planned.number, day), "said before anybody releases beside it"
    studio.clock.move_to(datetime.combine(day, time(0, 1), ZONE))
    assert begun(studio) == planned.number, "whether the worker has looked or not"
    with pytest.raises(InvalidState):
        studio.engine.execute(CancelPlannedRelease(release_id=planned.release_id), by=studio.first)
    assert studio.engine.execute(BeginPlannedReleases(), by=Actor.system()) == 1
    assert [(each.number, each.effective_on) for each in releases(studio) if each.current] == [(planned.number, day)]
    again = release(studio, other, studio.second, day + timedelta(days=5))
    studio.engine.execute(CancelPlannedRelease(release_id=again.release_id), by=studio.first)
    studio.clock.move_to(datetime.combine(day + timedelta(days=9), time(9), ZONE))
    assert studio.engine.execute(BeginPlannedReleases(), by=Actor.system()) == 0
    assert begun(studio) == planned.number


def begun(studio: Studio) -> int:
    """The number of the release that a case is on which begins now."""
    company = EnsureOrganisation(kind="enterprise", name="示例", region="440106", uscc="91440106MA5XA0003E")
    organisation = studio.engine.execute(company, by=Actor.system())
    person = EnsurePerson(username="qiye", name="李文", kind="enterprise", organisation_id=organisation)
    studio.engine.execute(person, by=Actor.system())
    by = studio.engine.ask(ActorNamed(username="qiye"), by=Actor.system())
    case = studio.engine.execute(OpenCase(program=PROGRAM, process="filing"), by=by).case_id
    with UnitOfWork(studio.engine.runtime, read_only=True) as uow:
        release_id = uow.session.get_one(Case, case).release_id
    return next(each.number for each in releases(studio) if each.release_id == release_id)


def test_an_imported_folder_replaces_the_files_and_keeps_the_installed_code(studio: Studio) -> None:
    draft = studio.draft()
    files = studio.engine.ask(ProgramDraftFiles(draft_id=draft), by=studio.first)
    sent = {path: content for path, content in files.items() if not path.endswith(".py") and path != GUIDE}
    sent[DIAGRAM] = sent[DIAGRAM].replace("核验社会保险参保".encode(), "核验社保缴费".encode())
    done = studio.engine.execute(ImportProgramFiles(draft_id=draft, files=sent, digest=detail(studio, draft).digest), by=studio.first)
    assert (done.added, done.changed, done.removed) == (0, 1, 1)
    after = studio.engine.ask(ProgramDraftFiles(draft_id=draft), by=studio.first)
    assert after == {**sent, **{path: content for path, content in files.items() if path.endswith(".py")}}


def test_an_import_that_brings_code_or_foreign_files_is_refused_whole(studio: Studio) -> None:
    draft = studio.draft()
    files = studio.engine.ask(ProgramDraftFiles(draft_id=draft), by=studio.first)
    sent = {**files, f"{PROGRAM}/services.py": b"import os", "other/x.bpmn": b"", GUIDE: b"# changed"}
    with pytest.raises(InvalidInput) as refused:
        studio.engine.execute(ImportProgramFiles(draft_id=draft, files=sent, digest=detail(studio, draft).digest), by=studio.first)
    assert {error.code for error in refused.value.errors} == {"program_code_fixed", "path_refused"}
    assert detail(studio, draft).changed_files == frozenset()
