"""Every page opens in both languages, for the people it is for."""

import re

import pytest

from engine.commands import ClaimTask
from engine.queries import CaseProgress, Releases
from tests.api.site import ROSTER
from tests.api.test_officer_pages import task_of


@pytest.fixture(scope="module")
def addresses(site):
    case_id, draft = site.submitted(), site.draft()
    task = task_of(site, case_id)
    claimed = task_of(site, site.submitted())
    site.engine.execute(ClaimTask(task_id=claimed), by=site.actor("acceptance"))
    release = site.engine.ask(Releases(), by=site.actor("admin"))[0].release_id
    assert site.engine.ask(CaseProgress(case_id=case_id), by=site.actor("company")).must_act is False
    return {
        "": ["/guides", "/publicity", "/guides/gz_apprenticeship/filing", "/sign-in", "/help/keys", "/notices-and-licences", "/api/docs"],
        "company": [
            "/guides/gz_apprenticeship/filing",
            "/cases",
            f"/cases/{case_id}",
            f"/cases/{case_id}/form",
            f"/cases/{case_id}/submitted",
            f"/cases/{case_id}/notices",
            f"/cases/{case_id}/withdraw",
            f"/cases/{case_id}/roster/{ROSTER}",
            f"/cases/{draft}",
            f"/cases/{draft}/form",
            f"/cases/{draft}/roster/{ROSTER}",
            f"/cases/{draft}/roster/{ROSTER}/rows/new",
            "/account",
            "/no/such/page",
        ],
        "acceptance": [
            "/tasks",
            "/tasks?tab=pool",
            "/tasks?tab=done",
            "/tasks?tab=all",
            f"/tasks/{task}",
            f"/tasks/{claimed}",
            f"/office/cases/{case_id}",
            f"/office/cases/{case_id}/diagram",
            f"/office/cases/{case_id}/print",
            f"/cases/{case_id}/roster/{ROSTER}",
            "/account",
        ],
        "admin": [
            "/admin/people",
            "/admin/people/new",
            "/admin/releases",
            f"/admin/releases/{release}",
            "/admin/calendar/2026",
            "/admin/audit",
            "/admin/incidents",
            f"/office/cases/{case_id}",
        ],
    }


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("username", ["", "company", "acceptance", "admin"])
def test_every_page_opens_and_says_everything_in_words(site, addresses, username, language):
    client = site.browser(username) if username else site.stranger()
    client.get(f"/language/{language}")
    for address in addresses[username]:
        answer = client.get(address)
        assert answer.status_code == (404 if "no/such" in address else 200), (address, answer.text[:2000])
        assert f'lang="{"zh-CN" if language == "zh" else "en"}"' in answer.text
        text = re.sub(r"<(script|style|pre|code)\b.*?</\1>|<[^>]+>", " ", answer.text, flags=re.DOTALL)
        assert language == "en" or "None" not in text.split(), address
        assert "Undefined" not in text, address
        assert not re.search(r"\b(form|case|cases|queue|roster|progress|frame|problem)\.[a-z_]+\b", text), address
    client.get("/language/zh")
