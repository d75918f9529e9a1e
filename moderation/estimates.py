"""A figure with what is needed to trust it or not: standard error, status in words, numbers of cases, interval."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from moderation.intervals import (
    CoefficientMethod,
    Interval,
    Population,
    coefficient_interval,
    interval_over_auditors,
)
from moderation.ratings import InsufficientData, Ratings
from moderation.statistic import Statistic
from moderation.weights import FloatArray

Status = Literal[
    "ok", "unreliable_small_n", "unreliable_little_variation", "undefined_no_variation", "undefined_not_used"
]

RELIABLE_FROM = 10
TOLD_APART_FROM = 11
"""Alpha and the kappas: on 10 cases their intervals held the truth 83 times in 100 at worst (docs/coverage.md)."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """One coefficient.

    ``value`` is None exactly when the status is an undefined one. ``se`` is the standard error over cases, None from a
    single case. ``reason`` says in plain words why the status is not "ok", or what to mind in reading the value; it is
    empty when there is nothing to say. ``n_cases``: cases with a grade. ``n_multiple``: those with two or more grades.
    ``n_dropped``: cases given that took no part in this figure. ``se0``: the standard error if there were no agreement
    beyond chance; Cohen's kappa alone has it.
    """

    value: float | None
    se: float | None
    status: Status
    reason: str
    n_cases: int
    n_multiple: int
    n_dropped: int
    se0: float | None = None
    _statistic: Statistic | None = field(default=None, repr=False, compare=False)
    _again: tuple[Ratings, Callable[[Ratings], Estimate]] | None = field(default=None, repr=False, compare=False)

    def interval(
        self,
        level: float = 0.95,
        method: CoefficientMethod = "jackknife",
        population: Population = "cases",
        seed: int | None = None,
    ) -> Interval | None:
        """Where the true value may lie if these cases are a sample of many; None exactly when there is no value.

        ``population="cases"``: with these same auditors. ``population="auditors"``: if the auditors too are a sample of
        those who might have graded; by the jackknife only, and only from three auditors on. The interval's own
        ``population`` and ``method`` say what was used: "cases" where there are too few auditors, "exact" where the
        cases show no spread, "analytic" where the method asked for has too little to work with. ``seed``: needed by the
        methods that draw samples, "percentile" and "bca", so that the same grades give the same interval.
        """
        if self.value is None or self._statistic is None:
            return None
        if population not in ("cases", "auditors"):
            raise ValueError(f'population must be "cases" or "auditors", not {population!r}')
        if population == "cases":
            return coefficient_interval(self._statistic, self.se, level, method, seed)
        if method != "jackknife":
            raise ValueError('With auditors as a sample the method must be "jackknife"')
        return interval_over_auditors(self._statistic, self.se, self._without_each_auditor(), level)

    def _without_each_auditor(self) -> FloatArray:
        """(auditors,) the value without each auditor who shares a case with another, NaN where nothing is left."""
        if self._again is None:
            return np.empty(0)
        ratings, again = self._again
        sharing = ratings.codes[ratings.grades_per_case >= 2]
        values = []
        for auditor in np.flatnonzero((sharing >= 0).any(axis=0)):
            try:
                value = again(ratings.without([ratings.auditors[auditor]])).value
            except InsufficientData:
                value = None
            values.append(math.nan if value is None else value)
        return np.array(values)
