"""情形 of a program: those beside the installed one, and those a draft holds itself, which go before."""

import shutil
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

SCENARIOS = "scenarios"


def stories_of(programs: Path | None, program: str, files: Mapping[str, bytes]) -> dict[str, str]:
    """The titles of the stories a draft with these files is told, by file name, in their order; what cannot be read is none."""
    installed = programs / program / SCENARIOS if programs is not None and program.isidentifier() else None
    texts = {path.name: path.read_bytes() for path in installed.glob("*.toml")} if installed else {}
    beside = f"{program}/{SCENARIOS}/"
    texts |= {name: content for path, content in files.items() if (name := _below(beside, path)).endswith(".toml")}
    found = {name: _title(texts[name]) for name in sorted(texts)}
    return {name: title for name, title in found.items() if title}


@contextmanager
def laid_out(programs: Path | None, program: str, files: Mapping[str, bytes]) -> Iterator[Path]:
    """A folder with the stories a draft is told and all they refer to, below the files of the draft; it is gone afterwards."""
    with TemporaryDirectory(prefix="stories-") as place:
        folder = Path(place) / program / SCENARIOS
        if programs is not None and (programs / program / SCENARIOS).is_dir():
            shutil.copytree(programs / program / SCENARIOS, folder)
        folder.mkdir(parents=True, exist_ok=True)
        for path, content in files.items():
            target = Path(place) / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        yield folder


def _below(folder: str, path: str) -> str:
    """The name of a file that lies directly in a folder; "" for every other."""
    name = path.removeprefix(folder) if path.startswith(folder) else ""
    return "" if "/" in name else name


def _title(content: bytes) -> str:
    try:
        told = tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return ""
    return str(told["title"]) if "step" in told and "title" in told else ""
