"""Reading notices."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from qa_app.db import db
from qa_app.people.models import Person

from .models import Notice

SHOWN = 20


def get_notice(notice_id: int) -> Notice | None:
    return db.session.get(Notice, notice_id)


def unseen_notices(person: Person) -> Sequence[Notice]:
    """What a person was told and has not put away, latest first; the latest ones where there are many."""
    unseen = select(Notice).where(Notice.person_id == person.id, Notice.seen_at.is_(None))
    return db.session.scalars(unseen.order_by(Notice.at.desc(), Notice.id.desc()).limit(SHOWN)).all()
