"""Intervals that are honest at the small numbers of cases a council double-grades.

``jackknife`` is a t interval on the scale g(x) = log((x - floor) / (1 - x)), with the spread of g taken from leaving
out one case at a time. In simulation it covered at 20 cases where analytic and percentile-bootstrap intervals did not.
For two auditors it is Fisher's z. The idea for alpha: Hughes (2022), arXiv 2210.13265.
``analytic`` is value plus or minus t times the standard error (Gwet 2014).
``exact`` is what either becomes when the cases show no spread: Clopper and Pearson's interval on observed agreement,
so that twenty cases of complete agreement never claim certainty.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from moderation.statistic import Statistic

Method = Literal["jackknife", "analytic", "exact", "wilson", "clopper-pearson"]

_NO_SPREAD = 1e-9


@dataclass(frozen=True, slots=True)
class Interval:
    """The range from ``low`` to ``high`` that holds the true value at confidence ``level``, and how it was found."""

    low: float
    high: float
    level: float
    method: Method


def coefficient_interval(
    statistic: Statistic, se: float | None, level: float, method: Literal["jackknife", "analytic"]
) -> Interval:
    """The interval of a coefficient whose value is defined; ``se`` is the standard error the analytic form uses."""
    check_level(level)
    if method not in ("jackknife", "analytic"):
        raise ValueError(f'method must be "jackknife" or "analytic", not {method!r}')
    if se is None or se < _NO_SPREAD:
        return _exact(statistic, level)
    spread = _transformed_spread(statistic, se) if method == "jackknife" else None
    if spread is None:
        return _analytic(statistic, se, level)
    return _transformed(statistic, spread, level)


def proportion_interval(
    x: int, n: int, method: Literal["wilson", "clopper-pearson"] = "wilson", level: float = 0.95
) -> Interval:
    """The interval of the proportion x of n: Wilson (1927), or Clopper and Pearson (1934), which is never too narrow.

    Raises ValueError unless 0 <= x <= n and n is at least 1.
    """
    check_level(level)
    if not 0 <= x <= n or n < 1:
        raise ValueError(f"A proportion needs 0 <= x <= n and n of at least 1; x is {x} and n is {n}")
    if method == "clopper-pearson":
        return Interval(*_clopper_pearson(x, n, level), level, method)
    if method != "wilson":
        raise ValueError(f'method must be "wilson" or "clopper-pearson", not {method!r}')
    from scipy.special import ndtri

    z = float(ndtri(0.5 + level / 2))
    middle = (x + z * z / 2) / (n + z * z)
    reach = z * math.sqrt(x * (n - x) / n + z * z / 4) / (n + z * z)
    low = 0.0 if x == 0 else middle - reach
    high = 1.0 if x == n else middle + reach
    return Interval(low, high, level, method)


def check_level(level: float) -> None:
    """Raise ValueError unless the confidence level lies between 0 and 1."""
    if not 0 < level < 1:
        raise ValueError(f"The confidence level must lie between 0 and 1, not {level!r}")


def _transformed_spread(statistic: Statistic, se: float) -> float | None:
    """Jackknife standard error on the transformed scale, or None where the coefficient lies outside its range.

    Never less than the standard error carried over by the slope of g, and that alone where leaving out the only case
    in disagreement leaves complete agreement and an infinite g. Passing over such a case would pass over all that is
    known of disagreement: in simulation at ten cases, 95 % intervals then held the true value 80 % of the time.
    """
    value, floor, others = statistic.value, statistic.floor, statistic.without_each
    if value is None or not floor + _NO_SPREAD < value < 1 - _NO_SPREAD:
        return None
    carried = se * (1 / (value - floor) + 1 / (1 - value))
    if not ((others > floor + _NO_SPREAD) & (others < 1 - _NO_SPREAD)).all():
        return carried
    moved = np.log((others - floor) / (1 - others))
    n = len(moved)
    return max(carried, math.sqrt((n - 1) / n * float(((moved - moved.mean()) ** 2).sum())))


def _transformed(statistic: Statistic, spread: float, level: float) -> Interval:
    from scipy.special import expit

    value, floor = statistic.value, statistic.floor
    assert value is not None  # noqa: S101 - _transformed_spread has seen to it
    centre = math.log((value - floor) / (1 - value))
    reach = _t(level, statistic.informative - 1) * spread
    low, high = (floor + (1 - floor) * float(expit(y)) for y in (centre - reach, centre + reach))
    return Interval(low, high, level, "jackknife")


def _analytic(statistic: Statistic, se: float, level: float) -> Interval:
    value = statistic.value
    assert value is not None  # noqa: S101 - a standard error exists only beside a value
    reach = _t(level, statistic.informative - 1) * se
    low = max(value - reach, 0.0) if statistic.floor == 0 else value - reach
    return Interval(low, min(value + reach, 1.0), level, "analytic")


def _exact(statistic: Statistic, level: float) -> Interval:
    """Observed agreement as so many agreeing cases out of those that could disagree, put back on the coefficient."""
    n, expected = statistic.informative, statistic.expected
    agreeing = min(max(statistic.observed, 0.0), 1.0) * n
    low, high = ((p - expected) / (1 - expected) for p in _clopper_pearson(agreeing, n, level))
    if n == 1 and agreeing < 1:
        low = statistic.floor
    return Interval(max(low, statistic.floor), high, level, "exact")


def _clopper_pearson(x: float, n: float, level: float) -> tuple[float, float]:
    from scipy.special import betaincinv

    tail = (1 - level) / 2
    low = float(betaincinv(x, n - x + 1, tail)) if x > 0 else 0.0
    high = float(betaincinv(x + 1, n - x, 1 - tail)) if x < n else 1.0
    return low, high


def _t(level: float, df: int) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(df, 0.5 + level / 2))
