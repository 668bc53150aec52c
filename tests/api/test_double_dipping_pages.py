"""重复享受 in pages: of two plans that claim the same people one is granted; whoever sees the other one sees why, as far as they may."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import unescape
from pathlib import Path
from uuid import UUID

import pytest

from api.app import create_app
from api.settings import Settings
from engine.commands import FireTimers, ReleaseProgram
from engine.queries import CaseDetail
from engine.scenarios.cast import EnsureOrganisation, EnsurePerson
from engine.scenarios.facts import CaseFacts
from engine.sdk.actor import Actor
from tests.api.serving import served
from tests.api.site import PASSWORD, Site
from tests.build import a_clock, a_story, an_engine
from tests.processes.test_no_double_dipping import TO_PUBLICITY, Two, of_second_firm, trusting

SYSTEM = Actor.system()
OWN, CITY, FIRM = "district", "city", "firm"


@dataclass
class Refused:
    """A site, the settlement that was refused its grant and is reviewed again, the one that was granted, and the number of that one."""

    site: Site
    case: UUID
    granted: UUID
    granted_number: str
    task: UUID

    def read(self, username: str, address: str) -> str:
        """The text of a page, without its tags."""
        answer = self.site.browser(username).get(address)
        assert answer.status_code == 200, answer.text
        return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text)))


@pytest.fixture(scope="module")
def refused(module_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Refused]:
    var: Path = tmp_path_factory.mktemp("var")
    clock = a_clock(date(2026, 9, 3))
    engine = an_engine(module_database_url, var, clock)
    engine.execute(ReleaseProgram(files=trusting(), note="不比对其他计划"), by=SYSTEM)
    two = Two(engine, clock)
    story = a_story("objection_upheld.toml", TO_PUBLICITY)
    claims: list[UUID] = []
    for each in (story, of_second_firm(story)):
        two.tell(each)
        claims += two.cases("settlement") - set(claims)
    loser, winner = claims
    clock.move_to(clock.now().replace(year=clock.now().year + 1))
    engine.execute(FireTimers(case_id=winner), by=SYSTEM)
    engine.execute(FireTimers(case_id=loser), by=SYSTEM)  # compared once more before the grant, it goes back to be reckoned and reviewed
    firm = story.steps[0].data["enterprise"]
    for username, kind, name, region, uscc in (
        (OWN, "officer", "天河区人力资源和社会保障局", "440106", None),
        (CITY, "officer", "广州市人力资源和社会保障局", "440100", None),
        (FIRM, "enterprise", firm["name"], firm["reg_district"], firm["uscc"]),
    ):
        office = EnsureOrganisation(kind="office" if kind == "officer" else kind, name=name, region=region, uscc=uscc)
        posts = (("review", region),) if kind == "officer" else ()
        at = engine.execute(office, by=SYSTEM)
        person = EnsurePerson(username=username, name=username, kind=kind, organisation_id=at, posts=posts, password=PASSWORD)
        engine.execute(person, by=SYSTEM)
    number = str(engine.ask(CaseDetail(case_id=winner), by=SYSTEM).head.number)
    waiting = engine.ask(CaseFacts(case_id=loser), by=SYSTEM).open_tasks["review"]
    app = create_app(Settings(var=var, sign_in_attempts=1000), lambda _: engine)
    with served(app) as address:
        site = Site(app, engine, clock, address)
        yield Refused(site, loser, winner, number, waiting)
        for client in site.opened:
            client.close()


@pytest.mark.parametrize("place", ["case", "task"])
def test_an_officer_of_the_district_sees_every_hit_with_both_cases_and_the_clause_the_foreign_one_masked(
    refused: Refused, place: str
) -> None:
    said = refused.read(OWN, f"/office/cases/{refused.case}" if place == "case" else f"/tasks/{refused.task}")
    assert "重复享受 8 处" in said
    assert said.count(f"****{refused.granted_number[-4:]} · ***") == 8
    assert said.count("无权查看，已遮盖") == 8
    assert said.count("穗人社函〔2020〕22号 三（四）") >= 8
    assert "第 8 行" in said
    assert refused.granted_number not in said
    assert "番禺示例电气设备有限公司" not in said


def test_why_nobody_is_paid_for_is_said_where_the_officer_works(refused: Refused) -> None:
    said = refused.read(OWN, f"/tasks/{refused.task}")
    assert "benefit_held" not in said
    assert "重复享受补贴" in said, "each row that is left out, with the reason"
    assert refused.site.rest(OWN).get(f"/api/v1/cases/{refused.case}").json()["incidents"] == []


def test_the_city_sees_the_other_case_with_its_enterprise_and_amount_and_can_open_it(refused: Refused) -> None:
    said = refused.read(CITY, f"/office/cases/{refused.case}")
    assert said.count(refused.granted_number) >= 8
    assert said.count("番禺示例电气设备有限公司 · 已享受") == 8
    assert "已遮盖" not in said
    page = refused.site.browser(CITY).get(f"/office/cases/{refused.case}").text
    assert page.count(f'href="/office/cases/{refused.granted}"') >= 8
    assert refused.site.browser(CITY).get(f"/office/cases/{refused.granted}").status_code == 200


def test_the_enterprise_sees_its_own_rows_and_nothing_of_the_other_enterprise(refused: Refused) -> None:
    said = refused.read(FIRM, f"/cases/{refused.case}")
    assert "重复享受 8 处" in said
    assert refused.granted_number not in said
    assert "番禺示例电气设备有限公司" not in said


def test_the_same_over_rest_masked_alike(refused: Refused) -> None:
    own, city = (refused.site.rest(who).get(f"/api/v1/cases/{refused.case}/benefit-conflicts").json() for who in (OWN, CITY))
    assert [hit["row"] for hit in own] == [hit["row"] for hit in city] == list(range(1, 9))
    assert {(hit["masked"], hit["other_organisation"], hit["other_case_id"], hit["other_amount"]) for hit in own} == {
        (True, "***", None, None)
    }
    assert {(hit["masked"], hit["other_case"], hit["other_case_id"]) for hit in city} == {
        (False, refused.granted_number, str(refused.granted))
    }
