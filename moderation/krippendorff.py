"""Krippendorff's alpha: observed against expected disagreement, for any number of auditors and any gaps.

Formula: Krippendorff, Content Analysis (2004), chapter 11. Only cases with two grades or more take part. The ordinal
metric depends on how often each grade was used; it is not the same as fixed ordinal weights.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from moderation.coefficients import estimate
from moderation.estimates import Estimate
from moderation.ratings import Ratings
from moderation.rows import Table
from moderation.scale import Scale
from moderation.slopes import form_slopes, quadratic_form
from moderation.statistic import Parts, Sums
from moderation.weights import FloatArray, Weights, weight_table

Metric = Literal["nominal", "ordinal", "interval", "ratio"]
Places = NDArray[np.intp]
Differences = Callable[[Sums], Sums]  # from counts of grades (..., q) to squared differences (..., pairs of grades)
Moved = Callable[[FloatArray, FloatArray], FloatArray]  # from counts (q,) and weights of pairs to a derivative (q,)


def krippendorff_alpha(ratings: Ratings, metric: Metric = "ordinal") -> Estimate:
    """Krippendorff's alpha with the nominal, ordinal, interval or ratio metric.

    Interval and ratio use the labels when all of them are numbers, else the ranks 1 to q. Raises InsufficientData when
    no case has been graded by two auditors, ValueError for another metric or a ratio of negative numbers.
    """
    ratings.require_overlap()
    patterns, q = ratings.patterns.multiple, ratings.scale.q
    first, second = ratings.scale.pairs
    differences, moved = _differences(metric, ratings.scale, first, second)
    best, worst = np.flatnonzero(patterns.used)[[0, -1]]
    outermost = np.flatnonzero((first == best) & (second == worst))

    def parts(sums: Sums) -> Parts:
        grades, together = sums[..., :q], sums[..., q:]
        total, squared = grades.sum(axis=-1), differences(grades)
        widest = squared.take(outermost, axis=-1).sum(axis=-1)
        widest = np.where(widest == 0, 1, widest)  # of one grade alone all agree, as chance would have it
        observed = 2 * (together * squared).sum(axis=-1) / total
        apart = grades.take(first, axis=-1) * grades.take(second, axis=-1)
        expected = 2 * (apart * squared).sum(axis=-1) / (total * (total - 1))
        return 1 - observed / widest, 1 - expected / widest

    def slopes(sums: FloatArray) -> Parts:
        grades, together = sums[:q], sums[q:]
        total, squared = grades.sum(), differences(grades)
        better, worse = grades.take(first), grades.take(second)
        pairs, apart = total * (total - 1), better * worse
        observed, expected = 2 * (together @ squared) / total, 2 * (apart @ squared) / pairs
        met = (2 * moved(grades, together) - observed) / total
        to_meet = _to_grades(worse * squared, first, q) + _to_grades(better * squared, second, q)
        to_meet = (2 * (to_meet + moved(grades, apart)) - expected * (2 * total - 1)) / pairs
        widest = squared.take(outermost).sum()  # how it moves makes no difference: both parts are shares of it
        return (
            np.concatenate([met, 2 / total * squared]) / -widest,
            np.concatenate([to_meet, np.zeros(len(squared))]) / -widest,
        )

    each = np.ascontiguousarray(patterns.counts.T)
    together = each.take(first, axis=0) * each.take(second, axis=0) / (patterns.grades - 1)
    rows = Table(np.concatenate([each, together]).T, patterns)
    return estimate(
        ratings,
        rows,
        parts,
        patterns,
        again=lambda rest: krippendorff_alpha(rest, metric),
        prevalence=True,
        slopes=slopes,
    )


def fixed_weight_alpha(ratings: Ratings, weights: Weights = "ordinal") -> Estimate:
    """Alpha with fixed weights in the form of Gwet (2014), chapter 4: with ordinal weights not Krippendorff's ordinal.

    The standard error is the infinitesimal jackknife of the coefficient before its correction for a small sample,
    which is how it is published. Raises InsufficientData when no case has been graded by two auditors.
    """
    ratings.require_overlap()
    table = weight_table(weights, ratings.scale)
    patterns = ratings.patterns.multiple
    agreeing = (patterns.counts * (patterns.counts @ table - 1)) @ np.ones(len(table)) / (patterns.grades - 1)
    rows = Table(np.concatenate([agreeing[None], patterns.counts.T]).T, patterns)

    def uncorrected(sums: Sums) -> Parts:
        total = sums[..., 1:].sum(axis=-1)
        return sums[..., 0] / total, quadratic_form(sums[..., 1:] / total[..., None], table)

    def parts(sums: Sums) -> Parts:
        observed, expected = uncorrected(sums)
        return observed + (1 - observed) / sums[..., 1:].sum(axis=-1), expected

    def slopes(sums: FloatArray) -> Parts:
        total = sums[1:].sum()
        of_total = np.full(len(table), -sums[0] / total**2)
        return np.append(1 / total, of_total), np.append(0.0, form_slopes(sums[1:], table))

    return estimate(
        ratings,
        rows,
        parts,
        patterns,
        again=lambda rest: fixed_weight_alpha(rest, table),
        prevalence=True,
        published=(uncorrected, slopes),
    )


def _differences(metric: str, scale: Scale, first: Places, second: Places) -> tuple[Differences, Moved]:
    """The squared differences of pairs of grades, and how their sum, each so often, moves with the counts of grades."""
    if metric == "ordinal":
        return lambda grades: _between(grades, first, second) ** 2, partial(_between_moved, first, second)
    if metric not in ("nominal", "interval", "ratio"):
        raise ValueError(f"There is no metric called {metric!r}; there are nominal, ordinal, interval and ratio")
    one, other = scale.values[first], scale.values[second]
    if metric == "nominal":
        fixed = (one != other).astype(np.float64)
    elif metric == "interval":
        fixed = (one - other) ** 2
    else:
        if (scale.values < 0).any():
            raise ValueError("The ratio metric needs grades that are not negative numbers")
        fixed = ((one - other) / np.where(one + other == 0, 1, one + other)) ** 2
    return lambda grades: fixed, lambda grades, weights: np.zeros(len(grades))


def _between(grades: Sums, first: Places, second: Places) -> Sums:
    """(..., pairs) how many grades lie from the worse to the better of two, of those two themselves half; below 0."""
    middle = np.cumsum(grades, axis=-1) - grades / 2
    return np.asarray(middle.take(first, axis=-1) - middle.take(second, axis=-1))


def _between_moved(first: Places, second: Places, grades: FloatArray, weights: FloatArray) -> FloatArray:
    moved, q = 2 * weights * _between(grades, first, second), len(grades)
    by_middle = _to_grades(moved, first, q) - _to_grades(moved, second, q)
    return np.asarray(by_middle / 2 - np.cumsum(by_middle))


def _to_grades(of_pairs: FloatArray, places: Places, q: int) -> FloatArray:
    """(q,) the sum of what pairs have whose grade at ``places`` it is."""
    return np.asarray(np.bincount(places, of_pairs, q), dtype=np.float64)
