"""What is no grade of the scale is refused wherever grades come in, with the case, the auditor and the value."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from moderation import Ratings, Scale, compare, latent, severity
from tests.moderation.reference.tables import GRADES

MARKS = Scale([4, 3, 2, 1, 0])
GIVEN = [[4, 3, 4], [2, 2, 1], [3, 3, 3], [0, 1, 1]]
ROUND = Ratings.from_matrix(GIVEN, MARKS)


def by_rows(value: object) -> None:
    Ratings.from_long([(1, "Ann", 3), (2, "Ben", value)], MARKS)


def by_matrix(value: object) -> None:
    Ratings.from_matrix([[3, 3], [3, value]], MARKS, cases=[1, 2], auditors=["Ann", "Ben"])


def by_codes(value: object) -> None:
    Ratings(MARKS, (1, 2), ("Ann", "Ben"), np.array([[3, 3], [3, value]], dtype=object))  # type: ignore[arg-type]


def by_moderation(value: object) -> None:
    compare.with_moderated(ROUND, {1: 4, 2: value}, 1, seen=())


def by_award(value: object) -> None:
    severity.fit(ROUND, awarded={1: 4, 2: value})  # type: ignore[dict-item]


def by_known_grade(value: object) -> None:
    latent.dawid_skene(ROUND, gold={1: 4, 2: value}, seed=1)


WAYS: dict[Callable[[object], None], str] = {
    by_rows: "Case 2, auditor Ben: ",
    by_matrix: "Case 2, auditor Ben: ",
    by_codes: "Case 2, auditor Ben: ",
    by_moderation: "Case 2, moderated grade: ",
    by_award: "Case 2, awarded grade: ",
    by_known_grade: "Case 2, known grade: ",
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "value", [math.inf, -math.inf, np.float64("inf"), True, False, np.True_, 5, -2, 10**30, 2.5, "inf", "Good", [1]]
)
def test_infinity_a_bool_and_what_is_off_the_scale(way: Callable[[object], None], value: object) -> None:
    way(3)
    with pytest.raises(ValueError, match=" is not a ") as refused:
        way(value)
    assert str(refused.value).startswith(f"{WAYS[way]}{value!r} is not a ")


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        (np.array([[0, 1], [2, 4]]), r"Case 2, auditor 2: .*4.* is not a rank from 0 to 3, nor -1 for none"),
        (np.array([[0, 1], [-2, 3]]), r"Case 2, auditor 1: .*-2.* is not a rank"),
        (np.array([[0, 300], [1, 3]]), r"Case 1, auditor 2: .*300.* is not a rank"),
        (np.array([[0, 1], [math.nan, 3]]), r"Case 2, auditor 1: .*nan.* is not a rank"),
        (np.array([[0, 1], [2.5, 3]]), r"Case 2, auditor 1: .*2\.5.* is not a rank"),
        (np.array([[False, True], [True, True]]), r"Case 1, auditor 1: .*False.* is not a rank"),
    ],
)
def test_codes_in_the_array_of_any_other_kind(codes: np.ndarray, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Ratings(GRADES, (1, 2), (1, 2), codes)


def test_whole_numbers_of_any_kind_are_codes() -> None:
    for kind in (np.int8, np.int64, np.uint8, np.float64, object):
        assert Ratings(GRADES, (1,), (1, 2), np.array([[0, 3]], dtype=kind)).codes.tolist() == [[0, 3]]
    assert Ratings(GRADES, (), (), np.empty((0, 0))).codes.shape == (0, 0)
