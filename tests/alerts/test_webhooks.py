"""网络回调: other systems are told what happens, signed, once in effect, and only where the operator allows it."""

import base64
import hashlib
import hmac
import json
from dataclasses import replace

import pytest

from api.channels.hooks import Hooks
from api.channels.robot import RobotRefused
from engine.commands import AddWebhook, PauseWebhook, PostHook, RemoveWebhook, TryWebhook
from engine.engine import Engine
from engine.queries import AuditLog, Webhooks
from engine.sdk.actor import Actor
from engine.sdk.errors import InvalidInput, InvalidState, NotPermitted
from engine.sdk.ports import Posting
from engine.store.runtime import ZONE
from tests.alerts.conftest import Post
from tests.alerts.test_leaving import give
from tests.verbs.office import SYSTEM

ADMINISTRATOR = Actor(None, "管理员", "administrator")
SECRET = "river-lychee-secret-42"


@pytest.fixture
def hooked(post: Post) -> Post:
    runtime = post.office.engine.runtime
    hooks = Hooks(["127.0.0.1"], ["127.0.0.0/8"])
    post.office.engine = Engine(replace(runtime, ports=replace(runtime.ports, hooks=hooks)))
    post.office.draw("s > a > e")
    return post


def added(post: Post, *topics: str):
    command = AddWebhook(name="共享平台", address=post.room.address, topics=topics or ("task.given",), secret=SECRET)
    return post.office.engine.execute(command, by=ADMINISTRATOR).webhook_id


def seen(post: Post):
    return post.office.engine.ask(Webhooks(), by=ADMINISTRATOR).rows[0]


def test_a_webhook_is_told_what_it_asked_for_signed_and_once(hooked: Post):
    added(hooked)
    give(hooked)
    hooked.settle()
    ((_, headers, said),) = hooked.room.posted
    told = json.loads(said)
    assert (told["type"], told["id"]) == ("task.given", headers["webhook-id"])
    assert told["data"]["name"]
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + said
    expected = base64.b64encode(hmac.new(SECRET.encode(), signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    (delivery,) = seen(hooked).last
    assert (delivery.state, delivery.attempts, delivery.answer) == ("sent", 1, "200")
    assert hooked.office.engine.execute(PostHook(delivery_id=delivery.delivery_id), by=SYSTEM) == "sent"
    assert len(hooked.room.posted) == 1


def test_what_it_did_not_ask_for_is_not_told(hooked: Post):
    added(hooked, "case.decided")
    give(hooked)
    hooked.settle()
    assert hooked.room.posted == []


def test_while_it_is_paused_messages_wait_and_then_all_are_told(hooked: Post):
    hook = added(hooked)
    hooked.office.engine.execute(PauseWebhook(webhook_id=hook, paused=True), by=ADMINISTRATOR)
    give(hooked)
    hooked.settle()
    assert (hooked.room.posted, seen(hooked).waiting) == ([], 1)
    hooked.office.engine.execute(PauseWebhook(webhook_id=hook, paused=False), by=ADMINISTRATOR)
    hooked.settle()
    assert (len(hooked.room.posted), seen(hooked).waiting) == (1, 0)


def test_a_failure_is_tried_again_under_the_same_id_and_given_up_in_the_end(hooked: Post):
    hook = added(hooked)
    hooked.room.status = 500
    delivery = hooked.office.engine.execute(TryWebhook(webhook_id=hook), by=ADMINISTRATOR)
    states = [hooked.office.engine.execute(PostHook(delivery_id=delivery), by=SYSTEM) for _ in range(9)]
    assert states == ["waiting"] * 7 + ["failed", "failed"]
    assert {headers["webhook-id"] for _, headers, _ in hooked.room.posted} == {str(delivery)}
    assert len(hooked.room.posted) == 8
    assert "500" in seen(hooked).last[0].answer


def test_it_is_off_until_a_host_is_named_and_for_administrators_alone(post: Post):
    with pytest.raises(InvalidState):
        added(post)
    with pytest.raises(NotPermitted):
        post.office.engine.ask(Webhooks(), by=post.office.people["li"])


@pytest.mark.parametrize(
    "address", ["http://169.254.169.254/latest", "https://example.com/", "ftp://127.0.0.1/", "http://user:pass@127.0.0.1/", "nonsense"]
)
def test_hosts_nobody_named_are_refused(hooked: Post, address: str):
    with pytest.raises(InvalidInput):
        hooked.office.engine.execute(AddWebhook(name="x", address=address, topics=("task.given",), secret=SECRET), by=ADMINISTRATOR)


def test_a_named_host_at_a_private_address_is_refused_when_it_is_posted_to(hooked: Post):
    posting = Posting("1", hooked.office.clock.now().astimezone(ZONE), f"https://localhost:{hooked.room.port}/", SECRET, {})
    with pytest.raises(RobotRefused):
        Hooks(["localhost"]).post(posting)
    assert hooked.room.posted == []


def test_the_log_says_who_registered_and_removed_it_and_never_the_secret(hooked: Post):
    hook = added(hooked)
    hooked.office.engine.execute(RemoveWebhook(webhook_id=hook), by=ADMINISTRATOR)
    log = hooked.office.engine.ask(AuditLog(), by=ADMINISTRATOR).rows
    assert {"webhook_added", "webhook_removed"} <= {line.kind for line in log}
    assert SECRET not in repr(log)
    kept = hooked.office.rows("SELECT count(*) FROM webhook_delivery")
    assert kept == [(0,)]
