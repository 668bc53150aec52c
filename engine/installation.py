"""Setting up an installation 初始化: regions, calendar and the programs found on disk; harmless when repeated."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.dialects.postgresql import insert

from engine.commands.command import Command
from engine.commands.release_program import ReleaseProgram
from engine.engine import Engine
from engine.model import Region
from engine.packages.discovery import COMMON, folders, package_files
from engine.sdk.actor import Actor
from engine.store.calendars import seed_calendar
from engine.store.regions import REGIONS
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedBasics(Command[int]):
    """初始化基础数据: the regions and the published calendar years; returns how many years were loaded."""

    def run(self, uow: UnitOfWork, by: Actor) -> int:
        """What is there stays as it is."""
        rows = [
            {"code": code, "parent": parent, "path": path, "name_zh": zh, "name_en": en, "short": short}
            for code, parent, path, zh, en, short in REGIONS
        ]
        uow.session.execute(insert(Region).values(rows).on_conflict_do_nothing())
        return seed_calendar(uow.session, uow.now)


def install_programs(engine: Engine, root: Path, *, samples: bool = False) -> list[str]:
    """Release every program folder below `root` whose files changed, with sample values only when asked; returns the keys released."""
    released = []
    for folder in folders(root):
        if folder.name == COMMON:
            continue
        note = "随系统发布，含示例数值" if samples else "随系统发布"
        result = engine.execute(ReleaseProgram(files=package_files(folder, samples=samples), note=note), by=Actor.system())
        if result.new:
            released.append(folder.name)
    return released
