"""Papers say what was handed in, which rules and parameters a sum follows, and where to object."""

from datetime import date
from pathlib import Path

from tests.build import a_clock, a_player, a_story, an_engine
from tests.processes.test_papers import issued, says_of


def test_papers_name_the_materials_the_parameters_and_the_office(database_url: str, tmp_path: Path) -> None:
    clock = a_clock(date(2026, 9, 3))
    engine = an_engine(database_url, tmp_path, clock)
    try:
        assert a_player(engine, clock).play(a_story("objection_upheld.toml", 21)) == []
        papers = {notice.key: says_of(engine, notice) for notice in issued(engine)}
    finally:
        engine.close()
    materials = ("备案申请表", "学徒花名册（8人）", "学徒培养方案", "企校合作协议")
    assert [word for word in materials if word not in papers["acceptance_notice"]] == []
    assert "补贴申领表、合格人员名单" in papers["settlement_acceptance_notice"]
    said = ("核算适用：规则版本2026.1", "6,000.00元", "地址：区政务服务中心人社综合窗口", "“公示”栏目在线提出", "020-12345")
    assert [word for word in said if word not in papers["publicity_notice"]] == []
