"""The walk of every comparison 新增、删除、变更, and how its differences are told: in sentences for people."""

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from engine.sdk.text import Text

Change = Literal["added", "removed", "changed", "moved"]
LONGEST = 80
NOTHING = Text("")


class Told(NamedTuple):
    """One difference: the element it is about, the kind of change, and the sentence."""

    element: str
    change: Change
    text: Text


def differing(was: Mapping[str, object], now: Mapping[str, object]) -> Iterator[tuple[str, Change]]:
    """The names of all that is new or not as it was, in the order of the newer, then of what is gone."""
    for name in now:
        if name not in was:
            yield name, "added"
        elif was[name] != now[name]:
            yield name, "changed"
    yield from ((name, "removed") for name in was if name not in now)


def came_or_went(title: Text, change: Change, more: Text = NOTHING) -> Text:
    """A thing that is new, with what is said of it, or gone. `title` is worded for the middle of a sentence."""
    if change == "removed":
        return Text(f"删除{title.zh}。", f"The {title.in_('en')} was removed.")
    zh, en = (f"（{more.zh}）", f" ({more.in_('en')})") if more.zh else ("", "")
    return Text(f"新增{title.zh}{zh}。", f"The {title.in_('en')} is new{en}.")


def became(title: Text, what: Text, was: Text, now: Text) -> Text:
    """What is said of a thing was one value and is another; an empty one is none."""
    about, said = title.in_("en"), what.in_("en")
    old, new = (Text(short(each.zh), short(each.in_("en"))) for each in (was, now))
    if old.en == new.en:  # the Chinese alone differs
        old, new = Text.typed(old.zh), Text.typed(new.zh)
    if not was.zh:
        return Text(f"{title.zh}的{what.zh}设为“{new.zh}”。", f'The {said} of the {about} is now "{new.en}".')
    if not now.zh:
        zh = f"{title.zh}的{what.zh}已去掉，原为“{old.zh}”。"
        return Text(zh, f'The {said} of the {about} is no longer set; it was "{old.en}".')
    return Text(f"{title.zh}的{what.zh}由“{old.zh}”改为“{new.zh}”。", f'The {said} of the {about}: "{old.en}" became "{new.en}".')


def short(text: str) -> str:
    """A value as one line of a sentence."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"
