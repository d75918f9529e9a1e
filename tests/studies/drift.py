"""Whether calibrated limits alarm as seldom as promised when an auditor has not changed, by simulation.

The simulation is written out here once more, apart from the one the limits come from and with other random numbers:
every difference is drawn by itself, and a run goes on until its alarm however long that takes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from moderation import drift
from moderation.weights import FloatArray
from tests.studies.simulation import REPLICATES, SEED, generator

TARGET, WEIGHT, TEXTBOOK = 370, 0.2, 2.859
CALIBRATIONS = 5
RUNS = 5  # for every replicate: how long a run lasts varies far more than whether an interval holds


@dataclass(frozen=True)
class Scenario:
    """``cases`` compared in every cycle; ``differences`` in steps, each with how often of a hundred it occurs."""

    cases: int
    differences: tuple[tuple[float, int], ...]


@dataclass(frozen=True)
class Row:
    """Mean cycles until a false alarm: at the ``textbook`` limit, and at each of ``CALIBRATIONS`` calibrated ``limits``
    (``lengths``), each calibrated with a seed of its own. ``error``: the Monte-Carlo error of a length, as a share.
    """

    scenario: Scenario
    limits: tuple[float, ...]
    lengths: tuple[float, ...]
    textbook: float
    error: float


USUAL = ((-1, 15), (0, 70), (1, 14), (2, 1))
ONE_SIDED = ((0, 88), (1, 12))
FAR_APART = ((-2, 4), (-1, 22), (0, 48), (1, 22), (2, 4))
SCENARIOS = tuple(Scenario(m, differences) for m in (3, 5, 10, 20) for differences in (USUAL, ONE_SIDED, FAR_APART))


def study(scenarios: Sequence[Scenario] = SCENARIOS, replicates: int = REPLICATES, seed: int = SEED) -> tuple[Row, ...]:
    """A row for every scenario; the same seed gives the same rows."""
    return tuple(_row(one, RUNS * replicates, generator(one, seed)) for one in scenarios)


def _row(one: Scenario, runs: int, rng: np.random.Generator) -> Row:
    seeds = rng.integers(2**31, size=CALIBRATIONS)
    limits = [
        drift.calibrate_limit(dict(one.differences), one.cases, weight=WEIGHT, target=TARGET, seed=int(seed))
        for seed in seeds
    ]
    alarms = first_alarms(one, np.array([*limits, TEXTBOOK]), runs, rng)
    lengths = alarms.mean(axis=1)
    error = float((alarms.std(axis=1) / lengths).max() / math.sqrt(runs))
    return Row(one, tuple(limits), tuple(map(float, lengths[:-1])), float(lengths[-1]), error)


def first_alarms(one: Scenario, limits: FloatArray, runs: int, rng: np.random.Generator) -> FloatArray:
    """(limits, runs) the cycle in which each limit first alarms; all limits watch the same runs."""
    steps, parts = np.array(one.differences, dtype=float).T
    chances = parts / parts.sum()
    mean = chances @ steps
    sd = math.sqrt(chances @ (steps - mean) ** 2)
    alarms = np.zeros((len(limits), runs))
    average, variance, cycle = np.zeros(runs), 0.0, 0
    while not alarms.all():
        cycle += 1
        running = np.flatnonzero((alarms == 0).any(axis=0))
        drawn = rng.choice(steps, size=(len(running), one.cases), p=chances)
        residuals = (drawn - mean).sum(axis=1) / (sd * math.sqrt(one.cases))
        average[running] = WEIGHT * residuals + (1 - WEIGHT) * average[running]
        variance = WEIGHT**2 + (1 - WEIGHT) ** 2 * variance
        beyond = np.abs(average) > limits[:, None] * math.sqrt(variance)
        alarms[beyond & (alarms == 0)] = cycle
    return alarms
