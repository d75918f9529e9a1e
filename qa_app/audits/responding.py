"""The worst grade and the head of service: asked to respond, responding, and what happens when the grade falls."""

from __future__ import annotations

from datetime import date, timedelta

from qa_app.access import Permission, Role, permits
from qa_app.db import db, now, today
from qa_app.notices.operations import tell
from qa_app.people.models import Person
from qa_app.people.queries import active_people_with, heads_of
from qa_app.refusals import Refusal
from qa_app.settings.queries import clocks
from qa_app.trail import record

from .models import Audit
from .released import needs_a_response, readers_of, standing_response
from .responses import Response
from .statuses import Verb, insist

LENGTH = 8_000


def ask_for_a_response(audit: Audit) -> None:
    """Ask the heads of the service to respond, where the grade that became final is the worst. Part of that act."""
    if not needs_a_response(audit):
        return
    due_on = today() + timedelta(days=clocks().days_to_answer_an_inadequate)
    db.session.add(Response(audit_id=audit.id, asked_at=now(), due_on=due_on))
    for head in heads_of(audit.entry.service_id):
        if permits(head, Permission.RESPOND, audit):
            tell(head, "An audit in your service waits for your response.", _path(audit, "/response"))


def void_the_response(audit: Audit) -> None:
    """The grade no longer stands: what was said to it is history, and nobody waits for more. Part of that act."""
    response = standing_response(audit)
    if response is not None:
        response.void_at = now()


def respond(
    audit: Audit, *, for_child: str, for_service: str, audit_again_on: date | None, seen: int | None, by: Person
) -> Response:
    """Respond to an audit: what will happen for this child, what the service will do, and when it is audited again.

    Sending the same twice is sending it once.

    :param seen: the id of the response that the page asked for.
    :raises Refusal: when none is waited for, somebody has responded, or something is missing.
    """
    response = standing_response(audit)
    said = {
        "for_child": _words(for_child, "what will happen for this child"),
        "for_service": _words(for_service, "what the service will do"),
        "audit_again_on": _later(audit_again_on),
    }
    if response is None or response.id != seen:
        raise Refusal("No response to this audit is waited for", "Look at the audit as it is now. Nothing was changed.")
    if response.answered_at is not None:
        if response.by_id == by.id and all(getattr(response, name) == value for name, value in said.items()):
            return response
        raise Refusal("This audit has its response already", "It cannot be changed. Nothing was changed.")
    insist(audit, Verb.RESPOND)
    given = {**said, "by_id": by.id, "answered_at": now()}  # all at once: half a response is refused by the database
    for name, value in given.items():
        setattr(response, name, value)
    record("audit:respond", audit, by=by, due_on=response.due_on.isoformat(), late=today() > response.due_on)
    _tell_of_it(audit, by)
    return response


def _tell_of_it(audit: Audit, by: Person) -> None:
    told = {by.id}
    people = [(audit.auditor, ""), *((one, "") for one in active_people_with(Role.QA_MANAGER))]
    for person, page in [*people, *((one, "/released") for one in readers_of(audit))]:
        permission = Permission.READ_RELEASED if page else Permission.READ_AUDIT
        if person.id not in told and permits(person, permission, audit):
            told.add(person.id)
            tell(person, "The head of service responded to an audit.", _path(audit, page))


def _path(audit: Audit, page: str = "") -> str:
    return f"/audits/{audit.key}{page}"


def _words(text: str, what: str) -> str:
    words = text.replace("\r\n", "\n").strip()
    if not 0 < len(words) <= LENGTH:
        raise Refusal(f"Write {what}", f"Use at most {LENGTH:,} characters. Nothing was changed.")
    return words


def _later(day: date | None) -> date:
    if day is None or not today() < day <= date(today().year + 2, 12, 31):
        raise Refusal(
            "The date of the next audit must be after today", "Choose a date within two years. Nothing was changed."
        )
    return day
