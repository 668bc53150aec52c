"""Files are judged by what they are, and refused with a sentence that helps."""

import io
import struct
import zipfile
import zlib

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from engine.files.judging import Limits, judge
from engine.files.sniffing import sniff

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
TYPES = b'<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'


def picture(kind, size=(40, 30)):
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, kind)
    return out.getvalue()


def workbook(**extra):
    out = io.BytesIO()
    book = openpyxl.Workbook()
    book.active["A1"] = "姓名"
    book.save(out)
    return packed(extra, out) if extra else out.getvalue()


def packed(members, out=None):
    out = out or io.BytesIO()
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def document():
    return packed({"[Content_Types].xml": TYPES, "word/document.xml": b"<w:document/>"})


def pdf(trailer=b"<< /Size 1 /Root 1 0 R >>", page=b"", prefix=b""):
    body = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\n" + page
    return (
        prefix + body + b"xref\n0 1\n0000000000 65535 f \ntrailer\n" + trailer + b"\nstartxref\n" + str(len(body)).encode() + b"\n%%EOF\n"
    )


def pdf_stream(dictionary):
    body = b"%PDF-1.7\n"
    return (
        body
        + b"5 0 obj\n<< /Type /XRef "
        + dictionary
        + b" >>\nstream\nxx\nendstream endobj\nstartxref\n"
        + str(len(body)).encode()
        + b"\n%%EOF"
    )


def png_claiming(width, height):
    chunk = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", 13)
        + chunk
        + struct.pack(">I", zlib.crc32(chunk))
        + struct.pack(">I", 0)
        + b"IEND\xaeB`\x82"
    )


GOOD = {
    "a.pdf": pdf(),
    "b.PDF": pdf(prefix=b"\xef\xbb\xbf"),
    "stream.pdf": pdf_stream(b"/Size 1"),
    "a.jpg": picture("JPEG"),
    "a.jpeg": picture("JPEG"),
    "a.png": picture("PNG"),
    "花名册.xlsx": workbook(),
    "a.docx": document(),
}


def judged(tmp_path, name, content, **more):
    path = tmp_path / "upload"
    path.write_bytes(content)
    return judge(path, name=name, **more)


@pytest.mark.parametrize("name", GOOD)
def test_good_files_are_taken(tmp_path, name):
    assert judged(tmp_path, name, GOOD[name]) is None


def test_a_path_is_judged_by_its_own_name(tmp_path):
    path = tmp_path / "a.png"
    path.write_bytes(picture("PNG"))
    assert judge(path) is None


REFUSED = {
    "empty": ("a.pdf", b"", "file_empty"),
    "old workbook": ("a.xls", OLE, "office_old"),
    "old workbook renamed": ("a.xlsx", OLE, "office_old"),
    "workbook behind a password": ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "office_password"),
    "macros": ("a.xlsx", workbook(**{"xl/vbaProject.bin": b"x"}), "office_macros"),
    "excel 4 macros": ("a.xlsx", workbook(**{"xl/macrosheets/sheet1.xml": b"x"}), "office_macros"),
    "declared macros": (
        "a.docx",
        packed({"[Content_Types].xml": TYPES.replace(b"openxmlformats", b"macroEnabled"), "word/document.xml": b"x"}),
        "office_macros",
    ),
    "bomb by ratio": ("a.xlsx", workbook(**{"xl/big.xml": b"0" * (30 << 20)}), "zip_bomb"),
    "bomb by entries": (
        "a.docx",
        packed({"[Content_Types].xml": TYPES, "word/document.xml": b"x", **{f"word/{i}.xml": b"" for i in range(2001)}}),
        "zip_bomb",
    ),
    "password pdf": ("a.pdf", pdf(b"<< /Size 1 /Encrypt 7 0 R /Root 1 0 R >>"), "pdf_password"),
    "password pdf with a stream": ("a.pdf", pdf_stream(b"/Encrypt 7 0 R"), "pdf_password"),
    "password pdf behind a prefix": ("a.pdf", pdf(b"<< /Encrypt << /V 4 >> >>", prefix=b"junk\n"), "pdf_password"),
    "cut pdf": ("a.pdf", pdf()[:-30], "pdf_broken"),
    "png named pdf": ("a.pdf", picture("PNG"), "file_renamed"),
    "pdf named jpg": ("a.jpg", pdf(), "file_renamed"),
    "no extension": ("scan", pdf(), "file_renamed"),
    "zip": ("a.zip", packed({"a.txt": b"x"}), "file_kind"),
    "zip named xlsx": ("a.xlsx", packed({"a.txt": b"x"}), "file_kind"),
    "page named pdf": ("a.pdf", b"<!DOCTYPE html><script>alert(1)</script>", "file_kind"),
    "drawing named png": ("a.png", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "file_kind"),
    "program": ("a.pdf", b"MZ\x90\x00\x03", "file_kind"),
    "gif": ("a.gif", picture("GIF"), "file_kind"),
    "text": ("a.txt", "说明".encode(), "file_kind"),
    "cut workbook": ("a.xlsx", workbook()[:-200], "file_kind"),
    "huge picture": ("a.png", png_claiming(30000, 30000), "image_too_large"),
    "cut picture": ("a.png", picture("PNG")[:-20], "image_broken"),
    "headless jpeg": ("a.jpg", b"\xff\xd8\xff\xe0", "image_broken"),
    "no pixels": ("a.png", png_claiming(0, 5), "image_broken"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_files_are_refused_in_both_languages(tmp_path, case):
    name, content, code = REFUSED[case]
    refused = judged(tmp_path, name, content)
    assert refused is not None
    assert (refused.code, refused.zh.endswith("。"), refused.en.endswith(".")) == (code, True, True)


def test_a_file_over_the_limit_is_refused_with_both_sizes(tmp_path):
    refused = judged(tmp_path, "a.png", picture("PNG"), limits=Limits(bytes=50))
    assert refused.code == "file_too_large"


def test_only_the_kinds_of_this_field_are_taken(tmp_path):
    refused = judged(tmp_path, "a.xlsx", workbook(), allowed=(".pdf", "image/jpeg"))
    assert refused.code == "file_kind"
    assert refused.zh == "文件内容是Excel 工作簿（xlsx），这里只接收PDF、JPG 图片；请另存为其中一种后上传。"


def test_a_forged_size_in_the_directory_does_not_hide_a_bomb(tmp_path):
    content = bytearray(workbook(**{"xl/big.xml": b"0" * (30 << 20)}))
    at = content.rfind(b"PK\x01\x02")
    struct.pack_into("<I", content, at + 24, 10)
    assert judged(tmp_path, "a.xlsx", bytes(content)).code in {"zip_bomb", "office_broken"}


def test_a_page_that_speaks_of_encryption_is_not_taken_for_a_protected_pdf(tmp_path):
    assert judged(tmp_path, "a.pdf", pdf(page=b"2 0 obj (trailer << /Encrypt 1 0 R >> startxref) endobj\n")) is None


def test_encrypted_entries_are_refused(tmp_path):
    content = bytearray(document())
    at = content.rfind(b"PK\x01\x02")
    content[at + 8] |= 1
    assert judged(tmp_path, "a.docx", bytes(content)).code == "office_password"


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"%PDF-1.7", "application/pdf"),
        (b"RIFF\x00\x00\x00\x00WEBP", "image/webp"),
        (b"\x00\x00\x00\x18ftypheic", "image/heic"),
        (b"", "application/octet-stream"),
        ("中文".encode("gb18030"), "text/plain"),
    ],
)
def test_first_bytes_tell_the_kind(head, kind):
    assert sniff(head) == kind


@settings(deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from(["", "%PDF-", "\x89PNG\r\n\x1a\n", "\xff\xd8\xff", "PK\x03\x04", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]),
    st.sampled_from(list(GOOD)),
)
def test_no_content_breaks_the_judge(tmp_path_factory, junk, start, name):
    path = tmp_path_factory.getbasetemp() / "junk"
    path.write_bytes(start.encode("latin-1") + junk)
    refused = judge(path, name=name)
    assert refused is None or refused.code


@pytest.mark.parametrize("name", ["花名册.xlsx", "a.docx", "a.png", "a.jpg", "a.pdf"])
@settings(deadline=None)
@given(at=st.integers(0, 10**6), value=st.integers(0, 255))
def test_no_damaged_file_breaks_the_judge(tmp_path_factory, name, at, value):
    content = bytearray(GOOD[name])
    content[at % len(content)] = value
    path = tmp_path_factory.getbasetemp() / "damaged"
    path.write_bytes(content)
    refused = judge(path, name=name)
    assert refused is None or refused.code
