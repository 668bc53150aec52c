"""检查政策项目包: `tongban check`."""

import argparse
import sys
from pathlib import Path

from api.settings import Settings
from engine.packages.check import check_package
from engine.packages.discovery import COMMON, folders, package_files
from engine.sdk.errors import Finding
from forms.port import Forms


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which packages to look at."""
    parser.add_argument("folders", nargs="*", type=Path, metavar="folder", help="政策项目文件夹 / package folders (all of them)")


def run(options: argparse.Namespace, settings: Settings) -> int:
    """List every fault of every package; exit code 3 when there is one."""
    faults: list[Finding] = []
    chosen = options.folders or [folder for folder in folders(settings.processes) if folder.name != COMMON]
    for folder in chosen:
        found = _faults(folder)
        sys.stdout.write(f"{folder.name}: {'ok' if not found else len(found)}\n")
        faults += found
    for fault in faults:
        place = ":".join(str(part) for part in (fault.file, fault.line, fault.element) if part)
        sys.stdout.write(f"{place}\n    {fault.zh}\n    {fault.en}\n")
    return 3 if faults else 0


def _faults(folder: Path) -> list[Finding]:
    return [finding for finding in check_package(package_files(folder), Forms()) if finding.severity == "error"]
