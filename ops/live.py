"""The running demo: an embedded database, a web server and a worker, started together and stopped together."""

import ctypes
import http.client
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Final, NoReturn

from engine.store.postgres import DatabaseUnavailable, database_url
from ops.first_steps import FIRST
from ops.keeper import DONE
from ops.preflight import is_full
from ops.progress import Progress
from ops.running import ROOT, quietly
from ops.trouble import Trouble, disk_full

TONGBAN: Final = (sys.executable, "-m", "api.cli")
START_SECONDS: Final = 180
STOP_SECONDS: Final = 15
PR_SET_PDEATHSIG: Final = 1


class Services:
    """What one demo consists of while it runs."""

    def __init__(self, var: Path, host: str, port: int) -> None:
        self._var = var
        self._host = host
        self._port = port
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._keeper: subprocess.Popen[bytes] | None = None

    def run(self, progress: Progress) -> int:
        """Start everything, tell where it is, stay until somebody stops it or a part dies."""
        os.environ["TONGBAN_VAR"] = str(self._var)
        self._log("serve").parent.mkdir(parents=True, exist_ok=True)
        with progress.step("启动数据库", "start the database"):
            self._hold_database()
        with progress.step("升级数据库结构，装入演示数据", "migrate the database, load the demo data"):
            accounts = quietly([*TONGBAN, "demo-data", "--migrate"], progress, "装入演示数据", "load the demo data")
        try:
            with progress.step("启动网页服务和后台作业", "start the web server and the worker"):
                self._set_keeper()
                self._start("serve", "--host", self._host, "--port", str(self._port))
                self._start("worker")
                self._wait_until_it_answers(progress)
            self._tell(accounts)
            self._watch()
        except KeyboardInterrupt:
            self._say("正在停止……", "Stopping ...")
            return 0
        finally:
            self._stop()

    def _hold_database(self) -> None:
        """Keep the embedded server up while its users come and go; it stops when this process, the last of them, ends."""
        try:
            database_url(self._var)
        except DatabaseUnavailable as error:
            if error.reason == "no_space":
                raise disk_full() from error
            raise Trouble(
                "数据库无法启动，原因见上。", "The database cannot start; the reason stands above.", error.detail.splitlines()
            ) from error

    def _set_keeper(self) -> None:
        """Somebody stays behind who ends everything, should this process be killed outright."""
        with self._log("keeper").open("ab") as log:
            self._keeper = subprocess.Popen(  # noqa: S603  our own command, no shell
                [sys.executable, "-m", "ops.keeper", str(self._var)],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _tell_keeper(self, word: object) -> None:
        if self._keeper is not None and self._keeper.stdin is not None:
            with suppress(BrokenPipeError):
                self._keeper.stdin.write(f"{word}\n".encode())
                self._keeper.stdin.flush()

    def _start(self, name: str, *arguments: str) -> None:
        with self._log(name).open("ab") as log:
            self._running[name] = subprocess.Popen(  # noqa: S603  our own command, no shell
                [*TONGBAN, name, *arguments],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl+C reaches this process alone, which stops the others in order
                preexec_fn=_die_with_parent,  # noqa: PLW1509  no threads are running here
            )
        self._tell_keeper(self._running[name].pid)

    def _wait_until_it_answers(self, progress: Progress) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            self._refuse_dead()
            if time.monotonic() > deadline:
                raise self._failed("serve")
            progress.tick("")
            time.sleep(0.1)

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection(self._host, self._port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == http.client.OK
        except OSError:
            return False
        finally:
            connection.close()

    def _watch(self) -> NoReturn:
        while True:
            self._refuse_dead()
            time.sleep(0.5)

    def _refuse_dead(self) -> None:
        for name, process in self._running.items():
            if process.poll() is not None:
                raise self._failed(name)

    def _failed(self, name: str) -> Trouble:
        if is_full(ROOT, self._var):
            return disk_full()
        tail = self._log(name).read_text(encoding="utf-8", errors="replace").splitlines()[-15:]
        part = {"serve": ("网页服务", "web server"), "worker": ("后台作业进程", "worker")}[name]
        return Trouble(
            f"{part[0]}已停止工作，日志的最后几行见上，全文见 {self._log(name)}。",
            f"The {part[1]} has stopped working; the last lines of its log stand above, all of it in {self._log(name)}.",
            tail,
        )

    def _stop(self) -> None:
        """Ask the children to end, wait, and only then insist; a second Ctrl+C insists at once."""
        for process in self._running.values():
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for process in self._running.values():
            try:
                process.wait(max(deadline - time.monotonic(), 0))
            except (subprocess.TimeoutExpired, KeyboardInterrupt):
                process.kill()
                process.wait()
        self._tell_keeper(DONE)
        if self._keeper is not None:
            self._keeper.communicate()

    def _tell(self, accounts: list[str]) -> None:
        self._say("", *accounts, "", *FIRST, "", f"通办已就绪  Tongban is ready:  http://{self._host}:{self._port}")
        self._say(f"日志 logs: {self._log('serve').parent}    停止 stop: Ctrl+C", "")

    def _log(self, name: str) -> Path:
        return self._var / "log" / f"{name}.log"

    @staticmethod
    def _say(*lines: str) -> None:
        sys.stdout.write("".join(f"{line}\n" for line in lines))
        sys.stdout.flush()


def _die_with_parent() -> None:
    """On Linux the kernel ends the children even if this process is killed outright."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
