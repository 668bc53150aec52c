"""The parts of the grammar that bring names into scope: contexts, loops, functions, and `if`."""

from abc import abstractmethod

from engine.feel.cursor import Cursor
from engine.feel.errors import FeelSyntaxError
from engine.feel.lexer import unquote
from engine.feel.names import Names
from engine.feel.tree import Context, For, FunctionDefinition, If, Iteration, Node, Parameter, Quantified


class Blocks(Cursor):
    """Reads what begins with a word or a brace and holds whole expressions."""

    __slots__ = ()

    @abstractmethod
    def expression(self, lowest: int = 0, left: Node | None = None) -> Node:
        """An expression whose operators bind at least so tightly; the first operand may have been read."""

    def context(self) -> Node:
        """`{ key: value, … }`; every entry is in scope for those after it."""
        at = self.advance()
        outer, self.range_end = self.range_end, False
        entries: list[tuple[str, Node]] = []
        scope: list[tuple[str | None, str]] = []
        while entries or self.tag != "}":
            start = self.position
            if self.tag == "string":
                self.advance()
                key = unquote(self.texts[start])
            else:
                key = self.words_until(":")
            if any(key == known for known, _ in entries):
                raise FeelSyntaxError("duplicate", self.text, self.starts[start], name=key)
            self.expect(":")
            declared = self.declare(key)
            if declared is not None:
                self.keys = self.keys if self.keys.index else Names()
                self.keys.add(key)
            scope.append((declared, key))
            entries.append((key, self.expression()))
            if not self.take(","):
                break
        self.expect("}")
        for declared, name in scope:
            self.forget(declared, name)
        self.range_end = outer
        return Context(at, tuple(entries))

    def if_then_else(self) -> Node:
        """`if … then … else …`."""
        at = self.advance()
        condition = self.expression()
        self.expect("then")
        yes = self.expression()
        self.expect("else")
        return If(at, condition, yes, self.expression())

    def loop(self) -> Node:
        """`for`, `some` and `every`."""
        word = self.tag
        begin = self.advance()
        iterations: list[Iteration] = []
        scope: list[tuple[str | None, str]] = []
        while not iterations or self.take(","):
            at = self.starts[self.position]
            name = self.words_until("in")
            self.expect("in")
            source = self.expression()
            end = self.expression() if self.take("..") else None
            iterations.append(Iteration(at, name, source, end))
            scope.append((self.declare(name), name))
        self.expect("return" if word == "for" else "satisfies")
        body = self.expression()
        for declared, name in scope:
            self.forget(declared, name)
        if word == "for":
            return For(begin, tuple(iterations), body)
        return Quantified(begin, word == "every", tuple(iterations), body)

    def function(self) -> Node:
        """`function(parameters) body`."""
        at = self.advance()
        self.expect("(")
        parameters: list[Parameter] = []
        scope: list[tuple[str | None, str]] = []
        while self.tag != ")":
            name = self.words_until(":", ",", ")")
            kind = self.type() if self.take(":") else None
            parameters.append(Parameter(name, kind))
            scope.append((self.declare(name), name))
            if not self.take(","):
                break
        self.expect(")")
        external = self.take_name("external")
        body = self.expression()
        for declared, name in scope:
            self.forget(declared, name)
        return FunctionDefinition(at, tuple(parameters), body, external)
