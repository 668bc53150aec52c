"""`make demo`: starts, says where it is, keeps its data, and ends without leaving anything running."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
import pytest

from engine.scenarios.demo import OFFICERS
from ops.first_steps import FIRST
from ops.running import ROOT
from tests.api.paper import form_at
from tests.ops.accounts import Account, ordinary_user, ourselves

STOP_SECONDS = 120
FULL = pytest.mark.skipif(not os.environ.get("TONGBAN_FULL"), reason="installs everything from the registries; TONGBAN_FULL=1 runs it")


class Demo:
    """A running demo and what it printed."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.process = process
        self.port = port
        self.said = ""

    def until_ready(self) -> str:
        """What was printed up to the address, or all of it when the demo ended before."""
        for line in self.process.stdout:
            self.said += line
            if f"http://127.0.0.1:{self.port}" in line:
                break
        return self.said

    def answers(self) -> int | None:
        """The status of the sign-in page, None where nobody listens."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", "/sign-in")
            return connection.getresponse().status
        except OSError:
            return None
        finally:
            connection.close()

    def first_page_of(self, username: str) -> str:
        """What somebody sees after signing in with the password that was printed."""
        password = re.search(rf"^{username} .* (\S+)$", self.said, re.MULTILINE)[1]
        with httpx.Client(base_url=f"http://127.0.0.1:{self.port}", follow_redirects=True, timeout=60) as client:
            form = form_at(client.get("/sign-in").text, "/sign-in").set("username", username).set("password", password)
            answer = client.post("/sign-in", data=form.data())
            assert answer.status_code == 200, answer.text
            return answer.text

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        """Stop it the way a person or a system would; the exit code."""
        self.process.send_signal(how)
        return self.process.wait(STOP_SECONDS)


@contextmanager
def _demo(checkout: Path, var: Path, *command: str, account: Account | None = None) -> Iterator[Demo]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    somebody = account or Account(None, var, sys.executable)
    with subprocess.Popen(
        [*command, f"PORT={port}" if command[0] == "make" else f"--port={port}"],
        cwd=checkout,
        env={**somebody.environment, "TONGBAN_VAR": str(var)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        **somebody.become,
    ) as process:
        demo = Demo(process, port)
        try:
            yield demo
        finally:
            if process.poll() is None:
                demo.stop(signal.SIGTERM)
            for left in _running(var):
                left.kill()


def _live(var: Path):
    return _demo(ROOT, var, sys.executable, "-m", "ops", "live")


def _running(var: Path) -> list[psutil.Process]:
    """Every process that works for this demo."""
    found = []
    for process in psutil.process_iter(["status"]):
        try:
            ours = process.environ().get("TONGBAN_VAR") == str(var) or any(str(var) in word for word in process.cmdline())
        except psutil.Error:
            continue
        if ours and process.info["status"] != psutil.STATUS_ZOMBIE:
            found.append(process)
    return found


def _gone(var: Path) -> bool:
    """Whether everything has ended, soon enough."""
    deadline = time.monotonic() + STOP_SECONDS
    while _running(var) and time.monotonic() < deadline:
        time.sleep(0.2)
    return not _running(var)


def _part(var: Path, name: str) -> psutil.Process:
    return next(process for process in _running(var) if name in process.cmdline())


def test_the_demo_says_where_it_is_and_ends_with_one_interrupt_without_leaving_anything(tmp_path: Path):
    with _live(tmp_path / "var") as demo:
        said = demo.until_ready()
        assert demo.answers() == 200, said
        time.sleep(3)  # the worker's periodic jobs have their first rounds
        assert demo.stop() == 0
    logs = [path.name for path in (tmp_path / "var" / "log").iterdir() if "Traceback" in path.read_text(encoding="utf-8")]
    assert logs == []
    assert "[6/6]" in said
    assert "Traceback" not in said
    assert _gone(tmp_path / "var")


def test_a_demo_killed_outright_takes_its_parts_along_and_the_next_one_goes_on_with_its_data(tmp_path: Path):
    var = tmp_path / "var"
    with _live(var) as demo:
        demo.until_ready()
        demo.stop(signal.SIGKILL)
        assert _gone(var)
    key = (var / "keys").read_bytes()
    with _live(var) as again:
        assert f"http://127.0.0.1:{again.port}" in again.until_ready()
        assert (var / "keys").read_bytes() == key
        # A part that dies ends the demo, with a sentence and not with half a system left running.
        _part(var, "worker").kill()
        assert again.process.wait(STOP_SECONDS) == 1
        told = again.process.stdout.read()
    assert "后台作业进程已停止工作" in told
    assert "The worker has stopped working" in told
    assert "Traceback" not in told
    assert _gone(var)


@pytest.fixture(params=["the account of this run", "an ordinary user"])
def somebody(request: pytest.FixtureRequest) -> Iterator[Account]:
    with ourselves() if request.param == "the account of this run" else ordinary_user() as account:
        yield account


@FULL
@pytest.mark.slow
def test_a_bare_checkout_becomes_a_running_system_twice_and_starts_over_on_request(somebody: Account):
    checkout, var = somebody.checkout(), somebody.home / "var"
    took = []
    for target in ("demo", "demo", "demo-reset"):
        began = time.monotonic()
        with _demo(checkout, var, "make", f"PYTHON={somebody.python}", target, account=somebody) as demo:
            said = demo.until_ready()
            took.append(time.monotonic() - began)
            assert demo.answers() == 200, said
            assert "440106-GZXT-" in demo.first_page_of("qiye")
            runs_as = {process.username() for process in _running(var) if "serve" in process.cmdline()}
            assert runs_as == {somebody.name or psutil.Process().username()}
            os.killpg(demo.process.pid, signal.SIGINT)  # Ctrl+C reaches everything in the terminal
            demo.process.wait(STOP_SECONDS)
        assert _gone(var)
    assert took[1] < took[0] / 2, took


def test_what_to_try_first_has_a_line_for_every_role_in_both_languages():
    zh, en = "\n".join(FIRST).split("What to try first:")
    for username, role in [("qiye", "企业"), ("guanli", "管理员"), *((username, role) for username, _, _, role, _ in OFFICERS)]:
        assert f"{role} {username}" in zh
        assert username in en
    for role in ("enterprise", "acceptance", "review", "second review", "sign-off", "supervisor", "finance", "administrator"):
        assert role in en
