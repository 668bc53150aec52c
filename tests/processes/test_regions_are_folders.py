"""A region is a folder: adding or taking away one leaves every other's release as it was, and a small new one runs on the shared diagrams."""

import shutil
from pathlib import Path

import orjson
import pytest

from engine.installation import SeedBasics, install_programs
from engine.packages.check import check_package
from engine.packages.discovery import COMMON, folders, package_files
from engine.packages.program import digest_of
from engine.scenarios.player import Player
from engine.scenarios.reading import read_scenario
from engine.sdk.actor import Actor
from forms.port import Forms
from tests.build import PROCESSES, a_clock, an_engine

REGIONS = sorted(path.name for path in folders(PROCESSES) if path.name != COMMON)
TINY = "wx_apprenticeship"
MANIFEST = """
key = "wx_apprenticeship"
version = "1"
sdk = "1"
kind = "program"
title = { zh = "示例地区学徒制", en = "Apprenticeship of a sample region" }
region = "320200"
authority = { zh = "示例市人力资源和社会保障局", en = "Sample bureau" }

[clauses]
no_double = "示例实施细则 第三条"

[stages]
submitted = { zh = "已提交" }
review = { zh = "审核" }
correction = { zh = "补充", aside = true }
second_review = { zh = "复核" }
sign_off = { zh = "审批" }
publicity = { zh = "公示", aside = true }
objection = { zh = "异议核查", aside = true }
filed = { zh = "已备案", final = true }
denied = { zh = "不予备案", final = true, adverse = true }

[[process]]
id = "filing"
file = "filing.bpmn"
form = "filing"
title = { zh = "备案", en = "Filing" }
number = "{region}-WX-{year}-{serial:05d}"
region_from = "filing.enterprise.reg_district"
subject_from = "filing.enterprise.uscc"
"""
NOTICE = (
    '\n[[notice]]\nkey = "{key}"\ntemplate = "notices/paper.typ"\ntitle = {{ zh = "告知书" }}\nnumber = "{key}〔{{year}}〕{{serial}}号"\n'
)
PAPER = '#import "/letter.typ": facts, letter\n#show: letter.with(title: facts.notice.title, number: facts.notice.number)\n'
DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xmlns:tb="urn:tongban:bpmn:1" id="d" targetNamespace="urn:tongban:wx">
 <bpmn:process id="filing" name="备案" isExecutable="true">
  <bpmn:startEvent id="submitted" tb:stage="submitted"/>
  <bpmn:callActivity id="assess" name="审核" calledElement="common_filing_review" tb:basis="@no_double"/>
  <bpmn:exclusiveGateway id="result" name="同意？"/>
  <bpmn:endEvent id="filed" tb:stage="filed"/>
  <bpmn:endEvent id="denied_end" tb:stage="denied"/>
  <bpmn:sequenceFlow id="a" sourceRef="submitted" targetRef="assess"/>
  <bpmn:sequenceFlow id="b" sourceRef="assess" targetRef="result"/>
  <bpmn:sequenceFlow id="c" sourceRef="result" targetRef="filed">
   <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">sign_off.outcome = "approve"</bpmn:conditionExpression></bpmn:sequenceFlow>
  <bpmn:sequenceFlow id="e" sourceRef="result" targetRef="denied_end">
   <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">sign_off.outcome = "deny"</bpmn:conditionExpression></bpmn:sequenceFlow>
 </bpmn:process>
</bpmn:definitions>
"""
STORY = """
title = "小地区备案"
process = "filing"
start = 2026-09-03

[[step]]
by = "enterprise"
do = "submit"
data = { enterprise = { name = "示例企业", uscc = "91440106MA5XA0003E", reg_district = "320200" } }
expect = { open = ["review"] }

"""
STEP = """
[[step]]
by = "{task}"
do = "complete"
task = "{task}"
outcome = "{outcome}"
data = {{ opinion = "同意" }}
"""
DECIDED = {"review": "support", "second_review": "agree", "sign_off": "approve"}
FILED = 'expect = { stage = "filed", status = "closed" }\n'


def text(key: str, **more: object) -> dict[str, object]:
    return {"type": "textfield", "id": f"f_{key}", "key": key, "label": key, "properties": {"label_en": key}, **more}


def a_form(name: str, *fields: dict[str, object]) -> bytes:
    return orjson.dumps({"type": "default", "id": name, "schemaVersion": 19, "title": {"zh": name, "en": name}, "components": fields})


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """A copy of the shipped folders."""
    return Path(shutil.copytree(PROCESSES, tmp_path / "processes"))


def add_tiny(root: Path) -> Path:
    """A third region of its own four forms, one diagram and one paper; everything else is shared."""
    folder = root / TINY
    notices = "".join(NOTICE.format(key=key) for key in ("supplement_notice", "publicity_notice"))
    group = {"type": "group", "id": "g", "label": "企业", "path": "enterprise", "properties": {"label_en": "Enterprise"}}
    corrections = {
        "type": "dynamiclist", "id": "c", "path": "corrections", "label": "补正", "properties": {"label_en": "Corrections"},
        "conditional": {"hide": '=outcome != "correct"'},
        "components": [text(each) for each in ("path", "label", "problem", "requirement")],
    }  # fmt: skip
    files = {
        "manifest.toml": (MANIFEST + notices).encode(),
        "filing.bpmn": DIAGRAM.encode(),
        "notices/paper.typ": PAPER.encode(),
        "forms/filing.form": a_form("filing", {**group, "components": [text(each) for each in ("name", "uscc", "reg_district")]}),
        "forms/review.form": a_form("review", text("opinion"), corrections),
        "forms/second_review.form": a_form("second_review", text("opinion")),
        "forms/sign_off.form": a_form("sign_off", text("opinion")),
        "scenarios/filed.toml": (
            STORY + "".join(STEP.format(task=each, outcome=outcome) for each, outcome in DECIDED.items()) + FILED
        ).encode(),
    }
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def releases(root: Path) -> dict[str, str]:
    return {folder.name: digest_of(package_files(folder)) for folder in folders(root) if folder.name != COMMON}


@pytest.mark.parametrize("gone", REGIONS)
def test_taking_a_region_away_leaves_every_other_release_byte_for_byte(shipped: Path, gone: str) -> None:
    before = releases(shipped)
    shutil.rmtree(shipped / gone)
    assert releases(shipped) == {key: digest for key, digest in before.items() if key != gone}
    for key in set(before) - {gone}:
        assert [each for each in check_package(package_files(shipped / key), Forms()) if each.severity == "error"] == []


def test_adding_a_region_leaves_every_other_release_byte_for_byte(shipped: Path) -> None:
    before = releases(shipped)
    add_tiny(shipped)
    assert {key: digest for key, digest in releases(shipped).items() if key != TINY} == before


def test_a_tiny_third_region_runs_on_the_shared_diagrams_beside_the_others(shipped: Path, database_url: str, tmp_path: Path) -> None:
    clock = a_clock()
    engine = an_engine(database_url, tmp_path, clock, installed=False)
    try:
        engine.execute(SeedBasics(), by=Actor.system())
        assert install_programs(engine, shipped, samples=True) == REGIONS
        folder = add_tiny(shipped)
        assert [str(each) for each in check_package(package_files(folder), Forms()) if each.severity == "error"] == []
        assert install_programs(engine, shipped, samples=True) == [TINY]
        story = read_scenario(folder / "scenarios" / "filed.toml", TINY)
        tiny = Player(engine, clock, folder / "scenarios")
        assert [str(each) for each in tiny.play(story)] == []
        other = REGIONS[-1]
        story = read_scenario(shipped / other / "scenarios" / "filed.toml", other)
        assert [str(each) for each in Player(engine, clock, shipped / other / "scenarios", people=tiny.people).play(story)] == []
    finally:
        engine.close()
    shutil.rmtree(folder)


@pytest.mark.parametrize("region", REGIONS)
def test_nothing_is_kept_twice_that_could_be_shared(region: str) -> None:
    """A diagram or a form that is the same in another region, or in the shared folder, lies in the shared folder alone."""
    others = [PROCESSES / name for name in (*REGIONS, COMMON) if name != region]
    same = [
        path.relative_to(PROCESSES / region).as_posix()
        for kind in ("*.bpmn", "forms/*.form")
        for path in (PROCESSES / region).glob(kind)
        for other in others
        if (twin := other / path.relative_to(PROCESSES / region)).is_file() and twin.read_bytes() == path.read_bytes()
    ]
    assert same == []
