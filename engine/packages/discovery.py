"""Discovery: the package folders on disk, and what belongs to a package."""

from collections.abc import Iterator
from pathlib import Path

COMMON = "common"
TYPES = {".toml", ".bpmn", ".dmn", ".form", ".typ", ".md", ".py", ".json"}
MAX_FILE = 5 * 1024 * 1024
LEFT_OUT = {"scenarios", "__pycache__"}
SAMPLES = "samples"
"""示例: values for demonstrations and scenarios only, such as rates the authority has to enter; no part of a release in production."""


def folders(root: Path) -> Iterator[Path]:
    """Every folder below `root` that holds a manifest, in the order of names."""
    yield from sorted(path.parent for path in root.glob("*/manifest.toml"))


def files_of(folder: Path, *, samples: bool = False) -> dict[str, bytes]:
    """The files of a package by path relative to the folder above it (`<folder>/filing.bpmn`); scenarios stay outside, samples mostly."""
    left_out = LEFT_OUT if samples else {*LEFT_OUT, SAMPLES}
    found: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder)
        if path.is_file() and path.suffix in TYPES and not left_out.intersection(inner.parts) and path.stat().st_size <= MAX_FILE:
            found[f"{folder.name}/{inner.as_posix()}"] = path.read_bytes()
    return found


def package_files(folder: Path, *, samples: bool = False) -> dict[str, bytes]:
    """What a release of the package in `folder` holds: its own files and the shared fragments beside it."""
    common = folder.parent / COMMON
    shared = files_of(common) if common.is_dir() and folder.name != COMMON else {}
    return {**shared, **files_of(folder, samples=samples)}
