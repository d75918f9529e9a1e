"""The life of a concern, in one table: which act is possible in which status, and where it leads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from qa_app.refusals import Refusal

from .models import Concern, Status


class Verb(StrEnum):
    """What can be done to a concern once it is raised."""

    KEEP = "keep"
    """Write in it, and not send it yet."""
    SEND = "send"
    DROP = "drop"
    """Close it without sending it, with the reason."""
    ACKNOWLEDGE = "acknowledge"
    ADD = "add"
    """Add a note; what was sent stays as it is."""
    CLOSE = "close"


@dataclass(frozen=True)
class Step:
    """The statuses from which an act is possible, and the one it leads to; None where it stays what it is."""

    possible_in: frozenset[Status]
    leads_to: Status | None


STEPS: Mapping[Verb, Step] = {
    Verb.KEEP: Step(frozenset({Status.DRAFT}), None),
    Verb.SEND: Step(frozenset({Status.DRAFT}), Status.SENT),
    Verb.DROP: Step(frozenset({Status.DRAFT}), Status.CLOSED),
    Verb.ACKNOWLEDGE: Step(frozenset({Status.SENT}), Status.ACKNOWLEDGED),
    Verb.ADD: Step(frozenset({Status.SENT, Status.ACKNOWLEDGED}), None),
    Verb.CLOSE: Step(frozenset({Status.ACKNOWLEDGED}), Status.CLOSED),
}


def insist(concern: Concern, verb: Verb) -> Status:
    """The status that the act leads to.

    :raises Refusal: when it is not possible in the status the concern has.
    """
    step, status = STEPS[verb], Status(concern.status)
    if status not in step.possible_in:
        raise Refusal(*_why_not(concern, verb))
    return step.leads_to or status


def can(concern: Concern, verb: Verb) -> bool:
    return concern.status in STEPS[verb].possible_in


def _why_not(concern: Concern, verb: Verb) -> tuple[str, str]:
    if concern.status == Status.DRAFT:
        return "This concern has not been sent yet", "Nothing was changed."
    if concern.status == Status.CLOSED:
        return "This concern is closed", "If the child may still be unsafe, raise a new one. Nothing was changed."
    if verb in {Verb.KEEP, Verb.SEND, Verb.DROP}:
        return (
            "This concern has been sent already",
            "What was sent stays as it is. You can add to it on its page. Nothing was changed.",
        )
    if verb is Verb.ACKNOWLEDGE:
        return "Somebody has acknowledged this concern already", "Its page says who. Nothing was changed."
    return "This concern has not been acknowledged yet", "Acknowledge it first. Nothing was changed."
