from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from scipy.stats import norm
from scipy.stats import t as student

from moderation import Estimate, Interval, Ratings, agreement, proportion_interval
from tests.moderation.reference.tables import GRADES

Coefficient = Callable[[Ratings], Estimate]


def two_columns(*counted: tuple[int, int, int]) -> Ratings:
    return Ratings.from_matrix([[a, b] for count, a, b in counted for _ in range(count)], GRADES)


def interval_of(estimate: Estimate, level: float = 0.95) -> Interval:
    interval = estimate.interval(level)
    assert interval is not None
    return interval


def test_an_analytic_percentage_is_not_below_nothing_but_a_coefficient_may_be() -> None:
    ratings = two_columns((1, 1, 1), (7, 1, 2), (7, 2, 1))
    share = agreement.percent_agreement(ratings).interval(method="analytic")
    kappa = agreement.brennan_prediger(ratings).interval(method="analytic")
    assert share is not None
    assert kappa is not None
    assert share.low == 0
    assert kappa.low < -0.4


def test_the_more_auditors_the_nearer_nothing_is_the_least_value_an_interval_may_hold() -> None:
    ratings = Ratings.from_matrix([[0, 1, 2], [1, 2, 3], [0, 3, 1], [2, 0, 3], [2, 2, 1]] * 3, GRADES)
    low = interval_of(agreement.krippendorff_alpha(ratings), 0.9999).low
    assert -0.5 < low < -0.3


def test_for_two_auditors_the_jackknife_works_on_fishers_z() -> None:
    ratings = two_columns(*SPLIT)
    found = agreement.gwet_ac(ratings)
    n, others = len(ratings.cases), without_each(agreement.gwet_ac, ratings)
    reach = student.ppf(0.95, n - 1) * math.sqrt((n - 1) / n * ((others - others.mean()) ** 2).sum())
    assert found.value is not None
    centre = math.atanh(found.value)
    expected = [math.tanh(centre - reach), math.tanh(centre + reach)]
    assert [interval_of(found, 0.90).low, interval_of(found, 0.90).high] == pytest.approx(expected, abs=1e-9)


def without_each(coefficient: Coefficient, ratings: Ratings) -> np.ndarray:
    """Fisher's z of the coefficient of two auditors without each case in turn."""
    n, values = len(ratings.cases), []
    for i in range(n):
        kept = np.delete(ratings.codes, i, axis=0)
        values.append(coefficient(Ratings(GRADES, tuple(range(n - 1)), (1, 2), kept)).value)
    return np.arctanh(np.array(values, dtype=np.float64))


def middle(interval: Interval) -> float:
    """The middle of an interval on Fisher's scale."""
    return (math.atanh(interval.low) + math.atanh(interval.high)) / 2


SPLIT = ((9, 1, 1), (8, 2, 2), (2, 1, 2), (2, 2, 3), (1, 3, 1))


@pytest.mark.parametrize(
    "coefficient", [agreement.cohen_kappa, agreement.fleiss_kappa, agreement.conger_kappa, agreement.light_kappa]
)
def test_the_middle_of_a_kappas_interval_is_moved_by_what_leaving_out_shows(coefficient: Coefficient) -> None:
    ratings = two_columns(*SPLIT)
    found, n = coefficient(ratings), len(ratings.cases)
    assert found.value is not None
    z = math.atanh(found.value)
    bias = (n - 1) * (without_each(coefficient, ratings).mean() - z)
    assert abs(bias) > 0.01
    assert middle(interval_of(found)) == pytest.approx(z - bias, abs=1e-9)
    assert middle(interval_of(coefficient(ratings.out_of(2 * n)))) == pytest.approx(z - bias / 2, abs=1e-9)


def test_the_middle_is_moved_by_cases_as_they_weigh_and_not_by_those_without_a_grade() -> None:
    plain = two_columns(*SPLIT)
    ratings = plain.weighted({case: 1 + case % 3 for case in plain.cases})
    n = len(ratings.cases)
    found = agreement.fleiss_kappa(ratings)
    rest = [agreement.fleiss_kappa(ratings.of_cases(np.delete(np.arange(n), i))).value for i in range(n)]
    assert found.value is not None
    z = math.atanh(found.value)
    bias = (n - 1) * (np.arctanh(np.array(rest, dtype=np.float64)).mean() - z)
    assert middle(interval_of(found)) == pytest.approx(z - bias, abs=1e-9)
    wider = np.vstack([plain.codes, np.full((5, 2), -1, dtype=np.int8)])
    more = Ratings(GRADES, tuple(range(n + 5)), (1, 2), wider)
    for kappa in (agreement.fleiss_kappa, agreement.conger_kappa, agreement.light_kappa):
        one, other = interval_of(kappa(more)), interval_of(kappa(plain))
        assert (one.low, one.high) == pytest.approx((other.low, other.high), abs=1e-9)


def test_the_middle_is_not_moved_where_leaving_out_a_case_leaves_complete_agreement() -> None:
    found = agreement.fleiss_kappa(two_columns((5, 1, 1), (5, 2, 2), (1, 1, 2)))
    assert found.value is not None
    assert middle(interval_of(found)) == pytest.approx(math.atanh(found.value), abs=1e-9)


@pytest.mark.parametrize(
    "coefficient",
    [agreement.krippendorff_alpha, agreement.fixed_weight_alpha, agreement.gwet_ac, agreement.brennan_prediger],
)
def test_the_middle_of_any_other_interval_is_the_coefficient(coefficient: Coefficient) -> None:
    found = coefficient(two_columns(*SPLIT))
    assert found.value is not None
    assert middle(interval_of(found)) == pytest.approx(math.atanh(found.value), abs=1e-9)


@pytest.mark.parametrize("level", [0.95, 0.5])
def test_a_kappa_lies_in_its_interval_however_far_few_cases_move_the_middle(level: float) -> None:
    rng, moved = np.random.default_rng(3), []
    for _ in range(300):
        codes = rng.choice(4, p=[0.05, 0.6, 0.3, 0.05], size=(5, 3)).astype(np.int8)
        found = agreement.conger_kappa(Ratings(GRADES, tuple(range(5)), (1, 2, 3), codes), "quadratic")
        interval = found.interval(level)
        if interval is not None and interval.method == "jackknife":
            assert found.value is not None
            assert interval.low - 1e-12 <= found.value <= interval.high + 1e-12
            low, value, high = (math.log((x + 0.5) / (1 - x)) for x in (interval.low, found.value, interval.high))
            moved.append(2 * ((low + high) / 2 - value) / (high - low))
    assert max(map(abs, moved)) == pytest.approx(1 / max(student.ppf(0.5 + level / 2, 4), 1))


def test_complete_agreement_on_varied_grades_is_not_certainty() -> None:
    ratings = two_columns((10, 1, 1), (10, 2, 2))
    for estimate in (agreement.krippendorff_alpha(ratings), agreement.fleiss_kappa(ratings)):
        interval = interval_of(estimate)
        assert estimate.value == pytest.approx(1)
        assert interval.method == "exact"
        assert interval.high == 1
    share = 0.025 ** (1 / 20)  # twenty of twenty agree
    assert interval_of(agreement.percent_agreement(ratings)).low == pytest.approx(share)
    assert interval_of(agreement.fleiss_kappa(ratings)).low == pytest.approx((share - 0.5) / 0.5)


def test_one_disagreement_in_twenty_does_not_vanish_from_the_interval() -> None:
    ratings = two_columns((13, 2, 2), (6, 1, 1), (1, 1, 2))
    exact = proportion_interval(19, 20, "clopper-pearson")
    share, alpha = interval_of(agreement.percent_agreement(ratings)), interval_of(agreement.krippendorff_alpha(ratings))
    assert share.method == alpha.method == "jackknife"
    assert alpha.low < 0.6
    assert alpha.high > 0.97
    assert share.low == pytest.approx(exact.low, abs=0.1)
    assert share.high == pytest.approx(exact.high, abs=0.02)


def test_F15_intervals_narrow_as_cases_come_in() -> None:
    widths = []
    for times in (1, 3, 10):
        ratings = two_columns((times, 1, 1), (times, 2, 2), (times, 1, 2))
        for estimate in (agreement.percent_agreement(ratings), agreement.krippendorff_alpha(ratings)):
            interval = interval_of(estimate)
            widths.append(interval.high - interval.low)
    assert widths[0] > widths[2] > widths[4]
    assert widths[1] > widths[3] > widths[5]
    assert widths[0] > 0.8
    assert widths[5] > 0.4


def test_more_confidence_is_a_wider_interval_and_none_is_refused() -> None:
    estimate = agreement.gwet_ac(two_columns((9, 1, 1), (8, 2, 2), (4, 1, 2)))
    wide, narrow = interval_of(estimate, 0.99), interval_of(estimate, 0.8)
    assert wide.low < narrow.low < narrow.high < wide.high
    for level in (0, 1, 95):
        with pytest.raises(ValueError, match="between 0 and 1"):
            estimate.interval(level)
    with pytest.raises(ValueError, match="bayes"):
        estimate.interval(method="bayes")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("method", "low", "high"), [("wilson", 0.542168640888643, 0.82510521350168), ("clopper-pearson", 0.5302, 0.8413)]
)
def test_a_proportion_by_wilson_and_by_clopper_and_pearson(method: str, low: float, high: float) -> None:
    found = proportion_interval(26, 37, method)  # type: ignore[arg-type]
    assert [found.low, found.high] == pytest.approx([low, high], abs=1e-4)
    nothing = proportion_interval(0, 20, method)  # type: ignore[arg-type]
    assert nothing.low == 0
    assert 0.16 < nothing.high < 0.17
    everything = proportion_interval(20, 20, method)  # type: ignore[arg-type]
    assert everything.high == 1
    assert everything.low == pytest.approx(1 - nothing.high)


@pytest.mark.parametrize(("x", "n"), [(-1, 5), (6, 5), (0, 0), (3, math.inf), (math.nan, 5)])
def test_a_proportion_that_is_none_is_refused(x: float, n: float) -> None:
    with pytest.raises(ValueError, match="0 <= x <= n"):
        proportion_interval(x, n)
    with pytest.raises(ValueError, match="wald"):
        proportion_interval(1, 2, "wald")  # type: ignore[arg-type]


def grading(rng: np.random.Generator, n: int, auditors: int, shares: list[float], each: int) -> Ratings:
    """Auditors of unequal severity reading the same hidden quality with error; ``each`` grades on every case."""
    cuts = norm.ppf(np.cumsum(shares)[:-1])
    severity = np.linspace(-1, 1, auditors)
    quality = rng.normal(size=(n, 1)) * math.sqrt(0.85) + rng.normal(size=(n, auditors)) * math.sqrt(0.15)
    codes = np.searchsorted(cuts, quality + 0.3 * severity / severity.std()).astype(np.int8)
    kept = np.argsort(rng.random((n, auditors)), axis=1) < each
    return Ratings(GRADES, tuple(range(n)), tuple(range(auditors)), np.where(kept, codes, -1).astype(np.int8))


@pytest.mark.parametrize(
    ("shares", "n", "auditors", "each", "least"),
    [
        ([0.1, 0.55, 0.3, 0.05], 20, 3, 3, {"krippendorff_alpha": 0.92, "gwet_ac": 0.93, "percent_agreement": 0.93}),
        ([0.025, 0.7, 0.27, 0.005], 20, 8, 2, {"krippendorff_alpha": 0.92, "gwet_ac": 0.93, "percent_agreement": 0.93}),
        ([0.025, 0.7, 0.27, 0.005], 10, 8, 2, {"gwet_ac": 0.93, "percent_agreement": 0.93}),
    ],
)
def test_F15_at_the_sizes_councils_have_intervals_hold_the_true_value_as_often_as_they_say(
    shares: list[float], n: int, auditors: int, each: int, least: dict[str, float]
) -> None:
    rng = np.random.default_rng(20)
    population = grading(rng, 200_000, auditors, shares, each)
    truths = {name: getattr(agreement, name)(population).value for name in least}
    held = dict.fromkeys(least, 0)
    defined = dict.fromkeys(least, 0)
    for _ in range(400):
        sample = grading(rng, n, auditors, shares, each)
        for name, truth in truths.items():
            interval = getattr(agreement, name)(sample).interval()
            if interval is not None:
                defined[name] += 1
                held[name] += interval.low <= truth <= interval.high
    for name, share in least.items():
        assert held[name] / defined[name] >= share, (name, held[name] / defined[name])
