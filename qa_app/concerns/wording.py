"""Concerns in words: how long is left, and what was done, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from qa_app.db import now
from qa_app.trail import TrailEvent
from qa_app.web.words import counted

from .models import Concern

SAID: Final[Mapping[str, str]] = {
    "concern:raise": "wrote it",
    "concern:send": "sent it",
    "concern:drop": "closed it without sending it",
    "concern:escalate": "told the next person, because it was not acknowledged in time",
    "concern:acknowledge": "acknowledged it",
    "concern:add": "added to it",
    "concern:close": "closed it",
}
"""What each kind of event says after the name of whoever did it."""


@dataclass(frozen=True)
class Line:
    """One sentence of what happened."""

    at: datetime
    who: str
    said: str


def told(events: Iterable[tuple[TrailEvent, str | None]]) -> list[Line]:
    """The events that a reader wants told, each with the name of whoever did it."""
    return [Line(event.at, who or "The service", SAID[event.kind]) for event, who in events if event.kind in SAID]


def time_left(concern: Concern) -> str:
    """``43 minutes left``, or how long it has been waiting for too long; whole minutes, never said to be more."""
    if concern.due_at is None or concern.sent_at is None or concern.minutes_to_acknowledge is None:
        return ""
    at = now()
    if at < concern.due_at:
        return f"{_duration(concern.due_at - at)} left"
    first_due = concern.sent_at + timedelta(minutes=concern.minutes_to_acknowledge)
    return f"overdue by {_duration(at - first_due)}"


def _duration(span: timedelta) -> str:
    hours, minutes = divmod(int(span.total_seconds()) // 60, 60)
    if not hours:
        return counted(minutes, "minute") if minutes else "less than a minute"
    return f"{counted(hours, 'hour')} {counted(minutes, 'minute')}" if minutes else counted(hours, "hour")
