"""What must be true of what is said to final audits: each yields a sentence for every violation it finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import or_, select

from audit_tools import ToolError
from qa_app.db import db

from .disputes import Dispute
from .models import Audit, Status
from .released import needs_a_response
from .responses import Response


def the_worst_grade_has_one_response_and_no_other_has_any() -> Iterator[str]:
    """Given or waited for; one that is void belongs to a grade that no longer stands."""
    standing = select(Response.audit_id).where(Response.void_at.is_(None))
    found = Counter(db.session.scalars(standing))
    for audit in db.session.scalars(select(Audit).order_by(Audit.id)):
        try:
            wanted = int(needs_a_response(audit))
        except ToolError:
            continue  # which is a violation of its own
        if found[audit.id] != wanted:
            yield f"Audit {audit.id} should have {wanted} standing responses, and has {found[audit.id]}."


def a_closed_audit_waits_for_nothing() -> Iterator[str]:
    closed = Audit.status == Status.CLOSED
    waited_for = Response.answered_at.is_(None), Response.void_at.is_(None)
    for noun, rows in (
        ("dispute", select(Dispute.id, Audit.id).join(Dispute.audit).where(closed, Dispute.answered_at.is_(None))),
        ("response", select(Response.id, Audit.id).join(Response.audit).where(closed, *waited_for)),
    ):
        for number, audit in db.session.execute(rows):
            yield f"Audit {audit} is closed, and its {noun} {number} is still waited for."


def a_dispute_is_answered_by_somebody_else() -> Iterator[str]:
    own = or_(Dispute.answered_by_id == Dispute.by_id, Dispute.answered_by_id == Audit.auditor_id)
    for dispute in db.session.scalars(select(Dispute.id).join(Dispute.audit).where(own).order_by(Dispute.id)):
        yield f"Dispute {dispute} was answered by whoever made it or made the audit."
