"""The sentences of FEEL: every error and every reported cause of a null, in 中文 and English, kept apart from the facts they mention."""

SENTENCES: dict[str, tuple[str, str]] = {
    "unexpected": ("此处不应出现“{found}”，应为{expected}", "unexpected `{found}`, expected {expected}"),
    "unfinished": ("表达式没有写完，应为{expected}", "the expression ends too early, expected {expected}"),
    "character": ("无法识别的字符“{found}”", "unknown character `{found}`"),
    "string": ("文本缺少结尾的引号", "the text has no closing quote"),
    "literal": ("“{found}”不是有效的{kind}", "`{found}` is not a valid {kind}"),
    "type": ("未知的类型“{found}”", "unknown type `{found}`"),
    "duplicate": ("键“{name}”重复", "the key `{name}` occurs twice"),
    "unknown_name": ("未知的名称“{name}”", "unknown name `{name}`"),
    "unknown_name_near": ("未知的名称“{name}”，是否为“{near}”？", "unknown name `{name}`, did you mean `{near}`?"),
    "unknown_function": ("未知的函数“{name}”", "unknown function `{name}`"),
    "unknown_member": ("“{kind}”没有属性“{name}”", "{kind} has no member `{name}`"),
    "unknown_member_near": ("“{kind}”没有属性“{name}”，是否为“{near}”？", "{kind} has no member `{name}`, did you mean `{near}`?"),
    "not_a_function": ("“{kind}”不是函数，不能调用", "{kind} is not a function and cannot be called"),
    "arguments": ("函数“{name}”不接受参数（{given}）；可用：{signatures}", "`{name}` does not take ({given}); it is {signatures}"),
    "argument_value": ("函数“{name}”：{detail_zh}", "`{name}`: {detail}"),
    "operator": ("“{operator}”不能用于{left}和{right}", "`{operator}` does not apply to {left} and {right}"),
    "negation": ("负号不能用于{kind}", "minus does not apply to {kind}"),
    "division": ("除数为零", "division by zero"),
    "overflow": ("数值超出范围", "the number is out of range"),
    "date_range": ("日期超出范围", "the date is out of range"),
    "condition": ("条件应为真或假，实际为{kind}", "the condition is {kind}, not true or false"),
    "logic": ("“{operator}”的操作数应为真或假，实际为{kind}", "`{operator}` needs true or false, not {kind}"),
    "iteration": ("不能遍历{kind}", "{kind} cannot be iterated"),
    "index": ("列表共{size}项，没有第{index}项", "the list has {size} items, there is no item {index}"),
    "range": ("区间的端点{left}和{right}不能比较", "the end points {left} and {right} of a range do not compare"),
    "function_type": (
        "函数“{name}”的参数“{parameter}”应为{expected}，实际为{kind}",
        "parameter `{parameter}` of `{name}` must be {expected}, not {kind}",
    ),
    "result_type": ("结果应为{expected}，实际为{kind}", "the result must be {expected}, not {kind}"),
    "external": ("不执行外部函数", "external functions are not executed"),
    "host": ("函数“{name}”失败：{detail}", "`{name}` failed: {detail}"),
    "limit_text": ("表达式过长：{size} 个字符，上限 {limit}", "the expression has {size} characters, more than {limit}"),
    "limit_depth": ("嵌套过深，上限 {limit} 层", "nested deeper than {limit} levels"),
    "limit_steps": ("计算量超过上限（{limit} 步）", "more than {limit} steps of evaluation"),
    "limit_time": ("计算时间超过上限（{limit} 秒）", "evaluation takes longer than {limit} seconds"),
    "limit_items": ("列表过长：{size} 项，上限 {limit}", "a list of {size} items, more than {limit}"),
    "limit_string": ("文本过长：{size} 个字符，上限 {limit}", "a text of {size} characters, more than {limit}"),
    "limit_pattern": ("正则表达式过于复杂", "the regular expression is too complex"),
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
        facts = {key: TERMS.get(str(value), value) for key, value in facts.items()}
    return SENTENCES[code][language].format(**facts)


def row_and_column(text: str, offset: int) -> tuple[int, int]:
    """Line and column, both counted from one, of an offset in a text."""
    line = text.count("\n", 0, offset) + 1
    return line, offset - (text.rfind("\n", 0, offset) + 1) + 1
