"""How often the intervals of severities hold the true value, and how far severities are off, by simulation.

``study`` runs the designs a council meets; a small one runs with the tests.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from moderation import Ratings, Scale, design, severity

SCALE = Scale(["Outstanding", "Good", "Requires improvement", "Inadequate"])
CASE_SD = 2.5
# Lines that give a mean auditor 6 % Inadequate, 59 % Requires improvement, 30 % Good and 5 % Outstanding.
LINES = np.array([-4.79, 1.18, 5.07])


@dataclass(frozen=True)
class Design:
    """``cases``, each graded by two of ``auditors`` in balanced pairs, whose severities spread by ``auditor_sd``."""

    cases: int
    auditors: int
    auditor_sd: float


@dataclass(frozen=True)
class Row:
    """What came of a design: for plain (``fixed``) and ``shrunk`` severities the share of 95 % intervals that held the
    true value, the root mean squared error and the median standard error, in logits; ``undefined`` counts the
    replicates in which plain estimates did not exist.
    """

    design: Design
    replicates: int
    undefined: int
    fixed_coverage: float
    fixed_rmse: float
    fixed_se: float
    shrunk_coverage: float
    shrunk_rmse: float
    shrunk_se: float


DESIGNS = (
    Design(28, 8, 0.7),
    Design(56, 8, 0.7),
    Design(112, 8, 0.7),
    Design(40, 5, 0.7),
    Design(66, 12, 0.7),
    Design(56, 8, 0.3),
)


def study(designs: Sequence[Design] = DESIGNS, replicates: int = 2000, seed: int = 20_260_101) -> tuple[Row, ...]:
    """One row for every design; the same seed gives the same rows."""
    return tuple(_row(one, replicates, np.random.default_rng([seed, i])) for i, one in enumerate(designs))


def draw(one: Design, rng: np.random.Generator) -> tuple[Ratings, np.ndarray]:
    """A round under ``one``: its grades, and how severe each auditor is against the mean of all."""
    true = rng.normal(0, one.auditor_sd, one.auditors)
    pairs = _pairs(one)
    quality = rng.normal(0, CASE_SD, one.cases)
    codes = np.full((one.cases, one.auditors), -1)
    for case, pair in enumerate(pairs):
        for auditor in pair:
            codes[case, auditor] = 3 - (quality[case] - true[auditor] + rng.logistic() > LINES).sum()
    return Ratings(SCALE, tuple(range(one.cases)), tuple(range(one.auditors)), codes), true - true.mean()


def _pairs(one: Design) -> list[tuple[int, int]]:
    cases = [str(number) for number in range(one.cases)]
    given = design.allocate(list(range(one.auditors)), cases, double=cases, seed="study")
    return [(first, second) for first, second in given.pairs if isinstance(first, int) and isinstance(second, int)]


def _row(one: Design, replicates: int, rng: np.random.Generator) -> Row:
    fixed, shrunk, undefined = [], [], 0
    for _ in range(replicates):
        ratings, true = draw(one, rng)
        plain = severity.fit(ratings, shrink=False)
        undefined += not plain.components
        fixed += _found(plain, true)
        shrunk += _found(severity.fit(ratings), true)
    return Row(one, replicates, undefined, *_summary(fixed), *_summary(shrunk))


def _found(fit: severity.SeverityFit, true: np.ndarray) -> list[tuple[float, float, bool]]:
    """For each auditor with a figure: the error, the standard error, and whether the interval holds the true value."""
    known = [one for one in fit.auditors if one.severity is not None]
    mean = float(np.mean([true[int(str(one.auditor))] for one in known])) if known else 0.0
    result = []
    for one in known:
        assert one.severity is not None
        assert one.se is not None
        assert one.interval is not None
        wanted = float(true[int(str(one.auditor))]) - mean
        result.append((one.severity - wanted, one.se, one.interval.low <= wanted <= one.interval.high))
    return result


def _summary(found: list[tuple[float, float, bool]]) -> tuple[float, float, float]:
    errors, standard_errors, held = (np.array(column, dtype=float) for column in zip(*found, strict=True))
    return float(held.mean()), float(np.sqrt((errors**2).mean())), float(np.median(standard_errors))
