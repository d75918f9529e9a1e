from __future__ import annotations

import numpy as np
import pytest

from moderation import InsufficientData, Ratings, Scale, agreement
from tests.moderation.reference.tables import COHEN, GRADES, spread

THREE = Ratings.from_matrix(
    [[1, 1, 2], [1, None, 3], [2, 2, 2], [0, None, None], [3, 0, 1], [None, None, None]],
    GRADES,
    cases=["C1", "C2", "C3", "C4", "C5", "C6"],
    auditors=["Ann", "Ben", "Cat"],
)


def test_pair_counts_hold_every_pair_of_grades_on_a_case_once() -> None:
    counts = agreement.pair_counts(THREE)
    assert counts.tolist() == [[0, 1, 0, 1], [1, 1, 2, 2], [0, 2, 3, 0], [1, 2, 0, 0]]
    assert np.triu(counts).sum() == 3 + 1 + 3 + 3


def test_the_crosstab_of_two_columns_is_the_table_they_came_from() -> None:
    ratings = Ratings.from_matrix([*spread(COHEN, (1, 2, 3)), [1, None]], Scale([1, 2, 3]))
    assert agreement.crosstab(ratings).tolist() == COHEN
    with pytest.raises(ValueError, match="exactly two auditors; there are 3"):
        agreement.crosstab(THREE)
    with pytest.raises(InsufficientData, match="no grades"):
        agreement.crosstab(Ratings.from_matrix([], GRADES))


def test_cohens_kappa_is_about_the_cases_both_graded() -> None:
    matrix = [[1, 1], [2, 2], [1, 2], [2, 2], [1, None], [None, 3]]
    found, shared = (agreement.cohen_kappa(Ratings.from_matrix(rows, GRADES)) for rows in (matrix, matrix[:4]))
    assert (found.value, found.se) == (shared.value, shared.se)
    assert (found.n_cases, found.n_multiple, found.n_dropped) == (6, 4, 2)
    with pytest.raises(ValueError, match="exactly two"):
        agreement.cohen_kappa(THREE)


def test_specific_agreement_says_how_often_a_grade_is_confirmed() -> None:
    found = agreement.specific_agreement(THREE)
    assert found["Requires improvement"].value == pytest.approx(6 / 8)
    assert found["Good"].value == pytest.approx(2 / 7)
    assert found["Good"].n_multiple == 3
    assert found["Good"].reason == "Good was used on only 3 cases; with fewer than 10 this is unreliable."
    assert found["Outstanding"].value == 0  # on C5; C4 has one grade and takes no part
    assert found["Outstanding"].reason.startswith("Outstanding was used on only one case")


def test_a_grade_nobody_used_has_no_specific_agreement_and_says_so() -> None:
    found = agreement.specific_agreement(Ratings.from_matrix([[1, 1], [1, 2]], GRADES))["Inadequate"]
    assert (found.value, found.status, found.n_multiple) == (None, "undefined_not_used", 0)
    assert found.reason == "No case with two or more grades was graded Inadequate by anyone."
    assert found.interval() is None


def test_disagreements_come_furthest_apart_first() -> None:
    found = agreement.disagreements(THREE)
    assert [(one.case, one.steps) for one in found] == [("C5", 3), ("C2", 2), ("C1", 1)]
    assert found[1].grades == (("Ann", "Good"), ("Cat", "Inadequate"))


def test_equal_disagreements_keep_the_order_of_the_cases() -> None:
    ratings = Ratings.from_matrix([[1, 2], [0, 3], [2, 1]], GRADES, cases=["B", "C", "A"])
    assert [one.case for one in agreement.disagreements(ratings)] == ["C", "B", "A"]
    assert agreement.disagreements(Ratings.from_matrix([], GRADES)) == ()
