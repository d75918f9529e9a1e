"""How much auditors differ is not known either: every spread in a range is tried and counts as far as it is likely.

Severities are taken as normal with spread omega. Putting in the one most likely omega claims too much (in simulation
its intervals held the true value 64 to 84 % of the time); averaging over omega does not. Each omega counts by
Laplace's approximation to the probability of the grades, times a half-normal prior of scale 1, times its spacing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from moderation.coordinates import Coordinates
from moderation.peak import Foothold, Peak, climb
from moderation.weights import FloatArray

_LEAST, _MOST = 0.15, 2.5
_FIRST_TRIED = 0.6
_NEGLIGIBLE = 9.0


@dataclass(frozen=True, slots=True, eq=False)
class Share:
    """A ``peak`` and the ``weight`` it has; weights add up to 1. ``auditor_sd``: omega, None without shrinkage."""

    weight: float
    auditor_sd: float | None
    peak: Peak


def shrunken(coordinates: Coordinates, start: Foothold) -> tuple[Share, ...]:
    """The peaks for every spread of auditors that counts, from the least spread to the greatest.

    Works outwards from a middling one and stops on either side once what follows counts for next to nothing.
    """
    spreads = _spreads(coordinates.contrasts)
    middle = int(np.argmin(np.abs(spreads - _FIRST_TRIED)))
    first = climb(start, coordinates, coordinates.shrinking(spreads[middle]))
    found = {middle: (_log_weight(first, spreads, middle, coordinates.contrasts), first)}
    for way in (range(middle + 1, len(spreads)), range(middle - 1, -1, -1)):
        _walk(way, spreads, found, first.last, coordinates)
    most = max(log_weight for log_weight, _ in found.values())
    weights = {i: math.exp(log_weight - most) for i, (log_weight, _) in found.items()}
    total = sum(weights.values())
    return tuple(Share(weights[i] / total, float(spreads[i]), found[i][1]) for i in sorted(found))


def _walk(
    way: Iterable[int],
    spreads: FloatArray,
    found: dict[int, tuple[float, Peak]],
    last: Foothold,
    coordinates: Coordinates,
) -> None:
    for i in way:
        peak = climb(last, coordinates, coordinates.shrinking(spreads[i]))
        found[i] = _log_weight(peak, spreads, i, coordinates.contrasts), peak
        last = peak.last
        if found[i][0] < max(log_weight for log_weight, _ in found.values()) - _NEGLIGIBLE:
            return


def _spreads(contrasts: int) -> FloatArray:
    """Equal steps of the logarithm, the finer the better the spread of so many auditors can be known."""
    step = min(0.3, 1.5 / math.sqrt(2 * contrasts))
    return np.geomspace(_LEAST, _MOST, math.ceil(math.log(_MOST / _LEAST) / step) + 1)


def _log_weight(peak: Peak, spreads: FloatArray, i: int, contrasts: int) -> float:
    omega = float(spreads[i])
    ratio = math.sqrt(spreads[1] / spreads[0])
    cell = omega * ratio - (omega / ratio if i else 0.0)
    evidence = peak.log_likelihood + peak.log_density - contrasts * math.log(omega) + peak.log_volume
    return evidence - omega**2 / 2 + math.log(cell)
