"""What HTTP itself has to say to people: a sentence and a next step for each refusal that does not come from the engine."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.sdk.text import Text


@dataclass(frozen=True, slots=True)
class Said:
    """Title of a refusal and the sentence that says what to do now."""

    title: Text
    sentence: Text


TITLES: dict[int, Text] = {
    400: Text("请求有误", "The request is not well formed"),
    401: Text("请先登录", "Please sign in"),
    403: Text("无权办理", "Not permitted"),
    404: Text("页面不存在", "Page not found"),
    405: Text("不支持该操作", "This action does not exist here"),
    406: Text("无法提供所需格式", "This format is not available"),
    409: Text("内容已发生变化", "Something changed meanwhile"),
    413: Text("提交的内容过大", "Too much was sent at once"),
    415: Text("格式不支持", "This kind of content is not accepted"),
    422: Text("填写内容有误", "Some entries need correction"),
    429: Text("操作过于频繁", "Too many attempts"),
    500: Text("系统出现异常", "Something went wrong"),
    503: Text("系统暂时不可用", "Not available for the moment"),
}

SENTENCES: dict[str, Text] = {
    "sign_in_needed": Text("请登录后继续，登录后将回到本页。", "Sign in to go on; you will come back to this page."),
    "csrf": Text(
        "页面已过期或不是从本系统打开的，内容没有提交。请返回上一页刷新后重试。",
        "This page has expired or did not come from this site; nothing was submitted. Go back, reload and try again.",
    ),
    "not_found": Text(
        "没有这个页面，或您无权知悉。请检查网址，或从首页重新进入。",
        "There is no such page, or none you may know of. Check the address or start again from the home page.",
    ),
    "wrong_audience": Text("本页供其他用户使用，请从首页进入您的工作台。", "This page is for other users; start from your home page."),
    "too_large": Text(
        "一次提交的内容超过 {limit}，未予接收。请减少文件数量或压缩后分次上传。",
        "More than {limit} was sent at once and was not accepted. Send fewer or smaller files, one after another.",
    ),
    "too_many_fields": Text(
        "一次提交的填写项超过 {limit} 个，未予接收。名单较长时请使用 Excel 模板导入。",
        "More than {limit} entries were sent at once and were not accepted. Use the Excel template for long lists.",
    ),
    "bad_form": Text("提交的表单不完整，请返回上一页重试。", "The form arrived incomplete; go back and try again."),
    "not_a_form": Text("该地址只接收网页表单。", "This address accepts forms only."),
    "file_gone": Text("文件暂时无法取得，请联系管理员。", "The file cannot be found for the moment; tell an administrator."),
    "sign_in_wrong": Text("登录名或密码不正确。", "The user name or password is not right."),
    "sign_in_locked": Text(
        "密码多次输入错误，帐户已锁定，请在 {minutes} 分钟后再试，或联系管理员重设密码。",
        "The password was wrong too often; the account is locked. Try again in {minutes} minutes or ask an administrator for a new one.",
    ),
    "too_often": Text("尝试次数过多，请在 {seconds} 秒后再试。", "Too many attempts; try again in {seconds} seconds."),
    "bad_request": Text("请求无法识别，请返回上一页重试。", "The request could not be understood; go back and try again."),
    "bad_method": Text("该地址不支持这种操作。", "This address does not offer that action."),
    "invalid_request": Text("请求内容不符合接口说明，详见 errors。", "The request does not match the interface description; see errors."),
    "incident": Text(
        "已记录异常编号 {incident}，内容没有提交。请稍后重试；如仍出现，请将编号告知管理员。",
        "It is recorded under number {incident}; nothing was submitted. Try again later, or give this number to an administrator.",
    ),
    "parked": Text(
        "办件暂时无法继续，已转管理员处理，异常编号 {incident}。您填写的内容没有丢失。",
        "The case cannot move on for now; an administrator has been told, number {incident}. Nothing you entered is lost.",
    ),
    "unavailable": Text("数据库暂时无法连接，请稍后重试。", "The database cannot be reached for the moment; try again later."),
}

BY_STATUS = {
    400: "bad_request",
    401: "sign_in_needed",
    403: "wrong_audience",
    404: "not_found",
    405: "bad_method",
    415: "not_a_form",
    503: "unavailable",
}


def said(status: int, code: str, **facts: object) -> Said:
    """The title and sentence of a refusal; an unknown code falls back to the one usual for its status."""
    text = SENTENCES.get(code) or SENTENCES[BY_STATUS.get(status, "bad_request")]
    filled = Text(text.zh.format(**facts), text.en.format(**facts)) if facts else text
    return Said(TITLES.get(status, TITLES[400]), filled)


def size_text(size: int) -> str:
    """A number of bytes as people say it."""
    return f"{size // (1024 * 1024)} MB" if size >= 1024 * 1024 else f"{max(size // 1024, 1)} KB"


MISFITS = {
    "missing": "缺少这一项。",
    "string_too_long": "不能超过 {max_length} 个字符。",
    "string_too_short": "不能少于 {min_length} 个字符。",
    "string_pattern_mismatch": "含有不允许的字符，或格式不符。",
    "greater_than_equal": "不能小于 {ge}。",
    "greater_than": "必须大于 {gt}。",
    "less_than_equal": "不能大于 {le}。",
    "less_than": "必须小于 {lt}。",
    "literal_error": "不是可选的值之一。",
    "enum": "不是可选的值之一。",
    "json_invalid": "不是有效的 JSON。",
    "too_long": "不能超过 {max_length} 项。",
    "too_short": "不能少于 {min_length} 项。",
}
KINDS = {
    "string": "文字",
    "int": "整数",
    "float": "数字",
    "decimal": "数字",
    "bool": "真或假",
    "uuid": "UUID",
    "date": "日期",
    "datetime": "日期时间",
    "dict": "对象",
    "list": "列表",
    "tuple": "列表",
    "model": "对象",
}


def misfit(kind: str, facts: Mapping[str, object]) -> str:
    """What is wrong with a part of a request, in Chinese, from the kind of fault the validation names."""
    pattern = MISFITS.get(kind)
    if pattern is not None:
        try:
            return "不符合接口说明：" + pattern.format(**facts)
        except KeyError:
            return "不符合接口说明。"
    wanted = KINDS.get(kind.split("_", maxsplit=1)[0])
    return f"不符合接口说明：应为{wanted}。" if wanted else "不符合接口说明。"
