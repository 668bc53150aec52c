"""Every page opens in both languages, for the people it is for."""

import re
from collections import Counter, deque

import pytest
from lxml import html

from engine.commands import ClaimTask
from engine.queries import CaseProgress, People, Releases
from engine.scenarios.cast import EnsurePerson
from engine.sdk.actor import Actor
from tests.api.site import PASSWORD, ROSTER
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
        "": ["/guides", "/guides/gz_apprenticeship/filing", "/sign-in", "/help/keys", "/notices-and-licences", "/api/docs"],
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


@pytest.mark.parametrize("username", ["company", "acceptance", "overseer", "admin"])
def test_every_link_opens_for_whoever_is_shown_it(site, addresses, username):
    """From the pages above and the home page, link by link; of links alike but for ids and values two are followed."""
    office = site.engine.ask(People(text="acceptance2"), by=site.actor("admin")).rows[0].organisation_id
    post = EnsurePerson(
        username="overseer", name="督导", kind="officer", organisation_id=office, posts=(("supervisor", "440106"),), password=PASSWORD
    )
    site.engine.execute(post, by=Actor.system())
    client = site.browser(username)
    roster = next(address for address in addresses["acceptance"] if "/roster/" in address)
    waiting = deque((address, "") for address in ["/", *addresses.get(username, addresses["acceptance"]), roster])
    followed: Counter[str] = Counter()
    while waiting:
        address, shown_on = waiting.popleft()
        answer = client.get(address, follow_redirects=True)
        assert answer.status_code == (404 if "no/such" in address else 200), (username, address, shown_on)
        if "text/html" not in answer.headers["content-type"]:
            continue
        for link in html.fromstring(answer.content).xpath("//a[not(@download)]/@href"):
            shape = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+|(?<==)[^&]*", "*", link.partition("#")[0])
            if link.startswith("/") and not link.startswith(("/language/", "/theme/")) and followed[shape] < 2:
                followed[shape] += 1
                waiting.append((link, address))
    assert followed[f"/{'' if username == 'company' else 'office/'}cases/*"]
