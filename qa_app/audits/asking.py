"""Queries about a sent audit: asked of its auditor, answered, and closed by whoever asked."""

from __future__ import annotations

from qa_app.db import db, now
from qa_app.notices.operations import tell
from qa_app.people.models import Person
from qa_app.refusals import Refusal
from qa_app.tools.overall import overall_tool
from qa_app.trail import record

from .models import DROPPED, Audit, Status
from .queries import paper_of
from .threads import AuditQuery, QueryReply

LENGTH = 4_000


def is_possible(audit: Audit) -> bool:
    """Whether something can be asked about the audit: it was sent, and neither dropped, closed nor in a round."""
    return not audit.is_owed and audit.status not in {*DROPPED, Status.CLOSED, Status.IN_MODERATION}


def ask(audit: Audit, *, question: str, text: str, by: Person) -> AuditQuery:
    """Ask the auditor something about the answer to a question.

    :raises Refusal: when the audit was not sent or is closed, has no such question, or nothing is asked.
    """
    if not is_possible(audit):
        raise Refusal("Nothing can be asked about this audit now", "Its status does not allow it. Nothing was changed.")
    query = AuditQuery(
        audit_id=audit.id,
        section=_section_of(audit, question),
        question=question,
        text=words_of(text),
        asked_by_id=by.id,
        asked_at=now(),
    )
    db.session.add(query)
    record("query:ask", query, by=by, audit=audit.id, question=question)
    return query


def _section_of(audit: Audit, question: str) -> str:
    tool = paper_of(audit).tool
    for each in (tool, overall_tool(tool)):
        for section in each.sections:
            if any(one.key == question for one in section.questions):
                return section.key
    raise Refusal("The tool of this audit has no such question", "Choose one of its questions. Nothing was changed.")


def reply(query: AuditQuery, *, text: str, by: Person) -> QueryReply:
    """Answer a query, or go on asking. The other side is told.

    :raises Refusal: when it is closed, or nothing is said.
    """
    if query.closed_at is not None:
        raise Refusal("This query is closed", "Ask a new one if something is left. Nothing was changed.")
    said = QueryReply(query_id=query.id, text=words_of(text), by_id=by.id, at=now())
    db.session.add(said)
    record("query:reply", query, by=by, audit=query.audit_id)
    path = f"/audits/{query.audit.key}"
    if by.id == query.asked_by_id:
        tell(query.audit.auditor, "A query about an audit of yours goes on.", path)
    else:
        tell(query.asked_by, "A query of yours about an audit was answered.", path)
    return said


def close_query(query: AuditQuery, *, by: Person) -> None:
    """Close a query. Only whoever asked it can; doing it again changes nothing.

    :raises Refusal: when somebody else asked it, or it has no answer.
    """
    if query.asked_by_id != by.id:
        raise Refusal("Only the one who asked can close a query", "Nothing was changed.")
    if not query.is_answered:
        raise Refusal("This query has no answer yet", "Wait for one, or go on asking. Nothing was changed.")
    if query.closed_at is None:
        query.closed_at = now()
        record("query:close", query, by=by, audit=query.audit_id)


def words_of(text: str) -> str:
    """What was written, without space around it.

    :raises Refusal: when it is nothing, or too long.
    """
    words = text.replace("\r\n", "\n").strip()
    if not 0 < len(words) <= LENGTH:
        raise Refusal(
            "Something must be written here", f"Write it in at most {LENGTH:,} characters. Nothing was changed."
        )
    return words
