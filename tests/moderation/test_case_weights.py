"""Cases that stand for more than themselves, and cycles that are not endless."""

from __future__ import annotations

import math

import numpy as np
import pytest

from moderation import Estimate, Ratings, agreement
from tests.moderation.reference import direct
from tests.moderation.reference.tables import GRADES
from tests.moderation.test_properties import FORMS, figure

RI = "Requires improvement"


def sparse(n: int = 30, r: int = 4, seed: int = 5) -> Ratings:
    rng = np.random.default_rng(seed)
    codes = np.clip(np.round(rng.normal(1.5, 0.9, (n, 1)) + rng.normal(0, 0.6, (n, r))), 0, 3).astype(np.int8)
    codes[rng.random(codes.shape) < 0.4] = -1
    return Ratings(GRADES, tuple(range(n)), tuple(range(r)), codes)


def fair(ratings: Ratings, weights: np.ndarray, least: int) -> np.ndarray:
    """Weights that average 1 over the cases that take part."""
    return weights / weights[ratings.grades_per_case >= least].mean()


@pytest.mark.parametrize(("name", "kind"), FORMS)
def test_a_case_counts_in_every_sum_as_its_weight_says(name: str, kind: str) -> None:
    ratings = sparse()
    weights = np.random.default_rng(6).uniform(0.5, 4, len(ratings.cases))
    least = 2 if name in ("krippendorff_alpha", "percent_agreement", "brennan_prediger") else 1
    found = figure(name, kind, ratings.weighted(dict(enumerate(weights))))
    assert found.value == pytest.approx(
        direct.coefficient(name, kind, ratings, fair(ratings, weights, least)), abs=1e-10
    )
    assert found.value != pytest.approx(figure(name, kind, ratings).value, abs=1e-6)
    doubled = figure(name, kind, ratings.weighted(dict(enumerate(2 * weights))))
    assert (doubled.value, doubled.se) == (pytest.approx(found.value), pytest.approx(found.se))


@pytest.mark.parametrize(("name", "kind"), FORMS)
def test_equal_weights_change_nothing(name: str, kind: str) -> None:
    ratings = sparse()
    plain, alike = figure(name, kind, ratings), figure(name, kind, ratings.weighted(dict.fromkeys(ratings.cases, 3)))
    assert (alike.value, alike.se) == (pytest.approx(plain.value), pytest.approx(plain.se))
    one, other = plain.interval(), alike.interval()
    assert one is not None
    assert other is not None
    assert (one.low, one.high) == pytest.approx((other.low, other.high))


def test_weights_undo_a_choice_of_cases_that_favoured_some() -> None:
    """All the contested cases graded twice and a quarter of the others: unweighted agreement is far too low."""
    cases = [[1, 1]] * 800 + [[1, 2]] * 200
    truth = agreement.percent_agreement(Ratings.from_matrix(cases, GRADES)).value
    chosen = Ratings.from_matrix(cases[:200] + cases[800:], GRADES)
    weights = {case: 4.0 if case <= 200 else 1.0 for case in chosen.cases}  # type: ignore[operator]
    assert agreement.percent_agreement(chosen).value == pytest.approx(0.5)
    assert agreement.percent_agreement(chosen.weighted(weights)).value == pytest.approx(truth)


def test_complete_agreement_of_unequal_cases_is_less_certain_than_of_equal_ones() -> None:
    ratings = Ratings.from_matrix([[1, 1]] * 10 + [[2, 2]] * 10, GRADES)
    equal = agreement.percent_agreement(ratings).interval()
    unequal = agreement.percent_agreement(ratings.weighted({c: 1 + 20 * (c == 1) for c in ratings.cases})).interval()
    assert equal is not None
    assert unequal is not None
    assert unequal.method == "exact"
    assert unequal.low < equal.low
    effective = 40**2 / (21**2 + 19)
    assert unequal.low == pytest.approx(0.025 ** (1 / effective))


def test_specific_agreement_counts_cases_as_their_weights_say() -> None:
    ratings = Ratings.from_matrix([[1, 1], [1, 2], [2, 2]], GRADES).weighted({1: 1, 2: 3, 3: 1})
    assert agreement.specific_agreement(ratings)["Good"].value == pytest.approx(2 / (2 + 3))


@pytest.mark.parametrize("wrong", [0, -1, math.nan, math.inf])
def test_a_case_without_a_weight_above_nothing_is_refused(wrong: float) -> None:
    ratings = Ratings.from_matrix([[1, 1], [2, 2]], GRADES, cases=["C1", "C2"])
    with pytest.raises(ValueError, match="Case C2 needs a weight above 0"):
        ratings.weighted({"C1": 1, "C2": wrong})
    with pytest.raises(ValueError, match="Case C2 needs a weight above 0, not None"):
        ratings.weighted({"C1": 1})


@pytest.mark.parametrize(("name", "kind"), FORMS)
def test_of_a_cycle_that_has_an_end_less_is_left_to_infer(name: str, kind: str) -> None:
    ratings = sparse()
    n = ratings.n_multiple
    endless, half = figure(name, kind, ratings), figure(name, kind, ratings.out_of(2 * n))
    assert half.value == endless.value
    assert half.se == pytest.approx((endless.se or 0) * math.sqrt(0.5))
    for method in ("jackknife", "analytic", "percentile", "bca"):
        one, other = (e.interval(method=method, seed=1) for e in (endless, half))  # type: ignore[arg-type]
        assert one is not None
        assert other is not None
        assert other.high - other.low < 0.85 * (one.high - one.low)


def test_when_every_case_of_the_cycle_was_graded_twice_nothing_is_left_to_infer() -> None:
    ratings = Ratings.from_matrix([[1, 1], [1, 2], [2, 2], [0, 0]], GRADES).out_of(4)
    found: Estimate = agreement.percent_agreement(ratings)
    for population in ("cases", "auditors"):
        interval = found.interval(population=population)  # type: ignore[arg-type]
        assert interval is not None
        assert (interval.low, interval.high, interval.method) == (0.75, 0.75, "census")


@pytest.mark.parametrize("wrong", [3, 4.5, True, "ten"])
def test_a_cycle_smaller_than_its_sample_is_refused(wrong: object) -> None:
    with pytest.raises(ValueError, match="at least 4, the cases graded by two or more"):
        Ratings.from_matrix([[1, 1]] * 4, GRADES).out_of(wrong)  # type: ignore[arg-type]


def test_weights_and_population_stay_with_the_cases_through_a_choice_of_auditors() -> None:
    ratings = sparse().weighted({case: 1 + case for case in range(30)}).out_of(300)  # type: ignore[operator]
    fewer = ratings.without([0])
    assert fewer.population == 300
    assert fewer.weights is not None
    assert (fewer.weights == np.arange(1, 31)).all()
    assert (ratings.of_cases(np.array([4, 2])).weights == [5, 3]).all()  # type: ignore[union-attr]
