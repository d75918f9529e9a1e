"""The trail: what was done, by whom, to what, and when. Added to, never altered."""

from .chain import FirstBroken, holds, last_seal, verify
from .models import TrailEvent
from .record import note_reading, record
from .seal import UnrecordedChangeError

__all__ = [
    "FirstBroken",
    "TrailEvent",
    "UnrecordedChangeError",
    "holds",
    "last_seal",
    "note_reading",
    "record",
    "verify",
]
