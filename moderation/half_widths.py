"""How surely a coefficient, or auditors' severities, would be known from a plan of double grading.

For a coefficient each grade is taken to be a hidden quality read with error and cut at thresholds: the shares of the
grades and the reliability of one reading say all that is needed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from moderation.coefficients import percent_agreement
from moderation.connection import efficiency
from moderation.estimates import Estimate
from moderation.intervals import check_level
from moderation.ratings import InsufficientData, Ratings
from moderation.sample_sizes import SampleSize, check_graders, check_positive, check_share, shares_of
from moderation.scale import Label, Scale
from moderation.weights import FloatArray

FEWEST = 15
POPULATION = 200_000  # cases that stand for endlessly many
_POINTS = 61  # at which the hidden quality is weighed


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
    check_share("width", width)
    check_share("reliability", reliability)
    imagined = imagined_round(graders, grade_shares, reliability, spread)
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
    check_share("width", width)
    if not pilot.se or pilot._statistic is None:
        raise InsufficientData("The cases of the earlier round show no spread from which to plan")
    statistic = pilot._statistic
    per_case = pilot.se * math.sqrt(statistic.informative / (1 - statistic.known))
    exact = _needed(per_case, width, level, population)
    return SampleSize(max(math.ceil(exact), FEWEST), exact)


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
    check_positive("information", information)
    check_positive("spread of the cases", case_sd)
    check_positive("worth of a logit", steps_per_logit)
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


def imagined_round(graders: int, grade_shares: Mapping[Label, float], reliability: float, spread: float) -> Ratings:
    """Very many cases, in the proportions in which the ways to grade a case are to be expected."""
    check_graders(graders)
    if not (math.isfinite(spread) and spread >= 0):
        raise ValueError(f"The spread between auditors must be a number from 0, not {spread!r}")
    scale, shares = Scale(grade_shares), shares_of(list(grade_shares.values()))
    chances = _chances(graders, shares, reliability, spread)
    ways = np.array(list(product(range(scale.q), repeat=graders)), dtype=np.int8)
    times = _whole(chances * POPULATION)
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

    if population is not None:
        check_positive("number of cases in the cycle", population)
    endless = (float(ndtri(0.5 + level / 2)) * per_case / width) ** 2
    return endless if population is None else endless / (1 + endless / population)
