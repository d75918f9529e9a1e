"""Wrong answers that other software has been seen to give, and that this package must not."""

from __future__ import annotations

import math

import numpy as np
import pytest

from moderation import InsufficientData, Ratings, Scale, agreement, compare, latent, planning, severity
from tests.moderation.reference import direct, ordinal
from tests.moderation.reference.tables import (
    ANAESTHETISTS,
    COHEN,
    DOCTOR_OF_COLUMN,
    GRADES,
    KRIPPENDORFF,
    KRIPPENDORFF_SCALE,
    RANDOLPH,
    SHROUT,
    spread,
)
from tests.moderation.rounds import drawn, fitted, values
from tests.moderation.test_oracles import cases, read

GOOD, RI = "Good", "Requires improvement"

# Fleiss, Cohen and Everitt (1969), Psychological Bulletin 72: their proportions as 200 subjects, and their weights.
EVERITT = [[106, 10, 4], [22, 28, 10], [2, 12, 6]]
EVERITT_WEIGHTS = [[1, 0, 4 / 9], [0, 1, 2 / 3], [4 / 9, 2 / 3, 1]]


def test_coincidences_of_three_grades_are_shared_out_in_complete_tables_too() -> None:
    """irr 0.84.1, kripp.alpha: divides by the grades on a case less one only where something is missing."""
    alpha = agreement.krippendorff_alpha(Ratings.from_matrix(RANDOLPH, Scale(["Yes", "No"])), "nominal").value
    assert alpha == pytest.approx(0.389, abs=5e-4)
    assert alpha != pytest.approx(0.361, abs=5e-3)


def test_a_grade_whose_margins_are_equal_keeps_its_degree_of_freedom() -> None:
    """irr 0.84.1, stuart.maxwell.mh: drops it, and gives 12.80 on 1 degree of freedom."""
    found = compare.stuart_maxwell(COHEN)
    assert sum(COHEN[1]) == sum(row[1] for row in COHEN)
    assert (found.statistic, found.df) == (pytest.approx(13.51, abs=5e-3), 2)


def test_the_null_comes_first_in_a_sample_size() -> None:
    """irr 0.84.1, N.cohen.kappa: its example has the two kappas the other way round and plans 96 cases."""
    assert planning.cases_for_kappa(0.7, 0.85, [0.5, 0.5], method="cantor").n == 117


def test_the_error_of_alpha_from_a_table_of_counts_is_that_of_the_grades_behind_it() -> None:
    """irrCAC (R) 1.4, krippen.alpha.dist: .0824 and, with quadratic weights, .1340."""
    ratings = read(cases()["gwet_distrib_6raters"]["data"])
    assert agreement.fixed_weight_alpha(ratings, "identity").se == pytest.approx(0.0812, abs=5e-5)
    assert agreement.fixed_weight_alpha(ratings, "quadratic").se == pytest.approx(0.1457, abs=5e-5)


def test_the_error_of_alpha_with_gaps_is_the_infinitesimal_jackknife() -> None:
    """irrCAC (Python) 0.4.4: .14557."""
    found = agreement.fixed_weight_alpha(Ratings.from_matrix(KRIPPENDORFF, KRIPPENDORFF_SCALE), "identity")
    assert found.se == pytest.approx(0.14548, abs=5e-6)


def test_the_variance_of_weighted_kappa() -> None:
    """psych 2.2.9: .01834."""
    kappa = agreement.cohen_kappa(Ratings.from_matrix(spread(EVERITT, (1, 2, 3)), Scale([1, 2, 3])), EVERITT_WEIGHTS)
    assert kappa.value == pytest.approx(0.507, abs=5e-4)
    assert (kappa.se or 0) ** 2 == pytest.approx(0.003248, abs=5e-7)


def test_the_interval_of_a_mean_of_auditors_follows_from_that_of_one() -> None:
    """irr 0.84.1, icc: .039, by another formula of McGraw and Wong; ours is that of psych and of Shrout and Fleiss."""
    ratings = Ratings.from_matrix(SHROUT, Scale(range(1, 11)))
    one, mean = (agreement.icc(ratings, form).interval() for form in ("ICC(2,1)", "ICC(2,k)"))  # type: ignore[arg-type]
    assert one is not None
    assert mean is not None
    assert mean.low == pytest.approx(4 * one.low / (1 + 3 * one.low))
    assert mean.low == pytest.approx(0.071, abs=5e-4)


def test_errors_of_severities_count_that_the_quality_of_cases_is_not_known() -> None:
    """TAM 4.3-25: takes it as known, and the last auditor's error as if those of the others had nothing in common.

    That ours are those of an independent fit is held in test_severity.
    """
    found = fitted(1, "adjacent", shrink=False)
    assert found.case_sd is not None
    codes, lines = drawn(1), np.array([line.value for line in reversed(found.thresholds)])
    known = ordinal.information_if_quality_were_known(
        np.where(codes >= 0, 3 - codes, -1), "adjacent", values(found), lines, found.case_sd
    )
    *free, last = values(found, "se")
    theirs = 1 / np.sqrt(known[:-1] + known[-1])
    assert (theirs < 0.8 * np.array(free)).all()
    assert np.sqrt((theirs**2).sum()) != pytest.approx(last, rel=0.05)


def test_severities_of_a_sparse_table_of_which_others_are_too_sure_and_too_mild() -> None:
    """TAM 4.3-25: errors .234 and, for the last, .557; with its own nodes, which end at 6 logits, a deviance of 567.03
    and severities up to 14 % too small."""
    entry = cases()["sirt_ratings1_k1"]
    found = severity.fit(Ratings.from_long(entry["data"]["rows"], Scale([3, 2, 1, 0])), "adjacent", shrink=False)
    first, last = (next(one for one in found.auditors if one.auditor == name) for name in ("db01", "db54"))
    assert (first.se, last.se) == (pytest.approx(0.484, abs=5e-4), pytest.approx(0.361, abs=1e-3))
    assert -2 * (found.loglik or 0) == pytest.approx(563.45, abs=0.01)
    assert first.severity == pytest.approx(2.607, abs=1e-3)
    assert found.case_sd == pytest.approx(2.94, abs=1e-3)


def test_the_model_of_dawid_and_skene_is_fitted_to_the_end() -> None:
    """crowd-kit 1.4.2, DawidSkene: whatever it is told, stops as soon as a sum falls that is not the likelihood, as it
    counts the shares of the true grades once for each grade and not once for each case. Here after four steps."""
    owners = list(DOCTOR_OF_COLUMN.values())
    ratings = Ratings.from_matrix(ANAESTHETISTS, Scale([1, 2, 3, 4]))
    found = latent.dawid_skene(ratings, restarts=0, seed=1, smoothing=0, person=DOCTOR_OF_COLUMN)
    stopped, end = (direct.dawid_skene_shares(ANAESTHETISTS, owners, 4, steps) for steps in (4, 200))
    assert stopped == pytest.approx([0.39973, 0.42238, 0.11122, 0.06667], abs=5e-6)
    assert found.prevalence == pytest.approx(end, abs=1e-6)
    assert found.prevalence[2] == pytest.approx(0.11180, abs=5e-6)
    alone = latent.dawid_skene(ratings, restarts=0, seed=1, smoothing=0)  # each column a doctor: there 40.8 %
    assert alone.prevalence[0] == pytest.approx(0.4222, abs=5e-5)


def test_no_overlap_is_refused_and_not_minus_a_half() -> None:
    """statsmodels 0.15, aggregate_raters and fleiss_kappa: -.524 without a warning."""
    ratings = Ratings.from_matrix([[1, math.nan], [math.nan, 2], [3, math.nan], [math.nan, 2]], Scale([1, 2, 3, 4]))
    for coefficient in (
        agreement.fleiss_kappa,
        agreement.krippendorff_alpha,
        agreement.fixed_weight_alpha,
        agreement.light_kappa,
        agreement.pairwise,
        agreement.icc,
        agreement.kendall_w,
    ):
        with pytest.raises(InsufficientData):
            coefficient(ratings)


def test_tests_of_margins_leave_the_callers_table_alone_and_answer_for_a_perfect_grade() -> None:
    """statsmodels 0.15, SquareTable: adds a half to empty cells in place; its homogeneity, like mcnemar.test and
    bhapkar of R, has no answer where a pair of grades is empty or a grade is agreed on by all."""
    table = np.array([[9, 0, 0, 0], [0, 7, 3, 0], [0, 1, 5, 0], [0, 0, 0, 0]])
    before = table.copy()
    for test in (compare.bowker, compare.stuart_maxwell, compare.bhapkar):
        found = test(table)
        assert found.statistic is not None
        assert math.isfinite(found.statistic)
        assert found.df == 1
        assert 0.5 < found.p < 0.75  # three of four tossed coins, either way
    assert (table == before).all()


def test_F2_grades_that_never_vary_are_undefined_or_certain_to_no_one() -> None:
    """Others raise, give nan, 0 or 1, or a perfect coefficient with a standard error of nothing."""
    ratings = Ratings.from_matrix([[RI] * 3] * 20, GRADES)
    for coefficient in (agreement.fixed_weight_alpha, agreement.light_kappa, agreement.krippendorff_alpha):
        found = coefficient(ratings)
        assert (found.value, found.se, found.interval(), found.status) == (None, None, None, "undefined_no_variation")
    for coefficient in (agreement.gwet_ac, agreement.brennan_prediger):
        for method in ("jackknife", "analytic", "percentile", "bca"):
            interval = coefficient(ratings).interval(method=method, seed=1)  # type: ignore[arg-type]
            assert interval is not None
            assert interval.low < interval.high == 1


def test_infinity_is_no_grade() -> None:
    """irrCAC (Python), statsmodels, nltk and crowd-kit take it as one."""
    for wrong in (math.inf, -math.inf, np.inf):
        with pytest.raises(ValueError, match=r"Case 1, auditor 2: -?inf is not a grade"):
            Ratings.from_matrix([[1, wrong], [2, 2]], Scale([1, 2, 3, 4]))


def test_with_gaps_every_case_weighs_the_same_however_many_graded_it() -> None:
    """DKPro weighs a case by its number of grades and pools the margins. Ours is Gwet's."""
    ratings = Ratings.from_matrix([[GOOD, GOOD, GOOD, RI], [RI, RI, None, None], [GOOD, RI, None, None]], GRADES)
    observed = (1 / 2 + 1 + 0) / 3
    good = (3 / 4 + 0 + 1 / 2) / 3  # pooled it would be 4 / 8
    chance = 2 * good * (1 - good) / 3
    assert agreement.gwet_ac(ratings, "identity").value == pytest.approx((observed - chance) / (1 - chance))
    chance = good**2 + (1 - good) ** 2
    assert agreement.fleiss_kappa(ratings).value == pytest.approx((observed - chance) / (1 - chance))
