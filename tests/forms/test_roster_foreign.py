"""Files that are no roster workbook: each cause has its own sentence, told by the content and not by the name."""

import io
import zipfile

import pytest

from forms.roster import read_workbook
from tests.forms.build import HEADER, PEOPLE, TODAY, workbook

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 504


def utf16(text):
    return text.encode("utf-16-le")


def zipped(**members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_macro():
    """A sound workbook that carries a macro."""
    out = io.BytesIO(workbook(HEADER, ["x"]))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\0" * 64)
    return out.getvalue()


CAUSES = {
    "empty": (b"", "文件是空的", "The file is empty"),
    "old": (OLE + utf16("Workbook") + b"\0" * 900, "旧版 Excel（.xls）", "the old Excel format (.xls)"),
    "password": (OLE + utf16("EncryptedPackage") + b"\0" * 900, "设有打开密码", "is protected by a password"),
    "macro": (with_macro(), "含有宏", "contains macros"),
    "binary": (zipped(**{"xl/workbook.bin": b"\0"}), "二进制工作簿（.xlsb）", "a binary workbook (.xlsb)"),
    "pdf": (b"%PDF-1.7\n" + b"x" * 900, "内容其实是“PDF”", "is really a PDF"),
    "picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 900, "内容其实是“图片”", "is really a picture"),
    "web page": (b"<html><table><tr><td>x</td></tr></table></html>", "内容其实是“网页”", "is really a web page"),
    "text": ("姓名,手机\n张三,138\n".encode(), "内容其实是“文本（CSV）”", "is really text (CSV)"),
    "chinese text": ("姓名,手机\n张三,138\n".encode("gbk"), "内容其实是“文本（CSV）”", "is really text (CSV)"),
    "word": (zipped(**{"word/document.xml": "<d/>"}), "内容其实是“Word 文档”", "is really a Word document"),
    "ods": (
        zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet"),
        "内容其实是“OpenDocument 表格”",
        "is really an OpenDocument sheet",
    ),
    "archive": (zipped(**{"a.txt": "x"}), "内容其实是“压缩包”", "is really an archive"),
    "half": (workbook(HEADER, ["x"])[:900], "工作簿已损坏", "is damaged"),
    "anything": (bytes(range(256)) * 8, "不是 .xlsx 工作簿", "is no .xlsx workbook"),
}


@pytest.mark.parametrize("cause", CAUSES)
def test_each_cause_has_its_own_sentence_that_says_what_to_do(cause):
    content, zh, en = CAUSES[cause]
    (problem,) = read_workbook(content, PEOPLE, TODAY).problems
    assert zh in problem.zh
    assert en.lower() in problem.en.lower()
    assert "xlsx" in problem.zh
    assert "xlsx" in problem.en
