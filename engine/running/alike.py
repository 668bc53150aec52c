"""同类与异常 which of many tasks are alike, which stand out and why, and which are to be looked at before all are decided together."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, sqrt
from secrets import SystemRandom
from statistics import median
from uuid import UUID

from engine.model import Case, Task
from engine.running import corrections
from engine.running.telling_once import FIRST
from engine.sdk.text import Text

OUTLIER, RANDOM = "outlier", "random"
FAR = Decimal("4.4478")
"""Three deviations of a normal spread, told by the median of the distances from the median: one wild value does not hide itself."""
FEWEST = 4
"""Among fewer than this nothing can be called usual."""
QUANTITY = re.compile(r"(-?\d[\d,]*(?:\.\d+)?)\s*[元人天月年日%]{0,2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Placed:
    """A task among the others: its group of look-alikes, why it stands out, and whether it has to be opened."""

    task: Task
    case: Case
    group: int
    why: tuple[Text, ...]
    sample: str


def placed(chosen: Sequence[tuple[Task, Case]], doubts: Mapping[UUID, Text]) -> list[Placed]:
    """Group what is alike, name what stands out, and draw a random sample of the rest: the square root of how many there are.

    `doubts` are what is known against some of the tasks: they stand out by it.
    """
    groups: dict[tuple[str, ...], list[tuple[Task, Case]]] = {}
    for task, case in chosen:
        groups.setdefault(_kind(case), []).append((task, case))
    ordered = sorted(groups.values(), key=len, reverse=True)
    found = []
    for number, group in enumerate(ordered, 1):
        spread = _spread([case for _, case in group])
        alone = len(group) == 1 and len(chosen) >= FEWEST
        for task, case in group:
            doubt = (doubts[task.id],) if task.id in doubts else ()
            found.append(Placed(task, case, number, (*doubt, *_why(task, case, spread, alone=alone)), ""))
    quiet = [at for at, each in enumerate(found) if not each.why]
    drawn = set(SystemRandom().sample(quiet, ceil(sqrt(len(quiet)))))
    return [
        Placed(each.task, each.case, each.group, each.why, OUTLIER if each.why else RANDOM if at in drawn else "")
        for at, each in enumerate(found)
    ]


def _kind(case: Case) -> tuple[str, ...]:
    """What look-alikes share: the procedure, and everything in the summary that is not a quantity."""
    return (case.program, case.process, *(str(each["value"]) for each in case.summary if _number(each) is None))


def _number(entry: Mapping[str, object]) -> Decimal | None:
    found = QUANTITY.fullmatch(str(entry["value"]).strip())
    return Decimal(found[1].replace(",", "")) if found else None


def _spread(cases: Sequence[Case]) -> dict[str, tuple[Decimal, Decimal]]:
    """The usual value of every quantity of a group, and how far from it is still usual."""
    values: dict[str, list[Decimal]] = {}
    for case in cases:
        for entry in case.summary:
            number = _number(entry)
            if number is not None:
                values.setdefault(Text.of(entry["label"]).zh, []).append(number)
    found = {}
    for label, numbers in values.items():
        if len(numbers) >= FEWEST:
            middle = median(numbers)
            found[label] = (middle, FAR * median([abs(number - middle) for number in numbers]))
    return found


def _why(task: Task, case: Case, spread: Mapping[str, tuple[Decimal, Decimal]], *, alone: bool) -> tuple[Text, ...]:
    why = [Text.of(flag) for flag in task.flags]
    if case.facts.get(corrections.KEY, {}).get(FIRST):
        why.append(Text("曾补正", "Was corrected"))
    if alone:
        why.append(Text("与其他件都不同类", "Unlike all the others"))
    for entry in case.summary:
        label, number = Text.of(entry["label"]), _number(entry)
        if number is None or label.zh not in spread:
            continue
        middle, far = spread[label.zh]
        if abs(number - middle) > far:
            usual = format(middle.normalize(), "f")
            why.append(Text(f"{label.zh} {entry['value']}，同类多为 {usual}", f"{label.in_('en')} {entry['value']}, usually {usual}"))
    return tuple(why)
