"""The sentences of FEEL: every error and every reported cause of a null, in 中文 and English, kept apart from the facts they mention."""

import re

_LINE_END = re.compile("\r\n|[\n\v\f\r]")

SENTENCES: dict[str, tuple[str, str]] = {
    "unexpected": ("此处不应出现“{found}”，应为{expected}", "unexpected `{found}`, expected {expected}"),
    "unexpected_with": (
        "此处不应出现“{found}”，应为{expected}；{hint_zh}",
        "unexpected `{found}`, expected {expected}; {hint}",
    ),
    "unfinished": ("表达式没有写完，应为{expected}", "the expression ends too early, expected {expected}"),
    "character": ("无法识别的字符“{found}”", "unknown character `{found}`"),
    "character_with": ("无法识别的字符“{found}”；{hint_zh}", "unknown character `{found}`; {hint}"),
    "string": ("文本缺少结尾的引号", "the text has no closing quote"),
    "string_line": ("文本不能写成多行，换行请写作“\\n”", "a text does not go on in the next line: write `\\n` for the end of a line"),
    "literal": ("“{found}”不是有效的{kind}", "`{found}` is not a valid {kind}"),
    "type": ("未知的类型“{found}”", "unknown type `{found}`"),
    "type_near": ("未知的类型“{found}”，是否为“{near}”？", "unknown type `{found}`, did you mean `{near}`?"),
    "duplicate": ("键“{name}”重复", "the key `{name}` occurs twice"),
    "unknown_name": ("未知的名称“{name}”", "unknown name `{name}`"),
    "unknown_name_near": ("未知的名称“{name}”，是否为“{near}”？", "unknown name `{name}`, did you mean `{near}`?"),
    "unknown_name_wide": (
        "未知的名称“{name}”：请用半角“{plain}”代替全角“{wide}”",
        "unknown name `{name}`: write `{plain}` instead of the full-width `{wide}`",
    ),
    "unknown_name_word": ("未知的名称“{name}”：“{wrong}”请写作“{word}”", "unknown name `{name}`: write `{word}` instead of `{wrong}`"),
    "unknown_name_not": ("未知的名称“{name}”：“非”请写作“not(…)”", "unknown name `{name}`: write `not(…)`"),
    "unknown_name_split": (
        "未知的名称“{name}”：“{first}”之后缺少运算符",
        "unknown name `{name}`: an operator is missing after `{first}`",
    ),
    "unknown_function": ("未知的函数“{name}”", "unknown function `{name}`"),
    "unknown_function_near": ("未知的函数“{name}”，是否为“{near}”？", "unknown function `{name}`, did you mean `{near}`?"),
    "member_of_null": ("对空值取“{name}”", "`{name}` is asked of an empty value"),
    "filter_of_null": ("对空值取列表项", "items are asked of an empty value"),
    "fact": ("事实“{name}”是 Python 的 {kind}，无法作为 FEEL 的值", "the fact `{name}` is a Python {kind}, which FEEL cannot hold"),
    "unknown_member": ("“{kind}”没有属性“{name}”", "{kind} has no member `{name}`"),
    "unknown_member_near": ("“{kind}”没有属性“{name}”，是否为“{near}”？", "{kind} has no member `{name}`, did you mean `{near}`?"),
    "not_a_function": ("“{kind}”不是函数，不能调用", "{kind} is not a function and cannot be called"),
    "arguments": ("函数“{name}”不接受参数（{given}）；可用：{signatures}", "`{name}` does not take ({given}); it is {signatures}"),
    "argument_value": ("函数“{name}”：{detail_zh}", "`{name}`: {detail}"),
    "operator": ("“{operator}”不能用于{left}和{right}", "`{operator}` does not apply to {left} and {right}"),
    "negation": ("负号不能用于{kind}", "minus does not apply to {kind}"),
    "division": ("除数为零", "division by zero"),
    "overflow": ("数值超出范围", "the number is out of range"),
    "power": ("{left} 没有 {right} 次幂", "{left} has no power {right}"),
    "duration_range": ("时段超出范围", "the duration is out of range"),
    "date_range": ("日期超出范围", "the date is out of range"),
    "condition": ("条件应为真或假，实际为{kind}", "the condition is {kind}, not true or false"),
    "logic": ("“{operator}”的操作数应为真或假，实际为{kind}", "`{operator}` needs true or false, not {kind}"),
    "iteration": ("不能遍历{kind}", "{kind} cannot be iterated"),
    "iteration_open": ("没有终点的区间不能遍历", "a range without an end cannot be iterated"),
    "loop_ends": (
        "循环的两端应为整数或日期，实际为 {start} 和 {end}",
        "a loop runs between whole numbers or dates, not between {start} and {end}",
    ),
    "index": ("列表共{size}项，没有第{index}项", "the list has {size} items, there is no item {index}"),
    "range": ("区间的端点{left}和{right}不能比较", "the end points {left} and {right} of a range do not compare"),
    "range_order": ("区间的终点（{end}）在起点（{start}）之前", "the range ends ({end}) before it begins ({start})"),
    "range_kind": ("{kind}没有顺序，不能构成区间", "{kind} has no order, there is no range of it"),
    "function_type": (
        "函数“{name}”的参数“{parameter}”应为{expected}，实际为{kind}",
        "parameter `{parameter}` of `{name}` must be {expected}, not {kind}",
    ),
    "result_type": ("结果应为{expected}，实际为{kind}", "the result must be {expected}, not {kind}"),
    "host_result": ("函数“{name}”应得出{expected}，实际得出{kind}", "`{name}` must give {expected}, but gave {kind}"),
    "external": ("不执行外部函数 {name}", "the external function {name} is not executed"),
    "external_failed": ("外部函数 {name} 没有结果：{detail}", "{name} has no result: {detail}"),
    "host": ("函数“{name}”失败：{detail}", "`{name}` failed: {detail}"),
    "limit_text": ("表达式过长：{size} 个字符，上限 {limit}", "the expression has {size} characters, more than {limit}"),
    "limit_depth": ("嵌套过深，上限 {limit} 层", "nested deeper than {limit} levels"),
    "limit_chain": ("连续的运算、成员或调用过多，上限 {limit} 个", "more than {limit} operators, members or calls in a row"),
    "limit_calls": ("函数互相调用过深，上限 {limit} 层", "functions call one another deeper than {limit} levels"),
    "limit_steps": ("计算量超过上限（{limit} 步）", "more than {limit} steps of evaluation"),
    "limit_time": ("计算时间超过上限（{limit} 秒）", "evaluation takes longer than {limit} seconds"),
    "limit_items": ("列表过长：{size} 项，上限 {limit}", "a list of {size} items, more than {limit}"),
    "limit_string": ("文本过长：{size} 个字符，上限 {limit}", "a text of {size} characters, more than {limit}"),
    "limit_pattern": ("正则表达式过于复杂", "the regular expression is too complex"),
    "compare_zones": ("不能比较：一个有时区，另一个没有", "these do not compare: one has a time zone, the other has none"),
    "compare_kinds": ("{left}和{right}不能比较", "{left} and {right} do not compare"),
}


TERMS: dict[str, str] = {
    "Null": "空值",
    "number": "数字",
    "string": "文本",
    "boolean": "真假值",
    "date": "日期",
    "time": "时间",
    "date and time": "日期时间",
    "days and time duration": "日时时段",
    "years and months duration": "年月时段",
    "list": "列表",
    "context": "上下文",
    "range": "区间",
    "function": "函数",
    "Any": "任意值",
    "a value": "一个值",
    "a name": "一个名称",
    "a type": "一个类型",
    "a text in quotes": "带引号的文本",
    "the end of the expression": "表达式结束",
    "`,` or the end": "“,”或结束",
    "`]`, `)` or `[`": "“]”“)”或“[”",
    "date, time or duration": "日期、时间或时段",
}
"""Words inside the sentences that have a 中文 form of their own."""


def sentence(code: str, language: int, facts: dict[str, object]) -> str:
    """The sentence for a code in one language: 0 is 中文, 1 is English."""
    if language == 0:
        facts = {key: _in_chinese(value) if key in _KINDS else value for key, value in facts.items()}
    else:
        facts = {key: ", ".join(value) if isinstance(value, tuple) else value for key, value in facts.items()}
    return SENTENCES[code][language].format(**facts)


_KINDS = frozenset(("kind", "left", "right", "expected", "given"))
"""the facts that are words of `TERMS`; all others are what somebody wrote"""


def _in_chinese(value: object) -> object:
    if isinstance(value, tuple):
        parts = (str(part).rpartition(": ") for part in value)
        return ", ".join(f"{name}{mark}{TERMS.get(kind, kind)}" for name, mark, kind in parts)
    return TERMS.get(str(value), value)


def row_and_column(text: str, offset: int) -> tuple[int, int]:
    """Line and column, both counted from one, of an offset in a text."""
    line, start = 1, 0
    for end in _LINE_END.finditer(text, 0, offset):
        line, start = line + 1, end.end()
    return line, offset - start + 1
