"""An office whose people can be reached: by a mail server and a robot of this machine."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from api.channels.mail import Mail
from api.channels.robot import Robot
from engine.commands import ChooseAlerts, PromoteDispatches
from engine.engine import Engine
from engine.queries import Alerts
from engine.queries.alerts import AlertView
from tests.alerts.sinks import Letterbox, Room, a_letterbox, a_room
from tests.build import work_off
from tests.verbs.office import SYSTEM, Office, an_office

SITE = "https://tongban.example.cn"


@dataclass
class Post:
    """The office with its letterbox and its robot's room."""

    office: Office
    letterbox: Letterbox
    room: Room

    def choose(self, who: str, **chosen: Any) -> None:
        self.office.run(ChooseAlerts(**chosen), who)

    def settle(self) -> None:
        """Let the worker do what waits now, and what waited for this moment."""
        self.office.engine.execute(PromoteDispatches(), by=SYSTEM)
        while self.office.rows("SELECT 1 FROM procrastinate_jobs WHERE status = 'todo'"):
            work_off(self.office.engine, self.office.url)

    def told(self, who: str) -> list[AlertView]:
        return list(self.office.engine.ask(Alerts(), by=self.office.people[who]).rows)

    def kinds(self, who: str) -> list[str]:
        return [each.kind for each in self.told(who)]

    def person(self, who: str) -> UUID:
        found = self.office.people[who].user_id
        assert found is not None
        return found


@pytest.fixture
def post(database_url: str, tmp_path: Path) -> Iterator[Post]:
    office = an_office(database_url, tmp_path)
    with a_letterbox() as letterbox, a_room() as room:
        channels = {
            "mail": Mail(f"smtp://127.0.0.1:{letterbox.port}", "notice@tongban.example.cn", SITE),
            "robot": Robot(["127.0.0.1"], ["127.0.0.0/8"], SITE),
        }
        runtime = office.engine.runtime
        office.engine = Engine(replace(runtime, ports=replace(runtime.ports, channels=channels)))
        yield Post(office, letterbox, room)
    office.close()


@pytest.fixture
def office(post: Post) -> Office:
    """The same office."""
    return post.office
