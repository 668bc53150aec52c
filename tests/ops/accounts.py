"""Who sets up and runs: the account of this run and, where that is root, an ordinary user with a home and a Python of their own.

This checkout, its environment and even the Python below it may lie in folders that are closed to others: whatever an ordinary user needs
is laid out in a folder of theirs.
"""

import importlib.metadata
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.sources import files, name_of

ORDINARY = "nobody"
VERSION = f"python{sys.version_info.major}.{sys.version_info.minor}"
BASE = Path(sys.base_prefix)
PASSED_ON = ("pip_", "npm_config_", "ssl_cert", "node_extra_ca", "requests_ca", "http_proxy", "https_proxy", "no_proxy", "lang", "lc_")
"""What tells a machine where its registries are and whom they are trusted by; nothing else of ours reaches an ordinary user."""


@dataclass(frozen=True)
class Account:
    """Somebody, a folder of theirs, and the Python their machine has."""

    name: str | None
    home: Path
    python: str

    @property
    def become(self) -> dict[str, Any]:
        """What `subprocess` needs to run something as this account."""
        if self.name is None:
            return {}
        entry = pwd.getpwnam(self.name)
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}

    @property
    def environment(self) -> dict[str, str]:
        """The environment of somebody who has just signed in."""
        if self.name is None:
            ours = ("DATABASE_URL", "MAKEFLAGS", "MAKELEVEL", "TONGBAN_VAR", "TONGBAN_FULL")
            return {name: value for name, value in os.environ.items() if name not in ours}
        passed_on = {name: value for name, value in os.environ.items() if name.lower().startswith(PASSED_ON)}
        return {**passed_on, "HOME": str(self.home), "PATH": "/usr/local/bin:/usr/bin:/bin", "USER": self.name}

    def checkout(self) -> Path:
        """A bare checkout of theirs: the files git knows, and nothing set-up makes."""
        folder = self.home / "checkout"
        for path in files():
            (folder / name_of(path)).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, folder / name_of(path))
        self.owns(folder)
        return folder

    def owns(self, folder: Path) -> None:
        """Give a folder and all in it to this account."""
        if self.name is not None:
            for path in (folder, *folder.rglob("*")):
                shutil.chown(path, self.name, pwd.getpwnam(self.name).pw_gid)


@contextmanager
def ourselves() -> Iterator[Account]:
    """The account of this run, with the Python our environment was made from: a bare machine has that one only.

    The folder is not pytest's: the next run on this machine would close that to the account the database runs under.
    """
    with tempfile.TemporaryDirectory(prefix="tongban-ourselves-") as home:
        Path(home).chmod(0o755)
        yield Account(None, Path(home), str(BASE / "bin" / "python3"))


@contextmanager
def ordinary_user() -> Iterator[Account]:
    """Somebody without any right of root; skips where we are such a user ourselves."""
    if os.geteuid() != 0:
        pytest.skip("this run is an ordinary user's already, and only root may become another one")
    home = Path(tempfile.mkdtemp(prefix="tongban-user-"))
    try:
        home.chmod(0o755)
        user = Account(ORDINARY, home / "home", "")
        user.home.mkdir()
        python = _within_reach(user) or _laid_out(home / "python")
        user.owns(user.home)
        yield Account(ORDINARY, user.home, python)
    finally:
        shutil.rmtree(home)


def packages_for(account: Account, *names: str) -> Path:
    """Some of our installed packages, copied to where the account can read them."""
    folder = account.home / "packages"
    for name in names:
        for file in importlib.metadata.files(name) or ():
            place = folder / str(file)
            if ".." not in file.parts and file.locate().is_file():
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(str(file.locate()), place)
    account.owns(folder)
    return folder


def _within_reach(user: Account) -> str | None:
    """A Python of our version that the account may run as it is, or None."""
    for python in (BASE / "bin" / VERSION, Path("/usr/bin") / VERSION, Path("/usr/local/bin") / VERSION):
        try:
            made = subprocess.run([python, "-c", "import venv, ensurepip"], cwd="/", capture_output=True, check=False, **user.become)
        except OSError:
            continue
        if made.returncode == 0:
            return str(python)
    return None


def _laid_out(folder: Path) -> str:
    """Our own Python copied to where everybody may run it: it finds its library beside itself."""
    (folder / "bin").mkdir(parents=True)
    shutil.copy((BASE / "bin" / VERSION).resolve(), folder / "bin" / VERSION)
    left_out = shutil.ignore_patterns("site-packages", "__pycache__", "test", "tests", "idlelib", "config-*")
    shutil.copytree(BASE / "lib" / VERSION, folder / "lib" / VERSION, ignore=left_out)
    for library in (BASE / "lib").glob("libpython*.so*"):
        shutil.copy(library, folder / "lib" / library.name)
    return str(folder / "bin" / VERSION)
