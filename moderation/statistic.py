"""One machine for every coefficient of agreement.

Each coefficient is (observed - expected) / (1 - expected), and both parts depend on the cases only through a sum of one
row of features per case. So its value without any one case costs a subtraction, and what a case weighs in it (its
influence, the infinitesimal jackknife) is a derivative along that row. The derivative is taken by a complex step
(Squire and Trapp 1998), exact to rounding because every part is a smooth formula of the sums; the coefficients that are
asked for most bring the formula of the derivative, which costs less. A case that weighs w counts as w cases in every
sum and as one case in the spread between cases.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moderation.rows import Rows, resampled
from moderation.weights import FloatArray

Sums = NDArray[Any]  # (..., p), real or complex
Parts = tuple[NDArray[Any], NDArray[Any]]  # observed and expected agreement, each (...)

_STEP = 1e-30
_NO_ROOM = 1e-12
_ROUNDING = 1e-14  # of rounds in which no case moves the coefficient it left a twentieth of this at most
_DERIVED = 1_000_000  # numbers worked on at a time


@dataclass(frozen=True, eq=False)
class Statistic:
    """A coefficient on a set of cases.

    ``rows``: the features of the cases that take part. ``parts``: from sums of rows (..., width) to observed and
    expected agreement (...); of the sum of all cases without a warning. ``informative``: how many of the cases carry
    information on agreement (two grades or more); they set the degrees of freedom. ``floor``: the least value the
    coefficient can take. ``known``: the share that the informative cases are of all cases there are to know about; 0
    where these are endless. ``biased``: whether few cases make it too low. ``slopes``: from all sums (width,) to how
    each part moves with each of them, in any shape that broadcasts to (width,); None to have it derived.
    """

    rows: Rows
    parts: Callable[[Sums], Parts]
    informative: int
    floor: float
    known: float = 0.0
    biased: bool = False
    slopes: Callable[[FloatArray], Parts] | None = None

    @property
    def observed(self) -> float:
        """Observed agreement of all cases together."""
        return self._observed_and_expected[0]

    @property
    def expected(self) -> float:
        """Agreement expected by chance, from all cases together; 0 for a plain percentage."""
        return self._observed_and_expected[1]

    @cached_property
    def value(self) -> float | None:
        """The coefficient, or None where chance agreement is complete and leaves nothing to measure."""
        room = 1 - self.expected
        value = (self.observed - self.expected) / room if abs(room) >= _NO_ROOM else math.nan
        return value if math.isfinite(value) else None

    @property
    def n(self) -> int:
        """How many cases take part."""
        return self.rows.n

    @cached_property
    def without_each(self) -> FloatArray:
        """(rows,) the coefficient without one case of the row, NaN where the others leave it undefined."""
        return np.concatenate([self._coefficient(self._total - block) for _, block in self.rows.blocks()])

    @cached_property
    def influence(self) -> FloatArray:
        """(rows,) how the coefficient moves with the weight of a case, times the number of cases; mean 0 over cases."""
        slopes = np.concatenate(list(self.rows.along(self._slope)))
        return np.asarray(self.n * (slopes - (slopes * self.rows.times).sum() / self.n))

    @cached_property
    def standard_error(self) -> float | None:
        """Infinitesimal-jackknife standard error over cases, 0 if it may be but rounding; None from one case."""
        if self.value is None or self.informative < 2:
            return None
        m = self.informative
        spread = self.rows.spread(self._slope, float(self._total @ self._slope) / self.n)
        error = math.sqrt(spread * m / (m - 1) * (1 - self.known))
        return error if error > self.rounding else 0.0

    @property
    def rounding(self) -> float:
        """What rounding alone may leave of the standard error: the more, the less room chance leaves."""
        return _ROUNDING / abs(1 - self.expected)

    def jackknife_spread(self, moved: FloatArray) -> float:
        """Standard error of a function of the coefficient from its values (rows,) without one case each."""
        times, n = self.rows.times, self.n
        squares = ((moved - (moved * times).sum() / n) ** 2 * times).sum()
        return float(np.sqrt((n - 1) / n * squares * (1 - self.known)))

    def resampled(self, draws: int, seed: int) -> FloatArray:
        """(draws,) the coefficient of samples of as many cases drawn with replacement, NaN where undefined."""
        return np.concatenate([self._coefficient(sums) for sums in resampled(self.rows, draws, seed)])

    @cached_property
    def effective(self) -> float:
        """As how many equally weighty cases the informative ones count (Kish 1965)."""
        if self.rows.weights is None:
            return float(self.informative)
        return float(self.informative * self.n / (self.rows.weights**2 * self.rows.times).sum())

    @cached_property
    def _total(self) -> FloatArray:
        return self.rows.total()

    @cached_property
    def _observed_and_expected(self) -> tuple[float, float]:
        observed, expected = self.parts(self._total)
        return float(observed), float(expected)

    @cached_property
    def _slope(self) -> FloatArray:
        """(width,) how the coefficient moves with each sum of features."""
        if self.slopes is None:
            return self.derived()
        observed, expected = self.slopes(self._total)
        room = 1 - self.expected
        return np.asarray((observed - (1 - self.observed) / room * expected) / room)

    def derived(self) -> FloatArray:
        """(width,) the same by complex steps, some of the sums at a time."""
        width, at_once = self.rows.width, max(_DERIVED // max(self.rows.width, 1), 1)
        slopes = np.empty(width)
        for start in range(0, width, at_once):
            size = min(at_once, width - start)
            moved = np.empty((size, width), dtype=np.complex128)
            moved[:] = self._total
            moved.ravel()[start :: width + 1] += 1j * _STEP
            with np.errstate(divide="ignore", invalid="ignore"):
                observed, expected = self.parts(moved)
                slopes[start : start + size] = ((observed - expected) / (1 - expected)).imag / _STEP
        return slopes

    def _coefficient(self, sums: Sums) -> NDArray[Any]:
        with np.errstate(divide="ignore", invalid="ignore"):
            observed, expected = self.parts(sums)
            room = 1 - expected
            return np.where(np.abs(room) < _NO_ROOM, np.nan, (observed - expected) / room)
