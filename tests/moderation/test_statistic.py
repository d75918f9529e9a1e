from __future__ import annotations

import numpy as np
import pytest

from moderation import Ratings, Scale, agreement, benchmark
from moderation.rows import Table
from moderation.statistic import Parts, Statistic, Sums


def ratio(sums: Sums) -> Parts:
    return sums[..., 0] / sums[..., 1], np.asarray(0.5)


FEATURES = np.array([[1.0, 1.0], [0.0, 1.0], [1.0, 1.0], [1.0, 1.0]])


def test_a_coefficient_is_what_observed_exceeds_expected_by_out_of_what_it_could() -> None:
    statistic = Statistic(Table(FEATURES), ratio, 4, floor=-1)
    assert (statistic.observed, statistic.expected, statistic.value) == (0.75, 0.5, 0.5)
    assert statistic.without_each == pytest.approx([1 / 3, 1, 1 / 3, 1 / 3])


def test_influence_is_the_derivative_in_the_weight_of_a_case_with_mean_zero() -> None:
    statistic = Statistic(Table(FEATURES), ratio, 4, floor=-1)
    # d/dw of (3/4 - 1/2) / (1/2) along [1, 1] is 2 (1 - 3/4) / 4 and along [0, 1] is 2 (0 - 3/4) / 4, times four cases.
    assert statistic.influence == pytest.approx([0.5, -1.5, 0.5, 0.5])
    assert statistic.standard_error == pytest.approx(np.sqrt(3 * 0.25 + 2.25) / np.sqrt(12))


def test_where_chance_is_complete_there_is_no_value_and_no_warning() -> None:
    def certain(sums: Sums) -> Parts:
        return sums[..., 0] / sums[..., 1], np.asarray(1 - 1e-14)

    statistic = Statistic(Table(FEATURES), certain, 4, floor=-1)
    assert (statistic.value, statistic.standard_error) == (None, None)
    assert np.isnan(Statistic(Table(FEATURES[:1]), ratio, 1, floor=-1).without_each).all()


def test_a_single_case_has_a_value_but_no_standard_error() -> None:
    statistic = Statistic(Table(FEATURES[:1]), ratio, 1, floor=-1)
    assert (statistic.value, statistic.standard_error) == (1, None)


@pytest.mark.parametrize("times", range(1, 9))
@pytest.mark.parametrize("turned", [False, True], ids=["as given", "from the other end"])
def test_a_spread_that_is_but_rounding_is_none(times: int, turned: bool) -> None:
    # One case each way off the grade that nearly all have: alpha moves with every case by the same amount.
    codes = np.tile([[1, 2], [2, 3], *[[2, 2]] * 8], (times, 1))
    codes = 3 - codes if turned else codes
    found = agreement.krippendorff_alpha(Ratings(Scale(range(1, 5)), tuple(range(10 * times)), ("one", "other"), codes))
    interval = found.interval()
    assert found.value == pytest.approx(1 / (20 * times))
    assert found.se == 0
    assert interval is not None
    assert interval.method == "exact"
    assert benchmark(found).word is None
