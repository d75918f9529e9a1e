"""Reading cycles, their populations and how far they have come."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from qa_app.audits.models import DROPPED, OPEN, Audit
from qa_app.cases.models import Case, CaseEntry
from qa_app.db import db, today
from qa_app.people.models import Person
from qa_app.people.queries import services

from .models import AuditCycle, SampledCase
from .sampling import Frame, draw_sample, frame_again


@dataclass
class Progress:
    """How many audits were given out, sent, and are late: not sent by the day they were due."""

    allocated: int = 0
    sent: int = 0
    late: int = 0


def get_cycle(cycle_id: int) -> AuditCycle | None:
    return db.session.scalars(
        select(AuditCycle)
        .where(AuditCycle.id == cycle_id)
        .options(
            joinedload(AuditCycle.tool_version),
            joinedload(AuditCycle.case_list),
            selectinload(AuditCycle.auditors).selectinload(Person.grants),
        )
    ).one_or_none()


def cycles() -> Sequence[AuditCycle]:
    """The newest first."""
    return db.session.scalars(
        select(AuditCycle).options(joinedload(AuditCycle.tool_version)).order_by(AuditCycle.id.desc())
    ).all()


def cycle_named(name: str) -> AuditCycle | None:
    return db.session.scalars(select(AuditCycle).where(func.lower(AuditCycle.name) == name.lower())).first()


def population(case_list_id: int, statuses: Collection[str]) -> dict[str, tuple[int, int]]:
    """Entry id and team id by case ID, for the cases of a list with one of these statuses."""
    rows = db.session.execute(
        select(Case.reference, CaseEntry.id, CaseEntry.team_id)
        .join(CaseEntry.case)
        .where(CaseEntry.case_list_id == case_list_id, CaseEntry.status.in_(statuses))
        .order_by(Case.reference)
    )
    return {reference: (entry_id, team_id) for reference, entry_id, team_id in rows}


def audited_already(cycle: AuditCycle) -> set[int]:
    """The ids of the entries of the case list that have an audit with the tool version: nobody audits them again."""
    return set(
        db.session.scalars(
            select(Audit.entry_id)
            .join(CaseEntry, CaseEntry.id == Audit.entry_id)
            .where(CaseEntry.case_list_id == cycle.case_list_id, Audit.tool_version_id == cycle.tool_version_id)
        )
    )


def population_size(cycle: AuditCycle) -> int:
    found = (
        select(func.count())
        .select_from(CaseEntry)
        .where(CaseEntry.case_list_id == cycle.case_list_id, CaseEntry.status.in_(cycle.statuses))
    )
    return db.session.scalar(found) or 0


def frame_of(cycle: AuditCycle, entries: dict[str, tuple[int, int]], left_out: Collection[int]) -> Frame:
    """What a draw made now would be made from.

    :param entries: the population.
    :param left_out: ids of entries that are not drawn.
    """
    service_of = {team.id: service.name for service in services() for team in service.teams}
    team_of = {case: team for case, (entry, team) in entries.items() if entry not in left_out}
    return Frame(team_of, service_of, [auditor.team_id for auditor in cycle.auditors])


def sample_of(cycle: AuditCycle) -> Sequence[SampledCase]:
    """The cases drawn, in the order of the draw, with team and service."""
    return db.session.scalars(
        select(SampledCase)
        .where(SampledCase.cycle_id == cycle.id)
        .options(joinedload(SampledCase.entry).joinedload(CaseEntry.team))
        .order_by(SampledCase.position)
    ).all()


def differences_when_repeated(cycle: AuditCycle) -> list[str]:
    """Draw once more by the record, and say in sentences what comes out otherwise: it should be nothing."""
    kept = cycle.draw_record
    if kept is None or cycle.seed is None:
        return ["No sample was drawn."]
    entries = population(cycle.case_list_id, cycle.statuses)
    team_of = {case: team for case, (entry, team) in entries.items() if entry not in kept["audited_already"]}
    again = draw_sample(
        frame_again(team_of, kept), size=cycle.sample_size, double_size=cycle.double_size, seed=cycle.seed
    )
    sample = sample_of(cycle)
    found = []
    if any(kept[name] != value for name, value in again.record.items()):
        found.append("The population, or the numbers drawn from its services, are not those of the record.")
    if again.cases != tuple(drawn.entry.case.reference for drawn in sample):
        found.append("Other cases are drawn, or in another order.")
    if again.doubles != {drawn.entry.case.reference for drawn in sample if drawn.is_double}:
        found.append("Other cases are chosen to be graded twice.")
    return found


def progress_by_auditor(cycle: AuditCycle) -> list[tuple[str, Progress]]:
    """How far each auditor has come, by name. Never a grade."""
    rows = db.session.execute(
        select(Person.id, Person.name, Audit.status, Audit.due_on)
        .join(Person, Person.id == Audit.auditor_id)
        .join(SampledCase, or_(SampledCase.first_id == Audit.id, SampledCase.second_id == Audit.id))
        .where(SampledCase.cycle_id == cycle.id)
        .order_by(Person.name, Person.id)
    )
    found: dict[int, tuple[str, Progress]] = {}
    for person_id, name, status, due_on in rows:
        if status in DROPPED:
            continue
        _, progress = found.setdefault(person_id, (name, Progress()))
        progress.allocated += 1
        progress.sent += _is_sent(status)
        progress.late += not _is_sent(status) and due_on < today()
    return list(found.values())


def progress_of_cycles() -> dict[int, Progress]:
    """By the id of the cycle, for those that have begun."""
    rows = db.session.execute(
        select(SampledCase.cycle_id, Audit.status, Audit.due_on, func.count())
        .join(Audit, or_(SampledCase.first_id == Audit.id, SampledCase.second_id == Audit.id))
        .group_by(SampledCase.cycle_id, Audit.status, Audit.due_on)
    )
    found: dict[int, Progress] = {}
    for cycle_id, status, due_on, number in rows:
        if status in DROPPED:
            continue
        progress = found.setdefault(cycle_id, Progress())
        progress.allocated += number
        progress.sent += number * _is_sent(status)
        progress.late += number * (not _is_sent(status) and due_on < today())
    return found


def _is_sent(status: str) -> bool:
    return status not in OPEN
