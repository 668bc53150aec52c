"""补贴标准: the parameters that two departments answer for together, and which of them a draft would change."""

from collections.abc import Mapping
from contextlib import suppress

from engine.packages.parameters import FILE, Parameter, read_parameters
from engine.sdk.errors import PackageError
from engine.sdk.text import Text

RATES = {"money", "ratio"}


def changed_rates(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> tuple[Text, ...]:
    """The titles of amounts and ratios whose values would not be what they are. A file that cannot be read holds none."""
    old, new = _rates(before), _rates(after)
    titles = []
    for key in sorted({*old, *new}):
        was, now = old.get(key), new.get(key)
        if _values(was) != _values(now):
            known = now or was
            titles.append(known.title if known else Text(key))
    return tuple(titles)


def _values(rate: Parameter | None) -> tuple[object, ...]:
    return tuple((each.start, each.value) for each in rate.values) if rate else ()


def _rates(files: Mapping[str, bytes]) -> dict[str, Parameter]:
    found: dict[str, Parameter] = {}
    for path, content in files.items():
        if path.endswith(f"/{FILE}"):
            with suppress(PackageError):
                found |= {f"{path}:{key}": each for key, each in read_parameters(content, path).items() if each.type in RATES}
    return found
