"""预审: an officer sees every check of a submission with its result, its clause and the rows it concerns."""

from uuid import UUID

import pytest

from engine.commands import ReleaseProgram
from engine.packages.discovery import package_files
from engine.queries import CaseDetail, RosterAll
from engine.queries.check_views import CheckView
from engine.scenarios.reading import Scenario
from engine.sdk.actor import Actor
from tests.build import PROCESSES, a_story, actor, the_case
from tests.commands.conftest import World

NAMED = {
    "credit_code", "id_numbers", "contract_term", "insured_city", "repeats_in_plan", "passed_same", "active_elsewhere", "hardship_plan",
}  # fmt: skip
ASKED = {"insured_city", "institution", "dishonest_list", "qualification"}


def checks(world: World, case: UUID) -> dict[str, CheckView]:
    seen = world.engine.ask(CaseDetail(case_id=case), by=world.officer("review"))
    return {check.code: check for check in seen.checks}


def answered(world: World, data: dict[str, object], element: str = "insurance") -> UUID:
    """A case in which a check was answered differently from the story."""
    story = a_story("happy_path.toml", 5)
    for step in story.steps:
        if step.task == element:
            step.data.update(data)  # type: ignore[attr-defined]
            step.expect.clear()  # type: ignore[attr-defined]
    return played(world, story)


def played(world: World, story: Scenario) -> UUID:
    world.player.play(story)
    return the_case(world.engine, enterprise(world, story))


def enterprise(world: World, story: Scenario) -> Actor:
    return actor(world.engine, world.player.people["enterprise", story.steps[0].data["enterprise"]["uscc"]])


def test_every_check_is_listed_with_its_clause_in_both_languages(world: World) -> None:
    case, _ = world.story("happy_path.toml", 1)
    found = checks(world, case)
    assert found.keys() >= NAMED
    for check in found.values():
        assert check.clause
        assert check.title.zh
        assert check.title.zh != check.title.in_("en")
    assert {code for code, check in found.items() if check.result == "asked"} == ASKED
    assert {check.result for code, check in found.items() if code not in ASKED} == {"passed"}
    assert (found["contract_term"].people, found["credit_code"].people) == (60, None)


def test_what_was_asked_of_an_officer_shows_the_officers_answer(world: World) -> None:
    case, _ = world.story("happy_path.toml", 5)
    found = checks(world, case)
    assert {found[code].result for code in ASKED} == {"passed"}


def test_a_negative_answer_fails_the_check_and_names_the_rows(world: World) -> None:
    case = answered(world, {"result": "partly", "uninsured": [{"no": 4, "note": "停保"}, {"no": 9, "note": "未参保"}]})
    insured = checks(world, case)["insured_city"]
    assert (insured.result, insured.rows) == ("failed", (4, 9))
    case, _ = world.story("dishonest.toml", 5)
    assert checks(world, case)["dishonest_list"].result == "failed"
    assert checks(world, case)["qualification"].result == "passed"


def test_an_own_training_centre_needs_no_licence_of_an_institution(world: World) -> None:
    story = a_story("happy_path.toml", 1)
    story.steps[0].data["plan"] |= {"mode": "own_centre"}
    story.steps[0].files["materials.centre_conditions"] = "培训中心条件说明.pdf"  # type: ignore[index]
    case = played(world, story)
    assert checks(world, case)["institution"].result == "not_applicable"


def test_what_only_warns_is_for_the_officer_to_judge_with_its_sentence(world: World) -> None:
    story = a_story("happy_path.toml", 1)
    story.steps[0].rows[2]["target_level"] = "4" if story.steps[0].rows[2]["target_level"] == "3" else "3"  # type: ignore[index]
    case = played(world, story)
    found = checks(world, case)["as_planned"]
    assert (found.result, found.rows, found.people) == ("asked", (3,), 60)
    assert [sentence.in_("en") for sentence in found.said] == ["Occupation or level differs from the plan"]


def graded() -> dict[str, bytes]:
    """The shipped program, whose plans end with everybody assessed and passed."""
    files = dict(package_files(PROCESSES / "gz_apprenticeship"))
    name = "common/services.py"
    files[name] = files[name].replace(b'RosterStatus("enrolled", only="eligible")', b'RosterStatus("passed", only="eligible")')
    return files


@pytest.mark.parametrize(("level", "refused"), [("3", True), ("2", False)])
def test_who_passed_the_same_occupation_and_level_before_may_not_train_for_it_again(world: World, level: str, refused: bool) -> None:
    shipped = package_files(PROCESSES / "gz_apprenticeship")
    world.engine.execute(ReleaseProgram(files=graded(), note="结业"), by=Actor.system())
    world.player.play(a_story("filed_small.toml"))
    world.engine.execute(ReleaseProgram(files=shipped, note="现行"), by=Actor.system())
    story = a_story("duplicate_apprentice.toml", 1)
    step = story.steps[0]
    step.data["plan"] |= {"target_level": level}
    step.expect.clear()  # type: ignore[attr-defined]
    for row in step.rows or ():
        row |= {"target_level": level, "mentor_level": "1"}  # type: ignore[operator]
    faults = world.player.play(story)
    assert bool(faults) == refused
    if refused:
        assert "roster_ineligible" in str(faults[0].found)
        by = enterprise(world, story)
        rows = world.engine.ask(RosterAll(case_id=the_case(world.engine, by), field="roster"), by=by)
        assert {row.no: [(reason.reason.zh, reason.clause) for reason in row.reasons] for row in rows if row.reasons} == {
            4: [("已参加同一职业（工种）、同一等级的学徒培训并考核合格", "穗人社函〔2020〕22号 三（四）")]
        }
