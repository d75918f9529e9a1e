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
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from moderation.arrays import read_only
from moderation.estimates import RELIABLE_FROM, TOLD_APART_FROM, Estimate, Status
from moderation.patterns import Patterns
from moderation.ratings import MISSING, Ratings
from moderation.rows import CodedRows, Rows, Table
from moderation.scale import Label, Scale
from moderation.slopes import NO_SLOPE, form_slopes, mean_slopes, quadratic_form
from moderation.statistic import Parts, Statistic, Sums
from moderation.weights import FloatArray, Weights, boundary_table, steps_table, weight_table

_NEARLY_ALL = 0.85
_NONE_LEFT = 1e-9  # what rounding may leave of an auditor's grades when their only case is taken away


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
    return _by_prevalence(ratings, table, _unlike(q) * (table.sum() / (q * (q - 1))), kappa=False)


def fleiss_kappa(ratings: Ratings, weights: Weights = "identity") -> Estimate:
    """Fleiss's kappa, generalised to weights and gaps; with two auditors, Scott's pi."""
    table = weight_table(weights, ratings.scale)
    return _by_prevalence(ratings, table, table, kappa=True)


def brennan_prediger(ratings: Ratings, weights: Weights = "identity") -> Estimate:
    """Brennan and Prediger's coefficient: chance is every declared grade being equally likely."""
    table = weight_table(weights, ratings.scale)
    return _pairs_only(ratings, table, table.sum() / ratings.scale.q**2, floor=None)


def conger_kappa(ratings: Ratings, weights: Weights = "identity") -> Estimate:
    """Conger's kappa: chance from each auditor's own use of the grades; with two auditors, Cohen's kappa."""
    return _conger(ratings, weight_table(weights, ratings.scale))


def _conger(ratings: Ratings, table: FloatArray) -> Estimate:
    ratings.require_overlap()
    q = ratings.scale.q
    n, columns = ratings.codes.shape

    def parts(sums: Sums) -> Parts:
        shares, _, r = _use(sums[..., 2:].reshape(*sums.shape[:-1], columns, q))
        weighed = (shares.reshape(-1, q) @ table).reshape(shares.shape)
        alone = (weighed * shares).sum(axis=(-2, -1))
        crossed = (weighed.sum(axis=-2) * shares.sum(axis=-2)).sum(axis=-1) - alone
        return sums[..., 0] / sums[..., 1], crossed / (r * (r - 1))

    def slopes(sums: FloatArray) -> Parts:
        shares, per_auditor, r = _use(sums[2:].reshape(columns, q))
        weighed = shares @ table
        by_share = weighed.sum(axis=0) - weighed
        by_grade = (by_share - (by_share * shares).sum(axis=1, keepdims=True)) / per_auditor * (2 / (r * (r - 1)))
        return mean_slopes(sums), np.concatenate([NO_SLOPE, by_grade.ravel()])

    rows = CodedRows(
        head=_agreeing(ratings.patterns, table).T,
        patterns=ratings.patterns,
        codes=lambda part: ratings.codes[part],
        reading=ratings.reading,
        numbers=lambda part: ratings.numbers[:, part],
        marks=ratings.given,
        of_cases=lambda: np.where(ratings.grades_per_case > 0, np.arange(n), MISSING),
    )
    return estimate(
        ratings,
        rows,
        parts,
        ratings.patterns,
        again=lambda rest: _conger(rest, table),
        prevalence=True,
        biased=True,
        slopes=slopes,
    )


def _use(grades: Sums) -> tuple[Sums, Sums, NDArray[np.intp]]:
    """What auditors made of the scale, from how often each gave each grade (..., auditors, q).

    (..., auditors, q) the share of each grade, 0 for auditors who gave none; (..., auditors, 1) how many grades each
    gave, infinity for none; (...) how many auditors gave any.
    """
    given = grades.sum(axis=-1, keepdims=True)
    busy = given.real > _NONE_LEFT
    given = np.where(busy, given, np.inf)
    return grades / given, given, busy.sum(axis=(-2, -1))


def estimate(
    ratings: Ratings,
    rows: Rows,
    parts: Callable[[Sums], Parts],
    patterns: Patterns,
    again: Callable[[Ratings], Estimate],
    floor: float | None = None,
    informative: int | None = None,
    prevalence: bool = False,
    biased: bool = False,
    slopes: Callable[[FloatArray], Parts] | None = None,
    published: tuple[Callable[[Sums], Parts], Callable[[FloatArray], Parts]] | None = None,
) -> Estimate:
    """The Estimate of the coefficient with these ``parts`` on these ``rows``, with its status in words.

    ``patterns``: of the cases that take part, for how often each grade was given. ``again``: the same coefficient for
    other grades. ``floor``: its least value, None for what chance-corrected coefficients can reach. ``informative``:
    how many cases it says something about, None for all graded twice or more. ``prevalence``: whether the coefficient
    asks how well cases are told apart: it then sinks when nearly all grades are the same, which the reader must be
    told, and needs a case more before its interval can be trusted. ``biased``: whether few cases make it too low, as
    they do the kappas; alpha has its own correction. ``slopes``: how the parts move with the sums, None to have it
    derived. ``published``: the parts and slopes whose standard error stands for the coefficient's, None where it has
    its own.
    """
    informative = ratings.n_multiple if informative is None else informative
    statistic = Statistic(
        rows,
        parts,
        informative,
        floor=_floor(ratings.patterns.multiple) if floor is None else floor,
        known=ratings.n_multiple / ratings.population if ratings.population else 0.0,
        biased=biased,
        slopes=slopes,
    )
    spread = statistic if published is None else replace(statistic, parts=published[0], slopes=published[1])
    status, reasons = _status(ratings.scale, statistic, patterns.used, TOLD_APART_FROM if prevalence else RELIABLE_FROM)
    if prevalence and statistic.value is not None and patterns.commonest >= _NEARLY_ALL:
        status, few = _variation(ratings, patterns.used, status)
        reasons += [_prevalence(ratings.scale, patterns.used), *few]
    return Estimate(
        value=statistic.value,
        se=spread.standard_error,
        status=status,
        reason=" ".join(reasons),
        n_cases=ratings.n_cases,
        n_multiple=informative,
        n_dropped=len(ratings.cases) - statistic.n,
        _statistic=statistic,
        _again=(ratings, again),
    )


def _status(scale: Scale, statistic: Statistic, used: FloatArray, enough: int) -> tuple[Status, list[str]]:
    if statistic.value is None:
        only = np.flatnonzero(used)
        if len(only) == 1:
            why = f"Every grade given is {scale.labels[only[0]]}."
        else:
            why = "All the grades given count as the same."
        return "undefined_no_variation", [
            f"Cannot be computed: no variation. {why} Whether the auditors can tell cases apart has not been tested."
        ]
    if statistic.informative < enough:
        return "unreliable_small_n", [small(statistic.informative, enough)]
    return "ok", []


def _variation(ratings: Ratings, used: FloatArray, status: Status) -> tuple[Status, list[str]]:
    """Whether enough cases differ from the rest for a figure that asks how well cases are told apart.

    Where nearly every grade is the same and fewer than ten cases differ, the interval is far too narrow: with 94 % of
    grades the same it held the truth in a third to three quarters of invented rounds (docs/moderation.md).
    """
    patterns, most = ratings.patterns.multiple, int(used.argmax())
    varied = round(float(patterns.times[patterns.counts[:, most] < patterns.grades].sum()))
    if status != "ok" or varied >= RELIABLE_FROM:
        return status, []
    cases = "1 case has" if varied == 1 else f"{varied} cases have"
    return "unreliable_little_variation", [
        f"Only {cases} a grade other than {ratings.scale.labels[most]}; with fewer than {RELIABLE_FROM} this figure "
        "and its interval are unreliable."
    ]


def small(n: int, enough: int = RELIABLE_FROM) -> str:
    """The sentence that goes with a figure from too few cases."""
    cases = "one case was" if n == 1 else f"{n} cases were"
    few = f"fewer than {enough}" if enough == RELIABLE_FROM else f"{enough - 1} or fewer"
    return f"Only {cases} graded by two or more auditors; with {few} this figure is unreliable."


def _prevalence(scale: Scale, used: FloatArray) -> str:
    most = int(used.argmax())
    return (
        f"{math.floor(used[most] / used.sum() * 100)}% of the grades are {scale.labels[most]}. When nearly every grade "
        "is the same, auditors would mostly agree by chance, so this figure can be low or negative while they agree on "
        "nearly every case: read it beside the percentage of agreement."
    )


def _share(ratings: Ratings, table: FloatArray) -> Estimate:
    return _pairs_only(ratings, table, chance=0.0, floor=0.0)


def _pairs_only(ratings: Ratings, table: FloatArray, chance: float, floor: float | None) -> Estimate:
    """A coefficient of the cases with two grades or more, chance being given."""
    ratings.require_overlap()
    patterns = ratings.patterns.multiple
    return estimate(
        ratings,
        Table(_agreeing(patterns, table).T, patterns),
        lambda sums: (sums[..., 0] / sums[..., 1], np.asarray(chance)),
        patterns,
        again=lambda rest: _pairs_only(rest, table, chance, floor),
        floor=floor,
        slopes=lambda sums: (mean_slopes(sums), np.zeros(1)),
    )


def _by_prevalence(ratings: Ratings, table: FloatArray, chance: FloatArray, kappa: bool) -> Estimate:
    """A coefficient that expects the ``chance`` (q, q) of two grades that are as common as over all graded cases."""
    ratings.require_overlap()
    patterns = ratings.patterns.graded

    def parts(sums: Sums) -> Parts:
        share = sums[..., 2:] / sums[..., 2:].sum(axis=-1, keepdims=True)
        return sums[..., 0] / sums[..., 1], quadratic_form(share, chance)

    return estimate(
        ratings,
        Table(np.concatenate([_agreeing(patterns, table), patterns.shares]).T, patterns),
        parts,
        patterns,
        again=lambda rest: _by_prevalence(rest, table, chance, kappa),
        prevalence=kappa,
        biased=kappa,
        slopes=lambda sums: (mean_slopes(sums), np.concatenate([NO_SLOPE, form_slopes(sums[2:], chance)])),
    )


def _agreeing(patterns: Patterns, table: FloatArray) -> FloatArray:
    """(2, patterns) the weighted share of a case's pairs that agree, and 1; both 0 where there are not two grades."""
    counts = patterns.counts
    agreeing = (counts * (counts @ table - 1)) @ np.ones(len(table)) / patterns.pairs_or_one
    return np.array([agreeing, patterns.several])


@lru_cache(maxsize=16)
def _unlike(q: int) -> FloatArray:
    """(q, q) 1 where two grades are not the same."""
    return read_only(1 - np.eye(q))


def _floor(multiple: Patterns) -> float:
    """-1/a with a one less than the mean number of grades on a case graded twice or more: -1 for pairs."""
    return -1 / max(multiple.mean_grades - 1, 1)
