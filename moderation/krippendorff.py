"""Krippendorff's alpha: observed against expected disagreement, for any number of auditors and any gaps.

Formula: Krippendorff, Content Analysis (2004), chapter 11. Only cases with two grades or more take part. The ordinal
metric depends on how often each grade was used; it is not the same as fixed ordinal weights.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np

from moderation.coefficients import chance_corrected_floor, estimate
from moderation.estimates import Estimate
from moderation.ratings import Ratings
from moderation.scale import Scale
from moderation.statistic import Parts, Statistic, Sums

Metric = Literal["nominal", "ordinal", "interval", "ratio"]
Differences = Callable[[Sums], Sums]  # from counts of grades (..., q) to squared differences (..., q, q)


def krippendorff_alpha(ratings: Ratings, metric: Metric = "ordinal") -> Estimate:
    """Krippendorff's alpha with the nominal, ordinal, interval or ratio metric.

    Interval and ratio use the labels when all of them are numbers, else the ranks 1 to q. Raises InsufficientData when
    no case has been graded by two auditors, ValueError for another metric or a ratio of negative numbers.
    """
    ratings.require_overlap()
    differences = _differences(metric, ratings.scale)
    counts = ratings.counts[ratings.grades_per_case >= 2]
    q, used = ratings.scale.q, counts.sum(axis=0)
    pairs = counts[:, :, None] * (counts[:, None, :] - np.eye(q))
    coincidences = pairs / (counts.sum(axis=1) - 1)[:, None, None]
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
    statistic = Statistic(features, parts, len(counts), chance_corrected_floor(ratings))
    return estimate(ratings, statistic, used, prevalence=True)


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
