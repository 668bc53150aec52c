"""People, organisations and regions come from workbooks: looked at line by line, refused whole with the place, kept whole."""

from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from engine.queries import AuditLog, People
from tests.api.paper import faults_on, form_at
from tests.api.test_administrator_pages import signing_in

OFFICE = ("办理机构", "从化区人力资源和社会保障局", "", "440117", "020-1", "")
HEADS = {
    "people": ("登录名", "姓名", "类别", "单位", "岗位", "手机"),
    "organisations": ("类别", "名称", "统一社会信用代码", "区划代码", "电话", "地址"),
    "regions": ("区划代码", "上级代码", "名称", "英文名称", "简称"),
}


def book(kind: str, *rows: tuple[str, ...]) -> bytes:
    made = Workbook()
    for row in (HEADS[kind], *rows):
        made.worksheets[0].append(row)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def sent(site, kind: str, content: bytes):
    client, address = site.browser("admin"), f"/admin/directory/{kind}"
    form = form_at(client.get(address).text, address)
    return client.post(address, data=form.data(), files=[("file", ("a.xlsx", content, "application/octet-stream"))])


def kept(site, kind: str, content: bytes):
    preview = sent(site, kind, content)
    assert preview.status_code == 200, preview.text
    form = form_at(preview.text, f"/admin/directory/{kind}/confirm")
    answer = site.browser("admin").post(form.action, data=form.data())
    assert answer.status_code == 200, faults_on(answer.text)
    return answer


@pytest.mark.parametrize(
    ("kind", "row", "said"),
    [
        ("people", ("x", "王", "经办", "从化区人力资源和社会保障局", "", ""), "登录名"),
        ("people", ("wang", "王", "经办", "没有这个单位", "", ""), "没有名为"),
        ("people", ("wang", "王", "船长", "从化区人力资源和社会保障局", "", ""), "C2"),
        ("people", ("wang", "王", "经办", "从化区人力资源和社会保障局", "captain@440117", ""), "captain"),
        ("people", ("wang", "王", "经办", "从化区人力资源和社会保障局", "acceptance@999999", ""), "999999"),
        ("people", ("wang", "王", "经办", "从化区人力资源和社会保障局", "", "123"), "F2"),
        ("organisations", ("申报单位", "甲", "", "440117", "", ""), "统一社会信用代码"),
        ("organisations", ("办理机构", "甲", "", "990000", "", ""), "990000"),
        ("organisations", ("办理机构", "甲", "91440101MA59XXXXXX", "440117", "", ""), "C2"),
        ("regions", ("44011", "440100", "某区", "", ""), "6 位"),
        ("regions", ("440120", "449900", "某区", "", ""), "449900"),
        ("regions", ("440106", "440000", "天河区", "Tianhe", "天"), "不能改换上级"),
    ],
)
def test_a_faulty_line_is_told_with_its_place_and_nothing_is_kept(site, kind, row, said):
    before = site.rest("admin").get(f"/api/v1/admin/directory/{kind}").json()
    answer = sent(site, kind, book(kind, row))
    assert answer.status_code == 422
    assert said in answer.text
    assert "/confirm" not in answer.text or "确认导入" not in answer.text
    assert site.rest("admin").get(f"/api/v1/admin/directory/{kind}").json() == before


def test_regions_offices_and_their_people_are_imported_and_sign_in_with_the_password_shown_once(site):
    kept(site, "regions", book("regions", ("440122", "440121", "测试镇", "Test", "测"), ("440121", "440100", "测试县", "", "")))
    kept(site, "organisations", book("organisations", OFFICE))
    people = book("people", ("luo.min", "罗敏", "经办", OFFICE[1], "acceptance@440122", "13800138000"))
    done = kept(site, "people", people)
    assert "仅显示这一次" in done.text
    password = done.text.partition('luo.min</td><td class="mono">')[2].partition("<")[0]
    assert signing_in(site.stranger(), "luo.min", password).status_code == 303
    found = site.engine.ask(People(text="luo.min"), by=site.actor("admin")).rows[0]
    assert (found.name, found.organisation, found.roles) == ("罗敏", OFFICE[1], (("acceptance", "440122"),))
    again = sent(site, "people", people)
    assert "不变" in again.text
    changed = kept(site, "people", book("people", ("luo.min", "罗敏敏", "经办", OFFICE[1], "", "")))
    assert password not in changed.text
    assert site.engine.ask(People(text="luo.min"), by=site.actor("admin")).rows[0].roles == ()
    log = [line.kind for line in site.engine.ask(AuditLog(size=20), by=site.actor("admin")).rows]
    assert {"region_added", "organisation_added", "person_added", "person_changed"} <= set(log)


def test_what_is_there_comes_out_in_the_columns_that_go_in(site):
    client = site.browser("admin")
    for kind, heads in HEADS.items():
        out = client.get(f"/admin/directory/{kind}/all.xlsx").content
        rows = list(load_workbook(BytesIO(out)).worksheets[0].iter_rows(values_only=True))
        assert rows[0] == heads
        if kind == "organisations":
            continue  # the credit codes of these companies are made up
        again = client.post(
            f"/admin/directory/{kind}",
            data=form_at(client.get(f"/admin/directory/{kind}").text, f"/admin/directory/{kind}").data(),
            files=[("file", ("a.xlsx", out, "application/octet-stream"))],
        )
        assert again.status_code == 200, faults_on(again.text)
        assert "更新" not in again.text.partition("<tbody>")[2]


def test_programs_preview_and_bring_in_lists_too(site):
    rest = site.rest("admin")
    file = {"file": ("r.csv", "区划代码,上级代码,名称\n440130,440100,新区\n".encode(), "text/csv")}
    lines = rest.post("/api/v1/admin/directory/regions/preview", files=file).json()
    assert [(line["key"], line["action"], line["faults"]) for line in lines] == [("440130", "new", [])]
    assert rest.put("/api/v1/admin/directory/regions", files=file).json()["added"] == 1
    assert rest.put("/api/v1/admin/directory/regions", files=file).json()["same"] == 1
    assert site.rest("company").get("/api/v1/admin/directory/people").status_code == 403
