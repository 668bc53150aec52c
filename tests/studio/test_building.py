"""A program from nothing on pages that need no script: parts by kind and name, the manifest and parameters entry by entry, everything
tried before it is released, rates signed by two departments."""

import io
import re

import openpyxl
import pytest

from engine.scenarios.cast import EnsureOrganisation, EnsurePerson
from engine.sdk.actor import Actor
from tests.api.site import PASSWORD, open_site
from tests.studio.test_pages import fields, send

KEY = "skills_grant"


@pytest.fixture(scope="module")
def site(module_database_url, tmp_path_factory):
    with open_site(module_database_url, tmp_path_factory.mktemp("var")) as opened:
        for username, name, office, post in (
            ("admin2", "罗俊", "市人力资源和社会保障局", "rate_labour"),
            ("caizheng", "钱芳", "市财政局", "rate_treasury"),
        ):
            place = opened.engine.execute(EnsureOrganisation(kind="office", name=office, region="440100"), by=Actor.system())
            posts = ((post, "440100"),)
            person = EnsurePerson(username=username, name=name, kind="administrator", organisation_id=place, posts=posts, password=PASSWORD)
            opened.engine.execute(person, by=Actor.system())
        yield opened


@pytest.fixture(scope="module")
def base(site) -> str:
    """A draft of a new program with one part of each kind."""
    client = site.browser("admin")
    sent = fields(client.get("/admin/studio/new").text, "/admin/studio/new")
    said = {"key": KEY, "title": "技能补助", "title_en": "Skills grant", "authority": "市人社局", "region": "440100"}
    answer = send(client, "/admin/studio/new", data={**sent, **said})
    base = re.search(r"/admin/studio/[0-9a-f-]{36}", str(answer.url)).group()
    for kind, name, title in (
        ("form", "application", "补助申请"),
        ("diagram", "grant", "补助申领"),
        ("table", "route", "分流"),
        ("notice", "grant_notice", "补助通知书"),
    ):
        sent = fields(client.get(base).text, f"{base}/parts")
        what = {"kind": kind, "name": name, "title": title, "title_en": name, "form": "" if kind == "form" else "application"}
        assert send(client, f"{base}/parts", data={**sent, **what}).status_code == 200
    return base


def edit(client, base, section, entries, file="manifest.toml"):
    page = client.get(f"{base}/files/{KEY}/{file}").text
    return send(client, f"{base}/sections/{section}", data={**fields(page, f"{base}/sections/{section}"), **entries})


def text(client, base, path):
    return client.get(f"{base}/raw/{KEY}/{path}").content.decode()


def put(client, base, path, content):
    address = f"{base}/files/{KEY}/{path}?source"
    return send(client, address, data={**fields(client.get(address).text, address), "text": content})


def test_a_new_program_says_what_it_lacks(site):
    client = site.browser("admin")
    sent = fields(client.get("/admin/studio/new").text, "/admin/studio/new")
    answer = send(client, "/admin/studio/new", data={**sent, "key": "Gz-1", "title": "", "authority": "", "region": "x"})
    assert answer.status_code == 422
    assert answer.text.count("aria-invalid") == 3
    again = send(client, "/admin/studio/new", data={**sent, "key": "gz_apprenticeship", "title": "x", "authority": "y", "region": "440100"})
    assert "已有同名项目" in again.text


def test_parts_are_sound_from_the_start_and_named_in_the_manifest(site, base):
    client = site.browser("admin")
    manifest = text(client, base, "manifest.toml")
    assert 'file = "grant.bpmn"' in manifest
    assert 'template = "notices/grant_notice.typ"' in manifest
    assert "没有错误" in client.get(f"{base}/check").text
    sent = fields(client.get(base).text, f"{base}/parts")
    twice = send(client, f"{base}/parts", data={**sent, "kind": "form", "name": "application", "title": "x"})
    assert twice.status_code == 422
    assert "已有同名文件" in twice.text


def test_entries_of_the_manifest_change_and_everything_else_stays(site, base):
    client = site.browser("admin")
    before = text(client, base, "manifest.toml")
    row = {"e0.key": "finance", "e0.zh": "资金", "e0.en": "Finance", "e0.order": "2", "e1.key": "", "e1.zh": "", "e1.order": "3"}
    assert edit(client, base, "roles", row).status_code == 200
    after = text(client, base, "manifest.toml")
    assert '[roles.finance]\nzh = "资金"\nen = "Finance"\n' in after
    assert (
        before.replace("\n", "") in after.replace('[roles.finance]zh = "资金"en = "Finance"', "").replace("\n", "") or "# Stages" in after
    )
    assert edit(client, base, "roles", {"e0.key": "finance", "e0.zh": "资金", "e0.remove": "on"}).status_code == 200
    assert "finance" not in text(client, base, "manifest.toml")
    refused = edit(
        client, base, "process", {"e0.id": "grant", "e0.file": "", "e0.title.zh": "x", "e0.form": "application", "e0.number": "1"}
    )
    assert refused.status_code == 422
    assert "请填写" in refused.text


def test_a_parameter_is_dated_and_names_its_document(site, base):
    client = site.browser("admin")
    entry = {"e0.key": "amount", "e0.type": "money", "e0.title.zh": "补助金额", "e0.title.en": "Amount"}
    value = {"e0.value.0.from": "2026-01-01", "e0.value.0.value": "1500.50", "e0.value.0.document": "", "e0.value.0.clause": "三"}
    refused = edit(client, base, "parameter", {**entry, **value}, "parameters.toml")
    assert refused.status_code == 422
    value["e0.value.0.document"] = "市人社函〔2026〕1号"
    assert edit(client, base, "parameter", {**entry, **value}, "parameters.toml").status_code == 200
    kept = text(client, base, "parameters.toml")
    assert "value = 150050" in kept
    assert "from = 2026-01-01" in kept
    assert kept.startswith("# Amounts")
    assert "1500.5" in client.get(f"{base}/files/{KEY}/parameters.toml").text


def test_a_form_is_previewed_and_judged_by_the_server(site, base):
    client = site.browser("admin")
    form = (
        '{"type": "default", "id": "application", "schemaVersion": 19, "title": {"zh": "补助申请", "en": "Application"}, "components": ['
        '{"type": "number", "id": "amount", "key": "amount", "label": "申请金额", "validate": {"required": true, "max": 5000},'
        ' "properties": {"label_en": "Amount"}}]}'
    )
    put(client, base, "forms/application.form", form)
    address = f"{base}/preview/{KEY}/forms/application.form"
    page = client.get(address).text
    assert "补助申领" in page
    assert 'name="amount"' in page
    action = re.search(r'<form id="form"[^>]*action="([^"]*)"', page)[1]
    sent = fields(page, action)
    faulty = send(client, f"{address}?step=/", data={**sent, "amount": "9000"})
    assert faulty.status_code == 422
    assert "5000" in faulty.text
    assert "没有问题" in send(client, f"{address}?step=/", data={**sent, "amount": "900"}).text
    assert "<table" in client.get(f"{address}?look=print").text
    put(client, base, "forms/application.form", form.replace('"number"', '"iframe"'))
    assert client.get(address).status_code == 422
    put(client, base, "forms/application.form", form)


def test_a_decision_is_tried_explained_and_kept_as_an_example_that_the_check_repeats(site, base):
    client = site.browser("admin")
    address = f"{base}/bench/{KEY}/decisions/route.dmn"
    page = client.get(address).text
    assert 'name="fact.application.amount"' in page
    told = {**fields(page, address), "decision": "route", "fact.application.amount": "100"}
    made = send(client, address, data={**told, "do": "try"}).text
    assert "规则 1 成立" in made
    assert send(client, address, data={**told, "do": "keep", "title": ""}).status_code == 422
    assert "相符" in send(client, address, data={**told, "do": "keep", "title": "小额", "_key": "k1"}).text
    assert send(client, address, data={**told, "fact.application.amount": "1 +", "do": "try"}).status_code == 422
    changed = text(client, base, "decisions/route.dmn").replace('"review"', '"closed"')
    put(client, base, "decisions/route.dmn", changed)
    assert "示例“route · 小额”：应为 &#34;review&#34;，得到 &#34;closed&#34;" in client.get(f"{base}/check").text
    put(client, base, "decisions/route.dmn", changed.replace('"closed"', '"review"'))
    assert "没有错误" in client.get(f"{base}/check").text


def test_a_table_goes_to_excel_and_comes_back(site, base):
    client = site.browser("admin")
    address = f"{base}/tables/{KEY}/decisions/route.dmn"
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{address}?decision=route").content))
    cell = next(cell for row in book.active.iter_rows() for cell in row if cell.value == '"review"')
    cell.value = '"finance"'
    changed = io.BytesIO()
    book.save(changed)
    sent = fields(client.get(f"{base}/bench/{KEY}/decisions/route.dmn").text, address)
    refused = send(client, address, data=sent, files={"upload": ("x.xlsx", b"no workbook")})
    assert refused.status_code == 422
    assert send(client, address, data=sent, files={"upload": ("x.xlsx", changed.getvalue())}).status_code == 200
    assert '"finance"' in text(client, base, "decisions/route.dmn")
    put(client, base, "decisions/route.dmn", text(client, base, "decisions/route.dmn").replace('"finance"', '"review"'))


def test_a_notice_becomes_paper_or_says_where_it_is_wrong(site, base):
    client = site.browser("admin")
    path = "notices/grant_notice.typ"
    paper = client.get(f"{base}/paper/{KEY}/{path}")
    assert paper.headers["content-type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")
    sound = text(client, base, path)
    put(client, base, path, sound + "\n#nothing-of-that-name\n")
    refused = client.get(f"{base}/paper/{KEY}/{path}")
    assert refused.status_code == 422
    assert "行有误" in refused.text
    put(client, base, path, sound)
    assert "data-preview" in client.get(f"{base}/files/{KEY}/{path}").text


def test_new_rates_take_two_departments(site, base):
    first, second, third = (site.browser(name) for name in ("admin", "admin2", "caizheng"))
    page = second.get(f"{base}/release").text
    assert "补助金额" in page
    assert 'name="note"' not in page
    sent = fields(page, f"{base}/cosign")
    told = {"digest": sent["digest"], "current": "", "note": "首次发布"}
    refused = send(second, f"{base}/release", data={**told, **{k: v for k, v in sent.items() if k.startswith("_")}, "_key": "early"})
    assert refused.status_code == 409
    assert "尚缺：标准会签（财政部门）" in refused.text
    own = send(first, f"{base}/cosign", data={**fields(first.get(base).text, f"{base}/discard"), "digest": sent["digest"]})
    assert own.status_code == 403
    assert send(third, f"{base}/cosign", data=fields(third.get(f"{base}/release").text, f"{base}/cosign")).status_code == 200
    page = second.get(f"{base}/release").text
    assert "市财政局" in page
    done = send(second, f"{base}/release", data={**fields(page, f"{base}/release"), "note": "首次发布"})
    assert done.status_code == 200
    assert "技能补助" in done.text
    assert "补助申领" in site.stranger().get("/guides").text


def test_the_same_is_there_for_programs(site):
    headers = {
        "Authorization": f"Bearer {site.stranger().post('/api/v1/sessions', json={'username': 'admin', 'password': PASSWORD}).json()['token']}"
    }
    client = site.stranger()
    both = {"zh": "试点补助", "en": "Pilot grant"}
    begun = {"key": "pilot", "title": both, "authority": both, "region": "440100", "shared": True}
    made = client.post("/api/v1/admin/studio/programs", json=begun, headers={**headers, "Idempotency-Key": "a1"})
    assert made.status_code == 201, made.text
    draft = f"/api/v1/admin/studio/drafts/{made.json()['draft_id']}"
    part = {"kind": "table", "name": "route", "title": both, "form": "application"}
    assert client.post(f"{draft}/parts", json=part, headers={**headers, "Idempotency-Key": "a2"}).status_code == 201
    found = client.get(f"{draft}/sections/pilot/manifest.toml", headers=headers).json()
    assert {each["section"]["name"] for each in found} >= {"general", "roles", "process", "notice"}
    entry = {"version": 0, "entries": [{"key": "finance", "zh": "资金", "en": "Finance"}]}
    assert client.put(f"{draft}/sections/roles", json=entry, headers={**headers, "Idempotency-Key": "a3"}).status_code == 200
    assert client.put(f"{draft}/sections/roles", json=entry, headers={**headers, "Idempotency-Key": "a4"}).status_code == 409
    trial = {"path": "pilot/decisions/route.dmn", "decision": "route", "facts": {"application.amount": "5"}}
    assert client.post(f"{draft}/decision-trials", json=trial, headers=headers).json()["value"] == '"review"'


def test_a_diagram_of_another_engine_comes_in_with_a_report_and_goes_out_again(site):
    client = site.browser("admin")
    sent = fields(client.get("/admin/studio/new").text, "/admin/studio/new")
    said = {"key": "brought", "title": "带来的", "authority": "市人社局", "region": "440100"}
    own = re.search(r"/admin/studio/[0-9a-f-]{36}", str(send(client, "/admin/studio/new", data={**sent, **said}).url)).group()
    sent = fields(client.get(own).text, f"{own}/diagrams")
    drawn = (
        b'<d:definitions xmlns:d="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="x" '
        b'targetNamespace="y"><d:process id="p"><d:userTask id="look" camunda:candidateGroups="review"/></d:process></d:definitions>'
    )
    told = send(client, f"{own}/diagrams", data=sent, files={"upload": ("other.bpmn", drawn)})
    assert "candidateGroups“review”译为 tb:role“review”" in told.text
    out = client.get(f"{own}/dialects/camunda/brought/other.bpmn?take")
    assert b'candidateGroups="review"' in out.content
    broken = send(client, f"{own}/diagrams", data={**sent, "_key": "again"}, files={"upload": ("x.bpmn", b"<a><b></a>")})
    assert broken.status_code == 422
    assert "第 1 行不是有效的 XML" in broken.text
    names = client.get(f"{own}/names?path=brought/other.bpmn").json()
    assert "working days after" in {each["name"] for each in names}
