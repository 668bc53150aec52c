"""What can be asked of the queue 列表条件, and what it can show 列."""

from collections.abc import Mapping, Sequence

from engine.sdk.errors import FieldError, InvalidInput

TABS = ("todo", "pool", "done", "copies", "entrusted", "started", "all", "office")
WHOSE = ("", "free", "applicant", "unread")
LIGHTS = ("", "red", "yellow", "green", "grey")
SORTS = ("due", "-due", "arrived", "-arrived", "risk")
CHOICES: Mapping[str, tuple[str, ...]] = {"tab": TABS, "light": LIGHTS, "whose": WHOSE, "sort": SORTS}
QUESTION = ("tab", "text", "program", "element", "light", "whose", "sort")
COLUMNS = ("organisation", "uscc", "summary", "step", "flags", "area", "arrived", "holder", "due")
USUAL_COLUMNS = ("organisation", "summary", "step", "flags", "area", "arrived", "due")
LONGEST = 200


def must_be_asked(name: str, value: str) -> None:
    """`InvalidInput` where the queue cannot be asked this."""
    if name in CHOICES and value not in CHOICES[name]:
        raise InvalidInput([FieldError(name, "没有这样的列表。", "There is no such list.", code="choice")])


def question_of(asked: Mapping[str, str]) -> dict[str, str]:
    """A question as it is kept: what is known of it, cut to a sensible length, without what says nothing."""
    for name, value in asked.items():
        must_be_asked(name, value)
    return {name: asked[name].strip()[:LONGEST] for name in QUESTION if asked.get(name)}


def columns_of(chosen: Sequence[str]) -> list[str]:
    """Columns in the order in which they are shown; the usual ones where none is chosen."""
    return [name for name in COLUMNS if name in chosen] or list(USUAL_COLUMNS)
