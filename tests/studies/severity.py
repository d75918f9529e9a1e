"""How often the intervals of severities hold the true value, and how far severities are off, by simulation.

In every replicate other auditors, whose severities are normal, grade other cases, whose quality is normal too. The true
value is how severe an auditor is against the mean of those who were graded beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from moderation import Ratings, design, severity
from moderation.weights import FloatArray
from tests.studies.simulation import REPLICATES, SCALE, SEED, Share, generator

CASE_SD = 2.5
# Lines that give a mean auditor 6 % Inadequate, 59 % Requires improvement, 30 % Good and 5 % Outstanding.
LINES = np.array([-4.79, 1.18, 5.07])


@dataclass(frozen=True)
class Scenario:
    """``cases``, each graded by two of ``auditors`` in balanced pairs, whose severities spread by ``auditor_sd``."""

    cases: int
    auditors: int
    auditor_sd: float


@dataclass(frozen=True)
class Found:
    """What came of plain or of shrunken severities: the ``coverage`` of their 95 % intervals, the root mean squared
    error ``rmse`` and the median standard error ``se``, in logits.
    """

    coverage: Share
    rmse: float
    se: float


@dataclass(frozen=True)
class Row:
    """What came of a scenario; ``undefined`` is the share of replicates in which plain estimates did not exist, and
    ``extreme`` the share of auditors in the others who had none because they gave one end of the scale only.
    """

    scenario: Scenario
    plain: Found
    shrunk: Found
    undefined: float
    extreme: float


SCENARIOS = (
    Scenario(28, 8, 0.7),
    Scenario(56, 8, 0.7),
    Scenario(112, 8, 0.7),
    Scenario(40, 5, 0.7),
    Scenario(66, 12, 0.7),
    Scenario(56, 8, 0.3),
)


def study(scenarios: Sequence[Scenario] = SCENARIOS, replicates: int = REPLICATES, seed: int = SEED) -> tuple[Row, ...]:
    """A row for every scenario; the same seed gives the same rows."""
    return tuple(_row(one, replicates, generator(one, seed)) for one in scenarios)


def draw(one: Scenario, rng: np.random.Generator) -> tuple[Ratings, FloatArray]:
    """A round under ``one``: its grades, and how severe each auditor is against the mean of all."""
    true = rng.normal(0, one.auditor_sd, one.auditors)
    quality = rng.normal(0, CASE_SD, one.cases)
    codes = np.full((one.cases, one.auditors), -1)
    for case, pair in enumerate(_pairs(one)):
        for auditor in pair:
            codes[case, auditor] = 3 - (quality[case] - true[auditor] + rng.logistic() > LINES).sum()
    return Ratings(SCALE, tuple(range(one.cases)), tuple(range(one.auditors)), codes), true - true.mean()


@cache
def _pairs(one: Scenario) -> list[tuple[int, int]]:
    cases = [str(number) for number in range(one.cases)]
    given = design.allocate(list(range(one.auditors)), cases, double=cases, seed="study")
    return [(first, second) for first, second in given.pairs if isinstance(first, int) and isinstance(second, int)]


def _row(one: Scenario, replicates: int, rng: np.random.Generator) -> Row:
    plain, shrunk = [], []
    for _ in range(replicates):
        ratings, true = draw(one, rng)
        plain.append(_against(severity.fit(ratings, shrink=False), true))
        shrunk.append(_against(severity.fit(ratings), true))
    defined = [found for found in plain if len(found)]
    missing = sum(one.auditors - len(found) for found in defined)
    return Row(
        one,
        _summary(defined),
        _summary(shrunk),
        1 - len(defined) / replicates,
        missing / (one.auditors * max(len(defined), 1)),
    )


def _against(fit: severity.SeverityFit, true: FloatArray) -> FloatArray:
    """(auditors with a figure, 3) the error, the standard error, and whether the interval holds the true value."""
    known = [one for one in fit.auditors if one.severity is not None]
    wanted = true[[int(str(one.auditor)) for one in known]]
    result = []
    for one, against in zip(known, wanted - wanted.mean() if known else wanted, strict=True):
        assert one.severity is not None
        assert one.se is not None
        assert one.interval is not None
        result.append((one.severity - against, one.se, one.interval.low <= against <= one.interval.high))
    return np.array(result, dtype=float).reshape(-1, 3)


def _summary(replicates: list[FloatArray]) -> Found:
    errors, standard_errors = np.concatenate(replicates)[:, :2].T
    return Found(
        Share.of([found[:, 2].sum() for found in replicates], [len(found) for found in replicates]),
        float(np.sqrt((errors**2).mean())),
        float(np.median(standard_errors)),
    )
