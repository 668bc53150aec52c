"""Webhooks are registered, tried, paused and removed on a page, and over REST; where they are off, the page says so."""

from dataclasses import replace

from api.channels.hooks import Hooks
from engine.engine import Engine
from tests.api.paper import faults_on, form_at

ADDRESS = "/admin/operations/webhooks"


def test_where_webhooks_are_off_the_page_says_so_and_nothing_can_be_registered(site):
    assert "TONGBAN_WEBHOOK_HOSTS" in site.browser("admin").get(ADDRESS).text
    body = {"name": "x", "address": "https://hooks.example.cn/", "topics": ["case.decided"]}
    assert site.rest("admin").post("/api/v1/admin/webhooks", json=body).status_code == 409


def test_a_webhook_is_registered_tried_paused_and_removed(site):
    runtime = site.engine.runtime
    site.app.state.engine = Engine(replace(runtime, ports=replace(runtime.ports, hooks=Hooks(["hooks.example.cn"]))))
    client, rest = site.browser("admin"), site.rest("admin")
    form = form_at(client.get(ADDRESS).text, ADDRESS).set("name", "平台").set("address", "https://hooks.example.cn/x")
    assert client.post(ADDRESS, data=form.data()).status_code == 422, "of what?"
    answer = client.post(ADDRESS, data=form.set("topic", "case.decided").data())
    assert answer.status_code == 200, faults_on(answer.text)
    assert "仅显示这一次" in answer.text
    hook = rest.get("/api/v1/admin/webhooks").json()["rows"][0]
    own = f"{ADDRESS}/{hook['webhook_id']}"
    for act in ("test", "pause"):
        assert client.post(f"{own}/{act}", data=form_at(client.get(ADDRESS).text, f"{own}/{act}").data()).status_code == 303
    page = client.get(ADDRESS).text
    assert "已暂停" in page
    assert "webhook.test" in page
    assert rest.delete(f"/api/v1/admin/webhooks/{hook['webhook_id']}").status_code == 204
    assert rest.get("/api/v1/admin/webhooks").json()["rows"] == []
