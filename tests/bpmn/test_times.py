"""A time that the lint accepts is one that the engine can count with: both read it with the same parser."""

from datetime import datetime, timedelta

import pytest

from engine.bpmn import lint
from engine.sdk.timing import Cycle, Days, LimitRefused, TimeRefused, timer_of
from tests.bpmn.drawing import draw, file_of

GOOD = [
    ("timeDate", "2026-03-02", datetime.fromisoformat("2026-03-02")),
    ("timeDuration", "PT10M", timedelta(minutes=10)),
    ("timeDuration", "P1DT2H", timedelta(days=1, hours=2)),
    ("timeDuration", "5wd", Days(5, "wd")),
    ("timeDuration", "P1Y6M", Days(18, "month")),
    ("timeCycle", "R3/PT10M", Cycle(3, timedelta(minutes=10))),
    ("timeCycle", "R/5wd", Cycle(None, Days(5, "wd"))),
]
BAD = [
    *(("timeDate", text) for text in ("tomorrow", "2026-13-45", "${x}", "PT5M")),
    *(("timeDuration", text) for text in ("P1M10D", "-PT5M", "PT1.5S", "P1MT12H", "PT", "P", "PT5X", "5", "${x}")),
    *(("timeCycle", text) for text in ("R3/rubbish", "0 0 * * * ?", "R/P", "PT5M", "rubbish/PT5M", "5wd")),
]


def codes(kind: str, text: str) -> list[str]:
    timer = f"<timerEventDefinition><{kind}>{text}</{kind}></timerEventDefinition>"
    beside = f'boundaryEvent attachedToRef="a" cancelActivity="false" | {timer}'
    file = file_of(draw("s > a > e", "b > c > e2", s="startEvent", a="userTask", b=beside, c="userTask", e="endEvent", e2="endEvent"))
    return [finding.code for finding in lint({"x": file}, lambda _text: None)]


@pytest.mark.parametrize(("kind", "text", "value"), GOOD)
def test_a_time_that_can_be_counted_with_is_accepted(kind: str, text: str, value: object) -> None:
    assert codes(kind, text) == []
    assert timer_of(text, kind.removeprefix("time").lower()) == value


@pytest.mark.parametrize(("kind", "text"), BAD)
def test_a_time_that_cannot_be_counted_with_is_refused(kind: str, text: str) -> None:
    assert codes(kind, text) == ["time"]
    with pytest.raises((LimitRefused, TimeRefused)):
        timer_of(text, kind.removeprefix("time").lower())


def test_a_limit_counts_whole_days() -> None:
    for limit, found in (("5wd", []), ("=x", []), ("PT5M", ["time"]), ("soon", ["time"])):
        file = file_of(draw("s > a > e", s="startEvent", a=f'userTask tb:limit="{limit}"', e="endEvent"))
        assert [f.code for f in lint({"x": file}, lambda _text: None)] == found
