"""Passwords are hashed, checked and judged."""

import pytest

from engine.security.passwords import Passwords, password_faults
from engine.security.tokens import new_token, token_digest

QUICK = Passwords(time_cost=1, memory_kib=64, parallelism=1)


def test_the_right_password_and_no_other_verifies():
    stored = QUICK.hash("Guangzhou-2026")
    assert QUICK.verify(stored, "Guangzhou-2026").ok
    assert not QUICK.verify(stored, "guangzhou-2026").ok
    assert "Guangzhou" not in stored


def test_equal_passwords_have_different_hashes():
    assert QUICK.hash("Guangzhou-2026") != QUICK.hash("Guangzhou-2026")


def test_full_width_typing_is_the_same_password():
    assert QUICK.verify(QUICK.hash("Guangzhou-2026"), "Ｇｕａｎｇｚｈｏｕ-２０２６").ok


def test_an_account_that_does_not_exist_or_has_a_broken_hash_is_refused():
    assert not QUICK.verify(None, "anything").ok
    assert not QUICK.verify("not a hash", "anything").ok


def test_a_weaker_hash_is_renewed_on_sign_in():
    stored = QUICK.hash("Guangzhou-2026")
    stronger = Passwords(time_cost=2, memory_kib=64, parallelism=1)
    seen = stronger.verify(stored, "Guangzhou-2026")
    assert seen.ok
    assert stronger.verify(seen.rehashed, "Guangzhou-2026").rehashed is None


def test_the_default_effort_is_argon2id_with_64_mib():
    assert Passwords().hash("x").startswith("$argon2id$v=19$m=65536,t=3,")


@pytest.mark.parametrize("password", ["Guangzhou-2026", "天河区人社局Tb-7", "correct horse battery staple", "Xk9#mq2LpW"])
def test_good_passwords_pass(password):
    assert password_faults(password, "li.ming") == ()


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("Ab1-xyz", "password_short"),
        ("x" * 129, "password_long"),
        ("abcdefghkl", "password_simple"),
        ("Li.Ming-2026!", "password_holds_name"),
        ("Password-2026", "password_common"),
        ("aaaaaaaaaaaaaaaaaaaa", "password_common"),
    ],
)
def test_weak_passwords_say_what_they_lack(password, code):
    faults = password_faults(password, "li.ming", "13800000001")
    assert code in [fault.code for fault in faults]
    assert all(fault.text.zh and fault.text.en for fault in faults)


def test_tokens_are_long_and_different_and_stored_as_digests():
    first, second = new_token(), new_token()
    assert first != second
    assert len(first) >= 43
    assert len(token_digest(first)) == 32
    assert token_digest(first) != token_digest(second)
