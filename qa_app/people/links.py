"""Links that let a person choose a password: for one person, for one use, and for a while."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from .models import Person
from .queries import get_person

VALID_FOR = timedelta(hours=48)


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="set-password")


def _as_it_stands(person: Person) -> str:
    """What the link is good for: the e-mail address and the password of this moment, told by their digest alone."""
    return hashlib.sha256(f"{person.email}\n{person.password_hash or ''}".encode()).hexdigest()


def make_token(person: Person) -> str:
    """The word in the link. Using it, setting a password or changing the e-mail address ends it."""
    return str(_signer().dumps([person.id, _as_it_stands(person)]))


def person_of(token: str) -> Person | None:
    """Whose password the link sets; ``None`` for one that is forged, used, too old, or of a closed account."""
    try:
        number, digest = _signer().loads(token, max_age=int(VALID_FOR.total_seconds()))
    except (BadData, ValueError, TypeError):
        return None
    person = get_person(number)
    return person if person and person.is_active and digest == _as_it_stands(person) else None
