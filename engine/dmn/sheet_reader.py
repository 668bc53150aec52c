"""读入表格: a grid of cells becomes a decision table; every part of the table knows the cell it came from."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from engine.dmn.elements import DecisionTable, Input, Output, Rule
from engine.dmn.findings import DmnRefused, Finding, finding
from engine.dmn.hit_policies import AGGREGATIONS, POLICIES
from engine.dmn.sheet_grid import Grid, has_headings, is_heading, read_grid
from engine.dmn.sheet_layout import ANNOTATION, DEFAULT, EXPRESSION, HEADINGS, INPUT, KIND, LABEL, OUTPUT, TYPE, VALUES
from engine.dmn.sheet_scan import Cell, SheetRefused, cell_name
from engine.dmn.xml_patch import Origins

_PART_ROWS = {"expression": EXPRESSION, "name": EXPRESSION, "type": TYPE, "values": VALUES, "default": DEFAULT}


def cell_fault(place: Cell, detail: str, detail_zh: str) -> Finding:
    """What is wrong with a cell of a sheet."""
    return finding("sheet", "", *place, cell=cell_name(place), detail=detail, detail_zh=detail_zh)


@dataclass(slots=True)
class Sheet:
    """A table as a sheet says it, and the cells of its parts."""

    table: DecisionTable
    title: Cell
    """where the hit policy stands"""
    heads: dict[int, int]
    """the rows of the sheet by the kind of heading"""
    columns: list[int]
    """the columns of the sheet, of inputs and then of outputs"""
    rules: list[int] = field(default_factory=list)
    """the rows of the sheet"""
    origins: Origins = field(default_factory=Origins)
    name: str = ""
    """of the decision, as far as it is said"""
    named: Cell = (1, 1)

    def by_cell(self, one: Finding) -> Finding:
        """A finding about the table with the cell of the sheet; others as they are."""
        if one.part == "policy":
            return cell_fault(self.title, one.message_en, one.message_zh)
        if one.column is None or one.column > len(self.columns):
            return one
        if one.row is not None and one.row > len(self.rules):
            return one
        row = self.heads[_PART_ROWS.get(one.part, EXPRESSION)] if one.row is None else self.rules[one.row - 1]
        return cell_fault((row, self.columns[one.column - 1]), one.message_en, one.message_zh)


def read_sheet(content: bytes, old: DecisionTable) -> Sheet:
    """The table that a file describes; DmnRefused carries all faults with their cells. Ids stay with what they belonged to."""
    try:
        grid = read_grid(content)
    except SheetRefused as refused:
        raise DmnRefused([cell_fault((1, 1), refused.en, refused.zh)]) from None
    if not has_headings(grid):
        name = HEADINGS[KIND]
        raise DmnRefused(
            [cell_fault((1, 1), f"no cell says `{name}`: export the table for its layout", f"没有“{name}”行：请先导出表格再填写")]
        )
    reader = _SheetReader(grid, old)
    sheet = reader.sheet()
    if reader.faults:
        raise DmnRefused(sorted(reader.faults, key=lambda one: (one.row or 0, one.column or 0)))
    return sheet


class _SheetReader:
    def __init__(self, grid: Grid, old: DecisionTable) -> None:
        self.grid, self.old = grid, old
        self.faults: list[Finding] = []
        self.anchor = next((row, column) for row, column, text in grid.filled() if is_heading(text, KIND))
        self.first = self.anchor[1]
        """the column of the headings, in which rules have their numbers"""
        self.heads = self._heads()
        self.kinds = self._kinds()
        self.used: set[int] = set()
        """the rules of the older table that were met"""
        self.origins = Origins()
        self.lost: set[int] = set()

    def fault(self, place: Cell, en: str, zh: str) -> None:
        """Keep what is wrong with a cell, once."""
        one = cell_fault(place, en, zh)
        if all((known.row, known.column) != place for known in self.faults):
            self.faults.append(one)

    def _heads(self) -> dict[int, int]:
        found: dict[int, int] = {}
        for row in range(1, len(self.grid.rows) + 1):
            text = self.grid.at(row, self.first)
            for kind, heading in HEADINGS.items():
                if is_heading(text, kind):
                    if kind in found:
                        self.fault((row, self.first), f"the heading `{heading}` occurs twice", f"“{heading}”行重复")
                    found.setdefault(kind, row)
        for kind, heading in HEADINGS.items():
            if kind not in found:
                self.fault(self.anchor, f"there is no row `{heading}`", f"缺少“{heading}”行")
                found[kind] = 0
        return found

    def _kinds(self) -> dict[int, str]:
        """What every column is."""
        row, found = self.heads[KIND], {}
        for column in range(self.first + 1, max(map(len, self.grid.rows), default=0) + 1):
            kind = self.grid.at(row, column)
            if kind in (INPUT, OUTPUT, ANNOTATION):
                found[column] = kind
            elif kind:
                en = f"a column is {INPUT} (input), {OUTPUT} (output) or {ANNOTATION} (annotation), not `{kind}`"
                self.fault((row, column), en, f"列应为{INPUT}、{OUTPUT}或{ANNOTATION}，不能是“{kind}”")
        if OUTPUT not in found.values():
            self.fault((row, self.first + 1), "there is no column of results", "没有输出列")
        return found

    def sheet(self) -> Sheet:
        """The table with the cells of its parts."""
        title = self._title()
        self._untrusted(title)
        policy, aggregation = self._policy(title)
        table = DecisionTable(self.old.id, self.old.type_ref, policy, aggregation)
        self._columns(table)
        named = (title[0], self.first)
        name = self.grid.at(*named) if title[0] < self.anchor[0] and named not in self.grid.faults else ""
        columns = [column for kind in (INPUT, OUTPUT) for column, own in self.kinds.items() if own == kind]
        sheet = Sheet(table, title, self.heads, columns, origins=self.origins, name=name, named=named)
        self._stray(title)
        last = max(self.heads.values())
        for row in range(last + 1, len(self.grid.rows) + 1):
            cells = {column: self.grid.at(row, column) for column in self.kinds}
            if any(cells.values()):
                sheet.rules.append(row)
                table.rules.append(self._rule(row, cells))
        return sheet

    def _title(self) -> Cell:
        """The cell of the hit policy: the first beside the name, in the first row that holds something."""
        above = [row for row in range(1, self.anchor[0]) if any(self.grid.rows[row - 1])]
        row = above[0] if above else max(1, self.anchor[0] - 1)
        width = len(self.grid.rows[row - 1])
        return row, next((column for column in range(self.first + 1, width + 1) if self.grid.at(row, column)), self.first + 1)

    def _policy(self, place: Cell) -> tuple[str, str | None]:
        words = self.grid.at(*place).upper().split() if place[0] < self.anchor[0] else []
        aggregation = words.pop() if words and words[-1] in AGGREGATIONS else None
        policy = " ".join(words)
        if policy not in POLICIES:
            self.fault(place, f"unknown hit policy `{policy}`", f"未知的命中策略“{policy}”")
        return policy, aggregation

    def _untrusted(self, title: Cell) -> None:
        """Cells whose content is not what they show; the name of the decision does not matter."""
        for (row, column), (zh, en) in self.grid.faults.items():
            if column >= self.first and (row, column) != (title[0], self.first):
                self.fault((row, column), en, zh)

    def _stray(self, title: Cell) -> None:
        """Cells that nothing would read."""
        last, heads = max(self.heads.values()), set(self.heads.values())
        for row, column, text in self.grid.filled():
            if row == title[0] and column > title[1]:
                self.fault((row, column), "the first row holds only the name and the hit policy", "首行只有名称和命中策略")
            elif row != title[0] and row not in heads and row < last:
                self.fault((row, column), "this row belongs to nothing", "此行不属于表格的任何部分")
            elif row >= self.anchor[0] and column != self.first and self._is_lost(column):
                words = f"“{HEADINGS[KIND]}”行没有说明此列的种类，内容会丢失：{text[:40]}"
                self.lost.add(column)
                self.fault((row, column), f"the column has no kind, `{text[:40]}` would be lost", words)

    def _is_lost(self, column: int) -> bool:
        """Whether nothing says what a column is, and that was not said yet."""
        return column not in self.kinds and not self.grid.at(self.heads[KIND], column) and column not in self.lost

    def _columns(self, table: DecisionTable) -> None:
        for column, kind in self.kinds.items():
            label, text, type_ref, values, default = (
                self.grid.at(self.heads[head], column) for head in (LABEL, EXPRESSION, TYPE, VALUES, DEFAULT)
            )
            if kind == INPUT:
                at = _like([one.expression for one in self.old.inputs], text, self.origins.inputs, self._heads_of(INPUT))
                key = "" if at is None else self.old.inputs[at].id
                table.inputs.append(Input(key, label, text, type_ref or None, values or None))
            elif kind == OUTPUT:
                at = _like([one.name or "" for one in self.old.outputs], text, self.origins.outputs, self._heads_of(OUTPUT))
                key = "" if at is None else self.old.outputs[at].id
                table.outputs.append(Output(key, text or None, type_ref or None, values or None, default or None, label))
            else:
                _like(self._notes(), label, self.origins.annotations, self._heads_of(ANNOTATION))
                table.annotations.append(label)
            if default and kind != OUTPUT:
                self.fault((self.heads[DEFAULT], column), "only results have a default", "只有输出列可以有默认值")
        table.annotations = trimmed(table.annotations)

    def _heads_of(self, kind: str) -> list[str]:
        """What the columns of a kind are known by."""
        row = self.heads[LABEL if kind == ANNOTATION else EXPRESSION]
        return [self.grid.at(row, column) for column, own in self.kinds.items() if own == kind]

    def _notes(self) -> list[str]:
        """The names of the columns of annotations, those without one too."""
        width = max((len(rule.annotations) for rule in self.old.rules), default=0)
        return self.old.annotations + [""] * (width - len(self.old.annotations))

    def _rule(self, row: int, cells: dict[int, str]) -> Rule:
        def of(kind: str) -> list[str]:
            return [cells[column] for column, own in self.kinds.items() if own == kind]

        results = of(OUTPUT)
        if results and not any(results):
            column = next(column for column, own in self.kinds.items() if own == OUTPUT)
            self.fault((row, column), "the rule has no result: write null if that is meant", "此规则没有结果：若确为空值请填 null")
        number = self.grid.at(row, self.first)
        at = int(number) - 1 if number.isdecimal() and 0 < int(number[:6]) <= len(self.old.rules) else None
        if at is None or at in self.used:
            at = None
        else:
            self.used.add(at)
        self.origins.rules.append(at)
        key = "" if at is None else self.old.rules[at].id
        return Rule(key, [text or "-" for text in of(INPUT)], results, trimmed(of(ANNOTATION)))


def trimmed(texts: list[str]) -> list[str]:
    """The texts without the empty ones at the end."""
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _like(old: Sequence[str], text: str, origins: list[int | None], new: Sequence[str]) -> int | None:
    """The column that was the same before, noted; for one that is known by another text now what stood in its place and is gone."""
    at = next((place for place, own in enumerate(old) if own == text and place not in origins), None)
    here = len(origins)
    if at is None and here < len(old) and old[here] not in new and here not in origins:
        at = here
    origins.append(at)
    return at
