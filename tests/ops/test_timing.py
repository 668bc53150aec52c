"""`make time-demo` reads what the progress display says: the two belong together."""

import io
import time

from ops.progress import QUIET_SECONDS, Progress
from ops.timing import _range, _steps


def test_the_seconds_of_each_step_are_read_from_the_progress_display(monkeypatch):
    out = io.StringIO()
    progress = Progress(2, out=out)
    with progress.step("安装", "install (all of it)"):
        now = time.monotonic()
        monkeypatch.setattr(time, "monotonic", lambda: now + QUIET_SECONDS + 1)
        progress.tick("still at it 3.0 s")
    with progress.step("启动", "start"):
        pass
    read = _steps(["Password: x", *out.getvalue().splitlines(), "http://127.0.0.1:1"])
    assert list(read) == ["install (all of it)", "start"]
    assert read["install (all of it)"] > QUIET_SECONDS
    assert read["start"] == 0.0


def test_the_middle_start_is_told_with_the_range_of_the_others():
    assert _range([{"start": 3.0}, {"start": 1.0}, {"start": 9.0}], "start") == "3.0 s (1.0–9.0)"
