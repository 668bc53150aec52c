"""Regions 行政区划 (GB/T 2260) that the shipped programs serve: code, parent, path, 中文, English, short name in papers."""

_TREE = (
    ("440000", None, "广东省", "Guangdong", "粤"),
    ("440100", "440000", "广州市", "Guangzhou", "穗"),
    ("440103", "440100", "荔湾区", "Liwan", "荔"),
    ("440104", "440100", "越秀区", "Yuexiu", "越"),
    ("440105", "440100", "海珠区", "Haizhu", "海"),
    ("440106", "440100", "天河区", "Tianhe", "天"),
    ("440111", "440100", "白云区", "Baiyun", "云"),
    ("440112", "440100", "黄埔区", "Huangpu", "埔"),
    ("440113", "440100", "番禺区", "Panyu", "番"),
    ("440114", "440100", "花都区", "Huadu", "花"),
    ("440115", "440100", "南沙区", "Nansha", "南"),
    ("440117", "440100", "从化区", "Conghua", "从"),
    ("440118", "440100", "增城区", "Zengcheng", "增"),
    ("320000", None, "江苏省", "Jiangsu", "苏"),
    ("320200", "320000", "无锡市", "Wuxi", "锡"),
    ("320281", "320200", "江阴市", "Jiangyin", "澄"),
    ("370000", None, "山东省", "Shandong", "鲁"),
    ("371500", "370000", "聊城市", "Liaocheng", "聊"),
    ("230000", None, "黑龙江省", "Heilongjiang", "黑"),
)


def _path(code: str) -> str:
    parents = {each: parent for each, parent, *_ in _TREE}
    parts = [code]
    while (parent := parents[parts[0]]) is not None:
        parts.insert(0, parent)
    return "/".join(parts)


REGIONS: tuple[tuple[str, str | None, str, str, str, str], ...] = tuple(
    (code, parent, _path(code), zh, en, short) for code, parent, zh, en, short in _TREE
)
