"""消息提醒: who is told of what in the page, and by what each person chose."""

from datetime import date

import pytest

from engine.commands import (
    AnswerDelegation,
    ArrangeAbsence,
    AssignTask,
    ChooseAlerts,
    CopyTask,
    DelegateTask,
    DeliverMessage,
    ReadAlerts,
    RemarkTask,
    RemindTask,
    TellOfArrivals,
    TransferTask,
    WarnOfDeadlines,
)
from engine.queries import AlertSettings, UnreadAlerts
from engine.sdk.errors import InvalidInput, NotFound
from tests.alerts.conftest import Post
from tests.verbs.office import SYSTEM, T
from tests.verbs.test_telling_once import ask, draw, fix

LIMITED = f'{T} tb:limit="5wd"'


def test_each_thing_that_happens_to_a_task_is_told_to_whom_it_concerns(post: Post):
    office = post.office
    office.draw("s > a > e", a=LIMITED)
    task = office.claim(office.case(), "a")
    office.run(TransferTask(task_id=task, person_id=post.person("li"), reason="出差"))
    office.run(RemindTask(task_id=task, reason="请抓紧"), "wang")
    office.run(RemarkTask(task_id=task, words="请说明原因"), "supervisor")
    office.run(CopyTask(task_id=task, people=[post.person("boss")], reason="请知悉"), "li")
    office.run(DelegateTask(task_id=task, person_id=post.person("wang"), reason="请核对工资"), "li")
    office.run(AnswerDelegation(task_id=task, reason="已核对"), "wang")
    office.run(AssignTask(task_id=task, person_id=post.person("zhang"), reason="均衡"), "supervisor")
    post.settle()
    assert post.kinds("li") == ["returned", "returned", "reminded", "reminded", "arrived"]
    assert post.kinds("wang") == ["arrived"]
    assert post.kinds("zhang") == ["arrived"]
    assert post.kinds("boss") == ["copied"]
    assert post.kinds("supervisor") == ["reminded"], "催办 reaches the supervisor, too"
    said = [each.words.zh for each in post.told("li")]
    assert "王五 催办“a”：请抓紧" in said
    assert "钱督 对“a”提出督办意见：请说明原因" in said
    assert all(each.task_id == task and each.number for each in post.told("li"))


def test_what_is_told_twice_by_the_worker_is_one_alert(post: Post):
    office = post.office
    office.draw("s > a > e", a=LIMITED)
    task = office.claim(office.case(), "a")
    office.run(TransferTask(task_id=task, person_id=post.person("li"), reason="出差"))
    post.settle()
    office.rows("UPDATE outbox SET delivered_at = NULL")
    for (message,) in office.rows("SELECT id FROM outbox"):
        office.engine.execute(DeliverMessage(message_id=message), by=SYSTEM)
    assert post.kinds("li") == ["arrived"]


def test_the_enterprise_is_told_what_to_do_and_what_was_decided(post: Post):
    office = post.office
    office.draw("s > a > e", a=LIMITED)
    case = office.case()
    office.do(case, "a")
    post.settle()
    assert post.kinds("filer") == ["decided"]
    assert post.told("filer")[0].words.zh == "办件已办结：已提交。请您评价本次办理。"


def test_a_task_that_turns_yellow_and_red_is_told_of_once_each(post: Post):
    office = post.office
    office.draw("s > a > e", a=LIMITED)
    held, free = office.case(), office.case()
    office.claim(held, "a")
    assert office.engine.execute(WarnOfDeadlines(), by=SYSTEM) == 0, "green"
    office.go_to(date(2026, 9, 8))
    while office.engine.execute(WarnOfDeadlines(), by=SYSTEM):
        pass
    assert post.kinds("zhang") == ["warning", "warning"], "their own, and the one of their post that nobody holds"
    assert post.kinds("li") == ["warning"]
    assert post.kinds("supervisor") == []
    office.go_to(date(2026, 9, 9))
    for _ in range(2):
        while office.engine.execute(WarnOfDeadlines(), by=SYSTEM):
            pass
    assert len(post.told("supervisor")) == 2, "red ones reach the supervisor"
    assert max(each.words.zh for each in post.told("zhang")) == "“a”已超期，应于 2026-09-08 办结。"
    assert len(post.told("zhang")) == 4
    assert free


def test_arrivals_in_a_pool_are_counted_for_those_who_want_to_know(post: Post):
    office = post.office
    office.draw("s > a > e")
    post.choose("li", kinds={"pool": ["page"]})
    for _ in range(3):
        office.case()
    assert office.engine.execute(TellOfArrivals(), by=SYSTEM) == 1
    assert office.engine.execute(TellOfArrivals(), by=SYSTEM) == 0
    assert [each.words.en for each in post.told("li")] == ["New in your pool: 3."]
    assert post.told("zhang") == []


def test_alerts_are_read_by_whom_they_are_for_and_counted(post: Post):
    office = post.office
    office.draw("s > a > e")
    for _ in range(2):
        task = office.claim(office.case(), "a")
        office.run(TransferTask(task_id=task, person_id=post.person("li"), reason="出差"))
    post.settle()
    first, second = post.told("li")
    unread = UnreadAlerts()
    assert office.engine.ask(unread, by=office.people["li"]) == 2
    with pytest.raises(NotFound):
        office.run(ReadAlerts(alert_ids=[first.alert_id]), "zhang")
    assert office.run(ReadAlerts(alert_ids=[first.alert_id]), "li") == 1
    assert office.engine.ask(unread, by=office.people["li"]) == 1
    assert office.run(ReadAlerts(), "li") == 1
    assert post.told("li")[1].read_at is not None
    assert second.read_at is None


def test_whoever_acts_for_an_absent_person_is_told_what_they_are_told(post: Post):
    office = post.office
    office.draw("s > a > e")
    away = ArrangeAbsence(substitute_id=post.person("li"), starts_on=date(2026, 9, 1), ends_on=date(2026, 9, 4), reason="培训")
    office.run(away, "zhang")
    task = office.claim(office.case(), "a", "wang")
    office.run(TransferTask(task_id=task, person_id=post.person("zhang"), reason="出差"), "wang")
    post.settle()
    assert post.kinds("li") == ["arrived", "office"]


def test_choices_are_checked_all_at_once_and_change_nothing_when_wrong(post: Post):
    wrong = ChooseAlerts(
        kinds={"decided": ["page"], "arrived": ["pigeon"]},
        mail="a@b.cn\nBcc: x@y.cn",
        robot="http://169.254.169.254/latest",
        quiet_from="25:00",
        quiet_to="",
        digest_at="8",
    )
    with pytest.raises(InvalidInput) as refused:
        post.office.run(wrong, "zhang")
    paths = {error.path for error in refused.value.errors}
    assert paths == {"kinds.decided", "kinds.arrived", "mail", "robot", "quiet_from", "quiet_to", "digest_at"}
    assert post.office.rows("SELECT 1 FROM alert_choice") == []


def test_a_robots_key_is_kept_sealed_and_never_shown_again(post: Post):
    post.choose("zhang", robot=post.room.address, mail="zhang@example.cn")
    view = post.office.engine.ask(AlertSettings(), by=post.office.people["zhang"])
    assert (view.robot_host, view.mail) == ("127.0.0.1", "zhang@example.cn")
    assert "key=room" not in repr(view)
    stored = post.office.rows("SELECT mail_sealed, robot_sealed FROM alert_choice")[0]
    assert all(b"room" not in bytes(each) and b"example" not in bytes(each) for each in stored)
    post.choose("zhang", robot="")
    assert post.office.engine.ask(AlertSettings(), by=post.office.people["zhang"]).robot_host == ""


def test_a_correction_is_told_to_whoever_asked_for_it(post: Post):
    office = post.office
    draw(office)
    case = office.case()
    ask(office, case, "purpose", who="li")
    post.settle()
    assert post.kinds("filer") == ["asked"]
    fix(office, case, purpose="岗位培训")
    post.settle()
    assert post.kinds("li") == ["correction"]
