"""The coefficients with weights and gaps beside irrCAC, the package of the author of AC1 and AC2."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from moderation import Estimate, Ratings, Scale, agreement
from tests.moderation.reference import peers
from tests.moderation.reference.random_tables import COMPLETE, SHAPES, SPARSE, drawn, numbers
from tests.moderation.reference.tables import GRADES, KRIPPENDORFF, KRIPPENDORFF_SCALE
from tests.moderation.test_oracles import published_standard_error

COEFFICIENTS: dict[str, Callable[..., Estimate]] = {
    "gwet": agreement.gwet_ac,
    "fleiss": agreement.fleiss_kappa,
    "conger": agreement.conger_kappa,
    "bp": agreement.brennan_prediger,
    "krippendorff": agreement.fixed_weight_alpha,
}
WEIGHTS = ("identity", "linear", "quadratic", "ordinal", "radical")
IN_TURN = [(shape, WEIGHTS[place % 5]) for place, shape in enumerate(SHAPES)]


def theirs(ratings: Ratings, coefficient: str, weights: str, population: float = math.inf) -> dict[str, Any]:
    return peers.irrcac(numbers(ratings), coefficient, weights, ratings.scale.values.tolist(), population)


@pytest.mark.parametrize(("shape", "weights"), IN_TURN)
def test_rounds_of_every_shape(shape: tuple[int, int, float], weights: str) -> None:
    ratings = drawn(*shape)
    for name, coefficient in COEFFICIENTS.items():
        found, peer = coefficient(ratings, weights), theirs(ratings, name, weights)
        assert found.value == pytest.approx(peer["coefficient_value"], abs=1e-9), name
        if name != "krippendorff":  # its error with gaps is a matter of its own, see below
            assert agreement.percent_agreement(ratings, weights).value == pytest.approx(peer["pa"], abs=1e-9), name
            assert published_standard_error(found, ratings) == pytest.approx(peer["se"], abs=1e-9), name
        if shape in COMPLETE:
            interval = found.interval(method="analytic")
            assert found.se == pytest.approx(peer["se"], abs=1e-9), name
            assert interval is not None
            assert (interval.low, interval.high) == pytest.approx(peer["confidence_interval"], abs=1e-9), name


def test_a_sample_of_a_cycle_of_so_many_cases() -> None:
    ratings = drawn(4, 4, 0.0)
    population = 2 * ratings.n_cases
    for name, coefficient in COEFFICIENTS.items():
        found = coefficient(ratings.out_of(population), "ordinal").se
        assert found == pytest.approx(theirs(ratings, name, "ordinal", population)["se"], abs=1e-9), name


def test_the_error_of_alpha_with_gaps_is_by_an_older_formula_there() -> None:
    """It takes the corrected agreement where Gwet's later formula, and so ours, takes the uncorrected one."""
    ratings = Ratings.from_matrix(KRIPPENDORFF, KRIPPENDORFF_SCALE)
    assert theirs(ratings, "krippendorff", "identity")["se"] == pytest.approx(0.14557, abs=5e-6)
    assert agreement.fixed_weight_alpha(ratings, "identity").se == pytest.approx(0.14548, abs=5e-6)
    sparse = drawn(*SPARSE[-1])
    ours = agreement.fixed_weight_alpha(sparse).se
    assert ours != pytest.approx(theirs(sparse, "krippendorff", "ordinal")["se"], rel=1e-4)


def test_grades_that_never_vary_are_certain_nan_or_a_division_by_zero_there() -> None:
    alike = Ratings.from_matrix(np.full((4, 3), 2), Scale(peers.FOUR))
    for name in ("gwet", "bp"):
        peer, found = theirs(alike, name, "identity"), COEFFICIENTS[name](alike, "identity")
        interval = found.interval()
        assert (peer["coefficient_value"], peer["se"], peer["confidence_interval"]) == (1, 0, (1, 1))
        assert interval is not None
        assert (found.value, interval.high) == (1, 1)
        assert interval.low < 0.5
    for name in ("fleiss", "conger", "krippendorff"):
        found = COEFFICIENTS[name](alike, "identity")
        assert (found.value, found.status) == (None, "undefined_no_variation")
    assert math.isnan(theirs(alike, "conger", "identity")["coefficient_value"])
    for name in ("fleiss", "krippendorff"):
        with pytest.raises(ZeroDivisionError):
            theirs(alike, name, "identity")


def test_an_auditor_without_a_grade_makes_congers_kappa_nan_there() -> None:
    idle = Ratings.from_matrix([[*row, None] for row in KRIPPENDORFF], KRIPPENDORFF_SCALE)
    assert math.isnan(theirs(idle, "conger", "identity")["coefficient_value"])
    without = agreement.conger_kappa(Ratings.from_matrix(KRIPPENDORFF, KRIPPENDORFF_SCALE))
    assert agreement.conger_kappa(idle).value == without.value


def test_one_case_is_a_division_by_zero_there() -> None:
    one = Ratings.from_matrix([[1, 2]], Scale(peers.FOUR))
    with pytest.raises(ZeroDivisionError):
        theirs(one, "gwet", "identity")
    found = agreement.gwet_ac(one, "identity")
    assert (found.value is None, found.se, found.status) == (False, None, "unreliable_small_n")


def test_infinity_is_a_grade_there() -> None:
    """One more grade if none were declared; if they were, it is left out without a word."""
    grades = np.array([[1, math.inf], [2, 2], [1, 1], [3, 2]])
    assert math.isfinite(peers.irrcac(grades, "gwet", "identity", None)["coefficient_value"])
    assert math.isfinite(peers.irrcac(grades, "gwet", "identity")["coefficient_value"])
    with pytest.raises(ValueError, match=r"Case 1, auditor 2: .*inf"):
        Ratings.from_matrix(grades, Scale(peers.FOUR))


def test_grades_in_words_are_in_the_order_of_the_alphabet_there() -> None:
    """So that Good and Inadequate are neighbours in every weight; ours are in the order that was declared."""
    grades = [["Good", "Inadequate"], ["Good", "Good"], ["Outstanding", "Outstanding"], ["Inadequate", "Inadequate"]]
    table = np.array([*grades, ["Requires improvement"] * 2])
    ours = agreement.percent_agreement(Ratings.from_matrix(table, GRADES), "linear")
    assert peers.irrcac(table, "gwet", "linear", None)["pa"] == pytest.approx((2 / 3 + 4) / 5)
    assert ours.value == pytest.approx((1 / 3 + 4) / 5)
