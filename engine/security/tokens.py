"""令牌: what a browser or a program carries, and the digest that is stored instead."""

import secrets
from datetime import timedelta
from hashlib import sha256

TOKEN_BYTES = 32
API_PREFIX = "tbk_"
"""What the tokens of programs begin with, so that they are known where they do not belong."""
SEEN_EVERY = timedelta(minutes=1)
"""How exactly the last use of a program's token is known."""


def new_token() -> str:
    """A token nobody can guess, safe in cookies and headers."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_digest(token: str) -> bytes:
    """What is stored and looked up; the token cannot be had back from it."""
    return sha256(token.encode()).digest()
