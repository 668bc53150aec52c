"""Spreadsheets 表册 people take away: the roster, a settlement with its computation, a public list."""

import re
from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from api.workbooks import columns
from engine.queries.row_views import RosterRowView
from engine.queries.sheets import PublicListView, SettlementView
from engine.queries.views import RosterView
from engine.sdk.text import Text

ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
WORDS = {
    "no": Text("序号", "No."),
    "state": Text("状态", "State"),
    "good": Text("符合", "eligible"),
    "faulty": Text("有误", "faulty"),
    "ineligible": Text("不符合条件", "ineligible"),
    "settlement": Text("补贴计算表", "Computation of the subsidy"),
    "people": Text("人员", "People"),
    "line": Text("项目", "Line"),
    "formula": Text("算式", "Formula"),
    "amount": Text("金额（元）", "Amount (yuan)"),
    "clause": Text("条款", "Clause"),
    "parameter": Text("参数", "Parameter"),
    "value": Text("数值", "Value"),
    "from": Text("自", "Since"),
    "document": Text("文件与条款", "Document and clause"),
    "name": Text("姓名", "Name"),
    "occupation": Text("职业", "Occupation"),
    "level": Text("等级", "Level"),
    "status": Text("花名册状态", "Status"),
    "counted": Text("计入", "Counted"),
    "yes": Text("是", "yes"),
    "out": Text("不计入：{why}", "left out: {why}"),
    "release": Text("项目版本", "Release"),
}

Row = Sequence[Any]


def roster(view: RosterView, rows: Sequence[RosterRowView], language: str) -> bytes:
    """花名册: every row with its state, masked as the viewer sees it."""
    named = columns(view)
    options = {
        str(each.get("key")): {str(one.get("value")): Text(str(one.get("label", "")), str(one.get("label_en", ""))) for one in chosen}
        for each in view.columns
        if isinstance(chosen := each.get("values"), list | tuple)
    }
    known = {"faulty": "faulty", "ineligible": "ineligible"}
    head = [_word("no", language), _word("state", language), *(_label(each, view, language) for each in named)]
    lines: list[Row] = [
        [
            row.no,
            _word(known.get(row.status, "good"), language),
            *(_cell(row.values.get(each.key), options.get(each.key, {}), language) for each in named),
        ]
        for row in rows
    ]
    return book([(view.title.in_(language), [[f"{view.title.in_(language)} {view.head.number or ''}"], head, *lines])])


def settlement(view: SettlementView, language: str) -> bytes:
    """结算表: the computation with its parameters on one sheet, everybody counted or left out on another."""
    told = view.movement.computation
    title = [_word("settlement", language), view.organisation, view.case_number]
    lines: list[Row] = [title, [_word(key, language) for key in ("line", "formula", "amount", "clause")]]
    lines += [[Text.of(each["label"]).in_(language), each["formula"], _yuan(each["amount"]), each["clause"]] for each in told["lines"]]
    lines += [[], [_word(key, language) for key in ("parameter", "value", "from", "document")]]
    for each in told["parameters"]:
        value = _yuan(each["value"]) if each.get("type") == "money" else each["value"]
        lines.append([Text.of(each["title"]).in_(language), value, each["from"], f"{each['document']} {each['clause']}".strip()])
    lines += [[], [_word("release", language), told["release"], told["digest"]]]
    people: list[Row] = [title, [_word(key, language) for key in ("no", "name", "occupation", "level", "status", "counted", "clause")]]
    for one in view.people:
        why = WORDS["out"].in_(language).format(why=one.left_out.in_(language)) if one.left_out else _word("yes", language)
        people.append([one.no, one.name, one.occupation, one.level, one.status, why, one.clause])
    return book([(_word("settlement", language), lines), (_word("people", language), people)])


def public_list(view: PublicListView, language: str) -> bytes:
    """公示名单: exactly what the notice shows."""
    head = [_word("no", language), *(title.in_(language) for _, title in view.columns)]
    lines = [[row.get("no"), *(_cell(row.get(key), {}, language) for key, _ in view.columns)] for row in view.rows]
    return book([(view.title.in_(language), [[f"{view.title.in_(language)} {view.number}"], head, *lines])])


def _word(key: str, language: str) -> str:
    return WORDS[key].in_(language)


def _label(column: Any, view: RosterView, language: str) -> str:
    found = next((each for each in view.columns if each.get("key") == column.key), {})
    return Text(str(found.get("label", column.key)), str(found.get("label_en", ""))).in_(language)


def _cell(value: Any, options: dict[str, Text], language: str) -> Any:
    if isinstance(value, int | None) and not isinstance(value, bool):
        return value
    word = options.get(str(value))
    return word.in_(language) if word else str(value)


def _yuan(fen: Any) -> Any:
    return Decimal(int(fen)) / 100 if isinstance(fen, int | Decimal) else fen


def book(sheets: Sequence[tuple[str, Sequence[Row]]]) -> bytes:
    """Sheets by name; texts stay texts even when they look like formulas."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets:
        sheet = made.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", ILLEGAL.sub("", name))[:31])
        for number, row in enumerate(rows, 1):
            for place, value in enumerate(row, 1):
                cell = sheet.cell(number, place)
                cell.value = ILLEGAL.sub("", value) if isinstance(value, str) else value
                if isinstance(value, str):
                    cell.data_type = "s"
                if number <= 2:
                    cell.font = Font(bold=True)
                cell.alignment = Alignment(vertical="top")
        for place in range(1, max((len(row) for row in rows), default=1) + 1):
            sheet.column_dimensions[get_column_letter(place)].width = 22
    out = BytesIO()
    made.save(out)
    return out.getvalue()
