"""参考页: the page about decision models, made from the code and from one model that is decided and checked while the page is made."""

import json
import sys

from engine.dmn.cli import explained
from engine.dmn.findings import Finding
from engine.dmn.hit_policies import AGGREGATIONS, POLICIES
from engine.dmn.model import read
from engine.dmn.sentences import CAUSES, SENTENCES
from engine.dmn.sheet_layout import ANNOTATION, HEADINGS, INPUT, OUTPUT, RULES
from engine.feel.java import JAVA

EXAMPLE = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" xmlns:tb="urn:tongban:bpmn:1"
    id="subsidy" name="subsidy" namespace="urn:subsidy">
  <inputData id="i1" name="trainees"><variable name="trainees" typeRef="number"/></inputData>
  <decision id="d1" name="rate" tb:en="How much a trainee?">
    <question>每人补贴多少？</question>
    <variable name="rate" typeRef="number"/>
    <informationRequirement><requiredInput href="#i1"/></informationRequirement>
    <decisionTable id="t1" hitPolicy="UNIQUE">
      <input label="人数" tb:en="Trainees"><inputExpression typeRef="number"><text>trainees</text></inputExpression></input>
      <output name="rate" typeRef="number"/>
      <annotation name="依据"/>
      <rule id="r1"><inputEntry><text>[1..50)</text></inputEntry><outputEntry><text>500</text></outputEntry>
        <annotationEntry><text>〔2025〕12号 第六条</text></annotationEntry></rule>
      <rule id="r2"><inputEntry><text>>= 50</text></inputEntry><outputEntry><text>450</text></outputEntry>
        <annotationEntry><text>〔2025〕12号 第七条</text></annotationEntry></rule>
    </decisionTable>
  </decision>
</definitions>
"""
FACTS: dict[str, object] = {"trainees": 60}

FAILURES: dict[str, str] = {}
"""the cases of the kit that do not hold, and why"""

_INTRODUCTION = """# DMN

Subsidy tables and other rules are decision models (决策模型), written in a browser or a spreadsheet, evaluated by `engine.dmn`. Their
expressions are [FEEL](feel.md). This page is made by `python -m engine.dmn.reference`; its examples are evaluated while it is made.

## What is read 支持范围

Files of DMN 1.1 to 1.6, whatever the prefixes; entities and document types are refused.

- Requirements: decisions, input data by name, business knowledge models, decision services, knowledge sources (kept, not evaluated).
  需求图：决策、输入、业务知识、决策服务。
- Logic: decision tables; literal and boxed expressions: context, list, relation, function, invocation, conditional, iterator (`for`,
  `some`, `every`), filter. 逻辑：决策表与各种盒式表达式。
- Types: item definitions with components, collections, functions and allowed values; what does not fit becomes null and says
  so. 类型与允许值。
- Titles for people: a decision is called by its `question`, an input by its `description`, a column by its `label`; the attribute `tb:en`
  (namespace `urn:tongban:bpmn:1`) says each in English. The requirements diagram and explanations show them, keys only where there is none.
  给人看的名称：决策的 question、输入的 description、列的 label，英文写在 tb:en。
- Imports of other models, by namespace, and of their types. 导入。
- Expressions in other languages than FEEL, B-FEEL of DMN 1.6 among them, and functions in PMML are not executed: null with a reported
  cause, and a finding when the file is read. So it is with functions in Java, but for the pure ones [listed
  below](#java-functions-外部-java-函数). 不执行外部程序和其他语言。
- What a file holds that would be ignored (a misspelt element, one of another version of DMN) and what it lacks (a boxed expression
  without one of its parts, a table without results) is a finding with the id and the line. 形式问题均给出标识和行号。
- A file that is changed by importing a spreadsheet keeps every byte outside the table, its diagram included, in UTF-8, UTF-16 or
  GB18030. 图形信息逐字节保留。

## Hit policies 命中策略

"""
_POLICY = {
    "UNIQUE": "one rule at most; more are null with a report 唯一",
    "ANY": "several that agree 任意（结果须一致）",
    "FIRST": "the first in the order of the table 最先",
    "PRIORITY": "the result that stands first in the output values 优先",
    "RULE ORDER": "all results in the order of the table 按规则顺序",
    "OUTPUT ORDER": "all results in the order of the output values 按输出顺序",
    "COLLECT": "all results, or their sum and so on 汇总",
}
_LAYOUT = """
## Spreadsheets 电子表格

`export_table(model, decision) -> bytes` writes a table as .xlsx, `import_table(model, decision, content) -> bytes` gives the model
back with the table as the file says (both in `engine.dmn.sheets`). The file is a workbook (the first sheet with these headings counts) or
a text with commas, semicolons or tabs, in UTF-8, UTF-16 with its mark, or GB18030. Rows and columns may be moved and inserted: the
headings say what a row is, the row `列 / column` what a column is ({kinds}). Rules keep their ids by the number beside them. A table that
was not changed gives back the identical file; what was changed keeps its ids, descriptions and attributes. 未改动的部分逐字节保留。

Faults are refused all at once, each with its cell (`C9`): cells that do not compile, are of the wrong type or not allowed, error values,
formulas without a value, merged cells, cells that nothing would read. Row 1 holds the name of the decision and, in B, the hit policy with
its aggregation; cells are FEEL, numbers and dates of the spreadsheet are taken as such.

| row | holds |
|--:|---|
"""


def reference_page() -> str:
    """The whole page in Markdown."""
    policies = "".join(f"- `{name}`: {_POLICY[name]}\n" for name in POLICIES)
    summed = ", ".join(f"`{name}`" for name in AGGREGATIONS)
    rows = "".join(f"| {row} | {text} |\n" for row, text in HEADINGS.items()) + f"| {RULES} … | 规则 / rules |\n"
    layout = _LAYOUT.replace("{kinds}", f"{INPUT}, {OUTPUT}, {ANNOTATION}")
    parts = (_explanation(), _causes(), _findings(), layout, rows, _java(), _conformance())
    return f"{_INTRODUCTION}{policies}\n`COLLECT` sums up with {summed}.\n" + "".join(parts)


def _explanation() -> str:
    made = read(EXAMPLE.encode()).decide("rate", FACTS)
    plain = json.dumps(made.explanation.as_dict(), ensure_ascii=False, indent=1)
    told = "\n".join([str(made.value), *explained(made.explanation)])
    return f"""
## Explanations 说明

`read(xml).decide(name, facts)` gives `value`, `warnings` and `explanation`: the facts that were used, the decisions that were evaluated,
and of every table all rules: those that held with their annotations (the clause), those that did not with the first cell that the value
did not pass, and under FIRST those that were not looked at because an earlier one had decided. The first 20 of each are listed, the
others are written as ranges (`matched_more`, `missed_more` by the column that says why, `not_looked_at`), so that a table of 500 rows
takes less than 4 kB. `explanation.as_dict()` is plain data for JSON.

```xml
{EXAMPLE}```

`tongban decide subsidy.dmn --facts facts.json --explain`, the facts being `{json.dumps(FACTS)}`:

```text
{told}
```

```json
{plain}
```
"""


def _causes() -> str:
    rows = "".join(f"| `{code}` | {zh} | {en} |\n" for code, (zh, en) in CAUSES.items())
    made = read(EXAMPLE.encode()).decide("rate", {"trainees": 0})
    told = "\n".join(["null", *explained(made.explanation)])
    return f"""
## Causes of nulls 空值原因

What goes wrong is null, as the standard asks, and says why: `warnings` of a decision, in the order in which things went wrong. Each has
`code`, `zh`, `en`, the `decision`, the `element` and, in a table, `row` and `column`. Beside those of FEEL there are:

| code | 中文 | English |
|---|---|---|
{rows}
The model above for no trainees:

```text
{told}
```
"""


def _conformance() -> str:
    rows = "".join(f"| `{case}` | {reason} |\n" for case, reason in FAILURES.items())
    left = f"these do not:\n\n| case | reason |\n|---|---|\n{rows}" if rows else "without exception.\n"
    return f"""
## Conformance 一致性

Of the DMN Technology Compatibility Kit (`tests/conformance`) level 2 and level 3 hold, {left}"""


def _java() -> str:
    rows = "".join(f"- `{name}`\n" for name in sorted(JAVA))
    return f"""
## Java functions 外部 Java 函数

An external function of Java is looked up by class and signature in this table; what is found runs as a pure function of Python, what is
not stays null and says its class and method. No Java is started and nothing else can be reached. Whole numbers keep to the range of their
type; `double` and `float` are those of Java and are for no sum of money; `String.format` knows `%s`, `%d`, `%n` and `%%`.
只执行下表所列的纯函数，其余一律为空值并说明类名和方法。

{rows}"""


def _findings() -> str:
    rows = "".join(f"| `{code}` | {zh} | {en} |\n" for code, (zh, en) in SENTENCES.items())
    doubts = "".join(f"- `{one.code}`, {one.place_en}: {one.message_en}\n" for one in _doubts())
    return f"""
## Findings 检查结果

What cannot be used is refused by `read` (`DmnRefused.findings`); what is doubtful is told by `model.lint()`. Every finding has the
`decision`, the `element`, the `line` of the file where its form is meant, and in a table the rule (`row`, counted from one), the column
(`column`, inputs first, counted from one) and, of the head, the `part`. An overlap has both `rows` and all `columns` with the values in
which they meet; a gap has the values that no rule covers, its `row` is the one that is missing. `error` is False for what may be meant
so. Twenty overlaps and gaps are listed, the others counted.

| code | 中文 | English |
|---|---|---|
{rows}
The model above, with `[1..50)` made `[1..60]` and the second result made a text:

{doubts}"""


def _doubts() -> list[Finding]:
    changed = EXAMPLE.replace("[1..50)", "[1..60]").replace("<text>450</text>", '<text>"450"</text>')
    return read(changed.encode(), tolerant=True).lint()


if __name__ == "__main__":
    sys.stdout.write(reference_page())
