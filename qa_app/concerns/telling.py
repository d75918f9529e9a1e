"""Whom a concern is told of. What is told names no child, no case and nothing that was written.

Urgent is what asks somebody to act before the clock runs out, or says that it has.
"""

from __future__ import annotations

from qa_app.access import Permission, Role, permits
from qa_app.notices.operations import tell
from qa_app.people.models import Person
from qa_app.people.queries import active_people_with, heads_of

from .models import Concern, ConcernReceiver


def of_sending(concern: Concern) -> None:
    """The receiver, who has to answer; and the heads of the service and the QA managers, who should know."""
    receiver = concern.receivers[0].person
    _tell(concern, receiver, "A concern was raised, and you are the one to acknowledge it.", urgent=True)
    known = {receiver.id, concern.raised_by_id}
    for person, about in (
        *((head, "A concern was raised in a service of yours.") for head in heads_of(concern.service_id)),
        *((manager, "A concern was raised.") for manager in active_people_with(Role.QA_MANAGER)),
    ):
        if person.id not in known and permits(person, Permission.READ_CONCERN, concern):
            known.add(person.id)
            _tell(concern, person, about)


def of_reaching(receiver: ConcernReceiver) -> None:
    _tell(
        receiver.concern,
        receiver.person,
        "A concern was not acknowledged in time. You are the one to acknowledge it now.",
        urgent=True,
    )


def of_going_on(concern: Concern) -> None:
    """Whoever raised it: they may still know somebody to phone."""
    _tell(
        concern,
        concern.raised_by,
        "A concern that you raised was not acknowledged in time and has gone on to the next person.",
        urgent=True,
    )


def of_acknowledging(concern: Concern) -> None:
    """Whoever raised it, and the others it had reached, who need not act any more."""
    _tell(concern, concern.raised_by, "A concern that you raised was acknowledged.")
    for receiver in concern.receivers:
        if receiver.told_at is not None and receiver.person_id != concern.acknowledged_by_id:
            _tell(concern, receiver.person, "A concern that reached you was acknowledged by somebody else.")


def of_a_note(concern: Concern, by: Person) -> None:
    """Whoever raised it and whoever has to act on it, but not whoever wrote."""
    acting = {person.id: person for person in _acting_on(concern)}
    for person in acting.values():
        if person.id != by.id:
            _tell(concern, person, "Something was added to a concern.")


def of_closing(concern: Concern) -> None:
    _tell(concern, concern.raised_by, "A concern that you raised was closed. Its page says what was done.")


def _acting_on(concern: Concern) -> list[Person]:
    if concern.acknowledged_by is not None:
        return [concern.raised_by, concern.acknowledged_by]
    return [concern.raised_by, *(receiver.person for receiver in concern.reached)]


def _tell(concern: Concern, person: Person, about: str, *, urgent: bool = False) -> None:
    if person.is_active:
        tell(person, about, f"/concerns/{concern.key}", urgent=urgent)
