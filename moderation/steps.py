"""How many steps an auditor's grades lie from a reference: shares of cases, the mean, and which way.

Positive is harsher. Intervals: Wilson (1927), Clopper and Pearson (1934), Student's t; test: the exact sign test.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from moderation.intervals import Interval, proportion_interval
from moderation.weights import FloatArray


@dataclass(frozen=True, slots=True)
class Proportion:
    """``x`` of ``n``, ``value`` weighed as the cases are; interval by Wilson, or by Clopper and Pearson at 0 and 1."""

    x: int
    n: int
    value: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class Bias:
    """The mean difference in steps, positive where harsher, with a t interval; from one case there is no interval.

    Where every difference is the same, "exact" is the widest that so many equal cases leave open.
    """

    value: float
    se: float | None
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Direction:
    """Cases graded ``harsher`` and ``more_lenient`` than the reference.

    ``net``: their difference as a share of all, weighed as the cases are. ``p``: exact two-sided sign test, on their
    numbers, of whether one way is as likely as the other; 1 where there is no difference.
    """

    harsher: int
    more_lenient: int
    net: float
    p: float


@dataclass(frozen=True, eq=False)
class Steps:
    """Differences in steps ``of_cases`` (n,), with the ``weights`` of these cases, None for all the same."""

    of_cases: NDArray[np.int64]
    weights: FloatArray | None
    level: float

    @property
    def share(self) -> FloatArray:
        """(n,) what each case counts; adds up to 1."""
        weights = np.ones(len(self.of_cases)) if self.weights is None else self.weights
        return np.asarray(weights / weights.sum())

    def of(self, which: NDArray[np.bool_]) -> Proportion:
        """The share of the cases ``which`` (n,)."""
        n, share = len(which), self.share
        value = float(share[which].sum() / share.sum())  # all of them are then 1 and not a rounding away from it
        effective = n if self.weights is None else float(1 / (share**2).sum())
        x = int(which.sum())
        method: Literal["wilson", "clopper-pearson"] = "clopper-pearson" if x in (0, n) else "wilson"
        return Proportion(x, n, value, proportion_interval(value * effective, effective, method, self.level))

    def among(self, cases: NDArray[np.bool_], which: NDArray[np.bool_]) -> Proportion | None:
        """The share of ``which`` among ``cases``, both (n,); None where there are none of these."""
        if not cases.any():
            return None
        weights = None if self.weights is None else self.weights[cases]
        return Steps(self.of_cases[cases], weights, self.level).of(which[cases])

    def bias(self, q: int) -> Bias:
        """The mean difference on a scale of ``q`` grades."""
        n, share = len(self.of_cases), self.share
        mean = float(share @ self.of_cases)
        if n == 1:
            return Bias(mean, None, None)
        if (self.of_cases == self.of_cases[0]).all():
            open_to = 1 - ((1 - self.level) / 2) ** (1 / n)
            low, high = mean - open_to * (mean + q - 1), mean + open_to * (q - 1 - mean)
            return Bias(mean, 0.0, Interval(low, high, self.level, "exact"))
        from scipy.special import stdtrit

        se = float(np.sqrt((share**2 * (self.of_cases - mean) ** 2).sum() * n / (n - 1)))
        reach = float(stdtrit(n - 1, 0.5 + self.level / 2)) * se
        return Bias(mean, se, Interval(mean - reach, mean + reach, self.level, "t"))

    def direction(self) -> Direction:
        """Which way the differences go."""
        from scipy.special import bdtr

        harsher, lenient = int((self.of_cases > 0).sum()), int((self.of_cases < 0).sum())
        p = min(1.0, 2 * float(bdtr(min(harsher, lenient), harsher + lenient, 0.5))) if harsher + lenient else 1.0
        return Direction(harsher, lenient, float(self.share @ np.sign(self.of_cases)), p)
