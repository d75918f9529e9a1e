"""What a QA manager does with an audit once it is allocated. Each function is one act; none of them commits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from qa_app.access import Role
from qa_app.db import db, now, today
from qa_app.notices.operations import tell
from qa_app.people.models import Person
from qa_app.people.queries import active_people_with
from qa_app.refusals import Refusal
from qa_app.tools.queries import definition
from qa_app.trail import record

from .copies import Why
from .extensions import Extension
from .models import Audit
from .operations import copy_answers, counts_only_reviewed
from .queries import extensions_of, open_queries
from .released import needs_a_response, open_disputes_of, readers_of, standing_response
from .responding import ask_for_a_response, void_the_response
from .statuses import Verb, insist

REASON_LENGTH = 2_000


def review(audit: Audit, *, grade: str, reason: str, seen: int, by: Person) -> None:
    """Give an audit with the worst grade its final one, after reading it. The grade given stays beside it for ever.

    :raises Refusal: when it needs no review or has moved on, somebody else grades the case too, or the person made it.
    """
    _insist_unchanged(audit, seen)
    status = insist(audit, Verb.REVIEW)
    if audit.others:
        raise Refusal(
            "This case is graded twice", "Its final grade comes from a moderation round. Nothing was changed."
        )
    if not counts_only_reviewed(audit):
        raise Refusal("This audit needs no review", "Its grade stands as it was given. Nothing was changed.")
    _insist_on_another(audit, by)
    if grade not in definition(audit.tool_version).scale:
        raise Refusal("This grade is not on the scale", "Choose one of the tool’s grades. Nothing was changed.")
    audit.review_reason = _reason(reason)
    audit.final_grade, audit.reviewed_by_id, audit.status = grade, by.id, status
    ask_for_a_response(audit)
    record("audit:review", audit, by=by, given=audit.given_grade, final=grade)
    tell(audit.auditor, "An audit of yours was reviewed and has its final grade.", f"/audits/{audit.key}")


def release(audit: Audit, *, seen: int, by: Person) -> None:
    """Sign an audit off, and show it to those whose work it is about.

    :raises Refusal: while queries are open, when it is not final, or when the person made it.
    """
    _insist_unchanged(audit, seen)
    status = insist(audit, Verb.RELEASE)
    _insist_on_another(audit, by)
    if open_queries(audit):
        raise Refusal("Queries about this audit are still open", "Close them first. Nothing was changed.")
    audit.status, audit.released_at, audit.released_by_id = status, now(), by.id
    record("audit:release", audit, by=by)
    for reader in readers_of(audit):
        tell(reader, "An audit of a case of yours was released.", f"/audits/{audit.key}/released")


def close(audit: Audit, *, seen: int, by: Person) -> None:
    """Say that nothing is left to do about an audit.

    :raises Refusal: while a dispute has no answer, or the worst grade no response.
    """
    _insist_unchanged(audit, seen)
    status = insist(audit, Verb.CLOSE)
    if waits_for(audit):
        raise Refusal(f"This audit cannot be closed before {' and '.join(waits_for(audit))}", "Nothing was changed.")
    audit.status = status
    record("audit:close", audit, by=by)


def waits_for(audit: Audit) -> list[str]:
    """What must come before the audit is closed, as ends of a sentence that says “before”."""
    found = ["the dispute is answered"] if open_disputes_of(audit) else []
    response = standing_response(audit)
    if needs_a_response(audit) and (response is None or response.is_waited_for):
        found.append("the head of the service has responded")
    return found


def return_to_auditor(audit: Audit, *, seen: int, by: Person) -> None:
    """Give an audit back to its auditor, with the queries that were asked. A sign-off is void, and its signer is told.

    :raises Refusal: without an open query, when its final grade was agreed in moderation, or when it has moved on.
    """
    _insist_unchanged(audit, seen)
    status = insist(audit, Verb.RETURN)
    _insist_on_another(audit, by)
    if audit.was_moderated:
        raise Refusal(
            "The final grade of this audit was agreed in moderation", "It cannot be opened again. Nothing was changed."
        )
    if not open_queries(audit):
        raise Refusal(
            "Nothing has been asked about this audit", "Ask at least one query first, so that its auditor knows why."
        )
    void_the_response(audit)
    signer, audit.released_by_id, audit.released_at = audit.released_by, None, None
    was, audit.status, audit.final_grade = audit.status, status, None
    audit.reviewed_by_id, audit.review_reason = None, None
    record("audit:return", audit, by=by, was=was, void_sign_off_of=signer.id if signer else None)
    tell(audit.auditor, "An audit of yours was returned with queries.", f"/audits/{audit.key}")
    if signer is not None:
        tell(signer, "An audit that you signed off was opened again. Your sign-off is void.", f"/audits/{audit.key}")


def reassign(audit: Audit, auditor: Person, *, reason: str, seen: int, by: Person) -> None:
    """Give an audit that was never sent to another auditor, who begins afresh; what was written so far is kept apart.

    :raises Refusal: when the other cannot audit the case, or it was sent meanwhile.
    """
    _insist_unchanged(audit, seen)
    status = insist(audit, Verb.REASSIGN)
    given = _reason(reason)
    _insist_on_an_able_auditor(audit, auditor)
    before = audit.auditor
    if audit.sections:
        copy_answers(audit, Why.REASSIGNED)
        for section in list(audit.sections):
            db.session.delete(section)
    audit.auditor_id, audit.status, audit.managing_reason = auditor.id, status, given
    record("audit:reassign", audit, by=by, was=before.id, to=auditor.id)
    tell(before, "An audit was taken off your list and given to somebody else.", "/audits/")
    tell(auditor, "An audit was given to you.", f"/audits/{audit.key}")


def _insist_on_an_able_auditor(audit: Audit, auditor: Person) -> None:
    taken = {audit.auditor_id, *(other.auditor_id for other in audit.others)}
    if not auditor.is_active or not auditor.has(Role.AUDITOR) or auditor.id in taken:
        raise Refusal(f"{auditor.name} cannot take this audit", "Choose another auditor. Nothing was changed.")
    if auditor.team_id is not None and auditor.team_id == audit.entry.team_id:
        raise Refusal(
            f"{auditor.name} works in the team of this case",
            "Nobody audits the work of their own team. Choose another.",
        )


def exempt(audit: Audit, *, reason: str, seen: int, by: Person) -> None:
    """Let the auditor off: the audit no longer counts as allocated. What was written so far stays."""
    _drop(audit, Verb.EXEMPT, reason, seen, by)
    tell(audit.auditor, "You were let off an audit.", "/audits/")


def withdraw(audit: Audit, *, reason: str, seen: int, by: Person) -> None:
    """Take out an audit that should not have been made. What was written stays, and counts for nothing."""
    _drop(audit, Verb.WITHDRAW, reason, seen, by)
    tell(audit.auditor, "An audit of yours was withdrawn.", "/audits/")


def _drop(audit: Audit, verb: Verb, reason: str, seen: int, by: Person) -> None:
    _insist_unchanged(audit, seen)
    status = insist(audit, verb)
    if audit.others:
        raise Refusal(
            "This case is given to two auditors",
            "Give this audit to another auditor instead, so that the two grades can be compared. Nothing was changed.",
        )
    void_the_response(audit)
    audit.managing_reason, audit.status = _reason(reason), status
    record(f"audit:{verb}", audit, by=by)


def ask_for_time(audit: Audit, *, until: date, reason: str, by: Person) -> Extension:
    """Ask for a later due date. A QA manager who did not ask decides.

    :raises Refusal: when one is asked for already, the date is not later, or the audit is not open.
    """
    insist(audit, Verb.EXTEND)
    if any(extension.granted is None for extension in extensions_of(audit)):
        raise Refusal("More time has been asked for already", "Wait for the answer. Nothing was changed.")
    if not max(audit.due_on, today()) < until <= date(today().year + 1, 12, 31):
        raise Refusal(
            "The new date must be after the day it is due and after today", "Choose a later date. Nothing was changed."
        )
    asked = Extension(
        audit_id=audit.id,
        was_due_on=audit.due_on,
        until=until,
        reason=_reason(reason),
        asked_by_id=by.id,
        asked_at=now(),
    )
    db.session.add(asked)
    record("audit:ask-for-time", audit, by=by, until=until.isoformat())
    for manager in active_people_with(Role.QA_MANAGER):
        if manager.id != by.id:
            tell(manager, "An auditor asks for more time for an audit.", f"/audits/{audit.key}/manage")
    return asked


def decide_on_time(extension: Extension, *, granted: bool, by: Person) -> None:
    """Grant the later date or not; the auditor is told.

    :raises Refusal: when somebody has decided, or the audit is not open any more.
    """
    audit = extension.audit
    insist(audit, Verb.EXTEND)
    if extension.granted is not None:
        raise Refusal("Somebody has decided on this already", "Nothing was changed.")
    extension.granted, extension.decided_at, extension.decided_by_id = granted, now(), by.id
    if granted:
        audit.due_on = extension.until
    record("audit:decide-on-time", audit, by=by, granted=granted, until=extension.until.isoformat())
    answer = "You have more time for an audit." if granted else "You were not given more time for an audit."
    tell(audit.auditor, answer, f"/audits/{audit.key}")


def _insist_unchanged(audit: Audit, seen: int) -> None:
    """Insist that the audit is still as it was on the page; ``seen``: its revision there."""
    if audit.revision != seen:
        raise Refusal(
            "This audit changed after you opened the page", "Look at it as it is now, then decide. Nothing was changed."
        )


def _insist_on_another(audit: Audit, by: Person) -> None:
    if by.id == audit.auditor_id:
        raise Refusal("You made this audit yourself", "Ask another QA manager. Nothing was changed.")


def _reason(text: str) -> str:
    reason = text.strip()
    if not 0 < len(reason) <= REASON_LENGTH:
        raise Refusal("A reason is needed", f"Write it in at most {REASON_LENGTH:,} characters. Nothing was changed.")
    return reason


def able_auditors(audit: Audit, among: Sequence[Person]) -> list[Person]:
    """Those who could take the audit instead: not its auditors, nor anybody of the team of the case."""
    taken = {audit.auditor_id, *(other.auditor_id for other in audit.others)}
    return [one for one in among if one.id not in taken and (one.team_id is None or one.team_id != audit.entry.team_id)]
