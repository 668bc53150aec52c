"""Dossiers as one zip 卷宗下载: the manifest, the forms, and every document and paper at its place."""

import zipfile
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import BinaryIO

from starlette.responses import Response

from api.archives import EPOCH
from api.downloads import file_answer
from engine.queries import DossierView
from engine.queries.dossiers import WITH_FILE
from engine.sdk.ports import FilesPort

MANIFEST = "卷宗目录.json"
KEPT_IN_MEMORY = 8 * 1024 * 1024
ZIP = "application/zip"


def dossier_answer(view: DossierView, files: FilesPort) -> Response:
    """The folder of a dossier as a download; the same dossier always gives the same bytes."""
    return file_answer(packed(view, files), f"{view.case.number or view.case.case_id} 卷宗.zip", ZIP, download=True)


def packed(view: DossierView, files: FilesPort) -> BinaryIO:
    """The zip, ready to be read; big ones wait on the disk. PDFs and pictures are packed already, so nothing is squeezed again."""
    waiting: BinaryIO = SpooledTemporaryFile(KEPT_IN_MEMORY)  # type: ignore[assignment]  # noqa: SIM115 - closed when sent
    with zipfile.ZipFile(waiting, "w", zipfile.ZIP_STORED) as folder:
        wanted = [(MANIFEST, view.digest), *((item.path, item.digest) for item in view.items if item.kind in WITH_FILE)]
        for path, digest in wanted:
            entry = zipfile.ZipInfo(path, EPOCH)
            entry.external_attr = 0o644 << 16
            with files.open(digest) as source, folder.open(entry, "w") as target:
                copyfileobj(source, target)
    waiting.seek(0)
    return waiting
