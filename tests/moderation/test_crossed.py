"""Every two auditors crossed: against the plain product of marks, for every way in which the codes are read."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from moderation.crossed import _groups, pair_tables

SIZES = [
    pytest.param(0, 3, 4, id="no case"),
    pytest.param(5, 1, 4, id="one auditor"),
    pytest.param(40, 2, 4, id="two auditors"),
    pytest.param(40, 5, 2, id="a small round"),
    pytest.param(300, 33, 4, id="few cases of many auditors"),
    pytest.param(70_001, 9, 4, id="three digits to a number"),
    pytest.param(30_000, 12, 2, id="four digits to a number"),
    pytest.param(140_000, 5, 5, id="counted in two parts"),
    pytest.param(40_000, 6, 6, id="every auditor a digit"),
    pytest.param(900, 4, 127, id="the longest scale"),
    pytest.param(40, 60, 7, id="a long scale and many auditors"),
    pytest.param(50_000, 20, 7, id="many auditors to a number"),
]


@pytest.mark.parametrize(("n", "r", "q"), SIZES)
def test_every_two_auditors_are_crossed_as_by_the_product_of_their_marks(n: int, r: int, q: int) -> None:
    codes = np.random.default_rng(n + r).integers(-1, q, size=(n, r)).astype(np.int8)
    marks = (codes[:, :, None] == np.arange(q)).reshape(n, r * q).astype(np.float64)
    plain = (marks.T @ marks).reshape(r, q, r, q).transpose(0, 2, 1, 3)
    before = codes.copy()
    found = pair_tables(codes, q)
    assert found.shape == (r, r, q, q)
    assert (found == plain).all()
    assert (codes == before).all()


def test_auditors_who_never_met_have_empty_tables() -> None:
    codes = np.array([[0, -1, 1], [1, -1, 1], [-1, 2, -1]], dtype=np.int8)
    found = pair_tables(codes, 3)
    assert found[0, 1].sum() == found[1, 2].sum() == 0
    assert found[0, 2].tolist() == [[0, 1, 0], [0, 1, 0], [0, 0, 0]]
    assert found[1, 1].tolist() == [[0, 0, 0], [0, 0, 0], [0, 0, 1]]


@pytest.mark.parametrize(("points", "size", "most"), [(2, 2, 1), (5, 2, 10), (5, 3, 4), (25, 3, 110)])
def test_few_groups_put_every_two_points_together(points: int, size: int, most: int) -> None:
    groups = _groups(points, size).tolist()
    together = {pair for group in groups for pair in combinations(group, 2)}
    assert together >= set(combinations(range(points), 2))
    assert all(len(set(group)) == size for group in groups)
    assert len(groups) <= most
