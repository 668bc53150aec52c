"""What papers say: a PDF fetched as its reader would, and its text."""

import re
from pathlib import Path

from tests.documents.reading import words_of
from tests.journeys.visitor import Visitor


def saves_a_notice(reader: Visitor, title: str, folder: Path, says: tuple[str, ...]) -> None:
    """A real PDF is behind the link; it says what it should."""
    link = reader.page.locator("main a[href$='.pdf']").filter(has_text=re.compile(f"^{title}$")).first
    answer = reader.page.request.get(reader.town.address + str(link.get_attribute("href")))
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/pdf"
    content = answer.body()
    assert content.startswith(b"%PDF-")
    text = words_of(content, layout=False)
    for sentence in says:
        assert plain(sentence) in text, f"{title} does not say {sentence}: {text}"


def plain(text: str) -> str:
    """The characters alone: lines break where the paper is full."""
    return re.sub(r"\s", "", text)
