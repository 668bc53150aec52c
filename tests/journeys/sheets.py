"""Workbooks people upload: the template filled in, with the mistakes people make, and the ones nobody should open."""

from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook
from stdnum.cn import ric

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Rows = list[dict[str, Any]]


def labels(form: str = "filing") -> dict[str, tuple[str, dict[str, str]]]:
    """Of every column of a form's roster: its header and, where it is a list to choose from, the word for each value."""
    from json import loads  # noqa: PLC0415

    from tests.build import PROCESSES  # noqa: PLC0415

    written = loads((PROCESSES / "gz_apprenticeship" / "forms" / f"{form}.form").read_text(encoding="utf-8"))
    pending, columns = [written], None
    while pending and columns is None:
        node = pending.pop()
        columns = node.get("columns")
        pending += node.get("components", [])
    assert columns is not None
    return {each["key"]: (each["label"], {one["value"]: one["label"] for one in each.get("values", ())}) for each in columns}


def filled(template: bytes, rows: Rows, form: str = "filing") -> bytes:
    """A downloaded workbook with people written under its header, as text, the way the template asks for it."""
    book = load_workbook(BytesIO(template))
    sheet = book.worksheets[0]
    known = labels(form)
    header = next(row for row in sheet.iter_rows() if sum(str(cell.value or "").rstrip("*") == "姓名" for cell in row))
    places = {str(cell.value).rstrip("*"): cell.column for cell in header if cell.value}
    for line, row in enumerate(rows, header[0].row + 1):
        for key, value in row.items():
            label, words = known[key]
            cell = sheet.cell(line, places[label])
            cell.value = words.get(value, value)
            cell.number_format = "@"
    return saved(book)


def mended(faulty: bytes, corrections: dict[str, dict[str, str]]) -> bytes:
    """The workbook of faulty rows with cells corrected: corrections by the person's name, then by column."""
    book = load_workbook(BytesIO(faulty))
    sheet = book.worksheets[0]
    known = labels()
    places = {str(cell.value).rstrip("*"): cell.column for cell in sheet[1] if cell.value}
    for line in range(2, sheet.max_row + 1):
        for key, value in corrections.get(str(sheet.cell(line, places["姓名"]).value), {}).items():
            sheet.cell(line, places[known[key][0]]).value = value
    return saved(book)


def names_in(workbook: bytes) -> list[str]:
    """Whose rows a workbook holds."""
    sheet = load_workbook(BytesIO(workbook)).worksheets[0]
    column = next(cell.column for cell in sheet[1] if str(cell.value).rstrip("*") == "姓名")
    return [str(sheet.cell(line, column).value) for line in range(2, sheet.max_row + 1) if sheet.cell(line, column).value]


def many(count: int, template_row: dict[str, Any]) -> bytes:
    """A roster of very many rows under a plain header: every second one is somebody new, the others are all the same person."""
    known = labels()
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append([label for label, _ in known.values()])
    for number in range(count):
        row = {**template_row, "name": f"学徒{number}", "agreement_no": f"PY-{number:05d}"}
        if number % 2:
            body = f"440104{1985 + number // 5000}{number // 500 % 10 + 1:02d}{number // 50 % 20 + 1:02d}{number % 1000:03d}"
            row["id_no"] = body + ric.calc_check_digit(f"{body}0")
        sheet.append([words.get(row.get(key, ""), row.get(key, "")) for key, (_, words) in known.items()])
    return saved(book)


def saved(book: Workbook) -> bytes:
    """A workbook's bytes."""
    out = BytesIO()
    book.save(out)
    return out.getvalue()
