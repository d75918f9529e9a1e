"""Who gets which case of a sample: evenly, linked through the double-graded cases, and nobody their own team's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from moderation.design import Allocation, CannotAllocate, allocate
from qa_app.access import Role
from qa_app.people.models import Person
from qa_app.refusals import Refusal

from .models import AuditCycle, SampledCase


@dataclass(frozen=True)
class Load:
    """How many cases an auditor would get, alone or first, and as the second of two."""

    auditor: Person
    first: int
    second: int


def loads_of(cycle: AuditCycle, allocation: Allocation) -> list[Load]:
    """What each chosen auditor would get, by name."""
    first, second = Counter(allocation.first.values()), Counter(allocation.second.values())
    return [Load(auditor, first[auditor.id], second[auditor.id]) for auditor in cycle.auditors]


def allocation_of(cycle: AuditCycle, sample: Sequence[SampledCase]) -> Allocation:
    """The auditor by case ID, first and second. The same sample, seed and auditors give the same allocation.

    :raises Refusal: when an auditor cannot audit any more, or a case has nobody who may audit it.
    """
    for auditor in cycle.auditors:
        if not auditor.is_active or not auditor.has(Role.AUDITOR):
            raise Refusal(f"{auditor.name} cannot audit any more", "Change the set-up and choose the auditors again.")
    free = {drawn.entry.case.reference: _free(drawn, cycle.auditors) for drawn in sample}
    conflicts: dict[str | int, list[str | int]] = {
        case: [auditor.id for auditor in cycle.auditors if auditor not in able] for case, able in free.items()
    }
    try:
        return allocate(
            [auditor.id for auditor in cycle.auditors],
            list(free),
            double=[drawn.entry.case.reference for drawn in sample if drawn.is_double],
            conflicts=conflicts,
            seed=f"{cycle.seed} allocation",
        )
    except CannotAllocate:
        raise _in_words(sample, cycle.auditors) from None


def _free(drawn: SampledCase, auditors: Sequence[Person]) -> list[Person]:
    return [auditor for auditor in auditors if auditor.team_id != drawn.entry.team_id]


def _in_words(sample: Sequence[SampledCase], auditors: Sequence[Person]) -> Refusal:
    stuck = next(drawn for drawn in sample if len(_free(drawn, auditors)) < 1 + drawn.is_double)
    reference, team = stuck.entry.case.reference, stuck.entry.team.name
    others = [auditor.name for auditor in _free(stuck, auditors)]
    why = f"only {others[0]} does not work in its team" if others else "every chosen auditor works in its team"
    verb = "graded twice" if stuck.is_double else "audited"
    return Refusal(
        f"Case {reference} cannot be {verb}",
        f"Nobody audits the work of their own team, and {why}, {team}. "
        "Change the set-up and choose more auditors, or draw again.",
    )
