"""Uploads on their way into the file store: judged by content before they are kept, refused with a sentence."""

import shutil
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import NamedTemporaryFile

from starlette.datastructures import UploadFile

from engine.files.judging import TAKEN, Limits, judge
from engine.sdk.errors import FieldError
from engine.sdk.ports import FilesPort, StoredFile
from forms.definition import FormDefinition

MOST_NAME = 150
COPIED = 1 << 20
NOT_KEPT = StoredFile("", 0, "")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file of a form belongs: the field, the item of its checklist, and what is taken there."""

    field: str
    item: str
    accept: Collection[str]
    max_bytes: int

    @property
    def path(self) -> str:
        """The path errors about it are shown at."""
        return f"{self.field}.{self.item}" if self.item else self.field


def places(definition: FormDefinition, most: int) -> dict[str, Place]:
    """Every place of a form that takes files, by path; `most` is the house's limit in bytes."""
    found: dict[str, Place] = {}
    for component in definition.walk():
        if component.kind not in {"material", "filepicker"}:
            continue
        for item in component.settings:
            accept = tuple(ending.strip() for ending in item.accept.split(",") if ending.strip().startswith("."))
            place = Place(component.key, item.key, accept or TAKEN, min(item.max_mb << 20, most))
            found[place.path] = place
    return found


def clean_name(name: str | None) -> str:
    """A file's name without its folders and without characters nobody can see; cut in the middle when too long."""
    base = PurePosixPath((name or "").replace("\\", "/")).name
    visible = "".join(char for char in base if char.isprintable()).strip() or "file"
    if len(visible) <= MOST_NAME:
        return visible
    ending = PurePosixPath(visible).suffix[-10:]
    return visible[: MOST_NAME - len(ending)] + ending


def receive(store: FilesPort, upload: UploadFile, accept: Collection[str], max_bytes: int) -> StoredFile | FieldError:
    """Keep an upload when its content may be taken; otherwise say why not (the error's path is left to the caller)."""
    return _judged(store, upload, accept, max_bytes, keep=True)


def refused(store: FilesPort, upload: UploadFile, accept: Collection[str], max_bytes: int) -> FieldError | None:
    """Why an upload would not be taken; nothing is kept of it, whatever the answer."""
    found = _judged(store, upload, accept, max_bytes, keep=False)
    return found if isinstance(found, FieldError) else None


def _judged(store: FilesPort, upload: UploadFile, accept: Collection[str], max_bytes: int, *, keep: bool) -> StoredFile | FieldError:
    waiting = store.incoming()
    with NamedTemporaryFile(dir=waiting, prefix="judged-") as file:
        upload.file.seek(0)
        shutil.copyfileobj(upload.file, file, COPIED)
        file.flush()
        wrong = judge(Path(file.name), accept, name=clean_name(upload.filename), limits=Limits(bytes=max_bytes))
        if wrong is not None:
            return FieldError("", wrong.zh, wrong.en, code=wrong.code)
        if not keep:
            return NOT_KEPT
        with Path(file.name).open("rb") as judged:
            return store.put(judged, max_bytes)
