"""Codes are read as people write them, and refused with a reason."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.calendar.seed import seed
from engine.sdk import codes
from engine.sdk.working_days import WorkingDays

CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@pytest.mark.parametrize(
    "text", ["91350100M000100Y43", " 9135 0100-m000100y43", "９１３５０１００Ｍ０００１００Ｙ４３", "N2350100M000100Y4J"]
)
def test_credit_codes_are_accepted_as_people_write_them(text):
    found = codes.read_credit_code(text)
    assert found.ok, found.fault
    assert len(found.value) == 18


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("91350100M000100Y4", "code_length"),
        ("91350100M000100Y44", "credit_code_check"),
        ("91350100I000100Y43", "credit_code_characters"),
        ("91350100M000100O43", "credit_code_characters"),
        ("", "code_length"),
    ],
)
def test_wrong_credit_codes_say_why(text, code):
    fault = codes.read_credit_code(text).fault
    assert fault.code == code
    assert fault.text.zh
    assert fault.text.en


@settings(deadline=None)
@given(st.integers(0, 17), st.sampled_from(CREDIT_ALPHABET))
def test_one_wrong_character_is_always_found_in_a_credit_code(place, other):
    right = "91350100M000100Y43"
    wrong = right[:place] + other + right[place + 1 :]
    assert codes.read_credit_code(wrong).ok is (wrong == right)


@pytest.mark.parametrize(
    ("text", "birth", "sex", "kind"),
    [
        ("11010519491231002X", date(1949, 12, 31), "female", "resident"),
        ("11010519491231002x", date(1949, 12, 31), "female", "resident"),
        ("440524188001010014", date(1880, 1, 1), "male", "resident"),
        ("810000199408230021", date(1994, 8, 23), "female", "residence_permit"),
        ("830000199201300022", date(1992, 1, 30), "female", "residence_permit"),
        ("911124198108030024", date(1981, 8, 3), "female", "foreign_resident"),
    ],
)
def test_identity_numbers_tell_birth_and_sex(text, birth, sex, kind):
    found = codes.read_id_number(text, date(2026, 11, 2))
    assert found.ok, found.fault
    assert (found.birth, found.sex, found.kind) == (birth, sex, kind)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("110105194912310021", "id_check"),
        ("11010519491331002X", "id_birth"),
        ("110105202702300021", "id_birth"),
        ("110105209901010021", "id_birth"),
        ("990", "code_length"),
        ("1101051949123100AX", "id_characters"),
        ("880105194912310021", "id_region"),
        ("830105194912310021", "id_region"),
        ("810105194912310021", "id_region"),
    ],
)
def test_wrong_identity_numbers_say_why(text, code):
    found = codes.read_id_number(text, date(2026, 11, 2))
    assert found.fault.code == code
    assert found.birth is None
    assert found.age(date(2026, 1, 1)) is None


@settings(deadline=None)
@given(st.integers(0, 17), st.sampled_from("0123456789X"))
def test_one_wrong_digit_is_always_found_in_an_identity_number(place, other):
    right = "11010519491231002X"
    wrong = right[:place] + other + right[place + 1 :]
    assert codes.read_id_number(wrong).ok is (wrong == right)


def test_age_is_in_whole_years():
    person = codes.read_id_number("11010519491231002X")
    assert person.age(date(2026, 12, 30)) == 76
    assert person.age(date(2026, 12, 31)) == 77
    assert codes.age(date(2004, 2, 29), date(2025, 2, 28)) == 20
    assert codes.age(date(2004, 2, 29), date(2025, 3, 1)) == 21


@pytest.mark.parametrize(
    ("text", "ok"),
    [("13800000001", True), ("+86 138-0000-0001", True), ("12800000001", False), ("1380000000", False), ("１３８００００００01", True)],
)
def test_mobile_numbers(text, ok):
    found = codes.read_mobile(text)
    assert found.ok is ok
    assert not ok or found.value == "13800000001"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("4402 1234 5678", None),
        ("1234567", "account_length"),
        ("1" * 31, "account_length"),
        ("62x45678", "account_characters"),
        ("", "account_characters"),
    ],
)
def test_accounts_have_8_to_30_digits(text, code):
    fault = codes.read_account(text).fault
    assert (fault.code if fault else None) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [("6222021234567890129", "card_check"), ("4111111111111111", None), ("12345678", "card_length"), ("abc", "account_characters")],
)
def test_cards_are_checked_by_their_last_digit(text, code):
    fault = codes.read_card(text).fault
    assert (fault.code if fault else None) == code


@pytest.mark.parametrize(
    ("text", "ok"), [("440103", True), ("440000", True), ("440003", False), ("990000", False), ("44010", False), ("44010a", False)]
)
def test_region_codes(text, ok):
    assert codes.read_region(text).ok is ok


def test_regions_lie_within_the_regions_above_them():
    assert codes.region_chain("440103") == ("440103", "440100", "440000")
    assert codes.region_within("440103", "440100")
    assert codes.region_within("440103", "440103")
    assert not codes.region_within("440100", "440103")
    assert not codes.region_within("440103", "440200")


@settings(deadline=None)
@given(st.text(max_size=40))
def test_no_text_breaks_a_reader(text):
    for read in (codes.read_credit_code, codes.read_id_number, codes.read_mobile, codes.read_account, codes.read_card, codes.read_region):
        found = read(text)
        assert found.ok or (found.fault.text.zh and found.fault.text.en)


def test_the_calendar_answers_what_programs_may_ask():
    days: WorkingDays = seed()
    assert days.is_workday(date(2026, 11, 2))
