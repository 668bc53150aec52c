"""Words first: every verb and every kind of event of the engine stands in the glossary, and nothing else does."""

import inspect
import re
from pathlib import Path

import engine.commands
from engine.commands.command import Command
from engine.sdk.glossary import glossary

ENGINE = Path(engine.commands.__file__).parents[1]
RECORDED = re.compile(r"""\.record(?:_system)?\(\s*(?:self\.)?[\w.]+,\s*(?:(?:self\.)?(?:env\.)?[\w.]+,\s*)?"(\w+)"|"(clock_\w+)" if""")


def test_every_command_has_its_chinese_word() -> None:
    commands = {
        name
        for name, member in inspect.getmembers(engine.commands, inspect.isclass)
        if issubclass(member, Command) and member is not Command
    }
    assert commands == set(glossary()["commands"])


def test_every_event_the_engine_records_has_a_title() -> None:
    recorded: set[str] = set()
    for path in [
        *ENGINE.joinpath("commands").glob("*.py"),
        *ENGINE.joinpath("running").glob("*.py"),
        *ENGINE.joinpath("scenarios").glob("*.py"),
    ]:
        for first, second in RECORDED.findall(path.read_text("utf-8")):
            recorded.add(first or second)
    assert len(recorded) > 25
    assert recorded - set(glossary()["events"]) == set()


def test_titles_come_in_both_languages() -> None:
    assert [kind for kind, title in glossary()["events"].items() if not title["zh"] or not title["en"]] == []
