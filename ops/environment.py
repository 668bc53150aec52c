"""The project's own Python environment: made, filled from the hashed lock, and left alone while nothing changed."""

import hashlib
import importlib.util
import subprocess
import sys
from pathlib import Path

from ops.preflight import room_for
from ops.progress import Progress
from ops.running import ROOT, quietly
from ops.trouble import Trouble

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = {"run": ("run", "dev"), "dev": ("dev",)}
"""Which locks satisfy a purpose: what tests need includes what running needs."""

FIRST_TIME_MB = {"run": 1200, "dev": 1600}
STEPS = 3


def prepare(purpose: str, progress: Progress) -> None:
    """Make the environment fit for `purpose` (`run` or `dev`); seconds when it is already."""
    with progress.step("建立 Python 虚拟环境", "create the Python environment"):
        if not _usable():
            room_for(FIRST_TIME_MB[purpose], ROOT)
            _create(progress)
    with progress.step("安装锁定版本的依赖", "install the locked dependencies"):
        if not any(_stamped(lock, _lock_digest(lock)) for lock in LOCKS[purpose]):
            _install(purpose, progress)
    with progress.step("构建页面资源", "build the browser assets"):
        if (ROOT / "api" / "assets.py").exists():
            quietly([str(PYTHON), "-m", "api.assets"], progress, "构建页面资源", "build the browser assets")


def _usable() -> bool:
    """Whether the environment's interpreter still runs and is new enough: system upgrades break it now and then."""
    check = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    try:
        return subprocess.run([PYTHON, "-c", check], capture_output=True, check=False).returncode == 0  # noqa: S603  our own interpreter
    except OSError:
        return False


def _create(progress: Progress) -> None:
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        raise Trouble(
            "当前 Python 缺少 venv 组件；在 Debian/Ubuntu 上请运行 apt install python3-venv 后重试。",
            "This Python lacks its venv part; on Debian and Ubuntu run apt install python3-venv and try again.",
        )
    # pip comes in a call of its own: inside `venv` the reason of a failure would be swallowed.
    for command in (
        [sys.executable, "-m", "venv", "--clear", "--without-pip", str(VENV)],
        [str(PYTHON), "-m", "ensurepip", "--default-pip"],
    ):
        quietly(command, progress, "建立 Python 虚拟环境", "create the Python environment")


def _install(purpose: str, progress: Progress) -> None:
    """Install the lock with its hashes, then our own package on top without asking any registry."""
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--no-deps", "--retries", "2"]
    lock = ROOT / "requirements" / f"{purpose}.txt"
    quietly(
        [*pip, "--require-hashes", "--only-binary", ":all:", "--progress-bar", "off", "-r", str(lock)],
        progress,
        "安装锁定版本的依赖",
        "install the locked dependencies",
    )
    quietly([*pip, "--no-index", "--no-build-isolation", "--editable", "."], progress, "安装本项目", "install the project itself")
    _stamp(purpose).write_text(_lock_digest(purpose), encoding="utf-8")


def _lock_digest(purpose: str) -> str:
    digest = hashlib.sha256()
    for path in (ROOT / "requirements" / f"{purpose}.txt", ROOT / "pyproject.toml"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _stamped(purpose: str, wanted: str) -> bool:
    stamp = _stamp(purpose)
    return stamp.exists() and stamp.read_text(encoding="utf-8") == wanted


def _stamp(purpose: str) -> Path:
    return VENV / f".{purpose}-lock"
