"""FEEL as JUEL 表达式转出: conditions of ours as `${…}` of Camunda 7 and Flowable, where these mean the very same.

A fact is asked for by `execution.getVariable`, which gives null where FEEL does: a bare name that is missing would be an error there.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal

from engine.feel import FeelError, compile_expression
from engine.feel.tree import Between, Binary, Comparison, If, In, Interval, List, Literal, Name, Negation, Node, Path
from engine.feel.tree import Call as FeelCall
from engine.packages.functions import HOST_NAMES
from engine.sdk.text import Text

SIGNS = {"=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
JOINED = {"and": "&&", "or": "||"}
OURS = frozenset({"parameters", "case", "parent", "roster", "registers", "today", "plan", "this"})
"""What is read under these names only this engine has."""
WORDS = frozenset(["and", "or", "not", "eq", "ne", "lt", "gt", "le", "ge", "true", "false", "null", "instanceof", "empty", "div", "mod"])
MOST = 2**53
"""Below which every whole number is one there, too."""
TRUTHS = frozenset({"=", "!="})
"""What is true or false whatever it compares, and never null."""


class NotExact(ValueError):
    """JUEL would say something else; `why` in both languages."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.in_("en"))
        self.why = why


NUMBERS = Text("对方以二进制浮点数计算", "they reckon in binary fractions")
UNREAD = Text("不是可读的 FEEL", "it cannot be read as FEEL")
MISSING = Text("取反时缺少的值结果不同", "a missing value comes out otherwise when it is negated")
COMPARED = Text("比较的不是单个的值", "what is compared is no single value")
ORDERED = Text("文字的先后次序不同", "texts are ordered otherwise")
CALLED = Text("函数没有对应", "functions have no counterpart")
OTHER = Text("写法没有对应", "it has no counterpart")


def juel_of_feel(text: str) -> str:
    """`a.outcome = "b"` as `${execution.getVariable('a').outcome == 'b'}`. Raises `NotExact`."""
    try:
        tree = compile_expression(text.strip().removeprefix("="), HOST_NAMES).tree
    except FeelError as error:
        raise NotExact(UNREAD) from error
    return f"${{{_said(tree)}}}"


def _said(node: Node) -> str:
    for kind, say in SAYS.items():
        if isinstance(node, kind):
            return say(node)
    raise NotExact(CALLED if isinstance(node, FeelCall) else OTHER)


def _literal(node: Literal) -> str:
    value = node.value
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str) and value.isprintable() and "{" not in value:
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
    if not isinstance(value, int | Decimal):
        raise NotExact(OTHER)
    if value != int(value) or not -MOST < int(value) < MOST:
        raise NotExact(NUMBERS)
    return str(int(value))


def _name(node: Name) -> str:
    if not (node.name.isidentifier() and node.name.isascii()):
        raise NotExact(Text(f"“{node.name}”不是对方的变量名", f'"{node.name}" is no name of a variable there'))
    if node.name in OURS:
        raise NotExact(Text(f"“{node.name}”只有本系统有", f'only this engine has "{node.name}"'))
    return f"execution.getVariable('{node.name}')"


def _path(node: Path) -> str:
    if not (node.name.isidentifier() and node.name.isascii()) or node.name in WORDS:
        raise NotExact(Text(f"“{node.name}”不是对方的属性名", f'"{node.name}" is no name of a property there'))
    return f"{_value(node.source)}.{node.name}"


def _value(node: Node) -> str:
    """A fact or what is written down: what else there is may be null in one and false in the other."""
    if isinstance(node, Literal | Name | Path):
        return _said(node)
    if isinstance(node, Negation) and isinstance(node.operand, Literal):
        return _said(node)
    raise NotExact(COMPARED)


def _compared(sign: str, left: Node, right: Node) -> str:
    if sign not in TRUTHS and any(isinstance(each, Literal) and not isinstance(each.value, int | Decimal) for each in (left, right)):
        raise NotExact(ORDERED)
    return f"{_value(left)} {SIGNS[sign]} {_value(right)}"


def _binary(node: Binary) -> str:
    if node.operator in SIGNS:
        return _compared(node.operator, node.left, node.right)
    if node.operator in JOINED:
        parts = [_said(each) for each in (node.left, node.right)]
        mixed = [isinstance(each, If) or (isinstance(each, Binary) and each.operator != node.operator and each.operator in JOINED)
                 for each in (node.left, node.right)]  # fmt: skip
        return f" {JOINED[node.operator]} ".join(f"({part})" if mix else part for part, mix in zip(parts, mixed, strict=True))
    raise NotExact(NUMBERS if node.operator in {"+", "-", "*", "/", "**"} else OTHER)


def _never_null(node: Node) -> bool:
    if isinstance(node, Binary):
        return node.operator in TRUTHS or (node.operator in JOINED and _never_null(node.left) and _never_null(node.right))
    if isinstance(node, FeelCall):
        return _negated(node) is not None and _never_null(node.arguments[0])
    return isinstance(node, Literal) and isinstance(node.value, bool)


def _negated(node: FeelCall) -> Node | None:
    plain = isinstance(node.function, Name) and node.function.name == "not" and len(node.arguments) == 1 and not node.names
    return node.arguments[0] if plain else None


def _call(node: FeelCall) -> str:
    inner = _negated(node)
    if inner is None:
        raise NotExact(CALLED)
    if not _never_null(inner):
        raise NotExact(MISSING)
    return f"!({_said(inner)})"


def _minus(node: Negation) -> str:
    if not isinstance(node.operand, Literal):
        raise NotExact(NUMBERS)
    return f"-{_said(node.operand)}"


def _if(node: If) -> str:
    return f"({_said(node.condition)}) ? ({_said(node.yes)}) : ({_said(node.no)})"


def _between(node: Between) -> str:
    return f"{_compared('>=', node.value, node.low)} && {_compared('<=', node.value, node.high)}"


def _in(node: In) -> str:
    parts = [_test(node.value, each) for test in node.tests for each in (test.items if isinstance(test, List) else (test,))]
    return parts[0] if len(parts) == 1 else "(" + " || ".join(parts) + ")"


def _test(value: Node, test: Node) -> str:
    if isinstance(test, Comparison):
        return _compared(test.operator, value, test.end)
    if isinstance(test, Interval):
        low = _compared(">=" if test.start_included else ">", value, test.start)
        return f"({low} && {_compared('<=' if test.end_included else '<', value, test.end)})"
    if isinstance(test, Literal):
        return _compared("=", value, test)
    raise NotExact(COMPARED)


SAYS: Mapping[type[Node], Callable[..., str]] = {
    Literal: _literal, Name: _name, Path: _path, Binary: _binary, FeelCall: _call, Negation: _minus, If: _if, Between: _between, In: _in,
}  # fmt: skip
