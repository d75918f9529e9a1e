"""Reading audits, their answers and their findings."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import aliased, lazyload

from qa_app.cases.models import Case, CaseEntry
from qa_app.db import db
from qa_app.people.models import Person, Team
from qa_app.tools.models import ToolVersion
from qa_app.tools.queries import definition
from qa_app.trail import TrailEvent

from .copies import AuditCopy
from .extensions import Extension
from .models import DROPPED, OPEN, OWED, SETTLED, Audit, Finding, Kind, RefusedSave, SectionAnswers, Status
from .paper import Paper
from .threads import AuditQuery

PAGE = 50
_own = aliased(Audit)


def get_audit(key: str) -> Audit | None:
    return db.session.scalars(select(Audit).where(Audit.key == key)).one_or_none()


def get_finding(key: str) -> Finding | None:
    return db.session.scalars(select(Finding).where(Finding.key == key)).one_or_none()


def _of(person: Person) -> Select[Audit]:
    return (
        select(Audit)
        .join(Case, Case.id == Audit.case_id)
        .where(Audit.auditor_id == person.id)
        .options(lazyload(Audit.auditor))
    )


def audits_to_do(person: Person) -> Sequence[Audit]:
    """Those a person has still to send: by due date, then case."""
    still_open = _of(person).where(Audit.status.in_(OPEN))
    return db.session.scalars(still_open.order_by(Audit.due_on, Case.reference, Audit.id)).all()


def people_who_owe_audits() -> frozenset[int]:
    """The ids of everybody with an audit that was never sent."""
    return frozenset(db.session.scalars(select(Audit.auditor_id).where(Audit.status.in_(OWED)).distinct()))


def audits_sent(person: Person, page: int = 1) -> tuple[Sequence[Audit], int]:
    """One page of those a person has sent, latest first, and how many pages there are."""
    sent = Audit.status.not_in(OPEN)
    total = db.session.scalar(select(func.count(Audit.id)).where(Audit.auditor_id == person.id, sent)) or 0
    latest = _of(person).where(sent).order_by(Audit.submitted_at.desc(), Case.reference, Audit.id)
    found = db.session.scalars(latest.limit(PAGE).offset((page - 1) * PAGE)).all()
    return found, max(1, -(-total // PAGE))


def owes_a_grade_of_the_case(person: Person) -> ColumnElement[bool]:
    """Whether the person has still to send an audit of the same case; for a query on ``Audit``."""
    return exists().where(
        _own.entry_id == Audit.entry_id,
        _own.tool_version_id == Audit.tool_version_id,
        _own.auditor_id == person.id,
        _own.status.in_(OWED),
    )


def audits_on_page(status: Status | None, page: int, *, seen_by: Person) -> tuple[Sequence[Audit], int]:
    """One page of everybody else's audits, or of those with one status, by due date; and how many there are in all.

    Those of a case on which the reader still owes a grade are not among them.
    """
    mine, owes = Audit.auditor_id == seen_by.id, owes_a_grade_of_the_case(seen_by)
    wanted = [~mine, ~owes, *([] if status is None else [Audit.status == status])]
    total = db.session.scalar(select(func.count(Audit.id)).where(*wanted)) or 0
    found = (
        select(Audit)
        .join(Case, Case.id == Audit.case_id)
        .where(*wanted)
        .order_by(Audit.due_on.desc(), Case.reference, Audit.id)
    )
    return db.session.scalars(found.limit(PAGE).offset((page - 1) * PAGE)).all(), total


def events_of(audit: Audit) -> Sequence[tuple[TrailEvent, str | None]]:
    """What the trail says of the audit, first to last, with the names of those who did it."""
    rows = db.session.execute(
        select(TrailEvent, Person.name)
        .outerjoin(Person, Person.id == TrailEvent.actor_id)
        .where(TrailEvent.subject == Audit.__tablename__, TrailEvent.subject_id == audit.id)
        .order_by(TrailEvent.number)
    )
    return [(event, name) for event, name in rows]


def other_audits_of_the_case(entry: CaseEntry, version: ToolVersion, than: Audit | None = None) -> Sequence[Audit]:
    """The audits of a case on its list with one tool version; without those dropped, and without the one named."""
    found = select(Audit).where(
        Audit.entry_id == entry.id, Audit.tool_version_id == version.id, Audit.status.not_in(DROPPED)
    )
    if than is not None:
        found = found.where(Audit.id != than.id)
    return db.session.scalars(found.order_by(Audit.id)).all()


def section_answers(audit: Audit, section: str) -> SectionAnswers | None:
    """What is saved of one section at this moment."""
    return db.session.scalars(
        select(SectionAnswers)
        .where(SectionAnswers.audit_id == audit.id, SectionAnswers.section == section)
        .execution_options(populate_existing=True)
    ).one_or_none()


def paper_of(audit: Audit) -> Paper:
    """The tool of an audit with all that is saved of its answers at this moment."""
    saved = db.session.scalars(
        select(SectionAnswers)
        .where(SectionAnswers.audit_id == audit.id)
        .order_by(SectionAnswers.id)
        .execution_options(populate_existing=True)
    ).all()
    answers = {row.section: row.answers for row in saved}
    return Paper(definition(audit.tool_version), answers, audit.entry.status)


def refused_saves(audit: Audit, section: str) -> Sequence[RefusedSave]:
    """What was typed on an older state of a section and not taken in, latest first."""
    return db.session.scalars(
        select(RefusedSave)
        .where(RefusedSave.audit_id == audit.id, RefusedSave.section == section)
        .order_by(RefusedSave.at.desc(), RefusedSave.id.desc())
    ).all()


def copies_of(audit: Audit) -> Sequence[AuditCopy]:
    """What stood in the audit when it was sent or passed on, first to last."""
    return db.session.scalars(select(AuditCopy).where(AuditCopy.audit_id == audit.id).order_by(AuditCopy.number)).all()


def get_query(key: str) -> AuditQuery | None:
    return db.session.scalars(select(AuditQuery).where(AuditQuery.key == key)).one_or_none()


def queries_about(audit: Audit) -> Sequence[AuditQuery]:
    """Every query about the audit, first to last."""
    return db.session.scalars(
        select(AuditQuery)
        .where(AuditQuery.audit_id == audit.id)
        .order_by(AuditQuery.id)
        .options(lazyload(AuditQuery.audit))
        .execution_options(populate_existing=True)
    ).all()


def open_queries(audit: Audit) -> list[AuditQuery]:
    return [query for query in queries_about(audit) if query.closed_at is None]


def extensions_of(audit: Audit) -> Sequence[Extension]:
    """Every extension that was asked for, first to last; the last may still wait for a decision."""
    return db.session.scalars(
        select(Extension)
        .where(Extension.audit_id == audit.id)
        .order_by(Extension.id)
        .options(lazyload(Extension.audit))
    ).all()


def get_extension(extension_id: int) -> Extension | None:
    return db.session.get(Extension, extension_id)


def waiting_extensions() -> Sequence[Extension]:
    """Those that nobody has decided on, oldest first."""
    return db.session.scalars(select(Extension).where(Extension.granted.is_(None)).order_by(Extension.id)).all()


def findings_of(audit: Audit) -> Sequence[Finding]:
    return db.session.scalars(
        select(Finding)
        .where(Finding.audit_id == audit.id, Finding.dropped_at.is_(None))
        .order_by(Finding.id)
        .options(lazyload(Finding.audit))
    ).all()


def counting_findings(service_ids: Collection[int] | None) -> Sequence[Finding]:
    """The findings of the audits that count, latest audit first, in the order of the form.

    :param service_ids: only cases of these services; ``None`` for all of them.
    """
    found = select(Finding).join(Audit, Audit.id == Finding.audit_id)
    found = found.where(Audit.kind == Kind.FIRST, Audit.status.in_(SETTLED), Finding.dropped_at.is_(None))
    if service_ids is not None:
        found = found.where(Audit.entry_id.in_(_entries_of(service_ids)))
    return db.session.scalars(found.order_by(Audit.submitted_at.desc(), Audit.id.desc(), Finding.id)).all()


def _entries_of(service_ids: Collection[int]) -> Select[int]:
    return select(CaseEntry.id).join(Team, Team.id == CaseEntry.team_id).where(Team.service_id.in_(sorted(service_ids)))
