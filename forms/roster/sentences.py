"""The sentences of rosters: workbooks, columns and cells, in 中文 and English."""

from engine.sdk.text import Text

SENTENCES: dict[str, tuple[str, str]] = {
    "required": ("必填项未填写", "this must be filled in"),
    "control": ("含有不可见的控制字符", "contains invisible control characters"),
    "max_length": ("最多 {limit} 个字，现有 {size} 个", "at most {limit} characters, it has {size}"),
    "pattern": ("格式不符合要求", "does not have the required format"),
    "error_cell": ("公式结果为错误值 {value}", "the formula gives the error {value}"),
    "int": ("应为整数，现为“{value}”", "must be a whole number, it is {value}"),
    "number": ("应为数字，现为“{value}”", "must be a number, it is {value}"),
    "money": ("应为金额，最多两位小数，现为“{value}”", "must be an amount with at most two decimals, it is {value}"),
    "min": ("不能小于 {limit}", "must not be less than {limit}"),
    "max": ("不能大于 {limit}", "must not be more than {limit}"),
    "date": ("应为日期，例如 2026-01-05，现为“{value}”", "must be a date such as 2026-01-05, it is {value}"),
    "future": ("不能晚于今天（{limit}）", "must not be after today ({limit})"),
    "past": ("不能早于今天（{limit}）", "must not be before today ({limit})"),
    "enum": ("“{value}”不在可选范围内，可填：{known}", "{value} is not one of: {known}"),
    "bool": ("应填“是”或“否”，现为“{value}”", "must be yes or no, it is {value}"),
    "scientific": (
        "号码被 Excel 存成了数字（显示为 {value}），后几位已丢失；请先把该列设为“文本”格式再重新填写完整号码",
        "Excel stored the number as a figure (shown as {value}) and lost its last digits; format the column as text and type it again",
    ),
    "duplicate": ("与第 {other} 行重复", "the same as in row {other}"),
    "kind": ("内容类型不对", "has the wrong kind of content"),
    "note_width": ("已清理全角字符和空格", "full-width characters and blanks were cleaned"),
    "note_serial": ("数字 {value} 按 Excel 日期读作 {date}", "the figure {value} was read as the Excel date {date}"),
    "note_time": ("已去掉日期后的时间", "the time after the date was dropped"),
    "empty": ("文件是空的；请选择填好的 .xlsx 工作簿", "The file is empty; choose the .xlsx workbook that was filled in"),
    "xls": (
        "这是旧版 Excel（.xls）文件；请在 Excel 或 WPS 中另存为 .xlsx 后上传",
        "This is the old Excel format (.xls); save it as .xlsx in Excel or WPS and upload that",
    ),
    "encrypted": (
        "工作簿设有打开密码，无法读取；请取消密码，另存为 .xlsx 后上传",
        "The workbook is protected by a password and cannot be read; take the password off, save it as .xlsx and upload that",
    ),
    "macro": (
        "工作簿含有宏，不接收；请另存为不含宏的 .xlsx 后上传",
        "The workbook contains macros and is not taken; save it as .xlsx without macros and upload that",
    ),
    "xlsb": (
        "这是二进制工作簿（.xlsb）；请另存为 .xlsx 后上传",
        "This is a binary workbook (.xlsb); save it as .xlsx and upload that",
    ),
    "renamed": (
        "文件内容其实是“{kind}”，不是 Excel 工作簿；改后缀没有用，请用模板填写 .xlsx 后上传",
        "The file is really {kind} and no Excel workbook; a new name does not change that. Fill in the template and upload the .xlsx",
    ),
    "not_xlsx": (
        "文件不是 .xlsx 工作簿；请用 Excel 或 WPS 打开，另存为 .xlsx 后上传",
        "This is no .xlsx workbook; open it in Excel or WPS, save it as .xlsx and upload that",
    ),
    "damaged": (
        "工作簿已损坏或没有传完，无法读取；请重新保存为 .xlsx 后上传",
        "The workbook is damaged or incomplete and cannot be read; save it as .xlsx again and upload that",
    ),
    "too_big": (
        "文件超过 {limit} MB；请删去图片和多余的工作表，或分批导入",
        "The file is larger than {limit} MB; take out pictures and spare sheets, or import it in parts",
    ),
    "bomb": (
        "工作簿解压后过大，已拒绝读取；请复制数据到新下载的模板中再上传",
        "The workbook unpacks to too much and was not read; copy the rows into a fresh template and upload that",
    ),
    "scattered": (
        "工作簿内容分布过广（最远的单元格 {cell}），请删除多余的行和列",
        "the content is spread too far (farthest cell {cell}); delete stray rows and columns",
    ),
    "too_many_rows": ("共 {size} 行，超过上限 {limit} 行，请分批导入", "there are {size} rows, more than {limit}; import them in parts"),
    "no_header": (
        "没有找到表头；请使用下载的模板，表头应包含：{known}",
        "No header row was found; use the template, its headers are: {known}",
    ),
    "no_rows": ("表头下面没有数据", "there is no data below the header row"),
    "missing_column": ("缺少必填列“{label}”", "the required column {label} is missing"),
    "absent_column": ("没有选填列“{label}”，按空白处理", "the optional column {label} is missing and counts as empty"),
    "unknown_column": ("不认识的列“{label}”（{letter} 列），已忽略", "the column {label} ({letter}) is unknown and was ignored"),
    "duplicate_column": ("列“{label}”出现多次（{letter}）", "the column {label} occurs more than once ({letter})"),
}


def say(code: str, **facts: object) -> Text:
    """The sentence for a code; facts that are `Text` speak the sentence's language."""
    pair = SENTENCES[code]
    zh = {name: fact.in_("zh") if isinstance(fact, Text) else fact for name, fact in facts.items()}
    en = {name: fact.in_("en") if isinstance(fact, Text) else fact for name, fact in facts.items()}
    return Text(pair[0].format(**zh), pair[1].format(**en))
