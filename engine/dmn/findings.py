"""What is wrong with a model: every fault with the element and, in a table, the row and the column where it stands."""

from dataclasses import asdict, dataclass

SENTENCES: dict[str, tuple[str, str]] = {
    "xml": ("文件不是有效的 XML：{detail}", "the file is no XML: {detail}"),
    "no_dmn": ("文件不是 DMN 模型", "the file is no DMN model"),
    "too_large": ("文件过大：{size} 字节，上限 {limit}", "the file has {size} bytes, more than {limit}"),
    "expression": ("表达式有误：{detail_zh}", "{detail}"),
    "unknown_reference": ("引用的元素不存在：{href}", "there is no element {href}"),
    "unknown_type": ("未知的类型“{name}”", "unknown type `{name}`"),
    "type_cycle": ("类型“{name}”的定义包含自身", "the type `{name}` is defined by itself"),
    "type_size": ("类型“{name}”过大", "the type `{name}` is too large"),
    "requirement_cycle": ("“{name}”依赖自身", "`{name}` requires itself"),
    "duplicate_name": ("名称“{name}”重复", "the name `{name}` occurs twice"),
    "duplicate_id": ("标识“{name}”重复", "the id `{name}` occurs twice"),
    "no_name": ("元素没有名称", "the element has no name"),
    "missing_import": ("没有提供导入的模型“{namespace}”", "the imported model {namespace} was not given"),
    "hit_policy": ("未知的命中策略“{name}”", "unknown hit policy `{name}`"),
    "aggregation": ("汇总方式“{name}”不能用于此表", "the aggregation `{name}` does not fit this table"),
    "cells": ("规则有 {found} 个单元格，应为 {expected} 个", "the rule has {found} cells instead of {expected}"),
    "nesting": ("嵌套超过 {limit} 层", "nested deeper than {limit} levels"),
    "no_output_values": ("命中策略“{name}”需要列出输出值", "the hit policy `{name}` needs a list of output values"),
    "overlap": ("与规则 {other} 重叠：{example}", "overlaps with rule {other}: {example}"),
    "gap": ("没有规则覆盖：{example}", "no rule covers {example}"),
    "unreachable": ("此规则永远不会生效，被规则 {other} 遮盖", "never takes effect behind rule {other}"),
    "cell_type": ("单元格类型为{found}，此列应为{expected}", "the cell is {found}, the column {expected}"),
    "not_allowed": ("值不在允许范围内：{found}", "{found} is not among the allowed values"),
    "sheet": ("表格第 {sheet_row} 行第 {sheet_column} 列：{detail_zh}", "sheet row {sheet_row}, column {sheet_column}: {detail}"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """问题: one fault or doubt, with its place."""

    code: str
    message_zh: str
    message_en: str
    element: str = ""
    """id of the element, or its name where it has none"""
    row: int | None = None
    """the rule, counted from one"""
    column: int | None = None
    """the column of the table, inputs first, counted from one"""
    error: bool = True
    """a fault; False for what may be meant so"""

    def as_dict(self) -> dict[str, object]:
        """The finding as plain data."""
        return asdict(self)

    def __str__(self) -> str:
        place = self.element
        if self.row is not None:
            place += f" row {self.row}"
        if self.column is not None:
            place += f" column {self.column}"
        return f"{place}: {self.message_en}" if place else self.message_en


def finding(
    code: str, element: str = "", row: int | None = None, column: int | None = None, *, error: bool = True, **facts: object
) -> Finding:
    """A finding with its sentences."""
    chinese, english = SENTENCES[code]
    return Finding(code, chinese.format(**facts), english.format(**facts), element, row, column, error)


class DmnRefused(Exception):
    """The model cannot be used; carries every fault at once."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(map(str, findings)))


class UnknownDecision(LookupError):
    """The model has no decision, service or knowledge of that name."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        self.name = name
        self.known = known
        super().__init__(f"there is no decision `{name}`, only {', '.join(known)}")
