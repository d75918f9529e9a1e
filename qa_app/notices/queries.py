"""Reading notices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select

from qa_app.db import db, now
from qa_app.people.models import Person

from .models import Notice

SHOWN = 20

MOST_REFUSALS = 8
"""How often an address may refuse a notice before its mail is given up: with the delays between, for most of a day."""

MAILED_WITHIN = timedelta(days=14)
"""How old a notice may be to be mailed: one that lay longer, behind a mail server that was mended or set up only now,
is no news; it stands on the home page."""


def get_notice(notice_id: int) -> Notice | None:
    return db.session.get(Notice, notice_id)


def unseen_notices(person: Person) -> Sequence[Notice]:
    """What a person was told and has not put away, urgent and latest first; not all where there are many."""
    unseen = select(Notice).where(Notice.person_id == person.id, Notice.seen_at.is_(None))
    in_order = unseen.order_by(Notice.urgent.desc(), Notice.at.desc(), Notice.id.desc())
    return db.session.scalars(in_order.limit(SHOWN)).all()


def _to_be_mailed() -> ColumnElement[bool]:
    """What is still owed by e-mail, to people who still work here.

    What was put away was read; only what is urgent goes by both ways, since a press of a button may have been a slip.
    """
    return and_(
        Notice.mailed_at.is_(None),
        Notice.at > now() - MAILED_WITHIN,
        or_(Notice.urgent, Notice.seen_at.is_(None)),
        Notice.person.has(Person.is_active),
    )


def next_to_mail() -> Notice | None:
    """What may go to the mail server now and has waited longest, the urgent before all others."""
    due = select(Notice).where(
        _to_be_mailed(),
        Notice.refusals < MOST_REFUSALS,
        or_(Notice.mail_after.is_(None), Notice.mail_after <= now()),
    )
    return db.session.scalars(due.order_by(Notice.urgent.desc(), Notice.at, Notice.id).limit(1)).one_or_none()


def waiting_for_mail() -> int:
    """How many notices are still to be mailed, those included that are delayed."""
    waiting = select(func.count()).select_from(Notice).where(_to_be_mailed(), Notice.refusals < MOST_REFUSALS)
    return db.session.scalar(waiting) or 0


def given_up() -> Sequence[Notice]:
    """What nobody tries to mail any more, since its address refused it too often."""
    refused = select(Notice).where(_to_be_mailed(), Notice.refusals >= MOST_REFUSALS)
    return db.session.scalars(refused.order_by(Notice.person_id, Notice.id)).all()
