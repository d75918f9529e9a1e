from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import binomtest

from moderation import InsufficientData, compare
from tests.moderation.reference.tables import COHEN

# Stuart (1955), Biometrika 42: unaided distance vision of the right and the left eye of 7477 women.
VISION = [[1520, 266, 124, 66], [234, 1512, 432, 78], [117, 362, 1772, 205], [36, 82, 179, 492]]


def test_stuarts_eyes() -> None:
    bowker, stuart, bhapkar = compare.bowker(VISION), compare.stuart_maxwell(VISION), compare.bhapkar(VISION)
    assert (bowker.statistic, bowker.df) == (pytest.approx(19.11, abs=5e-3), 6)
    assert (stuart.statistic, stuart.df) == (pytest.approx(11.96, abs=5e-3), 3)
    assert (bhapkar.statistic, bhapkar.df) == (pytest.approx(11.98, abs=5e-3), 3)
    assert bowker.p == pytest.approx(0.003987, abs=1e-6)
    assert {found.method for found in (bowker, stuart, bhapkar)} == {"chi-square"}


def test_an_empty_pair_and_a_grade_all_agree_on_cost_a_degree_of_freedom_each() -> None:
    table = [[13, 0, 0, 0], [0, 20, 7, 0], [0, 4, 56, 0], [0, 0, 0, 0]]
    assert (compare.bowker(table).df, compare.bowker(table).df_full) == (1, 6)
    assert (compare.stuart_maxwell(table).df, compare.stuart_maxwell(table).df_full) == (1, 3)
    assert compare.stuart_maxwell(table).statistic == pytest.approx(9 / 11)


def test_no_disagreement_is_nothing_to_test() -> None:
    for test in (compare.bowker, compare.stuart_maxwell, compare.bhapkar):
        found = test(np.diag([5, 5, 0]))
        assert (found.statistic, found.df, found.p) == (0, 0, 1)
        assert "same grade on every case" in found.reason


def test_F3_a_table_without_a_case_is_not_agreement() -> None:
    for test in (compare.bowker, compare.stuart_maxwell, compare.bhapkar):
        with pytest.raises(InsufficientData, match="no case that both auditors graded"):
            test(np.zeros((4, 4)))


def test_up_to_forty_cases_p_is_that_of_tossed_coins() -> None:
    table = [[10, 8], [1, 10]]
    for test in (compare.bowker, compare.stuart_maxwell, compare.bhapkar):
        found = test(table, seed=1)
        assert found.method == "draws"
        assert found.p == pytest.approx(binomtest(8, 9).pvalue, abs=0.006)
        assert found == test(table, seed=1)
        assert found.p != test(table, seed=2).p


def test_when_every_disagreement_points_one_way_bhapkars_is_infinite_and_said_to_be() -> None:
    found = compare.bhapkar([[0, 6], [0, 0]])
    assert found.statistic is None
    assert "infinite" in found.reason
    assert found.p == pytest.approx(2 / 64, abs=0.006)


def test_a_table_that_is_none_is_refused_and_one_that_is_stays_as_it_was() -> None:
    for wrong in ([[1, 2, 3]], [[1, -1], [0, 2]], [[1, 0.5], [0, 2]], [[1, math.nan], [0, 2]]):
        with pytest.raises(ValueError, match="The table must"):
            compare.bowker(wrong)
    table = np.array(COHEN)
    for test in (compare.bowker, compare.stuart_maxwell, compare.bhapkar):
        test(table)
    assert table.tolist() == COHEN
