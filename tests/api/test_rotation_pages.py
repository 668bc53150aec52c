"""轮岗提醒 in pages and over REST: on the board of supervisors and on the page of people, in words."""

import re
from datetime import timedelta

import pytest

from engine.commands import AddPerson
from engine.sdk.actor import Actor


@pytest.fixture(scope="module")
def long_held(site) -> None:
    """Somebody has reviewed in 天河 for more than five years; a supervisor of the district looks on."""
    office = site.actor("review").organisation_id
    for username, name, role in (("zhou", "老周", "review"), ("watcher", "督导甲", "supervisor")):
        told = AddPerson(
            username=username, name=name, kind="officer", organisation_id=office, roles=((role, "440106"),), password="lychee-river-42"
        )
        site.engine.execute(told, by=Actor.system())
    site.clock.move_to(site.clock.now() + timedelta(days=365 * 5 + 30))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_supervisors_and_administrators_are_told_who_is_to_rotate(site, long_held, language):
    for username, board in (("watcher", "/oversight"), ("admin", "/admin/people")):
        client = site.browser(username)
        client.get(f"/language/{language}")
        assert 'href="/oversight/rotation"' in client.get(board).text
        page = client.get("/oversight/rotation").text
        assert "老周" in page
        assert not re.search(r"\brotation\.[a-z_]+", page)
        client.get("/language/zh")


def test_rest_tells_the_same_and_others_nothing(site, long_held):
    (told,) = [each for each in site.rest("watcher").get("/api/v1/oversight/rotation").json() if each["person"] == "老周"]
    assert (told["most"], told["region"], told["post"]["zh"]) == (5, "440106", "审核")
    assert site.rest("review").get("/api/v1/oversight/rotation").status_code == 403
    assert site.browser("review").get("/oversight/rotation").status_code == 403
