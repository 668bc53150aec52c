"""Sealed values open in their own place only."""

import base64
import stat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.security.keyring import Keyring, KeyringRefused, SealBroken
from engine.security.keys import open_keyring, rotate

KEYS = Keyring({1: b"a" * 32})
PLACE = ("roster_row", "id_no", "7f")


@settings(deadline=None)
@given(st.text(max_size=60))
def test_a_value_opens_where_it_was_sealed(value):
    assert KEYS.unseal(KEYS.seal(value, *PLACE), *PLACE) == value


@pytest.mark.parametrize("place", [("roster_row", "id_no", "80"), ("roster_row", "mobile", "7f"), ("roster_row", "id_no7", "f"), ()])
def test_a_value_copied_to_another_place_does_not_open(place):
    with pytest.raises(SealBroken):
        KEYS.unseal(KEYS.seal("440103199001011234", *PLACE), *place)


def test_a_changed_byte_is_noticed_wherever_it_is():
    sealed = KEYS.seal("440103199001011234", *PLACE)
    for at in range(len(sealed)):
        changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises(SealBroken):
            KEYS.unseal(changed, *PLACE)


@pytest.mark.parametrize("junk", [b"", b"\x01", b"\x01\x00\x01short", b"\x02" + b"x" * 60])
def test_junk_is_refused(junk):
    with pytest.raises(SealBroken):
        KEYS.unseal(junk, *PLACE)


def test_equal_values_are_sealed_differently_and_never_in_clear():
    first, second = KEYS.seal("440103199001011234", *PLACE), KEYS.seal("440103199001011234", *PLACE)
    assert first != second
    assert b"440103199001011234" not in first


def test_old_values_open_after_a_rotation_and_move_to_the_new_key():
    old = KEYS.seal("x", *PLACE)
    both = Keyring({1: b"a" * 32, 2: b"b" * 32})
    assert both.unseal(old, *PLACE) == "x"
    moved = both.resealed(old, *PLACE)
    assert (both.version_of(old), both.version_of(moved)) == (1, 2)
    assert both.resealed(moved, *PLACE) == moved
    assert both.unseal(moved, *PLACE) == "x"
    with pytest.raises(SealBroken) as broken:
        KEYS.unseal(moved, *PLACE)
    assert broken.value.code == "seal_key_missing"


def test_the_blind_index_finds_a_value_however_it_was_typed():
    assert KEYS.blind_index("id", "11010519491231002x") == KEYS.blind_index("id", " 110105 19491231-002X")
    assert KEYS.blind_index("phone", "+86 138 0000 0001") == KEYS.blind_index("phone", "13800000001")
    assert len(KEYS.blind_index("id", "1")) == 32


def test_the_blind_index_depends_on_kind_and_key_and_survives_rotation():
    index = KEYS.blind_index("id", "13800000001")
    assert index != KEYS.blind_index("phone", "13800000001")
    assert index != Keyring({1: b"c" * 32}).blind_index("id", "13800000001")
    assert index == Keyring({1: b"a" * 32, 2: b"b" * 32}).blind_index("id", "13800000001")


def test_the_first_start_makes_a_key_file_for_its_owner_only(tmp_path):
    folder = tmp_path / "var"
    sealed = open_keyring(folder).seal("x", *PLACE)
    assert stat.S_IMODE((folder / "keys").stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == ["keys"]
    assert open_keyring(folder).unseal(sealed, *PLACE) == "x"


def test_a_key_file_others_may_read_is_refused(tmp_path):
    open_keyring(tmp_path)
    (tmp_path / "keys").chmod(0o640)
    with pytest.raises(KeyringRefused) as refused:
        open_keyring(tmp_path)
    assert refused.value.code == "key_file_open_to_others"


def test_rotating_the_file_keeps_old_values_readable(tmp_path):
    old = open_keyring(tmp_path).seal("x", *PLACE)
    keys = rotate(tmp_path)
    assert (keys.current, keys.unseal(old, *PLACE)) == (2, "x")
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o600
    assert len(list(tmp_path.iterdir())) == 1


def test_a_secret_from_the_environment_is_used_instead_of_a_file(tmp_path):
    secret = base64.b64encode(b"k" * 32).decode()
    keys = open_keyring(tmp_path, secret)
    assert Keyring({1: b"k" * 32}).unseal(keys.seal("x", *PLACE), *PLACE) == "x"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("secret", "code"),
    [
        ("not base64!", "key_not_base64"),
        ("YWJj", "keyring_key_length"),
        ("1:" + "YWJj 1:YWJj", "key_version_twice"),
        ("x:YWJj", "key_version_unreadable"),
        ("0:" + base64.b64encode(b"k" * 32).decode(), "keyring_version"),
    ],
)
def test_a_malformed_secret_is_refused_without_being_repeated(tmp_path, secret, code):
    with pytest.raises(KeyringRefused) as refused:
        open_keyring(tmp_path, secret)
    assert refused.value.code == code
    assert secret not in str(refused.value)


def test_an_empty_keyring_is_refused_and_keys_are_never_shown():
    with pytest.raises(KeyringRefused):
        Keyring({})
    assert "a" * 8 not in repr(KEYS)
