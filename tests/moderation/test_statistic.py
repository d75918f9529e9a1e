from __future__ import annotations

import numpy as np
import pytest

from moderation import Estimate, Ratings, Scale, agreement, benchmark, compare
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


def apart(n: int, auditors: int, q: int, turned: bool = False) -> Ratings:
    """One case off by a grade each way from the one that all others have: no case moves alpha or Fleiss's kappa."""
    codes = np.full((n, auditors), q // 2)
    codes[0, 0], codes[1, 1] = q // 2 - 1, q // 2 + 1
    return Ratings(
        Scale(range(q)), tuple(range(n)), tuple(range(auditors)), q - 1 - codes if turned and q % 2 else codes
    )


WITHOUT_SPREAD = [(10, 2, 4), (50, 2, 4), (500, 5, 5), (2_000, 3, 127), (20_000, 5, 7), (100_000, 5, 10)]


@pytest.mark.parametrize(("n", "auditors", "q"), WITHOUT_SPREAD)
@pytest.mark.parametrize("turned", [False, True], ids=["as given", "from the other end"])
@pytest.mark.parametrize(("name", "kind"), [("krippendorff_alpha", "interval"), ("fleiss_kappa", "quadratic")])
def test_a_spread_that_is_but_rounding_is_none(
    n: int, auditors: int, q: int, turned: bool, name: str, kind: str
) -> None:
    found: Estimate = getattr(agreement, name)(apart(n, auditors, q, turned), kind)
    interval = found.interval()
    assert found.se == 0
    assert interval is not None
    assert interval.method == "exact"
    assert benchmark(found).word is None


def test_two_figures_without_a_spread_have_no_sure_difference() -> None:
    ratings = apart(500, 5, 5)
    figures = agreement.fleiss_kappa(ratings, "quadratic"), agreement.krippendorff_alpha(ratings, "interval")
    for paired in (True, False):
        found = compare.difference(*figures, paired=paired)
        assert found.value == pytest.approx(-4e-4, rel=1e-3)
        assert found.p is None
        assert "no spread" in found.reason


def test_a_spread_is_not_taken_for_rounding_because_it_is_small() -> None:
    ratings = apart(100_000, 3, 127)
    # AC2 is close to 1 - 2 (2/3) (1/126)² / 100,000: two cases of 100,000 each take (2/3) / 126² from agreement.
    assert agreement.gwet_ac(ratings, "quadratic").se == pytest.approx(2**0.5 * 2 / 3 / 126**2 / 100_000, rel=1e-2)
