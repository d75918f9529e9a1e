"""Agreement of scores and of rankings: the six intraclass correlations and Kendall's coefficient of concordance.

Not for headlines. The first take the steps between grades to be equal (or use the numbers the grades are); the second
sees only in which order an auditor puts the cases, not whether they are harsh. Both need every auditor on every case:
cases with a gap are dropped and counted.

Formulas: Shrout and Fleiss (1979), Psychological Bulletin 86; the interval of ICC(2,1) after McGraw and Wong (1996),
that of ICC(2,k) from it by the Spearman-Brown formula; Kendall and Gibbons (1990) for ties.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from moderation.coefficients import small
from moderation.estimates import RELIABLE_FROM, Status
from moderation.intervals import Interval, check_level
from moderation.ratings import InsufficientData, Ratings

Form = Literal["ICC(1,1)", "ICC(2,1)", "ICC(3,1)", "ICC(1,k)", "ICC(2,k)", "ICC(3,k)"]

_NOTHING = 1e-12


@dataclass(frozen=True, slots=True)
class Intraclass:
    """An intraclass correlation; ``value`` is None exactly when the status is "undefined_no_variation".

    ``cases``, ``auditors``, ``residual``, ``within``: mean squares between cases, between auditors, of the rest, and
    within cases. ``n_dropped``: cases with a grade missing.
    """

    form: Form
    value: float | None
    status: Status
    reason: str
    n_cases: int
    n_auditors: int
    n_dropped: int
    cases: float
    auditors: float
    residual: float
    within: float

    def interval(self, level: float = 0.95) -> Interval | None:
        """From the F distribution; None where there is no value, or no disagreement to tell the spread from."""
        check_level(level)
        error = self.within if self.form[4] == "1" else self.residual
        if self.value is None or error < _NOTHING:
            return None
        low, high = self._single(level)
        if self.form.endswith("k)"):
            k = self.n_auditors
            low, high = k * low / (1 + (k - 1) * low), k * high / (1 + (k - 1) * high)
        return Interval(low, high, level, "f")

    def _single(self, level: float) -> tuple[float, float]:
        from scipy.special import fdtri

        n, k, tail = self.n_cases, self.n_auditors, (1 + level) / 2
        if self.form[4] == "2":
            return self._single_of_random_auditors(tail)
        error, df = (self.within, n * (k - 1)) if self.form[4] == "1" else (self.residual, (n - 1) * (k - 1))
        ratio = self.cases / error
        low, high = float(ratio / fdtri(n - 1, df, tail)), float(ratio * fdtri(df, n - 1, tail))
        return (low - 1) / (low + k - 1), (high - 1) / (high + k - 1)

    def _single_of_random_auditors(self, tail: float) -> tuple[float, float]:
        from scipy.special import fdtri

        n, k = self.n_cases, self.n_auditors
        above = self.cases - self.residual
        value = above / (above + k * self.residual + k * (self.auditors - self.residual) / n)
        by_auditor, spread = k * value / (n * (1 - value)), 1 + k * value * (n - 1) / (n * (1 - value))
        df = (by_auditor * self.auditors + spread * self.residual) ** 2 / (
            (by_auditor * self.auditors) ** 2 / (k - 1) + (spread * self.residual) ** 2 / ((n - 1) * (k - 1))
        )
        other = k * self.auditors + (k * n - k - n) * self.residual
        below, above = float(fdtri(n - 1, df, tail)), float(fdtri(df, n - 1, tail))
        low = n * (self.cases - below * self.residual) / (below * other + n * self.cases)
        high = n * (above * self.cases - self.residual) / (other + n * above * self.cases)
        return low, high


@dataclass(frozen=True, slots=True)
class Concordance:
    """Kendall's W, 0 to 1, corrected for ties; ``value`` is None exactly when no auditor tells any two cases apart.

    ``chi_square`` on ``df`` degrees of freedom and ``p``: of the hypothesis that the auditors rank cases at random.
    """

    value: float | None
    chi_square: float | None
    df: int
    p: float | None
    status: Status
    reason: str
    n_cases: int
    n_auditors: int
    n_dropped: int


def icc(ratings: Ratings, form: Form = "ICC(2,1)") -> Intraclass:
    """An intraclass correlation of Shrout and Fleiss, on the scale's own numbers or else its ranks.

    1: each case graded by other auditors; 2: by the same auditors, a sample of many; 3: by these auditors only. "1" is
    for one auditor's grade, "k" for the mean of all. Raises InsufficientData unless two cases have every grade.
    """
    if form not in get_args(Form):
        raise ValueError(f"There is no form {form!r}; there are {', '.join(get_args(Form))}")
    codes, dropped = _complete(ratings)
    scores = ratings.scale.values[codes]
    n, k = scores.shape
    by_case, by_auditor, mean = scores.mean(axis=1), scores.mean(axis=0), scores.mean()
    cases = k * float(((by_case - mean) ** 2).sum()) / (n - 1)
    auditors = n * float(((by_auditor - mean) ** 2).sum()) / (k - 1)
    residual = float(((scores - by_case[:, None] - by_auditor + mean) ** 2).sum()) / ((n - 1) * (k - 1))
    within = float(((scores - by_case[:, None]) ** 2).sum()) / (n * (k - 1))
    squares = cases, auditors, residual, within
    if max(squares) < _NOTHING:
        return Intraclass(form, None, "undefined_no_variation", _NO_VARIATION, n, k, dropped, *squares)
    value = _correlation(form, n, k, *squares)
    if value is None:
        return Intraclass(form, None, "undefined_no_variation", _CASES_ALIKE, n, k, dropped, *squares)
    return Intraclass(form, value, *_trusted(n), n, k, dropped, *squares)


def kendall_w(ratings: Ratings) -> Concordance:
    """Kendall's coefficient of concordance. Raises InsufficientData unless two cases have every grade."""
    from scipy.special import chdtrc

    codes, dropped = _complete(ratings)
    n, m = codes.shape
    tally = np.stack([np.bincount(column, minlength=ratings.scale.q) for column in codes.T])
    middle = np.cumsum(tally, axis=1) - (tally - 1) / 2
    sums = np.take_along_axis(middle, codes.T, axis=1).sum(axis=0)
    room = m**2 * (n**3 - n) - m * float((tally.astype(np.float64) ** 3 - tally).sum())
    if room < _NOTHING:
        return Concordance(None, None, n - 1, None, "undefined_no_variation", _NO_VARIATION, n, m, dropped)
    value = 12 * float(((sums - sums.mean()) ** 2).sum()) / room
    chi_square = m * (n - 1) * value
    return Concordance(value, chi_square, n - 1, float(chdtrc(n - 1, chi_square)), *_trusted(n), n, m, dropped)


_NO_VARIATION = "Cannot be computed: no variation. Whether the auditors can tell cases apart has not been tested."
_CASES_ALIKE = "Cannot be computed: the cases do not differ from each other in their mean grade."


def _complete(ratings: Ratings) -> tuple[np.ndarray[tuple[int, int], np.dtype[np.int64]], int]:
    busy = (ratings.codes >= 0).any(axis=0)
    codes = ratings.codes[:, busy]
    full = codes[(codes >= 0).all(axis=1)].astype(np.int64)
    if codes.shape[1] < 2 or len(full) < 2:
        raise InsufficientData("At least two cases graded by all of two or more auditors are needed")
    return full, len(ratings.cases) - len(full)


def _correlation(
    form: Form, n: int, k: int, cases: float, auditors: float, residual: float, within: float
) -> float | None:
    above = cases - (within if form[4] == "1" else residual)
    below = {
        "ICC(1,1)": cases + (k - 1) * within,
        "ICC(2,1)": cases + (k - 1) * residual + k * (auditors - residual) / n,
        "ICC(3,1)": cases + (k - 1) * residual,
        "ICC(1,k)": cases,
        "ICC(2,k)": cases + (auditors - residual) / n,
        "ICC(3,k)": cases,
    }[form]
    return above / below if abs(below) > _NOTHING else None


def _trusted(n: int) -> tuple[Status, str]:
    return ("ok", "") if n >= RELIABLE_FROM else ("unreliable_small_n", small(n))
