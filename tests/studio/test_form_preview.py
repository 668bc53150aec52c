"""The preview of a form: what each role would see of it at each step, by the rules of cases; samples that pass and samples that are refused."""

import re

import pytest

from tests.api.paper import forms_of
from tests.api.site import PROGRAM
from tests.studio.test_pages import begin, fields, send, site

__all__ = ["site"]
FILING, ACCEPTANCE = (f"{PROGRAM}/forms/{name}.form" for name in ("filing", "acceptance"))
PHONE, MASK = "13800138000", "138****8000"


@pytest.fixture(scope="module")
def base(site):
    return begin(site.browser("admin"), "表单预览")


def inputs(html: str) -> set[str]:
    """The fields of a form that can be typed into; those of the page itself begin with a line or are the studio's own."""
    body = html[html.index('class="f-page"') :] if 'class="f-page"' in html else ""
    return set(re.findall(r'<(?:input|select|textarea)[^>]* name="([a-z][^"]*)"', body)) - {"version"}


def seen(site, base, path, **asked):
    answer = site.browser("admin").get(f"{base}/preview/{path}", params=asked)
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize(
    ("path", "step", "role", "said", "typed"),
    [
        (FILING, "filing/", "applicant", "在此填写", True),
        (FILING, "filing/", "acceptance", "提交之前只有填报人能看", False),
        (FILING, "filing/acceptance", "applicant", "不遮盖", False),
        (FILING, "filing/acceptance", "acceptance", "说明理由后可查看原值", False),
        (FILING, "filing/acceptance", "city_review", "无权查看原值", False),
        (FILING, "filing/correction", "applicant", "只有要求补正的内容可以改", True),
        (FILING, "filing/correction", "acceptance", "敏感信息已遮盖", False),
        (FILING, "filing/acceptance", "public", "只能看公示名单", False),
        (ACCEPTANCE, "filing/acceptance", "acceptance", "在此填写", True),
        (ACCEPTANCE, "filing/acceptance", "review", "敏感信息已遮盖", False),
        (ACCEPTANCE, "filing/acceptance", "applicant", "这是经办环节的内容", False),
    ],
)
def test_each_role_sees_at_each_step_what_it_would_in_a_case(site, base, path, step, role, said, typed):
    page = seen(site, base, path, step=step, role=role)
    assert said in page
    assert bool(inputs(page)) == typed


def test_sensitive_values_are_open_to_their_owner_and_masked_for_officers(site, base):
    own = seen(site, base, FILING, step="filing/acceptance", role="applicant")
    office = seen(site, base, FILING, step="filing/acceptance", role="review")
    assert PHONE in own
    assert PHONE not in office
    assert MASK in office


def test_of_a_correction_only_what_was_asked_for_can_be_changed(site, base):
    asked = {"step": "filing/correction", "role": "applicant", "asked": "enterprise.mobile"}
    page = seen(site, base, FILING, **asked)
    assert inputs(page) == {"enterprise.mobile"}
    address = re.search(r'<form id="form"[^>]*action="([^"]*)"', page)[1].replace("&amp;", "&")
    client = site.browser("admin")
    sent = {**fields(page, address.replace("&", "&amp;")), "enterprise.mobile": "1", "enterprise.name": "别的企业"}
    answer = send(client, address, data=sent)
    assert answer.status_code == 422
    assert "别的企业" not in answer.text


def test_a_preview_to_fill_in_has_the_fields_of_the_page_of_a_case(site, base):
    case = site.draft()
    real = inputs(site.browser("company").get(f"/cases/{case}/form").text)
    assert real
    assert inputs(seen(site, base, FILING, step="filing/", role="applicant")) == real


def test_samples_pass_or_are_refused_by_the_judge_of_cases(site, base):
    client = site.browser("admin")
    for fill, status in (("good", 200), ("wrong", 422)):
        page = seen(site, base, ACCEPTANCE, step="filing/acceptance", role="acceptance", fill=fill)
        form = next(each for each in forms_of(page) if each.id == "form")
        answer = client.post(form.action, data=form.data())
        assert answer.status_code == status
        assert ("没有问题" in answer.text) == (fill == "good")


def test_labels_are_shown_in_the_language_that_was_asked_for(site, base):
    page = seen(site, base, FILING, step="filing/", role="applicant", language="en")
    assert '<div lang="en">' in page
    assert "Unified social credit code" in page
    assert "在此填写" in page, "the page itself stays as it was"


def test_programs_look_at_forms_too(site, base):
    client, draft = site.rest("admin"), f"/api/v1/admin/studio/drafts/{base.rpartition('/')[2]}"
    asked = {"place": "filing/acceptance", "role": "review"}
    view = client.get(f"{draft}/form-trials/{FILING}", params=asked).json()
    assert (view["manner"], view["unmasks"], view["place"]["standing"]) == ("masked", True, "beside")
    assert view["values"]["enterprise"]["mobile"] == MASK
    good = client.get(f"{draft}/form-trials/{FILING}", params={"place": "filing/", "fill": "good"}).json()
    assert (good["manner"], good["unmet"]) == ("fill", [])
    body = {"path": FILING, "values": good["values"], "place": "filing/", "fill": "good"}
    assert client.post(f"{draft}/form-trials", json=body).json()["errors"] == []
    assert client.post(f"{draft}/form-trials", json={**body, "fill": ""}).json()["errors"], "without its files it is not sound"
