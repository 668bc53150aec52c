"""Fields: what each kind takes and what it refuses."""

import datetime as dt
import time
from decimal import Decimal

import pytest

from tests.forms.build import REGIONS, a_field, a_form, check, one

CHOICE = [{"value": "x", "label": "甲"}, {"value": "y", "label": "乙", "label_en": "B"}, {"value": 3, "label": "丙"}]


@pytest.mark.parametrize(
    ("component", "raw", "value"),
    [
        (a_field(), "  甲\r\n乙 ", "甲 乙"),
        (a_field(), "   ", None),
        (a_field("textarea"), "甲\r\n乙", "甲\n乙"),
        (a_field("number"), "1,234.50", Decimal("1234.5")),
        (a_field("number"), "１２０", 120),
        (a_field("number", decimalDigits=2), 0.1, Decimal("0.1")),
        (a_field("number", serializeToString=True), "3.50", "3.5"),
        (a_field("number"), "0", 0),
        (a_field("number", properties={"format": "money"}), "¥12,000.5元", 1_200_050),
        (a_field("number", properties={"format": "money"}), 1_200_050, 1_200_050),
        (a_field(properties={"format": "mobile"}), " 138 0013 8000", "13800138000"),
        (a_field(properties={"format": "uscc"}), "91350211m000100y46", "91350211M000100Y46"),
        (a_field(properties={"format": "postcode"}), "５１０００0", "510000"),
        (a_field("enterprise"), "91350211M000100Y46", "91350211M000100Y46"),
        (a_field("datetime"), "2024-02-29", "2024-02-29"),
        (a_field("datetime"), dt.date(2024, 2, 29), "2024-02-29"),
        (a_field("datetime", subtype="time"), "09:30:00", "09:30"),
        (a_field("datetime", subtype="datetime"), "2026-01-05T09:30", "2026-01-05T09:30"),
        (a_field("datetime", subtype="datetime", timeSerializingFormat="utc_normalized"), "2026-01-05T09:30", "2026-01-05T01:30Z"),
        (a_field("datetime", subtype="datetime", timeSerializingFormat="utc_offset"), "2026-01-05T09:30", "2026-01-05T09:30+08:00"),
        (a_field("checkbox"), "true", True),
        (a_field("checkbox"), None, False),
        (a_field("checkbox"), False, False),
        (a_field("select", values=CHOICE), "3", 3),
        (a_field("radio", values=CHOICE), "x", "x"),
        (a_field("checklist", values=CHOICE), ["x", "3"], ["x", 3]),
        (a_field("taglist", values=CHOICE), "y", ["y"]),
        (a_field("select", valuesExpression='=[{value: "p", label: "P"}, "q", {label: "no value"}]'), "q", "q"),
    ],
)
def test_a_field_takes_what_people_type_and_keeps_its_clean_form(component, raw, value):
    assert one(component, raw) == (value, [])


@pytest.mark.parametrize(
    ("component", "raw", "codes"),
    [
        (a_field(required=True), "", ["required"]),
        (a_field(required=True), " \u3000", ["required"]),
        (a_field(), 5, ["type"]),
        (a_field(), "a\x00b", ["control"]),
        (a_field(), "\ud800", ["control"]),
        (a_field(), "x" * 2_001, ["max_length"]),
        (a_field("textarea"), "x" * 20_001, ["max_length"]),
        (a_field(validate={"minLength": 3}), "ab", ["min_length"]),
        (a_field(validate={"maxLength": 2}), "𠮷𠮷", ["max_length"]),
        (a_field(validate={"pattern": "^[A-Z]+$"}), "abc", ["pattern"]),
        (a_field(validate={"pattern": r"^\d+$"}), "١٢", ["pattern"]),
        (a_field(validate={"validationType": "email"}), "a@b", ["email"]),
        (a_field(validate={"validationType": "phone"}), "12", ["phone"]),
        (a_field(properties={"format": "mobile"}), "12345678901", ["code"]),
        (a_field(properties={"format": "idcard"}), "440106199003071232", ["code"]),
        (a_field(properties={"format": "account"}), "1234", ["code"]),
        (a_field("enterprise"), "91350211M000100Y4A", ["code"]),
        (a_field("number"), "1e5", ["number"]),
        (a_field("number"), float("nan"), ["number"]),
        (a_field("number"), 10**400, ["number"]),
        (a_field("number"), True, ["type"]),
        (a_field("number", decimalDigits=0), "1.5", ["integer"]),
        (a_field("number", decimalDigits=1), "1.55", ["decimals"]),
        (a_field("number", increment="0.5"), "0.7", ["increment"]),
        (a_field("number", validate={"min": 0}), "-1", ["min"]),
        (a_field("number", validate={"max": "=limit"}), "11", ["max"]),
        (a_field("number", properties={"format": "money"}), "1.234", ["money"]),
        (a_field("number", properties={"format": "money"}), 12.5, ["money_unit"]),
        (a_field("datetime"), "2026-02-30", ["date"]),
        (a_field("datetime"), "2026/1/5", ["date"]),
        (a_field("datetime"), "20260105", ["date"]),
        (a_field("datetime", subtype="time"), "25:00", ["time"]),
        (a_field("datetime", subtype="datetime"), "2026-01-05", ["datetime"]),
        (a_field("datetime", disallowPassedDates=True), "2026-03-01", ["passed"]),
        (a_field("datetime", validate={"min": "=today"}), "2026-03-01", ["earliest"]),
        (a_field("datetime", validate={"max": '=date("2026-03-01")'}), "2026-03-02", ["latest"]),
        (a_field("checkbox", required=True), False, ["required_tick"]),
        (a_field("checkbox"), "maybe", ["type"]),
        (a_field("select", values=CHOICE, required=True), None, ["required_choice"]),
        (a_field("select", values=CHOICE), "z", ["option"]),
        (a_field("select", values=CHOICE), {"deep": [1]}, ["option"]),
        (a_field("select", values=CHOICE), Decimal("sNaN"), ["type"]),
        (a_field("select", values=CHOICE), 10**400, ["type"]),
        (a_field("checklist", values=CHOICE), ["x", "x"], ["repeated"]),
        (a_field("checklist", values=CHOICE), ["x", "z"], ["option"]),
        (a_field("region"), "440103", ["region"]),
        (a_field("signature", required=True), None, ["signature_name", "signature_tick"]),
        (a_field("signature"), {"name": "张三", "agreed": False}, ["signature_tick"]),
        (a_field(properties={"check": '=a = "yes"'}), "no", ["check"]),
    ],
)
def test_a_field_refuses_what_is_wrong(component, raw, codes):
    assert one(component, raw, {"limit": 10})[1] == codes


def test_a_pattern_that_explodes_is_stopped_and_refused():
    begin = time.process_time()
    assert one(a_field(validate={"pattern": "^(a+)+$"}), "a" * 1_500 + "!")[1] in (["pattern_time"], ["pattern"])
    assert time.process_time() - begin < 1


def test_the_authors_sentence_stands_instead_of_ours_in_both_languages():
    field = a_field(validate={"pattern": "^x", "patternErrorMessage": "应以 x 开头"}, properties={"pattern_error_en": "must begin with x"})
    (error,) = check(a_form(field), {"a": "y"}).errors
    assert (error.zh, error.en) == ("应以 x 开头", "must begin with x")


def test_every_fault_has_a_sentence_in_both_languages_with_label_and_clause():
    field = a_field("number", required=True, label="人数", properties={"label_en": "Heads", "clause": "第三条"})
    (error,) = check(a_form(field), {}).errors
    assert (error.path, error.zh, error.en, error.clause) == ("a", "请填写“人数”", "Enter Heads", "第三条")


def test_a_region_is_one_of_the_tree_below_the_root():
    field = a_field("region", root="440100", leaf=True)
    assert one(field, "440103", {"regions": REGIONS}) == ("440103", [])
    assert one(field, "440100", {"regions": REGIONS})[1] == ["region_level"]
    assert one(field, "440000", {"regions": REGIONS})[1] == ["region"]


def test_a_signature_gets_its_moment_once():
    now = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)
    value, codes = one(a_field("signature", required=True), {"name": " 张三 ", "agreed": True}, {"now": now})
    assert (value, codes) == ({"name": "张三", "agreed": True, "at": "2026-03-02T09:30:00+00:00"}, [])
    assert one(a_field("signature"), {"name": "张三", "agreed": True}, {"now": now.isoformat()}) == (value, [])
    assert "at" not in one(a_field("signature"), {"name": "张三", "agreed": True}, {"now": "soon"})[0]
    later = {"now": now + dt.timedelta(days=1)}
    assert one(a_field("signature"), value, later) == (value, [])


def test_required_files_are_asked_for_item_by_item_and_judged_by_size_and_ending():
    items = [
        {"key": "plan", "label": "方案", "required": True, "accept": ".pdf", "max_mb": 1, "clause": "第二条"},
        {"key": "proof", "label": "证明", "required": "=needed"},
    ]
    form = a_form(a_field("material", "m", items=items))
    missing = check(form, {}, {"needed": True}).errors
    assert [(error.path, error.code, error.clause) for error in missing] == [("m.plan", "material", "第二条"), ("m.proof", "material", "")]
    files = {"m.plan": [{"name": "a.exe", "size": 2_000_000}]}
    assert [error.code for error in check(form, {}, {"attachments": files}).errors] == ["file_size", "file_type"]
    assert check(form, {}, {"attachments": {"m.plan": [{"name": "A.PDF", "size": 5}]}}).errors == ()


def test_a_roster_is_judged_by_its_counts():
    field = a_field("roster", "r", required=True, columns=[{"key": "n", "label": "姓名"}], properties={"min_rows": 2, "max_rows": 3})
    form = a_form(field)

    def codes(**counts):
        return [error.code for error in check(form, {}, {"roster": counts}).errors]

    assert codes() == ["roster_empty"]
    assert codes(count=1, faulty=1) == ["roster_min", "roster_faulty"]
    assert codes(count=4, faulty=0) == ["roster_max"]
    assert codes(count=3, faulty=0) == []
