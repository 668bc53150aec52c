"""What is wrong with a model: every fault with its decision and, in a table, the row and the column where it stands."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from engine.dmn.sentences import SENTENCES

PARTS: dict[str, tuple[str, str]] = {
    "expression": ("表达式", "expression"),
    "type": ("类型", "type"),
    "values": ("允许值", "allowed values"),
    "default": ("默认值", "default"),
    "name": ("名称", "name"),
    "policy": ("命中策略", "hit policy"),
}
"""What of the head of a table, or of one of its columns, a finding is about."""


@dataclass(frozen=True, slots=True)
class Finding:
    """问题: one fault or doubt, with its place."""

    code: str
    message_zh: str
    message_en: str
    element: str = ""
    """id of the element, or its name where it has none"""
    row: int | None = None
    """the rule, counted from one; of a gap the row that is missing; in a sheet the row of the sheet"""
    column: int | None = None
    """the column of the table, inputs first, counted from one; in a sheet that of the sheet"""
    error: bool = True
    """a fault; False for what may be meant so"""
    decision: str = ""
    """the name of the decision or of the other element of the graph"""
    part: str = ""
    """where a head is meant: one of `PARTS`"""
    line: int | None = None
    """of the file"""
    rows: tuple[int, ...] = ()
    """all rules that take part"""
    columns: tuple[int, ...] = ()
    """all columns that take part"""
    model: str = ""
    """the name of the imported model, where it does not stand in the file itself"""

    def as_dict(self) -> dict[str, object]:
        """The finding as plain data."""
        return asdict(self)

    def at(self, **place: Any) -> "Finding":
        """The same finding, its place said more exactly."""
        return replace(self, **place)

    @property
    def spot(self) -> str:
        """The place for programs: `decision`, `decision:rule` or `decision:rule.column`; an element of its own by its id."""
        cell = f"{self.row or ''}.{self.column or ''}".rstrip(".")
        return f"{self.decision or self.element}:{cell}" if cell else self.element or self.decision

    @property
    def place_zh(self) -> str:
        """The place in 中文; empty where the file as a whole is meant."""
        words = [f"模型“{self.model}”" if self.model else "", f"决策“{self.decision}”" if self.decision else self.element]
        words.append(self._cell("第 {} 行", "第 {} 列", "") + (PARTS[self.part][0] if self.part else ""))
        words.append(f"（文件第 {self.line} 行）" if self.line else "")
        return " ".join(filter(None, words))

    @property
    def place_en(self) -> str:
        """The place in English; empty where the file as a whole is meant."""
        words = [f"model `{self.model}`" if self.model else "", f"decision `{self.decision}`" if self.decision else self.element]
        words.append(self._cell("row {}", "column {}", ", "))
        words += [PARTS[self.part][1] if self.part else "", f"line {self.line} of the file" if self.line else ""]
        return ", ".join(filter(None, words))

    def _cell(self, row: str, column: str, between: str) -> str:
        parts = (row.format(self.row) if self.row else "", column.format(self.column) if self.column else "")
        return between.join(filter(None, parts))

    @property
    def said_zh(self) -> str:
        """Place and sentence in 中文."""
        return f"{self.place_zh}：{self.message_zh}" if self.place_zh else self.message_zh

    @property
    def said_en(self) -> str:
        """Place and sentence in English."""
        return f"{self.place_en}: {self.message_en}" if self.place_en else self.message_en

    def __str__(self) -> str:
        return self.said_en


def finding(
    code: str, element: str = "", row: int | None = None, column: int | None = None, *, error: bool = True, **facts: object
) -> Finding:
    """A finding with its sentences."""
    chinese, english = SENTENCES[code]
    return Finding(code, chinese.format(**facts), english.format(**facts), element, row, column, error)


def not_looked_at(what: str, what_zh: str, row: int | None = None, column: int | None = None) -> Finding:
    """What was not looked for because the table is too large."""
    facts = {"what": what, "what_zh": what_zh, "why": "the table is too large", "why_zh": "表太大"}
    return finding("not_looked_at", "", row, column, error=False, **facts)


def belonging(findings: list[Finding], since: int, decision: str) -> None:
    """The findings from a place of the list on are those of a decision, where they do not say so yet."""
    findings[since:] = [one if one.decision else one.at(decision=decision) for one in findings[since:]]


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


class NoTable(UnknownDecision):
    """The decision is there, but its logic is no table."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(name, known)
        self.args = (f"the logic of `{name}` is no decision table",)
