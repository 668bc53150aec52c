"""The same files are read once, however many ask at the same time; only the last few are kept."""

from concurrent.futures import ThreadPoolExecutor

from engine.packages.skeletons import program_files
from engine.packages.surveys import Surveys
from engine.sdk.text import Text


def files(key: str) -> dict[str, bytes]:
    return program_files(key, Text("试点", "Pilot"), Text("局", "Office"), "440100")


def test_everybody_who_asks_for_the_same_files_gets_the_same_program() -> None:
    surveys = Surveys()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: surveys.of(files("pilot")), range(32)))
    assert len({id(program) for program, _ in found}) == 1
    assert found[0][0] is not None
    assert found[0][0].key == "pilot"


def test_a_change_is_another_survey_and_old_ones_are_let_go() -> None:
    surveys = Surveys(kept=2)
    first, _ = surveys.of(files("one"))
    surveys.of(files("two"))
    surveys.of({**files("two"), "two/notices/x.typ": b""})
    again, _ = surveys.of(files("one"))
    assert again is not first
