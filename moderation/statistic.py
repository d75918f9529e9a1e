"""One machine for every coefficient of agreement.

Each coefficient is (observed - expected) / (1 - expected), and both parts depend on the cases only through a sum of one
row of features per case. So its value without any one case costs a subtraction, and what a case weighs in it (its
influence, the infinitesimal jackknife) is a derivative along that row. The derivative is taken by a complex step
(Squire and Trapp 1998), exact to rounding because every part is a smooth formula of the sums.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moderation.weights import FloatArray

Sums = NDArray[Any]  # (..., p), real or complex
Parts = tuple[NDArray[Any], NDArray[Any]]  # observed and expected agreement, each (...)

_STEP = 1e-30
_NO_ROOM = 1e-12


@dataclass(frozen=True, eq=False)
class Statistic:
    """A coefficient on a set of cases.

    ``features`` (cases, p): one row per case that takes part. ``parts``: from sums of rows (..., p) to observed and
    expected agreement (...). ``informative``: how many of the cases carry information on agreement (two grades or
    more); they set the degrees of freedom. ``floor``: the least value the coefficient can take.
    """

    features: FloatArray
    parts: Callable[[Sums], Parts]
    informative: int
    floor: float

    @cached_property
    def observed(self) -> float:
        """Observed agreement of all cases together."""
        return float(self._quiet_parts(self._total)[0])

    @cached_property
    def expected(self) -> float:
        """Agreement expected by chance, from all cases together; 0 for a plain percentage."""
        return float(self._quiet_parts(self._total)[1])

    @cached_property
    def value(self) -> float | None:
        """The coefficient, or None where chance agreement is complete and leaves nothing to measure."""
        value = float(self._coefficient(self._total))
        return value if np.isfinite(value) else None

    @cached_property
    def without_each(self) -> FloatArray:
        """(cases,) the coefficient of the other cases, NaN where they leave it undefined."""
        return np.asarray(self._coefficient(self._total - self.features))

    @cached_property
    def influence(self) -> FloatArray:
        """(cases,) how the coefficient moves with the weight of each case, times the number of cases; mean 0."""
        stepped = self._coefficient(self._total + 1j * _STEP * self.features)
        slopes = stepped.imag / _STEP
        return np.asarray(len(slopes) * (slopes - slopes.mean()))

    @cached_property
    def standard_error(self) -> float | None:
        """Infinitesimal-jackknife standard error over cases; None from a single case."""
        if self.value is None or self.informative < 2:
            return None
        n, m = len(self.features), self.informative
        return float(np.sqrt((self.influence**2).sum() * m / (m - 1)) / n)

    @cached_property
    def _total(self) -> FloatArray:
        return np.asarray(self.features.sum(axis=0))

    def _coefficient(self, sums: Sums) -> NDArray[Any]:
        observed, expected = self._quiet_parts(sums)
        room = 1 - expected
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(np.abs(room) < _NO_ROOM, np.nan, (observed - expected) / room)

    def _quiet_parts(self, sums: Sums) -> Parts:
        with np.errstate(divide="ignore", invalid="ignore"):
            observed, expected = self.parts(sums)
        return observed, np.broadcast_to(expected, observed.shape)
