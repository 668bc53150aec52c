"""Messages find the one case that waits for their key, signals all cases that listen: across cases, programs and crashes."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from benchmarks import program
from benchmarks.installation import REGION
from engine.commands import CarryLetters, DeliverLetter, OpenCase, SendMessage, SubmitCase, WithdrawCase
from engine.queries import VerifyChain
from engine.scenarios.facts import LookingLetters, PendingLetters
from engine.sdk.actor import Actor
from engine.sdk.errors import InvalidState, NotPermitted
from tests.build import work_off
from tests.engine.house import House, a_house

SYSTEM = Actor.system()
DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:tb="urn:tongban:bpmn:1" targetNamespace="bench">
<message id="m" name="answer"/><signal id="s" name="alarm"/>
<process id="bench" name="消息" isExecutable="true">
<startEvent id="begin" name="开始"/>
<userTask id="file" name="填报" tb:en="File" tb:actor="applicant" tb:form="file" tb:outcomes="done" tb:stage="work"/>
<exclusiveGateway id="which" name="做什么？" default="no"/>
<intermediateThrowEvent id="tell" name="答复" tb:correlation="=file.f1"><messageEventDefinition messageRef="m"/></intermediateThrowEvent>
<intermediateThrowEvent id="shout" name="答复谁都行"><messageEventDefinition messageRef="m"/></intermediateThrowEvent>
<intermediateThrowEvent id="ring" name="报警"><signalEventDefinition signalRef="s"/></intermediateThrowEvent>
<intermediateCatchEvent id="heard" name="等待答复" tb:correlation="=file.f1"><messageEventDefinition messageRef="m"/></intermediateCatchEvent>
<intermediateCatchEvent id="any" name="等待任何答复"><messageEventDefinition messageRef="m"/></intermediateCatchEvent>
<intermediateCatchEvent id="null" name="等待未知" tb:correlation="=other.opinion"><messageEventDefinition messageRef="m"/></intermediateCatchEvent>
<intermediateCatchEvent id="warned" name="等待报警"><signalEventDefinition signalRef="s"/></intermediateCatchEvent>
<userTask id="other" name="办理" tb:en="Work" tb:role="clerk" tb:form="sign" tb:outcomes="done"/>
<endEvent id="end" name="结束" tb:stage="closed"/>
<sequenceFlow id="a" sourceRef="begin" targetRef="file"/>
<sequenceFlow id="b" sourceRef="file" targetRef="which"/>
<sequenceFlow id="c" sourceRef="which" targetRef="tell"><conditionExpression>=file.f2 = "tell"</conditionExpression></sequenceFlow>
<sequenceFlow id="d" sourceRef="which" targetRef="heard"><conditionExpression>=file.f2 = "listen"</conditionExpression></sequenceFlow>
<sequenceFlow id="e" sourceRef="which" targetRef="ring"><conditionExpression>=file.f2 = "ring"</conditionExpression></sequenceFlow>
<sequenceFlow id="f" sourceRef="which" targetRef="warned"><conditionExpression>=file.f2 = "warned"</conditionExpression></sequenceFlow>
<sequenceFlow id="l" sourceRef="which" targetRef="any"><conditionExpression>=file.f2 = "any"</conditionExpression></sequenceFlow>
<sequenceFlow id="m2" sourceRef="which" targetRef="null"><conditionExpression>=file.f2 = "null"</conditionExpression></sequenceFlow>
<sequenceFlow id="p" sourceRef="which" targetRef="shout"><conditionExpression>=file.f2 = "shout"</conditionExpression></sequenceFlow>
<sequenceFlow id="q" sourceRef="shout" targetRef="end"/>
<sequenceFlow id="n" sourceRef="any" targetRef="end"/><sequenceFlow id="o" sourceRef="null" targetRef="end"/>
<sequenceFlow id="no" sourceRef="which" targetRef="other"/>
<sequenceFlow id="g" sourceRef="tell" targetRef="end"/><sequenceFlow id="h" sourceRef="heard" targetRef="end"/>
<sequenceFlow id="i" sourceRef="ring" targetRef="end"/><sequenceFlow id="j" sourceRef="warned" targetRef="end"/>
<sequenceFlow id="k" sourceRef="other" targetRef="end"/>
</process></definitions>"""


@pytest.fixture
def post(database_url: str, tmp_path: Path) -> Iterator["Post"]:
    house = a_house(database_url, tmp_path, {**program.files(), "bench/bench.bpmn": DIAGRAM.encode()})
    yield Post(house)
    house.engine.close()


class Post:
    """A house whose cases tell, listen, ring and are warned."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.engine = house.engine

    def case(self, does: str, key: str = "K-1") -> UUID:
        """A case whose applicant filed what it is to do."""
        case = self.engine.execute(OpenCase(program="bench", process="bench"), by=self.house.enterprise).case_id
        told = {**program.VALUES, "district": REGION, "f1": key, "f2": does}
        self.engine.execute(SubmitCase(case_id=case, data=told), by=self.house.enterprise)
        (task, element), *_ = self.house.open_tasks(case) or [(None, "")]
        if element == "file":
            command, by = self.house.next_step(case)
            self.engine.execute(type(command)(task_id=task, outcome="done", data=told), by=by)
        return case

    def carry(self) -> int:
        """Run the jobs of the carrier and of delivery once, as a worker would; how many waits took something."""
        for kind, name, key in self.engine.ask(LookingLetters(), by=SYSTEM):
            self.engine.execute(CarryLetters(kind=kind, name=name, correlation=key), by=SYSTEM)
        return sum(self.engine.execute(DeliverLetter(letter_id=each), by=SYSTEM) for each in self.engine.ask(PendingLetters(), by=SYSTEM))

    def status(self, case: UUID) -> str:
        return self.house.rows('SELECT status FROM "case" WHERE id = %s', case)[0][0]

    def jobs(self) -> set[str]:
        return {row[0] for row in self.house.rows("SELECT task_name FROM procrastinate_jobs")}


def test_a_message_reaches_the_one_case_that_waits_for_its_key(post: Post):
    right, wrong = post.case("listen", "K-1"), post.case("listen", "K-2")
    post.case("tell", "K-1")
    assert "carry_letters" in post.jobs()
    assert post.carry() == 1
    assert (post.status(right), post.status(wrong)) == ("closed", "open")
    assert post.carry() == 0
    assert post.engine.ask(VerifyChain(case_id=right), by=SYSTEM).broken is None


def test_a_message_that_comes_first_waits_for_the_case_that_will_wait_for_it(post: Post):
    post.case("tell", "K-7")
    assert post.carry() == 0
    late = post.case("listen", "K-7")
    assert post.carry() == 1
    assert post.status(late) == "closed"


def test_a_case_that_waits_without_a_key_takes_any_but_after_those_that_wait_for_the_key(post: Post):
    anybody, right = post.case("any"), post.case("listen", "K-1")
    post.case("tell", "K-1")
    assert post.carry() == 1
    assert (post.status(anybody), post.status(right)) == ("open", "closed")
    post.case("tell", "K-5")
    assert post.carry() == 1
    assert post.status(anybody) == "closed"


def test_a_message_that_looks_for_its_case_is_taken_by_one_that_begins_to_wait_for_any(post: Post):
    post.case("tell", "K-6")
    late = post.case("any")
    work_off(post.engine, post.house.url)
    assert post.status(late) == "closed"


def test_a_case_whose_key_is_null_takes_nothing(post: Post):
    case = post.case("null")
    post.case("tell", "K-1")
    assert post.carry() == 0
    assert post.status(case) == "open"
    assert post.house.rows("SELECT 1 FROM wait WHERE case_id = %s", case) == []


def test_two_cases_with_one_key_take_turns_the_one_that_waited_longest_first(post: Post):
    first, second = post.case("listen"), post.case("listen")
    post.case("tell")
    assert post.carry() == 1
    assert sorted((post.status(first), post.status(second))) == ["closed", "open"]
    post.case("tell")
    assert post.carry() == 1
    assert (post.status(first), post.status(second)) == ("closed", "closed")


def test_two_messages_at_once_go_to_two_cases(post: Post):
    waiting = [post.case("listen"), post.case("listen")]
    post.case("tell")
    post.case("tell")
    assert post.carry() == 2
    assert [post.status(case) for case in waiting] == ["closed", "closed"]


def test_a_message_whose_case_stopped_waiting_on_the_way_looks_for_another(post: Post):
    gone = post.case("listen")
    post.case("tell")
    post.engine.execute(CarryLetters(kind="message", name="answer", correlation="K-1"), by=SYSTEM)
    post.engine.execute(WithdrawCase(case_id=gone, reason="不再需要"), by=post.house.enterprise)
    assert post.carry() == 0
    heir = post.case("listen")
    assert post.carry() == 1
    assert post.status(heir) == "closed"


def test_a_signal_reaches_every_case_that_listens_and_none_that_comes_later(post: Post):
    listening = [post.case("warned") for _ in range(3)]
    other = post.case("listen")
    post.case("ring")
    assert post.carry() == 3
    later = post.case("warned")
    assert post.carry() == 0
    assert [post.status(case) for case in (*listening, other, later)] == ["closed"] * 3 + ["open"] * 2


def test_carrying_and_delivering_twice_does_nothing_twice(post: Post):
    listening = post.case("warned")
    post.case("ring")
    for _ in range(2):
        post.engine.execute(CarryLetters(kind="signal", name="alarm"), by=SYSTEM)
    (letter,) = post.engine.ask(PendingLetters(), by=SYSTEM)
    assert [post.engine.execute(DeliverLetter(letter_id=letter), by=SYSTEM) for _ in range(2)] == [1, 0]
    assert post.status(listening) == "closed"


def test_a_message_without_a_key_reaches_no_strange_case_and_the_trail_says_that_nobody_heard_it(post: Post):
    anybody, sender = post.case("any"), post.case("shout")
    assert post.carry() == 0
    assert post.status(anybody) == "open"
    assert post.house.rows("SELECT count(*) FROM event WHERE case_id = %s AND kind = 'message_unheard'", sender) == [(1,)]


def test_administrators_send_messages_from_outside_and_nobody_else_does(post: Post):
    case = post.case("listen", "K-9")
    post.engine.execute(SendMessage(name="answer", correlation="K-9"), by=SYSTEM)
    assert post.carry() == 1
    assert post.status(case) == "closed"
    with pytest.raises(InvalidState, match="message_without_key"):
        post.engine.execute(SendMessage(name="answer"), by=SYSTEM)
    with pytest.raises(NotPermitted):
        post.engine.execute(SendMessage(name="answer", correlation="K-9"), by=post.house.clerk)


def test_workers_carry_and_deliver(post: Post):
    cases = post.case("listen"), post.case("warned")
    post.case("tell")
    post.case("ring")
    work_off(post.engine, post.house.url)
    assert [post.status(case) for case in cases] == ["closed", "closed"]


def test_who_waits_is_known_exactly_as_long_as_it_waits(post: Post):
    case = post.case("listen")
    assert post.house.rows("SELECT kind, name, correlation FROM wait WHERE case_id = %s", case) == [("message", "answer", "K-1")]
    post.case("tell")
    post.carry()
    assert post.house.rows("SELECT 1 FROM wait") == []
