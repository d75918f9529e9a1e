"""A word for a coefficient, with the probability that it is deserved.

Method: Gwet, Handbook of Inter-Rater Reliability, 4th ed. (2014), chapter 6. Scales: Landis and Koch (1977), Altman
(1991), Fleiss (1981). A word without a probability claims more than twenty cases can show.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from moderation.estimates import Estimate

_SURE = 0.95

# Words from the best down, and the bounds between them.
_SCALES: dict[str, tuple[tuple[str, ...], tuple[float, ...]]] = {
    "landis-koch": (
        ("Almost perfect", "Substantial", "Moderate", "Fair", "Slight", "Poor"),
        (1.0, 0.8, 0.6, 0.4, 0.2, 0.0, -1.0),
    ),
    "altman": (("Very good", "Good", "Moderate", "Fair", "Poor"), (1.0, 0.8, 0.6, 0.4, 0.2, -1.0)),
    "fleiss": (("Excellent", "Intermediate to good", "Poor"), (1.0, 0.75, 0.4, -1.0)),
}


@dataclass(frozen=True, slots=True)
class Level:
    """A word, the range it stands for, and how probable it is that the true value lies in that range or above it."""

    word: str
    low: float
    high: float
    probability: float
    at_least: float


@dataclass(frozen=True, slots=True)
class Benchmark:
    """The best ``word`` that is at least 95 % probable, or None with the ``reason``; ``levels`` from the best down."""

    word: str | None
    reason: str
    levels: tuple[Level, ...]


def benchmark(estimate: Estimate, scale: str = "landis-koch") -> Benchmark:
    """The word for ``estimate`` on the scale "landis-koch", "altman" or "fleiss"; refused, saying why, without a basis.

    Meant for alpha, kappa and AC1: weighted AC2 and percentages run so high that any word would flatter.
    """
    if scale not in _SCALES:
        raise ValueError(f"There is no scale called {scale!r}; there are {', '.join(_SCALES)}")
    if estimate.value is None or estimate.status != "ok":
        return Benchmark(None, estimate.reason, ())
    if not estimate.se:
        return Benchmark(None, "The cases show no spread from which to tell how sure a word would be.", ())
    levels = _levels(estimate.value, estimate.se, scale)
    word = next(level.word for level in levels if level.at_least > _SURE)
    return Benchmark(word, "", levels)


def _levels(value: float, se: float, scale: str) -> tuple[Level, ...]:
    from scipy.special import ndtr

    words, bounds = _SCALES[scale]
    value = max(value, -1.0)
    inside = ndtr((value + 1) / se) - ndtr((value - 1) / se)
    levels, at_least = [], 0.0
    for word, (high, low) in zip(words, pairwise(bounds), strict=True):
        probability = float((ndtr((value - low) / se) - ndtr((value - high) / se)) / inside)
        at_least += probability
        levels.append(Level(word, low, high, probability, at_least))
    return tuple(levels)
