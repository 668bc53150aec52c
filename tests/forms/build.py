"""Forms and workbooks for tests, made in one line."""

import datetime as dt
import io
from functools import cache
from typing import Any

import jinja2
import openpyxl
from stdnum.cn import ric

from forms.definition import FormDefinition
from forms.library import findings_of, parse_form
from forms.rendering import Renderer
from forms.roster import Column, columns_of
from forms.validation import Checked, validate

TODAY = dt.date(2026, 3, 2)
FACTS: dict[str, Any] = {"today": TODAY}
REGIONS = [
    {
        "code": "440000",
        "name": "广东省",
        "children": [
            {
                "code": "440100",
                "name": "广州市",
                "name_en": "Guangzhou",
                "children": [
                    {"code": "440103", "name": "荔湾区", "name_en": "Liwan", "children": []},
                    {"code": "440106", "name": "天河区"},
                ],
            }
        ],
    }
]


def form_json(*components: dict[str, Any], **root: Any) -> dict[str, Any]:
    return {"type": "default", "id": "form", "schemaVersion": 19, "components": list(components), **root}


def a_form(*components: dict[str, Any], **root: Any) -> FormDefinition:
    return parse_form(form_json(*components, **root))


def a_field(kind: str = "textfield", key: str = "a", **more: Any) -> dict[str, Any]:
    required = more.pop("required", None)
    made = {"type": kind, "key": key, "label": f"字段{key}", **more}
    if required:
        made["validate"] = {**made.get("validate", {}), "required": True}
    return made


def check(form: FormDefinition, data: dict[str, Any], facts: dict[str, Any] | None = None, only: set[str] | None = None) -> Checked:
    return validate(form, data, {**FACTS, **(facts or {})}, only)


def one(component: dict[str, Any], raw: Any, facts: dict[str, Any] | None = None) -> tuple[Any, list[str]]:
    """The clean value and the codes of the faults of a form with one field `a`."""
    checked = check(a_form(component), {"a": raw}, facts)
    return checked.values.get("a"), [error.code for error in checked.errors]


def codes_of(definition: dict[str, Any]) -> list[str]:
    return [finding.code.removeprefix("form_") for finding in findings_of(definition)]


@cache
def renderer() -> Renderer:
    return Renderer(jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False))


def id_number(serial: int) -> str:
    """A valid resident ID number, another one for every serial."""
    day = dt.date(1980, 1, 1) + dt.timedelta(days=serial // 900)
    body = f"440106{day:%Y%m%d}{serial % 900 + 10:03d}"
    return body + ric.calc_check_digit(body + "0")


def roster_columns(*columns: dict[str, Any]) -> tuple[Column, ...]:
    return columns_of(a_form({"type": "roster", "key": "roster", "label": "花名册", "columns": list(columns)}))


PEOPLE = roster_columns(
    {"key": "name", "label": "姓名", "label_en": "Name", "type": "text", "required": True, "max_length": 20},
    {"key": "id_no", "label": "身份证号", "label_en": "ID number", "type": "code", "code": "idcard", "required": True, "sensitive": "id"},
    {"key": "mobile", "label": "手机", "type": "mobile"},
    {"key": "hired", "label": "入职日期", "type": "date", "max": "today"},
    {
        "key": "level",
        "label": "等级",
        "type": "enum",
        "values": [{"value": "4", "label": "四级/中级工"}, {"value": "3", "label": "三级/高级工"}],
    },
    {"key": "wage", "label": "工资", "type": "money"},
    {"key": "years", "label": "工龄", "type": "int", "min": 0, "max": 60},
    {"key": "member", "label": "是否会员", "type": "bool"},
)
HEADER = ["姓名*", "身份证号*", "手机", "入职日期", "等级", "工资", "工龄", "是否会员"]


def workbook(*rows: list[Any]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
