"""情形 beside a program: which stories stand in its folder."""

import tomllib
from pathlib import Path

SCENARIOS = "scenarios"


def stories_of(programs: Path | None, program: str) -> dict[str, str]:
    """The titles of the stories of a program by file name, in their order; none where it has no folder here (or none that can be read)."""
    if programs is None or not program.isidentifier():
        return {}
    found: dict[str, str] = {}
    for path in sorted((programs / program / SCENARIOS).glob("*.toml")):
        try:
            told = tomllib.loads(path.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError):
            continue
        if "step" in told and "title" in told:
            found[path.name] = str(told["title"])
    return found
