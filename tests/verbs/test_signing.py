"""会签、或签、票签、依次、加签、减签: every way of signing counts right, nobody signs twice, no opinion is lost."""

from uuid import UUID

import pytest

from engine.commands import (
    AddSigner,
    AssignTask,
    ClaimTask,
    CompleteTask,
    DelegateTask,
    RecallTask,
    Recuse,
    ReleaseTask,
    RemoveSigner,
    SendBack,
    TransferTask,
)
from engine.sdk.errors import InvalidInput, InvalidState, NotPermitted, PackageError
from tests.verbs.office import Office, P, X


def signed(kind: str, more: str = "") -> str:
    return f'userTask tb:role="clerk" tb:outcomes="done again" tb:form="step" tb:signing="{kind}" {more}'


def named(*people: str) -> str:
    return "tb:signers='[" + ", ".join(f'"{person}"' for person in people) + "]'"


def facts(office: Office, case) -> dict:
    return office.rows('SELECT facts_large || facts_small FROM "case" WHERE id = %s', case)[0][0]


def held(office: Office, case) -> dict[str, UUID]:
    rows = office.rows(
        "SELECT p.username, t.id FROM task t JOIN person p ON p.id = t.assignee_id WHERE t.case_id = %s AND t.state = 'open'", case
    )
    return {name: UUID(str(task)) for name, task in rows}


def sign(office: Office, case, who: str, outcome: str = "done") -> None:
    task = held(office, case)[who]
    office.run(CompleteTask(task_id=task, outcome=outcome, data={"opinion": f"{who}:{outcome}"}), who)


def test_all_sign_and_one_against_is_enough_to_refuse(office: Office):
    office.draw("s > a > x", "x >[*] c > e", 'x >[a.outcome = "again"] d > e', a=signed("all", named("zhang", "li", "wang")), x=X)
    case, other = office.case(), office.case()
    for who in ("zhang", "li"):
        sign(office, case, who)
        assert facts(office, case)["a"]["decided"] is False
    sign(office, case, "wang")
    assert office.open(case) == ["c"]
    assert [vote["opinion"] for vote in facts(office, case)["a"]["votes"]] == ["zhang:done", "li:done", "wang:done"]
    sign(office, other, "zhang", "again")
    sign(office, other, "li")
    assert office.open(other) == ["a"], "everybody is heard"
    sign(office, other, "wang")
    assert office.open(other) == ["d"]
    office.check(case, other)


def test_the_first_signature_decides_where_any_will_do(office: Office):
    office.draw("s > a > x", "x >[*] c > e", 'x >[a.outcome = "again"] d > e', a=signed("any", named("zhang", "li")), x=X)
    case = office.case()
    sign(office, case, "li", "again")
    assert office.open(case) == ["d"]
    assert office.events(case).count("task_cancelled") == 1
    office.check(case)


def test_who_signs_in_turn_is_asked_in_turn_and_the_first_refusal_ends_it(office: Office):
    office.draw("s > a > x", "x >[*] c > e", 'x >[a.outcome = "again"] d > e', a=signed("sequence", named("zhang", "li", "wang")), x=X)
    case, other = office.case(), office.case()
    for who in ("zhang", "li", "wang"):
        assert list(held(office, case)) == [who]
        sign(office, case, who)
    assert office.open(case) == ["c"]
    sign(office, other, "zhang")
    sign(office, other, "li", "again")
    assert office.open(other) == ["d"]
    office.check(case, other)


def test_a_ratio_counts_weights_and_closes_when_nothing_can_change_it(office: Office):
    people = 'tb:signers=\'[{person: "zhang", weight: 3}, "li", "wang"]\''
    office.draw("s > a > x", "x >[*] c > e", 'x >[a.outcome = "again"] d > e', a=signed("ratio", f'tb:ratio="3/5" {people}'), x=X)
    case, other, third = office.case(), office.case(), office.case()
    sign(office, case, "zhang")
    assert office.open(case) == ["c"], "three of five is enough"
    sign(office, other, "li")
    sign(office, other, "zhang", "again")
    assert office.open(other) == ["d"], "two of five can never be"
    sign(office, third, "li", "again")
    sign(office, third, "wang")
    assert office.open(third) == ["a"]
    sign(office, third, "zhang")
    assert office.open(third) == ["c"]
    office.check(case, other, third)


def test_a_veto_decides_at_once(office: Office):
    people = 'tb:signers=\'[{person: "zhang", veto: true}, "li", "wang"]\''
    office.draw("s > a > x", "x >[*] c > e", 'x >[a.outcome = "again"] d > e', a=signed("ratio", f'tb:ratio="1/2" {people}'), x=X)
    case = office.case()
    sign(office, case, "li")
    sign(office, case, "zhang", "again")
    assert office.open(case) == ["d"]
    office.check(case)


def test_agreement_waits_for_whoever_has_a_veto(office: Office):
    people = 'tb:signers=\'[{person: "zhang", veto: true}, "li", "wang"]\''
    office.draw("s > a > x", "x >[*] c > e", 'x >[a.outcome = "again"] d > e', a=signed("ratio", f'tb:ratio="1/2" {people}'), x=X)
    refused, agreed, lost = office.case(), office.case(), office.case()
    for case in (refused, agreed):
        sign(office, case, "li")
        sign(office, case, "wang")
        assert office.open(case) == ["a"], "two of three are enough, and a third can still forbid it"
    sign(office, refused, "zhang", "again")
    sign(office, agreed, "zhang")
    sign(office, lost, "li", "again")
    sign(office, lost, "wang", "again")
    assert [office.open(case) for case in (refused, agreed, lost)] == [["d"], ["c"], ["d"]]
    office.check(refused, agreed, lost)


def test_signers_of_other_posts_and_signatures_open_to_the_post(office: Office):
    people = 'tb:signers=\'[{role: "sign_off"}, {role: "archive"}, null]\''
    office.draw("s > a > c > e", a=signed("all", people))
    case = office.case()
    assert [row[0] for row in office.rows("SELECT role FROM task WHERE case_id = %s ORDER BY item", case)] == [
        "sign_off",
        "archive",
        "clerk",
    ]
    for who, role in (("boss", "sign_off"), ("stranger", "archive"), ("li", "clerk")):
        task = office.rows("SELECT id FROM task WHERE case_id = %s AND role = %s", case, role)[0][0]
        office.run(CompleteTask(task_id=task, outcome="done", data={"opinion": who}), who)
    assert office.open(case) == ["c"]
    office.check(case)


def test_nobody_signs_twice_nor_holds_two_signatures_nor_is_given_a_second(office: Office):
    several = "<multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics>"
    office.draw("s > a > c > e", a=f"{signed('all')} | {several}")
    case = office.case()
    first, second, third = (UUID(str(row[0])) for row in office.rows("SELECT id FROM task WHERE case_id = %s ORDER BY item", case))
    office.run(ClaimTask(task_id=first))
    with pytest.raises(NotPermitted) as holds:
        office.run(ClaimTask(task_id=second))
    assert holds.value.code == "signing_already"
    office.run(CompleteTask(task_id=first, outcome="done", data={"opinion": "一"}))
    for command in (ClaimTask(task_id=second), CompleteTask(task_id=second, outcome="done", data={"opinion": "二"})):
        with pytest.raises(NotPermitted) as twice:
            office.run(command)
        assert twice.value.code == "signed_already"
    office.run(ClaimTask(task_id=second), "li")
    with pytest.raises(InvalidInput) as given:
        office.run(TransferTask(task_id=second, person_id=office.people["zhang"].user_id, reason="出差"), "li")
    assert given.value.errors[0].code == "signed_already"
    office.run(CompleteTask(task_id=second, outcome="done", data={"opinion": "二"}), "li")
    office.run(CompleteTask(task_id=third, outcome="done", data={"opinion": "三"}), "wang")
    assert office.open(case) == ["c"]
    office.check(case)


def add(office: Office, task, whom: str, place: str, who: str = "zhang") -> UUID | None:
    return office.run(AddSigner(task_id=task, person_id=office.people[whom].user_id, place=place, reason="请一并签署"), who)


@pytest.mark.parametrize("kind", ["one", "all"])
def test_a_signer_is_added_before_beside_or_after(office: Office, kind: str):
    office.draw("s > a > c > e", a=signed(kind, "" if kind == "one" else named("zhang")))
    case = office.case()
    office.claim(case, "a")
    task = held(office, case)["zhang"]
    add(office, task, "li", "before")
    with pytest.raises(InvalidState) as early:
        sign(office, case, "zhang")
    assert (early.value.code, early.value.facts["person"]) == ("signs_after", "李四")
    sign(office, case, "li")
    add(office, task, "wang", "after")
    with pytest.raises(InvalidState):
        sign(office, case, "wang")
    with pytest.raises(InvalidInput) as again:
        add(office, task, "li", "parallel")
    assert again.value.errors[0].code == "signed_already"
    sign(office, case, "zhang")
    assert office.open(case) == ["a"]
    sign(office, case, "wang")
    assert office.open(case) == ["c"]
    assert [vote["by"] for vote in facts(office, case)["a"]["votes"]] == ["李四", "张三", "王五"]
    office.check(case)


def test_signing_in_turn_takes_added_signers_next_or_now(office: Office):
    office.draw("s > a > c > e", a=signed("sequence", named("zhang", "boss_unknown")))
    case = office.case()
    task = held(office, case)["zhang"]
    assert add(office, task, "wang", "after") is None
    with pytest.raises(InvalidInput) as queued:
        add(office, task, "wang", "after")
    assert queued.value.errors[0].code == "signing_later"
    add(office, task, "li", "before")
    assert set(held(office, case)) == {"zhang", "li"}
    sign(office, case, "li")
    assert set(held(office, case)) == {"zhang"}, "the next is not asked before the open one has signed"
    sign(office, case, "zhang")
    assert set(held(office, case)) == {"wang"}
    sign(office, case, "wang")
    assert held(office, case) == {}, "whoever is unknown is not asked by name: the signature is open to the post"
    with pytest.raises(NotPermitted):
        office.claim(case, "a", "zhang")
    office.check(case)


def test_whoever_is_to_sign_later_is_not_given_another_turn_of_the_round(office: Office):
    office.draw("s > a > c > e", a=signed("sequence", named("zhang", "li")))
    case = office.case()
    task, li = held(office, case)["zhang"], office.people["li"].user_id
    for command, who in (
        (TransferTask(task_id=task, person_id=li, reason="出差"), "zhang"),
        (DelegateTask(task_id=task, person_id=li, reason="请核"), "zhang"),
        (AssignTask(task_id=task, person_id=li, reason="均衡"), "supervisor"),
        (AddSigner(task_id=task, person_id=li, reason="请一并签署", place="before"), "zhang"),
    ):
        with pytest.raises(InvalidInput) as refused:
            office.run(command, who)
        assert refused.value.errors[0].code == "signing_later"
        assert "李四" in refused.value.errors[0].text.zh
    with pytest.raises(InvalidInput) as oneself:
        add(office, task, "zhang", "after")
    assert oneself.value.errors[0].code == "signing_already"
    office.run(ReleaseTask(task_id=task))
    with pytest.raises(NotPermitted) as claimed:
        office.run(ClaimTask(task_id=task), "li")
    assert claimed.value.code == "signing_later"
    office.run(ClaimTask(task_id=task))
    sign(office, case, "zhang")
    sign(office, case, "li")
    assert office.open(case) == ["c"]
    office.check(case)


def test_whoever_is_named_twice_signs_once_and_the_other_signature_is_open_to_the_post(office: Office):
    for kind in ("sequence", "all"):
        office.draw("s > a > c > e", a=signed(kind, named("zhang", "li", "zhang")))
        case = office.case()
        sign(office, case, "zhang")
        sign(office, case, "li")
        assert (office.open(case), held(office, case)) == (["a"], {})
        office.do(case, "a", "wang")
        assert office.open(case) == ["c"]
        office.check(case)


def test_a_signer_is_taken_off_before_their_turn(office: Office):
    office.draw("s > a > c > e", a=signed("sequence", named("zhang", "boss_unknown", "li")))
    case = office.case()
    task = held(office, case)["zhang"]
    add(office, task, "wang", "after")

    def off(whom: str, who: str) -> None:
        office.run(RemoveSigner(task_id=task, person_id=office.people[whom].user_id, reason="不必"), who)

    for whom, refusal in (("li", InvalidInput), ("zhang", InvalidInput)):
        with pytest.raises(refusal):
            off(whom, "zhang")
    with pytest.raises(NotPermitted):
        off("wang", "boss")
    with pytest.raises(NotPermitted):
        office.run(RemoveSigner(task_id=task, reason="不必"))
    off("wang", "zhang")
    off("li", "supervisor")
    with pytest.raises(InvalidInput) as gone:
        off("li", "supervisor")
    assert gone.value.errors[0].code == "not_queued"
    add(office, task, "li", "after")
    sign(office, case, "zhang")
    assert set(held(office, case)) == {"li"}
    office.run(RemoveSigner(task_id=held(office, case)["li"], reason="不必"), "zhang")
    office.do(case, "a", "wang")
    assert office.open(case) == ["c"]
    assert [vote["by"] for vote in facts(office, case)["a"]["votes"]] == ["张三", "王五"]
    assert office.events(case).count("signer_removed") == 3
    office.check(case)


def test_the_turn_of_whoever_is_recused_while_they_wait_is_open_to_the_post(office: Office):
    office.draw("s > a > c > e", a=signed("sequence", named("zhang", "wang")))
    case = office.case()
    office.run(Recuse(task_id=held(office, case)["zhang"], reason="近亲属"), "wang")
    sign(office, case, "zhang")
    assert held(office, case) == {}
    office.do(case, "a", "li")
    assert office.open(case) == ["c"]
    office.check(case)


def test_a_signer_is_taken_off_and_the_rest_decides(office: Office):
    office.draw("s > a > c > e", a=signed("all", named("zhang", "li", "wang")))
    case = office.case()
    task = held(office, case)["zhang"]
    for who in ("zhang", "boss"):
        with pytest.raises(NotPermitted):
            office.run(RemoveSigner(task_id=held(office, case)["li"], reason="出差"), who)
    office.run(RemoveSigner(task_id=held(office, case)["li"], reason="出差"), "supervisor")
    office.run(RemoveSigner(task_id=held(office, case)["wang"], reason="出差"), "supervisor")
    with pytest.raises(InvalidState) as last:
        office.run(RemoveSigner(task_id=task, reason="出差"), "supervisor")
    assert last.value.code == "signer_last"
    added = add(office, task, "li", "before")
    sign(office, case, "li")
    assert added is not None
    add(office, task, "wang", "before")
    office.run(RemoveSigner(task_id=held(office, case)["wang"], reason="不必"), "zhang")
    sign(office, case, "zhang")
    assert office.open(case) == ["c"]
    office.check(case)


def test_taking_off_the_last_who_was_waited_for_decides_the_step(office: Office):
    office.draw("s > a > x", "x >[*] c > e", 'x >[a.outcome = "again"] d > e', a=signed("all", named("zhang", "li")), x=X)
    case = office.case()
    sign(office, case, "zhang", "again")
    office.run(RemoveSigner(task_id=held(office, case)["li"], reason="出差"), "supervisor")
    assert office.open(case) == ["d"]
    assert facts(office, case)["a"]["outcome"] == "again"
    office.check(case)


@pytest.mark.parametrize("kind", ["all", "sequence", "ratio"])
def test_the_last_signature_is_taken_back_and_those_of_the_others_stay(office: Office, kind: str):
    office.draw("s > a > c > e", a=signed(kind, named("zhang", "li")))
    case = office.case()
    for who in ("zhang", "li"):
        sign(office, case, who)
    first, last = (office.rows("SELECT id FROM task WHERE case_id = %s AND done_by = %s", case, who)[0][0] for who in ("张三", "李四"))
    with pytest.raises(InvalidState) as refused:
        office.run(RecallTask(task_id=first, reason="填错"), "zhang")
    assert refused.value.code == "recall_acted"
    office.run(RecallTask(task_id=last, reason="填错"), "li")
    assert (office.open(case), set(held(office, case))) == (["a"], {"li"})
    said = facts(office, case)["a"]
    assert ([vote["by"] for vote in said["votes"]], said["by"], said["outcome"]) == (["张三"], "张三", "")
    sign(office, case, "li")
    assert office.open(case) == ["c"]
    assert facts(office, case)["a"]["agreed"] == 2
    office.check(case)


def test_the_signature_that_decided_alone_is_taken_back_and_everybody_is_asked_again(office: Office):
    office.draw("s > a > c > e", a=signed("any", named("zhang", "li")))
    case = office.case()
    others = held(office, case)["li"]
    sign(office, case, "zhang")
    assert office.open(case) == ["c"]
    mine = office.rows("SELECT id FROM task WHERE case_id = %s AND done_by = '张三'", case)[0][0]
    office.run(RecallTask(task_id=mine, reason="填错"), "zhang")
    assert set(held(office, case)) == {"zhang", "li"}
    assert held(office, case)["li"] == others, "the same task as before"
    assert facts(office, case)["a"]["votes"] == []
    sign(office, case, "li")
    assert office.open(case) == ["c"]
    assert [vote["by"] for vote in facts(office, case)["a"]["votes"]] == ["李四"]
    office.check(case)


def test_whoever_waits_for_a_signature_waits_for_it_when_it_is_taken_back(office: Office):
    office.draw("s > a > c > e", a=signed("all", named("zhang")))
    case = office.case()
    add(office, held(office, case)["zhang"], "wang", "before")
    sign(office, case, "wang")
    first = office.rows("SELECT id FROM task WHERE case_id = %s AND done_by = '王五'", case)[0][0]
    office.run(RecallTask(task_id=first, reason="填错"), "wang")
    with pytest.raises(InvalidState, match="signs_after"):
        sign(office, case, "zhang")
    sign(office, case, "wang")
    sign(office, case, "zhang")
    assert office.open(case) == ["c"]
    office.check(case)


def test_what_is_sent_back_is_signed_anew_by_everybody(office: Office):
    office.draw("s > o > a > c > e", a=signed("all", named("zhang", "li")))
    case = office.case()
    office.do(case, "o", "wang")
    for who in ("zhang", "li"):
        sign(office, case, who)
    office.run(SendBack(task_id=office.claim(case, "c", "wang"), reason="请重签"), "wang")
    assert set(held(office, case)) == {"zhang", "li"}
    sign(office, case, "zhang")
    assert len(facts(office, case)["a"]["votes"]) == 1, "a new round"
    sign(office, case, "li")
    assert office.open(case) == ["c"]
    assert len(office.rows("SELECT 1 FROM task WHERE case_id = %s AND element = 'a' AND state = 'done'", case)) == 4
    office.check(case)


def test_signing_goes_on_in_a_branch_while_the_other_branch_moves(office: Office):
    office.draw("s > q > a > j > c > e", "q > b > j", q=P, j=P, a=signed("ratio", f'tb:ratio=">1/2" {named("zhang", "li", "wang")}'))
    case = office.case()
    sign(office, case, "zhang")
    office.do(case, "b", "li")
    sign(office, case, "wang")
    assert office.open(case) == ["c"]
    office.check(case)


def test_a_loop_asks_every_signer_again(office: Office):
    office.draw("s > m > a > x", "x >[*] c > e", 'x >[a.outcome = "again"] m', m=X, x=X, a=signed("all", named("zhang", "li")))
    case = office.case()
    sign(office, case, "zhang", "again")
    sign(office, case, "li")
    assert set(held(office, case)) == {"zhang", "li"}
    for who in ("li", "zhang"):
        sign(office, case, who)
    assert office.open(case) == ["c"]
    office.check(case)


def test_a_step_of_one_needs_no_signers_and_other_kinds_say_who(office: Office):
    office.draw("s > a > c > e", a=signed("one"))
    case = office.case()
    office.do(case, "a")
    assert facts(office, case)["a"]["outcome"] == "done"
    assert office.open(case) == ["c"]
    loop = "<multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics>"
    for node in (
        signed("all"),
        f"{signed('sequence')} | {loop}",
        signed("ratio", 'tb:ratio="3/2" ' + named("li")),
        signed("any", 'tb:ratio="1/2" ' + named("li")),
    ):
        with pytest.raises(PackageError):
            office.draw("s > a > c > e", a=node)
    office.draw("s > a > c > e")
    case = office.case()
    with pytest.raises(InvalidState) as refused:
        add(office, office.claim(case, "a"), "li", "after")
    assert refused.value.code == "not_signed"
    office.check(case)
