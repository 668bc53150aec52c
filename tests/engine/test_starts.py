"""Messages, signals and the calendar begin cases at the start event drawn for them; whose they are is known, or the package is refused."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from benchmarks import program
from benchmarks.installation import REGION
from engine.commands import BeginOccasion, Occasion, OpenCase, RetryIncident, SendMessage, SubmitCase
from engine.packages.check import check_package
from engine.queries import Incidents, VerifyChain
from engine.rounds import FAILED_ROUNDS, Rounds
from engine.scenarios.cast import EnsureOrganisation
from engine.sdk.actor import Actor
from engine.sdk.errors import InvalidState
from forms.port import Forms
from tests.build import work_off
from tests.engine.house import House, a_house

SYSTEM = Actor.system()
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:tb="urn:tongban:bpmn:1" targetNamespace="bench">
<message id="m" name="call"/><message id="n" name="other"/><signal id="s" name="alarm"/>"""
TASK = 'tb:en="Work" tb:role="clerk" tb:form="sign" tb:outcomes="done" tb:stage="work"'
SENDER = (
    HEAD
    + """<process id="bench" name="发出" isExecutable="true"><startEvent id="begin" name="开始"/>
<exclusiveGateway id="which" name="发出什么？" default="no"/>
<intermediateThrowEvent id="tell" name="发消息"><messageEventDefinition messageRef="m"/></intermediateThrowEvent>
<intermediateThrowEvent id="ring" name="发信号"><signalEventDefinition signalRef="s"/></intermediateThrowEvent>
<intermediateCatchEvent id="hear" name="等消息"><messageEventDefinition messageRef="m"/></intermediateCatchEvent>
<endEvent id="end" name="结束" tb:stage="closed"/>
<sequenceFlow id="a" sourceRef="begin" targetRef="which"/>
<sequenceFlow id="b" sourceRef="which" targetRef="tell"><conditionExpression>=request.f2 = "tell"</conditionExpression></sequenceFlow>
<sequenceFlow id="c" sourceRef="which" targetRef="ring"><conditionExpression>=request.f2 = "ring"</conditionExpression></sequenceFlow>
<sequenceFlow id="no" sourceRef="which" targetRef="hear"/><sequenceFlow id="d" sourceRef="tell" targetRef="end"/>
<sequenceFlow id="e" sourceRef="ring" targetRef="end"/><sequenceFlow id="f" sourceRef="hear" targetRef="end"/></process></definitions>"""
)


def begun(name: str, starts: str = "message signal", more: str = "") -> str:
    """A process with a start event of each kind, and one task behind each."""
    events = {
        "message": '<messageEventDefinition messageRef="m"/>',
        "signal": '<signalEventDefinition signalRef="s"/>',
        "timer": "<timerEventDefinition><timeDate>2027-06-05T09:00:00+08:00</timeDate></timerEventDefinition>",
        "none": "",
    }
    drawn = [
        f'<startEvent id="by_{kind}" name="开始" {more}>{events[kind]}</startEvent>'
        f'<userTask id="after_{kind}_{name}" name="办理" {TASK}/>'
        f'<sequenceFlow id="{kind}1" sourceRef="by_{kind}" targetRef="after_{kind}_{name}"/>'
        f'<sequenceFlow id="{kind}2" sourceRef="after_{kind}_{name}" targetRef="end"/>'
        for kind in starts.split()
    ]
    end = '<endEvent id="end" name="结束" tb:stage="closed"/>'
    return f'{HEAD}<process id="{name}" name="应答" isExecutable="true">{"".join(drawn)}{end}</process></definitions>'


def manifest(name: str, says: str) -> str:
    return f"""
[[process]]
id = "{name}"
file = "{name}.bpmn"
form = "request"
title = {{ zh = "应答", en = "Reply" }}
number = "{{region}}-{name.upper()}-{{year}}-{{serial:05d}}"
guide = {{ zh = "guide.zh.md", en = "guide.en.md" }}
{says}
"""


def files(says: str = 'by = "message"', diagram: str = "", second: bool = True) -> dict[str, bytes]:
    found = {**program.files(), "bench/bench.bpmn": SENDER.encode(), "bench/reply.bpmn": (diagram or begun("reply")).encode()}
    text = found["bench/manifest.toml"].decode() + manifest("reply", says)
    if second:
        text += manifest("alert", 'by = "message"')
        found["bench/alert.bpmn"] = begun("alert", "signal").encode()
    return {**found, "bench/manifest.toml": text.encode()}


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    found = a_house(database_url, tmp_path, files())
    yield found
    found.engine.close()


def sends(house: House, what: str) -> UUID:
    case = house.engine.execute(OpenCase(program="bench", process="bench"), by=house.enterprise).case_id
    house.engine.execute(SubmitCase(case_id=case, data={**program.VALUES, "district": REGION, "f2": what}), by=house.enterprise)
    return case


def cases(house: House, process: str) -> list[UUID]:
    return [row[0] for row in house.rows('SELECT id FROM "case" WHERE process = %s AND origin = %s', process, "message")]


def test_a_message_that_nobody_waits_for_begins_a_case_at_its_start_event(house: House):
    sender = sends(house, "tell")
    work_off(house.engine, house.url)
    (case,) = cases(house, "reply")
    assert [element for _, element in house.open_tasks(case)] == ["after_message_reply"]
    belongs = 'SELECT organisation_id, region FROM "case" WHERE id = %s'
    assert house.rows(belongs, case) == house.rows(belongs, sender)
    ((number, status),) = house.rows('SELECT number, status FROM "case" WHERE id = %s', case)
    assert number.startswith(f"{REGION}-REPLY-")
    assert status == "open"
    assert house.engine.ask(VerifyChain(case_id=case), by=SYSTEM).broken is None
    work_off(house.engine, house.url)
    assert cases(house, "alert") == []


def test_a_case_that_waits_for_the_message_takes_it_and_none_begins(house: House):
    waiting = sends(house, "listen")
    sends(house, "tell")
    work_off(house.engine, house.url)
    assert house.rows('SELECT status FROM "case" WHERE id = %s', waiting) == [("closed",)]
    assert cases(house, "reply") == []


def test_a_signal_begins_a_case_in_every_process_that_begins_with_it_once(house: House):
    sends(house, "ring")
    for _ in range(2):
        work_off(house.engine, house.url)
    started = [house.open_tasks(case)[0][1] for process in ("reply", "alert") for case in cases(house, process)]
    assert started == ["after_signal_reply", "after_signal_alert"]


def test_a_message_from_outside_begins_a_case_of_the_organisation_it_names(house: House):
    organisation = house.enterprise.organisation_id
    house.engine.execute(SendMessage(name="call", organisation_id=organisation), by=SYSTEM)
    house.engine.execute(SendMessage(name="alarm", kind="signal", organisation_id=organisation), by=SYSTEM)
    work_off(house.engine, house.url)
    assert [len(cases(house, process)) for process in ("reply", "alert")] == [2, 1]
    house.engine.execute(SendMessage(name="alarm", kind="signal"), by=SYSTEM)
    work_off(house.engine, house.url)
    assert [len(cases(house, process)) for process in ("reply", "alert")] == [2, 1], "nobody says whose case it would be"
    with pytest.raises(InvalidState, match="message_without_key"):
        house.engine.execute(SendMessage(name="unknown", organisation_id=organisation), by=SYSTEM)


def test_the_calendar_begins_a_case_at_the_timer_start(database_url: str, tmp_path: Path):
    says = 'by = "clock"\nschedule = { on = ["06-05"], ahead = "10wd" }'
    house = a_house(database_url, tmp_path, files(says, begun("reply", "none timer"), second=False))
    house.rows("UPDATE organisation SET kind = 'office' WHERE id = %s", house.enterprise.organisation_id)
    (region,) = house.rows("SELECT region FROM organisation WHERE id = %s", house.enterprise.organisation_id)[0]
    occasion = Occasion("bench", "reply", region, date(2026, 6, 5))
    case = house.engine.execute(BeginOccasion(occasion=occasion), by=SYSTEM)
    assert case is not None
    assert [element for _, element in house.open_tasks(case)] == ["after_timer_reply"]
    assert house.engine.execute(BeginOccasion(occasion=occasion), by=SYSTEM) is None
    house.engine.close()


def test_a_report_that_cannot_be_begun_keeps_no_other_and_is_an_incident(database_url: str, tmp_path: Path):
    says = 'by = "clock"\nschedule = { on = ["09-07"], ahead = "10wd" }'
    house = a_house(database_url, tmp_path, files(says, begun("reply", "none timer"), second=False))
    [(region,)] = house.rows("SELECT region FROM organisation WHERE id = %s", house.enterprise.organisation_id)
    first, other = "440105", "440199"
    assert first < region < other, "the one that fails is asked for first"
    house.rows("UPDATE organisation SET kind = 'office' WHERE id = %s", house.enterprise.organisation_id)
    for place in (first, other):
        house.engine.execute(EnsureOrganisation(kind="office", name=f"{place} 人社局", region=place), by=SYSTEM)
    house.rows(f"ALTER TABLE \"case\" ADD CONSTRAINT elsewhere CHECK (region <> '{first}')")
    rounds = Rounds(house.engine)
    for _ in range(FAILED_ROUNDS):
        rounds.begin_scheduled()
    assert house.rows("SELECT region FROM \"case\" WHERE process = 'reply' ORDER BY region") == [(region,), (other,)]
    [row] = house.engine.ask(Incidents(), by=SYSTEM).rows
    assert (row.job, row.detail["arguments"]["region"], row.attempts) == ("begin_occasion", first, 1)
    house.rows('ALTER TABLE "case" DROP CONSTRAINT elsewhere')
    house.engine.execute(RetryIncident(incident_id=row.incident_id), by=SYSTEM)
    work_off(house.engine, house.url)
    assert [each for (each,) in house.rows("SELECT region FROM \"case\" WHERE process = 'reply' ORDER BY region")] == [first, region, other]
    house.engine.close()


def codes(found: dict[str, bytes]) -> set[str]:
    return {finding.code for finding in check_package(found, Forms()) if finding.severity == "error"}


@pytest.mark.parametrize(
    ("says", "starts", "more", "code"),
    [
        ('by = "enterprise"', "message", "", "start_of_nobody"),
        ('by = "enterprise"', "none signal", "", "start_of_nobody"),
        ('by = "enterprise"', "timer", "", "start_unscheduled"),
        ('by = "message"', "none", "", "start_by_message"),
        ('by = "message"', "message", 'tb:correlation="=request.f1"', "start_with_key"),
    ],
)
def test_a_start_that_would_begin_a_case_of_nobody_is_refused_at_the_package_check(says: str, starts: str, more: str, code: str):
    assert code in codes(files(says, begun("reply", starts, more)))


def test_a_process_that_sends_what_begins_it_is_refused():
    itself = begun("reply", "message").replace('<endEvent id="end" name="结束" tb:stage="closed"/>',
        '<endEvent id="end" name="结束" tb:stage="closed"><messageEventDefinition messageRef="m"/></endEvent>')  # fmt: skip
    assert "start_begins_itself" in codes(files(diagram=itself))


def test_what_says_whose_its_cases_are_is_no_fault():
    assert codes(files()) == set()
    assert codes(files('by = "clock"\nschedule = { on = ["06-05"], ahead = "10wd" }', begun("reply", "timer"))) == set()
