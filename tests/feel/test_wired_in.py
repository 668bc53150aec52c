"""Whatever a diagram asks goes through FEEL: conditions, completion conditions, collections, timers, decisions; scripts are refused."""

import datetime as dt
from dataclasses import dataclass
from html import escape
from typing import Any

import pytest

from engine.bpmn import CannotMove, read
from engine.bpmn.refusals import DiagramRefused
from engine.dmn import read as read_model
from engine.packages.functions import HOSTS
from engine.running.scope import decided, evaluate
from engine.sdk.errors import DecisionFailed
from tests.bpmn.drawing import draw, file_of
from tests.bpmn.playing import BEGIN, Lent, case, play
from tests.dmn.build import a_decision, a_table, an_input, definitions

S, E, U, X = "startEvent", "endEvent", "userTask", "exclusiveGateway"
TIMER = "<timerEventDefinition><timeDate>{}</timeDate></timerEventDefinition>"
MODEL = read_model(
    definitions(
        an_input("income"),
        a_decision(
            "grant",
            a_table(
                [("income", "number", None)],
                [("amount", "number", None, None)],
                [(["< 1000"], ["300"], "§3"), (["-"], ["0"], "§4")],
                "FIRST",
            ),
            "i_income",
        ),
    )
)


@dataclass
class Asking(Lent):
    """An environment that asks FEEL and DMN as a running case does."""

    def evaluate(self, expression: str, where: Any) -> object:
        return evaluate(expression, {**self.facts, **where.variables}, HOSTS, self.now)

    def timer(self, expression: str, kind: str, where: Any) -> dt.datetime | None:
        del kind
        found = self.evaluate(expression, where)
        return found if isinstance(found, dt.datetime) else None

    def decide(self, element: Any, where: Any) -> None:
        del where
        answer = decided(MODEL, element.attributes["decision"], self.facts, HOSTS, self.now)
        self.facts[element.id] = {"result": answer.value}


def gateway(condition: str) -> bytes:
    drawn = draw("s > x >[ok] a > e", "x >[*] b > e", s=S, x=X, a=U, b=U, e=E)
    return file_of(drawn.replace(">ok<", f">{escape(condition)}<"))


FACTS = {
    "review": {"outcome": "accept", "score": 87, "for rent": 1},
    "people": [{"age": 17}, {"age": 40}],
    "region": "440106",
    "filed": dt.date(2025, 9, 30),
}


@pytest.mark.parametrize(
    ("condition", "taken"),
    [
        ('review.outcome = "accept" and review.score in (60..100)', "a"),
        ('=review.outcome in ("reject", "return")', "b"),
        ("0.1 + 0.2 = 0.3", "a"),
        ("some p in people satisfies p.age between 18 and 60", "a"),
        ("every p in people satisfies p.age >= 18", "b"),
        ("count(people[age > 18]) > 0", "a"),
        ('in region(region, "440100")', "a"),
        ('working days after(filed, 1) = date("2025-10-09")', "a"),
        ("today() = date(2026, 3, 2)", "a"),
        ("nobody knows this", "b"),
        ("1 / 0 > 0", "b"),
        ('__import__("os").getpid() > 0', "b"),
        ("().__class__ = 1", None),
    ],
)
def test_a_gateway_asks_feel(condition, taken):
    env = Asking(dict(FACTS))
    if taken is None:
        with pytest.raises((DecisionFailed, CannotMove, DiagramRefused)):
            case(gateway(condition), env=env)
        return
    assert case(gateway(condition), env=env).open == [taken]


def test_a_flow_out_of_a_task_asks_feel():
    file = file_of(draw("s > a >[review.score >= 60] b > e", s=S, a=U, b=U, e=E))
    play(file, "do a; open b", Asking(dict(FACTS)))
    play(file, "incident do a", Asking({"review": {"score": 59}}))


def test_a_collection_and_a_completion_condition_ask_feel():
    loop = (
        '<multiInstanceLoopCharacteristics tb:collection="=people[age &gt; 18]" tb:item="one">'
        "<completionCondition>nrOfCompletedInstances / nrOfInstances &gt;= 0.5</completionCondition></multiInstanceLoopCharacteristics>"
    )
    file = file_of(draw("s > a > d > e", s=S, a=f"userTask | {loop}", d=U, e=E))
    people = [{"age": age} for age in (17, 40, 50, 60, 70)]
    play(file, "open a a a a; do a; open a a a; do a; open d", Asking({"people": people}))
    with pytest.raises(CannotMove):
        case(file_of(draw("s > a > e", s=S, a=f"userTask | {loop.replace('[age &gt; 18]', '')}", e=E)), env=Asking({"people": 5}))


def test_a_timer_asks_feel():
    file = file_of(
        draw("s > t > a > e", s=S, t="intermediateCatchEvent |" + TIMER.format('=now() + duration("PT36H")'), a=U, e=E),
    )
    env = Asking({})
    played = case(file, env=env)
    played.tick()
    assert played.open == ["a"]
    assert env.now == BEGIN + dt.timedelta(hours=36)


def test_a_business_rule_task_asks_dmn():
    file = file_of(
        draw("s > r > x >[r.result > 0] a > e", "x >[*] b > e", s=S, r='businessRuleTask tb:decision="grant"', x=X, a=U, b=U, e=E)
    )
    assert case(file, env=Asking({"income": 999})).open == ["a"]
    assert case(file, env=Asking({"income": 1000})).open == ["b"]


@pytest.mark.parametrize(
    ("kind", "inner"),
    [
        ("scriptTask", '<script>facts["x"] = 1</script>'),
        ('scriptTask scriptFormat="feel"', "<script>1 + 1</script>"),
        ('scriptTask scriptFormat="python"', ""),
    ],
)
def test_a_script_in_a_diagram_is_refused(kind, inner):
    with pytest.raises(DiagramRefused) as caught:
        read({"x.bpmn": file_of(draw("s > a > e", s=S, a=f"{kind} | {inner}", e=E))})
    assert "script" in {finding.code for finding in caught.value.findings}


@pytest.mark.parametrize("body", ["for i in 1..1000000, j in 1..1000000 return i", "count(for i in 1..99999 return i) > 0"])
def test_a_hostile_condition_stops_the_case_and_nothing_else(body):
    with pytest.raises(DecisionFailed, match="expression_failed"):
        case(gateway(body), env=Asking({}))
