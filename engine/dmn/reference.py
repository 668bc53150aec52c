"""参考页: the page about decision models, made from the code and from one model that is decided and checked while the page is made."""

import json
import sys

from engine.dmn.cli import explained
from engine.dmn.findings import SENTENCES, Finding
from engine.dmn.hit_policies import AGGREGATIONS, POLICIES
from engine.dmn.model import read
from engine.dmn.sheet_layout import HEADINGS, RULES

EXAMPLE = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="subsidy" name="subsidy" namespace="urn:subsidy">
  <inputData id="i1" name="trainees"><variable name="trainees" typeRef="number"/></inputData>
  <decision id="d1" name="rate">
    <question>每人补贴多少？</question>
    <variable name="rate" typeRef="number"/>
    <informationRequirement><requiredInput href="#i1"/></informationRequirement>
    <decisionTable id="t1" hitPolicy="UNIQUE">
      <input label="trainees"><inputExpression typeRef="number"><text>trainees</text></inputExpression></input>
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
- Imports of other models, by namespace, and of their types. 导入。
- Functions in Java or PMML are not executed: null with a reported cause. 不执行外部程序。
- A file that is changed by importing a spreadsheet keeps every byte outside the table, its diagram included. 图形信息逐字节保留。

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

`export_table(model, decision) -> bytes` writes a table as .xlsx, `import_table(model, decision, xlsx) -> bytes` gives the model
back with the table as the sheet says (both in `engine.dmn.sheets`). Faults are refused all at once, each with its cell. Row 1 holds the
name of the decision and, in B, the hit policy with its aggregation; cells are FEEL, numbers and dates of the spreadsheet are taken as such.

| row | holds |
|--:|---|
"""


def reference_page() -> str:
    """The whole page in Markdown."""
    policies = "".join(f"- `{name}`: {_POLICY[name]}\n" for name in POLICIES)
    summed = ", ".join(f"`{name}`" for name in AGGREGATIONS)
    rows = "".join(f"| {row} | {text} |\n" for row, text in HEADINGS.items()) + f"| {RULES} … | 规则 / rules |\n"
    return f"{_INTRODUCTION}{policies}\n`COLLECT` sums up with {summed}.\n{_explanation()}{_findings()}{_LAYOUT}{rows}"


def _explanation() -> str:
    made = read(EXAMPLE.encode()).decide("rate", FACTS)
    plain = json.dumps(made.explanation.as_dict(), ensure_ascii=False, indent=1)
    told = "\n".join([str(made.value), *explained(made.explanation)])
    return f"""
## Explanations 说明

`read(xml).decide(name, facts)` gives `value` and `explanation`: the facts that were used, the decisions that were evaluated, the rules that
held with their annotations (the clause), and of every other rule the first cell that the value did not pass (50 at most, `missed_count`
counts all). `explanation.as_dict()` is plain data for JSON.

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


def _findings() -> str:
    rows = "".join(f"| `{code}` | {zh} | {en} |\n" for code, (zh, en) in SENTENCES.items())
    doubts = "".join(f"- `{one.code}`, rule {one.row or '–'}, column {one.column or '–'}: {one.message_en}\n" for one in _doubts())
    return f"""
## Findings 检查结果

What cannot be used is refused by `read` (`DmnRefused.findings`); what is doubtful is told by `model.lint()`. Every finding has the element,
and in a table the rule (`row`, counted from one) and the column (inputs first, counted from one); an overlap and a rule that never takes
effect concern a whole row, a gap is where no row stands. `error` is False for what may be meant so.

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
