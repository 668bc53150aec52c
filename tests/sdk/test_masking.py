"""Personal data is hidden as the policy shows it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.sdk.masking import mask


@pytest.mark.parametrize(
    ("kind", "value", "seen"),
    [
        ("id", "440103199001011234", "440***********1234"),
        ("name", "张三", "张*"),
        ("name", "欧阳娜娜", "欧***"),
        ("name", "张", "*"),
        ("phone", "13800000001", "138****0001"),
        ("account", "44021234567890", "****7890"),
        ("account", "1234", "****"),
        ("id", "1234567", "*******"),
        ("id", "", ""),
    ],
)
def test_values_are_masked_by_kind(kind, value, seen):
    assert mask(kind, value) == seen


@settings(deadline=None)
@given(st.sampled_from(["id", "phone", "account"]), st.text("0123456789", min_size=1, max_size=30))
def test_a_masked_number_never_shows_more_than_seven_characters(kind, value):
    assert sum(char != "*" for char in mask(kind, value)) <= 7
    assert mask(kind, value) != value
