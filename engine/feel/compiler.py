"""Which function compiles which piece of a tree."""

from collections.abc import Callable
from typing import Any

from engine.feel.code import Build, Code
from engine.feel.compile_calls import compile_call
from engine.feel.compile_loops import compile_filter, compile_for, compile_quantified
from engine.feel.compile_names import compile_literal, compile_name, compile_path
from engine.feel.compile_operators import compile_between, compile_binary, compile_instance_of, compile_negation
from engine.feel.compile_parts import compile_comparison, compile_context, compile_function, compile_if, compile_interval, compile_list
from engine.feel.compile_tests import compile_in, compile_tests
from engine.feel.tree import (
    Between,
    Binary,
    Call,
    Comparison,
    Context,
    Filter,
    For,
    FunctionDefinition,
    If,
    In,
    InstanceOf,
    Interval,
    List,
    Literal,
    Name,
    Negation,
    Node,
    Path,
    Quantified,
    UnaryTests,
)

TABLE: dict[type[Node], Callable[[Build, Any], Code]] = {
    Between: compile_between,
    Binary: compile_binary,
    Call: compile_call,
    Comparison: compile_comparison,
    Context: compile_context,
    Filter: compile_filter,
    For: compile_for,
    FunctionDefinition: compile_function,
    If: compile_if,
    In: compile_in,
    InstanceOf: compile_instance_of,
    Interval: compile_interval,
    List: compile_list,
    Literal: compile_literal,
    Name: compile_name,
    Negation: compile_negation,
    Path: compile_path,
    Quantified: compile_quantified,
    UnaryTests: compile_tests,
}
