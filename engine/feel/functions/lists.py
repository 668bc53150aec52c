"""Functions on lists."""

from collections.abc import Callable
from decimal import Decimal
from functools import cmp_to_key

from engine.feel.numbers import whole
from engine.feel.operators import order, same
from engine.feel.registry import NoResult, call_value, function, incomparable
from engine.feel.state import State
from engine.feel.temporal import instant, time_key
from engine.feel.values import DateTime, Function, Time, Value

Items = list[Value]
_HASHED = (Decimal, str)


def _place(items: Items, position: Decimal, room: int = 0) -> int:
    """The index of a position counted from 1, or from the end with -1."""
    found = whole(position)
    if found is None or found == 0 or abs(found) > len(items) + room:
        raise NoResult(f"there is no position {position}", f"没有位置 {position}")
    return found - 1 if found > 0 else len(items) + found


@function("list contains(list: list, element: Any) -> boolean", deep=True)
def list_contains(items: Items, element: Value) -> bool:
    """Whether an item equals the element."""
    return any(same(item, element) for item in items)


@function("count(list: list) -> number", light=True)
def count(items: Items) -> Decimal:
    """The number of items."""
    return Decimal(len(items))


@function("sublist(list: list, start position: number, length?: number) -> list", light=True)
def sublist(items: Items, start: Decimal, length: Decimal | None = None) -> Items:
    """The items from a position."""
    first = _place(items, start)
    size = len(items) - first if length is None else whole(length)
    if size is None or size < 0 or first + size > len(items):
        raise NoResult("the list ends before", "列表没有这么多项")
    return items[first : first + size]


@function("append(list: list, …item: Any) -> list", with_state=True, light=True)
def append(s: State, at: int, items: Items, *more: Value) -> Items:
    """The list with items added."""
    s.items(len(items) + len(more), at)
    return [*items, *more]


@function("concatenate(…list: list) -> list", with_state=True, light=True)
def concatenate(s: State, at: int, *lists: Items) -> Items:
    """The lists one behind the other."""
    s.items(sum(map(len, lists)), at)
    return [item for items in lists for item in items]


@function("insert before(list: list, position: number, newItem: Any) -> list", with_state=True, light=True)
def insert_before(s: State, at: int, items: Items, position: Decimal, new: Value) -> Items:
    """The list with an item before a position."""
    index = _place(items, position)
    s.items(len(items) + 1, at)
    return [*items[:index], new, *items[index:]]


@function("remove(list: list, position: number) -> list", with_state=True, light=True)
def remove(s: State, at: int, items: Items, position: Decimal) -> Items:
    """The list without the item at a position."""
    index = _place(items, position)
    s.items(len(items), at)
    return [*items[:index], *items[index + 1 :]]


@function("list replace(list: list, position: number, newItem: Any) -> list", with_state=True, light=True)
def replace_at(s: State, at: int, items: Items, position: Decimal, new: Value) -> Items:
    """The list with another item at a position."""
    index = _place(items, position)
    s.items(len(items), at)
    return [*items[:index], new, *items[index + 1 :]]


@function("list replace(list: list, match: function, newItem: Any) -> list", with_state=True)
def replace_where(s: State, at: int, items: Items, match: Function, new: Value) -> Items:
    """The list with another item wherever the function of item and new item is true."""
    if len(match.parameters) != 2:
        raise NoResult("the function must take two arguments", "函数应有两个参数")
    s.items(len(items), at)
    return [new if _decided(call_value(s, at, match, [item, new])) else item for item in items]


def _decided(value: Value) -> bool:
    if type(value) is not bool:
        raise NoResult("the function must say true or false", "函数应得出真或假")
    return value


@function("reverse(list: list) -> list", with_state=True, light=True)
def reverse(s: State, at: int, items: Items) -> Items:
    """The list from its end to its beginning."""
    s.items(len(items), at)
    return items[::-1]


@function("index of(list: list, match: Any) -> list<number>", deep=True)
def index_of(items: Items, match: Value) -> Items:
    """The positions of the items that equal the match."""
    return [Decimal(index) for index, item in enumerate(items, 1) if same(item, match)]


@function("union(…list: list) -> list", with_state=True, deep=True)
def union(s: State, at: int, *lists: Items) -> Items:
    """The distinct items of the lists."""
    return distinct(s, at, concatenate(s, at, *lists))


@function("distinct values(list: list) -> list", with_state=True, deep=True)
def distinct(s: State, at: int, items: Items) -> Items:
    """The items without repetitions."""
    found: Items = []
    seen: set[Value] = set()
    others: Items = []
    for item in items:
        if type(item) in _HASHED:
            if item not in seen:
                seen.add(item)
                found.append(item)
            continue
        s.charge((16 if type(item) is DateTime else 4) * len(others) + 1, at)
        s.weigh(item, at)
        if not any(same(item, other) for other in others):
            others.append(item)
            found.append(item)
    return found


@function("flatten(list: list) -> list", with_state=True)
def flatten(s: State, at: int, items: Items) -> Items:
    """The items of all lists in the list, however deep."""
    found: Items = []
    stack: list[Items] = [items[::-1]]
    while stack:
        if not stack[-1]:
            stack.pop()
            continue
        item = stack[-1].pop()
        s.charge(2, at)
        if type(item) is list:
            stack.append(item[::-1])
        else:
            found.append(item)
    s.items(len(found), at)
    return found


@function("sort(list: list, precedes: function) -> list", with_state=True)
def sort(s: State, at: int, items: Items, precedes: Function) -> Items:
    """The list in the order that the function of two items tells."""
    if len(precedes.parameters) != 2 and not precedes.overloads:
        raise NoResult("the function must take two arguments", "函数应有两个参数")
    return sorted(items, key=cmp_to_key(_by(s, at, precedes)))


def _by(s: State, at: int, precedes: Function) -> Callable[[Value, Value], int]:
    def compare(left: Value, right: Value) -> int:
        s.charge(1, at)
        if _decided(call_value(s, at, precedes, [left, right])):
            return -1
        return 1 if _decided(call_value(s, at, precedes, [right, left])) else 0

    return compare


@function("sort(list: list) -> list", with_state=True, deep=True)
def sort_plain(s: State, at: int, items: Items) -> Items:
    """The list in ascending order."""
    s.charge(len(items) * len(items).bit_length() >> 2, at)
    wrong = next((index for index, item in enumerate(items) if order(items[0], item) is None), None)
    if wrong is not None:
        raise incomparable(items, wrong)
    kind = type(items[0]) if items else str
    return sorted(items, key=instant if kind is DateTime else time_key if kind is Time else None)
