"""Krippendorff's alpha: observed against expected disagreement, for any number of auditors and any gaps.

Formula: Krippendorff, Content Analysis (2004), chapter 11. Only cases with two grades or more take part. The ordinal
metric depends on how often each grade was used; it is not the same as fixed ordinal weights.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

import numpy as np

from moderation.coefficients import estimate, quadratic_form
from moderation.estimates import Estimate
from moderation.ratings import Ratings
from moderation.rows import Table
from moderation.scale import Scale
from moderation.statistic import Parts, Sums
from moderation.weights import Weights, weight_table

Metric = Literal["nominal", "ordinal", "interval", "ratio"]
Differences = Callable[[Sums], Sums]  # from counts of grades (..., q) to squared differences (..., q, q)


def krippendorff_alpha(ratings: Ratings, metric: Metric = "ordinal") -> Estimate:
    """Krippendorff's alpha with the nominal, ordinal, interval or ratio metric.

    Interval and ratio use the labels when all of them are numbers, else the ranks 1 to q. Raises InsufficientData when
    no case has been graded by two auditors, ValueError for another metric or a ratio of negative numbers.
    """
    ratings.require_overlap()
    differences = _differences(metric, ratings.scale)
    patterns = ratings.patterns.with_grades(2)
    counts, q, used = patterns.counts, ratings.scale.q, patterns.used
    pairs = counts[:, :, None] * (counts[:, None, :] - np.eye(q))
    coincidences = pairs / (patterns.grades - 1)[:, None, None]
    best, worst = np.flatnonzero(used)[[0, -1]]

    def parts(sums: Sums) -> Parts:
        grades, together = sums[..., :q], sums[..., q:].reshape(*sums.shape[:-1], q, q)
        total = grades.sum(axis=-1)
        squared = differences(grades)
        widest = squared[..., best, worst]
        observed = (together * squared).sum(axis=(-2, -1)) / total
        expected = ((squared @ grades[..., None])[..., 0] * grades).sum(axis=-1) / (total * (total - 1))
        return 1 - observed / widest, 1 - expected / widest

    features = np.hstack([counts, coincidences.reshape(len(counts), -1)])
    rows = Table(features, patterns)
    return estimate(ratings, rows, parts, used, again=lambda rest: krippendorff_alpha(rest, metric), prevalence=True)


def fixed_weight_alpha(ratings: Ratings, weights: Weights = "ordinal") -> Estimate:
    """Alpha with fixed weights in the form of Gwet (2014), chapter 4: with ordinal weights not Krippendorff's ordinal.

    The standard error is the infinitesimal jackknife of the coefficient before its correction for a small sample,
    which is how it is published. Raises InsufficientData when no case has been graded by two auditors.
    """
    ratings.require_overlap()
    table = weight_table(weights, ratings.scale)
    patterns = ratings.patterns.with_grades(2)
    agreeing = (patterns.counts * (patterns.counts @ table - 1)).sum(axis=1) / (patterns.grades - 1)
    rows = Table(np.column_stack([agreeing, patterns.counts]), patterns)

    def uncorrected(sums: Sums) -> Parts:
        total = sums[..., 1:].sum(axis=-1)
        return sums[..., 0] / total, quadratic_form(sums[..., 1:] / total[..., None], table)

    def parts(sums: Sums) -> Parts:
        observed, expected = uncorrected(sums)
        return observed + (1 - observed) / sums[..., 1:].sum(axis=-1), expected

    def figure(formula: Callable[[Sums], Parts]) -> Estimate:
        return estimate(
            ratings, rows, formula, patterns.used, lambda rest: fixed_weight_alpha(rest, table), prevalence=True
        )

    return replace(figure(parts), se=figure(uncorrected).se)


def _differences(metric: str, scale: Scale) -> Differences:
    if metric == "ordinal":
        return _ordinal
    if metric not in ("nominal", "interval", "ratio"):
        raise ValueError(f"There is no metric called {metric!r}; there are nominal, ordinal, interval and ratio")
    values = scale.values
    gaps = values[:, None] - values[None, :]
    if metric == "nominal":
        fixed = (gaps != 0).astype(np.float64)
    elif metric == "interval":
        fixed = gaps**2
    else:
        if (values < 0).any():
            raise ValueError("The ratio metric needs grades that are not negative numbers")
        sums = values[:, None] + values[None, :]
        fixed = (gaps / np.where(sums == 0, 1, sums)) ** 2
    return lambda grades: np.broadcast_to(fixed, (*grades.shape, scale.q))


def _ordinal(grades: Sums) -> Sums:
    middle = np.cumsum(grades, axis=-1) - grades / 2
    return (middle[..., :, None] - middle[..., None, :]) ** 2
