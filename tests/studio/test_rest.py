"""The studio for programs: a draft is begun, changed, judged, released and taken back through REST alone."""

import io
import zipfile

import pytest

from tests.api.site import PROGRAM
from tests.studio.test_pages import site

__all__ = ["site"]
BASE = "/api/v1/admin/studio"


def draft_of(client, title="补贴标准"):
    answer = client.post(f"{BASE}/drafts", json={"program": PROGRAM, "title": title})
    assert answer.status_code == 201, answer.text
    return f"{BASE}/drafts/{answer.json()['draft_id']}"


def saved(client, draft, path, content, version):
    sent = {"version": str(version)} if version is not None else {}
    return client.put(f"{draft}/files/{path}", data=sent, files={"content": ("f", content)})


def path_of(client, draft, ending):
    return next(path for path, _ in client.get(draft).json()["files"] if path.endswith(ending))


def test_a_draft_goes_its_whole_way_through_rest_and_a_second_person_releases_it(site):
    first, second = site.rest("admin"), site.rest("admin2")
    draft = draft_of(first)
    assert [each["key"] for each in first.get(f"{BASE}/programs").json()].count(PROGRAM) == 1
    assert draft.rpartition("/")[2] in [each["draft_id"] for each in first.get(f"{BASE}/drafts").json()]
    path = path_of(first, draft, "guide.zh.md")
    opened = first.get(f"{draft}/files/{path}")
    changed = opened.content + "\n## 补充说明\n".encode()
    answer = saved(first, draft, path, changed, opened.headers["etag"].strip('"'))
    assert answer.status_code == 200, answer.text
    assert first.get(f"{draft}/files/{path}").content == changed
    assert {each["file"] for each in first.get(f"{draft}/changes").json()} == {path}
    assert [each for each in first.get(f"{draft}/findings").json() if each["severity"] == "error"] == []
    view = second.get(draft).json()
    wanted = {"digest": view["digest"], "current_id": view["current_id"], "note": "更新指南"}
    assert first.post(f"{draft}/release", json=wanted).status_code in (403, 409)
    released = second.post(f"{draft}/release", json=wanted)
    assert released.status_code == 201, released.text
    back = second.post(f"{BASE}/releases/{view['current_id']}/restoration", json={"note": "先退回"})
    assert back.status_code == 201, back.text
    folder = second.get(f"{BASE}/releases/{view['current_id']}/folder.zip")
    assert path in zipfile.ZipFile(io.BytesIO(folder.content)).namelist()


def test_a_draft_with_faults_is_not_released_and_every_fault_is_named(site):
    first, second = site.rest("admin"), site.rest("admin2")
    draft = draft_of(first)
    path = path_of(first, draft, "filing.bpmn")
    opened = first.get(f"{draft}/files/{path}")
    broken = opened.content.replace(b"tb:form=", b"tb:forn=", 1)
    saved(first, draft, path, broken, opened.headers["etag"].strip('"'))
    faults = [each for each in first.get(f"{draft}/findings").json() if each["severity"] == "error"]
    assert faults
    view = second.get(draft).json()
    refused = second.post(f"{draft}/release", json={"digest": view["digest"], "current_id": view["current_id"], "note": "发布"})
    assert refused.status_code == 422
    assert refused.headers["content-type"] == "application/problem+json"
    assert path in " ".join(each["zh"] for each in refused.json()["errors"])
    assert first.delete(draft).status_code == 204
    assert first.get(draft).status_code == 404


def test_files_are_added_removed_and_brought_in_as_a_folder(site):
    first = site.rest("admin")
    draft = draft_of(first)
    added = f"{PROGRAM}/notes.md"
    assert saved(first, draft, added, b"# notes\n", None).status_code == 200
    assert first.get(f"{draft}/files/{added}").content == b"# notes\n"
    folder = first.get(f"{draft}/folder.zip").content
    assert first.delete(f"{draft}/files/{added}").status_code == 204
    assert first.get(f"{draft}/files/{added}").status_code == 404
    digest = first.get(draft).json()["digest"]
    sent = first.put(f"{draft}/folder", data={"digest": digest}, files={"folder": ("f.zip", folder)})
    assert sent.status_code == 200, sent.text
    assert first.get(f"{draft}/files/{added}").content == b"# notes\n"
    no_zip = first.put(f"{draft}/folder", data={"digest": digest}, files={"folder": ("f.zip", b"no zip")})
    assert no_zip.status_code == 422


def test_who_saves_over_a_colleague_keeps_a_text_aside_and_may_drop_it(site):
    first, second = site.rest("admin"), site.rest("admin2")
    draft = draft_of(first)
    path = path_of(first, draft, "guide.zh.md")
    version = first.get(f"{draft}/files/{path}").headers["etag"].strip('"')
    assert saved(first, draft, path, b"first", version).json()["aside"] is False
    late = saved(second, draft, path, b"second", version)
    assert late.json()["aside"] is True
    assert second.get(f"{draft}/files/{path}").content == b"first"
    assert second.delete(f"{draft}/aside/{path}").status_code == 204
    present = second.post(f"{draft}/visits", json={"path": path}).json()
    assert {each["path"] for each in present} >= {path} or present == []


def test_an_expression_is_judged_in_both_languages(site):
    first = site.rest("admin")
    draft = draft_of(first)
    path = path_of(first, draft, "filing.bpmn")
    faults = first.post(f"{draft}/expressions", json={"path": path, "text": "1 +"}).json()
    assert faults[0]["zh"]
    assert faults[0]["en"]
    assert first.post(f"{draft}/expressions", json={"path": path, "text": "1 + 1"}).json() == []


@pytest.mark.parametrize("username", ["company", "acceptance"])
def test_drafts_are_for_administrators(site, username):
    assert site.rest(username).get(f"{BASE}/drafts").status_code == 403
