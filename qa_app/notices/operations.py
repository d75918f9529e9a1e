"""Telling people something, and taking note that they have seen it."""

from __future__ import annotations

from datetime import datetime, timedelta

from qa_app.db import db, now
from qa_app.people.models import Person
from qa_app.trail import record

from .models import Notice
from .queries import given_up, next_to_mail

TAKEN_FOR = timedelta(minutes=10)
"""Longer than a mail server that answers at all can take over one notice. Who took it and died leaves it for others
after that."""

SHORTEST_DELAY = timedelta(minutes=1)
LONGEST_DELAY = timedelta(hours=1)
LONGEST_URGENT_DELAY = timedelta(minutes=5)
REFUSAL_DELAY = timedelta(minutes=5)
"""After the first refusal twice as long, and after each one more twice as long again."""


def tell(person: Person, about: str, path: str, *, urgent: bool = False) -> Notice:
    """Tell ``person`` the sentence ``about``, with the page ``path`` of this service; part of the act that it is about.

    The sentence goes by e-mail too, so it names no child, no grade and nothing that was written.

    :param urgent: for what cannot wait until somebody next looks: it is mailed before all others, and also when it was
        put away meanwhile.
    """
    notice = Notice(person_id=person.id, about=about, path=path, at=now(), urgent=urgent)
    db.session.add(notice)
    return notice


def mark_seen(notice: Notice, *, by: Person) -> None:
    """Take a notice off the home page. Doing it again changes nothing."""
    if notice.seen_at is None:
        notice.seen_at = now()
        record("notice:see", notice, by=by)


def take_to_mail() -> tuple[Notice, datetime] | None:
    """Take the next notice that is due to be mailed, so that nobody else takes it until a moment, which is told too."""
    notice = next_to_mail()
    if notice is None:
        return None
    notice.mail_after = taken_until = now() + TAKEN_FOR
    record("notice:take", notice, by=None)
    return notice, taken_until


def mark_mailed(notice: Notice) -> None:
    """The mail server has it."""
    if notice.mailed_at is None:
        notice.mailed_at, notice.mail_after = now(), None
        record("notice:mail", notice, by=None)


def delay_mail(notice: Notice, *, taken_until: datetime) -> None:
    """It could not be mailed: try again after as long as it has waited already, within limits."""
    if _is_still_taken(notice, taken_until):
        longest = LONGEST_URGENT_DELAY if notice.urgent else LONGEST_DELAY
        notice.mail_after = now() + min(max(now() - notice.at, SHORTEST_DELAY), longest)
        record("notice:delay", notice, by=None)


def count_refusal(notice: Notice, refused_with: str, *, taken_until: datetime) -> None:
    """Its address refused it. It is tried again some times, since addresses are mended."""
    if _is_still_taken(notice, taken_until):
        notice.refusals, notice.refused_with = notice.refusals + 1, refused_with
        notice.mail_after = now() + REFUSAL_DELAY * 2**notice.refusals
        record("notice:refuse", notice, by=None)


def mail_again() -> int:
    """Take up again what was given up; how many notices that were."""
    notices = given_up()
    for notice in notices:
        notice.refusals, notice.mail_after = 0, None
        record("notice:again", notice, by=None)
    return len(notices)


def _is_still_taken(notice: Notice, taken_until: datetime) -> bool:
    """Whether it is still with whoever took it, and not with somebody who came after."""
    return notice.mailed_at is None and notice.mail_after == taken_until
