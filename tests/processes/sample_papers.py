"""`notices/samples.json` of the shipped programs: what each kind of paper said in a story, for looking at templates before there is a case.

python -m tests.processes.sample_papers [program ...]
"""

import json
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import select

from engine.commands import AnswerRequest, ClaimTask, RequestExtension, ResumeClock, StopClock, TerminateCase
from engine.model import Act, Case, Notice, Release, Task
from engine.packages.discovery import package_files
from engine.packages.program import Program, load_program
from engine.packages.samples import PAPERS
from engine.running.papers import template_of
from engine.running.sealing import ENVELOPE
from engine.scenarios.player import Player
from engine.scenarios.reading import Scenario, read_scenario
from engine.store.unit_of_work import UnitOfWork
from tests.build import PROCESSES, a_clock, a_player, an_engine
from tests.database import Server

OFFICE = ("authority", "contact", "district", "parameters")
LONG = frozenset({"two_thousand"})
IN_HAND = {"gz_apprenticeship": "filed_small.toml", "jy_apprenticeship": "filed.toml"}
"""A story whose second step leaves a case that is looked into."""
MOST_ROWS = 5
READ = re.compile(r"\b(?:facts|parent|plan-case)\.(?:at\(\")?([a-z_][a-z0-9_]*)")
LETTER = (Path(__file__).parents[2] / "engine" / "documents" / "library" / "letter.typ").read_text(encoding="utf-8")


def collected(server: Server, folder: Path) -> dict[str, Any]:
    """By key of the notice: the facts of the first of its papers in the stories of a program, as far as its template reads them."""
    found: dict[str, Any] = {}
    for path in sorted((folder / "scenarios").glob("*.toml")):
        if path.stem not in LONG:
            scenario = read_scenario(path, folder.name)
            with _told(server, scenario, found) as player:
                player.play(scenario)
    scenario = read_scenario(folder / "scenarios" / IN_HAND[folder.name], folder.name)
    with _told(server, scenario, found) as player:
        player.play(replace(scenario, steps=scenario.steps[:2]))
        _use_verbs(player)
    return dict(sorted(found.items()))


@contextmanager
def _told(server: Server, scenario: Scenario, found: dict[str, Any]) -> Iterator[Player]:
    """A player with a database of its own; afterwards the papers are read that are not known yet."""
    url, clock = server.fresh(), a_clock(scenario.start)
    with tempfile.TemporaryDirectory() as place:
        engine = an_engine(url, Path(place), clock)
        try:
            yield a_player(engine, clock, scenario.program)
            with UnitOfWork(engine.runtime, read_only=True) as uow:
                chosen = select(Notice, Release.id).join(Case, Case.id == Notice.case_id).join(Release, Release.id == Case.release_id)
                for notice, release in uow.session.execute(chosen.where(Release.program == scenario.program).order_by(Notice.issued_at)):
                    found.setdefault(notice.key, _read(uow.program(release), notice.key, notice.facts))
        finally:
            engine.close()
            server.drop(url)


def _use_verbs(player: Player) -> None:
    """中止、恢复、延期、终止 of a case in hand: the papers that no diagram sends."""
    engine = player.engine
    with UnitOfWork(engine.runtime, read_only=True) as uow:
        task = uow.session.scalars(select(Task).where(Task.state == "open", Task.element == "insurance")).one()
        number = uow.session.scalars(select(Case.number).where(Case.id == task.case_id)).one() or ""
    officer, head = player.officer("review", task.region), player.officer("sign_off", task.region)
    engine.execute(ClaimTask(task_id=task.id), by=officer)
    engine.execute(StopClock(task_id=task.id, basis="《中华人民共和国行政许可法》第四十五条", reason="等待鉴定结论"), by=officer)
    engine.execute(ResumeClock(task_id=task.id, reason="鉴定结论已收到"), by=officer)
    engine.execute(
        RequestExtension(task_id=task.id, days=10, basis="《中华人民共和国行政许可法》第四十二条", reason="案情复杂"), by=officer
    )
    with UnitOfWork(engine.runtime, read_only=True) as uow:
        asked = uow.session.scalars(select(Act.id).where(Act.task_id == task.id, Act.kind == "extension")).one()
    engine.execute(AnswerRequest(task_id=task.id, request_id=asked, granted=True, reason="同意"), by=head)
    ended = TerminateCase(task_id=task.id, basis="《中华人民共和国行政许可法》第五十条", reason="申请单位已注销", confirm=number)
    engine.execute(ended, by=officer)


def _read(program: Program, key: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    template = template_of(program, key).decode()
    names = {*READ.findall(template), *READ.findall(LETTER)}
    kept = {name: _short(value) for name, value in facts.items() if name in names}
    if "parent" in kept:
        kept["parent"] = {name: value for name, value in kept["parent"].items() if name in names}
    return kept


def _short(value: Any) -> Any:
    if isinstance(value, Mapping) and ENVELOPE in value:
        return {"mask": value["mask"]}
    if isinstance(value, Mapping):
        return {key: _short(each) for key, each in value.items()}
    return [_short(each) for each in value[:MOST_ROWS]] if isinstance(value, list) else value


def lent(papers: Mapping[str, Any], others: Mapping[str, Any]) -> dict[str, Any]:
    """With the papers that only another program's stories have, as this program's office would send them."""
    own = {name: facts[name] for facts in papers.values() for name in OFFICE if name in facts}
    more = {key: {**facts, **{name: own[name] for name in OFFICE if name in facts and name in own}} for key, facts in others.items()}
    return dict(sorted({**more, **papers}.items()))


def written(papers: Mapping[str, Any]) -> str:
    """A line a paper, so that a change of one is a change of one line."""
    lines = ",\n".join(f"{json.dumps(key)}: {json.dumps(facts, ensure_ascii=False, default=str)}" for key, facts in papers.items())
    return f"{{\n{lines}\n}}\n"


def main(programs: list[str]) -> None:
    """Write the samples of these programs, of all when none is named."""
    server, others = Server(), dict[str, Any]()
    for folder in sorted(path.parent for path in PROCESSES.glob("*/manifest.toml")):
        if folder.name != "common" and (not programs or folder.name in programs):
            found = collected(server, folder)
            known = load_program(package_files(folder)).notices
            others |= {key: facts for key, facts in found.items() if key not in others}
            (folder / PAPERS).write_text(written(lent(found, {key: others[key] for key in others if key in known})), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
