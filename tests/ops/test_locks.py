"""The locks hold what pyproject.toml asks for, each version with its hashes, and agree with each other."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from ops.running import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def _locked(purpose: str) -> dict[str, set[str]]:
    """Versions by package; one that depends on the platform may have several."""
    found: dict[str, set[str]] = {}
    for line in (ROOT / "requirements" / f"{purpose}.txt").read_text(encoding="utf-8").splitlines():
        if pinned := re.match(r"([A-Za-z0-9._-]+)==([^ ;\\]+)", line):
            found.setdefault(canonicalize_name(pinned[1]), set()).add(pinned[2])
    return found


def _asked(*groups: str) -> list[Requirement]:
    listed = list(PROJECT["project"]["dependencies"])
    for group in groups:
        listed += [entry for entry in PROJECT["dependency-groups"][group] if isinstance(entry, str)]
    return [Requirement(entry) for entry in listed]


@pytest.mark.parametrize(("purpose", "groups"), [("run", ("build",)), ("dev", ("build", "dev"))])
def test_a_lock_satisfies_everything_the_project_asks_for(purpose: str, groups: tuple[str, ...]):
    locked = _locked(purpose)
    unmet = [
        str(wanted)
        for wanted in _asked(*groups)
        if not any(wanted.specifier.contains(one) for one in locked.get(canonicalize_name(wanted.name), ()))
    ]
    assert unmet == [], "run make lock"


def test_what_runs_is_what_was_tested():
    tested = _locked("dev")
    assert {name: versions for name, versions in _locked("run").items() if tested.get(name) != versions} == {}


@pytest.mark.parametrize("purpose", ["run", "dev"])
def test_every_version_has_a_hash(purpose: str):
    text = (ROOT / "requirements" / f"{purpose}.txt").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[A-Za-z0-9])", text)
    assert [entry.split()[0] for entry in entries if "==" in entry.split("\n")[0] and "--hash=sha256:" not in entry] == []
