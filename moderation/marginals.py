"""Whether two auditors use the grades alike: tests on a square table of one's grades against the other's.

Bowker (1948) for symmetry; Stuart (1955) and Maxwell (1970), and Bhapkar (1966), for equal margins. A pair of grades
that no case fell into and a grade on which all agree are the normal case at twenty cases: they leave the statistic as
it is and take away a degree of freedom. A grade whose two margins happen to be equal is not dropped.

Up to 40 cases chi-square is a poor guide, and p comes from seeded draws: given how many cases fell into each pair of
grades, which of the two auditors was the harsher is the toss of a coin.

A table that is not square or holds no counts is a ValueError, an empty one InsufficientData.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from moderation.ratings import InsufficientData
from moderation.weights import FloatArray

DRAWS = 10_000
_FEW = 40
_EQUAL = 1e-9


@dataclass(frozen=True, slots=True)
class MarginalTest:
    """``statistic`` on ``df`` degrees of freedom that the table leaves of the ``df_full`` its size would allow.

    ``statistic`` is None, and p from draws nonetheless, where every disagreement points the same way and Bhapkar's is
    infinite. ``method``: where ``p`` comes from. ``n``: cases in the table. ``reason``: why there is nothing to test.
    """

    statistic: float | None
    df: int
    df_full: int
    p: float
    method: Literal["chi-square", "draws", "none"]
    n: int
    reason: str


def bowker(table: ArrayLike, *, seed: int = 0) -> MarginalTest:
    """Bowker's test of symmetry: is grade k against l as frequent as l against k? ``table`` (q, q): counts of cases."""
    counts = _checked(table)
    q, met = len(counts), counts + counts.T
    upper = np.triu_indices(q, 1)
    filled = met[upper] > 0
    both, apart = met[upper][filled], (counts - counts.T)[upper][filled]

    def statistic(moved: FloatArray) -> FloatArray:
        return np.asarray((moved**2 / both).sum(axis=-1))

    return _test(statistic, apart, both, int(filled.sum()), q * (q - 1) // 2, int(counts.sum()), seed)


def stuart_maxwell(table: ArrayLike, *, seed: int = 0) -> MarginalTest:
    """Stuart and Maxwell's test: do both auditors use each grade equally often? ``table`` (q, q): counts of cases."""
    counts = _checked(table)
    q, met = len(counts), counts + counts.T
    upper = np.triu_indices(q, 1)
    filled = met[upper] > 0
    both, apart = met[upper][filled], (counts - counts.T)[upper][filled]
    first, second = (side[filled] for side in upper)
    laplacian = np.diag(met.sum(axis=1) - np.diag(met)) - (met - np.diag(np.diag(met)))
    inverse = np.linalg.pinv(laplacian, hermitian=True)
    shift = np.zeros((len(both), q))
    shift[np.arange(len(both)), first], shift[np.arange(len(both)), second] = 1, -1
    form = shift @ inverse @ shift.T  # the covariance stays the same in every draw, as it depends on both ways together

    def statistic(moved: FloatArray) -> FloatArray:
        return np.asarray(((moved @ form) * moved).sum(axis=-1))

    df = int(np.linalg.matrix_rank(laplacian, hermitian=True))
    return _test(statistic, apart, both, df, q - 1, int(counts.sum()), seed)


def bhapkar(table: ArrayLike, *, seed: int = 0) -> MarginalTest:
    """Bhapkar's test of the same: S / (1 - S / n) of Stuart and Maxwell's S, which puts tables in the same order."""
    found = stuart_maxwell(table, seed=seed)
    assert found.statistic is not None  # noqa: S101 - Stuart and Maxwell's is finite
    if found.df == 0:
        return found
    if found.statistic > found.n - _EQUAL:
        reason = "Every disagreement points the same way, and the statistic is infinite."
        return MarginalTest(None, found.df, found.df_full, found.p, found.method, found.n, reason)
    statistic = found.statistic / (1 - found.statistic / found.n)
    p = found.p if found.method == "draws" else _tail(statistic, found.df)
    return MarginalTest(statistic, found.df, found.df_full, p, found.method, found.n, "")


def _test(
    statistic: Callable[[FloatArray], FloatArray],
    apart: FloatArray,
    both: FloatArray,
    df: int,
    df_full: int,
    n: int,
    seed: int,
) -> MarginalTest:
    """``apart`` and ``both`` (pairs,): how many more cases went one way than the other, and how many went either."""
    if not len(both):
        return MarginalTest(0.0, 0, df_full, 1.0, "none", n, "The two gave the same grade on every case.")
    observed = float(statistic(apart))
    if n > _FEW:
        return MarginalTest(observed, df, df_full, _tail(observed, df), "chi-square", n, "")
    tossed = np.random.default_rng(seed).binomial(both.astype(np.int64), 0.5, (DRAWS, len(both)))
    as_far = int((statistic(2 * tossed - both) >= observed - _EQUAL).sum())
    return MarginalTest(observed, df, df_full, (as_far + 1) / (DRAWS + 1), "draws", n, "")


def _checked(table: ArrayLike) -> FloatArray:
    counts = np.array(table, dtype=np.float64)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1] or len(counts) < 2:
        raise ValueError(f"The table must have as many rows as columns, two at least; its shape is {counts.shape}")
    if not (np.isfinite(counts) & (counts >= 0) & (counts == np.round(counts))).all():
        raise ValueError("The table must hold counts of cases: whole numbers from 0")
    if not counts.any():
        raise InsufficientData("The table holds no case that both auditors graded")
    return counts


def _tail(statistic: float, df: int) -> float:
    from scipy.special import chdtrc

    return float(chdtrc(df, statistic))
