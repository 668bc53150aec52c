"""What the rules of the house are checked against: the files of this checkout, as git knows them."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRODUCT = ("engine", "forms", "api", "processes")
NOT_TEXT = {".png", ".ico", ".woff2", ".ttf", ".otf", ".xlsx", ".xls", ".docx", ".pdf", ".zip", ".jpg"}


@cache
def files() -> tuple[Path, ...]:
    """Every file that is or would be committed."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    return tuple(sorted(path for name in set(listed) if name and (path := ROOT / name).is_file()))


def in_folders(*folders: str, suffix: str = ".py") -> list[Path]:
    """Files with one ending below the given top folders."""
    return [path for path in files() if path.suffix == suffix and path.relative_to(ROOT).parts[0] in folders]


def texts() -> list[Path]:
    """Every file a person could read."""
    return [path for path in files() if path.suffix not in NOT_TEXT]


def name_of(path: Path) -> str:
    """The file's name as people of the project say it."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """The parsed module."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=name_of(path))


def calls(path: Path, *names: str) -> list[str]:
    """Where a module calls a function or method of one of the names, as `file:line`."""
    found = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else None
            if called in names:
                found.append(f"{name_of(path)}:{node.lineno}")
    return found
