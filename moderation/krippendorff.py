"""Krippendorff's alpha: observed against expected disagreement, for any number of auditors and any gaps.

Formula: Krippendorff, Content Analysis (2004), chapter 11. Only cases with two grades or more take part. The ordinal
metric depends on how often each grade was used; it is not the same as fixed ordinal weights.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from moderation.coefficients import estimate, quadratic_form
from moderation.estimates import Estimate
from moderation.ratings import Ratings
from moderation.rows import Table
from moderation.scale import Scale
from moderation.statistic import Parts, Sums
from moderation.weights import Weights, weight_table

Metric = Literal["nominal", "ordinal", "interval", "ratio"]
Places = NDArray[np.intp]
Differences = Callable[[Sums], Sums]  # from counts of grades (..., q) to squared differences (..., pairs of grades)


def krippendorff_alpha(ratings: Ratings, metric: Metric = "ordinal") -> Estimate:
    """Krippendorff's alpha with the nominal, ordinal, interval or ratio metric.

    Interval and ratio use the labels when all of them are numbers, else the ranks 1 to q. Raises InsufficientData when
    no case has been graded by two auditors, ValueError for another metric or a ratio of negative numbers.
    """
    ratings.require_overlap()
    patterns, q = ratings.patterns.multiple, ratings.scale.q
    counts, used = patterns.counts, patterns.used
    first, second = ratings.scale.pairs
    differences = _differences(metric, ratings.scale, first, second)
    best, worst = np.flatnonzero(used)[[0, -1]]
    outermost = np.flatnonzero((first == best) & (second == worst))

    def parts(sums: Sums) -> Parts:
        grades, together = sums[..., :q], sums[..., q:]
        total, squared = grades.sum(axis=-1), differences(grades)
        widest = squared.take(outermost, axis=-1).sum(axis=-1)
        observed = 2 * (together * squared).sum(axis=-1) / total
        apart = grades.take(first, axis=-1) * grades.take(second, axis=-1)
        expected = 2 * (apart * squared).sum(axis=-1) / (total * (total - 1))
        return 1 - observed / widest, 1 - expected / widest

    each = np.ascontiguousarray(counts.T)
    met = each.take(first, axis=0) * each.take(second, axis=0) / (patterns.grades - 1)
    rows = Table(np.concatenate([each, met]).T, patterns)
    return estimate(ratings, rows, parts, used, again=lambda rest: krippendorff_alpha(rest, metric), prevalence=True)


def fixed_weight_alpha(ratings: Ratings, weights: Weights = "ordinal") -> Estimate:
    """Alpha with fixed weights in the form of Gwet (2014), chapter 4: with ordinal weights not Krippendorff's ordinal.

    The standard error is the infinitesimal jackknife of the coefficient before its correction for a small sample,
    which is how it is published. Raises InsufficientData when no case has been graded by two auditors.
    """
    ratings.require_overlap()
    table = weight_table(weights, ratings.scale)
    patterns = ratings.patterns.multiple
    agreeing = (patterns.counts * (patterns.counts @ table - 1)) @ np.ones(len(table)) / (patterns.grades - 1)
    rows = Table(np.vstack([agreeing, patterns.counts.T]).T, patterns)

    def uncorrected(sums: Sums) -> Parts:
        total = sums[..., 1:].sum(axis=-1)
        return sums[..., 0] / total, quadratic_form(sums[..., 1:] / total[..., None], table)

    def parts(sums: Sums) -> Parts:
        observed, expected = uncorrected(sums)
        return observed + (1 - observed) / sums[..., 1:].sum(axis=-1), expected

    return estimate(
        ratings,
        rows,
        parts,
        patterns.used,
        again=lambda rest: fixed_weight_alpha(rest, table),
        prevalence=True,
        published=uncorrected,
    )


def _differences(metric: str, scale: Scale, first: Places, second: Places) -> Differences:
    if metric == "ordinal":
        return lambda grades: _ordinal(grades, first, second)
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
    return lambda grades: fixed


def _ordinal(grades: Sums, first: Places, second: Places) -> Sums:
    middle = np.cumsum(grades, axis=-1) - grades / 2
    return (middle.take(first, axis=-1) - middle.take(second, axis=-1)) ** 2
