"""A figure with what is needed to trust it or not: standard error, status in words, numbers of cases, interval."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from moderation.intervals import Interval, coefficient_interval
from moderation.statistic import Statistic

Status = Literal["ok", "unreliable_small_n", "undefined_no_variation", "undefined_not_used"]

RELIABLE_FROM = 10


@dataclass(frozen=True, slots=True)
class Estimate:
    """One coefficient.

    ``value`` is None exactly when the status is an undefined one. ``se`` is the standard error over cases, None from a
    single case. ``reason`` says in plain words why the status is not "ok", or what to mind in reading the value; it is
    empty when there is nothing to say. ``n_cases``: cases with a grade. ``n_multiple``: those with two or more grades.
    ``n_dropped``: cases given that took no part in this figure.
    """

    value: float | None
    se: float | None
    status: Status
    reason: str
    n_cases: int
    n_multiple: int
    n_dropped: int
    _statistic: Statistic | None = field(default=None, repr=False, compare=False)

    def interval(self, level: float = 0.95, method: Literal["jackknife", "analytic"] = "jackknife") -> Interval | None:
        """Where the true value may lie if these cases are a sample of many, with these same auditors.

        None exactly when there is no value. The interval's own ``method`` says what was used: "exact" where the cases
        show no spread, "analytic" where the jackknife has too little to work with.
        """
        if self.value is None or self._statistic is None:
            return None
        return coefficient_interval(self._statistic, self.se, level, method)
