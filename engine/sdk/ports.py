"""What the engine needs from outside: protocols whose adapters the composition root chooses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from engine.sdk.errors import FieldError, Finding
from engine.sdk.text import Text


class Clock(Protocol):
    """Now. A port, so that tests and scenarios travel in time."""

    def now(self) -> datetime:
        """The present moment, aware, in Asia/Shanghai."""
        ...


@dataclass(frozen=True, slots=True)
class Checked:
    """What a form made of what was sent: cleaned values and every fault."""

    values: Mapping[str, object]
    errors: tuple[FieldError, ...] = ()
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """What the engine must know of a form's field."""

    path: str
    kind: str
    label: str
    label_en: str = ""
    sensitive: str = ""
    properties: Mapping[str, object] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    """Value -> label, for a field that offers fixed choices."""
    options_en: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SampleFilling:
    """示例填写: entries of a form, and by path the files and the roster figures that would lie beside them."""

    values: Mapping[str, object]
    attachments: Mapping[str, Sequence[Mapping[str, object]]]
    rosters: Mapping[str, Mapping[str, int]]


class FormsPort(Protocol):
    """Forms 表单: the package `forms` behind a narrow door."""

    def findings(self, form: bytes, file: str) -> Sequence[Finding]:
        """Every fault of a form definition."""
        ...

    def check(
        self,
        form: Mapping[str, object],
        data: Mapping[str, object],
        facts: Mapping[str, object],
        only: frozenset[str] | None = None,
        functions: Sequence[Any] = (),
    ) -> Checked:
        """Validate `data`; `only` limits checking to these field paths; `functions` are lent to the form's expressions."""
        ...

    def check_row(
        self, form: Mapping[str, object], field: str, values: Mapping[str, object], today: date
    ) -> tuple[dict[str, object], list[FieldError]]:
        """Clean and check one roster row of the form's roster `field`."""
        ...

    def reads(self, form: Mapping[str, object]) -> frozenset[str]:
        """Which of the facts that cost a query the form may look at: `attachments`, `rosters`, `regions`."""
        ...

    def on_paper(
        self, form: Mapping[str, object], values: Mapping[str, object], facts: Mapping[str, object]
    ) -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
        """What was filled in, section by section: a heading, and labels with their texts; in 中文."""
        ...

    def fields(self, form: Mapping[str, object]) -> Sequence[FieldInfo]:
        """Every input of the form in reading order, roster columns as `roster.column`."""
        ...

    def sample(
        self, form: Mapping[str, object], facts: Mapping[str, object], functions: Sequence[object] = (), *, wrong: bool = False
    ) -> SampleFilling:
        """Something in every field that the form accepts, or with `wrong` refuses."""
        ...


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file kept by digest."""

    digest: str
    size: int
    media_type: str


class FilesPort(Protocol):
    """Content-addressed file store 附件库."""

    def put(self, stream: BinaryIO, max_bytes: int, media_type: str | None = None) -> StoredFile:
        """Store what a stream gives, at most so many bytes; the media type is told from the content unless given."""
        ...

    def put_bytes(self, content: bytes, media_type: str) -> StoredFile:
        """Store bytes and return their identity."""
        ...

    def open(self, digest: str) -> BinaryIO:
        """Open a stored file for reading; `FileNotFoundError` when there is none."""
        ...

    def delete(self, digest: str) -> bool:
        """Delete a file that nobody names any more; False when there was none."""
        ...

    def incoming(self) -> Path:
        """A folder in which something may be written before it is kept."""
        ...

    def apart(self, name: str) -> "FilesPort":
        """A store of its own that shares nothing with this one."""
        ...

    def clear(self) -> None:
        """Take away everything that was kept here."""
        ...


class DocumentsPort(Protocol):
    """Papers 文书: a template and facts become a PDF."""

    def render(self, template: bytes, facts: Mapping[str, object], at: datetime | None = None) -> bytes:
        """The PDF, dated `at`; raises `ServiceFailed` with the template's line when it does not compile."""
        ...


@dataclass(frozen=True, slots=True)
class Message:
    """A message that leaves through the outbox; `id` is stable over retries."""

    id: str
    topic: str
    payload: Mapping[str, object]


class DeliveryPort(Protocol):
    """Where the outbox delivers: mail, SMS, webhooks. Called at least once per message."""

    def deliver(self, message: Message) -> None:
        """Deliver or raise; a raised error is retried with back-off."""
        ...


@dataclass(frozen=True, slots=True)
class Told:
    """One thing somebody is told, in their language: about which case, in which words, and where it can be seen."""

    number: str
    words: str
    case_id: str | None
    task_id: str | None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """外发: what leaves for one person by one channel; `id` is stable over retries. `kind` is how the address wants to be spoken to."""

    id: str
    at: datetime
    language: str
    office: bool
    address: str
    kind: str
    secret: str
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Posting:
    """One message for another system: under a stable id, at this moment, to this address, signed with this secret."""

    id: str
    at: datetime
    address: str
    secret: str
    content: Mapping[str, object]


class HookPort(Protocol):
    """The way to other systems that asked to be told. It is called by the worker, never inside a step."""

    def fault(self, address: str) -> Text | None:
        """Why nothing may be posted to this address; None where it may."""
        ...

    def post(self, posting: Posting) -> int:
        """Post it and return the status of the answer, or raise."""
        ...


class ChannelPort(Protocol):
    """A way to reach people: mail, a robot. It is called by the worker, never inside a step."""

    def fault(self, address: str, kind: str) -> Text | None:
        """Why nothing could be sent to this address; None where it can."""
        ...

    def send(self, outgoing: Outgoing) -> None:
        """Send or raise; a raised error is retried with back-off, and becomes an incident."""
        ...
