"""Telling people something, and taking note that they have seen it."""

from __future__ import annotations

from qa_app.db import db, now
from qa_app.people.models import Person
from qa_app.trail import record

from .models import Notice


def tell(person: Person, about: str, path: str) -> Notice:
    """Tell ``person`` the sentence ``about``, with the page ``path`` of this service; part of the act that it is about.

    The sentence goes by e-mail too, so it names no child, no grade and nothing that was written.
    """
    notice = Notice(person_id=person.id, about=about, path=path, at=now())
    db.session.add(notice)
    return notice


def mark_seen(notice: Notice, *, by: Person) -> None:
    """Take a notice off the home page. Doing it again changes nothing."""
    if notice.seen_at is None:
        notice.seen_at = now()
        record("notice:see", notice, by=by)
