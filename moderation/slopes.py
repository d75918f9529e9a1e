"""What observed and expected agreement are made of, and how that moves with the sums it is taken from."""

from __future__ import annotations

import numpy as np

from moderation.arrays import read_only
from moderation.statistic import Sums
from moderation.weights import FloatArray

NO_SLOPE = read_only(np.zeros(2))
"""How chance agreement moves with the two sums that observed agreement is the ratio of."""


def mean_slopes(sums: FloatArray) -> FloatArray:
    """(width,) how the first of the ``sums``, divided by the second, moves with each of them."""
    slopes = np.zeros(len(sums))
    slopes[:2] = 1 / sums[1], -sums[0] / sums[1] ** 2
    return slopes


def quadratic_form(share: Sums, table: FloatArray) -> Sums:
    """(...) the weighted chance that two grades drawn from ``share`` (..., q) agree."""
    form: Sums = ((share @ table) * share).sum(axis=-1)
    return form


def form_slopes(sums: FloatArray, table: FloatArray) -> FloatArray:
    """(q,) how the quadratic form of the shares moves with each of the ``sums`` (q,) that they are shares of."""
    total = sums.sum()
    weighed = table @ sums / total
    return np.asarray((weighed - weighed @ sums / total) * (2 / total))
