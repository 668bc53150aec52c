"""`make lock`: resolve the dependencies anew, write versions and hashes, never a host."""

import argparse
import subprocess

from ops import environment
from ops.running import ROOT
from ops.trouble import Trouble

COMMON = ("--python-version", "3.11", "--universal", "--generate-hashes", "--no-emit-index-url", "--quiet")


def lock(_options: argparse.Namespace) -> int:
    """Rewrite requirements/*.txt from pyproject.toml; the running lock is a part of the developing one."""
    uv = environment.VENV / "bin" / "uv"
    if not uv.exists():
        raise Trouble("需要 uv：请运行 .venv/bin/pip install uv。", "uv is needed: run .venv/bin/pip install uv.")
    for purpose, group, limits in (("dev", "dev", ()), ("run", "build", ("-c", "requirements/dev.txt"))):
        target = f"requirements/{purpose}.txt"
        command = [str(uv), "pip", "compile", "pyproject.toml", "--group", group, *COMMON, *limits, "-o", target]
        if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:  # noqa: S603  our own tool
            raise Trouble(f"无法更新 {target}，原因见上。", f"{target} cannot be renewed; the reason stands above.")
    return 0
