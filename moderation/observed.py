"""The grades a severity can be estimated from, and which auditors and kinds of case they let be compared."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from moderation.connection import components, linked_groups
from moderation.ratings import MISSING, Ratings
from moderation.scale import Label
from moderation.weights import FloatArray

IntArray = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Observed:
    """Cases and auditors with grades.

    ``ratings`` holds no case and no auditor without a grade. ``groups``: the places of auditors who can be compared
    with each other, largest group first. ``extreme``: the auditors who gave nothing but the best or nothing but the
    worst grade in use, each with that grade. ``n_linked``: how many groups shared cases make of the auditors, which is
    more than there are ``groups`` where all are put together regardless. ``kinds``: the kinds of case there are, none
    where they are not told apart; ``kind_of_case`` (cases,): the number of each case's.
    """

    ratings: Ratings
    groups: tuple[IntArray, ...]
    extreme: dict[Hashable, Label]
    n_linked: int
    kinds: tuple[Hashable, ...]
    kind_of_case: IntArray

    @cached_property
    def in_use(self) -> IntArray:
        """The ranks of the grades that were given, worst first."""
        return np.unique(self.ratings.codes[self.ratings.graded])[::-1].astype(np.int64)

    @cached_property
    def scores(self) -> FloatArray:
        """(grades in use,) steps above the worst grade declared."""
        return np.asarray(self.ratings.scale.q - 1 - self.in_use, dtype=np.float64)

    @cached_property
    def grades(self) -> IntArray:
        """(cases, auditors) the grade counted upwards from the worst in use, -1 where there is none."""
        upwards = np.full(self.ratings.scale.q + 1, MISSING, dtype=np.int64)
        upwards[self.in_use] = np.arange(len(self.in_use))
        return np.asarray(upwards[self.ratings.codes.astype(np.int64)])  # -1 finds the last place, which stays -1

    @cached_property
    def columns(self) -> IntArray:
        """(cases, auditors x kinds) ``grades``, each in the column of its auditor and the kind of the case."""
        kinds = max(len(self.kinds), 1)
        spread = np.full((len(self.grades), self.grades.shape[1], kinds), MISSING, dtype=np.int64)
        spread[np.arange(len(spread)), :, self.kind_of_case] = self.grades
        return spread.reshape(len(spread), -1)

    @cached_property
    def cases_by_kind(self) -> IntArray:
        """(groups, kinds) how many cases there are."""
        counts = np.zeros((len(self.groups), max(len(self.kinds), 1)), dtype=np.int64)
        np.add.at(counts, (self.group_of_case, self.kind_of_case), 1)
        return counts

    @cached_property
    def linked_kinds(self) -> tuple[IntArray, ...]:
        """The numbers of the kinds that can be compared: a group of auditors, or a chain of groups, graded both."""
        met = (self.cases_by_kind > 0).astype(np.int64)
        return tuple(np.array(one) for one in linked_groups(range(len(self.kinds)), met.T @ met))

    @cached_property
    def shared(self) -> IntArray:
        """(auditors,) how many of an auditor's grades are on cases another auditor graded too."""
        return np.asarray(self.ratings.graded[self.ratings.grades_per_case >= 2].sum(axis=0), dtype=np.int64)

    @cached_property
    def group_of_auditor(self) -> IntArray:
        """(auditors,) the number of the group."""
        number = np.zeros(len(self.ratings.auditors), dtype=np.int64)
        for c, group in enumerate(self.groups):
            number[group] = c
        return number

    @cached_property
    def group_of_case(self) -> IntArray:
        """(cases,) the number of the group whose auditors graded the case."""
        return np.asarray(self.group_of_auditor[self.ratings.graded.argmax(axis=1)])

    @cached_property
    def shares(self) -> FloatArray:
        """(grades in use,) how common each is."""
        given = self.grades[self.grades >= 0]
        return np.bincount(given) / len(given)


def observed(
    ratings: Ratings, leave_out_extreme: bool, across: bool, kinds: Mapping[Hashable, Hashable] | None = None
) -> Observed:
    """What there is to go by.

    ``across``: all auditors are one group, whether or not shared cases link them. ``kinds``: of every case with a
    grade, where they are to be told apart.
    """
    kept = _graded_only(ratings, np.asarray(ratings.graded.any(axis=0)))
    extreme: dict[Hashable, Label] = {}
    while found := _extreme(kept):
        extreme |= found
        if not leave_out_extreme:
            break
        kept = _graded_only(kept, ~_members(kept, found))
    groups = tuple(np.flatnonzero(_members(kept, one.auditors)) for one in components(kept))
    everyone = (np.arange(len(kept.auditors)),)
    of_case = [None if kinds is None else kinds[case] for case in kept.cases]
    names = {kind: number for number, kind in enumerate(dict.fromkeys(of_case))}
    return Observed(
        kept,
        everyone if across else groups,
        extreme,
        len(groups),
        kinds=() if kinds is None else tuple(names),
        kind_of_case=np.array([names[kind] for kind in of_case], dtype=np.int64),
    )


def _extreme(ratings: Ratings) -> dict[Hashable, Label]:
    used = np.unique(ratings.codes[ratings.graded])
    if len(used) < 2:
        return {}
    found: dict[Hashable, Label] = {}
    for auditor, column in zip(ratings.auditors, ratings.codes.T, strict=True):
        given = np.unique(column[column != MISSING])
        if len(given) == 1 and given[0] in (used[0], used[-1]):
            found[auditor] = ratings.scale.labels[given[0]]
    return found


def _members(ratings: Ratings, ids: Collection[Hashable]) -> NDArray[np.bool_]:
    wanted = set(ids)
    return np.array([auditor in wanted for auditor in ratings.auditors], dtype=bool)


def _graded_only(ratings: Ratings, auditors: NDArray[np.bool_]) -> Ratings:
    """These auditors, and the cases on which they gave a grade."""
    cases = np.asarray(ratings.graded[:, auditors].any(axis=1))
    return Ratings(
        ratings.scale,
        tuple(case for case, kept in zip(ratings.cases, cases, strict=True) if kept),
        tuple(auditor for auditor, kept in zip(ratings.auditors, auditors, strict=True) if kept),
        ratings.codes[cases][:, auditors],
    )
