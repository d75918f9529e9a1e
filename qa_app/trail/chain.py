"""The chain: every event carries the hash of the one before, so that a cut or a changed line shows."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from qa_app.db import ONE_AT_A_TIME, db

from .models import TrailEvent


def _digest(event: TrailEvent) -> str:
    said = [
        event.number,
        event.at.isoformat(),
        event.actor_id,
        event.kind,
        event.subject,
        event.subject_id,
        event.detail,
        event.changes,
        event.previous_hash,
    ]
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def add_to_chain(session: Session, events: list[TrailEvent], changes: dict[str, Any]) -> None:
    """Number and seal the events of one transaction; what changed in it is said once, on the last of them."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": ONE_AT_A_TIME})
    last = session.execute(
        select(TrailEvent.number, TrailEvent.hash).order_by(TrailEvent.number.desc()).limit(1)
    ).one_or_none()
    number, previous = last or (0, "")
    for place, event in enumerate(events, start=1):
        event.number, event.previous_hash = number + place, previous
        event.changes = changes if place == len(events) else {}
        event.hash = previous = _digest(event)
    session.add_all(events)
    session.flush()


@dataclass(frozen=True)
class FirstBroken:
    """The first event that does not follow from the one before it."""

    number: int
    why: str


def verify() -> FirstBroken | None:
    """Walk the whole chain; ``None`` when every event is as it was written and none is missing."""
    expected, previous = 1, ""
    for event in db.session.scalars(select(TrailEvent).order_by(TrailEvent.number).execution_options(yield_per=1000)):
        if event.number != expected:
            return FirstBroken(expected, "it is missing")
        if event.previous_hash != previous:
            return FirstBroken(event.number, "it does not follow the event before it")
        if event.hash != _digest(event):
            return FirstBroken(event.number, "it was changed after it was written")
        expected, previous = expected + 1, event.hash
    return None
