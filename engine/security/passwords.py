"""口令: hashing with Argon2id, and what a password must be."""

import secrets
import unicodedata
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from engine.sdk.codes import CodeFault
from engine.sdk.text import Text

SHORTEST = 10
LONGEST = 128
LONG_ENOUGH = 16  # a long passphrase needs no mixture
CLASSES = 3
_COMMON = (
    "password",
    "qwerty",
    "asdfgh",
    "zxcvbn",
    "1q2w3e",
    "admin",
    "letmein",
    "welcome",
    "iloveyou",
    "woaini",
    "abc123",
    "123456",
    "654321",
)


@dataclass(frozen=True, slots=True)
class Verified:
    """Whether a password is right, and a new hash to store when the old one is weaker than today's settings."""

    ok: bool
    rehashed: str | None = None


class Passwords:
    """口令: hashes and verifies; one verification costs the same whether the account exists or not."""

    def __init__(self, time_cost: int = 3, memory_kib: int = 65536, parallelism: int = 2) -> None:
        """Take the work of one hash; the defaults take about a twentieth of a second."""
        self._hasher = PasswordHasher(time_cost=time_cost, memory_cost=memory_kib, parallelism=parallelism)
        self._nobody = self.hash(secrets.token_urlsafe())

    def hash(self, password: str) -> str:
        """A salted hash that carries its own parameters."""
        return self._hasher.hash(_normal(password))

    def verify(self, stored: str | None, password: str) -> Verified:
        """Check a password against the stored hash; None stands for an account that does not exist."""
        try:
            self._hasher.verify(stored or self._nobody, _normal(password))
        except (VerificationError, InvalidHashError):
            return Verified(ok=False)
        if stored is None:
            return Verified(ok=False)
        return Verified(ok=True, rehashed=self.hash(password) if self._hasher.check_needs_rehash(stored) else None)


def password_faults(password: str, *names: str) -> tuple[CodeFault, ...]:
    """Everything a new password lacks; `names` (sign-in name, phone …) must not be part of it."""
    plain = _normal(password)
    lowered = plain.lower()
    faults = []
    if len(plain) < SHORTEST:
        faults.append(_fault("password_short", f"口令至少 {SHORTEST} 个字符", f"A password has at least {SHORTEST} characters"))
    if len(plain) > LONGEST:
        faults.append(_fault("password_long", f"口令最多 {LONGEST} 个字符", f"A password has at most {LONGEST} characters"))
    if len(plain) < LONG_ENOUGH and _classes(plain) < CLASSES:
        zh = f"口令应含大写字母、小写字母、数字、符号中的三种，或不少于 {LONG_ENOUGH} 个字符"
        en = f"A password mixes three of capitals, small letters, digits and symbols, or has at least {LONG_ENOUGH} characters"
        faults.append(_fault("password_simple", zh, en))
    if any(len(name) > 2 and _normal(name).lower() in lowered for name in names):
        faults.append(_fault("password_holds_name", "口令不能包含用户名或手机号", "A password must not hold the user name or phone number"))
    if any(common in lowered for common in _COMMON) or len(set(plain)) < 5:
        faults.append(_fault("password_common", "口令过于常见，容易被猜中", "This password is too common and easily guessed"))
    return tuple(faults)


def _normal(password: str) -> str:
    """The same password typed on another keyboard is the same bytes."""
    return unicodedata.normalize("NFKC", password)


def _classes(text: str) -> int:
    return sum(
        (
            any(char.isupper() for char in text),
            any(char.islower() for char in text),
            any(char.isdigit() for char in text),
            any(not char.isalnum() for char in text),
            any(char.isalpha() and not char.isupper() and not char.islower() for char in text),
        )
    )


def _fault(code: str, zh: str, en: str) -> CodeFault:
    return CodeFault(code, Text(zh + "。", en + "."))
