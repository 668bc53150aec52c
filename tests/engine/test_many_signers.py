"""Many people sign side by side: a signature costs what it costs among few, and nobody is forgotten whose task was not read."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from benchmarks.installation import REGION
from benchmarks.program import KEY, VALUES
from benchmarks.shapes import DEFINITIONS, package
from benchmarks.wire import watched
from engine.commands import CompleteTask, OpenCase, SubmitCase
from engine.store.opening import MOST_READ
from tests.engine.house import House, a_house

MANY = 5 * MOST_READ
SIGNED = """<multiInstanceLoopCharacteristics><loopCardinality>=request.f6</loopCardinality>{}</multiInstanceLoopCharacteristics>"""
HALF = "<completionCondition>=nrOfCompletedInstances &gt;= nrOfInstances / 2</completionCondition>"


def diagram(condition: str = "") -> str:
    """Signatures beside a task of the office, which may ask the applicant something while the clock stops."""
    return f"""{DEFINITIONS}<process id="{KEY}" name="会签" isExecutable="true"><startEvent id="begin" name="开始"/>
<userTask id="file" name="填报" tb:en="File" tb:actor="applicant" tb:form="file" tb:outcomes="done" tb:stage="work"/>
<subProcess id="office" name="办理" tb:en="Office" tb:limit="10wd"><startEvent id="in" name="进"/><parallelGateway id="fork" name="分"/>
<userTask id="beside" name="核对" tb:en="Check" tb:role="clerk" tb:form="sign" tb:outcomes="done" tb:stage="work"/>
<userTask id="ask" name="询问" tb:en="Ask" tb:role="clerk" tb:form="sign" tb:outcomes="done" tb:clock="stops"/>
<userTask id="sign" name="签批" tb:en="Sign" tb:role="clerk" tb:form="sign" tb:outcomes="done">{SIGNED.format(condition)}</userTask>
<parallelGateway id="join" name="合"/><endEvent id="out" name="出"/>
<sequenceFlow id="g1" sourceRef="in" targetRef="fork"/><sequenceFlow id="g2" sourceRef="fork" targetRef="beside"/>
<sequenceFlow id="g3" sourceRef="beside" targetRef="ask"/><sequenceFlow id="g4" sourceRef="ask" targetRef="join"/>
<sequenceFlow id="g5" sourceRef="fork" targetRef="sign"/><sequenceFlow id="g6" sourceRef="sign" targetRef="join"/>
<sequenceFlow id="g7" sourceRef="join" targetRef="out"/></subProcess>
<endEvent id="end" name="结束" tb:stage="closed"/>
<sequenceFlow id="f1" sourceRef="begin" targetRef="file"/><sequenceFlow id="f2" sourceRef="file" targetRef="office"/>
<sequenceFlow id="f3" sourceRef="office" targetRef="end"/></process></definitions>"""


@pytest.fixture
def signed(database_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[House]:
    house = a_house(database_url, tmp_path, package(diagram(getattr(request, "param", ""))))
    yield house
    house.engine.close()


def asked(house: House, signers: int) -> UUID:
    """A case in which so many are asked to sign, beside the task of the office."""
    case = house.engine.execute(OpenCase(program=KEY, process=KEY), by=house.enterprise).case_id
    house.engine.execute(SubmitCase(case_id=case, data={**VALUES, "f6": signers, "district": REGION}), by=house.enterprise)
    house.go(case, 1)
    return case


def done(house: House, task: UUID) -> None:
    house.engine.execute(CompleteTask(task_id=task, outcome="done", data=VALUES), by=house.clerk)


def states(house: House, case: UUID) -> dict[str, set[tuple[str, int]]]:
    found: dict[str, set[tuple[str, int]]] = {}
    for element, state, count in house.rows("SELECT element, state, count(*) FROM task WHERE case_id = %s GROUP BY 1, 2", case):
        found.setdefault(element, set()).add((state, count))
    return found


def fewest(house: House, signers: int) -> tuple[int, int]:
    """Statements and round trips of a signature, once the server knows them all."""
    case, counts = asked(house, signers), []
    for task in [task for task, element in house.open_tasks(case) if element == "sign"][:6]:
        with watched(house.engine) as sent:
            done(house, task)
        counts.append((sent.statements, sent.round_trips))
    return min(counts)


def test_a_signature_among_many_sends_what_one_among_few_sends(signed: House) -> None:
    statements, trips = fewest(signed, MOST_READ // 2)
    more = fewest(signed, MANY)  # one more where the task beside the signatures was not among those that were read
    assert more in {(statements, trips), (statements + 1, trips + 1)}
    assert fewest(signed, 2 * MANY) in {(statements, trips), (statements + 1, trips + 1)}


def test_everybody_signs_in_any_order_and_the_case_goes_on(signed: House) -> None:
    case, dice = asked(signed, MANY), Random(7)
    before = set(signed.open_tasks(case))
    while signers := [task for task, element in signed.open_tasks(case) if element == "sign"]:
        done(signed, dice.choice(signers))
        assert set(signed.open_tasks(case)) < before
    assert states(signed, case)["sign"] == {("done", MANY)}
    signed.finish(case)
    assert signed.rows('SELECT status FROM "case" WHERE id = %s', case) == [("closed",)]


@pytest.mark.parametrize("signed", [HALF], indirect=True)
def test_who_is_not_asked_any_more_has_no_task(signed: House) -> None:
    case, half = asked(signed, MANY), MANY // 2
    for task, element in signed.open_tasks(case)[: half + 1]:
        if element == "sign":
            done(signed, task)
    assert states(signed, case)["sign"] == {("done", half), ("cancelled", half)}


def test_what_happens_beside_many_signatures_leaves_them_alone_and_stops_their_clock(signed: House) -> None:
    case = asked(signed, MANY)
    beside = next(task for task, element in signed.open_tasks(case) if element == "beside")
    stopped = "SELECT stopped, count(*), count(due_on) FROM task WHERE case_id = %s AND element = 'sign' AND state = 'open' GROUP BY 1"
    assert signed.rows(stopped, case) == [(False, MANY, MANY)]
    done(signed, beside)
    assert signed.rows(stopped, case) == [(True, MANY, 0)]
    asking = next(task for task, element in signed.open_tasks(case) if element == "ask")
    signer = next(task for task, element in signed.open_tasks(case) if element == "sign")
    done(signed, signer)
    assert signed.rows(stopped, case) == [(True, MANY - 1, 0)]
    done(signed, asking)
    assert signed.rows(stopped, case) == [(False, MANY - 1, MANY - 1)]
    assert signed.rows('SELECT stage FROM "case" WHERE id = %s', case) == [("work",)]
