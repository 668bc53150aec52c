"""The outside world of the tests of this folder: a mail server and a web server on this machine that keep what they were given."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Letterbox:
    """A mail server: envelopes (sender, receivers) and messages; `down` answers 421 to everybody."""

    port: int = 0
    down: bool = False
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    letters: list[EmailMessage] = field(default_factory=list)


@contextmanager
def a_letterbox() -> Iterator[Letterbox]:
    box = Letterbox()

    class Session(socketserver.StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(line.encode() + b"\r\n")

        def handle(self) -> None:
            self.say("421 closed" if box.down else "220 sink")
            sender, receivers = "", []
            while line := self.rfile.readline():
                verb, _, rest = line.decode().strip().partition(" ")
                if verb.upper() == "QUIT":
                    self.say("221 bye")
                    return
                if verb.upper() == "MAIL":
                    sender = rest
                elif verb.upper() == "RCPT":
                    receivers.append(rest)
                elif verb.upper() == "DATA":
                    self.say("354 go on")
                    body = b""
                    while (line := self.rfile.readline()) != b".\r\n":
                        body += line.removeprefix(b".")
                    box.envelopes.append((sender, list(receivers)))
                    box.letters.append(message_from_bytes(body, policy=policy.default))  # type: ignore[arg-type]
                self.say("250 ok")

    with _served(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session)) as port:
        box.port = port
        yield box


@dataclass
class Room:
    """A web server: what was posted with its headers; `answers` is (status, body, headers) it gives."""

    port: int = 0
    status: int = 200
    body: bytes = b'{"errcode": 0, "errmsg": "ok"}'
    headers: dict[str, str] = field(default_factory=dict)
    posted: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/cgi-bin/webhook/send?key=room"


@contextmanager
def a_room() -> Iterator[Room]:
    room = Room()

    class Session(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            said = self.rfile.read(int(self.headers.get("content-length", "0")))
            room.posted.append((self.path, {name.lower(): value for name, value in self.headers.items()}, said))
            self.send_response(room.status)
            for name, value in room.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(room.body)))
            self.end_headers()
            self.wfile.write(room.body)

        def log_message(self, *arguments: object) -> None:
            """Nobody reads it."""

    with _served(ThreadingHTTPServer(("127.0.0.1", 0), Session)) as port:
        room.port = port
        yield room


@contextmanager
def _served(server: socketserver.TCPServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
