"""What the engine lends to expressions: working days, amounts in words, regions; each with the types it promises."""

import datetime as dt
import time
from contextlib import suppress
from pathlib import Path

import pytest

from engine.feel import LimitExceeded, compile_expression
from engine.packages.functions import HOST_NAMES, HOSTS
from engine.sdk import host_functions

PROMISED = [
    ('working days after(date("2025-09-30"), 1)', dt.date(2025, 10, 9)),
    ('working days between(date("2025-09-30"), date("2025-10-10"))', 2),
    ('is working day(date("2025-10-11"))', True),
    ('receipt day(date("2026-10-31"), "as_is") = date("2026-10-31")', True),
    ('receipt day(date("2026-10-31"), "next_workday") = date("2026-11-02")', True),
    ('receipt day(date("2026-10-30"), "next_workday") = date("2026-10-30")', True),
    ('due date("5wd", date("2025-09-29"))', dt.date(2025, 10, 13)),
    ("money in words(1680.32)", "壹仟陆佰捌拾元零叁角贰分"),
    ("money in words(300)", "叁佰元整"),
    ("money in words(-0.5)", "负伍角"),
    ('in region("440106", "440100")', True),
    ('in region("440106", "440300")', False),
    ('in region("440106", "440000") and 1 in (1)', True),
]


def asked(text):
    return compile_expression(text, HOST_NAMES).explain({}, HOSTS)


@pytest.mark.parametrize(("text", "value"), PROMISED)
def test_what_is_lent_answers(text, value):
    assert asked(text).value == value


@pytest.mark.parametrize("text", ["money in words(0.001)", "money in words(10 ** 20)", 'money in words("1")', "in region(440106, 1)"])
def test_what_does_not_fit_is_null_with_a_cause(text):
    answer = asked(text)
    assert answer.value is None
    assert answer.warnings


@pytest.mark.parametrize(
    "text",
    [
        'working days after(date("2026-01-01"), 1e9)',
        'working days after(date("2026-01-01"), 1e30)',
        'working days between(date("0001-01-01"), date("9999-12-31"))',
        'for i in 1..90000 return working days between(date("1990-01-01"), date("2050-12-31"))',
        'for i in 1..90000 return due date("9999wd", date("2026-01-01"))',
        "for i in 1..90000 return money in words(i)",
        'due date("P99999999D", date("2026-01-01"))',
    ],
)
def test_what_is_lent_is_no_way_to_spend_time(text):
    start = time.process_time()
    with suppress(LimitExceeded):
        asked(text)
    assert time.process_time() - start < 0.5


def test_their_types_are_known_before_anything_runs():
    wrong = compile_expression("money in words(case.filed_on)", HOST_NAMES).check({"case": {"filed_on": "date"}}, HOSTS)
    assert [cause.code for cause in wrong]
    assert compile_expression("in region(case.region, case.region)", HOST_NAMES).check({"case": {"region": "string"}}, HOSTS) == []


def test_forms_know_every_name_that_is_lent():
    assert host_functions.HOST_NAMES == HOST_NAMES


def test_every_lent_function_stands_in_the_reference():
    page = (Path(__file__).parents[2] / "docs" / "reference" / "packages.md").read_text(encoding="utf-8")
    assert [host.name for host in HOSTS if f"`{host.name}(" not in page] == []
