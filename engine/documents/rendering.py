"""文书生成: a Typst template and facts become a PDF.

Facts reach the template as JSON data, never as source, so nothing in them can be a command. The template is compiled in a process
of its own: it sees the shared library folder and the fonts, no other file and no network, and it has a time and a memory limit.
"""

import base64
import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from engine.documents.facts import plain
from engine.documents.fonts import Fonts, find_fonts
from engine.sdk.errors import ServiceFailed
from engine.sdk.text import Text

LIBRARY = Path(__file__).parent / "library"
COMPILER = Path(__file__).parent / "compiling.py"
SECONDS = 20
MEMORY = 2 << 30
# Nothing listens there: a template that asks for a package from the network is refused at once.
NO_NETWORK = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"), "http://127.0.0.1:9")
_PLACE = re.compile(r"┌─ (?P<file>\S*?):(?P<line>\d+):(?P<column>\d+)")
_MAIN = "__typst_py_bytes__.typ"


class DocumentRefused(ServiceFailed):
    """文书模板有误: the template does not compile; `line` is a line of the template, or of the library file named by `file`."""

    def __init__(self, message: str, file: str = "", line: int | None = None, hints: Sequence[str] = ()) -> None:
        super().__init__("document_refused", message=message, file=file, line=line, hints=list(hints))

    @property
    def text(self) -> Text:
        """The refusal in both languages; the compiler's own words are English."""
        message, line, file = self.facts["message"], self.facts["line"], self.facts["file"]
        where = Text(f"第 {line} 行" if line else "", f" in line {line}" if line else "")
        inside = Text(f"（{file}）" if file else "", f" of {file}" if file else "")
        return Text(f"文书模板{inside.zh}{where.zh}有误：{message}", f"The document template is wrong{where.en}{inside.en}: {message}")


def house_template(name: str) -> bytes:
    """A template of the house itself, such as the case sheet 审批表."""
    return (LIBRARY / f"{name}.typ").read_bytes()


class Documents:
    """文书: renders templates; the adapter of `engine.sdk.ports.DocumentsPort`."""

    def __init__(self, font_paths: Sequence[Path] = (), *, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        """Look for fonts in these folders, else in the system's; the search happens at the first paper."""
        self._font_paths = tuple(font_paths)
        self._seconds = seconds
        self._memory = memory
        self._fonts: Fonts | None = None

    @property
    def fonts(self) -> Fonts:
        """The fonts papers are set in; raises `FontsMissing` when there are none."""
        if self._fonts is None:
            self._fonts = find_fonts(self._font_paths)
        return self._fonts

    def render(self, template: bytes | str, facts: Mapping[str, object], at: datetime | None = None) -> bytes:
        """The PDF of a template over facts; the same template, facts and moment `at` give the same bytes.

        It is PDF/A for the archive, unless a value holds a character no font here can draw: then a plain PDF, so that a rare
        name never keeps a notice back.

        Raises:
            DocumentRefused: the template does not compile, or takes too long or too much memory.
            FontsMissing: no Chinese font is installed.
        """
        source = template if isinstance(template, str) else _decoded(template)
        order = {
            "template": self._preamble() + source,
            "facts": json.dumps(plain(facts), ensure_ascii=False, allow_nan=False),
            "fonts": [str(folder) for folder in self.fonts.folders],
            "root": str(LIBRARY),
            "memory": self._memory,
            "timestamp": int(at.timestamp()) if at else 0,
        }
        answer = self._compiled(json.dumps(order))
        if "pdf" in answer:
            return base64.b64decode(answer["pdf"])
        raise _refusal(answer)

    def _preamble(self) -> str:
        """Set the font on the template's own first line, so that its line numbers stay right."""
        return f'#set text(font: "{self.fonts.family}", lang: "zh", region: "cn"); '

    def _compiled(self, order: str) -> dict[str, Any]:
        try:
            done = subprocess.run(  # noqa: S603  our own interpreter and file; what is untrusted goes in as data
                [sys.executable, "-I", str(COMPILER)],
                input=order.encode(),
                capture_output=True,
                timeout=self._seconds,
                env=NO_NETWORK,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise DocumentRefused(f"not finished after {self._seconds:g} seconds") from None
        if done.returncode:
            lines = done.stderr.decode(errors="replace").strip().splitlines()
            raise DocumentRefused(f"the compiler stopped ({done.returncode}): {lines[-1] if lines else 'out of memory'}")
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer


def _refusal(answer: Mapping[str, Any]) -> DocumentRefused:
    place = _PLACE.search(answer["diagnostic"])
    if place is None:
        return DocumentRefused(answer["message"], hints=answer["hints"])
    name = place["file"].rsplit("/", 1)[-1]
    return DocumentRefused(_without_places(answer["message"]), "" if name == _MAIN else name, int(place["line"]), answer["hints"])


def _without_places(message: str) -> str:
    """The compiler's sentence without the folders of this machine."""
    return re.sub(r" \(searched at [^)]*\)", "", message)


def _decoded(template: bytes) -> str:
    try:
        return template.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentRefused("the template is not UTF-8", line=template.count(b"\n", 0, error.start) + 1) from None
