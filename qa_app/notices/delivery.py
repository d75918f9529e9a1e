"""Mailing what people were told: at least once each, and never while a transaction is open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from qa_app.db import db, transaction

from . import operations
from .mail import Letter, LetterDelayedError, LetterRefusedError, MailServer, MailServerError
from .models import Notice


@dataclass
class Delivered:
    """What one round of mailing came to; ``trouble`` is why it ended before all was tried."""

    mailed: int = 0
    refused: int = 0
    delayed: int = 0
    trouble: str = ""


def deliver(server: MailServer, stop_asked: Callable[[], bool] = lambda: False) -> Delivered:
    """Mail everything that is due, one notice after the other, until nothing is or the mail server fails.

    A notice is taken in one transaction, mailed in none, and marked in another. Whoever dies in between leaves it taken
    for a while; then it is mailed again under the same Message-ID.
    """
    done = Delivered()
    while not done.trouble and not stop_asked() and (letter := _taken()) is not None:
        try:
            server.send(letter)
        except LetterRefusedError as no:
            with transaction():
                operations.count_refusal(_notice(letter), str(no), taken_until=letter.taken_until)
            done.refused += 1
        except (LetterDelayedError, MailServerError) as no:
            with transaction():
                operations.delay_mail(_notice(letter), taken_until=letter.taken_until)
            done.delayed += 1
            done.trouble = str(no) if isinstance(no, MailServerError) else ""
        else:
            with transaction():
                operations.mark_mailed(_notice(letter))
            done.mailed += 1
    return done


def _taken() -> Letter | None:
    with transaction():
        if (taken := operations.take_to_mail()) is None:
            return None
        notice, taken_until = taken
        return Letter(
            notice=notice.id,
            at=notice.at,
            to=notice.person.email,
            about=notice.about,
            path=notice.path,
            urgent=notice.urgent,
            taken_until=taken_until,
        )


def _notice(letter: Letter) -> Notice:
    return db.session.get_one(Notice, letter.notice)
