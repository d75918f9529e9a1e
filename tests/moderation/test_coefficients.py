"""Published values, the adverse cases, and what is said when there is too little to go on."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from moderation import Estimate, InsufficientData, Ratings, Scale, agreement, benchmark
from tests.moderation.reference.tables import (
    COHEN,
    FEINSTEIN_BALANCED,
    FEINSTEIN_SKEWED,
    GRADES,
    KRIPPENDORFF,
    KRIPPENDORFF_SCALE,
    RANDOLPH,
    spread,
)

COEFFICIENTS: list[Callable[[Ratings], Estimate]] = [
    agreement.percent_agreement,
    agreement.within,
    agreement.boundary,
    agreement.krippendorff_alpha,
    agreement.gwet_ac,
    agreement.brennan_prediger,
    agreement.fleiss_kappa,
    agreement.conger_kappa,
]
NEED_VARIATION = [agreement.krippendorff_alpha, agreement.fleiss_kappa, agreement.conger_kappa, agreement.cohen_kappa]
GOOD, RI = "Good", "Requires improvement"
VARIED = ((25, RI, RI), (8, GOOD, GOOD), (2, RI, GOOD), (1, GOOD, RI), (1, "Inadequate", RI))


def pairs(*counted: tuple[int, str, str]) -> Ratings:
    """Two auditors' grades: so many cases graded so by the first and so by the second."""
    return Ratings.from_matrix([[a, b] for count, a, b in counted for _ in range(count)], GRADES)


@pytest.mark.parametrize(
    ("metric", "printed"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_F1_krippendorffs_own_table(metric: str, printed: float) -> None:
    estimate = agreement.krippendorff_alpha(Ratings.from_matrix(KRIPPENDORFF, KRIPPENDORFF_SCALE), metric)  # type: ignore[arg-type]
    assert estimate.value == pytest.approx(printed, abs=5e-4)
    assert (estimate.n_cases, estimate.n_multiple, estimate.n_dropped) == (12, 11, 1)


def test_gwets_values_for_the_same_table_keep_the_case_with_one_grade() -> None:
    ratings = Ratings.from_matrix(KRIPPENDORFF, KRIPPENDORFF_SCALE)
    assert agreement.gwet_ac(ratings, "identity").value == pytest.approx(0.77544, abs=1e-5)
    assert agreement.fleiss_kappa(ratings).value == pytest.approx(0.76117, abs=1e-5)
    assert agreement.brennan_prediger(ratings).value == pytest.approx(0.77273, abs=1e-5)
    assert agreement.gwet_ac(ratings, "identity").n_dropped == 0


def test_cohen_1960_with_its_later_standard_error() -> None:
    kappa = agreement.cohen_kappa(Ratings.from_matrix(spread(COHEN, (1, 2, 3)), Scale([1, 2, 3])))
    assert kappa.value == pytest.approx(0.492, abs=5e-4)
    table = np.array(COHEN) / 200  # Fleiss, Cohen and Everitt (1969), written out for unweighted kappa
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    chance, k = rows @ columns, kappa.value or 0
    terms = table * (np.eye(3) - (columns[:, None] + rows[None, :]) * (1 - k)) ** 2
    expected = np.sqrt((terms.sum() - (k - chance * (1 - k)) ** 2) / (200 * (1 - chance) ** 2))
    assert kappa.se == pytest.approx(expected, abs=1e-12)


def test_randolphs_free_and_fixed_margins() -> None:
    ratings = Ratings.from_matrix(RANDOLPH, Scale(["Yes", "No"]))
    assert agreement.fleiss_kappa(ratings).value == pytest.approx(1 / 3)
    assert agreement.brennan_prediger(ratings).value == pytest.approx(1 / 3)


def test_the_paradox_of_feinstein_and_cicchetti() -> None:
    balanced, skewed = (
        Ratings.from_matrix(spread(table, ("yes", "no")), Scale(["yes", "no"]))
        for table in (FEINSTEIN_BALANCED, FEINSTEIN_SKEWED)
    )
    for ratings, kappa in ((balanced, 0.70), (skewed, 0.32)):
        assert agreement.percent_agreement(ratings).value == pytest.approx(0.85)
        assert agreement.cohen_kappa(ratings).value == pytest.approx(kappa, abs=5e-3)


@pytest.mark.parametrize(
    ("ratings", "kappa", "ac1"),
    [
        (pairs((33, RI, RI), (2, RI, GOOD), (2, GOOD, RI)), -0.057, 0.888),
        (pairs(*VARIED), 0.731, 0.875),
    ],
)
def test_the_same_raw_agreement_can_mean_opposite_kappas(ratings: Ratings, kappa: float, ac1: float) -> None:
    assert agreement.percent_agreement(ratings).value == pytest.approx(0.892, abs=5e-4)
    assert agreement.cohen_kappa(ratings).value == pytest.approx(kappa, abs=5e-4)
    assert agreement.gwet_ac(ratings, "identity").value == pytest.approx(ac1, abs=5e-4)


@pytest.mark.parametrize(
    ("grades", "ac2"), [(("Outstanding", GOOD, RI, "Inadequate"), 0.980), ((GOOD, RI, "Inadequate"), 0.955)]
)
def test_ac2_depends_on_the_grades_declared_and_not_on_those_used(grades: tuple[str, ...], ac2: float) -> None:
    rows = [[first, second] for count, first, second in VARIED for _ in range(count)]
    estimate = agreement.gwet_ac(Ratings.from_matrix(rows, Scale(grades)), "quadratic")
    assert estimate.value == pytest.approx(ac2, abs=5e-4)


@pytest.mark.parametrize("coefficient", NEED_VARIATION)
def test_F2_no_variation_is_said_in_words(coefficient: Callable[[Ratings], Estimate]) -> None:
    estimate = coefficient(pairs((12, RI, RI)))
    assert (estimate.value, estimate.se, estimate.interval()) == (None, None, None)
    assert estimate.status == "undefined_no_variation"
    assert "Cannot be computed: no variation. Every grade given is Requires improvement." in estimate.reason
    assert agreement.percent_agreement(pairs((12, RI, RI))).value == 1


@pytest.mark.parametrize("coefficient", [agreement.percent_agreement, agreement.gwet_ac, agreement.brennan_prediger])
def test_F2_where_no_variation_can_be_measured_it_is_not_certainty(coefficient: Callable[[Ratings], Estimate]) -> None:
    estimate = coefficient(pairs((12, RI, RI)))
    interval = estimate.interval()
    assert estimate.value == 1
    assert interval is not None
    assert interval.method == "exact"
    assert 0.6 < interval.low < 0.75
    assert interval.high == 1


@pytest.mark.parametrize("coefficient", COEFFICIENTS)
def test_F2_no_data_and_one_case(coefficient: Callable[[Ratings], Estimate]) -> None:
    with pytest.raises(InsufficientData, match="no grades"):
        coefficient(Ratings.from_matrix([], GRADES))
    one = coefficient(pairs((1, GOOD, "Inadequate")))
    assert one.status == "unreliable_small_n"
    assert one.value is not None
    assert one.se is None
    interval = one.interval()
    assert interval is not None
    assert interval.high - interval.low > 0.9


def test_F2_one_case_in_disagreement_has_alpha_zero_and_one_in_agreement_none() -> None:
    apart = agreement.krippendorff_alpha(pairs((1, GOOD, RI)))
    interval = apart.interval()
    assert apart.value == pytest.approx(0)
    assert interval is not None
    assert interval.low == -1
    assert agreement.krippendorff_alpha(pairs((1, RI, RI))).status == "undefined_no_variation"


@pytest.mark.parametrize("coefficient", [*COEFFICIENTS, agreement.cohen_kappa])
def test_F3_auditors_who_share_no_case_have_no_agreement(coefficient: Callable[[Ratings], Estimate]) -> None:
    apart = Ratings.from_matrix([[GOOD, None], [None, RI], [RI, None], [None, RI]], GRADES)
    with pytest.raises(InsufficientData, match="No case has been graded by two auditors"):
        coefficient(apart)


def test_F4_nearly_all_the_same_grade_is_explained_beside_the_percentage() -> None:
    ratings = pairs((47, RI, RI), (2, RI, GOOD), (1, GOOD, RI))
    assert agreement.percent_agreement(ratings).value == pytest.approx(0.94)
    for kappa, value in (
        (agreement.cohen_kappa(ratings), -0.0274),
        (agreement.fleiss_kappa(ratings), -0.0309),
        (agreement.krippendorff_alpha(ratings), -0.0206),
    ):
        assert kappa.value == pytest.approx(value, abs=5e-5)
        assert kappa.status == "unreliable_little_variation"
        assert kappa.reason.startswith(
            "97% of the grades are Requires improvement. When nearly every grade is the same"
        )
        assert kappa.reason.endswith(
            "Only 3 cases have a grade other than Requires improvement; with fewer than 10 this figure and its "
            "interval are unreliable."
        )
        assert benchmark(kappa).word is None
    assert agreement.gwet_ac(ratings).reason == ""
    assert agreement.krippendorff_alpha(pairs(*VARIED)).reason == ""
    ten = agreement.krippendorff_alpha(pairs((90, RI, RI), (10, RI, GOOD)))
    assert (ten.status, ten.reason.count("Only")) == ("ok", 0)


def test_F5_errors_of_one_grade_and_of_three_are_told_apart() -> None:
    near = [[0, 0], [0, 1], [1, 1], [1, 1], [2, 2], [2, 2], [3, 3], [3, 2]]
    far = [[0, 0], [0, 3], [1, 1], [1, 1], [2, 2], [2, 2], [3, 3], [3, 0]]
    for matrix, quadratic in ((near, 0.875), (far, 0.100)):
        ratings = Ratings.from_matrix(matrix, GRADES)
        assert agreement.percent_agreement(ratings).value == 0.75
        assert agreement.cohen_kappa(ratings).value == pytest.approx(0.667, abs=5e-4)
        assert agreement.cohen_kappa(ratings, "quadratic").value == pytest.approx(quadratic)


def test_F6_a_grade_nobody_used_still_lies_between_its_neighbours() -> None:
    labels = [["O", "O"], ["O", "RI"], ["RI", "O"], ["RI", "RI"], ["I", "I"], ["I", "I"]]
    whole, seen = (Ratings.from_matrix(labels, Scale(scale)) for scale in (["O", "G", "RI", "I"], ["O", "RI", "I"]))
    assert agreement.cohen_kappa(whole, "linear").value == pytest.approx(0.5)
    assert agreement.cohen_kappa(seen, "linear").value == pytest.approx(0.625)


@pytest.mark.parametrize("coefficient", COEFFICIENTS)
def test_F9_a_case_and_an_auditor_without_grades_change_nothing_but_are_counted(
    coefficient: Callable[[Ratings], Estimate],
) -> None:
    full = [[1, 1], [2, 2], [2, 1], [3, 3]]
    padded = [[1, 1, None], [None, None, None], [2, 2, None], [2, 1, None], [3, 3, None]]
    without, with_gaps = (coefficient(Ratings.from_matrix(matrix, GRADES)) for matrix in (full, padded))
    assert with_gaps.value == pytest.approx(without.value, abs=1e-12)
    assert with_gaps.se == pytest.approx(without.se, abs=1e-12)
    assert (without.n_dropped, with_gaps.n_dropped) == (0, 1)


def test_below_ten_cases_graded_twice_a_figure_is_called_unreliable() -> None:
    nine, ten = (agreement.gwet_ac(pairs((count, RI, RI), (1, GOOD, RI))) for count in (8, 9))
    assert nine.status == "unreliable_small_n"
    assert nine.reason.startswith("Only 9 cases were graded by two or more auditors")
    assert (ten.status, ten.reason) == ("ok", "")


@pytest.mark.parametrize(
    "coefficient",
    [
        agreement.krippendorff_alpha,
        agreement.fixed_weight_alpha,
        agreement.fleiss_kappa,
        agreement.conger_kappa,
        agreement.cohen_kappa,
        agreement.light_kappa,
    ],
)
def test_alpha_and_the_kappas_need_eleven_cases_because_on_ten_their_intervals_are_too_narrow(
    coefficient: Callable[[Ratings], Estimate],
) -> None:
    ten, eleven = (coefficient(pairs((count, RI, RI), (3, GOOD, GOOD), (2, GOOD, RI))) for count in (5, 6))
    assert ten.status == "unreliable_small_n"
    assert ten.reason.startswith("Only 10 cases were graded by two or more auditors; with 10 or fewer this figure is")
    assert ten.interval() is not None
    assert benchmark(ten).word is None
    assert (eleven.status, eleven.reason) == ("ok", "")


def test_a_line_that_parts_no_grades_leaves_nothing_to_measure() -> None:
    line = np.array([[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1], [0, 0, 1, 1]])
    estimate = agreement.fleiss_kappa(pairs((6, "Outstanding", GOOD), (7, GOOD, GOOD)), line)
    assert estimate.status == "undefined_no_variation"
    assert "All the grades given count as the same." in estimate.reason


def test_a_negative_coefficient_is_returned_as_it_is() -> None:
    assert agreement.cohen_kappa(pairs((5, GOOD, RI), (5, RI, GOOD))).value == -1


def test_shares_of_pairs_within_a_step_and_on_the_same_side_of_the_line() -> None:
    ratings = pairs((5, GOOD, GOOD), (3, GOOD, RI), (1, GOOD, "Outstanding"), (1, GOOD, "Inadequate"))
    assert agreement.percent_agreement(ratings).value == pytest.approx(0.5)
    assert agreement.within(ratings).value == pytest.approx(0.9)
    assert agreement.within(ratings, 2).value == 1
    assert agreement.boundary(ratings).value == pytest.approx(0.6)


def test_the_ratio_metric_refuses_negative_numbers_and_no_metric_is_guessed() -> None:
    ratings = Ratings.from_matrix([[1, -1], [1, 1]], Scale([1, 0, -1]))
    with pytest.raises(ValueError, match="not negative"):
        agreement.krippendorff_alpha(ratings, "ratio")
    with pytest.raises(ValueError, match="'linear'; there are nominal"):
        agreement.krippendorff_alpha(ratings, "linear")  # type: ignore[arg-type]
