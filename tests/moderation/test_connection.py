from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest

from moderation import Ratings, design
from tests.moderation.reference.tables import GRADES


def test_auditors_are_grouped_by_shared_cases() -> None:
    matrix = [[1, 2, None, None, None, None], [None, 1, 2, None, None, None], [None, None, None, 1, 2, None]]
    ratings = Ratings.from_matrix([*matrix, [None, None, None, 3, None, None], [None] * 6], GRADES, auditors="ABCDEF")
    found = design.components(ratings)
    assert [(one.auditors, one.cases) for one in found] == [(("A", "B", "C"), (1, 2)), (("D", "E"), (3, 4))]


def test_auditors_who_share_no_case_are_each_a_group() -> None:
    apart = Ratings.from_matrix([[1, None], [None, 2], [3, None]], GRADES)
    assert len(design.components(apart)) == 2


def test_a_balanced_design_is_fully_efficient() -> None:
    found = design.efficiency(combinations(range(8), 2))
    assert (found.a, found.d) == pytest.approx((1, 1))
    assert found.components == 1
    assert found.resistance[0, 1:] == pytest.approx([0.25] * 7)
    assert found.log_spanning_trees == pytest.approx(6 * math.log(8))  # Cayley: 8 to the power 6


def test_a_star_links_auditors_less_well_than_its_number_of_links_allows() -> None:
    star = design.efficiency([(0, other) for other in range(1, 5)])
    # Five auditors, four links: balanced resistance 1; in the star 1 to the middle (4 pairs) and 2 otherwise (6 pairs).
    assert star.a == pytest.approx(1 / 1.6)
    assert star.log_spanning_trees == pytest.approx(0)


def test_a_split_design_cannot_compare_across_and_says_so() -> None:
    found = design.efficiency([(0, 1), (1, 2), (3, 4), (4, 5)])
    assert (found.components, found.a, found.d, found.log_spanning_trees) == (2, 0, 0, -math.inf)
    assert found.resistance[0, 2] == pytest.approx(2)
    assert np.isinf(found.resistance[0, 3:]).all()
    left_out = design.efficiency([(0, 1)], auditors=[0, 1, 2])
    assert left_out.components == 2


@pytest.mark.parametrize(
    ("pairs", "auditors", "said"),
    [
        ([("A", "A")], ["A", "B"], "Auditor A cannot be paired with themselves"),
        ([("A", "C")], ["A", "B"], "Auditor C is in a pair but not among the auditors"),
        ([], None, "Two auditors at least"),
    ],
)
def test_pairs_that_are_none_are_refused(pairs: list[tuple[str, str]], auditors: list[str] | None, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        design.efficiency(pairs, auditors)
