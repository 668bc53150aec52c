"""Other settings 另设参数: a story on a release of its program in which parameters have other values than those shipped."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from engine.commands.release_program import ReleaseProgram
from engine.engine import Engine
from engine.packages.discovery import package_files
from engine.packages.parameters import FILE, Parameter
from engine.packages.program import load_program
from engine.sdk.actor import Actor

PLACE = f"settings/{FILE}"
"""Where the values stand in the release: behind the program's own and behind its samples, so that they win."""


def set_up(engine: Engine, folder: Path, settings: Mapping[str, Any]) -> None:
    """Release the program in `folder`, samples included, with these values of its parameters; nothing where none are given.

    Raises:
        KeyError: the program has no such parameter.
    """
    if settings:
        files = package_files(folder, samples=True)
        note = "、".join(f"{key} = {value}" for key, value in settings.items())
        engine.execute(ReleaseProgram(files=with_settings(files, folder.name, settings), note=note), by=Actor.system())


def with_settings(files: Mapping[str, bytes], program: str, settings: Mapping[str, Any]) -> dict[str, bytes]:
    """The files of a program with other values of its parameters, in force from the beginning."""
    known = load_program(files).parameters
    entries = [_entry(known[key], value) for key, value in settings.items()]
    return {**files, f"{program}/{PLACE}": "\n".join(entries).encode()}


def _entry(parameter: Parameter, value: Any) -> str:
    start = min((each.start for each in parameter.values), default=None)
    lines = (
        "[[parameter]]",
        f'key = "{parameter.key}"',
        f'type = "{parameter.type}"',
        f'title = {{ zh = "{parameter.title.zh}", en = "{parameter.title.en}" }}',
        "[[parameter.value]]",
        f"from = {start or '2020-01-01'}",
        f"value = {_toml(value)}",
        'document = "情形另设"',
    )
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | Decimal) else f'"{value}"'
