"""What a PDF says, for tests: read by poppler's `pdftotext`, which continuous integration installs where it is missing."""

import shutil
import subprocess

import pytest


def words_of(pdf: bytes, *, layout: bool = True) -> str:
    """The text of a PDF without blanks: lines break where the paper is full. With `layout` as it stands beside each other on the page,
    else paragraph by paragraph. The test is skipped, and says so, where nothing can read PDFs.
    """
    return "".join(_read(pdf, layout=layout).split())


def pages_of(pdf: bytes) -> list[list[str]]:
    """The lines of every page of a PDF, as they stand beside each other; skipped like the words."""
    return [[line for line in page.splitlines() if line.strip()] for page in _read(pdf, layout=True).split("\f")[:-1]]


def _read(pdf: bytes, *, layout: bool) -> str:
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("no pdftotext on this machine: reading a PDF back needs poppler-utils")
    read = subprocess.run([tool, *(["-layout"] if layout else []), "-", "-"], input=pdf, capture_output=True, check=True)
    return read.stdout.decode()
