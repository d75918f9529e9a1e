"""How often the intervals of coefficients of agreement hold the true value, by simulation, each method beside the rest.

The true value is the coefficient of the same design over very many cases: what further cases, graded by the same
auditors and dealt to them in the same way, would make of it. It is integrated, not drawn, so that no chance in it is
taken for a fault of the intervals.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, product

import numpy as np
from scipy.stats import norm

from moderation import Estimate, Ratings
from moderation.intervals import CoefficientMethod
from moderation.ratings import MISSING
from tests.studies.simulation import (
    COEFFICIENTS,
    GRADINGS,
    REPLICATES,
    SCALE,
    SEED,
    Grading,
    Share,
    generator,
    grades,
    lines,
    measured,
    number,
)

POPULATION = 1_000_000
NODES = 101  # of the integral over cases
SPREAD = 0.3
METHODS: tuple[CoefficientMethod, ...] = ("jackknife", "analytic", "percentile", "bca")
EVERY = {"percentile": 10, "bca": 10}  # methods that draw samples are slow: they are tried on one replicate in so many


@dataclass(frozen=True)
class Scenario:
    """``cases``, each graded by ``each`` of ``auditors`` auditors, who stay the same from replicate to replicate."""

    cases: int
    auditors: int
    each: int
    how: Grading


@dataclass(frozen=True)
class Row:
    """What came of a ``method`` for a ``coefficient`` whose true value is ``true``.

    ``coverage``: the share of intervals that held the true value, of the replicates with a value. ``undefined``: the
    share without one, and ``flagged`` the share whose status warns the reader. ``width``: mean width.
    """

    scenario: Scenario
    coefficient: str
    method: CoefficientMethod
    true: float
    coverage: Share
    undefined: float
    flagged: float
    width: float


DESIGNS = ((3, 3), (5, 5), (8, 2), (12, 2))
SCENARIOS = tuple(Scenario(n, *design, how) for n in (10, 20, 40) for design in DESIGNS for how in GRADINGS)


def study(
    scenarios: Sequence[Scenario] = SCENARIOS,
    replicates: int = REPLICATES,
    seed: int = SEED,
    methods: Sequence[CoefficientMethod] = METHODS,
    coefficients: Sequence[str] = tuple(COEFFICIENTS),
) -> tuple[Row, ...]:
    """A row for every scenario, coefficient and method; the same seed gives the same rows."""
    return tuple(row for one in scenarios for row in _rows(one, replicates, seed, methods, tuple(coefficients)))


def _rows(
    one: Scenario, replicates: int, seed: int, methods: Sequence[CoefficientMethod], names: tuple[str, ...]
) -> list[Row]:
    rng, true = generator(one, seed), _true(one.auditors, one.each, one.how)
    rounds = [_round(one, rng, names) for _ in range(replicates)]
    return [
        _row(one, name, method, true[name], [found[name] for found in rounds[:: EVERY.get(method, 1)]])
        for name in names
        for method in methods
    ]


def _round(one: Scenario, rng: np.random.Generator, names: tuple[str, ...]) -> dict[str, Estimate]:
    return measured(grades(rng, one.how, one.cases, _severity(one.auditors), one.each), names)


@cache
def _true(auditors: int, each: int, how: Grading) -> dict[str, float]:
    everything = population(auditors, each, how)
    return {name: number(found.value) for name, found in measured(everything, tuple(COEFFICIENTS)).items()}


def population(auditors: int, each: int, how: Grading) -> Ratings:
    """``POPULATION`` cases, or nearly, on which every combination of grades is as frequent as its probability."""
    quality, weights = np.polynomial.hermite_e.hermegauss(NODES)
    seen = math.sqrt(how.reliability) * quality[:, None] + _severity(auditors)
    below = norm.cdf((lines(how) - seen[:, :, None]) / math.sqrt(1 - how.reliability))
    given = np.diff(below, axis=2, prepend=0, append=1)
    rows, shares = [], []
    for dealt in combinations(range(auditors), each):
        for codes in product(range(SCALE.q), repeat=each):
            rows.append(np.full(auditors, MISSING, dtype=np.int8))
            rows[-1][list(dealt)] = codes
            shares.append(weights @ given[:, dealt, codes].prod(axis=1))
    times = np.rint(POPULATION * np.array(shares) / np.sum(shares)).astype(int)
    every = np.repeat(rows, times, axis=0)
    return Ratings(SCALE, tuple(range(len(every))), tuple(range(auditors)), every)


def _severity(auditors: int) -> np.ndarray:
    """Severities at equal distances, with mean 0 and standard deviation ``SPREAD``."""
    places = np.linspace(-1, 1, auditors)
    return SPREAD * places / places.std()


def _row(one: Scenario, name: str, method: CoefficientMethod, true: float, found: list[Estimate]) -> Row:
    intervals = [estimate.interval(method=method, seed=draw) for draw, estimate in enumerate(found)]
    known = [interval for interval in intervals if interval is not None]
    return Row(
        one,
        name,
        method,
        true,
        Share.of([interval.low <= true <= interval.high for interval in known]),
        1 - len(known) / len(found),
        float(np.mean([estimate.status != "ok" for estimate in found])),
        float(np.mean([interval.high - interval.low for interval in known])),
    )
