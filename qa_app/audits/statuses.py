"""The life of an audit, in one table: which act is possible in which status, and where it leads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from qa_app.refusals import Refusal

from .models import Audit, Status


class Verb(StrEnum):
    """What can be done to an audit once it is allocated."""

    SAVE = "save"
    SUBMIT = "submit"
    STAND = "stand"
    """Let the auditor's grade stand as the final one, because nobody else grades the case."""
    HOLD = "hold"
    """Take it into a moderation round."""
    SETTLE = "settle"
    """Give it the final grade that moderation came to."""


@dataclass(frozen=True)
class Step:
    """The statuses from which an act is possible, and the one it leads to."""

    possible_in: frozenset[Status]
    leads_to: Status


STEPS: Mapping[Verb, Step] = {
    Verb.SAVE: Step(frozenset({Status.ALLOCATED, Status.IN_PROGRESS}), Status.IN_PROGRESS),
    Verb.SUBMIT: Step(frozenset({Status.IN_PROGRESS}), Status.SUBMITTED),
    Verb.STAND: Step(frozenset({Status.SUBMITTED}), Status.FINAL),
    Verb.HOLD: Step(frozenset({Status.SUBMITTED}), Status.IN_MODERATION),
    Verb.SETTLE: Step(frozenset({Status.IN_MODERATION}), Status.FINAL),
}


def insist(audit: Audit, verb: Verb) -> Status:
    """The status that the act leads to.

    :raises Refusal: when it is not possible in the status the audit has.
    """
    step = STEPS[verb]
    if audit.status not in step.possible_in:
        raise Refusal(*_why_not(audit, verb))
    return step.leads_to


def _why_not(audit: Audit, verb: Verb) -> tuple[str, str]:
    if audit.is_sent and verb in {Verb.SAVE, Verb.SUBMIT}:
        return "You have already sent this audit", "It can be read under My audits, but no longer changed."
    if not audit.is_sent and verb is not Verb.SUBMIT:
        return "This audit has not been sent yet", "Wait until its auditor has sent it. Nothing was changed."
    if verb is Verb.SUBMIT:
        return "This audit is not finished", "Check your answers to see what is missing. Nothing was changed."
    return "This audit has moved on", f"Its status is {audit.status.replace('-', ' ')} by now. Nothing was changed."
