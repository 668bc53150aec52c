"""The sentences of forms: every fault of an entry and of a definition, in 中文 and English, kept apart from the facts they mention."""

from engine.sdk.text import Text

ENTRY: dict[str, tuple[str, str]] = {
    "required": ("请填写“{label}”", "Enter {label}"),
    "required_choice": ("请选择“{label}”", "Choose {label}"),
    "required_tick": ("请勾选“{label}”", "Tick {label}"),
    "type": ("“{label}”的内容格式不对", "{label} has the wrong kind of content"),
    "control": ("“{label}”含有不可见的控制字符，请删除后重新输入", "{label} contains invisible control characters; remove them"),
    "min_length": ("“{label}”至少 {limit} 个字，现有 {size} 个", "{label} needs at least {limit} characters, it has {size}"),
    "max_length": ("“{label}”最多 {limit} 个字，现有 {size} 个", "{label} takes at most {limit} characters, it has {size}"),
    "pattern": ("“{label}”的格式不符合要求", "{label} does not have the required format"),
    "pattern_time": ("“{label}”过于复杂，无法校验格式", "{label} is too complex to be checked"),
    "email": ("“{label}”不是有效的电子邮箱，例如 name@example.com", "{label} is no e-mail address such as name@example.com"),
    "phone": (
        "“{label}”不是有效的电话号码，例如 13800138000 或 020-83126000",
        "{label} is no telephone number such as 13800138000 or 020-83126000",
    ),
    "code": ("“{label}”：{reason}", "{label}: {reason}"),
    "money": ("“{label}”应为金额，最多两位小数，例如 12000.50", "{label} must be an amount with at most two decimals, such as 12000.50"),
    "money_unit": ("“{label}”的金额应以分为单位的整数给出", "{label} must be given as a whole number of fen"),
    "number": ("“{label}”应为数字，例如 120 或 3.5", "{label} must be a number such as 120 or 3.5"),
    "integer": ("“{label}”应为整数", "{label} must be a whole number"),
    "decimals": ("“{label}”最多 {limit} 位小数", "{label} takes at most {limit} decimals"),
    "increment": ("“{label}”应为 {limit} 的整数倍", "{label} must be a multiple of {limit}"),
    "min": ("“{label}”不能小于 {limit}", "{label} must not be less than {limit}"),
    "max": ("“{label}”不能大于 {limit}", "{label} must not be more than {limit}"),
    "date": (
        "“{label}”应为日期，按“年-月-日”填写，例如 2026-01-05",
        "{label} must be a date written as year-month-day, such as 2026-01-05",
    ),
    "time": ("“{label}”应为时间，例如 09:30", "{label} must be a time such as 09:30"),
    "datetime": ("“{label}”应为日期和时间，例如 2026-01-05T09:30", "{label} must be a date and time such as 2026-01-05T09:30"),
    "passed": ("“{label}”不能早于今天（{limit}）", "{label} must not be before today ({limit})"),
    "earliest": ("“{label}”不能早于 {limit}", "{label} must not be before {limit}"),
    "latest": ("“{label}”不能晚于 {limit}", "{label} must not be after {limit}"),
    "option": ("“{label}”的选项“{value}”不在可选范围内", "{value} is not one of the choices of {label}"),
    "repeated": ("“{label}”的选项重复", "{label} has the same choice twice"),
    "check": ("“{label}”不符合填报规则", "{label} does not satisfy its rule"),
    "rows_none": ("“{label}”至少填写一行", "{label} needs at least one row"),
    "rows_min": ("“{label}”至少 {limit} 行，现有 {size} 行", "{label} needs at least {limit} rows, it has {size}"),
    "rows_max": ("“{label}”最多 {limit} 行，现有 {size} 行", "{label} takes at most {limit} rows, it has {size}"),
    "region": ("“{label}”应选择列表中的行政区划", "{label} must be a region of the list"),
    "region_level": ("“{label}”应选到最末一级行政区划", "{label} must be a region of the lowest level"),
    "signature_name": ("请在“{label}”填写签署人姓名", "Enter the name of the person signing {label}"),
    "signature_tick": ("请勾选同意后签署“{label}”", "Tick the box to sign {label}"),
    "material": ("请上传材料“{item}”", "Upload {item}"),
    "file": ("请上传“{label}”", "Upload {label}"),
    "file_size": ("材料“{item}”的文件“{name}”超过 {limit} MB", "The file {name} of {item} is larger than {limit} MB"),
    "file_type": ("材料“{item}”的文件“{name}”类型不对，可上传 {limit}", "The file {name} of {item} has the wrong type; allowed: {limit}"),
    "roster_empty": ("请导入“{label}”", "Import {label}"),
    "roster_min": ("“{label}”至少 {limit} 人，现有 {size} 人", "{label} needs at least {limit} persons, it has {size}"),
    "roster_max": ("“{label}”最多 {limit} 人，现有 {size} 人", "{label} takes at most {limit} persons, it has {size}"),
    "roster_faulty": ("“{label}”有 {size} 行存在错误，请更正或删除", "{label} has {size} faulty rows; correct or remove them"),
}

DEFINITION: dict[str, tuple[str, str]] = {
    "json": ("不是有效的 JSON：{detail}", "this is no JSON: {detail}"),
    "root": ("表单应为一个对象，type 为 default，并有 components 列表", "a form is an object of type default with a list of components"),
    "size": ("表单过大：{size}，上限 {limit}", "the form is too large: {size}, limit {limit}"),
    "version": ("不支持的 schemaVersion {value}，最高 {limit}", "schemaVersion {value} is not supported, the highest is {limit}"),
    "component": ("组件应为对象", "a component is an object"),
    "nesting": ("嵌套超过 {limit} 层", "nested deeper than {limit} levels"),
    "kind": ("未知的组件类型“{value}”", "unknown kind of component {value}"),
    "forbidden": ("不允许使用组件“{value}”", "the component {value} is not allowed"),
    "key_missing": ("缺少 key", "the key is missing"),
    "key": (
        "key“{value}”只能由字母、数字、下划线和点组成，且不能以下划线开头",
        "the key {value} may hold ASCII letters, digits, _ and dots, and may not begin with _",
    ),
    "key_twice": ("key“{value}”重复或与“{other}”冲突", "the key {value} is used twice or clashes with {other}"),
    "id_twice": ("id“{value}”重复", "the id {value} is used twice"),
    "id": ("id“{value}”只能由字母、数字、下划线、点和减号组成", "the id {value} may hold ASCII letters, digits, _, . and -"),
    "path": ("列表必须有 path", "a list needs a path"),
    "property": ("{name} 应为{kind_zh}", "{name} must be {kind}"),
    "feel": ("{name} 的 FEEL 表达式有误：{zh}", "{name} is no FEEL: {en}"),
    "feel_missing": ("{name} 必须是以 = 开头的 FEEL 表达式", "{name} must be a FEEL expression that begins with ="),
    "template": ("{name} 的模板有误：{zh}", "the template of {name} is wrong: {en}"),
    "pattern": ("正则表达式“{value}”有误：{detail}", "the pattern {value} is wrong: {detail}"),
    "format": ("未知的格式“{value}”，可用：{known}", "unknown format {value}; known are {known}"),
    "sensitive": ("未知的敏感类别“{value}”，可用：{known}", "unknown kind of sensitivity {value}; known are {known}"),
    "options_source": (
        "values、valuesKey、valuesExpression 必须且只能有一个",
        "exactly one of values, valuesKey and valuesExpression is needed",
    ),
    "option": ("第 {index} 个选项缺少有效的 value", "option {index} has no valid value"),
    "option_twice": ("选项值“{value}”重复", "the option value {value} occurs twice"),
    "choice": ("{name} 的值“{value}”无效，可用：{known}", "{name} cannot be {value}; known are {known}"),
    "empty": ("{name} 不能为空", "{name} must not be empty"),
    "columns": ("columns 与 columnsExpression 必须且只能有一个", "exactly one of columns and columnsExpression is needed"),
    "source": ("不允许的地址“{value}”", "the address {value} is not allowed"),
    "bounds": ("{name} 的下限大于上限", "the lower bound of {name} is above the upper bound"),
}


def say(code: str, **facts: object) -> Text:
    """The sentence about an entry; facts that are `Text` speak the sentence's language."""
    return _filled(ENTRY[code], facts)


def say_definition(code: str, **facts: object) -> Text:
    """The sentence about a definition."""
    return _filled(DEFINITION[code], facts)


def _filled(pair: tuple[str, str], facts: dict[str, object]) -> Text:
    zh = {name: fact.in_("zh") if isinstance(fact, Text) else fact for name, fact in facts.items()}
    en = {name: fact.in_("en") if isinstance(fact, Text) else fact for name, fact in facts.items()}
    return Text(pair[0].format(**zh), pair[1].format(**en))
