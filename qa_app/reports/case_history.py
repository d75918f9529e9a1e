"""What has happened with one case: its audits, and who opened its page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from qa_app.audits.models import Audit
from qa_app.cases.models import Case
from qa_app.db import db
from qa_app.people.models import Person
from qa_app.trail import TrailEvent

LATELY = 10
"""How many openings of a page are shown."""


def audits_of_case(case: Case) -> Sequence[Audit]:
    """All of them, the last sent first. Which of them somebody may know of, the policy says."""
    return db.session.scalars(
        select(Audit)
        .where(Audit.case_id == case.id)
        .options(selectinload(Audit.same_case))
        .order_by(Audit.submitted_at.desc(), Audit.id)
    ).all()


def last_readers_of(case: Case) -> list[tuple[datetime, str]]:
    """When, and by whom, the page of the case was last opened."""
    rows = db.session.execute(
        select(TrailEvent.at, Person.name)
        .join(Person, Person.id == TrailEvent.actor_id)
        .where(TrailEvent.subject == Case.__tablename__, TrailEvent.subject_id == case.id)
        .where(TrailEvent.kind == "case:read")
        .order_by(TrailEvent.number.desc())
        .limit(LATELY)
    )
    return [(at, name) for at, name in rows]
