"""Agreement of any number of auditors with gaps in the table: percentages, Gwet's AC1 and AC2, and the kappas.

Formulas: Gwet, Handbook of Inter-Rater Reliability, 4th ed. (2014), chapters 2 to 6, after Fleiss (1971), Conger
(1980), Brennan and Prediger (1981) and Gwet (2008). A case with one grade takes part in how common each grade
is, not in observed agreement. Chance agreement of AC and of Brennan and Prediger uses the declared number of grades.

Standard errors are infinitesimal-jackknife ones. With two grades on every case they are Gwet's; where some cases have
one grade his form counts those towards the spread as if they were cases of no agreement, which would make a round that
double-grades a fifth of its cases look far less certain than it is.

Every function raises InsufficientData when no case has been graded by two auditors.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from moderation.estimates import RELIABLE_FROM, Estimate, Status
from moderation.ratings import Ratings
from moderation.scale import Label, Scale
from moderation.statistic import Parts, Statistic, Sums
from moderation.weights import FloatArray, Weights, boundary_table, steps_table, weight_table

_NEARLY_ALL = 0.85


def percent_agreement(ratings: Ratings, weights: Weights = "identity") -> Estimate:
    """The share of pairs of grades on the same case that agree, averaged over cases; 0 to 1."""
    return _share(ratings, weight_table(weights, ratings.scale))


def within(ratings: Ratings, steps: int = 1) -> Estimate:
    """The share of pairs of grades on the same case that are at most ``steps`` steps apart; 0 to 1."""
    return _share(ratings, steps_table(steps, ratings.scale))


def boundary(ratings: Ratings, between: tuple[Label, Label] = ("Good", "Requires improvement")) -> Estimate:
    """The share of pairs on the same case that fall on the same side of the line between two neighbouring grades."""
    return _share(ratings, boundary_table(between, ratings.scale))


def gwet_ac(ratings: Ratings, weights: Weights = "ordinal") -> Estimate:
    """Gwet's AC2; with identity weights, AC1. Stays near observed agreement when one grade dominates."""
    table, q = weight_table(weights, ratings.scale), ratings.scale.q
    factor = table.sum() / (q * (q - 1))
    return _by_prevalence(ratings, table, lambda share: factor * (share * (1 - share)).sum(axis=-1))


def fleiss_kappa(ratings: Ratings, weights: Weights = "identity") -> Estimate:
    """Fleiss's kappa, generalised to weights and gaps; with two auditors, Scott's pi."""
    table = weight_table(weights, ratings.scale)
    return _by_prevalence(ratings, table, lambda share: _quadratic_form(share, table), prevalence=True)


def brennan_prediger(ratings: Ratings, weights: Weights = "identity") -> Estimate:
    """Brennan and Prediger's coefficient: chance is every declared grade being equally likely."""
    ratings.require_overlap()
    table = weight_table(weights, ratings.scale)
    chance = table.sum() / ratings.scale.q**2
    return _pairs_only(ratings, table, chance, floor=chance_corrected_floor(ratings))


def conger_kappa(ratings: Ratings, weights: Weights = "identity") -> Estimate:
    """Conger's kappa: chance from each auditor's own use of the grades; with two auditors, Cohen's kappa."""
    ratings.require_overlap()
    table, q = weight_table(weights, ratings.scale), ratings.scale.q
    used = ratings.grades_per_case > 0
    codes = ratings.codes[used][:, ratings.graded.any(axis=0)]
    own = (codes[:, :, None] == np.arange(q)).astype(np.float64)
    agreeing = _agreeing(ratings, table)[used]

    def parts(sums: Sums) -> Parts:
        grades = sums[..., 2:].reshape(*sums.shape[:-1], -1, q)
        per_auditor = grades.sum(axis=-1)
        busy = per_auditor.real > 0
        shares = np.where(busy[..., None], grades / np.where(busy, per_auditor, 1)[..., None], 0)
        r = busy.sum(axis=-1)
        crossed = _quadratic_form(shares.sum(axis=-2), table) - _quadratic_form(shares, table).sum(axis=-1)
        return sums[..., 0] / sums[..., 1], crossed / (r * (r - 1))

    features = np.hstack([agreeing, own.reshape(len(codes), -1)])
    statistic = Statistic(features, parts, ratings.n_multiple, chance_corrected_floor(ratings))
    return estimate(ratings, statistic, ratings.counts.sum(axis=0), prevalence=True)


def estimate(ratings: Ratings, statistic: Statistic, used: FloatArray, prevalence: bool = False) -> Estimate:
    """The Estimate of ``statistic``, with its status in words.

    ``used`` (q,): how often each grade was given in the cases that take part. ``prevalence``: whether the coefficient
    sinks when nearly all grades are the same, which the reader must then be told.
    """
    status, reasons = _status(ratings.scale, statistic, used)
    if prevalence and statistic.value is not None:
        reasons += _prevalence(ratings.scale, used)
    return Estimate(
        value=statistic.value,
        se=statistic.standard_error,
        status=status,
        reason=" ".join(reasons),
        n_cases=ratings.n_cases,
        n_multiple=ratings.n_multiple,
        n_dropped=len(ratings.cases) - len(statistic.features),
        _statistic=statistic,
    )


def _status(scale: Scale, statistic: Statistic, used: FloatArray) -> tuple[Status, list[str]]:
    if statistic.value is None:
        only = np.flatnonzero(used)
        if len(only) == 1:
            why = f"Every grade given is {scale.labels[only[0]]}."
        else:
            why = "All the grades given count as the same."
        return "undefined_no_variation", [
            f"Cannot be computed: no variation. {why} Whether the auditors can tell cases apart has not been tested."
        ]
    if statistic.informative < RELIABLE_FROM:
        return "unreliable_small_n", [small(statistic.informative)]
    return "ok", []


def small(n: int) -> str:
    """The sentence that goes with a figure from too few cases."""
    cases = "one case was" if n == 1 else f"{n} cases were"
    return f"Only {cases} graded by two or more auditors; with fewer than {RELIABLE_FROM} this figure is unreliable."


def _prevalence(scale: Scale, used: FloatArray) -> list[str]:
    share = used / used.sum()
    most = int(share.argmax())
    if share[most] < _NEARLY_ALL:
        return []
    return [
        f"{math.floor(share[most] * 100)}% of the grades are {scale.labels[most]}. When nearly every grade is the "
        "same, auditors would mostly agree by chance, so this figure can be low or negative while they agree on "
        "nearly every case: read it beside the percentage of agreement."
    ]


def _share(ratings: Ratings, table: FloatArray) -> Estimate:
    return _pairs_only(ratings, table, chance=0.0, floor=0.0)


def _pairs_only(ratings: Ratings, table: FloatArray, chance: float, floor: float) -> Estimate:
    """A coefficient of the cases with two grades or more, chance being given."""
    ratings.require_overlap()
    features = _agreeing(ratings, table)[ratings.grades_per_case >= 2]
    statistic = Statistic(
        features, lambda sums: (sums[..., 0] / sums[..., 1], np.asarray(chance)), len(features), floor
    )
    return estimate(ratings, statistic, ratings.counts[ratings.grades_per_case >= 2].sum(axis=0))


def _by_prevalence(
    ratings: Ratings, table: FloatArray, chance: Callable[[Sums], Sums], prevalence: bool = False
) -> Estimate:
    """A coefficient whose chance agreement follows from how common each grade is over all graded cases."""
    ratings.require_overlap()
    used = ratings.grades_per_case > 0
    shares = ratings.counts[used] / ratings.grades_per_case[used, None]

    def parts(sums: Sums) -> Parts:
        share = sums[..., 2:] / sums[..., 2:].sum(axis=-1, keepdims=True)
        return sums[..., 0] / sums[..., 1], chance(share)

    features = np.hstack([_agreeing(ratings, table)[used], shares])
    statistic = Statistic(features, parts, ratings.n_multiple, chance_corrected_floor(ratings))
    return estimate(ratings, statistic, ratings.counts.sum(axis=0), prevalence)


def _agreeing(ratings: Ratings, table: FloatArray) -> FloatArray:
    """(cases, 2) the weighted share of a case's pairs that agree, and 1; both 0 where there are not two grades."""
    counts, total = ratings.counts, ratings.grades_per_case
    multiple = total >= 2
    pairs = np.where(multiple, total * (total - 1), 1)
    agreeing = (counts * (counts @ table - 1)).sum(axis=1) / pairs
    return np.column_stack([np.where(multiple, agreeing, 0), multiple])


def _quadratic_form(share: Sums, table: FloatArray) -> Sums:
    form: Sums = ((share @ table) * share).sum(axis=-1)
    return form


def chance_corrected_floor(ratings: Ratings) -> float:
    """-1/a with a one less than the mean number of grades on a case graded twice or more: -1 for pairs."""
    grades = ratings.grades_per_case[ratings.grades_per_case >= 2]
    return -1 / max(float(grades.mean()) - 1, 1)
