"""Wording of a form: plain text, a FEEL expression (`=…`) or a template with `{{…}}`, `{{#if …}}…{{/if}}`, `{{#loop …}}…{{/loop}}`."""

import re
from collections import ChainMap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeAlias

from engine.sdk.text import Text
from forms.expressions import Expression, compiled

Escape: TypeAlias = Callable[[str], str]
_TAG = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_MAX_LOOP = 500


class TemplateFault(Exception):
    """A template that cannot be read; says why in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a template: text, a value, or a block with pieces inside."""

    kind: str
    text: str = ""
    expression: Expression | None = None
    inside: tuple["Piece", ...] = ()


@dataclass(frozen=True, slots=True)
class Wording:
    """One language of a phrase."""

    pieces: tuple[Piece, ...] = ()

    def fill(self, scope: Mapping[str, Any], escape: Escape = str, functions: Sequence[Any] = ()) -> str:
        """The text over a scope, with the functions that are lent; values (never the author's own text) go through `escape`."""
        return "".join(_pieces(self.pieces, scope, escape, functions))


@dataclass(frozen=True, slots=True)
class Phrase:
    """措辞: a wording in 中文 and, where the author wrote one, in English."""

    zh: Wording = Wording()
    en: Wording = Wording()
    fixed: Text | None = field(init=False, compare=False, default=None)
    """Both languages, where the phrase says the same over any scope."""

    def __post_init__(self) -> None:
        if all(piece.kind == "text" for wording in (self.zh, self.en) for piece in wording.pieces):
            zh, en = ("".join(piece.text for piece in wording.pieces) for wording in (self.zh, self.en))
            object.__setattr__(self, "fixed", Text(zh, en or zh))

    def fill(self, language: str, scope: Mapping[str, Any], escape: Escape = str, functions: Sequence[Any] = ()) -> str:
        """The text in a language over a scope."""
        wording = self.en if language == "en" and self.en.pieces else self.zh
        return wording.fill(scope, escape, functions)

    def text(self, scope: Mapping[str, Any], functions: Sequence[Any] = ()) -> Text:
        """Both languages over a scope."""
        return self.fixed or Text(self.fill("zh", scope, functions=functions), self.fill("en", scope, functions=functions))

    def __bool__(self) -> bool:
        return bool(self.zh.pieces)


EMPTY = Phrase()


def wording(text: str) -> Wording:
    """Read one wording; raises `TemplateFault` or `FeelError`."""
    if text.startswith("="):
        return Wording((Piece("value", expression=compiled(text)),))
    if "{{" not in text:
        return Wording((Piece("text", text),)) if text else Wording()
    parts = _TAG.split(text)
    pieces, rest = _read(parts, 0, None)
    if rest < len(parts):
        raise TemplateFault("多余的结束标记", "a closing tag without its opening tag")
    return Wording(pieces)


def _read(parts: list[str], position: int, closing: str | None) -> tuple[tuple[Piece, ...], int]:
    pieces: list[Piece] = []
    while position < len(parts):
        if position % 2 == 0:
            if parts[position]:
                pieces.append(Piece("text", parts[position]))
            position += 1
            continue
        tag = parts[position].strip()
        if tag.startswith("/"):
            if tag[1:].strip() != closing:
                raise TemplateFault(f"结束标记 {tag} 与开始标记不符", f"the closing tag {tag} has no opening tag")
            return tuple(pieces), position + 1
        position += 1
        if tag.startswith("#"):
            name, _, condition = tag[1:].partition(" ")
            if name not in ("if", "loop"):
                raise TemplateFault(f"未知的标记 #{name}", f"unknown tag #{name}")
            inside, position = _read(parts, position, name)
            pieces.append(Piece(name, expression=compiled(condition), inside=inside))
        else:
            pieces.append(Piece("value", expression=compiled(tag)))
    if closing is not None:
        raise TemplateFault(f"标记 #{closing} 没有结束", f"the tag #{closing} is not closed")
    return tuple(pieces), position


def _pieces(pieces: tuple[Piece, ...], scope: Mapping[str, Any], escape: Escape, functions: Sequence[Any]) -> list[str]:
    out: list[str] = []
    for piece in pieces:
        if piece.expression is None:
            out.append(piece.text)
            continue
        value = piece.expression.value(scope, functions)
        if piece.kind == "value":
            out.append(escape(shown(value)))
        elif piece.kind == "if" and value is True:
            out.extend(_pieces(piece.inside, scope, escape, functions))
        elif piece.kind == "loop" and isinstance(value, list):
            for item in value[:_MAX_LOOP]:
                inner = ChainMap({"this": item, "_this_": item}, item if isinstance(item, dict) else {}, dict(scope))
                out.extend(_pieces(piece.inside, inner, escape, functions))
    return out


def shown(value: Any) -> str:
    """A value as a person reads it inside a sentence."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, list):
        return "、".join(shown(item) for item in value)
    return str(value)


__all__ = ["EMPTY", "Phrase", "TemplateFault", "Wording", "shown", "wording"]
