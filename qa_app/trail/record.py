from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qa_app.db import Base, db, now, transaction

from .models import TrailEvent
from .notes import notes_of

if TYPE_CHECKING:
    from qa_app.people.models import Person


def record(kind: str, subject: Base, *, by: Person | None, **detail: Any) -> None:
    """Say in the trail what is being done in this transaction.

    :param kind: ``noun:verb``, as in ``audit:submit``.
    :param subject: the row that it is done to, which is in the session.
    :param by: who does it; ``None`` for a command given on the server itself.
    :param detail: codes, counts and grades; never narrative, never a name.
    :raises ValueError: when the subject is no row yet, so that the event would speak of nothing.
    """
    if db.session.new:
        db.session.flush()
    subject_id = getattr(subject, "id", None)
    if subject_id is None:
        raise ValueError(f"{kind}: add the {subject.__tablename__} to the session before recording what is done to it")
    event = TrailEvent(
        at=now(), actor_id=by and by.id, kind=kind, subject=subject.__tablename__, subject_id=subject_id, detail=detail
    )
    notes_of(db.session()).events.append(event)


def note_reading(kind: str, subject: Base, *, by: Person, **detail: Any) -> None:
    """Say in the trail that somebody read something: the one thing that a GET request may write."""
    with transaction(while_reading=True):
        record(kind, subject, by=by, **detail)
