"""Every link opens for whoever is shown it, and English pages are English: what stands in Chinese is marked as such, because it has no
other language.

Names of people, organisations and places, official titles and clauses, legal names of programs and what people typed carry
`lang="zh"`; every other word of every page of every role is English.
"""

import re
from collections import Counter, deque
from datetime import timedelta
from html.parser import HTMLParser

import pytest

from engine.commands import OpenCase
from engine.scenarios.demo import PASSWORD, demonstrate
from tests.api.paper import form_at
from tests.api.site import PROCESS, PROGRAM, open_site
from tests.build import PROCESSES

CHINESE = re.compile("[\u3007\u3400-\u9fff\uf900-\ufaff]")
RUN = re.compile("[\u3007\u3400-\u9fff\uf900-\ufaff]+")
SAID = ("aria-label", "title", "placeholder", "alt", "content")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SILENT = {"script", "style", "textarea"}
ENDS_A_DRAWING = {"b", "br", "code", "div", "em", "i", "p", "small", "span", "strong"}
"""of the elements at which a browser leaves a drawing that it is in (HTML 13.2.6.5), those that these pages use"""
LOCAL = re.compile(r"/(sign-out|language|theme|static|api/openapi)|\.(xlsx|pdf|zip|svg)\b|/files/|download")
MOST_ALIKE = 2
ROLES = ("", "qiye", "qiye3", "shouli", "shenhe", "fuhe", "shenpi", "dudao", "zijin", "guanli")


class Reader(HTMLParser):
    """What a page says outside the parts that are marked as Chinese, and where it leads."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.stack: list[tuple[str, bool]] = []
        self.said: list[str] = []
        self.spoken: list[tuple[str, str]] = []
        self.shown = ""
        self.links: list[str] = []

    @property
    def marked(self) -> bool:
        return any(chinese for _, chinese in self.stack)

    def faults(self):
        """What is said outside; a label of something may repeat the names that are marked beside it."""
        bare = [(name, text) for name, text in self.spoken if any(run not in self.shown for run in re.findall(RUN, text))]
        return [*self.said, *(f"@{name} {text}" for name, text in bare)]

    def handle_starttag(self, tag, attrs):
        told = {name: value or "" for name, value in attrs}
        chinese = told.get("lang", "").startswith("zh")
        if not self.marked and not chinese:
            self.spoken += [(name, told[name]) for name in SAID if name in told and CHINESE.search(told[name])]
        self.shown += told.get("value", "")
        if tag == "a" and told.get("href", "").startswith("/"):
            self.links.append(told["href"].partition("#")[0])
        if tag in ENDS_A_DRAWING and any(name == "svg" for name, _ in self.stack):
            self.said.append(f"<{tag}> ends the drawing it stands in")
        if tag not in VOID:
            self.stack.append((tag, chinese))

    def handle_endtag(self, tag):
        while self.stack:
            known, _ = self.stack.pop()
            if known == tag:
                return

    def handle_data(self, data):
        self.shown += data if self.marked else ""
        if CHINESE.search(data) and not self.marked and not (self.stack and self.stack[-1][0] in SILENT):
            if self.stack and self.stack[-1][0] == "title":
                self.spoken.append(("title", data))
                return
            within = ">".join(tag for tag, _ in self.stack[-3:])
            self.said.append(f"<{within}> {data.strip()[:80]}")


@pytest.fixture(scope="module")
def site(module_database_url, tmp_path_factory):
    """The demonstration: people of every role, cases at every stage."""
    with open_site(module_database_url, tmp_path_factory.mktemp("var"), cast=False) as opened:
        opened.clock.move_to(opened.clock.now() + timedelta(days=80))
        demonstrate(opened.engine, opened.clock, PROCESSES, opened.clock.now())
        opened.engine.execute(OpenCase(program=PROGRAM, process=PROCESS), by=opened.actor("qiye"))
        yield opened


def alike(address):
    """The kind of page an address leads to."""
    path, _, query = address.partition("?")
    kind = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9]{4,}", "{n}", path)
    kind = re.sub(r"(?<=/releases/{n}/).*(?=[.][a-z]+$)", "file", kind)
    return kind, tuple(sorted(re.findall(r"(?:^|&)(tab|only|sort|light|state|year)=", query)))


def walk(client, first):
    """Every kind of page that can be reached, each a few times: its address, the page that led there, its status, what it says in Chinese."""
    waiting, known, seen = deque((address, "") for address in first), set(first), Counter()
    while waiting:
        address, led_by = waiting.popleft()
        if seen[alike(address)] >= MOST_ALIKE:
            continue
        seen[alike(address)] += 1
        answer = client.get(address, follow_redirects=True)
        reader = Reader()
        if "text/html" in answer.headers.get("content-type", ""):
            reader.feed(answer.text)
        yield address, led_by, answer.status_code, reader.faults()
        for link in reader.links:
            if link not in known and not LOCAL.search(link):
                known.add(link)
                waiting.append((link, address))


def sign_in(site, username):
    """The browser of somebody, in English."""
    client = site.stranger()
    if username:
        form = form_at(client.get("/sign-in").text, "/sign-in").set("username", username).set("password", PASSWORD)
        assert client.post("/sign-in", data=form.data()).status_code == 303
    client.get("/language/en")
    return client


@pytest.mark.parametrize("role", ROLES)
def test_every_link_opens_and_no_page_says_anything_in_chinese_that_is_not_marked(site, role):
    client, faults, pages = sign_in(site, role), [], 0
    for address, led_by, status, said in walk(client, ["/", "/guides", "/help/keys", "/no/such/page"]):
        pages += 1
        faults += [f"{address}: {text}" for text in said]
        if status != (404 if "no/such" in address else 200):
            faults.append(f"{address}: {status}, shown on {led_by}")
    assert faults == []
    assert pages > 4
