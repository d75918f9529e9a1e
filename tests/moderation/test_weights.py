from __future__ import annotations

import numpy as np
import pytest

from moderation import Scale
from moderation.weights import boundary_table, steps_table, weight_table
from tests.moderation.reference.tables import GRADES


@pytest.mark.parametrize(
    ("name", "first_row"),
    [
        ("identity", [1, 0, 0, 0]),
        ("linear", [1, 2 / 3, 1 / 3, 0]),
        ("quadratic", [1, 8 / 9, 5 / 9, 0]),
        ("ordinal", [1, 5 / 6, 1 / 2, 0]),
        ("radical", [1, 1 - np.sqrt(1 / 3), 1 - np.sqrt(2 / 3), 0]),
    ],
)
def test_weights_fall_with_the_distance_between_grades(name: str, first_row: list[float]) -> None:
    table = weight_table(name, GRADES)
    assert table[0] == pytest.approx(first_row)
    assert (table == table.T).all()
    assert (table == table[::-1, ::-1]).all()


def test_a_custom_table_is_taken_as_it_is_and_copied() -> None:
    mine = np.array([[1.0, 0.5], [0.5, 1.0]])
    table = weight_table(mine, Scale(["Yes", "No"]))
    assert (table == mine).all()
    assert table is not mine


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ([[1.0]], "2 by 2"),
        ([[1, 2], [2, 1]], "between 0 and 1"),
        ([[1, np.nan], [np.nan, 1]], "between 0 and 1"),
        ([[1, 0.2], [0.3, 1]], "symmetric"),
        ([[0.9, 0], [0, 1]], "weight 1"),
    ],
)
def test_a_custom_table_that_is_none_is_refused(table: list[list[float]], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        weight_table(table, Scale(["Yes", "No"]))


def test_an_unknown_name_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="'cubic'; there are identity, linear"):
        weight_table("cubic", GRADES)


def test_the_line_between_two_grades_parts_the_scale() -> None:
    table = boundary_table(("Requires improvement", "Good"), GRADES)
    assert table.tolist() == [[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1], [0, 0, 1, 1]]
    with pytest.raises(ValueError, match="Outstanding and Inadequate are not neighbours"):
        boundary_table(("Outstanding", "Inadequate"), GRADES)


def test_steps_must_lie_on_the_scale() -> None:
    assert steps_table(1, GRADES)[0].tolist() == [1, 1, 0, 0]
    for steps in (-1, 4, True):
        with pytest.raises(ValueError, match="whole number from 0 to 3"):
            steps_table(steps, GRADES)
