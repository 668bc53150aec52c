"""Compiled calls."""

from engine.feel.code import Build, Code, local_names
from engine.feel.registry import FUNCTIONS, Signature, call_value, function_value, invoke, known_functions, perform
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
    if names is None and len(node.arguments) == 1:
        return _of_one(at, FUNCTIONS[name][0], build.code(node.arguments[0]))
    codes = tuple([build.code(argument) for argument in node.arguments])
    if names is None and len(codes) == 2:
        return _of_two(at, FUNCTIONS[name][0], *codes)

    def call(s: State) -> Value:
        return invoke(s, at, name, [code(s) for code in codes], names)

    return call


def _of_one(at: int, signature: Signature, code: Code) -> Code:
    """A call with one argument; of the kind that the first signature takes as it is, it needs no search."""
    kind = signature.plain[0] if signature.parameters and signature.required <= 1 else None

    def call(s: State) -> Value:
        value = code(s)
        return perform(s, at, signature, [value]) if type(value) is kind else invoke(s, at, signature.name, [value])

    return call


def _of_two(at: int, signature: Signature, first: Code, second: Code) -> Code:
    """The same with two."""
    kind, other = signature.plain[:2] if len(signature.parameters) > 1 and signature.required <= 2 else (None, None)

    def call(s: State) -> Value:
        a, b = first(s), second(s)
        plain = type(a) is kind and type(b) is other
        return perform(s, at, signature, [a, b]) if plain else invoke(s, at, signature.name, [a, b])

    return call


def _of_fact(build: Build, node: Call, name: str) -> Code:
    at, names = node.at, node.names
    build.work += _CALL
    variable, scope = build.code(node.function), tuple(build.entries)
    codes = tuple([build.code(argument) for argument in node.arguments])

    def call(s: State) -> Value:
        target: Value = variable(s) if name in s.facts or build.entries else function_value(s, name)
        if type(target) is not Function and (lent := function_value(s, name)) is not None:
            target = lent
        if target is None:
            s.warn("unknown_function", at, name=name, known=known_functions(s, local_names(scope)))
            return None
        return call_value(s, at, target, [code(s) for code in codes], names)

    return call
