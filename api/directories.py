"""人员、单位、行政区划 as workbooks: the columns, the template, what is there, and a file on its way to the engine."""

from collections.abc import Mapping, Sequence
from typing import Any

from api.sheets import book
from engine.sdk.errors import FieldError, InvalidInput
from engine.sdk.text import Text
from forms.roster import Column, RosterLimits, read_text, read_workbook, workbook_template

MOST_BYTES = 5_000_000
MOST_ROWS = 500
"""of one file: a password is made for every new person, which takes its time on purpose"""
LIMITS = RosterLimits(rows=MOST_ROWS, file_bytes=MOST_BYTES)
REGION = Text("区划代码", "Region code")
PERSON_KINDS = {
    "enterprise": Text("申报单位", "enterprise"),
    "officer": Text("经办", "officer"),
    "administrator": Text("管理员", "administrator"),
}
COLUMNS: Mapping[str, tuple[Column, ...]] = {
    "people": (
        Column(key="username", label=Text("登录名", "User name"), required=True, max_length=64, sample="zhoumin"),
        Column(key="name", label=Text("姓名", "Name"), required=True, max_length=100, sample="周敏"),
        Column(key="kind", label=Text("类别", "Kind"), kind="enum", required=True, choices=PERSON_KINDS),
        Column(
            key="organisation",
            label=Text("单位", "Organisation"),
            required=True,
            max_length=200,
            description=Text("单位名称或统一社会信用代码", "its name or its credit code"),
            sample="天河区人力资源和社会保障局",
        ),
        Column(
            key="posts",
            label=Text("岗位", "Posts"),
            description=Text("岗位@区划代码，多个用分号隔开", "role@region code, several with semicolons"),
            sample="acceptance@440106",
        ),
        Column(key="phone", label=Text("手机", "Mobile"), kind="code", code="mobile", description=Text("留空则不变", "empty leaves it")),
    ),
    "organisations": (
        Column(
            key="kind",
            label=Text("类别", "Kind"),
            kind="enum",
            required=True,
            choices={"enterprise": Text("申报单位", "enterprise"), "office": Text("办理机构", "office")},
        ),
        Column(key="name", label=Text("名称", "Name"), required=True, max_length=200, sample="广州示例有限公司"),
        Column(key="uscc", label=Text("统一社会信用代码", "Credit code"), kind="code", code="uscc"),
        Column(key="region", label=REGION, required=True, max_length=6, sample="440106"),
        Column(key="phone", label=Text("电话", "Telephone"), max_length=50, sample="020-12345"),
        Column(key="address", label=Text("地址", "Address"), max_length=300),
    ),
    "regions": (
        Column(key="code", label=REGION, required=True, max_length=6, sample="440106"),
        Column(key="parent", label=Text("上级代码", "Parent code"), max_length=6, sample="440100"),
        Column(key="name_zh", label=Text("名称", "Name"), required=True, max_length=60, sample="天河区"),
        Column(key="name_en", label=Text("英文名称", "English name"), max_length=60, sample="Tianhe"),
        Column(key="short", label=Text("简称", "Short name"), max_length=10, sample="天"),
    ),
}
TITLES = {"people": Text("人员", "People"), "organisations": Text("单位", "Organisations"), "regions": Text("行政区划", "Regions")}


def template(kind: str, language: str) -> bytes:
    """The workbook to fill in."""
    return workbook_template(COLUMNS[kind], language, TITLES[kind], MOST_ROWS)


def filled(kind: str, rows: Sequence[Mapping[str, str]], language: str) -> bytes:
    """What is there, in the columns of the template: changed, it can be imported again."""
    columns = COLUMNS[kind]
    lines = [[_shown(column, row.get(column.key, ""), language) for column in columns] for row in rows]
    return book([(TITLES[kind].in_(language), [[column.label.in_(language) for column in columns], *lines])])


def _shown(column: Column, value: str, language: str) -> str:
    return column.choices[value].in_(language) if value in column.choices else value


def read_directory(kind: str, content: bytes) -> tuple[dict[str, Any], ...]:
    """The rows of a workbook or a comma-separated text, for `ImportDirectory`.

    Raises:
        InvalidInput: with every faulty cell and its place.
    """
    reads = read_workbook if content[:2] == b"PK" or b"\x00" in content[:512] else read_text
    found = reads(content, COLUMNS[kind], None, LIMITS)
    faults = [FieldError("file", text.zh, text.in_("en"), code="workbook") for text in found.problems]
    faults += [
        FieldError("file", f"{each.cell} {each.header}：{each.zh}", f"{each.cell}: {each.en}", code=each.code) for each in found.faults
    ]
    if faults:
        raise InvalidInput(faults)
    return tuple({"row": row.row, "values": dict(row.values)} for row in found.rows)
