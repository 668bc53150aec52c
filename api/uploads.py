"""What comes in: request bodies are measured while they stream, forms are read with limits, files never fill the disk."""

from dataclasses import dataclass

from fastapi import Request
from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData, ImmutableMultiDict, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.settings import MIB, Settings

DRAINED = 64 * MIB  # a refused sender is listened to for this long, so that a browser shows the refusal instead of a broken connection
KEY_FIELD = "_key"
MOST_FILES = 200
MOST_KEY = 200


class TooLarge(HTTPException):
    """The request is larger than this address accepts; `limit` is what would have been accepted, in bytes."""

    def __init__(self, limit: int, code: str = "too_large") -> None:
        super().__init__(413, code, headers={"Connection": "close"})
        self.limit = limit


class BodyLimit:
    """ASGI middleware: counts a body while it arrives and refuses it at the first byte too many."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Give the application a `receive` that refuses what is too large, declared or not."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        limit = self._limit(headers.get(b"content-type", b""))
        declared = headers.get(b"content-length", b"0")
        counted = _Counted(receive, limit, int(declared) if declared.isdigit() else 0)
        await self.app(scope, counted.receive, send)

    def _limit(self, content_type: bytes) -> int:
        files = content_type.startswith((b"multipart/form-data", b"application/octet-stream"))
        return self.settings.max_request_bytes if files else self.settings.max_body_bytes


class _Counted:
    """One request's body and how much of it has come."""

    def __init__(self, receive: Receive, limit: int, declared: int) -> None:
        self.source = receive
        self.limit = limit
        self.declared = declared
        self.size = 0

    async def receive(self) -> Message:
        if self.declared > self.limit:
            if self.declared <= self.limit + DRAINED:
                await self._drain()
            raise TooLarge(self.limit)
        message = await self.source()
        self.size += len(message.get("body", b""))
        if self.size > self.limit:
            if message.get("more_body"):
                await self._drain()
            raise TooLarge(self.limit)
        return message

    async def _drain(self) -> None:
        """Read on for a while without keeping anything: browsers show the answer only when they could send."""
        heard = 0
        while heard < DRAINED:
            message = await self.source()
            heard += len(message.get("body", b""))
            if message["type"] == "http.disconnect" or not message.get("more_body"):
                return


class _CappedParser(MultiPartParser):
    """Multipart parser that stops keeping a file once it is larger than allowed; its `size` then says so."""

    max_file_bytes = 0

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        file = self._current_part.file
        if file is not None and (file.size or 0) > self.max_file_bytes:
            return
        super().on_part_data(data, start, end)


@dataclass(frozen=True, slots=True)
class Posted:
    """A form as it was sent: text fields, files, and the key that makes a second click harmless."""

    fields: ImmutableMultiDict[str, str]
    files: tuple[tuple[str, UploadFile], ...]
    key: str | None

    def text(self, name: str, most: int = 4000) -> str:
        """Return one field's text, trimmed and cut; "" when it was not sent."""
        return self.fields.get(name, "").strip()[:most]

    def pressed(self, prefix: str) -> str | None:
        """Return what follows `prefix` in the name of the button that sent the form, None when it was another."""
        for name in self.fields:
            if name.startswith(prefix):
                return name[len(prefix) :]
        return None

    def subkey(self, part: str) -> str | None:
        """Return a key for one of several commands of the same form."""
        return f"{self.key}:{part}" if self.key else None

    @property
    def version(self) -> int:
        """The version of the draft the page was made from; -1 (always stale) when it is missing or no number."""
        sent = self.text("version")
        return int(sent) if sent.isdigit() and len(sent) < 10 else -1


async def read_form(request: Request, settings: Settings, *, files: bool, most_files: int = MOST_FILES) -> FormData:
    """Read a form within the limits of the settings; anything else than a form is refused."""
    kind = parse_options_header(request.headers.get("content-type", ""))[0]
    try:
        if kind == b"application/x-www-form-urlencoded":
            return await FormParser(request.headers, request.stream(), max_fields=settings.max_fields).parse()
        if kind == b"multipart/form-data" and files:
            parser = _CappedParser(request.headers, request.stream(), max_fields=settings.max_fields, max_files=most_files)
            parser.max_file_bytes = settings.max_file_bytes
            return await parser.parse()
    except MultiPartException as error:
        if error.message.startswith(("Too many", "Part exceeded", "Field exceeded")):
            raise TooLarge(settings.max_fields, "too_many_fields") from error
        raise HTTPException(400, "bad_form") from error
    raise HTTPException(415, "not_a_form")


def sort_form(form: FormData) -> Posted:
    """Part text from files; characters no database keeps are dropped, unused file inputs too."""
    texts = [(name, value.replace("\x00", "")) for name, value in form.multi_items() if isinstance(value, str)]
    files = tuple((name, value) for name, value in form.multi_items() if isinstance(value, UploadFile) and value.filename)
    fields: ImmutableMultiDict[str, str] = ImmutableMultiDict(texts)
    return Posted(fields, files, fields.get(KEY_FIELD, "")[:MOST_KEY] or None)
