"""How many grades cases have: what there is to compare, and for whom.

Coefficients need two grades on a case, telling who of three is right needs three. Where the cases with two grades were
not left to chance, figures from them speak of the others only with weights (``Ratings.weighted``).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from moderation.ratings import Ratings
from moderation.weights import FloatArray


@dataclass(frozen=True, slots=True)
class Grades:
    """How many cases have no grade, one, two, and three or more."""

    none: int
    one: int
    two: int
    more: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """``cases``: all cases. ``auditors``: for each auditor, the cases they graded, counting everybody's grades."""

    cases: Grades
    auditors: Mapping[Hashable, Grades]


def overlap(ratings: Ratings) -> Overlap:
    """Count the cases of ``ratings`` by their grades; an auditor without a grade is there with nothing but zeros."""
    grades = ratings.grades_per_case
    own = {name: _counted(grades[column]) for name, column in zip(ratings.auditors, ratings.graded.T, strict=True)}
    return Overlap(_counted(grades), MappingProxyType(own))


def _counted(grades: FloatArray) -> Grades:
    none, one, two, more = np.bincount(np.minimum(grades, 3).astype(np.int64), minlength=4).tolist()
    return Grades(none, one, two, more)
