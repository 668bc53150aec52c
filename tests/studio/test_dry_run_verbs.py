"""What people did beside deciding happens again in a dry run too; what cannot happen again is told, never guessed."""

from uuid import UUID

from engine.commands import AddSigner, AnswerRepair, AskRepair, RecallTask, RemoveSigner, SendBack, TerminateCase
from engine.queries import CaseRepair
from engine.scenarios.cast import EnsureOrganisation, EnsurePerson
from engine.sdk.actor import Actor
from tests.studio.test_dry_runs import drafted, replayed
from tests.verbs.conftest import office
from tests.verbs.office import Office, T
from tests.verbs.test_signing import held, named, sign, signed

__all__ = ["office"]
SYSTEM = Actor.system()
LONGER = ('tb:limit="5wd"', 'tb:limit="8wd"')
LIMITED = f'{T} tb:limit="5wd"'


def kinds(office: Office, *changes: tuple[str, str]) -> dict[UUID, tuple[str, tuple[str, ...]]]:
    return {case: (row.kind, row.signs) for case, row in replayed(office, drafted(office, *changes))[1].items()}


def administrator(office: Office, name: str) -> Actor:
    place = office.engine.execute(EnsureOrganisation(kind="office", name="市信息中心", region="440100"), by=SYSTEM)
    person = office.engine.execute(EnsurePerson(username=name, name=name, kind="administrator", organisation_id=place), by=SYSTEM)
    return Actor(person, name, "administrator")


def send_back(office: Office, case: UUID, element: str, to: str) -> None:
    office.run(SendBack(task_id=office.claim(case, element), to=to, reason="补充意见"))


def test_what_was_sent_back_goes_back_again_and_on_from_there(office: Office) -> None:
    office.draw("s > a > b > c > e", c=LIMITED)
    back, on = office.case(), office.case()
    for case in (back, on):
        office.do(case, "a")
        send_back(office, case, "b", "a")
    office.do(on, "a")
    office.do(on, "b")
    assert kinds(office) == {back: ("same", ()), on: ("same", ())}
    assert kinds(office, LONGER) == {back: ("same", ()), on: ("same", ("later",))}


def test_a_parallel_section_goes_back_as_a_whole(office: Office) -> None:
    office.draw("s > a > g", "g > b > j", "g > c > j", "j > d > e", g="parallelGateway", j="parallelGateway")
    case = office.case()
    office.do(case, "a")
    office.do(case, "c")
    send_back(office, case, "b", "a")
    assert office.open(case) == ["a"]
    assert kinds(office) == {case: ("same", ())}


def test_a_decision_that_was_taken_back_does_not_count(office: Office) -> None:
    office.draw("s > a > b > c > e", c=LIMITED)
    standing, again = office.case(), office.case()
    for case in (standing, again):
        office.run(RecallTask(task_id=office.do(case, "a"), reason="填错结论"))
    office.do(again, "a")
    office.do(again, "b")
    assert kinds(office) == {standing: ("same", ()), again: ("same", ())}
    assert kinds(office, LONGER) == {standing: ("same", ()), again: ("same", ("later",))}


def test_a_jump_of_a_repair_is_made_again_and_mended_data_cannot_be_read(office: Office) -> None:
    office.draw("s > a > b > c > e")
    first, second = (administrator(office, name) for name in ("何珊", "罗俊"))
    jumped, mended = office.case(), office.case()
    office.do(mended, "a")
    token = next(each for each in office.engine.ask(CaseRepair(case_id=jumped), by=SYSTEM).tokens if each.kind == "user")
    for case, kind, body in (
        (jumped, "jump", {"items": [token.item], "target": "c"}),
        (mended, "facts", {"path": "a.opinion", "value": "改"}),
    ):
        ask = AskRepair(kind=kind, body=body, reason="误操作", case_ids=(case,))
        asked = office.engine.execute(ask, by=first).repair_id
        office.engine.execute(AnswerRepair(repair_id=asked, approve=True), by=second)
    rows = replayed(office, drafted(office))[1]
    assert (rows[jumped].kind, rows[mended].kind) == ("same", "unreadable")
    assert "更正数据" in rows[mended].told["unread"]["zh"]


def test_an_added_signature_is_waited_for_and_one_taken_off_cannot_be_read(office: Office) -> None:
    office.draw("s > a > b > e", a=signed("all", named("zhang", "li") + ' tb:verbs="add_signer remove_signer"'))
    added, gone = office.case(), office.case()
    for case in (added, gone):
        office.run(
            AddSigner(task_id=held(office, case)["zhang"], person_id=office.people["wang"].user_id, place="parallel", reason="请一并签署")
        )
    office.run(RemoveSigner(task_id=held(office, gone)["wang"], reason="不必"))
    for who in ("zhang", "li"):
        sign(office, added, who)
    assert len(held(office, added)) == 1, "the added signature is waited for"
    rows = replayed(office, drafted(office))[1]
    assert (rows[added].kind, rows[gone].kind) == ("same", "unreadable")
    assert "减签" in rows[gone].told["unread"]["zh"]


def test_a_case_that_was_terminated_stands_nowhere(office: Office) -> None:
    office.draw("s > a > b > e", b=f'{T} tb:verbs="terminate"')
    case = office.case()
    office.do(case, "a")
    (number,) = office.rows('SELECT number FROM "case" WHERE id = %s', case)[0]
    office.run(TerminateCase(task_id=office.claim(case, "b"), basis="示例依据", reason="不再办理", confirm=number))
    assert kinds(office) == {case: ("same", ())}
