"""Grades side by side: how often two grades met on a case, two auditors crossed, and where they disagreed most."""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from moderation.coefficients import conger_kappa, estimate
from moderation.estimates import RELIABLE_FROM, Estimate
from moderation.pairwise import null_error
from moderation.ratings import MISSING, Ratings
from moderation.rows import Table
from moderation.scale import Label
from moderation.statistic import Parts, Sums
from moderation.weights import Weights, weight_table


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A case whose grades differ: what each auditor gave, and how many ``steps`` lie between the outermost two."""

    case: Hashable
    grades: tuple[tuple[Hashable, Label], ...]
    steps: int


def pair_counts(ratings: Ratings) -> NDArray[np.int64]:
    """(q, q) symmetric: how many pairs of grades on the same case are grade k and grade l, in either order.

    A pair of one grade twice is counted once, so the upper triangle with the diagonal adds up to the number of pairs.
    """
    counts, times = ratings.patterns.counts, ratings.patterns.times
    together = (counts.T * times) @ counts
    np.fill_diagonal(together, times @ (counts * (counts - 1) / 2))
    return together.astype(np.int64)


def crosstab(ratings: Ratings) -> NDArray[np.int64]:
    """(q, q) how many cases the first auditor graded k and the second l; the columns may be roles instead of persons.

    Raises ValueError for more than two columns, InsufficientData for fewer.
    """
    _require_two(ratings)
    q = ratings.scale.q
    both = ratings.codes[ratings.graded.all(axis=1)].astype(np.int64)
    return np.bincount(both[:, 0] * q + both[:, 1], minlength=q * q).reshape(q, q)


def cohen_kappa(ratings: Ratings, weights: Weights = "identity") -> Estimate:
    """Cohen's kappa (1960, weighted 1968) of exactly two auditors, on the cases both graded.

    The standard error is that of Fleiss, Cohen and Everitt (1969); ``se0`` is the one for testing whether there is any
    agreement beyond chance, without case weights only. Raises ValueError for more than two auditors, InsufficientData
    for fewer or when they share no case.
    """
    _require_two(ratings)
    ratings.require_overlap()
    shared = np.flatnonzero(ratings.graded.all(axis=1))
    both, n = ratings.of_cases(shared), len(shared)
    table = weight_table(weights, ratings.scale)
    kappa = conger_kappa(both, table)
    testable = kappa.value is not None and ratings.weights is None
    return replace(
        kappa,
        se=None if kappa.se is None else kappa.se * math.sqrt((n - 1) / n),
        se0=null_error(crosstab(both).astype(np.float64), table) if testable else None,
        n_cases=ratings.n_cases,
        n_dropped=len(ratings.cases) - n,
    )


def specific_agreement(ratings: Ratings) -> dict[Label, Estimate]:
    """For each grade: given that one auditor chose it, how often another auditor of the same case chose it too; 0 to 1.

    Each Estimate is about the cases on which that grade was used, and ``n_multiple`` counts those. Formula: the sum of
    r(r - 1) over the sum of r(t - 1), with r the grades of this kind and t all grades on a case (Uebersax 1982).
    """
    ratings.require_overlap()
    return {label: _specific(ratings, k) for k, label in enumerate(ratings.scale.labels)}


def disagreements(ratings: Ratings) -> tuple[Disagreement, ...]:
    """The cases whose grades differ, furthest apart first, otherwise in the order given."""
    apart = [
        Disagreement(ratings.cases[i], grades_of(ratings, i), steps)
        for i, steps in enumerate(_spreads(ratings))
        if steps > 0
    ]
    return tuple(sorted(apart, key=lambda one: -one.steps))


def grades_of(ratings: Ratings, case: int) -> tuple[tuple[Hashable, Label], ...]:
    """The grades on the case in this row, each with its auditor."""
    given = zip(ratings.auditors, ratings.codes[case].tolist(), strict=True)
    return tuple((auditor, ratings.scale.labels[code]) for auditor, code in given if code != MISSING)


def _spreads(ratings: Ratings) -> list[int]:
    worst = ratings.codes.max(axis=1, initial=MISSING).astype(np.int64)
    best = np.where(ratings.graded, ratings.codes, ratings.scale.q).min(axis=1, initial=ratings.scale.q)
    spreads: list[int] = (worst - best).tolist()
    return spreads


def _specific(ratings: Ratings, k: int) -> Estimate:
    patterns = ratings.patterns.multiple.where(ratings.patterns.multiple.counts[:, k] > 0)
    n = patterns.n
    if not n:
        reason = f"No case with two or more grades was graded {ratings.scale.labels[k]} by anyone."
        return Estimate(None, None, "undefined_not_used", reason, ratings.n_cases, 0, len(ratings.cases))
    given, total = patterns.counts[:, k], patterns.grades

    def parts(sums: Sums) -> Parts:
        return sums[..., 0] / sums[..., 1], np.asarray(0.0)

    found = estimate(
        ratings,
        Table(np.column_stack([given * (given - 1), given * (total - 1)]), patterns),
        parts,
        patterns,
        again=lambda rest: _specific(rest, k),
        floor=0.0,
        informative=n,
    )
    if found.status != "unreliable_small_n":
        return found
    cases = "one case" if n == 1 else f"{n} cases"
    reason = f"{ratings.scale.labels[k]} was used on only {cases}; with fewer than {RELIABLE_FROM} this is unreliable."
    return replace(found, reason=reason)


def _require_two(ratings: Ratings) -> None:
    if len(ratings.auditors) < 2:
        ratings.require_overlap()
    if len(ratings.auditors) != 2:
        raise ValueError(f"This compares exactly two auditors; there are {len(ratings.auditors)}")
