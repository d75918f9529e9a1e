from __future__ import annotations

import numpy as np
import pytest

from moderation import InsufficientData, Ratings
from moderation.ratings import Duplicates
from tests.moderation.reference.tables import GRADES, KRIPPENDORFF, KRIPPENDORFF_SCALE

ROWS = [("C1", "Ann", "Good"), ("C1", "Ben", "Inadequate"), ("C2", "Ben", None)]


def test_rows_become_a_table_of_ranks_with_gaps() -> None:
    ratings = Ratings.from_long(ROWS, GRADES)
    assert ratings.cases == ("C1", "C2")
    assert ratings.auditors == ("Ann", "Ben")
    assert ratings.codes.dtype == np.int8
    assert ratings.codes.tolist() == [[1, 3], [-1, -1]]


def test_a_matrix_takes_grades_or_ranks_and_gaps_of_every_kind() -> None:
    by_label = Ratings.from_matrix([["Good", None], ["Inadequate", "Good"]], GRADES)
    by_rank = Ratings.from_matrix(np.array([[1, np.nan], [3, 1]]), GRADES)
    assert by_label.codes.tolist() == by_rank.codes.tolist() == [[1, -1], [3, 1]]
    assert by_label.cases == (1, 2)
    named = Ratings.from_matrix([["Good", "Good"]], GRADES, cases=["C1"], auditors=["Ann", "Ben"])
    assert (named.cases, named.auditors) == (("C1",), ("Ann", "Ben"))


class NAType:
    """As the missing value of a data frame, which cannot be told by comparing it."""

    def __eq__(self, other: object) -> bool:
        raise TypeError("ambiguous")

    __hash__ = None  # type: ignore[assignment]


@pytest.mark.parametrize("missing", [None, float("nan"), np.float32("nan"), NAType()])
def test_every_kind_of_missing_means_not_graded(missing: object) -> None:
    assert Ratings.from_long([("C1", "Ann", missing), ("C1", "Ben", "Good")], GRADES).codes.tolist() == [[-1, 1]]
    assert Ratings.from_matrix([[missing, "Good"]], GRADES).codes.tolist() == [[-1, 1]]


@pytest.mark.parametrize("value", ["good", 4, -1, 1.5, float("inf"), True, np.True_, "inf", [1]])
def test_what_is_no_grade_is_refused_with_case_auditor_and_value(value: object) -> None:
    with pytest.raises(ValueError, match=r"Case C2, auditor Ben: .* is not a grade of the scale Outstanding") as error:
        Ratings.from_matrix([[0, 1], [2, value]], GRADES, cases=["C1", "C2"], auditors=["Ann", "Ben"])
    assert repr(value) in str(error.value)


def test_rows_take_grades_only_and_never_ranks() -> None:
    with pytest.raises(ValueError, match="Case C1, auditor Ann: 1 is not a grade"):
        Ratings.from_long([("C1", "Ann", 1)], GRADES)


@pytest.mark.parametrize(("rule", "rank"), [("first", 1), ("last", 2)])
def test_a_second_grade_by_the_same_auditor_counts_only_as_asked(rule: Duplicates, rank: int) -> None:
    rows = [("C1", "Ann", "Good"), ("C1", "Ann", "Requires improvement"), ("C1", "Ann", None)]
    assert Ratings.from_long(rows, GRADES, duplicates=rule).codes.tolist() == [[rank]]
    with pytest.raises(ValueError, match="Auditor Ann has graded case C1 more than once"):
        Ratings.from_long(rows, GRADES)
    with pytest.raises(ValueError, match="duplicates must be"):
        Ratings.from_long(rows, GRADES, duplicates="any")  # type: ignore[arg-type]


@pytest.mark.parametrize("row", [("C1", "Ann"), "C1A", ("C1", None, "Good")])
def test_a_row_that_is_no_row_is_refused_with_its_number(row: object) -> None:
    with pytest.raises(ValueError, match="Row 2"):
        Ratings.from_long([ROWS[0], row], GRADES)  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("cases", "said"), [(["C1"], "1 case ids for 2 cases"), (["C1", "C1"], "case id C1 is given twice")]
)
def test_ids_must_fit_the_table(cases: list[str], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Ratings.from_matrix([[0], [1]], GRADES, cases=cases)


def test_ragged_rows_are_refused() -> None:
    with pytest.raises(ValueError, match="Row 2 has 1 grades and row 1 has 2"):
        Ratings.from_matrix([[0, 1], [1]], GRADES)


def test_what_was_passed_in_is_never_changed_and_what_comes_out_cannot_be() -> None:
    matrix = np.array([[1.0, np.nan], [2.0, 2.0]])
    before = matrix.copy()
    ratings = Ratings.from_matrix(matrix, GRADES)
    assert np.array_equal(matrix, before, equal_nan=True)
    with pytest.raises(ValueError, match="read-only"):
        ratings.codes[0, 0] = 0
    codes = np.array([[0, 1]], dtype=np.int8)
    kept = Ratings(GRADES, ("C1",), ("Ann", "Ben"), codes)
    codes[0, 0] = 3
    assert kept.codes.tolist() == [[0, 1]]


def test_counts_say_how_often_each_case_got_each_grade() -> None:
    ratings = Ratings.from_matrix(KRIPPENDORFF, KRIPPENDORFF_SCALE)
    assert ratings.counts[[0, 5, 11]].tolist() == [[3, 0, 0, 0, 0], [1, 1, 1, 1, 0], [0, 0, 1, 0, 0]]
    assert (ratings.n_cases, ratings.n_multiple) == (12, 11)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "There are no grades to compare"),
        ([("C1", "Ann", None), ("C1", "Ben", None)], "There are no grades to compare"),
        ([("C1", "Ann", "Good"), ("C1", "Ben", None)], r"Only one auditor \(Ann\) has graded; agreement needs two"),
        ([("C1", "Ann", "Good"), ("C2", "Ben", "Good")], "No case has been graded by two auditors"),
    ],
)
def test_F3_too_little_to_compare_is_said_in_words(rows: list[tuple[str, str, str | None]], said: str) -> None:
    with pytest.raises(InsufficientData, match=said):
        Ratings.from_long(rows, GRADES).require_overlap()
