"""Intervals from cases drawn with replacement (Efron and Tibshirani 1993, chapters 13 and 14).

``percentile`` takes the quantiles of the coefficient over the samples; ``bca`` moves them for bias and for a spread
that changes with the value. Offered for comparison with other work: at 20 cases the jackknife covers better. Where the
cases are a known share of all, the samples are drawn together by the square root of what is not known.
"""

from __future__ import annotations

import numpy as np

from moderation.statistic import Statistic
from moderation.weights import FloatArray

DRAWS = 2_000
_MOST = 0.8  # of the samples must leave the coefficient defined


def quantiles(statistic: Statistic, method: str, level: float, seed: int) -> tuple[float, float] | None:
    """The ends of the interval, or None where too many samples leave the coefficient undefined."""
    value = statistic.value
    assert value is not None  # noqa: S101 - callers have a value
    drawn = statistic.resampled(DRAWS, seed)
    drawn = drawn[np.isfinite(drawn)]
    if len(drawn) < _MOST * DRAWS:
        return None
    tails = np.array([(1 - level) / 2, (1 + level) / 2])
    if method == "bca":
        tails = _moved(statistic, drawn, value, tails)
    low, high = value + np.sqrt(1 - statistic.known) * (np.quantile(drawn, tails) - value)
    return float(low), float(high)


def _moved(statistic: Statistic, drawn: FloatArray, value: float, tails: FloatArray) -> FloatArray:
    from scipy.special import ndtr, ndtri

    below = ((drawn < value - 1e-12).sum() + np.isclose(drawn, value, rtol=0, atol=1e-12).sum() / 2) / len(drawn)
    bias = ndtri(np.clip(below, 1 / len(drawn), 1 - 1 / len(drawn)))
    others, times = statistic.without_each, statistic.rows.times
    known = np.isfinite(others)
    others, times = others[known], times[known]
    apart = (others * times).sum() / times.sum() - others
    skew = (apart**3 * times).sum() / (6 * (apart**2 * times).sum() ** 1.5)
    shifted = bias + ndtri(tails)
    return np.asarray(ndtr(bias + shifted / (1 - skew * shifted)))
