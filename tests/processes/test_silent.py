"""What the documents leave open is a parameter or says why not, and another value of it changes how a story ends."""

import tomllib

import pytest

from engine.packages.discovery import package_files
from tests.build import PROCESSES
from tests.processes.silent import PAGE, POLICY, PROGRAMS, Left, left_open, page, parameters_of, told_by_policy

DEFAULT = "本系统默认值"
NOTED = sorted({key for each in left_open() if each.stories for key in each.parameters if parameters_of(PROGRAMS[0])[key].note.zh})


def test_the_page_is_what_its_source_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


@pytest.mark.skipif(not POLICY.is_file(), reason="the catalogue of policies does not lie beside the project")
def test_everything_the_policies_leave_open_has_its_line() -> None:
    told = {(each.section, each.says) for each in left_open()}
    assert [item for item in told_by_policy() if item not in told] == []


@pytest.mark.parametrize("left", left_open(), ids=lambda each: f"{each.section} {each.says[:40]}")
def test_a_thing_left_open_has_a_parameter_that_is_read_or_a_reason(left: Left) -> None:
    assert left.parameters or left.why
    for key in left.parameters:
        programs = [program for program in PROGRAMS if key in parameters_of(program)]
        assert programs, key
        for program in programs:
            texts = [
                content.decode()
                for path, content in package_files(PROCESSES / program).items()
                if path.endswith((".bpmn", ".dmn", ".form", ".py", "manifest.toml"))
            ]
            assert any(f"parameters.{key}" in text or f'parameters.get("{key}")' in text for text in texts), f"{program}: {key}"


@pytest.mark.parametrize("key", NOTED)
def test_a_default_of_the_system_says_so_and_what_is_silent(key: str) -> None:
    parameter = parameters_of(PROGRAMS[0])[key]
    assert parameter.note.zh.startswith("文件未规定")
    assert parameter.note.en.startswith("Silent → ")
    assert all(value.document.startswith(DEFAULT) and value.clause for value in parameter.values)


@pytest.mark.parametrize("left", [each for each in left_open() if each.stories], ids=lambda each: f"{each.section} {each.says[:40]}")
def test_a_story_is_told_with_another_value(left: Left) -> None:
    for name in left.stories:
        story = tomllib.loads((PROCESSES / PROGRAMS[0] / "scenarios" / f"{name}.toml").read_text(encoding="utf-8"))
        other = {key: value for key, value in story["settings"].items() if key in left.parameters}
        assert other, name
        for key, value in other.items():
            assert str(value) != str(parameters_of(PROGRAMS[0])[key].values[-1].value), f"{name}: {key} is as shipped"


def test_every_setting_of_a_story_answers_something_left_open() -> None:
    answered = {key for each in left_open() for key in each.parameters}
    for path in sorted(PROCESSES.glob("*/scenarios/*.toml")):
        assert set(tomllib.loads(path.read_text(encoding="utf-8")).get("settings", {})) <= answered, path.name
