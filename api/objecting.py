"""Objections 异议 from outside: what a stranger says and sends is judged whole before anything of it is kept."""

from collections.abc import Sequence
from dataclasses import replace

from fastapi import Request
from starlette.datastructures import UploadFile

from api.receiving import clean_name, receive, refused
from api.settings import MIB, Settings
from engine.commands import MOST_EVIDENCE, Evidence, ForgetFiles, Objection, RaiseObjection
from engine.engine import Engine
from engine.queries import ObjectionFaults
from engine.sdk.actor import Actor
from engine.sdk.errors import FieldError, InvalidInput, Rejection

TAKEN = (".pdf", ".jpg", ".jpeg", ".png")
LARGEST = 10 * MIB


def largest(settings: Settings) -> int:
    """The largest file that may come with an objection, in bytes."""
    return min(LARGEST, settings.max_file_bytes)


def key_of(request: Request, key: str | None) -> str | None:
    """A stranger's idempotency key: it means something to their own address alone."""
    return f"{request.client.host if request.client else ''}:{key}" if key else None


def raise_objection(engine: Engine, settings: Settings, objection: Objection, uploads: Sequence[UploadFile], key: str | None) -> str:
    """Send an objection with its files; returns the number of the list.

    Raises:
        InvalidInput: every fault of the words and of the files; none of the files was kept.
    """
    store, system, most = engine.runtime.ports.files, Actor.system(), largest(settings)
    found = engine.ask(ObjectionFaults(objection=objection, files=len(uploads)), by=system)
    errors = list(found)
    for upload in uploads[:MOST_EVIDENCE]:
        wrong = refused(store, upload, TAKEN, most)
        if wrong is not None:
            name = clean_name(upload.filename)
            errors.append(replace(wrong, path="files", zh=f"{name}：{wrong.zh}", en=f"{name}: {wrong.en}"))
    if errors:
        raise InvalidInput(errors)
    kept = []
    for upload in uploads:
        stored = receive(store, upload, TAKEN, most)
        if not isinstance(stored, FieldError):
            kept.append(Evidence(clean_name(upload.filename), stored))
    try:
        return engine.execute(RaiseObjection(objection=objection, files=tuple(kept)), by=system, key=key)
    except Rejection:
        if kept:
            engine.execute(ForgetFiles(digests=tuple(each.stored.digest for each in kept)), by=system)
        raise
