"""A database that can really go away: a server of its own, and a wire to it that can be cut at the worst moment."""

import os
import select
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
from sqlalchemy import make_url

from engine.store.migration import upgrade
from engine.store.postgres import DATABASE, SOCKET_NAME, EmbeddedServer


class Fragile:
    """A PostgreSQL server of our own, stopped and started as a machine would be."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._server = EmbeddedServer(folder, {"fsync": "off"})
        self._server.join()
        self.url = self._server.url(DATABASE)
        upgrade(self.url)

    def stop(self) -> None:
        """Everything of it is gone when this returns; what was not committed is lost."""
        process = psutil.Process(int((self.folder / "postmaster.pid").read_text(encoding="utf-8").split()[0]))
        os.kill(process.pid, signal.SIGQUIT)
        psutil.wait_procs([process], timeout=30)
        deadline = time.monotonic() + 30
        while (self.folder / SOCKET_NAME).exists() and _answers(self.folder / SOCKET_NAME) and time.monotonic() < deadline:
            time.sleep(0.05)

    def start(self) -> None:
        """As an operator would, after a while."""
        self._server.leave()
        self._server.join()

    def close(self) -> None:
        self._server.leave()


class Wire:
    """A socket between the product and its database, which can be cut."""

    def __init__(self, server: Path, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self.cuts = 0
        self._word = b""
        self._server = str(server / SOCKET_NAME)
        self._ends = False
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(folder / SOCKET_NAME))
        self._listener.listen()
        self._listener.settimeout(0.2)
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def url(self, url: str) -> str:
        """The same database, over this wire."""
        return make_url(url).update_query_dict({"host": str(self.folder)}).render_as_string(hide_password=False)

    @contextmanager
    def cut_at(self, word: bytes) -> Iterator[None]:
        """Cut every connection that sends this word: the server hears it and does it, and nobody hears the answer."""
        self.cuts, self._word = 0, word
        try:
            yield
        finally:
            self._word = b""

    def close(self) -> None:
        self._ends = True
        for thread in self._threads:
            thread.join(30)

    def _accept(self) -> None:
        with self._listener:
            while not self._ends:
                with suppress(TimeoutError):
                    client, _ = self._listener.accept()
                    self._threads.append(threading.Thread(target=self._carry, args=(client,)))
                    self._threads[-1].start()

    def _carry(self, client: socket.socket) -> None:
        with client, socket.socket(socket.AF_UNIX) as server, suppress(OSError):
            server.connect(self._server)
            while not self._ends:
                for origin in select.select([client, server], [], [], 0.2)[0]:
                    message = origin.recv(65536)
                    if not message:
                        return
                    (server if origin is client else client).sendall(message)
                    if origin is client and self._word and self._word in message:
                        self.cuts += 1
                        server.recv(65536)
                        return


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(path)) == 0
