"""The chain: every event carries the hash of the one before, so that a cut or a changed line shows.

The chain proves that what stands in it is as it was written, and that nothing is missing before its last event. It
cannot prove by itself that later events were not cut off, or that somebody with the database in hand did not write
the whole of it anew. Against that, note the seal of the last event from time to time where that hand does not reach:
``flask trail verify`` prints it, and with ``--seal`` says whether the trail still holds it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from qa_app.db import db

from .models import TrailEvent


def _digest(event: TrailEvent | Row[Any]) -> str:
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


def _as_read_back(value: dict[str, Any]) -> dict[str, Any]:
    """The value as the database will return it, so that its digest can be taken again; NaN is refused."""
    read: dict[str, Any] = json.loads(json.dumps(value, allow_nan=False))
    return read


def last_seal(session: Session) -> tuple[int, str]:
    """The number and the hash of the last event; ``(0, "")`` before the first."""
    last = session.execute(
        select(TrailEvent.number, TrailEvent.hash).order_by(TrailEvent.number.desc()).limit(1)
    ).one_or_none()
    return (last.number, last.hash) if last else (0, "")


def add_to_chain(session: Session, events: list[TrailEvent], changes: dict[str, Any]) -> None:
    """Number and seal the events of one transaction; what changed in it is said once, on the last of them."""
    number, previous = last_seal(session)
    for place, event in enumerate(events, start=1):
        event.number, event.previous_hash = number + place, previous
        event.detail = _as_read_back(event.detail)
        event.changes = _as_read_back(changes) if place == len(events) else {}
        event.hash = previous = _digest(event)
    session.add_all(events)
    session.flush()


@dataclass(frozen=True)
class FirstBroken:
    """The first event that does not follow from the one before it."""

    number: int
    why: str


def verify(batch: int = 1000) -> FirstBroken | None:
    """Walk the whole chain; ``None`` when every event is as it was written and none before the last is missing.

    :param batch: how many events are read at a time; where a batch cannot be read, it is walked one by one.
    """
    expected, previous = 1, ""
    everything = select(*TrailEvent.__table__.columns).order_by(TrailEvent.number)
    try:
        with db.session.execute(everything.execution_options(yield_per=batch)) as events:
            for event in events:
                if event.number != expected:
                    return FirstBroken(expected, "it is missing")
                if event.previous_hash != previous:
                    return FirstBroken(event.number, "it does not follow the event before it")
                if event.hash != _digest(event):
                    return FirstBroken(event.number, "it was changed after it was written")
                expected, previous = expected + 1, event.hash
    except (ValueError, TypeError):
        return FirstBroken(expected, "it cannot be read") if batch == 1 else verify(batch=1)
    return None


def holds(seal: str) -> bool:
    """Whether some event of the trail has this hash."""
    return db.session.scalar(select(TrailEvent.number).where(TrailEvent.hash == seal)) is not None
