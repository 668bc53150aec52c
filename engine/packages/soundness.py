"""文件是否完整: whether a file of a package is XML, JSON or TOML at all, and if not, where it ends to be."""

import json
import re
import tomllib
from collections.abc import Callable, Mapping

from lxml import etree

from engine.sdk.errors import FieldError
from engine.sdk.text import Text

KINDS = {".bpmn": "XML", ".dmn": "XML", ".form": "JSON", ".json": "JSON", ".toml": "TOML"}
TAGS = Text("标签没有成对闭合", "a tag is not closed, or closed by another")
REASONS: Mapping[int, Text] = {
    etree.ErrorTypes.ERR_TAG_NAME_MISMATCH: TAGS,
    etree.ErrorTypes.ERR_TAG_NOT_FINISHED: Text("文件在标签闭合之前结束", "the file ends before its tags are closed"),
    etree.ErrorTypes.ERR_DOCUMENT_EMPTY: Text("文件不以标签开头", "the file does not begin with a tag"),
    etree.ErrorTypes.ERR_DOCUMENT_END: Text("根标签之后还有内容", "something follows the outermost tag"),
    etree.ErrorTypes.ERR_ATTRIBUTE_REDEFINED: Text("同一个属性写了两次", "an attribute stands twice"),
    etree.ErrorTypes.ERR_ATTRIBUTE_NOT_STARTED: Text("属性值缺少引号", "the value of an attribute lacks its quotes"),
    etree.ErrorTypes.ERR_LT_IN_ATTRIBUTE: Text("属性值里有“<”", 'there is a "<" within the value of an attribute'),
    etree.ErrorTypes.ERR_GT_REQUIRED: Text("标签缺少“>”", 'a tag lacks its ">"'),
    etree.ErrorTypes.ERR_SPACE_REQUIRED: Text("属性之间缺少空格", "a blank between attributes is missing"),
    etree.ErrorTypes.ERR_NAME_REQUIRED: Text("此处应为名称", "a name is missing"),
    etree.ErrorTypes.ERR_UNDECLARED_ENTITY: Text("实体没有定义", "an entity is not declared"),
    etree.ErrorTypes.ERR_ENTITYREF_SEMICOL_MISSING: Text("“&”之后缺少分号", 'a semicolon after "&" is missing'),
    etree.ErrorTypes.ERR_INVALID_CHAR: Text("有不允许的字符", "a character is not allowed"),
    etree.ErrorTypes.NS_ERR_UNDEFINED_NAMESPACE: Text("命名空间前缀没有定义", "the prefix of a namespace is not declared"),
}
AT = re.compile(r"\(at line (\d+), column (\d+)\)")

Place = tuple[int, int, Text | None]


def unsound(path: str, content: bytes) -> FieldError | None:
    """What keeps a file from being of its kind, with line and column; a file that is still empty is none yet.

    `path` of the fault is `text.<line>`.
    """
    kind = next((kind for ending, kind in KINDS.items() if path.endswith(ending)), "")
    place = READERS[kind](content) if kind and content.strip() else None
    if place is None:
        return None
    line, column, why = place
    zh = f"第 {line} 行第 {column} 列起不是有效的 {kind}{f'：{why.zh}' if why else ''}。"
    en = f"From line {line}, column {column} on this is no valid {kind}{f': {why.en}' if why else ''}."
    return FieldError(f"text.{line}", zh, en, code="not_well_formed")


def _xml(content: bytes) -> Place | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        return max(line or 1, 1), max(column or 1, 1), REASONS.get(int(getattr(error, "code", 0) or 0))
    except ValueError:
        return 1, 1, None
    return None


def _json(content: bytes) -> Place | None:
    try:
        json.loads(content.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        return error.lineno, error.colno, None
    except UnicodeDecodeError as error:
        return content.count(b"\n", 0, error.start) + 1, 1, Text("不是 UTF-8 文字", "not UTF-8")
    except RecursionError:
        return 1, 1, Text("嵌套过深", "nested too deeply")
    return None


def _toml(content: bytes) -> Place | None:
    try:
        tomllib.loads(content.decode())
    except tomllib.TOMLDecodeError as error:
        said = AT.search(str(error))
        return (
            (int(said[1]), int(said[2]), None) if said else (content.count(b"\n") + 1, 1, Text("文件没有写完", "the file is not finished"))
        )
    except UnicodeDecodeError as error:
        return content.count(b"\n", 0, error.start) + 1, 1, Text("不是 UTF-8 文字", "not UTF-8")
    return None


READERS: Mapping[str, Callable[[bytes], Place | None]] = {"XML": _xml, "JSON": _json, "TOML": _toml}
