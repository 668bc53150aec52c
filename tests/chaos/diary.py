"""What a process wrote down before it was killed: whole lines that reached the disk."""

import json
import os
from pathlib import Path
from typing import Any


class Diary:
    """Appends one JSON object a line; a line that was written survives the writer."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def write(self, **line: Any) -> None:
        os.write(self._file, (json.dumps(line) + "\n").encode())
        os.fdatasync(self._file)


def read(path: Path) -> list[dict[str, Any]]:
    """The whole lines of a diary; one that was cut short says nothing."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("}\n")]
