"""Whether an uploaded file may be taken: by content, size and what hides inside it."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from engine.files.images import judge_image
from engine.files.limits import DEFAULT_LIMITS, Limits
from engine.files.office import judge_ole, judge_package
from engine.files.pdf import judge_pdf
from engine.files.refusals import EXTENSIONS, FileRefused, expected, kind, kinds, size
from engine.files.sniffing import DOCX, OLE, XLSX, sniff

__all__ = ["TAKEN", "Limits", "judge"]
TAKEN = frozenset(EXTENSIONS.values())


@dataclass(frozen=True, slots=True)
class _Upload:
    path: Path
    name: str
    media_type: str


def judge(path: Path, allowed: Collection[str] = TAKEN, *, name: str | None = None, limits: Limits = DEFAULT_LIMITS) -> FileRefused | None:
    """None when the file may be taken, else the first reason why not.

    Args:
        path: where the file lies now.
        allowed: media types, or extensions such as `.pdf`, that are taken here.
        name: the name it was sent under, compared with the content; the path's own name when not given.
        limits: the largest sizes; see `Limits`.
    """
    upload = _Upload(path, path.name if name is None else name, sniff(path))
    wanted = frozenset(EXTENSIONS.get(each.lower(), each) for each in allowed)
    return _size(path, limits) or _kind(upload, wanted) or _name(upload) or _inside(upload, limits)


def _size(path: Path, limits: Limits) -> FileRefused | None:
    count = path.stat().st_size
    if count == 0:
        return FileRefused("file_empty", "文件是空的，请重新选择。", "The file is empty; choose it again.")
    if count > limits.bytes:
        zh = f"文件 {size(count)}，超过上限 {size(limits.bytes)}；请压缩或分成几份上传。"
        en = f"The file has {size(count)}, more than the {size(limits.bytes)} allowed; compress it or send it in parts."
        return FileRefused("file_too_large", zh, en)
    return None


def _kind(upload: _Upload, wanted: frozenset[str]) -> FileRefused | None:
    if upload.media_type in wanted:
        return None
    if upload.media_type == OLE and (old := judge_ole(upload.path)):
        return old
    found, taken = kind(upload.media_type), kinds(wanted)
    zh = f"文件内容是{found.zh}，这里只接收{taken.zh}；请另存为其中一种后上传。"
    en = f"The file's content is: {found.en}. Taken here: {taken.en}. Save it as one of these and send it again."
    return FileRefused("file_kind", zh, en)


def _name(upload: _Upload) -> FileRefused | None:
    promised = expected(upload.name)
    if promised == upload.media_type:
        return None
    suffix = Path(upload.name).suffix or "（无）"
    found = kind(upload.media_type)
    zh = f"文件名后缀 {suffix} 与内容（{found.zh}）不符；请不要改后缀，用原软件另存为正确格式。"
    ending = Path(upload.name).suffix or "nothing"
    en = f"The file name ends in {ending}, but the content is: {found.en}. Save it in the right format instead of renaming it."
    return FileRefused("file_renamed", zh, en)


def _inside(upload: _Upload, limits: Limits) -> FileRefused | None:
    if upload.media_type in (XLSX, DOCX):
        return judge_package(upload.path, limits)
    if upload.media_type == "application/pdf":
        return judge_pdf(upload.path)
    if upload.media_type in ("image/jpeg", "image/png"):
        return judge_image(upload.path, limits)
    return None
