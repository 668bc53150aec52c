"""What one case writes into another is seen by whatever waits there for a condition: at once, not when somebody happens to move it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from engine.commands import ReleaseProgram
from engine.installation import SeedBasics, install_programs
from engine.packages.discovery import package_files
from engine.scenarios.player import Player
from engine.scenarios.travel import TravelClock
from engine.sdk.actor import Actor
from tests.build import an_engine, work_off
from tests.linked.conftest import PACKAGES, Town

PLAN, LEAVE = "training_plan/plan.bpmn", "training_plan/leave.bpmn"
WATCHED = {
    "reported": "count(linked.advance) &gt; 0",
    "spent": "money.advance.planned &gt; 0",
    "fewer": 'get value(roster, "left") &gt; 0',
}
"""What becomes true in a plan by its linked cases alone."""


def watching(name: str, condition: str) -> str:
    return f"""<bpmn:subProcess id="{name}" name="{name}" triggeredByEvent="true">
<bpmn:startEvent id="{name}_begins" isInterrupting="false"><bpmn:conditionalEventDefinition id="{name}_when">
<bpmn:condition id="{name}_says">{condition}</bpmn:condition></bpmn:conditionalEventDefinition></bpmn:startEvent>
<bpmn:userTask id="{name}_told" name="知悉" tb:form="opinion" tb:role="review" tb:outcomes="approve" />
<bpmn:endEvent id="{name}_ends" /><bpmn:sequenceFlow id="{name}_a" sourceRef="{name}_begins" targetRef="{name}_told" />
<bpmn:sequenceFlow id="{name}_b" sourceRef="{name}_told" targetRef="{name}_ends" /></bpmn:subProcess>"""


@pytest.fixture
def town(database_url: str, tmp_path: Path) -> Iterator[Town]:
    clock = TravelClock(date(2026, 9, 1))
    engine = an_engine(database_url, tmp_path, clock, installed=False)
    engine.execute(SeedBasics(), by=Actor.system())
    install_programs(engine, PACKAGES)
    files = package_files(PACKAGES / "training_plan")
    events = "".join(watching(name, condition) for name, condition in WATCHED.items())
    files[PLAN] = files[PLAN].replace(b"</bpmn:process>", f"{events}</bpmn:process>".encode())
    wait = """<bpmn:intermediateCatchEvent id="seen" name="等主办件知悉"><bpmn:conditionalEventDefinition id="seen_when">
<bpmn:condition id="seen_says">parent.fewer_told.outcome = "approve"</bpmn:condition></bpmn:conditionalEventDefinition>
</bpmn:intermediateCatchEvent><bpmn:sequenceFlow id="seen_out" sourceRef="seen" targetRef="leave_done" />"""
    leave = files[LEAVE].decode().replace('targetRef="leave_done"', 'targetRef="seen"').replace("</bpmn:process>", f"{wait}</bpmn:process>")
    files[LEAVE] = leave.replace("<bpmn:incoming>close_row_to_leave_done</bpmn:incoming>", "").encode()
    engine.execute(ReleaseProgram(files=files), by=Actor.system())
    yield Town(engine, clock, Player(engine, clock, PACKAGES / "training_plan" / "scenarios"))
    engine.close()


def told(town: Town, plan: UUID) -> set[str]:
    return {name for name in town.facts(plan).open_tasks if name.endswith("_told")}


def test_a_plan_sees_at_once_what_its_linked_cases_report_spend_and_change(town: Town, database_url: str):
    company = town.enterprise()
    plan = town.plan(company, 1, 2)
    leave = town.start(plan, "leave", company, row=1, left_on="2026-09-01")
    work_off(town.engine, database_url)
    assert told(town, plan) == {"fewer_told"}
    advance = town.advance(plan, company)
    work_off(town.engine, database_url)
    assert told(town, plan) == {"fewer_told", "spent_told"}
    treasury = town.treasury(advance)
    treasury.pay()
    treasury.answer("paid")
    town.player.deliver()
    work_off(town.engine, database_url)
    assert told(town, plan) == {"fewer_told", "spent_told", "reported_told"}
    assert town.facts(leave).status == "open"
    town.decide(plan, "fewer_told")
    work_off(town.engine, database_url)
    assert town.facts(leave).status == "closed"
