"""Secrets: sealed columns, blind indexes, passwords and session tokens."""

from engine.security.keyring import Keyring, KeyringRefused, SealBroken
from engine.security.keys import open_keyring, rotate
from engine.security.passwords import Passwords, Verified, password_faults
from engine.security.tokens import new_token, token_digest

__all__ = [
    "Keyring",
    "KeyringRefused",
    "Passwords",
    "SealBroken",
    "Verified",
    "new_token",
    "open_keyring",
    "password_faults",
    "rotate",
    "token_digest",
]
