"""Whether one auditor drifts: a moving average of how far they are from the reference, cycle after cycle.

Roberts (1959); constants after Lucas and Saccucci (1990). Differences between grades are whole steps, which makes false
alarms more frequent than the textbook limits promise: with three cases a cycle they come after 250 cycles instead of
370. So the limit is found by simulating the very differences the auditor makes when nothing has changed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moderation.arrays import read_only
from moderation.weights import FloatArray

_NO_SPREAD = 1e-9
_PATHS = 2_000
_MOST_SUMS = 20_000  # that the differences of a cycle may add up to, in steps from the least to the most
_MOST_CYCLES = 10_000
_LONGEST = 10  # times the target; a run without change outlasts this once in twenty thousand


@dataclass(frozen=True, eq=False)
class Ewma:
    """The average after each cycle, the limits either side of nothing, and whether it lies beyond them.

    All (cycles,), read-only, in standard errors of a cycle, and ``deviation`` the average in its own. Positive is
    harsher where differences are.
    """

    average: FloatArray
    deviation: FloatArray
    limits: FloatArray
    signals: NDArray[np.bool_]


def standardised(cycles: Sequence[Sequence[float]], mean: float, sd: float) -> FloatArray:
    """(cycles,) the summed differences of each cycle less what is usual for the auditor, in standard errors.

    ``cycles``: the differences from the reference in each cycle, 0 for a cycle without any. ``mean``, ``sd``: of one
    difference when nothing has changed. Raises ValueError unless sd is above 0.
    """
    if not (math.isfinite(mean) and math.isfinite(sd) and sd > 0):
        raise ValueError(f"The usual mean and spread must be numbers, the spread above 0, not {mean!r} and {sd!r}")
    sums = [math.fsum(d - mean for d in differences) / math.sqrt(max(len(differences), 1)) for differences in cycles]
    return _finite(sums) / sd


def ewma(residuals: Sequence[float] | FloatArray, weight: float = 0.2, limit: float = 2.859) -> Ewma:
    """Follow ``residuals`` (cycles,), standardised; ``weight`` of the newest, above 0 up to 1; ``limit`` as calibrated.

    The limits widen from the first cycle on to what they stay at. 2.859 alarms once in 370 cycles of normal residuals.
    """
    _check_weight(weight)
    if not (math.isfinite(limit) and limit > 0):
        raise ValueError(f"The limit must be above 0, not {limit!r}")
    average, now = np.empty(len(residuals)), 0.0
    for cycle, residual in enumerate(_finite(residuals)):
        now = weight * residual + (1 - weight) * now
        average[cycle] = now
    spread = _spread(weight, len(average))
    deviation, limits = average / spread, limit * spread
    signals = np.abs(average) > limits
    return Ewma(read_only(average), read_only(deviation), read_only(limits), read_only(signals))


def calibrate_limit(
    differences: Mapping[float, float], cases: int, *, weight: float = 0.2, target: float = 370, seed: int
) -> float:
    """The limit at which an auditor who has not changed is alarmed about once in ``target`` cycles.

    ``differences``: how likely each difference from the reference is when nothing has changed, in any proportion, such
    as counts from earlier cycles. ``cases``: compared per cycle. Raises ValueError where there is no variation,
    and for differences, cases or a target too large to simulate.
    """
    records = _records(differences, cases, weight, target, seed)
    low, high = 0.0, float(records[2].max())
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if _mean_run(records, middle, target) < target else (low, middle)
    return (low + high) / 2


def run_length(
    differences: Mapping[float, float], cases: int, limit: float, *, weight: float = 0.2, target: float = 370, seed: int
) -> float:
    """After how many cycles on average ``limit`` alarms when nothing has changed; runs end at ten times ``target``."""
    return _mean_run(_records(differences, cases, weight, target, seed), limit, target)


def _records(
    differences: Mapping[float, float], cases: int, weight: float, target: float, seed: int
) -> tuple[NDArray[np.intp], NDArray[np.intp], FloatArray]:
    """For many simulated auditors, each time the average reached further than before: who, in which cycle, how far."""
    _check_weight(weight)
    if not 1 < target <= _MOST_CYCLES:
        raise ValueError(f"The target must be above 1 cycle and up to {_MOST_CYCLES:,} cycles, not {target!r}")
    if isinstance(cases, bool) or not isinstance(cases, int) or cases < 1:
        raise ValueError(f"The number of cases per cycle must be a whole number from 1, not {cases!r}")
    residuals, chances = _residuals(differences, cases)
    rng, bounds = np.random.default_rng(seed), np.cumsum(chances)
    spread = _spread(weight, int(_LONGEST * target))
    now, furthest = np.zeros(_PATHS), np.zeros(_PATHS)
    who, when, how_far = [], [], []
    for cycle, unit in enumerate(spread, start=1):
        places = np.minimum(np.searchsorted(bounds, rng.random(_PATHS), side="right"), len(residuals) - 1)
        now = weight * residuals[places] + (1 - weight) * now
        beyond = np.flatnonzero((reach := np.abs(now) / unit) > furthest)
        furthest[beyond] = reach[beyond]
        who.append(beyond)
        when.append(np.full(len(beyond), cycle))
        how_far.append(reach[beyond])
    return np.concatenate(who), np.concatenate(when), np.concatenate(how_far)


def _mean_run(records: tuple[NDArray[np.intp], NDArray[np.intp], FloatArray], limit: float, target: float) -> float:
    who, when, how_far = records
    beyond = how_far > limit
    lengths = np.full(_PATHS, int(_LONGEST * target))
    np.minimum.at(lengths, who[beyond], when[beyond])
    return float(lengths.mean())


def _residuals(differences: Mapping[float, float], cases: int) -> tuple[FloatArray, FloatArray]:
    """What the standardised residual of a cycle can be, and how likely each is: the distribution of a sum."""
    steps, parts = _finite(list(differences)), _finite(list(differences.values()))
    if not len(steps) or (parts < 0).any() or parts.sum() == 0:
        raise ValueError("The usual differences need how often each occurs, none below 0 and not all 0")
    apart = float(steps.max() - steps.min())
    if apart * cases > _MOST_SUMS:
        raise ValueError(
            f"Differences up to {apart:g} steps apart, {cases} in a cycle, cannot be simulated: "
            f"steps times cases may be at most {_MOST_SUMS:,}"
        )
    halves = np.rint(2 * steps).astype(np.int64)
    if not np.allclose(halves, 2 * steps, rtol=0, atol=1e-9):
        raise ValueError("Differences between grades must be whole or half steps")
    least, chances = int(halves.min()), np.zeros(int(np.ptp(halves)) + 1)
    np.add.at(chances, halves - least, parts / parts.sum())
    sums = np.ones(1)
    for _ in range(cases):
        sums = np.convolve(sums, chances)
    reached = (least * cases + np.arange(len(sums))) / 2
    mean = float(reached @ sums)
    sd = math.sqrt(float((reached - mean) ** 2 @ sums))
    if sd < _NO_SPREAD:
        raise ValueError("The auditor has always differed by the same: there is no spread from which to tell a change")
    return (reached - mean) / sd, sums


def _spread(weight: float, cycles: int) -> FloatArray:
    """(cycles,) the standard deviation of the average of standardised residuals after each cycle."""
    passed = np.arange(1, cycles + 1)
    return np.asarray(np.sqrt(weight / (2 - weight) * (1 - (1 - weight) ** (2 * passed))))


def _check_weight(weight: float) -> None:
    if not 0 < weight <= 1:
        raise ValueError(f"The weight of the newest cycle must be above 0 and up to 1, not {weight!r}")


def _finite(values: Sequence[float] | FloatArray) -> FloatArray:
    numbers = np.array(values, dtype=np.float64).reshape(-1)
    wrong = np.flatnonzero(~np.isfinite(numbers))
    if len(wrong):
        raise ValueError(f"Value {int(wrong[0]) + 1} is not a number: {values[int(wrong[0])]!r}")
    return numbers
