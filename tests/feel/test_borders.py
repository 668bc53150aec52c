"""FEEL and DMN stand alone: they import nothing else of the project, and what they take from outside is known."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OUTSIDE = {"lxml", "openpyxl", "python_calamine", "regex"}
DANGEROUS = {
    "os",
    "subprocess",
    "socket",
    "ctypes",
    "importlib",
    "pickle",
    "marshal",
    "shutil",
    "builtins",
    "inspect",
    "gc",
    "http",
    "urllib",
}
STANDARD = set(sys.stdlib_module_names) - DANGEROUS


def imported(path: Path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


@pytest.mark.parametrize(("package", "known"), [("feel", ("engine.feel",)), ("dmn", ("engine.feel", "engine.dmn"))])
def test_the_package_imports_only_what_it_may(package, known):
    for path in sorted((ROOT / "engine" / package).rglob("*.py")):
        for module in imported(path):
            assert module.partition(".")[0] in OUTSIDE | STANDARD or module.startswith(known), (path.name, module)


@pytest.mark.parametrize("package", ["feel", "dmn"])
def test_nothing_is_evaluated_as_python(package):
    for path in sorted((ROOT / "engine" / package).rglob("*.py")):
        names = {
            node.func.id
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert not names & {"eval", "exec", "compile", "getattr", "setattr", "__import__", "open"} - (
            {"getattr"} if path.name in ALLOWED else set()
        ), path


ALLOWED = {"compile_tests.py", "reading.py", "reference.py", "table.py", "explanation.py"}
"""they read attributes of the tree or of limits by names that stand in the program"""
