"""A figure of a periodic report 统计数, as pages and programs see it."""

from dataclasses import dataclass

from engine.sdk.text import Text


@dataclass(frozen=True, slots=True)
class FigureView:
    """统计数: one figure and what it comes to; `count` is in fen where it is `money`."""

    key: str
    title: Text
    count: int
    money: bool
