"""Reading audits, their answers and their findings."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Select, func, select
from sqlalchemy.orm import lazyload

from qa_app.cases.models import Case, CaseEntry
from qa_app.db import db
from qa_app.people.models import Person, Team
from qa_app.tools.models import ToolVersion
from qa_app.tools.queries import definition

from .models import Audit, Finding, Kind, RefusedSave, SectionAnswers, Status
from .paper import Paper

if TYPE_CHECKING:
    pass

PAGE = 50


def get_audit(key: str) -> Audit | None:
    return db.session.scalars(select(Audit).where(Audit.key == key)).one_or_none()


def get_finding(key: str) -> Finding | None:
    return db.session.scalars(select(Finding).where(Finding.key == key)).one_or_none()


def wait_for_turn(audit: Audit) -> None:
    """Wait until nobody else is changing this audit, and forget what was read of it before."""
    db.session.execute(select(Audit.id).where(Audit.id == audit.id).with_for_update())
    db.session.expire(audit)


def _of(person: Person) -> Select[Audit]:
    return (
        select(Audit)
        .join(Case, Case.id == Audit.case_id)
        .where(Audit.auditor_id == person.id)
        .options(lazyload(Audit.same_case), lazyload(Audit.auditor))
    )


UNSENT = (Status.ALLOCATED, Status.IN_PROGRESS)


def audits_to_do(person: Person) -> Sequence[Audit]:
    """Those a person has still to send: by due date, then case."""
    unsent = _of(person).where(Audit.status.in_(UNSENT))
    return db.session.scalars(unsent.order_by(Audit.due_on, Case.reference, Audit.id)).all()


def audits_sent(person: Person, page: int = 1) -> tuple[Sequence[Audit], int]:
    """One page of those a person has sent, latest first, and how many pages there are."""
    sent = Audit.status.not_in(UNSENT)
    total = db.session.scalar(select(func.count(Audit.id)).where(Audit.auditor_id == person.id, sent)) or 0
    latest = _of(person).where(sent).order_by(Audit.submitted_at.desc(), Case.reference, Audit.id)
    found = db.session.scalars(latest.limit(PAGE).offset((page - 1) * PAGE)).all()
    return found, max(1, -(-total // PAGE))


def other_audits_of_the_case(entry: CaseEntry, version: ToolVersion, than: Audit | None = None) -> Sequence[Audit]:
    """The audits of a case, as it stands on its list, with one tool version; without the one named."""
    found = select(Audit).where(Audit.entry_id == entry.id, Audit.tool_version_id == version.id)
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
    return Paper(definition(audit.tool_version), {row.section: row.answers for row in saved})


def refused_saves(audit: Audit, section: str) -> Sequence[RefusedSave]:
    """What was typed on an older state of a section and not taken in, latest first."""
    return db.session.scalars(
        select(RefusedSave)
        .where(RefusedSave.audit_id == audit.id, RefusedSave.section == section)
        .order_by(RefusedSave.at.desc(), RefusedSave.id.desc())
    ).all()


def findings_of(audit: Audit) -> Sequence[Finding]:
    return db.session.scalars(
        select(Finding).where(Finding.audit_id == audit.id).order_by(Finding.id).options(lazyload(Finding.audit))
    ).all()


def counting_findings(service_ids: Collection[int] | None) -> Sequence[Finding]:
    """The findings of the audits that count, latest audit first, in the order of the form.

    :param service_ids: only cases of these services; ``None`` for all of them.
    """
    found = select(Finding).join(Audit, Audit.id == Finding.audit_id)
    found = found.where(Audit.kind == Kind.FIRST, Audit.status == Status.FINAL)
    if service_ids is not None:
        found = found.where(Audit.entry_id.in_(_entries_of(service_ids)))
    return db.session.scalars(found.order_by(Audit.submitted_at.desc(), Audit.id.desc(), Finding.id)).all()


def _entries_of(service_ids: Collection[int]) -> Select[int]:
    return select(CaseEntry.id).join(Team, Team.id == CaseEntry.team_id).where(Team.service_id.in_(sorted(service_ids)))
