"""Set-up on a bare machine: what it refuses it refuses in one sentence a language, without a trace of Python."""

import ast
import fcntl
import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from ops.environment import FIRST_TIME_MB
from ops.progress import Progress, cut, width
from ops.running import ROOT, quietly
from ops.trouble import Trouble
from tests.ops.accounts import Account, ourselves
from tests.ops.tiny_disk import tiny_disk

NO_CACHE = {"PIP_FIND_LINKS": "", "PIP_CONFIG_FILE": os.devnull, "PIP_NO_CACHE_DIR": "1"}
FULL = pytest.mark.skipif(not os.environ.get("TONGBAN_FULL"), reason="waits until a part gives up; TONGBAN_FULL=1 runs it")
REFUSED = "http://127.0.0.1:9/"
NO_SUCH_HOST = "https://registry.invalid/"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A bare checkout: what set-up needs and nothing it makes."""
    return _copy_to(tmp_path / "checkout")


def _copy_to(folder: Path) -> Path:
    for name in ("ops", "requirements"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture
def furnished() -> Iterator[Path]:
    """A checkout whose locked packages are installed already: ours, seen through an environment of its own."""
    with ourselves() as account:
        yield _furnished(account)


def _furnished(account: Account) -> Path:
    folder = account.checkout()
    subprocess.run([account.python, "-m", "venv", "--without-pip", folder / ".venv"], check=True)
    packages = next((folder / ".venv" / "lib").glob("python3*/site-packages"))
    (packages / "ours.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    stamp = "from ops import environment; environment._stamp('run').write_text(environment._lock_digest('run'))"
    subprocess.run([account.python, "-c", stamp], cwd=folder, check=True)
    return folder


def _free_port() -> str:
    with _busy_port() as port:
        return f"PORT={port}"


def _make(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    bare = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "VIRTUAL_ENV", "MAKEFLAGS", "MAKELEVEL")}
    command = ["make", f"PYTHON={sys.executable}", *arguments]
    return subprocess.run(
        command, cwd=folder, env={**bare, **environment}, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300, check=False
    )


def _soon(began: float) -> None:
    """Seconds, on a machine that has other work to do as well."""
    assert time.monotonic() - began < 180


def _refused(result: subprocess.CompletedProcess[str], zh: str, en: str) -> None:
    """The command failed, said both sentences, and showed nobody a traceback."""
    assert result.returncode != 0
    assert zh in result.stderr
    assert en in result.stderr
    assert "Traceback" not in result.stdout + result.stderr


@contextmanager
def _busy_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_a_busy_port_is_told_before_anything_is_installed(checkout: Path):
    with _busy_port() as port:
        result = _make(checkout, "demo", f"PORT={port}")
    _refused(result, f"端口 {port} 已被占用", f"Port {port} is in use")
    assert f"make demo PORT={port + 1}" in result.stderr
    assert not (checkout / ".venv").exists()


@pytest.mark.parametrize("registry", [REFUSED, NO_SUCH_HOST])
def test_no_network_is_told_in_a_sentence_and_a_broken_environment_is_made_anew(checkout: Path, registry: str):
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "bin" / "python").symlink_to("/nonexistent/python3")
    began = time.monotonic()
    result = _make(checkout, "demo", _free_port(), **NO_CACHE, PIP_INDEX_URL=f"{registry}simple")
    _soon(began)
    _refused(result, "无法连接软件源", "The package registry cannot be reached")
    assert "[1/6]" in result.stdout
    assert (checkout / ".venv" / "bin" / "python").exists()


@pytest.mark.parametrize("registry", [REFUSED, NO_SUCH_HOST])
def test_no_network_for_the_browser_packages_is_told_in_a_sentence(furnished: Path, tmp_path: Path, registry: str):
    began = time.monotonic()
    result = _make(furnished, "demo", _free_port(), npm_config_registry=registry, npm_config_cache=str(tmp_path / "npm"))
    _soon(began)
    _refused(result, "无法连接 npm 软件源", "The npm registry cannot be reached")


def test_a_second_demo_in_the_same_checkout_is_told_where_the_first_one_is(checkout: Path):
    (checkout / "var").mkdir()
    with (checkout / "var" / "demo.lock").open("w") as lock:
        lock.write("http://127.0.0.1:8000")
        lock.flush()
        fcntl.flock(lock, fcntl.LOCK_EX)
        _refused(_make(checkout, "demo"), "演示已在运行：http://127.0.0.1:8000", "The demo is running already: http://127.0.0.1:8000")


def test_a_disk_without_room_is_told_before_anything_is_installed(tmp_path: Path):
    with tiny_disk(tmp_path / "disk", megabytes=20) as disk:
        _refused(_make(_copy_to(disk / "checkout"), "demo"), "磁盘空间不足", "The disk is too full")
        assert not (disk / "checkout" / ".venv").exists()


def test_a_first_set_up_needs_more_room_than_a_later_start(tmp_path: Path):
    with tiny_disk(tmp_path / "disk", megabytes=400) as disk:
        result = _make(_copy_to(disk / "checkout"), "demo")
    _refused(result, "磁盘空间不足", f"needs about {FIRST_TIME_MB['run']} MB")


def test_a_disk_that_fills_up_on_the_way_is_told_in_a_sentence(tmp_path: Path):
    with tiny_disk(tmp_path / "disk", megabytes=4) as disk:
        quietly([sys.executable, "-m", "venv", "--without-pip", str(disk / "venv")], Progress(1), "建立", "create")
        with pytest.raises(Trouble) as refused:
            quietly([str(disk / "venv" / "bin" / "python"), "-m", "ensurepip"], Progress(1), "建立", "create")
    assert refused.value.en.startswith("The disk is full")


@pytest.mark.parametrize("step", ["[4/6]", "[5/6]", pytest.param("[6/6]", marks=[pytest.mark.slow, FULL])])
def test_a_disk_that_fills_up_under_the_demo_is_told_in_a_sentence_and_ends_it(furnished: Path, step: str):
    for built in ("api/static/dist", "api/frontend/node_modules"):
        (furnished / built).parent.mkdir(parents=True, exist_ok=True)
        (furnished / built).symlink_to(ROOT / built)
    with tiny_disk(furnished.parent / "disk", megabytes=400) as disk:
        result = _filling(disk, furnished, step)
    _refused(result, "磁盘已满", "disk is full")


def _filling(disk: Path, checkout: Path, step: str) -> subprocess.CompletedProcess[str]:
    """`make demo` with its data on a disk that has no byte left from one step on."""
    command = ["make", f"PYTHON={sys.executable}", "demo", _free_port()]
    environment = {**Account(None, disk, sys.executable).environment, "TONGBAN_VAR": str(disk / "var")}
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, cwd=checkout, env=environment, text=True, **pipes) as process:
        printed = ""
        while step not in printed and (line := process.stdout.readline()):
            printed += line
        _fill(disk)
        out, err = process.communicate(timeout=240)
    return subprocess.CompletedProcess(command, process.returncode, printed + out, err)


def _fill(disk: Path) -> None:
    with (disk / "ballast").open("wb", buffering=0) as ballast, suppress(OSError):
        for size in (1 << 20, 1 << 12):
            with suppress(OSError):
                while True:
                    ballast.write(b"\0" * size)


def test_a_folder_that_may_not_be_written_is_told_in_a_sentence(checkout: Path):
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    (checkout / "var").mkdir(mode=0o555)
    _refused(_make(checkout, "demo"), "没有权限写入", "may not be written")


def test_a_missing_python_is_told_by_make_itself(checkout: Path):
    _refused(_make(checkout, "demo", "PYTHON=python-that-is-not-here"), "找不到 python-that-is-not-here", "Python 3.11 or newer is needed")


def test_a_python_too_old_is_told_in_a_sentence_or_replaced_by_a_newer_one(tmp_path: Path):
    pretend = "import runpy, sys; sys.version_info = (3, 9, 2, 'final', 0); sys.argv = ['ops', 'demo']; runpy.run_path('ops/__main__.py')"
    alone = {"PATH": str(tmp_path), "PYTHONIOENCODING": "utf-8"}
    told = subprocess.run([sys.executable, "-c", pretend], cwd=ROOT, env=alone, capture_output=True, text=True, check=False)
    _refused(told, "需要 Python 3.11 或更新版本，当前是 3.9.2", "Python 3.11 or newer is needed, this is 3.9.2")
    newer = tmp_path / "python3.12"
    newer.write_text('#!/bin/sh\necho "newer one called with $*"\n')
    newer.chmod(0o755)
    replaced = subprocess.run([sys.executable, "-c", pretend], cwd=ROOT, env=alone, capture_output=True, text=True, check=False)
    assert replaced.stdout == "newer one called with -m ops demo\n"


def test_the_way_in_can_be_read_by_every_python_3():
    ast.parse((ROOT / "ops" / "__main__.py").read_text(encoding="utf-8"), feature_version=(3, 5))


def test_set_up_imports_nothing_but_the_standard_library_before_there_is_an_environment(tmp_path: Path):
    imports = "import ops.entry, sys; print(*sorted({name.split('.')[0] for name in sys.modules} - set(sys.stdlib_module_names) - {'ops'}))"
    result = subprocess.run([sys.executable, "-S", "-c", imports], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.split() in ([], ["__main__"])


def test_a_hash_that_does_not_match_is_refused_by_name(checkout: Path):
    command = [
        sys.executable,
        "-c",
        "print('ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.'); raise SystemExit(1)",
    ]
    with pytest.raises(Trouble) as refused:
        quietly(command, Progress(1), "安装", "install")
    assert "does not match its locked hash" in refused.value.en


def test_a_failure_nobody_foresaw_quotes_the_last_lines_of_its_output():
    with pytest.raises(Trouble) as refused:
        quietly([sys.executable, "-c", "print('the reason'); raise SystemExit(7)"], Progress(1), "做某事", "do something")
    assert refused.value.details == ("the reason",)
    assert "do something" in refused.value.en


def test_chinese_characters_take_two_columns():
    assert width("a通办") == 5
    assert cut("a通办", 4) == "a通"
