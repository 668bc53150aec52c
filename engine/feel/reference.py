"""参考页: the page about the language, made from the functions themselves, so that it cannot be wrong about them."""

import sys

import engine.feel.functions  # noqa: F401  # enters the functions of the language
from engine.feel.examples import EXAMPLES
from engine.feel.limits import DEFAULT_LIMITS
from engine.feel.registry import FUNCTIONS, Signature

_FAMILIES = (
    ("conversion", "Conversion 转换"),
    ("logic", "Truth and identity 真假与同一"),
    ("numeric", "Numbers 数字"),
    ("text", "Texts 文本"),
    ("patterns", "Regular expressions 正则表达式"),
    ("lists", "Lists 列表"),
    ("statistics", "Sums and statistics 合计与统计"),
    ("contexts", "Contexts 上下文"),
    ("dates", "Dates, times, durations 日期、时间、时段"),
    ("intervals", "Ranges 区间"),
)
_INTRODUCTION = """# FEEL

Conditions, deadlines, computed fields and decision tables are written in FEEL, the expression language of DMN 1.5.
This page is made by `python -m engine.feel.reference`; every example on it is a test.

## Rules worth knowing 要点

- Numbers are decimals of 34 digits: `0.1 + 0.2 = 0.3` is true. 数字为 34 位十进制数，金额不会有误差。
- `x ** 0` is 1 for every number, `0 ** 0` too, as IEEE 754 says of whole exponents; `0 ** -1` is null. 任何数的零次幂均为 1，包括 0。
- What goes wrong is `null` with a reported cause, never an exception: `1 / 0` is null, "division by zero". 出错即为空值，并报告原因和位置。
- Names may have spaces (`filing.complete on`) and any script (`申请.金额`). A name that holds an operator or one of the words
  `and or if then else for in return some every satisfies between instance function`, such as `end-date` or `for rent`, is recognised
  where it is in scope: among the facts that whoever compiles knows, as a variable, a parameter or a key. The longest name in scope wins:
  beside a fact `x in` the text `x in (1, 2)` calls it. A fact called `if` is a name where no operand follows (`if if > 3 then if else 0`).
  Not to be written as names: what begins with a digit (`1st`), `true`, `false`, `null` alone, and what holds a character that no word has
  (`#`); `get value(facts, "1st")` reads them. 名称可含空格和任何文字；含运算符或关键字的名称须在作用域内，最长者优先。
- Moments of a named zone: a duration of days and time is elapsed time, `@"2026-03-29T01:30:00@Europe/Paris" + @"PT1H"` is 03:30; a duration
  of years and months moves the calendar. A local time that no clock shows counts with the offset before the change; of one that comes twice
  the first is meant, and the second is written with its offset. 带时区的时刻加日时时段按实际经过的时间计算，加年月时段按日历计算。
- `and` and `or` have three values: `false and null` is false, `true and null` is null. 逻辑为三值。
- Items are counted from 1, from the end with -1: `xs[1]`, `xs[-1]`; `xs[item > 3]` filters; in `people[age > 30]` the members of the
  item are names. 列表从 1 计数。
- Ranges: `[1..5]`, `(1..5]`, `(> 5)`; `x in [1..5]`, `x in (< 3, > 7)`, `x between 1 and 5`. 区间。
- `@"2025-03-01"`, `@"09:30:00+08:00"`, `@"2025-03-01T09:30:00@Asia/Shanghai"`, `@"P1M"`, `@"P3DT4H"` are dates, times, moments and
  durations. 日期、时间、时刻与时段。
- `today()` and `now()` are what the evaluation was given; evaluating is pure. 计算无副作用，时钟由计算方给定。
- `"a" instance of string`, `[1] instance of list<number>`, `{a: 1} instance of context<a: number>` ask for types. 类型判断。

## Limits 限额

| 限额 | 默认 |
|---|--:|
"""
_LIMITS = {
    "text": "表达式字符数 characters of an expression",
    "depth": "嵌套与调用深度 depth of nesting and of calls",
    "chain": "连续运算数 operators in a row",
    "steps": "一次计算的工作量 units of work of one evaluation",
    "steps_per_fact": "事实中每一项另加的工作量 units more for every item among the facts",
    "seconds": "一次计算的处理器秒数 processor seconds of one evaluation",
    "items": "列表项数 items of a list",
    "string": "文本字符数 characters of a text",
    "pattern_seconds": "一次正则匹配的处理器秒数 processor seconds of one match",
}


def reference_page() -> str:
    """The whole page in Markdown."""
    parts = [_INTRODUCTION + "".join(f"| {text} | {getattr(DEFAULT_LIMITS, name):,} |\n" for name, text in _LIMITS.items())]
    for module, title in _FAMILIES:
        parts.append(f"\n## {title}\n")
        parts += [_entry(name, signatures) for name, signatures in FUNCTIONS.items() if signatures[0].family == module]
    return "".join(parts)


def _entry(name: str, signatures: list[Signature]) -> str:
    chinese, examples = EXAMPLES[name]
    lines = [f"\n### {name}\n\n{chinese}. {_summary(signatures[0])}\n\n"]
    lines += [f"- `{signature.text}`\n" for signature in signatures]
    lines.append("\n```feel\n" + "".join(f"{text}  →  {value}\n" for text, value in examples) + "```\n")
    return "".join(lines)


def _summary(signature: Signature) -> str:
    return (signature.run.__doc__ or "").strip().split("\n")[0]


if __name__ == "__main__":
    sys.stdout.write(reference_page())
