from __future__ import annotations

import pytest

from moderation import Scale


def test_the_number_of_grades_is_what_was_declared() -> None:
    assert Scale(["Met", "Partly met", "Not met"]).q == 3


def test_F11_grades_are_ranked_by_the_scale_and_not_by_their_text() -> None:
    scale = Scale([str(mark) for mark in range(10, -1, -1)])
    assert scale.rank("10") < scale.rank("9") < scale.rank("0")


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        (["Good"], "between 2 and 127"),
        (["Good", "Good"], "twice: Good"),
        (["Good", True], "not True"),
        (["Good", None], "not None"),
        ([1.0, float("nan")], "finite"),
        ([1, float("inf")], "finite"),
        (["Good", " "], "blank"),
        ("Good", "not one text"),
    ],
)
def test_a_scale_that_makes_no_sense_is_refused(labels: list[object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Scale(labels)  # type: ignore[arg-type]


def test_a_rank_is_taken_for_a_grade_only_where_no_grade_could_be_read_as_a_number() -> None:
    assert Scale(["Yes", "No"]).rank_of_code(1) == 1
    with pytest.raises(ValueError, match="0 is not a grade of the scale 5, 4, 3, 2, 1"):
        Scale(["5", "4", "3", "2", "1"]).rank_of_code(0)


def test_numbers_stand_for_themselves_and_words_for_their_rank() -> None:
    assert Scale([10, 5, 0]).values.tolist() == [10, 5, 0]
    assert Scale(["Met", "Not met"]).values.tolist() == [1, 2]
