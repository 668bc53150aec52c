"""The rules of the house that no linter knows."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.sources import PRODUCT, ROOT, calls, files, in_folders, name_of, texts, tree

LONGEST_MODULE = 400
LONGEST_TEST = 600
SPEAKS_SQL = tuple(
    f"engine/{part}"
    for part in ("store/", "queries/", "commands/", "running/", "scenarios/", "engine.py", "installation.py", "worker", "demo")
)
LOADS_SERVICES = "engine/packages/services.py"
READS_THE_CLOCK = "engine/store/runtime.py"
ASKS_THE_TIME = {("datetime", "now"), ("datetime", "today"), ("datetime", "utcnow"), ("date", "today")}
PROGRAMS = sorted(path.parent.name for path in (ROOT / "processes").glob("*/manifest.toml") if path.parent.name != "common")


def test_only_the_unit_of_work_commits():
    offenders = [place for path in in_folders(*PRODUCT) for place in calls(path, "commit") if "engine/store/unit_of_work.py" not in place]
    assert offenders == []


def test_sql_is_spoken_where_rows_are_known_and_nowhere_else():
    offenders = [place for path in in_folders(*PRODUCT) if not name_of(path).startswith(SPEAKS_SQL) for place in calls(path, "select")]
    assert offenders == []


def test_only_the_clock_asks_what_time_it_is():
    asking = [
        f"{name_of(path)}:{node.lineno}"
        for path in in_folders(*PRODUCT)
        if name_of(path) != READS_THE_CLOCK
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and (node.value.id, node.attr) in ASKS_THE_TIME
    ]
    assert asking == []


def test_nothing_is_evaluated_as_python_but_the_services_of_a_release():
    evaluating = [
        f"{name_of(path)}:{node.lineno}"
        for path in in_folders(*PRODUCT)
        if name_of(path) != LOADS_SERVICES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"eval", "exec"}
    ]
    assert evaluating == []


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_product_never_names_a_program(program: str):
    word = re.compile(rf"\b{re.escape(program)}\b")
    product = [path for path in texts() if path.relative_to(ROOT).parts[0] in ("engine", "forms", "api")]
    assert [name_of(path) for path in product if word.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_imports_the_sdk_and_nothing_else_of_ours(program: str):
    for path in in_folders("processes"):
        if path.parts[-2] != program and program not in path.relative_to(ROOT).parts:
            continue
        for node in ast.walk(tree(path)):
            imported = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            imported += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            ours = [name for name in imported if name.split(".")[0] in (*PRODUCT, "tests", "ops")]
            assert all(name == "engine.sdk" or name.startswith("engine.sdk.") for name in ours), name_of(path)


def test_modules_stay_short_enough_to_be_read():
    long = {}
    for path in _modules():
        lines = path.read_text(encoding="utf-8").count("\n")
        if lines > (LONGEST_TEST if path.relative_to(ROOT).parts[0] == "tests" else LONGEST_MODULE):
            long[name_of(path)] = lines
    assert long == {}


def test_nothing_is_left_for_later():
    mark = re.compile(r"(#|//|/\*)\s*(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
    assert [name_of(path) for path in _modules() if mark.search(path.read_text(encoding="utf-8"))] == []


def test_no_file_names_a_registry_or_a_folder_of_one_machine():
    # Put together here, so that this file does not name them either.
    hosts = [
        ".".join(parts)
        for parts in (("registry", "npmjs"), ("pypi", "org"), ("pythonhosted", "org"), ("npmmirror", "com"), ("yarnpkg", "com"))
    ]
    machines = [f"/{name}/" for name in ("work", "root", "home/[a-z]+")]
    forbidden = re.compile("|".join([*(re.escape(host) for host in hosts), *(rf"(?<![\w.<>-]){folder}" for folder in machines)]))
    assert [name_of(path) for path in texts() if forbidden.search(path.read_text(encoding="utf-8", errors="replace"))] == []


def test_locks_name_versions_and_hashes_and_no_address():
    locks = [path for path in files() if path.name in ("package-lock.json", "uv.lock") or path.parent == ROOT / "requirements"]
    assert "uv.lock" not in {path.name for path in locks}
    assert [name_of(path) for path in locks if re.search(r'"resolved"|https?://', _without_metadata(path))] == []


def _modules() -> list[Path]:
    own = (*PRODUCT, "ops", "tests", "benchmarks")
    return [path for suffix in (".py", ".js", ".mjs") for path in in_folders(*own, suffix=suffix)]


def _without_metadata(lock: Path) -> str:
    """The lock without the addresses authors gave for donations and home pages."""
    return re.sub(r'"(funding|url|homepage)":[^\n]*', "", lock.read_text(encoding="utf-8"))
