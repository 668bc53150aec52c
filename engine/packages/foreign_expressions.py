"""Expressions of other engines as FEEL 表达式转写: JUEL (`${…}`, `#{…}`) of Camunda 7 and Flowable, Python of SpiffWorkflow.

What is plain is translated: comparisons, and/or/not, sums, properties, literals, conditionals. Calls of beans and methods
have no counterpart.
"""

import ast
import re
from collections.abc import Callable
from typing import NamedTuple, NoReturn

JUEL = re.compile(r"\A\s*[$#]\{(?P<inner>.*)\}\s*\Z", re.DOTALL)
MARK = re.compile(r"[$#]\{")
TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<text>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")|(?P<name>[^\W\d]\w*)"
    r"|(?P<sign>&&|\|\||==|!=|<=|>=|[-+*/%<>!?:.,()\[\]]))"
)
WORDS = {"eq": "==", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">=", "and": "&&", "or": "||", "not": "!", "div": "/", "mod": "%"}
COMPARED = {"==": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
PYTHON = {
    ast.Eq: "=", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Is: "=", ast.IsNot: "!=",
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**", ast.And: "and", ast.Or: "or",
}  # fmt: skip
LITERALS = {True: "true", False: "false", None: "null"}
DEEPEST = 40


class NotPlain(ValueError):
    """The expression says something that FEEL does not say the same way."""


class Token(NamedTuple):
    """A word of JUEL."""

    kind: str
    text: str


def is_juel(text: str) -> bool:
    """Whether a text holds an expression of JUEL."""
    return MARK.search(text) is not None


def feel_of_juel(text: str) -> str:
    """`${a == 'b' && !c}` as FEEL. Raises `NotPlain`."""
    whole = JUEL.match(text)
    if whole is None or MARK.search(whole["inner"]):
        raise NotPlain(text)
    return _Juel(_tokens(whole["inner"])).whole()


def feel_of_python(text: str) -> str:
    """`a == 'b' and not c` as FEEL. Raises `NotPlain`."""
    try:
        return _python(ast.parse(text.strip(), mode="eval").body, 0)
    except (SyntaxError, ValueError, RecursionError) as error:
        raise NotPlain(text) from error


def _tokens(text: str) -> list[Token]:
    found, at = [], 0
    while text[at:].strip():
        token = TOKEN.match(text, at)
        if token is None:
            raise NotPlain(text)
        kind = str(token.lastgroup)
        word = token[kind]
        found.append(Token("sign", WORDS[word]) if kind == "name" and word in WORDS else Token(kind, word))
        at = token.end()
    return found


def _quoted(text: str) -> str:
    """A text in the quotes of FEEL."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


class _Juel:
    """Reads by descent: `?:`, `||`, `&&`, comparisons, sums, products, signs, paths."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = 0

    def whole(self) -> str:
        said = self.conditional()
        if self.at < len(self.tokens):
            self.refuse()
        return said

    def refuse(self) -> NoReturn:
        raise NotPlain(" ".join(token.text for token in self.tokens))

    def next(self, *signs: str) -> str:
        """Take one of these signs if it stands here; "" otherwise."""
        if self.at < len(self.tokens) and self.tokens[self.at].kind == "sign" and self.tokens[self.at].text in signs:
            self.at += 1
            return self.tokens[self.at - 1].text
        return ""

    def conditional(self) -> str:
        self.depth += 1
        if self.depth > DEEPEST:
            self.refuse()
        said = self.chain(("||",), "or", self.conjunction)
        if self.next("?"):
            then = self.conditional()
            if not self.next(":"):
                self.refuse()
            said = f"if {said} then {then} else {self.conditional()}"
        self.depth -= 1
        return said

    def conjunction(self) -> str:
        return self.chain(("&&",), "and", self.comparison)

    def chain(self, signs: tuple[str, ...], ours: str, below: Callable[[], str]) -> str:
        said = below()
        while self.next(*signs):
            said = f"{said} {ours} {below()}"
        return said

    def comparison(self) -> str:
        said = self.sum()
        sign = self.next(*COMPARED)
        if sign:
            said = f"{said} {COMPARED[sign]} {self.sum()}"
            if self.next(*COMPARED):
                self.refuse()
        return said

    def sum(self) -> str:
        said = self.product()
        while sign := self.next("+", "-"):
            said = f"{said} {sign} {self.product()}"
        return said

    def product(self) -> str:
        said = self.signed()
        while sign := self.next("*", "/", "%"):
            other = self.signed()
            said = f"modulo({said}, {other})" if sign == "%" else f"{said} {sign} {other}"
        return said

    def signed(self) -> str:
        sign = self.next("!", "-")
        if sign:
            self.depth += 1
            if self.depth > DEEPEST:
                self.refuse()
            said = self.signed()
            self.depth -= 1
            return f"not({said})" if sign == "!" else f"-{said}"
        return self.path()

    def path(self) -> str:
        said = self.atom()
        while sign := self.next(".", "["):
            token = self.take("name" if sign == "." else "text")
            name = token if sign == "." else token[1:-1]
            if (sign == "[" and not self.next("]")) or not name.isidentifier() or self.next("("):
                self.refuse()
            said = f"{said}.{name}"
        return said

    def atom(self) -> str:
        if self.next("("):
            said = self.conditional()
            if not self.next(")"):
                self.refuse()
            return f"({said})"
        if self.at >= len(self.tokens):
            self.refuse()
        kind, text = self.tokens[self.at]
        if kind == "name" and text in ("execution", "task", "empty", "instanceof"):
            return self.variable()
        self.at += 1
        if kind == "text":
            return _quoted(re.sub(r"\\(.)", r"\1", text[1:-1]))
        if kind == "sign" or self.next("("):
            self.refuse()
        return text

    def variable(self) -> str:
        """`execution.getVariable('a')` is a; nothing else of an execution is plain."""
        texts = [token.text for token in self.tokens[self.at : self.at + 6]]
        if len(texts) < 6 or texts[1:4] != [".", "getVariable", "("] or texts[5] != ")" or not texts[4][1:-1].isidentifier():
            self.refuse()
        self.at += 6
        return texts[4][1:-1]

    def take(self, kind: str) -> str:
        if self.at >= len(self.tokens) or self.tokens[self.at].kind != kind:
            self.refuse()
        self.at += 1
        return self.tokens[self.at - 1].text


def _python(node: ast.expr, depth: int) -> str:
    if depth > DEEPEST:
        raise NotPlain(ast.unparse(node))

    match node:
        case ast.Constant(value=bool() | None as value):
            return LITERALS[value]
        case ast.Constant(value=int() | float()):
            return ast.unparse(node)
        case ast.Constant(value=str(text)):
            return _quoted(text)
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=ast.Name() | ast.Attribute() | ast.Subscript() as holder, attr=name):
            return f"{_python(holder, depth + 1)}.{name}"
        case ast.Subscript(value=holder, slice=ast.Constant(value=str(name))) if name.isidentifier():
            return f"{_python(holder, depth + 1)}.{name}"
        case ast.Call(func=ast.Name(id="len"), args=[counted], keywords=[]):
            return f"count({_python(counted, depth + 1)})"
    return _operation(node, depth)


def _operation(node: ast.expr, depth: int) -> str:
    def inner(part: ast.expr) -> str:
        said = _python(part, depth + 1)
        return f"({said})" if isinstance(part, ast.BoolOp | ast.BinOp | ast.Compare | ast.IfExp) else said

    match node:
        case ast.BoolOp(op=op, values=values):
            return f" {PYTHON[type(op)]} ".join(
                inner(each) if isinstance(each, ast.BoolOp) else _python(each, depth + 1) for each in values
            )
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return f"not({_python(operand, depth + 1)})"
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return f"-{inner(operand)}"
        case ast.BinOp(left=left, op=ast.Mod(), right=right):
            return f"modulo({_python(left, depth + 1)}, {_python(right, depth + 1)})"
        case ast.BinOp(left=left, op=op, right=right) if type(op) in PYTHON:
            return f"{inner(left)} {PYTHON[type(op)]} {inner(right)}"
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in PYTHON:
            return f"{inner(left)} {PYTHON[type(op)]} {inner(right)}"
        case ast.Compare(left=left, ops=[ast.In()], comparators=[ast.List(elts=elements) | ast.Tuple(elts=elements)]):
            return f"list contains([{', '.join(_python(each, depth + 1) for each in elements)}], {inner(left)})"
        case ast.IfExp(test=test, body=body, orelse=other):
            return f"if {_python(test, depth + 1)} then {_python(body, depth + 1)} else {_python(other, depth + 1)}"
    raise NotPlain(ast.unparse(node))
