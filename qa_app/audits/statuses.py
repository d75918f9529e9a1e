"""The life of an audit, in one table: which act is possible in which status, and where it leads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from qa_app.refusals import Refusal

from .models import DROPPED, OPEN, OWED, SETTLED, Audit, Status


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
    REVIEW = "review"
    """Give it its final grade after somebody else has read it, because a grade such as this counts only then."""
    RETURN = "return"
    """Give it back to its auditor with queries. A sign-off is void from then on."""
    RELEASE = "release"
    """Sign it off, and show it to those whose work it is about."""
    CLOSE = "close"
    COMMENT = "comment"
    DISPUTE = "dispute"
    """Say that a grade or an answer is wrong, as one of those whose work it is about."""
    ANSWER = "answer-dispute"
    """Answer a dispute. Whatever has become of the audit since, whoever disputed it is owed an answer."""
    RESPOND = "respond"
    """Say as head of the service what follows from the worst grade."""
    REASSIGN = "reassign"
    EXTEND = "extend"
    EXEMPT = "exempt"
    """Let its auditor off, with a reason; it no longer counts as allocated."""
    WITHDRAW = "withdraw"
    """Take it out, because it should not have been made."""


@dataclass(frozen=True)
class Step:
    """The statuses from which an act is possible, and the one it leads to; None where it stays what it is."""

    possible_in: frozenset[Status]
    leads_to: Status | None


STEPS: Mapping[Verb, Step] = {
    Verb.SAVE: Step(OPEN, Status.IN_PROGRESS),
    Verb.SUBMIT: Step(frozenset({Status.IN_PROGRESS, Status.RETURNED}), Status.SUBMITTED),
    Verb.STAND: Step(frozenset({Status.SUBMITTED}), Status.FINAL),
    Verb.HOLD: Step(frozenset({Status.SUBMITTED}), Status.IN_MODERATION),
    Verb.SETTLE: Step(frozenset({Status.IN_MODERATION}), Status.FINAL),
    Verb.REVIEW: Step(frozenset({Status.SUBMITTED}), Status.FINAL),
    Verb.RETURN: Step(frozenset({Status.SUBMITTED, Status.FINAL, Status.RELEASED}), Status.RETURNED),
    Verb.RELEASE: Step(frozenset({Status.FINAL}), Status.RELEASED),
    Verb.CLOSE: Step(frozenset({Status.RELEASED}), Status.CLOSED),
    Verb.COMMENT: Step(frozenset({Status.RELEASED}), None),
    Verb.DISPUTE: Step(frozenset({Status.RELEASED}), None),
    Verb.ANSWER: Step(frozenset(Status) - OWED - {Status.CLOSED, Status.EXEMPT}, None),
    Verb.RESPOND: Step(SETTLED - {Status.CLOSED}, None),
    Verb.REASSIGN: Step(OWED, Status.ALLOCATED),
    Verb.EXTEND: Step(OPEN, None),
    Verb.EXEMPT: Step(OWED, Status.EXEMPT),
    Verb.WITHDRAW: Step(OPEN | {Status.SUBMITTED, Status.FINAL, Status.RELEASED}, Status.WITHDRAWN),
}


def insist(audit: Audit, verb: Verb) -> Status:
    """The status that the act leads to. A returned audit stays returned until it is sent again.

    :raises Refusal: when it is not possible in the status the audit has.
    """
    step = STEPS[verb]
    status = Status(audit.status)
    if status not in step.possible_in:
        raise Refusal(*_why_not(audit, verb))
    if step.leads_to is None or (verb is Verb.SAVE and status is Status.RETURNED):
        return status
    return step.leads_to


def can(audit: Audit, verb: Verb) -> bool:
    """Whether the act is possible in the status the audit has."""
    return audit.status in STEPS[verb].possible_in


def _why_not(audit: Audit, verb: Verb) -> tuple[str, str]:
    is_dropped = audit.status in DROPPED
    if verb in {Verb.SAVE, Verb.SUBMIT} and not audit.is_open and not is_dropped:
        return "You have already sent this audit", "It can be read under My audits, but no longer changed."
    if verb is Verb.SUBMIT and not is_dropped:
        return "This audit is not finished", "Check your answers to see what is missing. Nothing was changed."
    if audit.is_owed:
        return "This audit has not been sent yet", "Wait until its auditor has sent it. Nothing was changed."
    return "This audit has moved on", f"Its status is {audit.status.replace('-', ' ')} by now. Nothing was changed."
