"""Units of different size beside each other without a ranking: how far each may lie from the whole by chance alone.

Spiegelhalter (2005), Statistics in Medicine 24: exact binomial limits, widened where the units differ from each other
more than chance allows (the extreme tenth at each end pulled in first), and p values adjusted after Benjamini and
Hochberg (1995).
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moderation.differences import adjust
from moderation.weights import FloatArray

LEVELS = (0.95, 0.998)
_TENTH = 0.1
_SIGNAL = 0.05


@dataclass(frozen=True, slots=True)
class Unit:
    """An auditor or a team: ``value`` from ``n`` cases, and the inner (95 %) and outer (99.8 %) limits for such an n.

    ``p``: two-sided, of lying so far out by chance; ``adjusted``: for there being many units. ``signal``: whether
    even the adjusted one is at most .05.
    """

    id: Hashable
    n: int
    value: float
    inner: tuple[float, float]
    outer: tuple[float, float]
    p: float
    adjusted: float
    signal: bool


@dataclass(frozen=True, slots=True)
class Funnel:
    """``target``: the value of all together unless given. ``overdispersion``: what variances were multiplied by."""

    target: float
    overdispersion: float
    units: tuple[Unit, ...]


def funnel(counts: Mapping[Hashable, tuple[int, int]], target: float | None = None) -> Funnel:
    """A funnel of shares: for each unit, x of n. Units without a case are left out.

    Raises ValueError unless 0 <= x <= n in whole numbers, and for a target that is no share.
    """
    for unit, (x, n) in counts.items():
        if not (0 <= x <= n < math.inf and x == int(x) and n == int(n)):
            raise ValueError(f"{unit}: {x} of {n} is not a share")
    kept = {unit: pair for unit, pair in counts.items() if pair[1] > 0}
    total = sum(n for _, n in kept.values())
    if not total:
        raise ValueError("No unit has a case")
    centre = sum(x for x, _ in kept.values()) / total if target is None else target
    if not 0 <= centre <= 1:
        raise ValueError(f"The target must be a share between 0 and 1, not {target!r}")
    hits, sizes = np.array(list(kept.values()), dtype=np.int64).T
    z = _exact_z(hits, sizes, centre)
    raised = _overdispersion(z)
    limits = [[_binomial_limits(int(size), centre, level, math.sqrt(raised)) for size in sizes] for level in LEVELS]
    return _funnel(list(kept), sizes, hits / sizes, z, centre, raised, limits)


def funnel_of_means(differences: Mapping[Hashable, Sequence[float]], target: float | None = None) -> Funnel:
    """A funnel of mean differences from the reference, in steps: for each unit, its differences.

    The spread of one difference is taken to be the same for all. Raises ValueError where nobody's differences vary, and
    for what is not a number.
    """
    if target is not None and not math.isfinite(target):
        raise ValueError(f"The target must be a number, not {target!r}")
    kept = {unit: np.array(given, dtype=np.float64) for unit, given in differences.items() if len(given)}
    for unit, given in kept.items():
        if not np.isfinite(given).all():
            raise ValueError(f"{unit}: the difference {given[~np.isfinite(given)][0]} is not a number")
    spare = sum(len(given) - 1 for given in kept.values())
    squares = sum(float(((given - given.mean()) ** 2).sum()) for given in kept.values())
    if not spare or not squares:
        raise ValueError("The differences do not vary within any unit, so there is nothing to judge units by")
    sd = math.sqrt(squares / spare)
    n = np.array([len(given) for given in kept.values()])
    means = np.array([given.mean() for given in kept.values()])
    centre = float((means * n).sum() / n.sum()) if target is None else target
    z = (means - centre) * np.sqrt(n) / sd
    raised = _overdispersion(z)
    reach = sd * math.sqrt(raised) / np.sqrt(n)
    limits = [[(centre - _z(level) * one, centre + _z(level) * one) for one in reach] for level in LEVELS]
    return _funnel(list(kept), n, means, z, centre, raised, limits)


def _funnel(
    ids: list[Hashable],
    n: NDArray[np.int64],
    values: FloatArray,
    z: FloatArray,
    centre: float,
    raised: float,
    limits: list[list[tuple[float, float]]],
) -> Funnel:
    from scipy.special import ndtr

    p = np.minimum(2 * ndtr(-np.abs(z) / math.sqrt(raised)), 1)
    adjusted = adjust(p.tolist(), "bh")
    return Funnel(
        centre,
        raised,
        tuple(
            Unit(
                ids[i],
                int(n[i]),
                float(values[i]),
                (float(limits[0][i][0]), float(limits[0][i][1])),
                (float(limits[1][i][0]), float(limits[1][i][1])),
                float(p[i]),
                float(adjusted[i]),
                bool(adjusted[i] <= _SIGNAL),
            )
            for i in range(len(ids))
        ),
    )


def _exact_z(x: NDArray[np.int64], n: NDArray[np.int64], centre: float) -> FloatArray:
    """The normal deviate with the tail that x or more (or fewer) of n has, counting half of x itself."""
    from scipy.special import bdtr, ndtri

    below = np.where(x > 0, bdtr(np.maximum(x - 1, 0), n, centre), 0.0)
    tail = (below + bdtr(x, n, centre)) / 2
    return np.asarray(ndtri(np.clip(tail, 1e-300, 1 - 1e-16)))


def _overdispersion(z: FloatArray) -> float:
    """By how much units vary beyond chance; 1 unless it is more than two standard errors above 1."""
    if len(z) < 2:
        return 1.0
    ends = np.quantile(z, [_TENTH, 1 - _TENTH])
    raised = float((np.clip(z, *ends) ** 2).mean())
    return raised if raised > 1 + 2 * math.sqrt(2 / len(z)) else 1.0


def _binomial_limits(n: int, centre: float, level: float, widened: float) -> tuple[float, float]:
    low, high = (_binomial_quantile(n, centre, tail) / n for tail in ((1 - level) / 2, (1 + level) / 2))
    return max(centre - (centre - low) * widened, 0.0), min(centre + (high - centre) * widened, 1.0)


def _binomial_quantile(n: int, centre: float, tail: float) -> float:
    """The quantile between whole numbers, on the line through their tails."""
    from scipy.special import bdtr

    if centre in (0, 1):
        return n * centre
    tails = bdtr(np.arange(n + 1), n, centre)
    place = int(np.searchsorted(tails, tail))
    before = tails[place - 1] if place else 0.0
    return float(np.clip(place - (tails[place] - tail) / (tails[place] - before), 0, n))


def _z(level: float) -> float:
    from scipy.special import ndtri

    return float(ndtri(0.5 + level / 2))
