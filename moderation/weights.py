"""How nearly two different grades count as agreement: square tables of weights between 0 and 1.

Formulas: Gwet, Handbook of Inter-Rater Reliability, 4th ed. (2014), chapter 3; Cohen (1968) for the linear and
quadratic forms. With k and l the ranks of two grades on a scale of q grades and d = |k - l|.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from moderation.arrays import read_only
from moderation.scale import Label, Scale

FloatArray = NDArray[np.float64]
Weights = str | ArrayLike

_LINE = ("Good", "Requires improvement")

_BY_DISTANCE: dict[str, Callable[[FloatArray, int], FloatArray]] = {
    "identity": lambda d, q: (d == 0).astype(np.float64),
    "linear": lambda d, q: 1 - d / (q - 1),
    "quadratic": lambda d, q: 1 - d**2 / (q - 1) ** 2,
    "ordinal": lambda d, q: 1 - d * (d + 1) / (q * (q - 1)),
    "radical": lambda d, q: 1 - np.sqrt(d / (q - 1)),
}


def weight_table(weights: Weights, scale: Scale) -> FloatArray:
    """(q, q) the read-only table for a named kind, or a copy of a custom table once it is found to be one.

    Names: identity, linear, quadratic, ordinal, radical, and boundary: 1 on the same side of the line between Good and
    Requires improvement, else 0. A custom table must be q by q, symmetric, 1 on the diagonal
    and between 0 and 1; ValueError says which of these it is not.
    """
    return _named(weights, scale) if isinstance(weights, str) else _custom(weights, scale.q)


@lru_cache(maxsize=64)
def _named(kind: str, scale: Scale) -> FloatArray:
    if kind not in (*_BY_DISTANCE, "boundary"):
        raise ValueError(f"There are no weights called {kind!r}; there are {', '.join(_BY_DISTANCE)}, boundary")
    return read_only(
        boundary_table(_LINE, scale) if kind == "boundary" else _BY_DISTANCE[kind](distances(scale), scale.q)
    )


def distances(scale: Scale) -> FloatArray:
    """(q, q) how many steps lie between two grades."""
    ranks = np.arange(scale.q, dtype=np.float64)
    return np.asarray(np.abs(ranks[:, None] - ranks[None, :]))


def steps_table(steps: int, scale: Scale) -> FloatArray:
    """(q, q) 1 where two grades are at most ``steps`` steps apart, else 0."""
    if isinstance(steps, bool) or not isinstance(steps, int) or not 0 <= steps < scale.q:
        raise ValueError(f"steps must be a whole number from 0 to {scale.q - 1}, not {steps!r}")
    return np.where(distances(scale) <= steps, 1.0, 0.0)


def boundary_table(between: tuple[Label, Label], scale: Scale) -> FloatArray:
    """(q, q) 1 where two grades lie on the same side of the line between two neighbouring grades, else 0."""
    better, worse = sorted(scale.rank(label) for label in between)
    if worse - better != 1:
        raise ValueError(f"{between[0]} and {between[1]} are not neighbours on the scale {scale}")
    below = np.arange(scale.q) >= worse
    return np.where(below[:, None] == below[None, :], 1.0, 0.0)


def _custom(weights: ArrayLike, q: int) -> FloatArray:
    table = np.array(weights, dtype=np.float64)
    if table.shape != (q, q):
        raise ValueError(f"The weights must be a table of {q} by {q}, not of shape {table.shape}")
    if not ((table >= 0) & (table <= 1)).all():
        raise ValueError("Every weight must lie between 0 and 1")
    if not (table == table.T).all():
        raise ValueError("The weights must be symmetric: grading A then B must count as B then A")
    if not (np.diag(table) == 1).all():
        raise ValueError("The same grade twice must have the weight 1")
    return table
