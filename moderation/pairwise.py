"""Every two auditors compared: kappa, its standard error and the number of cases both graded; and Light's mean of them.

Kappa: Cohen (1960, weighted 1968) on the whole declared scale. Standard error: Fleiss, Cohen and Everitt (1969). Light
(1971), Measures of response agreement for qualitative data, Psychological Bulletin 76. At 20 shared cases the standard
error of a pair's kappa is .1 to .2: a ranking of pairs by it is noise.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from moderation.arrays import read_only
from moderation.coefficients import estimate
from moderation.crossed import pair_tables
from moderation.estimates import Estimate
from moderation.ratings import MISSING, Ratings
from moderation.reading import Reading
from moderation.rows import CodedRows
from moderation.statistic import Parts, Sums
from moderation.weights import FloatArray, Weights, weight_table

_NO_ROOM = 1e-12


@dataclass(frozen=True, eq=False)
class Pairwise:
    """Every two of ``auditors``, in that order along both sides of each read-only table.

    ``kappa``, ``se``: NaN on the diagonal and where two auditors share no case (``n`` is 0) or gave nothing but one
    grade on the cases they share. ``n``: how many cases both graded.
    """

    auditors: tuple[Hashable, ...]
    kappa: FloatArray
    se: FloatArray
    n: NDArray[np.int64]

    @cached_property
    def shrunk(self) -> FloatArray:
        """``kappa`` drawn towards the mean of all pairs, the more so the less certain it is: the table to show.

        Each pair keeps the share t/(t + se²) of its distance from the mean, with t the variance between pairs beyond
        chance (DerSimonian and Laird 1986). Pairs that agree on every case have no standard error and keep only what
        the least certain of the others keep.
        """
        upper = np.triu_indices(len(self.auditors), 1)
        known = np.isfinite(self.kappa[upper])
        kappa, variance = self.kappa[upper][known], self.se[upper][known] ** 2
        spread = variance > _NO_ROOM
        if not spread.any():
            return self.kappa
        variance = np.where(spread, variance, variance[spread].max())
        precision = 1 / variance
        mean = (precision * kappa).sum() / precision.sum()
        excess = (precision * (kappa - mean) ** 2).sum() - (len(kappa) - 1)
        scale = precision.sum() - (precision**2).sum() / precision.sum()
        between = max(float(excess / scale), 0.0) if scale > 0 else 0.0
        centre = (kappa / (between + variance)).sum() / (1 / (between + variance)).sum()
        drawn = np.full_like(self.kappa, np.nan)
        first, second = (side[known] for side in upper)
        drawn[first, second] = drawn[second, first] = centre + between / (between + variance) * (kappa - centre)
        return read_only(drawn)


def pairwise(ratings: Ratings, weights: Weights = "quadratic") -> Pairwise:
    """Compare every two auditors on the cases both graded. Raises InsufficientData when no two share a case."""
    table = weight_table(weights, ratings.scale)
    counts = pair_tables(ratings.codes, ratings.scale.q)
    n = counts.sum(axis=(-2, -1)).astype(np.int64)
    if n.sum() == np.trace(n):
        ratings.require_overlap()
    once, twice = counts, counts
    if ratings.weights is not None:
        once, twice = _weighed_tables(ratings, ratings.weights), _weighed_tables(ratings, ratings.weights**2)
    kappa, se = _kappas(once, twice, table)
    itself = np.eye(len(ratings.auditors), dtype=bool)
    kappa[itself] = se[itself] = np.nan
    return Pairwise(ratings.auditors, read_only(kappa), read_only(se), read_only(n))


def light_kappa(ratings: Ratings, weights: Weights = "identity") -> Estimate:
    """Light's kappa: the mean of Cohen's kappa over all pairs of auditors for whom it is defined."""
    return _light(ratings, weight_table(weights, ratings.scale))


def _light(ratings: Ratings, table: FloatArray) -> Estimate:
    ratings.require_overlap()
    q, multiple = ratings.scale.q, ratings.grades_per_case >= 2
    compared = ratings.of_cases(np.flatnonzero(multiple))
    met = pair_tables(compared.codes, q)
    first, second = np.nonzero(np.triu(np.isfinite(_chance_corrected(met, table)[0]), 1))

    def parts(sums: Sums) -> Parts:
        if not len(first):
            return np.full(sums.shape[:-1], np.nan), np.asarray(0.0)
        kappas, chance, _ = _chance_corrected(sums.reshape(*sums.shape[:-1], len(first), q, q), table)
        expected = chance.mean(axis=-1)
        return expected + (1 - expected) * kappas.mean(axis=-1), expected

    def codes(part: slice) -> NDArray[np.int16]:
        one, other = (compared.codes[part][:, side].astype(np.int16) for side in (first, second))
        return np.where((one == MISSING) | (other == MISSING), np.int16(MISSING), one * q + other)

    reading = Reading(len(first), q * q, len(compared.cases))
    rows = CodedRows(
        head=np.empty((len(compared.patterns.times), 0)),
        patterns=compared.patterns,
        codes=codes,
        reading=reading,
        numbers=lambda part: reading.numbers(codes(part)),
        marks=met[first, second].reshape(len(first), q * q),
        of_cases=lambda: np.where(multiple, np.cumsum(multiple) - 1, MISSING),
    )
    return estimate(
        ratings,
        rows,
        parts,
        compared.patterns,
        again=lambda rest: _light(rest, table),
        floor=-1.0,
        prevalence=True,
        biased=True,
    )


def _weighed_tables(ratings: Ratings, weights: FloatArray) -> FloatArray:
    """As ``pair_tables``, each case counting as its weight says."""
    r, q = len(ratings.auditors), ratings.scale.q
    marks = (ratings.codes[:, :, None] == np.arange(q)).reshape(len(ratings.cases), -1).astype(np.float64)
    met = marks.T @ (marks * weights[:, None])
    return np.asarray(met.reshape(r, q, r, q).transpose(0, 2, 1, 3))


def _kappas(once: FloatArray, twice: FloatArray, table: FloatArray) -> tuple[FloatArray, FloatArray]:
    """(..., ) kappa and its standard error from tables of the weights of the cases and of these weights squared."""
    kappa, chance, expected = _chance_corrected(once, table)
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = (1 - kappa)[..., None, None]
        deviation = table - expected * apart - (kappa - chance * (1 - kappa))[..., None, None]
        variance = (twice * deviation**2).sum(axis=(-2, -1)) / (once.sum(axis=(-2, -1)) * (1 - chance)) ** 2
    return kappa, np.sqrt(variance)


def _chance_corrected(met: Sums, table: FloatArray) -> tuple[Sums, Sums, Sums]:
    """(...) kappa and chance agreement, and (..., q, q) the mean weight of row k and of column l, added up."""
    with np.errstate(divide="ignore", invalid="ignore"):
        share = met / met.sum(axis=(-2, -1), keepdims=True)
        first, second = share.sum(axis=-1), share.sum(axis=-2)
        chance = ((first @ table) * second).sum(axis=-1)
        agreed = (share * table).sum(axis=(-2, -1))
        room = 1 - chance
        kappa = np.where(np.abs(room) < _NO_ROOM, np.nan, (agreed - chance) / room)
    return kappa, chance, (second @ table)[..., :, None] + (first @ table)[..., None, :]


def null_error(met: FloatArray, table: FloatArray) -> float:
    """The standard error kappa would have if the two auditors agreed by chance alone (Fleiss, Cohen, Everitt 1969)."""
    n = met.sum()
    _, chance, expected = _chance_corrected(met, table)
    by_chance = np.outer(met.sum(axis=1), met.sum(axis=0)) / n**2
    variance = ((by_chance * (table - expected) ** 2).sum() - chance**2) / (n * (1 - chance) ** 2)
    return float(np.sqrt(max(variance, 0.0)))
