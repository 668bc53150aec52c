"""What the timeline and the guide say is said in words: no notation of diagrams, no stage without its name."""

import re

from engine.queries import ServiceGuides, Timeline
from engine.sdk.actor import Actor
from tests.commands.conftest import World

NOTATION = re.compile(r"\b\d+(wd|cd)\b|\bP\d+[DWMY]\b")


def test_the_timeline_names_the_stage_and_the_limit_in_words(world: World) -> None:
    case, _ = world.story("happy_path.toml", 2)
    events = world.engine.ask(Timeline(case_id=case), by=Actor.system())
    stages = [event.title for event in events if event.kind == "stage_reached"]
    assert "进入阶段 · 受理审查" in [title.zh for title in stages]
    assert "Stage reached · Completeness check" in [title.in_("en") for title in stages]
    started = {event.data["element"]: event.detail for event in events if event.kind == "clock_started"}
    assert started["accept"].zh == "5 个工作日，2026-09-08 到期"
    assert started["accept"].in_("en") == "5 working days, due 2026-09-08"
    for event in events:
        said = f"{event.title.zh} {event.detail.zh if event.detail else ''}"
        assert not NOTATION.search(said), said


def test_the_guide_gives_its_limits_in_words(world: World) -> None:
    for guide in world.engine.ask(ServiceGuides(), by=Actor.system()):
        assert guide.limits
        for _, amount, _ in guide.limits:
            assert not NOTATION.search(amount.zh), amount
            assert re.fullmatch(r"\d+ (个工作日|个自然日|个月)", amount.zh), amount
            assert re.fullmatch(r"\d+ (working|calendar) days?|\d+ months?", amount.in_("en")), amount
