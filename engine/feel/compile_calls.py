"""Compiled calls."""

from engine.feel.code import Build, Code
from engine.feel.registry import FUNCTIONS, call_value, function_value, invoke, known_functions
from engine.feel.state import State
from engine.feel.tree import Call, Name
from engine.feel.values import Function, Value

_CALL = 3
"""units of work of finding a function and handing over its arguments"""


def compile_call(build: Build, node: Call) -> Code:
    """`function(arguments)`: a function of the language unless the name is a variable."""
    if isinstance(node.function, Name):
        name = node.function.name
        if build.is_free(name):
            if name in FUNCTIONS and name not in build.known:
                return _of_language(build, node, name)
            return _of_fact(build, node, name)
    build.work += _CALL
    target, at, names = build.code(node.function), node.at, node.names
    codes = tuple([build.code(argument) for argument in node.arguments])

    def call(s: State) -> Value:
        return call_value(s, at, target(s), [code(s) for code in codes], names)

    return call


def _of_language(build: Build, node: Call, name: str) -> Code:
    at, names = node.at, node.names
    build.work += _CALL
    codes = tuple([build.code(argument) for argument in node.arguments])
    if names is None and len(codes) == 1:
        return _of_one(at, name, codes[0])

    def call(s: State) -> Value:
        return invoke(s, at, name, [code(s) for code in codes], names)

    return call


def _of_one(at: int, name: str, code: Code) -> Code:
    def call(s: State) -> Value:
        return invoke(s, at, name, [code(s)])

    return call


def _of_fact(build: Build, node: Call, name: str) -> Code:
    at, names = node.at, node.names
    build.work += _CALL
    variable, local = build.code(node.function), build.local_names
    codes = tuple([build.code(argument) for argument in node.arguments])

    def call(s: State) -> Value:
        target: Value = variable(s) if name in s.facts or build.entries else function_value(s, name)
        if type(target) is not Function and (lent := function_value(s, name)) is not None:
            target = lent
        if target is None:
            s.warn("unknown_function", at, name=name, known=known_functions(s, local))
            return None
        return call_value(s, at, target, [code(s) for code in codes], names)

    return call
