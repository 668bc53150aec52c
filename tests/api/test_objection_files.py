"""异议附件 and 拟备案公示: a plan about to be filed is published like a subsidy; files that come with an objection are judged before
any is kept, and only the office sees them."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from typing import Any

import httpx
import pytest
from openpyxl import Workbook
from sqlalchemy import select

from api.throttle import Throttle
from engine.commands import ClaimTask
from engine.model import Attachment, Notice
from engine.queries import TaskDetail
from engine.scenarios.facts import CaseFacts
from engine.sdk.actor import Actor
from engine.store.unit_of_work import UnitOfWork
from tests.api.paper import faults_on, form_at
from tests.api.site import PASSWORD, PDF, Site
from tests.build import a_player, a_story

SYSTEM = Actor.system()
TO_PUBLICITY = 8
PAPER = {"gz_apprenticeship": "穗天人社学备示", "jy_apprenticeship": "澄人社学备示"}
SAID = {"name": "同岗职工", "contact": "020-12345678", "rows": "3", "content": "第三人已在其他企业参加学徒培训。"}
REST = {**SAID, "rows": [3]}


def published_in(site: Site, program: str) -> Notice:
    """A plan that is published before it is filed, in this program: its paper."""
    site.app.state.objection_throttle = Throttle(1000)
    story = a_story("filing_made_public.toml", TO_PUBLICITY, program)
    player = a_player(site.engine, site.clock, program)
    player.people, player.password = {("enterprise", story.steps[0].data["enterprise"]["uscc"]): f"gongshi-{program[:2]}"}, PASSWORD
    player.play(replace(story, steps=tuple(replace(step, expect={}) for step in story.steps)))
    with UnitOfWork(site.engine.runtime, read_only=True) as uow:
        return uow.session.scalars(select(Notice).where(Notice.number.startswith(PAPER[program]))).one()


@pytest.fixture(scope="module")
def published(site) -> Notice:
    return published_in(site, "gz_apprenticeship")


@pytest.fixture(scope="module")
def published_there(site) -> Notice:
    return published_in(site, "jy_apprenticeship")


def facts_of(site: Site, notice: Notice) -> Any:
    return site.engine.ask(CaseFacts(case_id=notice.case_id), by=SYSTEM)


def kept(site: Site) -> set[str]:
    """Everything the file store holds."""
    root = site.engine.runtime.ports.files.root  # type: ignore[attr-defined]
    return {path.name for path in root.rglob("*") if path.is_file()}


def files_of(site: Site, notice: Notice) -> list[Attachment]:
    with UnitOfWork(site.engine.runtime, read_only=True) as uow:
        return list(
            uow.session.scalars(select(Attachment).where(Attachment.case_id == notice.case_id, Attachment.added_by == SAID["name"]))
        )


def sent(client: httpx.Client, notice: Notice, files: list[tuple[str, bytes]], **typed: str) -> httpx.Response:
    address = f"/publicity/{notice.id}"
    form = form_at(client.get(address).text, address)
    for name, value in {**SAID, **typed}.items():
        form.set(name, value)
    return client.post(address, data=form.data(), files=[("files", (name, content)) for name, content in files])


def a_workbook() -> bytes:
    out = BytesIO()
    Workbook().save(out)
    return out.getvalue()


@pytest.mark.parametrize("where", ["published", "published_there"])
def test_a_plan_about_to_be_filed_is_published_masked_with_the_form_to_object(site, where, request):
    notice = request.getfixturevalue(where)
    client = site.stranger()
    assert f"/publicity/{notice.id}" in client.get("/publicity").text
    page = client.get(f"/publicity/{notice.id}").text
    assert "拟备案公示" in page
    assert "赵**" in page
    assert "赵伟杰" not in page
    assert "金额如何核算" not in page, "a plan that is not filed has no sum"
    assert 'name="content"' in page
    told = client.get(f"/api/v1/publicities/{notice.id}").json()
    assert (told["lines"], len(told["list"]["rows"]), told["head"]["about"]) == ([], 8, "电工")
    assert told["head"]["until"] == notice.facts["until"]
    assert client.get(f"/publicity/{notice.id}/list.xlsx").status_code == 200


def test_with_any_fault_nothing_is_sent_and_no_file_is_kept(site, published):
    client, before = site.stranger(), kept(site)
    hostile = {
        "空.pdf": (b"", "文件是空的"),
        "改名.pdf": (b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "与内容"),
        "表.xlsx": (a_workbook(), "这里只接收"),
        "加密.pdf": (PDF.replace(b"/Root", b"/Encrypt 7 0 R /Root"), "设有密码"),
        "过大.pdf": (PDF + b"\0" * (10 << 20), "超过上限"),
        "../../etc/passwd": (b"root:x:0:0", "这里只接收"),
    }
    for name, (content, says) in hostile.items():
        answer = sent(client, published, [("签名比对.pdf", PDF), (name, content)])
        assert answer.status_code == 422, name
        assert says in answer.text, (name, faults_on(answer.text))
        assert SAID["content"] in answer.text
        assert "没有保存" in answer.text or says in answer.text
    assert sent(client, published, [(f"{n}.pdf", PDF) for n in range(4)]).status_code == 422
    assert sent(client, published, [(f"{n}.pdf", PDF) for n in range(11)]).status_code == 413
    wrong_words = sent(client, published, [("签名比对.pdf", PDF)], contact="没有")
    assert wrong_words.status_code == 422
    assert "附件没有保存" in wrong_words.text
    assert kept(site) == before
    assert sorted(facts_of(site, published).open_tasks) == ["publicity"]


def test_the_page_tells_how_many_files_of_which_kinds_and_sizes_it_takes(site, published):
    page = site.stranger().get(f"/publicity/{published.id}").text
    assert "最多 3 个，PDF、JPG 或 PNG，每个不超过 10.0 MB" in page
    assert 'accept=".pdf,.jpg,.jpeg,.png"' in page


def test_a_second_request_with_the_same_key_objects_once_and_its_files_are_the_offices(site, published):
    address = f"/api/v1/publicities/{published.id}/objections/with-files"
    client, key = site.stranger(), {"Idempotency-Key": "objection-1"}
    data = {**SAID, "rows": "3"}
    answers = [client.post(address, data=data, files=[("files", ("签名比对.pdf", PDF))], headers=key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201], answers[0].text
    assert answers[0].json() == answers[1].json() == {"number": published.number}
    other = client.post(address, data={**data, "content": "另一件事，同一个键，内容不同。"}, headers=key)
    assert (other.status_code, other.json()["code"]) == (409, "key_used")
    found = facts_of(site, published)
    assert sorted(found.open_tasks) == ["investigate"]
    assert "objections" not in found.facts, "said once, heard once"
    (file,) = files_of(site, published)
    officer = a_player(site.engine, site.clock).officer("second_review", "440106")
    site.engine.execute(ClaimTask(task_id=found.open_tasks["investigate"]), by=officer)
    view = site.engine.ask(TaskDetail(task_id=found.open_tasks["investigate"]), by=officer)
    assert [(each.name, each.label) for each in view.case.materials if each.attachment_id == file.id] == [("签名比对.pdf", "异议附件")]
    own = site.browser("gongshi-gz")
    assert own.get(f"/cases/{published.case_id}/files/{file.id}").status_code == 404
    assert file.name not in own.get(f"/cases/{published.case_id}").text
    assert site.rest("gongshi-gz").get(f"/api/v1/attachments/{file.id}").status_code == 404
    plain = client.post(f"/api/v1/publicities/{published.id}/objections", json=REST, headers={"Idempotency-Key": "objection-2"})
    again = client.post(f"/api/v1/publicities/{published.id}/objections", json=REST, headers={"Idempotency-Key": "objection-2"})
    assert (plain.status_code, again.status_code) == (201, 201)
    assert len(facts_of(site, published).facts["objections"]["items"]) == 1


def test_two_who_object_at_once_are_both_heard(site, published_there):
    address = f"/api/v1/publicities/{published_there.id}/objections"
    clients = [site.stranger() for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda client: client.post(address, json=REST), clients))
    assert [answer.status_code for answer in answers] == [201] * 4, [answer.text for answer in answers]
    found = facts_of(site, published_there)
    assert sorted(found.open_tasks) == ["investigate"]
    assert len(found.facts["objections"]["items"]) == 3
