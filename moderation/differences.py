"""Whether two coefficients differ, and how to judge many differences at once.

Gwet (2016), Educational and Psychological Measurement 76, for coefficients from the same cases; Satterthwaite (1946)
for others. Holm (1979) and Benjamini and Hochberg (1995) for many p values: Holm before anyone is spoken to, Benjamini
and Hochberg to decide where to look.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from moderation.estimates import Estimate
from moderation.intervals import Interval, check_level
from moderation.weights import FloatArray


@dataclass(frozen=True, slots=True)
class Difference:
    """The first coefficient less the second.

    ``value`` is None where one of them has none; ``p`` (two-sided), ``df`` and ``interval`` are None also where the
    cases show no spread from which to tell. ``reason`` says which. ``n_shared``: cases that took part in both.
    """

    value: float | None
    se: float | None
    df: float | None
    p: float | None
    interval: Interval | None
    paired: bool
    n_shared: int
    reason: str


def difference(first: Estimate, second: Estimate, *, paired: bool, level: float = 0.95) -> Difference:
    """Compare two coefficients: ``paired`` when (some of) the cases are the same in both, known by their ids.

    Raises ValueError when ``paired`` is asked for and no case took part in both.
    """
    check_level(level)
    if first.value is None or second.value is None:
        lacking = first if first.value is None else second
        return Difference(None, None, None, None, None, paired, 0, lacking.reason)
    value = first.value - second.value
    slopes = _slopes(first), _slopes(second)
    shared = slopes[0].keys() & slopes[1].keys()
    if paired and not shared:
        raise ValueError("No case took part in both coefficients, so they cannot be compared case by case")
    n_shared = len(shared) if paired else 0
    spread = _paired(first, second, slopes) if paired else _unpaired(first, second)
    if spread is None:
        reason = "The cases show no spread from which to tell how sure the difference is."
        return Difference(value, None, None, None, None, paired, n_shared, reason)
    se, df = spread
    from scipy.special import stdtr, stdtrit

    reach = float(stdtrit(df, 0.5 + level / 2)) * se
    p = 2 * float(stdtr(df, -abs(value) / se))
    return Difference(value, se, df, p, Interval(value - reach, value + reach, level, "t"), paired, n_shared, "")


def adjust(p_values: Sequence[float], method: Literal["holm", "bh"] = "holm") -> FloatArray:
    """(tests,) p values that may each be held against the level meant for all of them together, in the order given.

    "holm" guards against even one false alarm, "bh" against a large share of false ones among the alarms. Raises
    ValueError for what is not a probability.
    """
    if method not in ("holm", "bh"):
        raise ValueError(f'method must be "holm" or "bh", not {method!r}')
    p = np.array(p_values, dtype=np.float64).reshape(-1)
    if not ((p >= 0) & (p <= 1)).all():
        raise ValueError("Every p value must lie between 0 and 1")
    order, k = np.argsort(p, kind="stable"), len(p)
    if method == "holm":
        ordered = np.maximum.accumulate(p[order] * np.arange(k, 0, -1))
    else:
        ordered = np.minimum.accumulate((p[order] * k / np.arange(1, k + 1))[::-1])[::-1]
    adjusted = np.empty(k)
    adjusted[order] = np.minimum(ordered, 1)
    return adjusted


def _slopes(estimate: Estimate) -> dict[object, float]:
    """How the coefficient moves with the weight of each case that took part, by the case's id."""
    if estimate._statistic is None or estimate._again is None:
        raise ValueError("Only coefficients measured from grades can be compared, not ones put together by hand")
    statistic, cases = estimate._statistic, estimate._again[0].cases
    slopes = statistic.influence / statistic.n * np.sqrt(1 - statistic.known)
    return {case: float(slopes[row]) for case, row in zip(cases, statistic.rows.of_cases(), strict=True) if row >= 0}


def _paired(
    first: Estimate, second: Estimate, slopes: tuple[dict[object, float], dict[object, float]]
) -> tuple[float, float] | None:
    one, other = slopes
    moves = [one.get(case, 0.0) - other.get(case, 0.0) for case in one.keys() | other.keys()]
    statistics = [estimate._statistic for estimate in (first, second) if estimate._statistic is not None]
    m = min(statistic.informative for statistic in statistics)
    if m < 2:
        return None
    se = float(np.sqrt(np.square(moves).sum() * m / (m - 1)))
    return (se, m - 1) if se > sum(statistic.rounding for statistic in statistics) else None


def _unpaired(first: Estimate, second: Estimate) -> tuple[float, float] | None:
    if first.se is None or second.se is None or first.se + second.se == 0:
        return None
    variances = np.array([first.se, second.se]) ** 2
    df = [estimate._statistic.informative - 1 for estimate in (first, second) if estimate._statistic is not None]
    return float(np.sqrt(variances.sum())), float(variances.sum() ** 2 / (variances**2 / df).sum())
