"""What the home page tells each role. Reading only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Integer, func, or_, select
from sqlalchemy.orm import aliased

from qa_app.access import Role
from qa_app.audits.models import DROPPED, OPEN, Audit, Status
from qa_app.audits.queries import audits_to_do
from qa_app.audits.released import not_read_yet, released_on_page
from qa_app.cycles.models import AuditCycle, SampledCase
from qa_app.db import db, today
from qa_app.people.models import Person, RoleGrant, Service, Team
from qa_app.plan.finding_queries import linked_counts
from qa_app.plan.models import PlanAction
from qa_app.rounds.models import ModerationRound, RoundCase
from qa_app.rounds.models import Status as RoundStatus
from qa_app.rounds.queries import cycles_to_moderate

from .queries import Distribution, ThemeLine, grade_distributions, theme_table
from .scope import scope_of

TOP_THEMES = 5
TOP_RELEASED = 10
_TURN = (Status.RETURNED, Status.IN_PROGRESS, Status.ALLOCATED)
"""Which of an auditor's audits that are due on the same day comes first."""


@dataclass(frozen=True)
class MyAudits:
    """An auditor's own work: how many audits are in each state, and the one to do next.

    That is the longest due, and of those due on the same day one that was returned, then one that is begun.
    """

    allocated: int
    in_progress: int
    returned: int
    late: int
    next: Audit | None


@dataclass(frozen=True)
class Released:
    """The newest of the audits released to a practitioner or team manager, of ``total``; ``new`` are not read yet."""

    audits: Sequence[Audit]
    total: int
    new: set[int]


@dataclass(frozen=True)
class CycleToStart:
    """A cycle whose sample is still to be drawn, or whose audits are still to be given out."""

    id: int
    name: str
    status: str


@dataclass(frozen=True)
class CycleProgress:
    """How many audits of a running cycle are sent, of all that were allocated."""

    id: int
    name: str
    due_on: date
    sent: int
    allocated: int


@dataclass(frozen=True)
class LateAuditor:
    """An auditor with audits past their date."""

    name: str
    audits: int
    due_on: date


@dataclass(frozen=True)
class RoundWaiting:
    """A round with something for the QA manager: ``out`` audits still to come, or ``differences`` to agree."""

    id: int
    name: str
    status: str
    out: int
    differences: int


@dataclass(frozen=True)
class Assurance:
    """What waits for the QA manager."""

    to_start: list[CycleToStart]
    cycles: Sequence[CycleProgress]
    late: Sequence[LateAuditor]
    rounds: Sequence[RoundWaiting]
    to_moderate: Sequence[str]


@dataclass(frozen=True)
class OwnServices:
    """What a head of service sees of the services headed."""

    names: Sequence[str]
    distributions: Sequence[Distribution]
    themes: Sequence[ThemeLine]
    audits: int
    actions: Sequence[tuple[PlanAction, int]]


@dataclass(frozen=True)
class Council:
    """How far the council is set up; ``holders`` counts the open accounts with each role."""

    people: int
    services: int
    teams: int
    holders: dict[str, int]


def my_audits(person: Person) -> MyAudits:
    todo = audits_to_do(person)
    states = Counter(Status(audit.status) for audit in todo)
    late = sum(audit.due_on < today() for audit in todo)
    following = min(todo, key=lambda audit: (audit.due_on, _TURN.index(Status(audit.status))), default=None)
    return MyAudits(
        allocated=states[Status.ALLOCATED],
        in_progress=states[Status.IN_PROGRESS],
        returned=states[Status.RETURNED],
        late=late,
        next=following,
    )


def released(person: Person) -> Released:
    audits, total = released_on_page(person, 1, TOP_RELEASED)
    return Released(audits, total, not_read_yet(person, audits))


def assurance() -> Assurance:
    return Assurance(_to_start(), _running(), _late(), _rounds(), [cycle.name for cycle in cycles_to_moderate()])


def _to_start() -> list[CycleToStart]:
    rows = db.session.execute(
        select(AuditCycle.id, AuditCycle.name, AuditCycle.status)
        .where(AuditCycle.status != "running")
        .order_by(AuditCycle.opens_on, AuditCycle.id)
    )
    return [CycleToStart(*row) for row in rows]


def _running() -> list[CycleProgress]:
    sent = func.sum(func.coalesce(Audit.status.not_in(OPEN).cast(Integer), 0))
    rows = db.session.execute(
        select(AuditCycle.id, AuditCycle.name, AuditCycle.due_on, sent, func.count(Audit.id))
        .join(SampledCase, SampledCase.cycle_id == AuditCycle.id)
        .join(Audit, or_(SampledCase.first_id == Audit.id, SampledCase.second_id == Audit.id))
        .where(AuditCycle.status == "running", Audit.status.not_in(DROPPED))
        .group_by(AuditCycle.id, AuditCycle.name, AuditCycle.due_on)
        .order_by(AuditCycle.due_on.desc(), AuditCycle.id.desc())
    )
    return [CycleProgress(row[0], row[1], row[2], row[3] or 0, row[4]) for row in rows]


def _late() -> list[LateAuditor]:
    oldest = func.min(Audit.due_on)
    rows = db.session.execute(
        select(Person.name, func.count(Audit.id), oldest)
        .join(Audit, Audit.auditor_id == Person.id)
        .where(Audit.status.in_(OPEN), Audit.due_on < today())
        .group_by(Person.id, Person.name)
        .order_by(oldest, Person.name, Person.id)
    )
    return [LateAuditor(*row) for row in rows]


def _rounds() -> list[RoundWaiting]:
    """Rounds that are not closed. While one is graded, only what is still out is counted and no grade is looked at."""
    revealed = RoundCase.first_id == Audit.id
    out = func.sum(Audit.status.in_(OPEN).cast(Integer))
    rows = db.session.execute(
        select(ModerationRound.id, ModerationRound.name, ModerationRound.status, out)
        .join(RoundCase, RoundCase.round_id == ModerationRound.id)
        .join(Audit, or_(revealed, RoundCase.second_id == Audit.id))
        .where(ModerationRound.status != RoundStatus.CLOSED)
        .group_by(ModerationRound.id, ModerationRound.name, ModerationRound.status, ModerationRound.opened_at)
        .order_by(ModerationRound.opened_at.desc(), ModerationRound.id.desc())
    )
    left = _differences()
    return [RoundWaiting(row[0], row[1], row[2], row[3] or 0, left.get(row[0], 0)) for row in rows]


def _differences() -> dict[int, int]:
    """How many differences have no agreed grade yet, by the id of the round whose grades are shown."""
    first, second = aliased(Audit), aliased(Audit)
    rows = db.session.execute(
        select(RoundCase.round_id, func.count(RoundCase.id))
        .join(ModerationRound, ModerationRound.id == RoundCase.round_id)
        .join(first, first.id == RoundCase.first_id)
        .join(second, second.id == RoundCase.second_id)
        .where(
            ModerationRound.status == RoundStatus.RESOLVING,
            RoundCase.agreed_grade.is_(None),
            first.given_grade != second.given_grade,
        )
        .group_by(RoundCase.round_id)
    )
    return {row[0]: row[1] for row in rows}


def own_services(person: Person) -> OwnServices:
    scope = scope_of(person)
    table = theme_table(scope)
    linked = linked_counts(person)
    actions = db.session.scalars(
        select(PlanAction).where(PlanAction.id.in_(sorted(linked))).order_by(PlanAction.position, PlanAction.id)
    )
    names = db.session.scalars(
        select(Service.name).where(Service.id.in_(sorted(person.services_headed))).order_by(Service.name)
    ).all()
    return OwnServices(
        names,
        grade_distributions(scope),
        [line for line in table.lines if line.audits][:TOP_THEMES],
        table.total,
        [(action, linked[action.id]) for action in actions],
    )


def council() -> Council:
    holders = db.session.execute(
        select(RoleGrant.role, func.count(RoleGrant.person_id.distinct()))
        .join(Person, Person.id == RoleGrant.person_id)
        .where(Person.is_active)
        .group_by(RoleGrant.role)
    )
    found = {row[0]: row[1] for row in holders}
    return Council(
        people=db.session.scalar(select(func.count(Person.id)).where(Person.is_active)) or 0,
        services=db.session.scalar(select(func.count(Service.id))) or 0,
        teams=db.session.scalar(select(func.count(Team.id))) or 0,
        holders={role: found.get(role, 0) for role in Role},
    )
