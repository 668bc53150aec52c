"""外发: mail and robots, at the hour the person chose, once in effect, and what becomes of what cannot be delivered."""

import base64
import hashlib
import hmac
import json
from datetime import date, datetime, timedelta

import pytest

from api.channels.mail import Mail, MailRefused
from api.channels.robot import Robot, RobotRefused
from engine.commands import DeliverMessage, RetryIncident, SendDispatch, TransferTask
from engine.queries import AlertSettings
from engine.sdk.actor import Actor
from engine.sdk.ports import Outgoing, Told
from engine.store.runtime import ZONE
from tests.alerts.conftest import SITE, Post
from tests.alerts.sinks import a_room
from tests.verbs.office import SYSTEM

EVERYWHERE = {"arrived": ["page", "mail", "robot"]}
ADMINISTRATOR = Actor(None, "管理员", "administrator")


def give(post: Post, reason: str = "出差"):
    """Something happens that 李四 is told of."""
    office = post.office
    task = office.claim(office.case(), "a")
    office.run(TransferTask(task_id=task, person_id=post.person("li"), reason=reason))
    return task


def at(post: Post, day: date, hour: int, minute: int = 0) -> None:
    post.office.clock.move_to(datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE))


def test_mail_reaches_the_address_chosen_with_the_link_and_a_stable_id(post: Post):
    post.office.draw("s > a > e")
    post.choose("li", kinds=EVERYWHERE, mail="li@example.cn")
    task = give(post)
    post.settle()
    (letter,) = post.letterbox.letters
    assert post.letterbox.envelopes == [("FROM:<notice@tongban.example.cn>", ["TO:<li@example.cn>"])]
    number = post.told("li")[0].number
    assert letter["subject"] == f"通办提醒：{number}"
    text = letter.get_content()
    assert "“a”由您办理。" in text
    assert f"{SITE}/tasks/{task}" in text
    (dispatch,) = post.office.rows("SELECT id, sent_at FROM dispatch")
    assert letter["message-id"] == f"<{dispatch[0]}@tongban.example.cn>"
    assert dispatch[1] is not None
    assert post.office.engine.execute(SendDispatch(person_id=post.person("li"), channel="mail"), by=SYSTEM) is False
    assert len(post.letterbox.letters) == 1


def test_nothing_leaves_for_whoever_chose_nothing_or_the_page_alone(post: Post):
    post.office.draw("s > a > e")
    give(post)
    post.choose("li", kinds={"arrived": ["page"]}, mail="li@example.cn")
    give(post)
    post.choose("li", kinds={"arrived": []})
    give(post)
    post.settle()
    assert post.letterbox.letters == []
    assert len(post.told("li")) == 0, "the choice that stands when the worker tells is the one that counts"


def test_a_robot_of_wecom_is_told_in_its_own_form_and_its_errcode_is_heard(post: Post):
    post.office.draw("s > a > e")
    post.choose("li", kinds=EVERYWHERE, robot=post.room.address)
    give(post)
    post.settle()
    ((path, headers, said),) = post.room.posted
    assert path == "/cgi-bin/webhook/send?key=room"
    assert headers["content-type"].startswith("application/json")
    body = json.loads(said)
    assert body["msgtype"] == "text"
    assert "“a”由您办理。" in body["text"]["content"]


def test_a_webhook_is_signed_and_keeps_its_id_when_it_is_tried_again(post: Post):
    post.office.draw("s > a > e")
    post.choose("li", kinds=EVERYWHERE, robot=post.room.address, robot_kind="webhook")
    secret = post.office.engine.ask(AlertSettings(), by=post.office.people["li"]).secret
    give(post)
    post.room.status = 503
    command = SendDispatch(person_id=post.person("li"), channel="robot")
    while not post.office.rows("SELECT 1 FROM dispatch"):
        for (message,) in post.office.rows("SELECT id FROM outbox"):
            post.office.engine.execute(DeliverMessage(message_id=message), by=SYSTEM)
    with pytest.raises(RobotRefused):
        post.office.engine.execute(command, by=SYSTEM)
    post.room.status = 204
    assert post.office.engine.execute(command, by=SYSTEM)
    assert post.office.engine.execute(command, by=SYSTEM) is False
    first, second = (headers for _, headers, _ in post.room.posted)
    assert first["webhook-id"] == second["webhook-id"]
    _, headers, said = post.room.posted[1]
    signed = hmac.new(secret.encode(), f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + said, hashlib.sha256)
    assert headers["webhook-signature"] == "v1," + base64.b64encode(signed.digest()).decode()
    assert [each["text"] for each in json.loads(said)["alerts"]] == ["“a”由您办理。"]


def test_quiet_hours_hold_back_and_what_was_held_leaves_together(post: Post):
    office = post.office
    office.draw("s > a > e")
    post.choose("li", kinds=EVERYWHERE, mail="li@example.cn", quiet_from="20:00", quiet_to="08:00")
    at(post, date(2026, 9, 1), 21)
    give(post)
    give(post)
    post.settle()
    assert post.letterbox.letters == []
    assert len(post.told("li")) == 2, "the page is never quiet"
    at(post, date(2026, 9, 2), 7, 30)
    post.settle()
    assert post.letterbox.letters == []
    at(post, date(2026, 9, 2), 8)
    post.settle()
    (letter,) = post.letterbox.letters
    assert letter["subject"] == "通办提醒：2 条"


def test_a_digest_leaves_once_a_day_and_on_workdays_only(post: Post):
    office = post.office
    office.draw("s > a > e")
    post.choose("li", kinds=EVERYWHERE, mail="li@example.cn", digest_at="17:00", workdays=True)
    friday = date(2026, 9, 4)
    at(post, friday, 16)
    give(post)
    post.settle()
    assert post.letterbox.letters == []
    at(post, friday, 18)
    give(post)
    post.settle()
    assert len(post.letterbox.letters) == 1, "that of 16:00 was due at 17:00"
    for days in (1, 2):
        at(post, friday + timedelta(days=days), 18)
        post.settle()
    assert len(post.letterbox.letters) == 1, "nothing on a Saturday or a Sunday"
    at(post, friday + timedelta(days=3), 17)
    post.settle()
    assert len(post.letterbox.letters) == 2


def test_a_dead_address_becomes_one_incident_and_its_owner_is_told(post: Post, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("engine.worker.MOST_ATTEMPTS", 1)
    post.office.draw("s > a > e")
    post.choose("li", kinds={**EVERYWHERE, "undelivered": ["page"]}, mail="li@example.cn")
    post.letterbox.down = True
    give(post)
    give(post)
    post.settle()
    incidents = post.office.rows("SELECT id, job, state, attempts FROM incident")
    assert [(job, state, attempts) for _, job, state, attempts in incidents] == [("send_dispatch", "open", 2)]
    assert post.kinds("li").count("undelivered") == 1
    post.letterbox.down = False
    post.office.engine.execute(RetryIncident(incident_id=incidents[0][0]), by=ADMINISTRATOR)
    post.settle()
    assert len(post.letterbox.letters) == 2, "what waited leaves, piece by piece, in order"


def outgoing(address: str, words: str = "正文", number: str = "440106-V-1") -> Outgoing:
    told = Told(number, words, None, None)
    return Outgoing("id-1", datetime(2026, 9, 1, 9, tzinfo=ZONE), "zh", True, address, "wecom", "s", (told,))


def test_what_people_typed_begins_no_header_and_no_second_receiver(post: Post):
    mail = Mail(f"smtp://127.0.0.1:{post.letterbox.port}", "notice@tongban.example.cn", SITE)
    mail.send(outgoing("li@example.cn", "理由\r\nBcc: everybody@example.cn\r\n\r\n.\r\nMAIL FROM:<x>", "1\r\nBcc: a@b.cn"))
    (letter,) = post.letterbox.letters
    assert letter["bcc"] is None
    assert letter["subject"] == "通办提醒：1 Bcc: a@b.cn"
    assert post.letterbox.envelopes[0][1] == ["TO:<li@example.cn>"]
    for address in ("a@b.cn\r\nRCPT TO:<c@d.cn>", "a@b.cn,c@d.cn", "<a@b.cn>", '"a b"@c.cn', "a@b..cn", "@b.cn", "a", "a@-b.cn", "李@b.cn"):
        assert mail.fault(address) is not None, address
        with pytest.raises(MailRefused):
            mail.send(outgoing(address))
    assert len(post.letterbox.letters) == 1


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:{port}/x",
        "https://127.0.0.1:{port}/x",
        "http://localhost:{port}/x",
        "https://[::1]:{port}/x",
        "https://[::ffff:127.0.0.1]:{port}/x",
        "https://0.0.0.0:{port}/x",
        "https://169.254.169.254/latest/meta-data",
        "https://10.0.0.1/x",
    ],
)
def test_addresses_of_the_house_are_not_reached_even_when_their_name_is_allowed(post: Post, address: str):
    name = address.format(port=post.room.port)
    robot = Robot(["127.0.0.1", "localhost", "::1", "::ffff:127.0.0.1", "0.0.0.0", "169.254.169.254", "10.0.0.1"])
    with pytest.raises(RobotRefused):
        robot.send(outgoing(name))
    assert post.room.posted == []


def test_other_hosts_schemes_and_users_are_refused_when_they_are_chosen():
    robot = Robot(["qyapi.weixin.qq.com", "*.example.cn"])
    assert robot.fault("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1") is None
    assert robot.fault("https://bots.example.cn/x") is None
    for address in (
        "https://evil.cn/qyapi.weixin.qq.com",
        "https://qyapi.weixin.qq.com.evil.cn/",
        "https://qyapi.weixin.qq.com@evil.cn/",
        "https://example.cn/",
        "http://bots.example.cn/",
        "ftp://bots.example.cn/",
        "file:///etc/passwd",
        "https://bots.example.cn/\r\nHost: x",
        "https://bots.example.cn:99999/",
        "",
    ):
        assert robot.fault(address) is not None, address


def test_a_redirect_is_not_followed_and_a_refusing_robot_is_a_failure(post: Post):
    robot = Robot(["127.0.0.1"], ["127.0.0.0/8"])
    with a_room() as inner:
        post.room.status, post.room.headers = 302, {"location": inner.address}
        with pytest.raises(RobotRefused):
            robot.send(outgoing(post.room.address))
        assert inner.posted == []
    post.room.status, post.room.headers, post.room.body = 200, {}, b'{"errcode": 93000, "errmsg": "invalid webhook url"}'
    with pytest.raises(RobotRefused, match="93000"):
        robot.send(outgoing(post.room.address))
