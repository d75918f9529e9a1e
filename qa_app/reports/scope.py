"""Which audits a report is about: never more than the person who reads it may know of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, select

from qa_app.audits.models import Audit
from qa_app.cycles.models import AuditCycle, SampledCase
from qa_app.db import db
from qa_app.people.models import Person, Service
from qa_app.plan.finding_queries import counting_in, in_cycles, services_open_to


@dataclass(frozen=True)
class Scope:
    """The audits that count, of some services (``None``: of all), and of one cycle where one is chosen."""

    services: frozenset[int] | None
    cycle_id: int | None = None

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        """For a query joined as ``in_cycles`` and ``with_audits`` join it."""
        conditions = counting_in(self.services)
        return conditions if self.cycle_id is None else [*conditions, SampledCase.cycle_id == self.cycle_id]


@dataclass(frozen=True)
class Choices:
    """What a person may narrow a report to, as ids and names."""

    services: Sequence[tuple[int, str]]
    cycles: Sequence[tuple[int, str]]


def scope_of(person: Person) -> Scope:
    return Scope(services_open_to(person))


def choices_of(person: Person) -> Choices:
    """The services a person reads of, and the cycles in which cases of these were audited, newest first."""
    scope = scope_of(person)
    services = select(Service.id, Service.name).order_by(Service.name, Service.id)
    if scope.services is not None:
        services = services.where(Service.id.in_(sorted(scope.services)))
    audited = in_cycles(select(SampledCase.cycle_id).select_from(Audit)).where(*scope.conditions)
    cycles = (
        select(AuditCycle.id, AuditCycle.name)
        .where(AuditCycle.id.in_(audited))
        .order_by(AuditCycle.opens_on.desc(), AuditCycle.id.desc())
    )
    return Choices(
        [(row[0], row[1]) for row in db.session.execute(services)],
        [(row[0], row[1]) for row in db.session.execute(cycles)],
    )


def narrowed(scope: Scope, choices: Choices, *, service: str, cycle: str) -> Scope:
    """The scope with what was asked for; an empty text asks for nothing.

    :raises ValueError: for a service or cycle that is not among the choices, whether or not it exists.
    """
    if service:
        scope = replace(scope, services=frozenset({_chosen(service, choices.services)}))
    if cycle:
        scope = replace(scope, cycle_id=_chosen(cycle, choices.cycles))
    return scope


def _chosen(asked: str, among: Sequence[tuple[int, str]]) -> int:
    for key, _ in among:
        if asked == str(key):
            return key
    raise ValueError("not among the choices")
