"""Fonts: the Chinese family that papers are set in."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import typst

from engine.sdk.errors import EngineError

FAMILIES = (
    "Noto Serif SC",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "Source Han Serif CN",
    "FangSong",
    "SimSun",
    "Songti SC",
    "Noto Sans SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "WenQuanYi Zen Hei",
)
SYSTEM_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path("/System/Library/Fonts"), Path("C:/Windows/Fonts"))


class FontsMissing(EngineError):
    """No Chinese font was found; facts: `looked_in`, `wanted`."""


@dataclass(frozen=True, slots=True)
class Fonts:
    """A Chinese family and the folders it was found in."""

    family: str
    folders: tuple[Path, ...]


def find_fonts(font_paths: Sequence[Path]) -> Fonts:
    """The first known Chinese family in the given folders, else in the system's.

    Raises:
        FontsMissing: neither holds one.
    """
    given = tuple(path.resolve() for path in font_paths if path.is_dir())
    system = tuple(path for path in SYSTEM_FOLDERS if path.is_dir())
    for folders in (given, system):
        names = [str(folder) for folder in folders]
        held = set(typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=names).families()) if names else set()
        family = next((name for name in FAMILIES if name in held), None)
        if family is not None:
            return Fonts(family, folders)
    raise FontsMissing("fonts_missing", looked_in=[str(path) for path in (*font_paths, *SYSTEM_FOLDERS)], wanted=list(FAMILIES))
