"""How many cases to grade twice, before grading them.

``cases_for_half_width`` asks how surely a coefficient would be known. Each grade is taken to be a hidden quality read
with error and cut at thresholds: the shares of the grades and the reliability of one reading say all that is needed.
``cases_for_kappa`` and ``cases_for_kappa_precision`` are for two auditors: Cantor (1996), Psychological Methods 1;
Donner and Eliasziw (1992), Statistics in Medicine 11; Rotondi and Donner (2012), Journal of Clinical Epidemiology 65.
``severity_half_width`` asks how surely auditors' severities would be known from a plan of double grading.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from moderation.coefficients import percent_agreement
from moderation.connection import efficiency
from moderation.estimates import Estimate
from moderation.intervals import check_level
from moderation.ratings import InsufficientData, Ratings
from moderation.scale import Label, Scale
from moderation.weights import FloatArray

FEWEST = 15
_POPULATION = 200_000  # cases that stand for endlessly many
_POINTS = 61  # at which the hidden quality is weighed
_MOST_GRADERS = 6


@dataclass(frozen=True, slots=True)
class Plan:
    """``n`` cases, each graded by ``graders`` auditors, pin the coefficient down to plus or minus ``width``.

    ``exact`` is what the formula gives before rounding up and before the least number that is ever recommended, 15.
    ``value`` and ``percent``: the coefficient and the share of equal grades that are expected.
    """

    n: int
    exact: float
    width: float
    graders: int
    value: float
    percent: float


@dataclass(frozen=True, slots=True)
class SampleSize:
    """``n`` cases; ``exact`` before rounding up."""

    n: int
    exact: float


def cases_for_half_width(
    width: float,
    coefficient: Callable[[Ratings], Estimate],
    graders: int,
    grade_shares: Mapping[Label, float],
    reliability: float,
    *,
    spread: float = 0.3,
    level: float = 0.95,
    population: int | None = None,
) -> Plan:
    """How many cases for an interval of ``coefficient`` that reaches ``width`` to either side.

    ``coefficient``: a function such as ``agreement.krippendorff_alpha``. ``graders``: auditors per case, 2 to 6.
    ``grade_shares``: how common each grade is expected to be, best first, adding up to 1. ``reliability``: the share of
    the variance between readings of the hidden quality that lies between cases, above 0 and below 1; .6 is usual, .85
    very good. ``spread``: the standard deviation of severity between auditors, where that of readings is 1.
    ``population``: cases in the cycle, None for endlessly many. Raises ValueError for what is out of range.
    """
    check_level(level)
    _check_share("width", width)
    _check_share("reliability", reliability)
    imagined = _imagined(graders, grade_shares, reliability, spread)
    found = coefficient(imagined)
    percent = percent_agreement(imagined).value
    if found.value is None or found.se is None or percent is None:
        raise InsufficientData(f"With these shares of grades the coefficient would be undefined. {found.reason}")
    exact = _needed(found.se * math.sqrt(len(imagined.cases)), width, level, population)
    return Plan(max(math.ceil(exact), FEWEST), exact, width, graders, found.value, percent)


def cases_from_pilot(
    width: float, pilot: Estimate, *, level: float = 0.95, population: int | None = None
) -> SampleSize:
    """As ``cases_for_half_width``, from the spread between the cases of a round already graded in the same way."""
    check_level(level)
    _check_share("width", width)
    if not pilot.se or pilot._statistic is None:
        raise InsufficientData("The cases of the earlier round show no spread from which to plan")
    statistic = pilot._statistic
    per_case = pilot.se * math.sqrt(statistic.informative / (1 - statistic.known))
    exact = _needed(per_case, width, level, population)
    return SampleSize(max(math.ceil(exact), FEWEST), exact)


def cases_for_kappa(
    null: float,
    alternative: float,
    grade_shares: Iterable[float],
    *,
    method: Literal["goodness-of-fit", "cantor"] = "goodness-of-fit",
    significance: float = 0.05,
    power: float = 0.8,
) -> SampleSize:
    """How many cases two auditors must grade to tell kappa ``alternative`` from ``null``.

    "goodness-of-fit" (Donner and Eliasziw) is two-sided, for any number of grades with these shares; "cantor" is
    one-sided, for two grades.
    """
    shares = _shares(list(grade_shares))
    if null == alternative:
        raise ValueError("The two values of kappa must differ")
    from scipy.special import chdtri, chndtrinc, ndtri

    if method == "goodness-of-fit":
        needed = float(chndtrinc(chdtri(1, significance), 1, 1 - power))
        return _rounded(needed / _apart(alternative, null, shares))
    if method != "cantor":
        raise ValueError(f'method must be "goodness-of-fit" or "cantor", not {method!r}')
    if len(shares) != 2:
        raise ValueError("Cantor's formula is for two grades")
    deviations = (math.sqrt(_variance(kappa, shares)) for kappa in (null, alternative))
    weighed = sum(z * q for z, q in zip((ndtri(1 - significance), ndtri(power)), deviations, strict=True))
    return _rounded(float((weighed / (alternative - null)) ** 2))


def cases_for_kappa_precision(
    expected: float,
    bound: float,
    grade_shares: Iterable[float],
    *,
    sides: Literal[1, 2] = 2,
    level: float = 0.95,
) -> SampleSize:
    """How many cases two auditors must grade for the interval around kappa ``expected`` to end at ``bound``."""
    check_level(level)
    shares = _shares(list(grade_shares))
    if expected == bound:
        raise ValueError("The two values of kappa must differ")
    from scipy.special import chdtri

    return _rounded(float(chdtri(1, 2 * (1 - level) / sides)) / _apart(expected, bound, shares))


def severity_half_width(
    pairs: Iterable[tuple[Hashable, Hashable]],
    *,
    information: float = 0.174,
    case_sd: float = 2.5,
    steps_per_logit: float = 0.185,
    level: float = 0.95,
) -> dict[Hashable, float]:
    """For each auditor, the half-width in grade steps with which their severity would be known; infinite if split off.

    ``pairs``: two auditors for every case graded twice. ``information``: what one grade says of a severity in logits;
    ``case_sd``: of the cases, in logits; ``steps_per_logit``: what a logit is worth. The defaults are those of
    simulated rounds of four grades, in which the formula was up to a fifth too hopeful: 1.1 times its standard error
    is taken, 1.2 times where an auditor has fewer than eight double grades.
    """
    check_level(level)
    from scipy.special import ndtri

    links = list(pairs)
    spread = efficiency(links)
    names, k = spread.auditors, len(spread.auditors)
    if spread.components > 1:
        return dict.fromkeys(names, math.inf)
    own = np.linalg.inv(np.eye(2) / information + case_sd**2)
    known, place = np.zeros((k, k)), {name: g for g, name in enumerate(names)}
    for first, second in links:
        both = np.array([place[first], place[second]])
        known[np.ix_(both, both)] += own
    centred = np.eye(k) - 1 / k
    errors = np.sqrt(np.diag(np.linalg.pinv(centred @ known @ centred, hermitian=True)))
    grades = [sum(name in link for link in links) for name in names]
    z = float(ndtri(0.5 + level / 2))
    return {
        name: z * float(error) * steps_per_logit * (1.2 if count < 8 else 1.1)
        for name, error, count in zip(names, errors, grades, strict=True)
    }


def _imagined(graders: int, grade_shares: Mapping[Label, float], reliability: float, spread: float) -> Ratings:
    """Very many cases, in the proportions in which the ways to grade a case are to be expected."""
    if isinstance(graders, bool) or not isinstance(graders, int) or not 2 <= graders <= _MOST_GRADERS:
        raise ValueError(f"The number of graders must be a whole number from 2 to {_MOST_GRADERS}, not {graders!r}")
    if not (math.isfinite(spread) and spread >= 0):
        raise ValueError(f"The spread between auditors must be a number from 0, not {spread!r}")
    scale, shares = Scale(grade_shares), _shares(list(grade_shares.values()))
    chances = _chances(graders, shares, reliability, spread)
    ways = np.array(list(product(range(scale.q), repeat=graders)), dtype=np.int8)
    times = _whole(chances * _POPULATION)
    codes = np.repeat(ways, times, axis=0)
    return Ratings(scale, tuple(range(len(codes))), tuple(range(graders)), codes)


def _chances(graders: int, shares: FloatArray, reliability: float, spread: float) -> FloatArray:
    """(q ** graders,) how likely each way to grade a case is, the last auditor's grade changing fastest."""
    from scipy.special import ndtr, ndtri

    points, masses = np.polynomial.hermite_e.hermegauss(_POINTS)
    severity = np.linspace(-1, 1, graders)
    severity *= spread / severity.std(ddof=1)
    cuts = np.concatenate([[-np.inf], ndtri(np.clip(np.cumsum(shares)[:-1], 0, 1)), [np.inf]])
    chances = (masses / masses.sum())[:, None]
    for shift in severity:
        reached = ndtr((cuts - shift - math.sqrt(reliability) * points[:, None]) / math.sqrt(1 - reliability))
        chances = (chances[:, :, None] * np.diff(reached, axis=1)[:, None, :]).reshape(_POINTS, -1)
    return np.asarray(chances.sum(axis=0))


def _whole(times: FloatArray) -> NDArray[np.int64]:
    """Whole numbers near ``times`` with the same sum, by the largest remainder."""
    whole = np.floor(times).astype(np.int64)
    lacking = round(float(times.sum())) - int(whole.sum())
    whole[np.argsort(whole - times, kind="stable")[:lacking]] += 1
    return whole


def _needed(per_case: float, width: float, level: float, population: int | None) -> float:
    from scipy.special import ndtri

    endless = (float(ndtri(0.5 + level / 2)) * per_case / width) ** 2
    return endless if population is None else endless / (1 + endless / population)


def _shares(given: list[float]) -> FloatArray:
    shares = np.array(given, dtype=np.float64)
    if len(shares) < 2 or not ((shares >= 0) & (shares <= 1)).all() or abs(shares.sum() - 1) > 1e-6:
        raise ValueError("The shares of two or more grades must each lie between 0 and 1 and add up to 1")
    return np.asarray(shares / shares.sum())


def _check_share(what: str, value: float) -> None:
    if not 0 < value < 1:
        raise ValueError(f"The {what} must lie between 0 and 1, not {value!r}")


def _cells(kappa: float, shares: FloatArray) -> FloatArray:
    """The chances that both auditors give grade k, for each k, and that they differ."""
    same = shares**2 + kappa * shares * (1 - shares)
    cells = np.append(same, 1 - same.sum())
    if not (cells > 0).all():
        raise ValueError(f"Kappa cannot be {kappa!r} with these shares of grades")
    return cells


def _apart(kappa: float, other: float, shares: FloatArray) -> float:
    used = shares[shares > 0]
    away, here = _cells(kappa, used), _cells(other, used)
    return float(((away - here) ** 2 / here).sum())


def _variance(kappa: float, shares: FloatArray) -> float:
    """n times the variance of Fleiss, Cohen and Everitt (1969), both auditors using two grades equally often."""
    p, q = shares
    both = np.array([[p * p + kappa * p * q, p * q * (1 - kappa)], [p * q * (1 - kappa), q * q + kappa * p * q]])
    chance = p * p + q * q
    sums = shares[:, None] + shares[None, :]
    terms = (both * (np.eye(2) - sums * (1 - kappa)) ** 2).sum()
    return float((terms - (kappa - chance * (1 - kappa)) ** 2) / (1 - chance) ** 2)


def _rounded(exact: float) -> SampleSize:
    return SampleSize(math.ceil(exact - 1e-9), exact)
