"""What can be done with a cycle, and when: the one table that operations and pages go by."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from qa_app.refusals import Refusal

from .models import AuditCycle


class Status(StrEnum):
    SET_UP = "set-up"
    DRAWN = "drawn"
    RUNNING = "running"


@dataclass(frozen=True)
class Step:
    """From which statuses something can be done, and to which it leads; ``otherwise`` says why not from others."""

    starts: frozenset[Status]
    leads_to: Status
    otherwise: str


_BEFORE_THE_START: Final = frozenset({Status.SET_UP, Status.DRAWN})

STEPS: Final = {
    "change": Step(_BEFORE_THE_START, Status.SET_UP, "Auditors are at work on it: its set-up stays as it is."),
    "draw": Step(_BEFORE_THE_START, Status.DRAWN, "Auditors are at work on its sample: it is not drawn again."),
    "start": Step(frozenset({Status.DRAWN}), Status.RUNNING, "A cycle is started once, after its sample was drawn."),
}

WORDS: Final = {Status.SET_UP: "Being set up", Status.DRAWN: "Sample drawn", Status.RUNNING: "Running"}


def may(cycle: AuditCycle, verb: str) -> bool:
    return cycle.status in STEPS[verb].starts


def take(cycle: AuditCycle, verb: str) -> None:
    """Move the cycle on, or refuse."""
    step = STEPS[verb]
    if cycle.status not in step.starts:
        raise Refusal(f"{cycle.name}: {WORDS[Status(cycle.status)].lower()}", f"{step.otherwise} Nothing was changed.")
    cycle.status = step.leads_to
