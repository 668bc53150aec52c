"""Run another program quietly: its output goes to the log, its last line to the progress display, its failure into a sentence."""

import os
import subprocess
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from ops.preflight import is_full
from ops.progress import Progress
from ops.trouble import Trouble, disk_full, from_output

ROOT = Path(__file__).resolve().parents[1]
KEPT_LINES = 400


def quietly(command: Sequence[str], progress: Progress, zh: str, en: str, environment: Mapping[str, str] | None = None) -> list[str]:
    """Run `command` in the project's folder and return what it printed; raise the Trouble its output tells of."""
    lines: deque[str] = deque(maxlen=KEPT_LINES)
    try:
        with _log() as log:
            log.write(f"$ {' '.join(command)}\n")
            code = _follow(command, lines, log, progress, {**os.environ, "PYTHONUNBUFFERED": "1", **(environment or {})})
    except FileNotFoundError as error:
        raise Trouble(f"找不到程序 {error.filename}。", f"The program {error.filename} is missing.") from error
    if code != 0:
        if is_full(ROOT, Path(os.environ.get("TONGBAN_VAR") or ROOT)):
            raise disk_full()
        raise from_output([line for line in lines if line], zh, en)
    return list(lines)


def _follow(command: Sequence[str], lines: deque[str], log: IO[str], progress: Progress, environment: Mapping[str, str]) -> int:
    with subprocess.Popen(  # noqa: S603  our own commands, no shell
        command,
        cwd=ROOT,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as process:
        reader = threading.Thread(target=_read, args=(process.stdout, lines, log), daemon=True)
        reader.start()
        try:
            while process.poll() is None:
                progress.tick(lines[-1] if lines else "")
                reader.join(0.2) if reader.is_alive() else process.wait()
        except BaseException:
            process.terminate()
            raise
        reader.join()
        return process.returncode


def _read(stream: IO[str] | None, lines: deque[str], log: IO[str]) -> None:
    for line in stream or ():
        lines.append(line.strip())
        with suppress(OSError):  # a full disk must not stop the reading: the program would wait for ever
            log.write(line)


def _log() -> IO[str]:
    """The set-up log, or nowhere when even that cannot be written: the step itself will say why."""
    path = ROOT / "var" / "log" / "setup.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("a", encoding="utf-8", buffering=1)
    except OSError:
        return Path(os.devnull).open("w", encoding="utf-8")
