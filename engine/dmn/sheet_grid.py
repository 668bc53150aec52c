"""单元格网格: the cells of a workbook or of a text file, whatever wrote it, with those that cannot be trusted."""

import csv
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO, StringIO

from python_calamine import CalamineError, CalamineWorkbook

from engine.dmn.sheet_layout import HEADINGS, KIND, cell_text
from engine.dmn.sheet_scan import MAX_COLUMNS, MAX_ROWS, Cell, Scan, SheetRefused, cell_name, scan_book

_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAX_BYTES = 20_000_000
_HOW_ZH = "请在 Excel 中另存为 .xlsx，或“CSV UTF-8（逗号分隔）”"
_HOW_EN = "save it as .xlsx, or as “CSV UTF-8 (comma delimited)”"


@dataclass(slots=True)
class Grid:
    """The texts of all cells, and why some of them cannot be used."""

    rows: list[list[str]]
    faults: dict[Cell, tuple[str, str]] = field(default_factory=dict)

    def at(self, row: int, column: int) -> str:
        """The text of a cell, counted from one; empty outside."""
        if not 1 <= row <= len(self.rows) or not 1 <= column <= len(self.rows[row - 1]):
            return ""
        return self.rows[row - 1][column - 1]

    def filled(self) -> Iterator[tuple[int, int, str]]:
        """All cells that hold something, row by row."""
        for row, cells in enumerate(self.rows, 1):
            for column, text in enumerate(cells, 1):
                if text or (row, column) in self.faults:
                    yield row, column, text


def is_heading(text: str, row: int) -> bool:
    """Whether a text is the heading of a row, in either language or both."""
    zh, _, en = HEADINGS[row].partition(" / ")
    return " ".join(text.split()).lower() in (HEADINGS[row].lower(), zh, en.lower())


def read_grid(content: bytes) -> Grid:
    """The table sheet of a workbook, or a text with commas, semicolons or tabs; SheetRefused for anything else."""
    if not content.strip():
        raise SheetRefused("文件是空的", "the file is empty")
    if content.startswith(b"PK"):
        return _workbook(content)
    if content.startswith(_OLD_EXCEL):
        raise SheetRefused(f"旧版 Excel 文件（.xls）：{_HOW_ZH}", f"a file of an old Excel (.xls): {_HOW_EN}")
    if len(content) > _MAX_BYTES:
        raise SheetRefused(f"文件过大：{len(content)} 字节", f"the file has {len(content)} bytes")
    return _text(decoded(content))


def decoded(content: bytes) -> str:
    """The characters of a text file: by its mark where it has one, else UTF-8, else GB18030, both strictly."""
    marks = ((BOM_UTF8, "utf-8-sig"), (BOM_UTF16_LE, "utf-16"), (BOM_UTF16_BE, "utf-16"))
    marked = [encoding for mark, encoding in marks if content.startswith(mark)]
    if marked or b"\0" not in content:
        for encoding in marked or ("utf-8", "gb18030"):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                continue
    raise SheetRefused(f"无法识别文字编码：{_HOW_ZH}", f"the encoding of the text is unknown: {_HOW_EN}")


def _text(text: str) -> Grid:
    grids = []
    for delimiter in (",", "\t", ";"):
        try:
            rows = [[cell.strip() for cell in row] for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter)]
        except csv.Error as fault:
            raise SheetRefused(f"文本表格有误：{fault}", f"the text is no table: {fault}") from fault
        if len(rows) > MAX_ROWS or max(map(len, rows), default=0) > MAX_COLUMNS:
            raise SheetRefused(f"超过 {MAX_ROWS} 行或 {MAX_COLUMNS} 列", f"more than {MAX_ROWS} rows or {MAX_COLUMNS} columns")
        grids.append(Grid(rows))
    return max(grids, key=lambda grid: (has_headings(grid), max(map(len, grid.rows), default=0)))


def has_headings(grid: Grid) -> bool:
    """Whether somewhere there is the row that says what the columns are."""
    return any(is_heading(text, KIND) for _, _, text in grid.filled())


def _workbook(content: bytes) -> Grid:
    scans = scan_book(content)
    first: Grid | None = None
    try:
        with CalamineWorkbook.from_filelike(BytesIO(content)) as book:
            for name in book.sheet_names:
                if name not in scans:
                    continue
                rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
                grid = Grid([[cell_text(value) for value in row] for row in rows], _faults(scans[name]))
                if has_headings(grid):
                    return grid
                first = first or grid
    except (CalamineError, ValueError, OSError) as fault:
        raise SheetRefused("文件不是有效的电子表格", "the file is no spreadsheet") from fault
    if first is None:
        raise SheetRefused("工作簿中没有工作表", "the workbook has no sheet")
    return first


def _faults(scan: Scan) -> dict[Cell, tuple[str, str]]:
    found = dict.fromkeys(
        scan.formulas,
        (
            "公式没有计算结果：请在 Excel 中打开并保存，或改为数值",
            "a formula without a value: open and save it in Excel, or write the value",
        ),
    )
    for place, text in scan.errors.items():
        found[place] = (f"错误值 {text}", f"the error value {text}")
    for first, last in scan.merged:
        if first != last:
            area = f"{cell_name(first)}:{cell_name(last)}"
            found.setdefault(first, (f"合并的单元格 {area}：请取消合并", f"merged cells {area}: unmerge them"))
    return found
