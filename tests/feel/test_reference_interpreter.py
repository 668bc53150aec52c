"""Compiled expressions against a plain interpreter of trees: the quick ways of the compiler must not change what an expression says."""

import operator
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.feel import compile_expression
from engine.feel.lexer import quote
from engine.feel.tree import (
    Between,
    Binary,
    Comparison,
    Context,
    Filter,
    For,
    If,
    In,
    Interval,
    List,
    Literal,
    Name,
    Negation,
    Path,
    Quantified,
)

COMPARE = {"=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
CALCULATE = {"+": operator.add, "-": operator.sub, "*": operator.mul}


def told(node, scope):
    """The value of a tree, as the standard says it, without any haste."""
    return TOLD[type(node)](node, scope)


def compare(sign, left, right):
    if sign in ("=", "!=") and (left is None or right is None):
        return (left is right) is (sign == "=")
    if type(left) is not type(right) or (sign not in ("=", "!=") and type(left) not in (Decimal, str)):
        return None
    if isinstance(left, list | dict):
        same = alike(left, right)
        return same if sign == "=" else not same
    return COMPARE[sign](left, right)


def alike(left, right):
    if type(left) is not type(right):
        return False
    if isinstance(left, list):
        return len(left) == len(right) and all(alike(a, b) for a, b in zip(left, right, strict=True))
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(alike(value, right[key]) for key, value in left.items())
    return left == right


def binary(node, scope):
    left, right, sign = told(node.left, scope), told(node.right, scope), node.operator
    if sign in ("and", "or"):
        decisive = sign == "or"
        if left is decisive or right is decisive:
            return decisive
        return (not decisive) if type(left) is bool and type(right) is bool else None
    if sign in COMPARE:
        return compare(sign, left, right)
    if type(left) is Decimal and type(right) is Decimal:
        return CALCULATE[sign](left, right)
    return left + right if sign == "+" and type(left) is str and type(right) is str else None


def within(value, node, scope):
    if isinstance(node, Comparison):
        return compare(node.operator, value, told(node.end, scope))
    if isinstance(node, Interval):
        low, high = told(node.start, scope), told(node.end, scope)
        if compare("<=", low, high) is not True:
            return compare("=", value, None)
        parts = (compare(">=" if node.start_included else ">", value, low), compare("<=" if node.end_included else "<", value, high))
        return None if None in parts or value is None else all(parts)
    wanted = told(node, scope)
    if type(wanted) is bool and type(value) is not bool and not isinstance(node, Literal | Name | Path):
        return wanted
    if type(wanted) is list:
        return (type(value) is list and alike(value, wanted)) or any(compare("=", value, item) is True for item in wanted)
    return compare("=", value, wanted)


def among(node, scope):
    value = told(node.value, scope)
    found = [within(value, test, scope) for test in node.tests]
    return True if True in found else None if None in found else False


def between(node, scope):
    value, low, high = (told(piece, scope) for piece in (node.value, node.low, node.high))
    if value is None or low is None or high is None:
        return None
    parts = (compare(">=", value, low), compare("<=", value, high))
    return None if None in parts else all(parts)


def path(node, scope):
    source = told(node.source, scope)
    return member(source, node.name)


def member(source, name):
    if isinstance(source, list):
        return [member(item, name) for item in source]
    return source.get(name) if isinstance(source, dict) else None


def name(node, scope):
    for names in reversed(scope):
        if node.name in names:
            return names[node.name]
    return None


def filtered(node, scope):
    source = told(node.source, scope)
    if source is None:
        return None
    items = source if isinstance(source, list) else [source]
    chosen = []
    for index, item in enumerate(items):
        value = told(node.condition, [*scope, {"item": item}, item if isinstance(item, dict) else {}])
        if type(value) is Decimal and (index == 0 or isinstance(node.condition, Literal)):
            return at(items, value)
        if value is True:
            chosen.append(item)
        elif value is not False and value is not None:
            return None
    if not items and isinstance(node.condition, Literal) and type(node.condition.value) is Decimal:
        return None
    return chosen


def at(items, value):
    place = int(value)
    if place != value or place == 0 or abs(place) > len(items):
        return None
    return items[place - 1 if place > 0 else place]


def loops(node, scope, iterations):
    if not iterations:
        yield scope
        return
    first, *rest = iterations
    source = told(first.source, scope)
    if source is None:
        raise LookupError
    for item in source if isinstance(source, list) else [source]:
        yield from loops(node, [*scope, {first.name: item}], rest)


def loop(node, scope):
    try:
        return [told(node.body, inner) for inner in loops(node, scope, node.iterations)]
    except LookupError:
        return None


def quantified(node, scope):
    result = node.every
    try:
        for inner in loops(node, scope, node.iterations):
            value = told(node.body, inner)
            if value is not node.every and type(value) is bool:
                return value
            if type(value) is not bool:
                result = None
    except LookupError:
        return None
    return result


def context(node, scope):
    made = {}
    for key, value in node.entries:
        made[key] = told(value, [*scope, dict(made)])
    return made


TOLD = {
    Literal: lambda node, _: node.value,
    Name: name,
    Path: path,
    Binary: binary,
    Negation: lambda node, scope: -value if type(value := told(node.operand, scope)) is Decimal else None,
    If: lambda node, scope: told(node.yes if told(node.condition, scope) is True else node.no, scope),
    List: lambda node, scope: [told(item, scope) for item in node.items],
    Context: context,
    Between: between,
    In: among,
    Filter: filtered,
    For: loop,
    Quantified: quantified,
}
FACTS = {
    "a": 3,
    "b": "text",
    "c": True,
    "e": {"f": Decimal("1.5"), "g": "x", "h": None, "k": [1, 2]},
    "xs": [1, 2, 3],
    "rows": [{"v": 1, "w": "x"}, {"v": 5, "w": None}, {"v": 9}],
    "none": None,
    "x": 7,
}
EXACT = {
    "a": Decimal(3),
    "b": "text",
    "c": True,
    "e": {"f": Decimal("1.5"), "g": "x", "h": None, "k": [Decimal(1), Decimal(2)]},
    "xs": [Decimal(1), Decimal(2), Decimal(3)],
    "rows": [{"v": Decimal(1), "w": "x"}, {"v": Decimal(5), "w": None}, {"v": Decimal(9)}],
    "none": None,
    "x": Decimal(7),
}
leaves = st.one_of(
    st.integers(0, 9).map(str),
    st.text('ab"\\ü', max_size=2).map(quote),
    st.sampled_from(
        ["true", "false", "null", "a", "b", "c", "e", "e.f", "e.g", "e.h", "xs", "rows", "none", "x", "rows.v", "e.k", "v", "w", "[]"]
    ),
)


def grown(inner):
    signs = st.sampled_from(["+", "-", "*", "=", "!=", "<", "<=", ">", ">=", "and", "or"])
    constants = st.sampled_from(["3", '"text"', "1.5", "true", "null"])
    facts = st.sampled_from(["a", "b", "e.f", "e.g", "e.h", "v", "none", "item"])
    return st.one_of(
        st.tuples(inner, signs, inner).map(lambda t: f"({t[0]}) {t[1]} ({t[2]})"),
        st.tuples(facts, st.sampled_from(list(COMPARE)), constants).map(" ".join),
        st.lists(inner, min_size=3, max_size=4).map(lambda t: " and ".join(f"({x})" for x in t)),
        st.lists(inner, min_size=3, max_size=4).map(lambda t: " or ".join(f"({x})" for x in t)),
        inner.map(lambda x: f"-({x})"),
        st.lists(inner, max_size=3).map(lambda t: f"[{', '.join(t)}]"),
        st.tuples(inner, inner).map(lambda t: f"({t[0]})[{t[1]}]"),
        st.tuples(st.sampled_from(["rows", "xs"]), st.sampled_from(["v > 1", "item > 1", "w = null", "v", "1", "-1", "e.f > v"])).map(
            lambda t: f"{t[0]}[{t[1]}]"
        ),
        st.tuples(inner, inner, inner).map(lambda t: f"if {t[0]} then {t[1]} else {t[2]}"),
        st.tuples(inner, inner, inner).map(lambda t: f"({t[0]}) between ({t[1]}) and ({t[2]})"),
        st.tuples(inner, inner, inner).map(lambda t: f"({t[0]}) in (({t[1]}), ({t[2]}))"),
        st.tuples(inner, inner).map(lambda t: f"({t[0]}) in (< ({t[1]}))"),
        inner.map(lambda x: f"({x}) in [1..5]"),
        st.tuples(inner, inner).map(lambda t: f"for x in ({t[0]}) return {t[1]}"),
        st.tuples(inner, inner, inner).map(lambda t: f"for x in ({t[0]}), v in ({t[1]}) return {t[2]}"),
        st.tuples(st.sampled_from(["some", "every"]), inner, inner).map(lambda t: f"{t[0]} x in ({t[1]}) satisfies {t[2]}"),
        st.tuples(st.sampled_from(["some", "every"]), inner, inner, inner).map(
            lambda t: f"{t[0]} x in ({t[1]}), w in ({t[2]}) satisfies {t[3]}"
        ),
        st.tuples(inner, inner).map(lambda t: f"{{v: {t[0]}, w: {t[1]}}}"),
        inner.map(lambda x: f"({x}).v"),
    )


@settings(max_examples=1500, deadline=None)
@given(st.recursive(leaves, grown, max_leaves=10))
def test_compiled_expressions_say_what_the_plain_interpreter_says(text):
    expression = compile_expression(text)
    expected = told(expression.tree, [EXACT])
    assert expression.evaluate(FACTS) == expected
    assert expression.evaluate(EXACT) == expected
    wrapped = compile_expression(f"{{r: {text}}}.r").evaluate({"r": 1, **EXACT})
    assert wrapped == expected
