"""What a plan answers, and what it can be asked."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from moderation.weights import FloatArray

MOST_GRADERS = 6


@dataclass(frozen=True, slots=True)
class SampleSize:
    """``n`` cases; ``exact`` before rounding up."""

    n: int
    exact: float


def rounded(exact: float) -> SampleSize:
    return SampleSize(math.ceil(exact - 1e-9), exact)


def shares_of(given: list[float]) -> FloatArray:
    """(grades,) how common each grade is. Raises ValueError unless they are two or more shares of a whole."""
    shares = np.array(given, dtype=np.float64)
    if len(shares) < 2 or not ((shares >= 0) & (shares <= 1)).all() or abs(shares.sum() - 1) > 1e-6:
        raise ValueError("The shares of two or more grades must each lie between 0 and 1 and add up to 1")
    return np.asarray(shares / shares.sum())


def check_share(what: str, value: float) -> None:
    """Raise ValueError unless ``value`` lies between 0 and 1."""
    if not 0 < value < 1:
        raise ValueError(f"The {what} must lie between 0 and 1, not {value!r}")


def check_positive(what: str, value: float) -> None:
    """Raise ValueError unless ``value`` is a number above 0."""
    if not 0 < value < math.inf:
        raise ValueError(f"The {what} must be a number above 0, not {value!r}")


def check_graders(graders: int) -> None:
    """Raise ValueError unless so many auditors can be planned for."""
    if isinstance(graders, bool) or not isinstance(graders, int) or not 2 <= graders <= MOST_GRADERS:
        raise ValueError(f"The number of graders must be a whole number from 2 to {MOST_GRADERS}, not {graders!r}")
