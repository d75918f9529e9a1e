"""E-mail addresses, which people sign in with."""

from __future__ import annotations

import re

LONGEST = 254
_SHAPE = re.compile(r"[^\s@<>\"(),;:\\\[\]]+@[^\s@<>\"(),;:\\\[\]]+")


def is_email(text: str) -> bool:
    """Whether the text can be an e-mail address: only writing to it could tell more."""
    return len(text) <= LONGEST and text.isprintable() and _SHAPE.fullmatch(text) is not None


def canonical(email: str) -> str:
    """The form in which an address is kept and compared."""
    return email.strip().lower()
