"""Functions on contexts."""

from time import thread_time

from engine.feel.registry import NoResult, function
from engine.feel.state import State
from engine.feel.suggest import nearest
from engine.feel.values import Value


@function("get value(m: context, key: string) -> Any", with_state=True, light=True)
def get_value(s: State, at: int, m: dict[str, Value], key: str) -> Value:
    """The value of a key; null where there is none."""
    if key not in m:
        since = thread_time()
        near = nearest(key, m)
        s.spent(since, at)
        more, more_zh = ("", "") if near is None else (f", did you mean `{near}`?", f"，是否为“{near}”？")
        raise NoResult(f"there is no key `{key[:40]}`{more}", f"没有键“{key[:40]}”{more_zh}")
    return m[key]


@function("get value(context: context, keys: list) -> Any")
def get_value_deep(m: dict[str, Value], keys: list[Value]) -> Value:
    """The value at the end of a path of keys; null where there is none."""
    value: Value = m
    for key in keys:
        if type(value) is not dict or type(key) is not str or key not in value:
            raise NoResult("there is no such path of keys", "没有这样的键路径")
        value = value[key]
    if not keys:
        raise NoResult("there are no keys", "没有给出键")
    return value


@function("get entries(m: context) -> list")
def get_entries(m: dict[str, Value]) -> list[Value]:
    """The entries as contexts of `key` and `value`."""
    return [{"key": key, "value": value} for key, value in m.items()]


@function("context(entries: list<context>) -> context")
def context(entries: list[Value]) -> dict[str, Value]:
    """The context of these entries, each of a `key` and a `value`."""
    made: dict[str, Value] = {}
    for entry in entries:
        if type(entry) is not dict or type(entry.get("key")) is not str or "value" not in entry or entry["key"] in made:
            raise NoResult("every entry needs its own key and a value", "每项都应有不同的键和一个值")
        made[entry["key"]] = entry["value"]
    return made


@function("context put(context: context, key: string, value: Any) -> context", with_state=True)
def context_put(s: State, at: int, m: dict[str, Value], key: str, value: Value) -> dict[str, Value]:
    """The context with this entry added or replaced."""
    s.items(len(m) + 1, at)
    return {**m, key: value}


@function("context put(context: context, keys: list<string>, value: Any) -> context", with_state=True)
def context_put_deep(s: State, at: int, m: dict[str, Value], keys: list[str], value: Value) -> dict[str, Value]:
    """The context with the value put at the end of a path of keys."""
    if not keys or len(keys) > s.limits.depth or not all(type(key) is str for key in keys):
        raise NoResult("the keys must be strings, at least one", "键应为文本，至少一个")
    s.items(len(m) + 1, at)
    if len(keys) == 1:
        return {**m, keys[0]: value}
    inner = m.get(keys[0])
    if inner is not None and type(inner) is not dict:
        raise NoResult(f"`{keys[0]}` is no context", f"“{keys[0]}”不是上下文")
    return {**m, keys[0]: context_put_deep(s, at, inner or {}, keys[1:], value)}


@function("context merge(contexts: list<context>) -> context", with_state=True)
def context_merge(s: State, at: int, contexts: list[Value]) -> dict[str, Value]:
    """All entries of the contexts; later ones win."""
    made: dict[str, Value] = {}
    for m in contexts:
        if m is None:
            raise NoResult("all items must be contexts", "列表各项都应为上下文")
        made.update(m)
    s.items(len(made), at)
    return made
