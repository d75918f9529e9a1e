"""Intraclass correlations beside pingouin, and Kendall's W beside the test of Friedman that it is, from scipy."""

from __future__ import annotations

import math
from typing import get_args

import numpy as np
import pytest
from scipy.stats import friedmanchisquare

from moderation import Ratings, Scale, agreement
from moderation.scores import Form
from tests.moderation.reference import peers
from tests.moderation.reference.random_tables import COMPLETE, SPARSE, drawn, numbers

FORMS: tuple[Form, ...] = get_args(Form)


def complete(ratings: Ratings) -> np.ndarray:
    grades = numbers(ratings)
    return grades[np.isfinite(grades).all(axis=1)]


@pytest.mark.parametrize("shape", [*COMPLETE, *(shape for shape in SPARSE if shape[0] < 5)])
def test_six_correlations_and_their_intervals(shape: tuple[int, int, float]) -> None:
    ratings = drawn(*shape)
    theirs = peers.intraclass(complete(ratings))
    for form, value, ends in zip(FORMS, theirs["ICC"], theirs["CI95"], strict=True):
        found = agreement.icc(ratings, form)
        interval = found.interval()
        assert found.value == pytest.approx(value, abs=1e-9), form
        assert interval is not None
        assert (interval.low, interval.high) == pytest.approx(ends, abs=1e-9), form


@pytest.mark.parametrize("shape", COMPLETE)
def test_concordance_is_friedmans_test_of_the_cases(shape: tuple[int, int, float]) -> None:
    ratings = drawn(*shape)
    found, theirs = agreement.kendall_w(ratings), friedmanchisquare(*ratings.codes)
    assert found.chi_square == pytest.approx(theirs.statistic, abs=1e-9)
    assert found.p == pytest.approx(theirs.pvalue, abs=1e-9)


def test_a_case_graded_twice_by_one_auditor_is_a_mean_there() -> None:
    rows = [(1, 1, 1), (1, 2, 2), (2, 1, 2), (2, 2, 2), (3, 1, 3), (3, 2, 3), (3, 2, 1)]
    twice, meant = np.array(rows, dtype=float), np.array([*rows[:-2], (3, 2, 2)], dtype=float)
    assert list(peers.intraclass_of_rows(*twice.T)["ICC"]) == list(peers.intraclass_of_rows(*meant.T)["ICC"])
    with pytest.raises(ValueError, match="Auditor 2 has graded case 3 more than once"):
        Ratings.from_long(rows, Scale([1, 2, 3]))


def test_complete_agreement_is_certain_there() -> None:
    agreed = np.array([[1, 1], [2, 2], [3, 3]])
    theirs = peers.intraclass(agreed)
    assert list(theirs["ICC"]) == pytest.approx([1] * 6)
    assert [tuple(ends) for ends in theirs["CI95"]][3] == pytest.approx((1, 1))
    found = agreement.icc(Ratings.from_matrix(agreed, Scale([1, 2, 3])), "ICC(1,k)")
    assert (found.value, found.interval()) == (1, None)


def test_cases_that_do_not_differ_are_minus_infinity_there() -> None:
    level = np.array([[3, 2, 1, 3, 4, 2], [4, 1, 3, 1, 3, 3]])
    assert peers.intraclass(level)["ICC"].iloc[3] == -math.inf
    found = agreement.icc(Ratings.from_matrix(level, Scale(peers.FOUR)), "ICC(1,k)")
    assert (found.value, found.status) == (None, "undefined_no_variation")


def test_infinity_is_a_grade_there() -> None:
    """All six are nan, without a word."""
    grades = np.array([[1, math.inf], [2, 2], [3, 3]])
    assert peers.intraclass(grades)["ICC"].isna().all()
    with pytest.raises(ValueError, match=r"Case 1, auditor 2: .*inf"):
        Ratings.from_matrix(grades, Scale(peers.FOUR))
