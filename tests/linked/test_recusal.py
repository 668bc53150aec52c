"""回避 in a family of cases, and from an organisation: whoever has an interest in one of them has nothing to do with any."""

from itertools import count
from uuid import UUID

import pytest

from engine.commands import ClaimTask, Recuse, StartLinked
from engine.queries import VerifyChain
from engine.sdk.actor import Actor
from engine.sdk.errors import NotPermitted
from tests.linked.conftest import ACCOUNT, Town, people

WHY = "与法定代表人系近亲属"
PERSONS = count(10)


def officer(town: Town) -> Actor:
    return town.officer("review")


def recuse(town: Town, case: UUID, by: Actor, *, organisation: bool = False) -> int:
    task = next(iter(town.facts(case).open_tasks.values()))
    return town.engine.execute(Recuse(task_id=task, reason=WHY, organisation=organisation), by=by)


def refused(town: Town, case: UUID, by: Actor) -> bool:
    """Whether the officer may not claim what is open, and reads why."""
    task = next(iter(town.facts(case).open_tasks.values()))
    with pytest.raises(NotPermitted) as bar:
        town.engine.execute(ClaimTask(task_id=task), by=by)
    return (bar.value.code, bar.value.facts["reason"]) == ("recused", WHY)


def test_whoever_is_recused_from_a_linked_case_is_from_the_plan_its_other_cases_and_those_begun_later(town: Town, company: Actor):
    plan = town.plan(company, 1, 2)
    held = town.start(plan, "advance", company, **ACCOUNT)
    here = town.start(plan, "settlement", company, **ACCOUNT)
    draft = town.engine.execute(StartLinked(parent_id=plan, process="leave"), by=company).case_id
    by = officer(town)
    assert refused_nowhere(town, held, by)
    assert recuse(town, here, by) == 1, "what the officer held in another case of the family is free again"
    assert refused(town, here, by)
    assert refused(town, held, by)
    later = town.start(plan, "leave", company, row=2, left_on="2026-09-01")
    with pytest.raises(NotPermitted, match="recused"):
        town.engine.execute(StartLinked(parent_id=plan, process="visit"), by=by)
    for case in (plan, held, here, draft, later):
        assert str(by.user_id) in town.facts(case).facts["recused"]
        assert town.engine.ask(VerifyChain(case_id=case), by=Actor.system()).broken is None
    other = town.start(town.plan(company, 3), "advance", company, **ACCOUNT)
    assert refused_nowhere(town, other, by), "another plan of the same enterprise is another matter"


def test_a_relation_to_the_enterprise_holds_in_all_its_cases_and_those_to_come(town: Town, company: Actor):
    first, second = town.file(company, people(next(PERSONS))), town.file(company, people(next(PERSONS)))
    by = officer(town)
    recuse(town, first, by, organisation=True)
    third = town.file(company, people(next(PERSONS)))
    assert all(refused(town, case, by) for case in (first, second, third))
    stranger = town.enterprise("乙公司", "91440101MA5CYGH03G")
    assert refused_nowhere(town, town.file(stranger, people(next(PERSONS))), by)
    town.decide(third, "review_plan", by=town.officer("review2"))
    linked = town.start(third, "advance", company, **ACCOUNT)
    assert refused(town, linked, by)


def refused_nowhere(town: Town, case: UUID, by: Actor) -> bool:
    task = next(iter(town.facts(case).open_tasks.values()))
    town.engine.execute(ClaimTask(task_id=task), by=by)
    return True
