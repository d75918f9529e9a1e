"""What would happen in councils whose truth is known, because it is invented: rounds, severities and a change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from moderation import Ratings, drift, half_widths, severity
from tests.studies.examples import GRADES, Shown
from tests.studies.severity import CASE_SD, LINES, Scenario, draw

Shares = Mapping[str | int | float, float]

COUNCIL: Shares = dict(zip(GRADES.labels, (0.02, 0.27, 0.68, 0.03), strict=True))
ONE_SIDED: Shares = dict(zip(GRADES.labels, (0, 0.06, 0.94, 0), strict=True))
"""How common each grade is where one of them nearly fills the list."""
USUAL = 0.6
"""How much of the spread between readings lies between cases."""
AUDITOR_SPREAD = 0.3


@cache
def _many(shares: tuple[float, ...], graders: int, spread: float) -> Ratings:
    return half_widths.imagined_round(graders, dict(zip(GRADES.labels, shares, strict=True)), USUAL, spread)


def many(shares: Shares, graders: int = 2, spread: float = AUDITOR_SPREAD) -> Ratings:
    """All the cases of a council with such ``shares`` of grades, each graded by so many auditors who ``spread``."""
    return _many(tuple(shares.values()), graders, spread)


def drawn(everything: Ratings, cases: int, rng: np.random.Generator) -> Ratings:
    """A round of so many ``cases``."""
    rows = (rng.random(cases) * len(everything.cases)).astype(int)
    return Ratings(GRADES, tuple(range(cases)), everything.auditors, everything.codes[rows])


def rounds(shares: Shares, cases: int, times: int, seed: int = 1) -> Iterator[Ratings]:
    """Rounds of so many ``cases``, but for those in which every grade is the same, which have no alpha."""
    rng = np.random.default_rng(seed)
    for _ in range(times):
        one = drawn(many(shares), cases, rng)
        if len(np.unique(one.codes)) > 1:
            yield one


@cache
def typical(measure: Callable[[Ratings], Shown], cases: int) -> tuple[float, float]:
    """The median lower and the median upper end of the intervals of 200 rounds of so many ``cases``."""
    intervals = [measure(one).interval for one in rounds(COUNCIL, cases, 200)]
    return float(np.median([one.low for one in intervals])), float(np.median([one.high for one in intervals]))


TEN_GRADES = Scenario(cases=40, auditors=8, auditor_sd=0.7)
"""Forty cases graded twice by eight auditors: ten grades each."""


@dataclass(frozen=True)
class TenGrades:
    """One such round: what is true, in grade steps, and what is found without and with shrinkage."""

    true: tuple[float, ...]
    plain: severity.SeverityFit
    shrunk: severity.SeverityFit


@cache
def ten_grades() -> TenGrades:
    found, true = draw(TEN_GRADES, np.random.default_rng(0))
    steps = tuple(_steps(float(logits)) for logits in true)
    return TenGrades(steps, severity.fit(found, shrink=False), severity.fit(found))


def _steps(logits: float) -> float:
    """How many grades lower so severe an auditor places the invented cases than the mean auditor would."""
    points, weights = np.polynomial.hermite_e.hermegauss(80)
    mean, own = (1 / (1 + np.exp(LINES - CASE_SD * points[:, None] + shift)) for shift in (0.0, logits))
    return float((mean - own).sum(axis=1) @ weights / weights.sum())


DIFFERENCES: Mapping[float, float] = {-1: 12, 0: 76, 1: 12}
"""How often an auditor who does not change is so many grades harsher than the moderated grade."""
COMPARED = 5
"""Cases compared in a cycle."""
CHANGED_AFTER = 8
"""Cycles, after which the auditor below became stricter."""
FOLLOWED: Sequence[Sequence[int]] = [
    *[(0, 0, 1, 0, 0), (0, -1, 0, 0, 0), (0, 0, 0, 0, 0), (1, 0, 0, 0, 0)],
    *[(0, 0, -1, 0, 0), (0, 0, 0, 1, -1), (0, 0, 0, 0, -1), (0, 1, 0, 0, 0)],
    *[(1, 0, 0, 1, 0), (0, 1, 1, 0, 0), (0, 1, 0, 0, 0), (1, 0, 1, 0, 1)],
    *[(0, 1, 0, 0, 1), (1, 1, 0, 0, 0), (0, 0, 1, 0, 0), (1, 0, 1, 0, 0)],
]


@cache
def limit() -> float:
    """The limit that alarms an auditor who does not change once in 370 cycles."""
    return drift.calibrate_limit(DIFFERENCES, COMPARED, seed=1)


def followed() -> drift.Ewma:
    """The auditor of ``FOLLOWED`` on the chart."""
    sd = (sum(step**2 * times for step, times in DIFFERENCES.items()) / sum(DIFFERENCES.values())) ** 0.5
    return drift.ewma(drift.standardised(FOLLOWED, 0, sd), limit=limit())
