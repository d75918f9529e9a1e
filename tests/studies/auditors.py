"""How often intervals that take the auditors too for a sample hold the true value, by simulation.

In every replicate other auditors, whose severities are normal, grade other cases, all of them every case. There are two
true values. That of panels: the mean, over very many panels of as many auditors, of the coefficient a panel would have
on very many cases. That of everyone: the coefficient if no auditor graded more than one of very many cases. They differ
a little, because alpha and the kappas take chance from the panel's own use of the grades.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from moderation import Estimate
from tests.studies.simulation import (
    COEFFICIENTS,
    GRADINGS,
    REPLICATES,
    SEED,
    Grading,
    Share,
    generator,
    grades,
    measured,
    number,
)

PANELS = 1_000
CASES_OF_PANEL = 1_000
POPULATION = 400_000


@dataclass(frozen=True)
class Scenario:
    """``cases``, all graded by the same ``auditors``, whose severities have the standard deviation ``spread``."""

    cases: int
    auditors: int
    spread: float
    how: Grading


@dataclass(frozen=True)
class Row:
    """For a ``coefficient`` the share of intervals that held the true value of ``panels`` and of ``everyone``.

    ``conditional``: the same for everyone by the interval over cases alone. ``true``: both true values. ``undefined``:
    the share of replicates without a value. ``fallen_back``: the share of intervals that were over cases alone because
    nothing else could be had. ``width``: mean width.
    """

    scenario: Scenario
    coefficient: str
    true: tuple[float, float]
    panels: Share
    everyone: Share
    conditional: Share
    undefined: float
    fallen_back: float
    width: float


SIZES = ((20, 3), (20, 5), (40, 5), (40, 12))
SCENARIOS = tuple(Scenario(*size, spread, how) for size in SIZES for spread in (0.2, 0.5) for how in GRADINGS)


def study(
    scenarios: Sequence[Scenario] = SCENARIOS,
    replicates: int = REPLICATES,
    seed: int = SEED,
    panels: int = PANELS,
    coefficients: Sequence[str] = tuple(COEFFICIENTS),
) -> tuple[Row, ...]:
    """A row for every scenario and coefficient; the same seed gives the same rows."""
    return tuple(row for one in scenarios for row in _rows(one, replicates, panels, generator(one, seed), coefficients))


def _rows(one: Scenario, replicates: int, panels: int, rng: np.random.Generator, names: Sequence[str]) -> list[Row]:
    of_panels = np.mean([_values(_panel(one, CASES_OF_PANEL, rng, names)) for _ in range(panels)], axis=0)
    severity = one.spread * rng.normal(size=(POPULATION, one.auditors))
    of_everyone = _values(measured(grades(rng, one.how, POPULATION, severity, one.auditors), names))
    rounds = [_panel(one, one.cases, rng, names) for _ in range(replicates)]
    return [
        _row(one, name, (float(of_panels[place]), of_everyone[place]), [found[name] for found in rounds])
        for place, name in enumerate(names)
    ]


def _values(found: dict[str, Estimate]) -> list[float]:
    return [number(estimate.value) for estimate in found.values()]


def _panel(one: Scenario, cases: int, rng: np.random.Generator, names: Sequence[str]) -> dict[str, Estimate]:
    severity = one.spread * rng.normal(size=one.auditors)
    return measured(grades(rng, one.how, cases, severity, one.auditors), names)


def _row(one: Scenario, name: str, true: tuple[float, float], found: list[Estimate]) -> Row:
    wide = [interval for estimate in found if (interval := estimate.interval(population="auditors"))]
    narrow = [interval for estimate in found if (interval := estimate.interval())]
    return Row(
        one,
        name,
        true,
        Share.of([interval.low <= true[0] <= interval.high for interval in wide]),
        Share.of([interval.low <= true[1] <= interval.high for interval in wide]),
        Share.of([interval.low <= true[1] <= interval.high for interval in narrow]),
        1 - len(wide) / len(found),
        float(np.mean([interval.population == "cases" for interval in wide])),
        float(np.mean([interval.high - interval.low for interval in wide])),
    )
