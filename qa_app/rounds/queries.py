"""Reading moderation rounds, and turning their grades into plain values for the statistics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import joinedload

from moderation import Ratings, Scale, agreement
from qa_app.audits.models import OPEN, Audit
from qa_app.cases.models import Case
from qa_app.cycles.models import AuditCycle, SampledCase
from qa_app.db import db
from qa_app.people.models import Person
from qa_app.tools.queries import definition

from .models import ModerationRound, RoundCase, Status


@dataclass(frozen=True)
class Waiting:
    """An auditor who still owes audits of a round: how many, and when the first of them is due."""

    name: str
    audits: int
    due_on: date


@dataclass(frozen=True)
class Progress:
    """How many audits of a round are in, of how many, and who is being waited for. It tells nothing of any grade."""

    sent: int
    total: int
    waiting: tuple[Waiting, ...]


def get_round(round_id: int) -> ModerationRound | None:
    """The round with its cycle and tool version, without its cases: while it is graded, they are not looked into."""
    return db.session.scalars(
        select(ModerationRound)
        .where(ModerationRound.id == round_id)
        .options(joinedload(ModerationRound.cycle).joinedload(AuditCycle.tool_version))
    ).one_or_none()


def rounds() -> Sequence[ModerationRound]:
    """Every round with its cycle, newest first."""
    return db.session.scalars(
        select(ModerationRound)
        .options(joinedload(ModerationRound.cycle))
        .order_by(ModerationRound.opened_at.desc(), ModerationRound.id.desc())
    ).all()


def sizes() -> dict[int, int]:
    """How many cases each round has, by the round's id."""
    counted = select(RoundCase.round_id, func.count()).group_by(RoundCase.round_id).order_by(RoundCase.round_id)
    return {row[0]: row[1] for row in db.session.execute(counted)}


def round_of_cycle(cycle: AuditCycle) -> ModerationRound | None:
    return db.session.scalars(select(ModerationRound).where(ModerationRound.cycle_id == cycle.id)).one_or_none()


def is_name_taken(name: str) -> bool:
    return db.session.scalar(select(exists().where(func.lower(ModerationRound.name) == name.lower()))) or False


def _double_graded(cycle_id: int | ColumnElement[int]) -> ColumnElement[bool]:
    return (SampledCase.cycle_id == cycle_id) & SampledCase.first_id.is_not(None) & SampledCase.second_id.is_not(None)


def cycles_to_moderate() -> Sequence[AuditCycle]:
    """The running cycles with cases given to two auditors and without a round."""
    return db.session.scalars(
        select(AuditCycle)
        .where(
            AuditCycle.status == "running",
            exists().where(_double_graded(AuditCycle.id.expression)),
            ~exists().where(ModerationRound.cycle_id == AuditCycle.id),
        )
        .order_by(AuditCycle.opens_on.desc(), AuditCycle.id.desc())
    ).all()


def double_graded(cycle: AuditCycle) -> Sequence[SampledCase]:
    """The cases of the cycle that were given to two auditors, in the order drawn."""
    return db.session.scalars(select(SampledCase).where(_double_graded(cycle.id)).order_by(SampledCase.position)).all()


def graded_once(cycle: AuditCycle) -> int:
    """How many cases of the cycle were given to one auditor only, and so say nothing of agreement."""
    single = select(func.count()).where(SampledCase.cycle_id == cycle.id, ~_double_graded(cycle.id))
    return db.session.scalar(single.select_from(SampledCase)) or 0


def progress(round: ModerationRound) -> Progress:
    """How the grading goes. Only names, dates and whether something was sent are read, nothing else of any audit."""
    of_the_round = RoundCase.round_id == round.id
    of_a_case = or_(RoundCase.first_id == Audit.id, RoundCase.second_id == Audit.id)
    is_out = Audit.status.in_(OPEN)
    audits = select(func.count()).select_from(RoundCase).join(Audit, of_a_case).where(of_the_round)
    first_due = func.min(Audit.due_on)
    waiting = db.session.execute(
        select(Person.name, func.count(), first_due)
        .select_from(RoundCase)
        .join(Audit, of_a_case)
        .join(Person, Audit.auditor_id == Person.id)
        .where(of_the_round, is_out)
        .group_by(Person.id, Person.name)
        .order_by(first_due, Person.name, Person.id)
    )
    return Progress(
        sent=db.session.scalar(audits.where(~is_out)) or 0,
        total=db.session.scalar(audits) or 0,
        waiting=tuple(Waiting(name, number, due_on) for name, number, due_on in waiting),
    )


def cases_of(round: ModerationRound) -> Sequence[RoundCase]:
    """The cases of a round whose grades were shown, each with both audits, by case reference."""
    return db.session.scalars(
        select(RoundCase)
        .join(Audit, RoundCase.first_id == Audit.id)
        .join(Case, Audit.case_id == Case.id)
        .join(ModerationRound, RoundCase.round_id == ModerationRound.id)
        .where(RoundCase.round_id == round.id, ModerationRound.status != Status.GRADING)
        .options(
            joinedload(RoundCase.round),
            # Whether a case is being graded again elsewhere is asked of each audit; see the policy.
            joinedload(RoundCase.first).selectinload(Audit.same_case),
            joinedload(RoundCase.second).selectinload(Audit.same_case),
        )
        .order_by(Case.reference, RoundCase.id)
    ).all()


def get_revealed_case(round_case_id: int) -> RoundCase | None:
    """A case of a round with both audits and their answers; not there for anyone while the round is being graded."""
    return db.session.scalars(
        select(RoundCase)
        .join(RoundCase.round)
        .where(RoundCase.id == round_case_id, ModerationRound.status != Status.GRADING)
        .options(
            joinedload(RoundCase.round).joinedload(ModerationRound.cycle).joinedload(AuditCycle.tool_version),
            joinedload(RoundCase.agreed_by),
            joinedload(RoundCase.first).selectinload(Audit.sections),
            joinedload(RoundCase.second).selectinload(Audit.sections),
        )
    ).one_or_none()


def resolution_of(audit: Audit) -> RoundCase | None:
    """How moderation ended for this audit: its case in a closed round; ``None`` where there is none."""
    return db.session.scalars(
        select(RoundCase)
        .join(RoundCase.round)
        .where(
            or_(RoundCase.first_id == audit.id, RoundCase.second_id == audit.id),
            ModerationRound.status == Status.CLOSED,
        )
        .options(joinedload(RoundCase.round))
    ).one_or_none()


def scale_of(round: ModerationRound) -> Scale:
    """The labels of the tool's grades, best first."""
    return Scale([point.label for point in definition(round.cycle.tool_version).scale.points])


def ratings_of(round: ModerationRound) -> Ratings:
    """Who gave which case of the round which grade, as given before moderation; no agreed grade is among them (F8).

    Cases are known by the id of their place in the round, auditors by the person's id.
    """
    label = definition(round.cycle.tool_version).scale.label
    rows = [
        (case.id, audit.auditor_id, label(audit.given_grade or ""))
        for case in cases_of(round)
        for audit in (case.first, case.second)
    ]
    return Ratings.from_long(rows, scale_of(round))


def report_of(round: ModerationRound) -> agreement.Report | None:
    """How far the auditors of the round agree; ``None`` before its grades are shown."""
    return agreement.report(ratings_of(round)) if round.is_revealed else None
