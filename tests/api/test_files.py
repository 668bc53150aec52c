"""Files: taken by content, shown safely, to those who may see the case."""

import re
import time

import pytest

from engine.queries import StepForm
from tests.api.paper import faults_on, form_at
from tests.api.site import PDF

PLAN = "materials.training_plan"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


@pytest.fixture
def client(site):
    return site.browser("company")


def send(client, case_id, name, content, media_type="application/pdf", **fields):
    """As the page's script sends one file."""
    token = re.search(r'data-csrf="([^"]+)"', client.get("/cases").text)[1]
    field, _, item = fields.pop("place", PLAN).partition(".")
    return client.post(
        f"/cases/{case_id}/files",
        data={"field": field, "item": item, "_key": fields.pop("key", name)},
        files={"file": (name, content, media_type)},
        headers={"Accept": "application/json", "X-CSRF-Token": token},
    )


def attachments(site, case_id, username="company"):
    return site.engine.ask(StepForm(case_id=case_id), by=site.actor(username)).attachments


def test_a_file_is_kept_shown_and_taken_out_again(site, client):
    case_id = site.draft()
    assert send(client, case_id, "方案.pdf", PDF).status_code == 201
    (held,) = attachments(site, case_id)
    assert (held.name, held.field, held.item, held.media_type) == ("方案.pdf", "materials", "training_plan", "application/pdf")
    address = f"/cases/{case_id}/files/{held.attachment_id}"
    answer = client.get(address)
    assert answer.content == PDF
    assert answer.headers["content-disposition"].startswith("inline;")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "script-src" not in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "no-store" in answer.headers["cache-control"]
    assert client.get(f"{address}?download=1").headers["content-disposition"].startswith("attachment;")
    form = site.form(client, case_id)
    assert ("_discard", str(held.attachment_id)) in form.buttons
    assert client.post(form.action, data=form.data(_discard=str(held.attachment_id))).status_code == 303
    assert attachments(site, case_id) == ()
    assert client.get(address).status_code == 404


def test_the_same_upload_sent_twice_is_kept_once(site, client):
    case_id = site.draft()
    for _ in range(2):
        assert send(client, case_id, "a.pdf", PDF, key="same").status_code == 201
    assert len(attachments(site, case_id)) == 1


def test_several_files_come_with_the_form_and_a_wrong_one_costs_nothing_else(site, client):
    case_id = site.draft()
    form = site.form(client, case_id).set("enterprise.contact", "吴文静")
    files = [
        (PLAN, ("a.pdf", PDF, "application/pdf")),
        (PLAN, ("b.png", PNG, "image/png")),
        (PLAN, ("c.pdf", b"MZ\x90\x00", "application/pdf")),
    ]
    answer = client.post(form.action, data=form.data(do="save"), files=files)
    assert answer.status_code == 422
    assert "#f-materials-training_plan" in answer.text
    assert form_at(answer.text, f"/cases/{case_id}/form").value("enterprise.contact") == "吴文静"
    assert sorted(each.name for each in attachments(site, case_id)) == ["a.pdf", "b.png"]
    assert client.post(f"/cases/{case_id}/form", data=form_at(answer.text, f"/cases/{case_id}/form").data(do="save")).status_code == 303


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.pdf", b""),
        ("page.pdf", b"<html><script>alert(1)</script></html>"),
        ("run.pdf", b"MZ\x90\x00" + b"\0" * 200),
        ("old.pdf", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        ("cut.pdf", PDF[:40]),
        ("renamed.png", PDF),
        ("archive.pdf", b"PK\x03\x04" + b"\0" * 100),
    ],
)
def test_what_may_not_be_taken_is_refused_by_content_with_a_sentence(site, client, name, content):
    case_id = site.draft()
    answer = send(client, case_id, name, content)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    (error,) = answer.json()["errors"]
    assert error["path"] == PLAN
    assert error["detail"]
    assert attachments(site, case_id) == ()


def test_a_file_for_a_place_the_form_does_not_have_is_refused(site, client):
    case_id = site.draft()
    for place in ("nothing", "materials.nothing", "../../etc/passwd", "enterprise.name"):
        assert send(client, case_id, "a.pdf", PDF, place=place).status_code == 422


def test_twenty_megabytes_are_answered_within_seconds_and_one_byte_more_is_refused(site, client):
    case_id = site.draft()
    limit = 20 * 1024 * 1024
    tail = PDF[PDF.index(b"xref") :]
    filler = limit - len(PDF)
    large = PDF[: PDF.index(b"xref")] + b"%" * (filler - 1) + b"\n" + tail
    began = time.monotonic()
    answer = send(client, case_id, "large.pdf", large + b"\n")
    assert time.monotonic() - began < 60
    assert answer.status_code == 422
    assert "20.0 MB" in answer.json()["errors"][0]["detail"]


@pytest.mark.parametrize(
    "name",
    [
        'a"; filename="evil.exe.pdf',
        "a\r\nSet-Cookie: x=y.pdf",
        "../../../etc/passwd.pdf",
        "..\\..\\boot.pdf",
        "申请表 附件（一）'\".pdf",
        "\u202efdp.exe.pdf",
        "x" * 400 + ".pdf",
    ],
)
def test_a_hostile_file_name_breaks_no_header(site, client, name):
    case_id = site.draft()
    assert send(client, case_id, name, PDF).status_code == 201
    (held,) = attachments(site, case_id)
    assert len(held.name) <= 150
    answer = client.get(f"/cases/{case_id}/files/{held.attachment_id}")
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    disposition = answer.headers["content-disposition"]
    assert re.fullmatch(r"inline; filename=\"[\w .\-]+\"; filename\*=UTF-8''[\w.%!#$&+^`|~'()*\-]+", disposition, re.ASCII), disposition
    assert "/" not in disposition
    assert "\\" not in disposition


def test_files_of_others_do_not_exist_and_officers_see_those_of_their_region(site, client):
    case_id = site.submitted()
    held = attachments(site, case_id)[0]
    address = f"/cases/{case_id}/files/{held.attachment_id}"
    assert site.browser("acceptance").get(address).status_code == 200
    assert site.browser("rival").get(address).status_code == 404
    assert site.browser("elsewhere").get(address).status_code == 404
    assert site.stranger().get(address).status_code == 303
    assert faults_on(client.get(address).text) == ""


def test_after_the_submission_no_file_is_added_or_taken_out(site, client):
    case_id = site.submitted()
    assert send(client, case_id, "late.pdf", PDF).status_code == 409
