"""Reading what happens after an audit is final: whom it is released to, comments, disputes and responses."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Select, and_, false, func, or_, select
from sqlalchemy.orm import joinedload, lazyload

from qa_app.access import Permission, Role, permits
from qa_app.cases.models import CaseEntry
from qa_app.db import db, today
from qa_app.people.models import Person
from qa_app.people.queries import active_people_of_team
from qa_app.tools.queries import definition
from qa_app.trail import TrailEvent

from .disputes import Comment, Dispute
from .models import RELEASED, Audit, Kind
from .queries import PAGE, owes_a_grade_of_the_case
from .responses import Response


def released_to(person: Person) -> Select[Audit]:
    """The policy on reading a released audit, said in SQL; the one released last comes first."""
    of_team = CaseEntry.team_id == person.team_id if person.team_id is not None else false()
    theirs = []
    if person.has(Role.TEAM_MANAGER):
        theirs.append(of_team)
    if person.has(Role.PRACTITIONER) and person.name_in_case_list is not None:
        theirs.append(and_(of_team, CaseEntry.worker == person.name_in_case_list))
    return (
        select(Audit)
        .join(CaseEntry, CaseEntry.id == Audit.entry_id)
        .where(Audit.kind == Kind.FIRST, Audit.status.in_(RELEASED), or_(false(), *theirs))
        .where(~owes_a_grade_of_the_case(person))
        .order_by(Audit.released_at.desc(), Audit.id.desc())
    )


def released_on_page(person: Person, page: int, size: int = PAGE) -> tuple[Sequence[Audit], int]:
    """Some of the audits released to a person, the newest first, and how many there are in all."""
    found = released_to(person)
    total = db.session.scalar(select(func.count()).select_from(found.with_only_columns(Audit.id).subquery())) or 0
    shown = found.limit(size).offset((page - 1) * size)
    return db.session.scalars(shown).all(), total


def not_read_yet(person: Person, audits: Collection[Audit]) -> set[int]:
    """The ids of those that the person has not opened since they were released, as the trail has it."""
    rows = db.session.execute(
        select(TrailEvent.subject_id, func.max(TrailEvent.at))
        .where(
            TrailEvent.subject == Audit.__tablename__,
            TrailEvent.subject_id.in_([audit.id for audit in audits]),
            TrailEvent.kind == "audit:read",
            TrailEvent.actor_id == person.id,
        )
        .group_by(TrailEvent.subject_id)
    )
    read = {row[0]: row[1] for row in rows}
    return {one.id for one in audits if one.id not in read or (one.released_at and read[one.id] < one.released_at)}


def readers_of(audit: Audit) -> list[Person]:
    """Those whose work a released audit is about: the worker and the managers of the team, as far as they sign in."""
    return [one for one in active_people_of_team(audit.entry.team_id) if permits(one, Permission.READ_RELEASED, audit)]


def comments_on(audit: Audit) -> Sequence[Comment]:
    return db.session.scalars(
        select(Comment)
        .where(Comment.audit_id == audit.id)
        .order_by(Comment.id)
        .execution_options(populate_existing=True)
    ).all()


def get_dispute(key: str) -> Dispute | None:
    return db.session.scalars(select(Dispute).where(Dispute.key == key)).one_or_none()


def disputes_of(audit: Audit) -> Sequence[Dispute]:
    """Every dispute of the audit, first to last, answered or not."""
    return db.session.scalars(
        select(Dispute)
        .where(Dispute.audit_id == audit.id)
        .order_by(Dispute.id)
        .options(lazyload(Dispute.audit))
        .execution_options(populate_existing=True)
    ).all()


def open_disputes_of(audit: Audit) -> list[Dispute]:
    return [dispute for dispute in disputes_of(audit) if dispute.is_open]


def disputes_to_answer(person: Person) -> list[Dispute]:
    """Those that wait for an answer which the person may give, the oldest first."""
    waiting = select(Dispute).where(Dispute.answered_at.is_(None)).order_by(Dispute.at, Dispute.id)
    found = db.session.scalars(waiting.options(joinedload(Dispute.audit).selectinload(Audit.same_case)))
    return [dispute for dispute in found if permits(person, Permission.ANSWER_DISPUTE, dispute)]


def responses_to(audit: Audit) -> Sequence[Response]:
    """Every response that was asked for, first to last; void ones too."""
    return db.session.scalars(
        select(Response)
        .where(Response.audit_id == audit.id)
        .order_by(Response.id)
        .options(lazyload(Response.audit))
        .execution_options(populate_existing=True)
    ).all()


def standing_response(audit: Audit) -> Response | None:
    """The response to the grade that stands, given or waited for; ``None`` where none is asked for."""
    return next((each for each in responses_to(audit) if each.void_at is None), None)


def needs_a_response(audit: Audit) -> bool:
    """Whether the head of the service must respond: the audit counts, and its final grade is the worst of its scale."""
    return audit.counts and audit.final_grade == definition(audit.tool_version).scale.keys[-1]


def responses_to_give(person: Person) -> list[Response]:
    """Those waited for that the person may give, the one due first at the head."""
    return [each for each in _waited_for() if permits(person, Permission.RESPOND, each.audit)]


def late_responses(person: Person) -> list[Response]:
    """Those waited for beyond their date, to audits that the person may read."""
    late = [each for each in _waited_for() if each.due_on < today()]
    return [each for each in late if permits(person, Permission.READ_AUDIT, each.audit)]


def _waited_for() -> Sequence[Response]:
    waited_for = Response.answered_at.is_(None), Response.void_at.is_(None)
    found = select(Response).where(*waited_for).order_by(Response.due_on, Response.id)
    return db.session.scalars(found.options(joinedload(Response.audit).selectinload(Audit.same_case))).all()
