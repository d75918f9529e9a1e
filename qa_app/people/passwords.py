"""Passwords, kept as argon2id hashes."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

# 64 MiB a hash: eight threads verifying at once need half a gigabyte, which a small server has.
_hasher = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
_nobody = _hasher.hash("the password of an account that does not exist")

SHORTEST = 12
"""Characters that a password needs at least."""


def hashed(password: str) -> str:
    return _hasher.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password fits. An account that is not there takes as long to answer as one that is."""
    try:
        return _hasher.verify(password_hash or _nobody, password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False
