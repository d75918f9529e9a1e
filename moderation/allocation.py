"""Who grades which case, and who grades which of them a second time.

Loads are as even as conflicts of interest and limits allow, and a place is found whenever one exists. The two auditors
of a double-graded case are the two least firmly linked so far (the largest effective resistance between them). Each
such step adds the most to what the design can tell about auditors: the greedy D-optimal rule, close to the balanced
incomplete block designs that are best (Kiefer 1975).

Anchors are cases that everybody grades. A few of them, the same ones every cycle, tie cycles together; nobody should be
able to recognise them.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations
from types import MappingProxyType

import numpy as np

from moderation.connection import add_link, link_resistances
from moderation.selection import CaseId, Seed, by_ticket, ticket
from moderation.workload import Workload

AuditorId = str | int
Conflicts = Collection[tuple[AuditorId, CaseId]] | Mapping[CaseId, Collection[AuditorId]]


class CannotAllocate(ValueError):  # noqa: N818 - it states a fact about the request
    """No allocation keeps to the conflicts and limits; the message says which case cannot be placed and why."""


@dataclass(frozen=True, slots=True)
class Allocation:
    """``first``: the auditor of every case; ``second``: the other one of a double-graded case.

    ``anchors``: those of a case that everybody grades; it is in neither of the others. All are read-only.
    """

    first: Mapping[CaseId, AuditorId]
    second: Mapping[CaseId, AuditorId]
    anchors: Mapping[CaseId, tuple[AuditorId, ...]]

    @property
    def loads(self) -> dict[AuditorId, int]:
        """How many cases each auditor with any has to grade, as the first, the second or one of all."""
        given = [*self.first.values(), *self.second.values(), *chain.from_iterable(self.anchors.values())]
        return {auditor: given.count(auditor) for auditor in dict.fromkeys(given)}

    @property
    def pairs(self) -> tuple[tuple[AuditorId, AuditorId], ...]:
        """The two auditors of each double-graded case."""
        return tuple((self.first[case], auditor) for case, auditor in self.second.items())


def allocate(
    auditors: Sequence[AuditorId],
    cases: Sequence[CaseId],
    *,
    double: Iterable[CaseId] = (),
    anchors: Iterable[CaseId] = (),
    caps: Mapping[AuditorId, int] | None = None,
    conflicts: Conflicts = (),
    seed: Seed,
) -> Allocation:
    """Give every case an auditor and every case of ``double`` a second, different one.

    ``anchors``: cases that all auditors without a conflict grade, two at least. ``caps``: the most cases an auditor may
    grade, of all kinds together; without one there is no limit. ``conflicts``: who must not grade what. The same seed
    gives the same allocation, in whatever order auditors and cases are listed. Raises CannotAllocate when there is
    none, ValueError for a repeated or unknown id.
    """
    _check_distinct(auditors, "Auditor")
    _check_distinct(cases, "Case")
    doubled, common = frozenset(double), frozenset(anchors)
    _check_listed(cases, doubled, common)
    people, queue = by_ticket(seed, auditors), by_ticket(seed, cases)
    barred = _barred(conflicts)
    allowed = [[g for g, name in enumerate(people) if (name, case) not in barred] for case in queue]
    limits = [math.inf if caps is None else caps.get(name, math.inf) for name in people]
    workload = Workload(allowed, limits)
    fewest_choices_first = sorted(range(len(queue)), key=lambda i: len(allowed[i]))
    for i in fewest_choices_first:
        needed = 2 if queue[i] in doubled | common else 1
        _check_enough(queue[i], [people[g] for g in allowed[i]], needed)
        for _ in allowed[i] if queue[i] in common else range(needed):
            _place(workload, i, queue[i], people)
    twice, by_all = ([i for i in fewest_choices_first if queue[i] in chosen] for chosen in (doubled, common))
    _link(workload, twice, by_all)
    return _in_roles(workload, people, queue, cases, common, seed)


def _barred(conflicts: Conflicts) -> set[tuple[AuditorId, CaseId]]:
    if isinstance(conflicts, Mapping):
        return {(auditor, case) for case, barred in conflicts.items() for auditor in barred}
    return set(conflicts)


def _check_distinct(ids: Sequence[str | int], noun: str) -> None:
    if len(set(ids)) != len(ids):
        twice = next(one for one in ids if ids.count(one) > 1)
        raise ValueError(f"{noun} {twice} is listed twice")


def _check_listed(cases: Sequence[CaseId], doubled: frozenset[CaseId], anchors: frozenset[CaseId]) -> None:
    for case in doubled.difference(cases):
        raise ValueError(f"Case {case} is to be graded twice but is not among the cases")
    for case in anchors.difference(cases):
        raise ValueError(f"Case {case} is to be an anchor but is not among the cases")
    for case in anchors & doubled:
        raise ValueError(f"Case {case} is to be graded twice and by all auditors: it can be only one of these")


def _check_enough(case: CaseId, free: list[AuditorId], needed: int) -> None:
    if not free:
        raise CannotAllocate(f"Case {case} cannot be placed: no auditor is free of a conflict of interest with it")
    if len(free) < needed:
        raise CannotAllocate(
            f"Case {case} cannot be graded twice: only {free[0]} is free of a conflict of interest with it"
        )


def _place(workload: Workload, i: int, case: CaseId, people: list[AuditorId]) -> None:
    in_the_way = workload.place(i)
    if in_the_way:
        full = ", ".join(f"{people[g]} ({len(workload.held[g])})" for g in sorted(in_the_way))
        raise CannotAllocate(
            f"Case {case} cannot be placed: everyone who could take it, or take a case over to make room for it, "
            f"has reached their limit: {full}"
        )


def _link(workload: Workload, twice: list[int], by_all: list[int]) -> None:
    """Settle each double-graded case on the least firmly linked pair that may take it and keeps the loads even."""
    k = len(workload.caps)
    laplacian = np.zeros((k, k))
    for i in by_all:
        add_link(laplacian, workload.allowed[i])
    for i in twice:
        resistance = link_resistances(laplacian)
        degree = np.diag(laplacian)
        candidates = sorted(
            combinations(sorted(workload.allowed[i]), 2),
            key=lambda pair: (-resistance[pair], degree[pair[0]] + degree[pair[1]]),
        )
        g, h = next(pair for pair in candidates if workload.settle(i, pair))
        add_link(laplacian, (g, h))


def _in_roles(
    workload: Workload,
    people: list[AuditorId],
    queue: list[CaseId],
    cases: Sequence[CaseId],
    common: frozenset[CaseId],
    seed: Seed,
) -> Allocation:
    """Who of a pair grades first: evenly, and by ticket between two who have been second equally often."""
    first: dict[CaseId, AuditorId] = {}
    second: dict[CaseId, AuditorId] = {}
    anchors: dict[CaseId, tuple[AuditorId, ...]] = {}
    seconds = [0] * len(people)
    for i, case in enumerate(queue):
        if case in common:
            anchors[case] = tuple(people[g] for g in sorted(workload.holders[i]))
            continue
        holders = sorted(workload.holders[i], key=lambda g: (-seconds[g], ticket(seed, [case, people[g]])))
        first[case] = people[holders[0]]
        for g in holders[1:]:
            second[case] = people[g]
            seconds[g] += 1
    return Allocation(
        first=MappingProxyType({case: first[case] for case in cases if case in first}),
        second=MappingProxyType({case: second[case] for case in cases if case in second}),
        anchors=MappingProxyType({case: anchors[case] for case in cases if case in anchors}),
    )
