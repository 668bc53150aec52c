"""电子表格版式: which row of a sheet holds what, and cells as text of FEEL."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

TITLE, KIND, LABEL, EXPRESSION, TYPE, VALUES, DEFAULT, RULES = range(1, 9)
"""rows of the sheet, counted from one; the rules begin in the last"""

INPUT, OUTPUT, ANNOTATION = "输入", "输出", "依据"
HEADINGS = {
    KIND: "列 / column",
    LABEL: "标题 / label",
    EXPRESSION: "表达式或名称 / expression or name",
    TYPE: "类型 / type",
    VALUES: "允许值 / allowed values",
    DEFAULT: "默认值 / default",
}
_MILLISECOND = timedelta(milliseconds=1)
"""what a spreadsheet counts time in"""
FIRST_COLUMN = 2
"""the first column numbers the rules"""


def cell_text(value: object) -> str:
    """A cell as it would be written in FEEL, whatever the spreadsheet made of it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return format(Decimal(repr(value)).normalize(), "f")
    if isinstance(value, datetime):
        midnight = value.time() == time(0, 0)
        return f'date("{value.date().isoformat()}")' if midnight else f'date and time("{value.isoformat()}")'
    if isinstance(value, date):
        return f'date("{value.isoformat()}")'
    if isinstance(value, time):
        return f'time("{value.isoformat()}")'
    if isinstance(value, timedelta):
        seconds = (Decimal(round(value / _MILLISECOND)) / 1000).normalize()
        return f'duration("{"-" * (seconds < 0)}PT{abs(seconds):f}S")'
    return str(value).strip()
