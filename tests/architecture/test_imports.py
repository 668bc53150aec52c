"""Who may import whom: the contracts in pyproject.toml hold."""

import ast
import subprocess
import sys
from pathlib import Path

from tests.architecture.sources import ROOT, in_folders, name_of, tree

ORACLE = ("diagram", "game", "generate", "tangle", "frames", "dress", "seeds", "xml")
"""The oracle itself, and what draws its processes; the duel beside them plays the engine against it."""


def imported(path: Path) -> set[str]:
    """The modules a file imports."""
    found = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = [[node.module or ""] if isinstance(node, ast.ImportFrom) else [each.name for each in node.names] for node in found]
    return {name for each in names for name in each}


def test_import_contracts_are_kept():
    linter = Path(sys.executable).parent / "lint-imports"
    result = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def test_the_product_imports_no_test():
    sources = in_folders("engine", "forms", "api", "processes")
    guilty = [name_of(path) for path in sources if any(name.split(".")[0] == "tests" for name in imported(path))]
    assert not guilty


def test_the_oracle_knows_nothing_of_the_engine():
    """Two who agree prove something only if neither copies from the other."""
    for name in ORACLE:
        known = {each.split(".")[0] for each in imported(ROOT / "tests" / "oracle" / f"{name}.py")}
        assert not known & {"engine", "forms", "api", "SpiffWorkflow"}, name
        ours = {each for each in imported(ROOT / "tests" / "oracle" / f"{name}.py") if each.startswith("tests.")}
        assert all(each.startswith("tests.oracle.") for each in ours), name
