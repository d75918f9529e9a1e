"""Raising concerns and answering them. Each function is one thing that somebody does; none of them commits."""

from __future__ import annotations

from dataclasses import dataclass

from qa_app.audits.models import Audit
from qa_app.db import db, now
from qa_app.people.models import Person
from qa_app.refusals import Refusal
from qa_app.settings.queries import clocks
from qa_app.trail import record

from . import telling
from .chain import receivers_for
from .models import Concern, ConcernNote, ConcernReceiver, Status
from .queries import made_by_form, sent_and_waiting
from .statuses import Verb, insist

LENGTH = 4_000
LONGEST_WORD = 64
"""Of a form, by which it is known when it comes a second time."""


class StaleConcernRefusal(Refusal):
    """The draft was changed in another window meanwhile."""

    def __init__(self) -> None:
        super().__init__(
            "This concern was changed in another window while you were writing",
            "Nothing was overwritten and nothing was sent. Look at both, then choose.",
        )


@dataclass(frozen=True)
class Words:
    """What is written in a concern: what was seen, why it cannot wait, and whom its author has spoken to already."""

    what: str
    why: str = ""
    has_spoken: bool | None = None
    spoken_to: str = ""

    def tidied(self) -> Words:
        """:raises Refusal: when nothing says what was seen, or something is too long to be read in a hurry."""
        tidy = Words(_plain(self.what), _plain(self.why), self.has_spoken, _plain(self.spoken_to))
        if not tidy.what or max(map(len, (tidy.what, tidy.why, tidy.spoken_to))) > LENGTH:
            raise Refusal("Write what you saw", f"Use at most {LENGTH:,} characters. Nothing was changed.")
        return tidy


def raise_concern(audit: Audit, words: Words, *, section: str | None, once: str, by: Person) -> Concern:
    """Write a concern for the child of an audit, whatever the status of the audit. It is not sent yet.

    :param section: the section in which it came up, to go back to.
    :param once: the word of the form: the same form makes one concern, which it returns each time.
    :raises Refusal: when nothing says what was seen, or the form has sent its concern already with other words.
    """
    _insist_on_word(once)
    there = made_by_form(once, by)
    if there is not None:
        if words.tidied() != Words(there.what, there.why, there.has_spoken, there.spoken_to):
            insist(there, Verb.KEEP)
        return there
    concern = Concern(
        once=once,
        audit_id=audit.id,
        entry_id=audit.entry_id,
        service_id=audit.entry.team.service_id,
        section=section,
        status=Status.DRAFT,
        raised_by_id=by.id,
        raised_at=now(),
        **vars(words.tidied()),
    )
    db.session.add(concern)
    record("concern:raise", concern, by=by, audit=audit.id, section=section)
    return concern


def keep(concern: Concern, words: Words, *, seen: int, by: Person) -> None:
    """Write in a concern that was not sent, and do not send it yet.

    :raises StaleConcernRefusal: when it is another draft by now.
    :raises Refusal: when it was sent, or nothing says what was seen.
    """
    insist(concern, Verb.KEEP)
    _insist_on_author(concern, by)
    _write(concern, words, seen)
    record("concern:keep", concern, by=by)


def send(concern: Concern, words: Words, *, seen: int, by: Person) -> None:
    """Send a concern: from now on nothing of it changes, and its clock runs. It happens once.

    Its receivers and its clock are those of the settings at this moment, whatever the page showed: that somebody
    else is to receive it by now is no reason to hold it back.

    :raises StaleConcernRefusal: when it is another draft by now.
    :raises Refusal: when it was sent before, something is missing, or there is nobody whom it could reach.
    """
    status = insist(concern, Verb.SEND)
    _insist_on_author(concern, by)
    _write(concern, words, seen)
    if not concern.why or concern.has_spoken is None:
        raise Refusal("Something is missing", "Say why it cannot wait and whether you have spoken to anybody.")
    people = receivers_for(concern.audit, by)
    if not people:
        raise Refusal(
            "There is nobody whom this service could tell",
            "Phone the team manager now, as the safeguarding procedures say. What you wrote is not sent.",
        )
    at, clock = now(), clocks()
    concern.status, concern.sent_at = status, at
    concern.minutes_to_acknowledge, concern.minutes_per_step = clock.minutes_to_acknowledge, clock.minutes_per_step
    concern.receivers = [ConcernReceiver(person=each, position=place) for place, each in enumerate(people)]
    concern.receivers[0].told_at = at
    record("concern:send", concern, by=by, audit=concern.audit_id, to=people[0].id, receivers=len(people))
    telling.of_sending(concern)


def take_up(concern: Concern, words: Words, *, once: str, by: Person) -> Concern:
    """Raise and send in one's own name what somebody began and cannot send any more, their account being closed.

    Their draft is closed and keeps their own words. The same form does it once.

    :raises Refusal: when it is not left behind or closed by now, something is missing, or nobody could be reached.
    """
    there = made_by_form(once, by)
    if there is not None:
        return there
    drop(concern, reason=f"Taken up by {by.name}, who raised a concern in their own name.", by=by)
    anew = raise_concern(concern.audit, words, section=None, once=once, by=by)
    send(anew, words, seen=anew.revision, by=by)
    return anew


def drop(concern: Concern, *, reason: str, by: Person) -> None:
    """Close a concern that was never sent, with the reason. What was written is kept.

    :raises Refusal: when it was sent, no reason is given, or it is for its author to close.
    """
    status = insist(concern, Verb.DROP)
    if not concern.is_left_behind:
        _insist_on_author(concern, by)
    concern.outcome, concern.status = _said(reason), status
    concern.closed_at, concern.closed_by_id = now(), by.id
    record("concern:drop", concern, by=by, audit=concern.audit_id)


def acknowledge(concern: Concern, *, by: Person) -> None:
    """Take a concern over: its clock stops. To do it again oneself changes nothing.

    Nobody acknowledges their own: that would stop the clock while nobody else knows of the child.

    :raises Refusal: when somebody else has done so, it is a draft or closed, or the person raised it.
    """
    if concern.status == Status.ACKNOWLEDGED and concern.acknowledged_by_id == by.id:
        return
    status = insist(concern, Verb.ACKNOWLEDGE)
    _insist_on_another(concern, by)
    late, steps = concern.is_overdue, concern.steps
    concern.status, concern.acknowledged_at, concern.acknowledged_by_id = status, now(), by.id
    record("concern:acknowledge", concern, by=by, audit=concern.audit_id, late=late, steps=steps)
    telling.of_acknowledging(concern)


def add_note(concern: Concern, *, text: str, once: str, by: Person) -> ConcernNote:
    """Add something to a sent concern; the same form adds it once. The others who deal with it are told."""
    _insist_on_word(once)
    insist(concern, Verb.ADD)
    there = next((note for note in concern.notes if note.once == once), None)
    if there is not None:
        return there
    note = ConcernNote(concern_id=concern.id, once=once, text=_said(text), by_id=by.id, at=now())
    db.session.add(note)
    record("concern:add", concern, by=by, audit=concern.audit_id)
    telling.of_a_note(concern, by)
    return note


def close(concern: Concern, *, outcome: str, by: Person) -> None:
    """Say what was done about a concern, and that nothing about it waits any more.

    :raises Refusal: when nobody acknowledged it, it is closed, nothing is said, or the person raised it.
    """
    status = insist(concern, Verb.CLOSE)
    _insist_on_another(concern, by)
    concern.outcome, concern.status = _said(outcome), status
    concern.closed_at, concern.closed_by_id = now(), by.id
    record("concern:close", concern, by=by, audit=concern.audit_id)
    telling.of_closing(concern)


def escalate(*, by: Person | None) -> int:
    """Tell everybody whom a concern has reached since the last time, each once; how many were told.

    Whose turn it is follows from the time alone; this only tells them.
    """
    told = 0
    for concern in sent_and_waiting():
        new = [each for each in concern.reached if each.told_at is None]
        for receiver in new:
            receiver.told_at = now()
            record("concern:escalate", concern, by=by, audit=concern.audit_id, to=receiver.person_id)
            telling.of_reaching(receiver)
        if new:
            telling.of_going_on(concern)
        told += len(new)
    return told


def _insist_on_word(once: str) -> None:
    if not 0 < len(once) <= LONGEST_WORD:
        raise Refusal("This form cannot be taken", "Open the page again and repeat it. Nothing was changed.")


def _insist_on_author(concern: Concern, by: Person) -> None:
    if concern.raised_by_id != by.id:
        raise Refusal("Only the one who raised a concern can do this", "Nothing was changed.")


def _insist_on_another(concern: Concern, by: Person) -> None:
    if concern.raised_by_id == by.id:
        raise Refusal(
            "You raised this concern yourself",
            "Somebody else has to take it over, so that a second person knows of the child. Nothing was changed.",
        )


def _write(concern: Concern, words: Words, seen: int) -> None:
    if concern.revision != seen:
        raise StaleConcernRefusal
    for name, value in vars(words.tidied()).items():
        setattr(concern, name, value)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _said(text: str) -> str:
    words = _plain(text)
    if not 0 < len(words) <= LENGTH:
        raise Refusal(
            "Something must be written here", f"Write it in at most {LENGTH:,} characters. Nothing was changed."
        )
    return words
