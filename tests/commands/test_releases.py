"""Releases are immutable; a package with faults is refused with all of them; running cases stay on their release."""

import pytest

from engine.commands import ReleaseProgram
from engine.packages.discovery import package_files
from engine.queries import CaseDiagram, Releases
from engine.queries.admin_views import ReleaseView
from engine.sdk.actor import Actor
from engine.sdk.errors import PackageError
from tests.build import PROCESSES
from tests.commands.conftest import World

FOLDER = PROCESSES / "gz_apprenticeship"


def releases_of(world: World) -> tuple[ReleaseView, ...]:
    return tuple(each for each in world.engine.ask(Releases(), by=Actor.system()) if each.program == FOLDER.name)


def changed(old: bytes, new: bytes, path: str) -> dict[str, bytes]:
    files = package_files(FOLDER, samples=True)
    assert old in files[path]
    return {**files, path: files[path].replace(old, new)}


def test_the_same_files_are_released_once(world: World) -> None:
    again = world.engine.execute(ReleaseProgram(files=package_files(FOLDER, samples=True)), by=Actor.system())
    assert (again.new, again.number) == (False, 1)


def test_other_files_under_the_same_version_get_a_version_of_their_own(world: World) -> None:
    world.engine.execute(ReleaseProgram(files=package_files(FOLDER), note="无示例"), by=Actor.system())
    assert sorted((each.number, each.version, each.note) for each in releases_of(world)) == [
        (1, "2026.1", "随系统发布，含示例数值"),
        (2, "2026.1.2", "无示例"),
    ]


def test_new_cases_start_on_the_new_release_and_running_ones_stay(world: World) -> None:
    case, _ = world.story("happy_path.toml", 1)
    files = changed("受理审查".encode(), "材料审查".encode(), "common/acceptance.bpmn")
    assert world.engine.execute(ReleaseProgram(files=files), by=Actor.system()).number == 2
    later, _ = world.story("withdrawn_by_applicant.toml", 1)
    officer = world.officer("acceptance")
    assert "受理审查" in world.engine.ask(CaseDiagram(case_id=case, file="common/acceptance.bpmn"), by=officer).xml
    assert "材料审查" in world.engine.ask(CaseDiagram(case_id=later, file="common/acceptance.bpmn"), by=officer).xml
    shown = releases_of(world)
    assert [(release.number, release.current, release.open_cases) for release in shown] == [(2, True, 1), (1, False, 1)]


def test_publishing_older_files_again_is_rolling_back(world: World) -> None:
    world.engine.execute(
        ReleaseProgram(files=changed("受理审查".encode(), "材料审查".encode(), "common/acceptance.bpmn")), by=Actor.system()
    )
    back = world.engine.execute(ReleaseProgram(files=package_files(FOLDER, samples=True)), by=Actor.system())
    assert (back.new, back.number) == (False, 1)
    assert [release.number for release in releases_of(world) if release.current] == [1]


def test_every_fault_of_a_package_is_told_at_once_and_nothing_is_released(world: World) -> None:
    files = package_files(FOLDER, samples=True)
    diagram = files["gz_apprenticeship/filing.bpmn"]
    diagram = diagram.replace(b'tb:form="insurance"', b'tb:form="insurence"').replace(b'tb:notice="denial_notice"', b'tb:notice="denied"')
    diagram = diagram.replace(b'tb:limit="=parameters.review_limit"', b'tb:limit="30"')
    manifest = files["gz_apprenticeship/manifest.toml"].replace(
        b'submit_checks = ["enterprise_filing"', b'submit_checks = ["enterprise_feeling"'
    )
    broken = {**files, "gz_apprenticeship/filing.bpmn": diagram, "gz_apprenticeship/manifest.toml": manifest}
    with pytest.raises(PackageError) as refused:
        world.engine.execute(ReleaseProgram(files=broken), by=Actor.system())
    codes = {finding.code for finding in refused.value.findings}
    assert codes >= {"form_missing", "notice_missing", "limit_refused", "decision_missing"}
    places = {(finding.element, finding.line is not None) for finding in refused.value.findings if finding.code == "form_missing"}
    assert places == {("insurance", True)}
    assert all(finding.zh and finding.en for finding in refused.value.findings)
    assert len(releases_of(world)) == 1


@pytest.mark.parametrize(
    "source",
    [
        b"import os\n",
        b"from engine.store import jobs\n",
        b"def f():\n    return ().__class__.__base__\n",
        b"open('/etc/passwd')\n",
        b"eval('1')\n",
        b"def (:\n",
    ],
)
def test_services_that_reach_outside_are_refused(world: World, source: bytes) -> None:
    files = {**package_files(FOLDER, samples=True), "gz_apprenticeship/services.py": source}
    with pytest.raises(PackageError) as refused:
        world.engine.execute(ReleaseProgram(files=files), by=Actor.system())
    assert any(finding.code.startswith("services_") for finding in refused.value.findings)
