"""What every page of the studio shares: its policy, and how a draft is addressed."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from starlette.datastructures import UploadFile
from starlette.responses import Response

from api.pages.page import Page
from api.security import POLICY
from api.uploads import Posted
from engine.sdk.errors import FieldError, InvalidInput

STUDIO_POLICY = "; ".join(f"{name} {sources}" for name, sources in {**POLICY, "style-src": "'self' 'unsafe-inline'"}.items())
"""The editors of bpmn.io place what they draw with style attributes; scripts stay as strict as everywhere."""
EDITABLE = (".bpmn", ".dmn", ".form", ".toml", ".md", ".typ", ".json", ".txt", ".csv", ".svg")


def draw(page: Page, template: str, status: int = 200, /, **context: Any) -> Response:
    """A page of the studio under its own policy."""
    response = page.html(template, status, **context)
    response.headers["Content-Security-Policy"] = STUDIO_POLICY
    return response


def address_of(draft_id: UUID, path: str = "") -> str:
    """Where a draft, or one of its files, is edited."""
    base = f"/admin/studio/{draft_id}"
    return f"{base}/files/{quote(path)}" if path else base


def sent_file(form: Posted, name: str) -> UploadFile:
    """The file a form carries; `InvalidInput` when it carries none."""
    for field, file in form.files:
        if field == name:
            return file
    raise InvalidInput([FieldError(name, "请选择文件。", "Choose a file.", code="required")])


def text_of(content: bytes) -> str | None:
    """A file as text; None when it is none."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return None
