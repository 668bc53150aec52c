"""红黄牌: the supervisor sees who is late with what for how long and why, remarks, and everybody else sees nothing of it."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from api.oversight_workbook import oversight_workbook
from engine.commands import ExplainDelay, RemarkTask, RequestExtension, StopClock
from engine.queries import Oversight, OversightCard
from engine.sdk.actor import Actor
from engine.sdk.errors import InvalidInput, InvalidState, NotPermitted
from tests.verbs.office import Office, T

LIMITED = f'{T} tb:limit="5wd"'
LONGER = f'{T} tb:limit="8wd"'


def board(office: Office, light: str = "red", who: str = "supervisor", **more):
    return office.engine.ask(Oversight(light=light, **more), by=office.people[who])


def test_every_red_card_names_step_holder_days_and_the_reason_given(office: Office):
    office.draw("s > a > e", a=LIMITED)
    held, free = office.case(), office.case()
    task = office.claim(held, "a")
    assert board(office).cards == ()
    office.go_to(date(2026, 9, 10))
    office.run(ExplainDelay(task_id=task, words="等待税务部门回函"))
    office.run(RemarkTask(task_id=task, words="本周内办结"), "supervisor")
    view = board(office)
    assert (view.total.red, view.total.yellow, view.total.next) == (2, 0, 0)
    card = next(each for each in view.cards if each.task.task_id == task)
    assert (card.task.name.zh, card.task.assignee, card.office) == ("a", "张三", "天河区人社局")
    assert card.task.clock is not None
    assert card.task.clock.left == -2
    assert card.reason is not None
    assert (card.reason.by, card.reason.words) == ("张三", "等待税务部门回函")
    assert [(each.by, each.words) for each in card.remarks] == [("钱督", "本周内办结")]
    other = next(each for each in view.cards if each.case.case_id == free)
    assert (other.task.assignee, other.office, other.reason) == ("", "天河区", None)
    assert office.events(held).count("task_remarked") == office.events(held).count("delay_explained") == 1
    office.check(held, free)


def test_figures_stand_by_office_and_by_person_and_lead_to_their_cards(office: Office):
    office.draw("s > q > a > j > e", "q > b > j", q="parallelGateway", j="parallelGateway", a=LIMITED, b=LONGER)
    for who in ("zhang", "zhang", "li"):
        office.claim(office.case(), "a", who)
    office.go_to(date(2026, 9, 9))
    view = board(office)
    assert [(each.person, each.red) for each in view.people] == [("张三", 2), ("李四", 1)]
    assert [(each.office, each.red, each.yellow) for each in view.offices] == [("天河区人社局", 3, 0), ("天河区", 0, 3)]
    assert len(board(office, person_id=office.people["li"].user_id).cards) == 1
    yellow = board(office, "yellow")
    assert {card.task.element for card in yellow.cards} == {"b"}
    office.go_to(date(2026, 9, 1))
    coming = board(office, "next")
    assert coming.week_ends == date(2026, 9, 13)
    assert coming.total.next == 6


def test_cards_come_most_late_first_page_by_page(office: Office):
    office.draw("s > a > e", a=LIMITED)
    for day in (3, 1, 2):
        office.go_to(date(2026, 9, day))
        office.case()
    office.go_to(date(2026, 9, 16))
    first = board(office, size=2)
    second = board(office, size=2, after=first.next)
    days = [card.due for card in (*first.cards, *second.cards)]
    assert days == sorted(days)
    assert (len(first.cards), len(second.cards), second.next) == (2, 1, None)


def test_what_stands_still_and_what_is_the_applicants_turn_is_on_no_card(office: Office):
    office.draw("s > a > e", a=LIMITED)
    case = office.case()
    office.run(StopClock(task_id=office.claim(case, "a"), basis="第四十五条", reason="听证"))
    office.go_to(date(2026, 9, 20))
    assert board(office).total.red == 0


def test_the_reason_of_a_request_for_more_time_is_a_reason_given(office: Office):
    office.draw("s > a > e", a=LIMITED)
    task = office.claim(office.case(), "a")
    office.run(RequestExtension(task_id=task, days=2, basis="第四十二条", reason="案情复杂"))
    office.go_to(date(2026, 9, 10))
    card = board(office).cards[0]
    assert card.reason is not None
    assert card.reason.words == "案情复杂"


def test_only_supervisors_see_the_board_remark_and_only_holders_explain(office: Office):
    office.draw("s > a > e", a=LIMITED)
    task = office.claim(office.case(), "a")
    for who in ("zhang", "boss", "filer"):
        with pytest.raises(NotPermitted):
            board(office, who=who)
        with pytest.raises(NotPermitted):
            office.run(RemarkTask(task_id=task, words="快办"), who)
    with pytest.raises(InvalidState) as early:
        office.run(ExplainDelay(task_id=task, words="等待回函"))
    assert early.value.code == "not_late"
    office.go_to(date(2026, 9, 10))
    with pytest.raises(NotPermitted):
        office.run(ExplainDelay(task_id=task, words="等待回函"), "li")
    for command, who in ((ExplainDelay(task_id=task, words=" "), "zhang"), (RemarkTask(task_id=task, words=""), "supervisor")):
        with pytest.raises(InvalidInput):
            office.run(command, who)
    mine = office.engine.ask(OversightCard(task_id=task), by=office.people["zhang"])
    theirs = office.engine.ask(OversightCard(task_id=task), by=office.people["supervisor"])
    assert (mine.may_explain, mine.may_remark, theirs.may_explain, theirs.may_remark) == (True, False, False, True)
    with pytest.raises(NotPermitted):
        office.engine.ask(OversightCard(task_id=task), by=office.people["li"])
    assert office.engine.ask(Oversight(), by=Actor(None, "管理员", "administrator")).total.red == 1
    with pytest.raises(InvalidState):
        office.run(
            RemarkTask(task_id=office.do(office.rows("SELECT case_id FROM task WHERE id = %s", task)[0][0], "a"), words="快"), "supervisor"
        )


def test_a_workbook_of_the_board_that_holds_not_all_cards_says_so(office: Office):
    office.draw("s > a > e", a=LIMITED)
    for _ in range(2):
        office.case()
    office.go_to(date(2026, 9, 10))
    cut, whole = (load_workbook(BytesIO(oversight_workbook(board(office, size=size), "zh"))) for size in (1, 2))
    lines = [[row[0] for row in book["红牌"].iter_rows(values_only=True)] for book in (cut, whole)]
    assert lines[0][0].startswith("只含前 1 条")
    assert [len(each) for each in lines] == [3, 3]
    assert lines[1][0] == "办件编号"
