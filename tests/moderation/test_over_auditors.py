"""Intervals that ask what other auditors would have made of other cases."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm
from scipy.stats import t as student

from moderation import Interval, Ratings, agreement
from tests.moderation.reference.tables import GRADES

CUTS = norm.ppf([0.1, 0.65, 0.95])


def grading(rng: np.random.Generator, n: int, severity: np.ndarray) -> Ratings:
    quality = rng.normal(size=(n, 1)) * math.sqrt(0.85) + rng.normal(size=(n, len(severity))) * math.sqrt(0.15)
    codes = np.searchsorted(CUTS, quality + severity).astype(np.int8)
    return Ratings(GRADES, tuple(range(n)), tuple(range(len(severity))), codes)


def over(ratings: Ratings, population: str) -> Interval:
    interval = agreement.gwet_ac(ratings).interval(population=population)  # type: ignore[arg-type]
    assert interval is not None
    return interval


def test_variances_of_both_samples_add_up_on_fishers_scale() -> None:
    ratings = grading(np.random.default_rng(3), 25, np.array([-0.8, 0.0, 0.2, 0.9]))
    n, r = 25, 4
    cases = np.array(
        [
            math.atanh(agreement.krippendorff_alpha(ratings.of_cases(np.delete(np.arange(n), i))).value or 0)
            for i in range(n)
        ]
    )
    auditors = np.array([math.atanh(agreement.krippendorff_alpha(ratings.without([g])).value or 0) for g in range(r)])
    estimate = agreement.krippendorff_alpha(ratings)
    over_cases = max((n - 1) * cases.var(), ((estimate.se or 0) / (1 - (estimate.value or 0) ** 2)) ** 2)
    over_auditors = (r - 1) * auditors.var()
    both = over_cases + over_auditors
    t = (over_cases * student.ppf(0.975, n - 1) + over_auditors * student.ppf(0.975, r - 1)) / both
    reach = t * math.sqrt(both)
    interval = estimate.interval(population="auditors")
    assert interval is not None
    centre = math.atanh(estimate.value or 0)
    assert (interval.low, interval.high) == pytest.approx(
        (math.tanh(centre - reach), math.tanh(centre + reach)), abs=1e-9
    )
    assert interval.population == "auditors"


@given(
    share=st.floats(0, 1),
    cases=st.integers(2, 500),
    auditors=st.integers(3, 60),
    level=st.sampled_from([0.8, 0.95, 0.99]),
)
def test_the_weighed_t_is_never_smaller_than_that_of_satterthwaite(
    share: float, cases: int, auditors: int, level: float
) -> None:
    """So that what docs/coverage.md found by his degrees of freedom is the least that is so by the weighed t."""
    df = 1 / ((1 - share) ** 2 / (cases - 1) + share**2 / (auditors - 1))
    of_cases, of_auditors, his = student.ppf((1 + level) / 2, [cases - 1, auditors - 1, df])
    assert (1 - share) * of_cases + share * of_auditors >= his - 1e-9


def test_auditors_who_differ_widen_the_interval() -> None:
    ratings = grading(np.random.default_rng(3), 25, np.array([-0.8, 0.0, 0.2, 0.9]))
    narrow, wide = over(ratings, "cases"), over(ratings, "auditors")
    assert wide.low < narrow.low < narrow.high < wide.high
    assert (narrow.population, wide.population) == ("cases", "auditors")


def test_from_two_auditors_nothing_is_learnt_about_others_and_the_interval_says_so() -> None:
    ratings = grading(np.random.default_rng(3), 25, np.array([-0.8, 0.9]))
    assert over(ratings, "auditors") == over(ratings, "cases")
    assert over(ratings, "auditors").population == "cases"


def test_auditors_who_are_all_compared_through_one_cannot_be_a_sample() -> None:
    codes = grading(np.random.default_rng(3), 30, np.zeros(3)).codes.copy()
    codes[:15, 1] = codes[15:, 2] = -1
    ratings = Ratings(GRADES, tuple(range(30)), (1, 2, 3), codes)
    assert over(ratings, "auditors").population == "cases"  # without the first no case is shared


def test_one_auditor_who_alone_disagrees_is_not_passed_over() -> None:
    rows = [[k, k, k, k] for k in (1, 1, 2, 2) for _ in range(6)] + [[1, 1, 1, 2], [2, 2, 2, 1], [1, 1, 1, 2]]
    ratings = Ratings.from_matrix(rows, GRADES)
    wide, narrow = over(ratings, "auditors"), over(ratings, "cases")
    assert wide.population == "auditors"
    assert wide.high - wide.low > 1.2 * (narrow.high - narrow.low)


def test_a_percentage_over_auditors_stays_between_nothing_and_all() -> None:
    ratings = grading(np.random.default_rng(5), 12, np.array([-2.0, 0.0, 2.0]))
    interval = agreement.percent_agreement(ratings).interval(0.99, population="auditors")
    assert interval is not None
    assert interval.population == "auditors"
    assert 0 <= interval.low < interval.high <= 1


def test_what_cannot_be_combined_is_refused() -> None:
    estimate = agreement.gwet_ac(grading(np.random.default_rng(5), 12, np.zeros(3)))
    with pytest.raises(ValueError, match='must be "jackknife"'):
        estimate.interval(method="analytic", population="auditors")
    with pytest.raises(ValueError, match='"cases" or "auditors"'):
        estimate.interval(population="children")  # type: ignore[arg-type]


def test_F15_over_new_auditors_only_the_wider_interval_holds_the_true_value() -> None:
    rng = np.random.default_rng(11)
    others = grading(rng, 100_000, rng.normal(0, 0.5, 60)[:, None].T[0])
    codes = others.codes  # the true value: agreement of any two of very many auditors, averaged over pairs
    pairs = rng.integers(0, 60, (400, 2))
    truth = np.mean([(codes[i::400, g] == codes[i::400, h]).mean() for i, (g, h) in enumerate(pairs) if g != h])
    held = {"cases": 0, "auditors": 0}
    for _ in range(300):
        estimate = agreement.percent_agreement(grading(rng, 20, rng.normal(0, 0.5, 5)))
        for population in held:
            interval = estimate.interval(population=population)  # type: ignore[arg-type]
            assert interval is not None
            held[population] += interval.low <= truth <= interval.high
    assert held["auditors"] / 300 >= 0.93
    assert held["cases"] / 300 < 0.93
