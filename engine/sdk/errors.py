"""Every way the engine says no.

EngineError
├── Rejection        understood and refused; nothing changed; expected; no alarm
│   ├── NotFound     none, or none this actor may know of
│   ├── NotPermitted
│   ├── InvalidInput   carries one entry per field
│   ├── InvalidState   right request, wrong moment
│   └── Conflict       somebody was faster, or the same request came twice
├── Incident         the case cannot move on; parked for an operator
│   ├── DecisionFailed
│   └── ServiceFailed
├── Unavailable      the database cannot be reached, or has no room: the same again later
└── PackageError     a package is wrong; raised by loading, never by running

Errors carry a code and facts; the sentence for people is made by `engine.sdk.messages`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.sdk.text import Text


class EngineError(Exception):
    """Base of everything the engine raises on purpose."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        """The code with its facts, for logs."""
        return self.code if not self.facts else f"{self.code} {self.facts}"


class Rejection(EngineError):
    """Understood and refused; nothing changed."""


class NotFound(Rejection):
    """None, or none this actor may know of."""


class NotPermitted(Rejection):
    """The actor may not do this."""


class InvalidState(Rejection):
    """The right request at the wrong moment."""


class Conflict(Rejection):
    """Somebody was faster, or the page was stale."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong with one field: `path` is the dotted key path (rows as `list.0.key`)."""

    path: str
    zh: str
    en: str
    clause: str = ""
    code: str = ""

    @property
    def text(self) -> Text:
        """The sentence in both languages."""
        return Text(self.zh, self.en)


class InvalidInput(Rejection):
    """What was sent is wrong; `errors` has one entry per fault, all at once."""

    def __init__(self, errors: Sequence[FieldError], code: str = "invalid_input", **facts: object) -> None:
        super().__init__(code, **facts)
        self.errors = tuple(errors)

    def __str__(self) -> str:
        """The code and each fault, for logs."""
        return f"{self.code}: " + "; ".join(f"{e.path}: {e.en or e.zh}" for e in self.errors)


class Incident(EngineError):
    """The case cannot move on and is parked for an operator."""


class DecisionFailed(Incident):
    """A decision table or condition could not be evaluated."""


class ServiceFailed(Incident):
    """A service of a program or an outside system failed."""


class Unavailable(EngineError):
    """The database is away, or everybody wants it at once: nothing was kept, and the same request may be made again later.

    `commit_unknown` alone is different: the answer to the commit was lost. With its idempotency key the repetition finds out.
    """


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of a package: where it is and what is wrong."""

    file: str
    zh: str
    en: str
    code: str
    line: int | None = None
    element: str | None = None
    severity: str = "error"


class PackageError(EngineError):
    """A package is wrong; `findings` lists every fault."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("package_refused", count=len(findings))
        self.findings = tuple(findings)

    def __str__(self) -> str:
        """Every finding on a line of its own."""
        return "\n".join(f"{f.file}:{f.line or ''} {f.element or ''} {f.en or f.zh}" for f in self.findings)
