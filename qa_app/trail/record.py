from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qa_app.db import Base, db, now, transaction

from .models import TrailEvent

if TYPE_CHECKING:
    from qa_app.people.models import Person


def record(kind: str, subject: Base, *, by: Person | None, **detail: Any) -> None:
    """Say in the trail what is being done in this transaction.

    :param kind: ``noun:verb``, as in ``audit:submit``.
    :param by: who does it; ``None`` for a command given on the server itself.
    :param detail: codes, counts and grades; never narrative, never a name.
    """
    if db.session.new:
        db.session.flush()
    db.session.info.setdefault("events", []).append(
        TrailEvent(
            at=now(),
            actor_id=by and by.id,
            kind=kind,
            subject=subject.__tablename__,
            subject_id=getattr(subject, "id", None),
            detail=detail,
        )
    )


def note_reading(kind: str, subject: Base, *, by: Person, **detail: Any) -> None:
    """Say in the trail that somebody read something: the one thing that a GET request may write."""
    with transaction(while_reading=True):
        record(kind, subject, by=by, **detail)
