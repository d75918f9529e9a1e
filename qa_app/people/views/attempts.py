"""Trying a password, which is counted."""

from __future__ import annotations

from flask import request

from qa_app.db import transaction
from qa_app.people import operations, passwords
from qa_app.people.queries import person_with_email


def proved_hash(email: str, password: str) -> str | None:
    """The password hash of the open account that this e-mail address and password open together, or ``None``.

    The attempt is counted before the password is looked at; whoever succeeds must clear the count.

    :raises TooManyAttempts: when the account, or the address that the request came from, has used up its attempts.
    """
    with transaction():
        operations.count_attempt(email, request.remote_addr or "")
    person = person_with_email(email)
    kept = person.password_hash if person else None
    fits = passwords.matches(kept, password)
    return kept if fits and person and person.is_active else None
