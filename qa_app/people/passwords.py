"""Passwords: what makes one fit, and how it is kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

# 64 MiB a hash: eight threads verifying at once need half a gigabyte, which a small server has.
_hasher = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
_nobody = _hasher.hash("the password of an account that does not exist")

SHORTEST = 12
"""Characters that a password needs at least."""
LONGEST = 500
"""Characters; more would only make the server work."""
OF_ITS_OWN = 6
"""Different characters that must be left when obvious words and the person's own are taken out."""

OBVIOUS = (
    *("password", "passphrase", "passwort", "qwertyuiop", "qwerty", "asdfghjkl", "zxcvbnm", "letmein", "welcome"),
    *("changeme", "iloveyou", "administrator", "admin", "secret", "monkey", "dragon", "football", "sunshine"),
    *("princess", "liverpool", "arsenal", "chelsea", "1234567890", "123456789", "12345678", "1234567", "123456"),
    *("12345", "1234", "0987654321", "987654321", "11111", "00000", "abcdef", "abc123", "1q2w3e4r", "summer"),
    *("winter", "spring", "autumn", "january", "safeguarding", "childrens", "children", "services", "council"),
)


def why_unfit(password: str, own_words: Iterable[str]) -> str:
    """A sentence that says why this password is none; empty for one that is fit.

    :param own_words: the person's name and e-mail address and the council's name, which others know.
    """
    if len(password) < SHORTEST:
        return f"Use at least {SHORTEST} characters"
    if len(password) > LONGEST:
        return f"Use at most {LONGEST} characters"
    left = unicodedata.normalize("NFKC", password).casefold()
    words = {part for words in own_words for part in re.split(r"[\W_]+", words.casefold()) if len(part) > 2}
    for word in sorted({*OBVIOUS, *words}, key=len, reverse=True):
        left = left.replace(word, " ")
    if len(set(left) - {" "}) < OF_ITS_OWN:
        return "Choose something harder to guess: no common password, and not your name, your e-mail or the council’s"
    return ""


def _normal(password: str) -> str:
    """Two keyboards write the same letter in two ways; both open the account."""
    return unicodedata.normalize("NFKC", password)


def hashed(password: str) -> str:
    return _hasher.hash(_normal(password))


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password fits. An account that is not there takes as long to answer as one that is."""
    try:
        return _hasher.verify(password_hash or _nobody, _normal(password)) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False
