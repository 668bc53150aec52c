"""Reading scenario files 情形文件."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from stdnum.cn import ric


@dataclass(frozen=True, slots=True)
class ScenarioStep:
    """One thing somebody does, after some time, and what must be so afterwards.

    `case` names the linked case it is about ("" = the case of the story), as `start_linked` called it.
    """

    by: str
    do: str
    task: str = ""
    outcome: str = ""
    after: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    rows: tuple[Mapping[str, Any], ...] | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    expect: Mapping[str, Any] = field(default_factory=dict)
    case: str = ""
    process: str = ""


@dataclass(frozen=True, slots=True)
class Scenario:
    """情形: a story of one case."""

    name: str
    program: str
    process: str
    title: str
    description: str
    start: date
    steps: tuple[ScenarioStep, ...]
    given: tuple[str, ...] = ()
    demo: bool = False
    enterprise: Mapping[str, Any] = field(default_factory=dict)
    """Whose story it is, where what is filed does not say it."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Parameters with other values than the program ships: the story is played on a release that has them."""


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """`below` with what `above` says differently, mapping by mapping."""
    result = dict(below)
    for key, value in above.items():
        known = result.get(key)
        result[key] = merged(known, value) if isinstance(known, Mapping) and isinstance(value, Mapping) else value
    return result


def _load(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return tomllib.load(file, parse_float=Decimal)


def _beside(folder: Path, name: str) -> Path:
    """A file that a scenario names: below its own folder, for a draft may name what it likes."""
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise ValueError(f"{name}: outside of {folder.name}/")
    return path


def _rows(folder: Path, spec: Any) -> tuple[Mapping[str, Any], ...] | None:
    if spec is None:
        return None
    told: dict[str, Any] = {"file": spec} if isinstance(spec, str) else spec
    rows: list[dict[str, Any]] = _load(_beside(folder, told["file"]))["rows"]
    if "people" in told:
        rows = _many(rows, told["people"])
    for change in told.get("change", ()):
        rows[change["row"] - 1] |= {key: value for key, value in change.items() if key != "row"}
    return tuple(row for number, row in enumerate(rows, 1) if number not in told.get("leave_out", ()))


def _many(rows: list[dict[str, Any]], people: int) -> list[dict[str, Any]]:
    """So many made-up people after the given rows in turn: each has an ID number of their own, the same for the same place."""
    made = []
    for place in range(people):
        born = date(1985, 1, 1) + timedelta(days=place // 400)
        body = f"440106{born:%Y%m%d}{place % 400 + 1:03d}"
        made.append({**rows[place % len(rows)], "id_no": body + ric.calc_check_digit(f"{body}0")})
    return made


def read_scenario(path: Path, program: str) -> Scenario:
    """Read a scenario with everything it refers to; paths are relative to its folder. What it `continues` comes first, as its own steps."""
    told = _load(path)
    folder = path.parent
    before = read_scenario(_beside(folder, told["continues"]), program) if "continues" in told else None
    steps = list(before.steps) if before else []
    for step in told["step"]:
        shared = _load(_beside(folder, step["data_from"])) if "data_from" in step else {}
        steps.append(
            ScenarioStep(
                by=step["by"],
                do=step["do"],
                task=step.get("task", ""),
                outcome=step.get("outcome", ""),
                after=step.get("after", ""),
                data=merged(shared.get("data", {}), step.get("data", {})),
                rows=_rows(folder, step.get("roster", shared.get("roster"))),
                files={**shared.get("files", {}), **step.get("files", {})},
                expect=step.get("expect", {}),
                case=step.get("case", step.get("process", "")),
                process=step.get("process", ""),
            )
        )
    return Scenario(
        name=path.name,
        program=program,
        process=before.process if before else told["process"],
        title=told["title"],
        description=told.get("description", ""),
        start=before.start if before else told["start"],
        steps=tuple(steps),
        given=tuple(told.get("given", ())),
        demo=bool(told.get("demo")),
        enterprise=told.get("enterprise", before.enterprise if before else {}),
        settings={**(before.settings if before else {}), **told.get("settings", {})},
    )
