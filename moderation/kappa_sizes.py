"""How many cases to tell one kappa from another, or to know where kappa's interval will end.

Donner and Eliasziw (1992), Statistics in Medicine 11; Rotondi and Donner (2012), Journal of Clinical Epidemiology 65;
for more than two graders Altaye, Donner and Klar (2001), Biometrics 57. A case counts by the grade that all its graders
gave, or as one on which they differ. Grades are taken to come as from an urn (the common correlation model): each next
grader gives a grade with its share, made likelier by kappa for every grader who gave it before, so that any two agree
beyond chance as kappa says. That treats every difference alike: with many graders and many grades it asks for more
cases than the kappa of Fleiss, which sees who nearly agreed, would need.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Literal

import numpy as np

from moderation.intervals import check_level
from moderation.sample_sizes import SampleSize, check_graders, check_share, rounded, shares_of
from moderation.weights import FloatArray


def cases_for_kappa(
    null: float,
    alternative: float,
    grade_shares: Iterable[float],
    *,
    graders: int = 2,
    method: Literal["goodness-of-fit", "cantor"] = "goodness-of-fit",
    significance: float = 0.05,
    power: float = 0.8,
) -> SampleSize:
    """How many cases ``graders`` auditors, 2 to 6, must each grade to tell kappa ``alternative`` from ``null``.

    "goodness-of-fit" is two-sided, for any number of grades with these shares; "cantor", from Cantor (1996),
    Psychological Methods 1, is one-sided, for two auditors and two grades.
    """
    shares = shares_of(list(grade_shares))
    check_graders(graders)
    check_share("significance", significance)
    check_share("power", power)
    if null == alternative:
        raise ValueError("The two values of kappa must differ")
    from scipy.special import chdtri, chndtrinc, ndtri

    if method == "goodness-of-fit":
        needed = float(chndtrinc(chdtri(1, significance), 1, 1 - power))
        return rounded(needed / _apart(alternative, null, shares, graders))
    if method != "cantor":
        raise ValueError(f'method must be "goodness-of-fit" or "cantor", not {method!r}')
    if len(shares) != 2 or graders != 2:
        raise ValueError("Cantor's formula is for two auditors and two grades")
    deviations = (math.sqrt(_variance(kappa, shares)) for kappa in (null, alternative))
    weighed = sum(z * q for z, q in zip((ndtri(1 - significance), ndtri(power)), deviations, strict=True))
    return rounded(float((weighed / (alternative - null)) ** 2))


def cases_for_kappa_precision(
    expected: float,
    bound: float,
    grade_shares: Iterable[float],
    *,
    graders: int = 2,
    sides: Literal[1, 2] = 2,
    level: float = 0.95,
) -> SampleSize:
    """How many cases ``graders`` auditors must each grade for the interval around ``expected`` to end at ``bound``."""
    check_level(level)
    shares = shares_of(list(grade_shares))
    check_graders(graders)
    if sides not in (1, 2):
        raise ValueError(f"An interval has 1 or 2 sides, not {sides!r}")
    if expected == bound:
        raise ValueError("The two values of kappa must differ")
    from scipy.special import chdtri

    return rounded(float(chdtri(1, 2 * (1 - level) / sides)) / _apart(expected, bound, shares, graders))


def _cells(kappa: float, shares: FloatArray, graders: int) -> FloatArray:
    """The chances that all give grade k, for each k, and that they differ."""
    if abs(kappa) < 1:
        before = np.arange(1, graders)[:, None]
        alike = shares * (1 - kappa) + before * kappa
        same = shares * (alike / (1 - kappa + before * kappa)).prod(axis=0)
        cells = np.append(same, 1 - same.sum())
        if (alike > 0).all() and (cells > 0).all():
            return cells
    raise ValueError(f"Kappa cannot be {kappa!r} with these shares of grades")


def _apart(kappa: float, other: float, shares: FloatArray, graders: int) -> float:
    used = shares[shares > 0]
    away, here = _cells(kappa, used, graders), _cells(other, used, graders)
    return float(((away - here) ** 2 / here).sum())


def _variance(kappa: float, shares: FloatArray) -> float:
    """n times the variance of Fleiss, Cohen and Everitt (1969), both auditors using two grades equally often."""
    p, q = shares
    both = np.array([[p * p + kappa * p * q, p * q * (1 - kappa)], [p * q * (1 - kappa), q * q + kappa * p * q]])
    chance = p * p + q * q
    sums = shares[:, None] + shares[None, :]
    terms = (both * (np.eye(2) - sums * (1 - kappa)) ** 2).sum()
    return float((terms - (kappa - chance * (1 - kappa)) ** 2) / (1 - chance) ** 2)
