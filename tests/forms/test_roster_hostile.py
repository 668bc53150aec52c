"""Workbooks made to hurt: refused quickly, with a sentence, without eating the memory."""

import io
import resource
import time
import zipfile

import pytest

from forms.roster import read_workbook
from forms.roster.limits import DEFAULT_LIMITS
from tests.forms.build import HEADER, PEOPLE, TODAY, workbook

SHEET = "xl/worksheets/sheet1.xml"
HEAD = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = "</sheetData></worksheet>"


def changed(**members):
    """A sound workbook with some of its parts replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(HEADER, ["x"]))) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, members.pop(name, None) or old.read(name))
        for name, content in members.items():
            new.writestr(name, content)
    return out.getvalue()


def refused(content, limits=DEFAULT_LIMITS):
    begin, used = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    imported = read_workbook(content, PEOPLE, TODAY, limits)
    assert time.process_time() - begin < 6
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - used < 300_000
    assert imported.rows == ()
    (problem,) = imported.problems
    assert problem.en
    return problem.zh


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0" + b"\0" * 600, b"name,id\n", b"PK\x03\x04" + b"\0" * 1000])
def test_what_is_no_workbook_is_refused(content):
    assert refused(content)


def test_a_zip_bomb_is_refused_before_it_unpacks():
    assert "解压" in refused(changed(**{"xl/media/a.png": b"\0" * 160_000_000}))


def test_a_zip_that_lies_about_its_sizes_is_refused():
    content = bytearray(changed(**{SHEET: HEAD + " " * 5_000_000 + TAIL}))
    at = content.index(b"PK\x01\x02")
    while at != -1:
        name_length = int.from_bytes(content[at + 28 : at + 30], "little")
        if content[at + 46 : at + 46 + name_length] == SHEET.encode():
            content[at + 24 : at + 28] = (100).to_bytes(4, "little")
        at = content.find(b"PK\x01\x02", at + 4)
    assert refused(bytes(content))


def test_a_single_cell_at_the_end_of_the_sheet_is_refused_by_its_name():
    cell = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    assert "XFD1048576" in refused(changed(**{SHEET: HEAD + '<row r="1"><c r="A1"><v>1</v></c></row>' + cell + TAIL}))


def test_cells_without_references_are_counted_too():
    row = "<row>" + "<c><v>1</v></c>" * 16_000 + "</row>"
    assert refused(changed(**{SHEET: HEAD + '<row r="1048000">' + row.removeprefix("<row>") + TAIL}))


def test_endless_empty_rows_are_passed_over():
    rows = "".join(f'<row r="{number}"><c r="A{number}" s="1"/></row>' for number in range(1, 150_000))
    assert "表头" in refused(changed(**{SHEET: HEAD + rows + TAIL}))


def test_entities_are_refused():
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "' + "a" * 1000 + '"><!ENTITY b "' + "&a;" * 1000 + '">]><worksheet>&b;</worksheet>'
    )
    assert refused(changed(**{SHEET: bomb}))


def test_broken_xml_is_refused():
    assert refused(changed(**{SHEET: HEAD + "<row><c>"}))


def test_a_sheet_behind_the_name_of_a_picture_is_refused():
    with zipfile.ZipFile(io.BytesIO(workbook(HEADER))) as book:
        links = book.read("xl/_rels/workbook.xml.rels").decode().replace("sheet1.xml", "sheet1.png")
    assert refused(changed(**{"xl/_rels/workbook.xml.rels": links}))


def test_too_many_bytes_and_too_many_parts_are_refused():
    assert "MB" in refused(b"PK\x03\x04" + b"\0" * 20_000_001)
    assert refused(changed(**{f"xl/x{number}.xml": "<x/>" for number in range(600)}))


def test_a_stream_is_not_read_further_than_allowed():
    class Endless(io.RawIOBase):
        taken = 0

        def readable(self):
            return True

        def readinto(self, buffer):
            self.taken += len(buffer)
            assert self.taken < 60_000_000
            buffer[:4] = b"PK\x03\x04"
            return len(buffer)

    assert read_workbook(io.BufferedReader(Endless()), PEOPLE, TODAY).problems
