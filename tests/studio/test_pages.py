"""The studio's pages: everything works without a script, two people keep both texts, a second person releases."""

import io
import re
import zipfile

import pytest

from api.archives import folder_of, zip_of
from engine.scenarios.cast import EnsureOrganisation, EnsurePerson
from engine.sdk.actor import Actor
from engine.sdk.errors import InvalidInput
from tests.api.site import PASSWORD, open_site

PROGRAM = "gz_apprenticeship"
GUIDE = f"{PROGRAM}/guide.zh.md"
DIAGRAM = f"{PROGRAM}/filing.bpmn"


@pytest.fixture(scope="module")
def site(module_database_url, tmp_path_factory):
    with open_site(module_database_url, tmp_path_factory.mktemp("var")) as opened:
        office = opened.engine.execute(EnsureOrganisation(kind="office", name="市信息中心", region="440100"), by=Actor.system())
        second = EnsurePerson(username="admin2", name="罗俊", kind="administrator", organisation_id=office, password=PASSWORD)
        opened.engine.execute(second, by=Actor.system())
        yield opened


def fields(html: str, action: str) -> dict[str, str]:
    """The hidden fields of the form that goes to an address."""
    form = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', html, re.DOTALL)
    assert form, action
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form.group()))


def send(client, address, **what):
    """Post a form and go where it leads."""
    return client.post(address, follow_redirects=True, **what)


def begin(client, title="补正期限延长") -> str:
    sent = fields(client.get("/admin/studio").text, "/admin/studio")
    answer = send(client, "/admin/studio", data={**sent, "program": PROGRAM, "title": title})
    return re.search(r"/admin/studio/[0-9a-f-]{36}", str(answer.url)).group()


def test_a_draft_is_begun_changed_checked_and_discarded_without_a_script(site):
    client = site.browser("admin")
    base = begin(client)
    page = client.get(f"{base}/files/{GUIDE}?source")
    assert "style-src 'self' 'unsafe-inline'" in page.headers["content-security-policy"]
    assert "script-src 'self';" in page.headers["content-security-policy"]
    text = "# 指南\r\n\r\n改过\r\n"
    saved = send(client, f"{base}/files/{GUIDE}?source", data={**fields(page.text, f"{base}/files/{GUIDE}?source"), "text": text})
    assert "改过" in saved.text
    assert client.get(f"{base}/raw/{GUIDE}").content == "# 指南\n\n改过\n".encode()
    assert "没有错误" in client.get(f"{base}/check").text
    overview = client.get(base).text
    assert overview.count("已修改") == 1
    send(client, f"{base}/discard", data=fields(overview, f"{base}/discard"))
    assert client.get(base).status_code == 409


def test_a_fault_leads_to_its_file_and_element(site):
    client = site.browser("admin")
    base = begin(client)
    page = client.get(f"{base}/files/{DIAGRAM}?source")
    broken = client.get(f"{base}/raw/{DIAGRAM}").content.decode().replace('tb:form="insurance"', 'tb:form="insurence"')
    send(client, f"{base}/files/{DIAGRAM}?source", data={**fields(page.text, f"{base}/files/{DIAGRAM}?source"), "text": broken})
    found = client.get(f"{base}/check").text
    assert f"{base}/files/{DIAGRAM}?element=insurance" in found
    assert "没有表单“insurence”" in found
    told = client.get(f"{base}/findings", headers={"Accept": "application/json"}).json()
    assert {"insurance"} <= {each["element"] for each in told}


def test_two_people_saving_see_both_texts_and_choose(site):
    first, second = site.browser("admin"), site.browser("admin2")
    base = begin(first)
    address = f"{base}/files/{GUIDE}?source"
    pages = [client.get(address).text for client in (first, second)]
    send(first, address, data={**fields(pages[0], address), "text": "甲的内容"})
    answer = send(second, address, data={**fields(pages[1], address), "text": "乙的内容"})
    assert "甲的内容" in answer.text
    assert "乙的内容" in answer.text
    assert first.get(f"{base}/raw/{GUIDE}").content == "甲的内容".encode()
    again = second.get(address).text
    assert "乙的内容" in again
    send(second, address, data={**fields(again, address), "text": "乙的内容"})
    assert first.get(f"{base}/raw/{GUIDE}").content == "乙的内容".encode()


def test_colleagues_are_shown_where_they_are(site):
    first, second = site.browser("admin"), site.browser("admin2")
    base = begin(first)
    second.get(f"{base}/files/{GUIDE}")
    assert "罗俊" in first.get("/admin/studio").text
    assert f'title="{GUIDE}"' in first.get(base).text


def test_an_uploaded_file_is_kept_byte_for_byte(site):
    client = site.browser("admin")
    base = begin(client)
    content = b"\xef\xbb\xbf<?xml version='1.0'?>\r\n<a  b='1'/>\n"
    sent = fields(client.get(f"{base}/files/{DIAGRAM}?source").text, f"{base}/files/{DIAGRAM}?source")
    send(client, f"{base}/files/{DIAGRAM}?source", data=sent, files={"upload": ("x.bpmn", content)})
    assert client.get(f"{base}/raw/{DIAGRAM}").content == content


def test_program_code_is_shown_and_cannot_be_changed(site):
    client = site.browser("admin")
    base = begin(client)
    path = "common/services.py"
    page = client.get(f"{base}/files/{path}")
    assert "随系统安装" in page.text
    sent = fields(client.get(f"{base}/files/{GUIDE}?source").text, f"{base}/files/{GUIDE}?source")
    assert send(client, f"{base}/files/{path}", data={**sent, "text": "import os"}).status_code == 422


def test_a_folder_goes_out_and_comes_back(site):
    client = site.browser("admin")
    base = begin(client)
    packed = client.get(f"{base}/folder.zip").content
    files = folder_of(io.BytesIO(packed))
    assert DIAGRAM in files
    files[GUIDE] = b"# back"
    sent = fields(client.get(base).text, f"{base}/folder")
    send(client, f"{base}/folder", data=sent, files={"folder": ("x.zip", zip_of(files))})
    assert client.get(f"{base}/raw/{GUIDE}").content == b"# back"
    sent = fields(client.get(base).text, f"{base}/folder")
    assert send(client, f"{base}/folder", data=sent, files={"folder": ("x.zip", b"PK no zip")}).status_code == 422


def test_a_second_person_releases_and_an_older_release_comes_back(site):
    first, second = site.browser("admin"), site.browser("admin2")
    base = begin(first, "核验改名")
    address = f"{base}/files/{DIAGRAM}?source"
    text = first.get(f"{base}/raw/{DIAGRAM}").content.decode().replace("核验社会保险参保", "核验社保缴费")
    send(first, address, data={**fields(first.get(address).text, address), "text": text})
    assert "须由另一名管理员" in first.get(f"{base}/release").text
    sent = fields(second.get(f"{base}/release").text, f"{base}/release")
    assert send(second, f"{base}/release", data={**sent, "note": ""}).status_code == 422
    done = send(second, f"{base}/release", data={**sent, "note": "依据示例文件", "_key": "again"})
    assert "依据示例文件" in done.text
    assert first.get(base).status_code == 409
    releases = re.findall(r"/admin/releases/([0-9a-f-]{36})", done.text)
    restore = f"/admin/studio/releases/{releases[1]}/restore"
    assert folder_of(io.BytesIO(first.get(f"/admin/studio/releases/{releases[0]}/folder.zip").content))[DIAGRAM] == text.encode()
    send(first, restore, data={**fields(first.get(restore).text, restore), "note": "新版有误"})
    back = re.findall(r"/admin/studio/([0-9a-f-]{36})", first.get("/admin/studio").text)[0]
    assert "另一名管理员" in first.get(f"/admin/studio/{back}/release").text


def test_a_release_that_lost_its_form_is_refused_with_the_file_and_the_step(site):
    first, second = site.browser("admin"), site.browser("admin2")
    base = begin(first, "丢失表单")
    lost = f"{PROGRAM}/forms/insurance.form"
    send(first, f"{base}/remove/{lost}", data=fields(first.get(f"{base}/files/{lost}?source").text, f"{base}/remove/{lost}"))
    page = second.get(f"{base}/release").text
    assert f"{base}/files/{DIAGRAM}?element=insurance" in page + second.get(f"{base}/check").text
    rest = site.rest("admin2")
    draft = f"/api/v1/admin/studio/drafts/{base.rpartition('/')[2]}"
    view = rest.get(draft).json()
    refused = rest.post(f"{draft}/release", json={"digest": view["digest"], "current_id": view["current_id"], "note": "依据示例文件"})
    assert refused.status_code in (409, 422)
    assert "insurance" in refused.text
    assert first.get(base).status_code == 200, "the draft is still there"
    assert view["current_id"] == rest.get(draft).json()["current_id"], "nothing was released"


def test_a_second_planned_release_is_told_beforehand_and_refused_on_the_page(site):
    first, second = site.browser("admin"), site.browser("admin2")
    drafts = []
    for name in ("核验社保缴费", "社保核验"):
        base = begin(first, name)
        drafts.append(base)
        address = f"{base}/files/{DIAGRAM}?source"
        text = first.get(f"{base}/raw/{DIAGRAM}").content.decode().replace("</bpmn:definitions>", f"<!-- {name} --></bpmn:definitions>")
        send(first, address, data={**fields(first.get(address).text, address), "text": text})
    told = {"note": "依据示例文件", "effective_on": "2099-01-01"}
    pages = [f"{base}/release" for base in drafts]
    sent = [{**fields(second.get(page).text, page), **told} for page in pages]
    send(second, pages[0], data=sent[0])
    assert "已定于 2099-01-01 生效" in second.get(pages[1]).text
    refused = send(second, pages[1], data=sent[1])
    assert refused.status_code == 409
    assert "请先取消它" in refused.text
    assert "依据示例文件" in refused.text, "what was typed stays"


@pytest.mark.parametrize("username", ["", "company", "acceptance"])
def test_the_studio_is_for_administrators(site, username):
    client = site.browser(username) if username else site.stranger()
    answer = client.get("/admin/studio")
    assert "新建草稿" not in answer.text


def test_what_is_no_sound_zip_or_too_much_of_one_is_refused():
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x", b"0" * (51 * 1024 * 1024))
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as archive:
        for number in range(501):
            archive.writestr(f"{number}", b"")
    for stream in (bomb, many, io.BytesIO(b""), io.BytesIO(b"PK\x03\x04")):
        stream.seek(0)
        with pytest.raises(InvalidInput):
            folder_of(stream)


def test_every_page_opens_in_english_too(site):
    client = site.browser("admin")
    base = begin(client)
    client.get("/language/en")
    for address in ("/admin/studio", base, f"{base}/check", f"{base}/compare", f"{base}/release", f"{base}/files/{GUIDE}?source"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "Studio" in answer.text
        assert "Undefined" not in answer.text
    client.get("/language/zh")
