"""Rounds of invented grades in every shape a round may have: two to eight auditors, three to five grades, with gaps."""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy.special import ndtri

from moderation import Ratings, Scale
from tests.moderation.reference.peers import as_floats

AUDITORS, GRADES = range(2, 9), range(3, 6)
COMPLETE = [(auditors, grades, 0.0) for auditors in AUDITORS for grades in GRADES]
SPARSE = [(auditors, grades, 0.4) for auditors in AUDITORS for grades in GRADES]
SHAPES = COMPLETE + SPARSE


@cache
def drawn(auditors: int, grades: int, gaps: float) -> Ratings:
    """Grades 1 to ``grades``: a hidden quality read with error by auditors of unequal severity, some left out."""
    rng = np.random.default_rng([auditors, grades, round(100 * gaps)])
    cases = int(rng.integers(20, 60))
    severity = rng.normal(0, 0.4, auditors)
    read = rng.normal(size=(cases, 1)) + rng.normal(0, 0.7, (cases, auditors)) + severity
    lines = ndtri(np.cumsum(rng.dirichlet(np.full(grades, 4.0)))[:-1])
    codes = np.searchsorted(lines, read)
    codes[rng.random(codes.shape) < gaps] = -1
    return Ratings(Scale(range(1, grades + 1)), tuple(range(cases)), tuple(range(auditors)), codes)


def numbers(ratings: Ratings) -> np.ndarray:
    """(cases, auditors) the grades as numbers from 1, NaN for none."""
    return as_floats(ratings.codes)
