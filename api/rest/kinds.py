"""What REST requests and answers are made of: bounded texts, clean JSON, pages of results, the shape of a refusal."""

import math
from collections.abc import Mapping
from typing import Annotated, Any, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

MOST_DEPTH = 40
MOST_INTEGER = 2**63 - 1

Word = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]
Paragraph = Annotated[str, StringConstraints(max_length=4000, pattern=r"^[^\x00]*$")]
Cursor = Annotated[str | None, Field(max_length=500, pattern=r"^[^\x00]*$", description="Opaque: `next` or `previous` of the page before")]


def _clean(value: Any) -> Any:
    """Refuse what JSON can carry and a database cannot keep: NUL, lone surrogates, NaN, endless nesting."""
    waiting: list[tuple[Any, int]] = [(value, 0)]
    while waiting:
        item, depth = waiting.pop()
        if depth > MOST_DEPTH:
            raise ValueError(f"nested deeper than {MOST_DEPTH} levels")
        if isinstance(item, str):
            _clean_text(item)
        elif isinstance(item, float) and not math.isfinite(item):
            raise ValueError("not a finite number")
        elif isinstance(item, int) and abs(item) > MOST_INTEGER:
            raise ValueError("number too large")
        elif isinstance(item, Mapping):
            waiting.extend((part, depth + 1) for pair in item.items() for part in pair)
        elif isinstance(item, list):
            waiting.extend((part, depth + 1) for part in item)
    return value


def _clean_text(text: str) -> None:
    if "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise ValueError("text holds a character that cannot be stored")


Values = Annotated[dict[str, Any], AfterValidator(_clean)]
"""nested form data: keys of the form's fields"""

Row = TypeVar("Row")


class Paged(BaseModel, Generic[Row]):
    """One page of a list. Ask for the next with `after` = `next`."""

    model_config = ConfigDict(from_attributes=True)

    rows: tuple[Row, ...]
    total: int
    next: str | None = None
    previous: str | None = None


class Fault(BaseModel):
    """One thing wrong with one field."""

    path: str = Field(description="Dotted key path; rows as `list.0.key`", examples=["filing.enterprise.uscc"])
    detail: str = Field(description="The sentence in the language of `Accept-Language`")
    zh: str
    en: str
    clause: str = Field(description="The rule it comes from, where there is one")
    code: str


class ProblemBody(BaseModel):
    """A refusal by RFC 9457 (`application/problem+json`)."""

    type: str = Field(examples=["urn:tongban:problem:draft_changed"])
    title: str = Field(examples=["Something changed meanwhile"])
    status: int = Field(examples=[409])
    detail: str = Field(description="One sentence for people, in the language of `Accept-Language`")
    code: str = Field(description="Stable; branch on this", examples=["draft_changed"])
    errors: list[Fault] = Field(default=[], description="With status 422: every fault, all at once")
    incident: str | None = Field(default=None, description="With status 500: the number an administrator finds in the log")


REASONS = {
    401: "No token, or one that has expired",
    403: "Known, but not for you",
    404: "None, or none you may know of",
    409: "Somebody was faster, or it is the wrong moment",
    413: "More was sent than is accepted",
    422: "What was sent is wrong; `errors` names every fault",
    429: "Too many attempts",
    500: "Recorded under `incident`",
    503: "The database is away; the same again after `Retry-After`. With `commit_unknown` it may have been done: repeat with the same key",
}


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe the refusals of an operation for the OpenAPI document."""
    schema = {"$ref": "#/components/schemas/ProblemBody"}
    return {status: {"description": REASONS[status], "content": {"application/problem+json": {"schema": schema}}} for status in statuses}


READ = refusals(401, 403, 404, 422, 500, 503)
WRITE = refusals(401, 403, 404, 409, 413, 422, 500, 503)
