from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import bootstrap

from moderation import Estimate, Interval, Ratings, agreement
from moderation.rows import Table, resampled
from moderation.statistic import Statistic
from tests.moderation.reference.tables import GRADES


def drawn(n: int = 40, r: int = 3, seed: int = 2, missing: float = 0.2) -> Ratings:
    rng = np.random.default_rng(seed)
    codes = np.clip(np.round(rng.normal(1.5, 0.9, (n, 1)) + rng.normal(0, 0.6, (n, r))), 0, 3).astype(np.int8)
    codes[rng.random(codes.shape) < missing] = -1
    return Ratings(GRADES, tuple(range(n)), tuple(range(r)), codes)


def ends(estimate: Estimate, **options: object) -> tuple[float, float]:
    interval: Interval | None = estimate.interval(**options)  # type: ignore[arg-type]
    assert interval is not None
    assert interval.method == options["method"]
    return interval.low, interval.high


@pytest.mark.parametrize("method", ["percentile", "bca"])
def test_the_mean_of_cases_is_resampled_as_another_implementation_does_it(method: str) -> None:
    rng = np.random.default_rng(8)
    values = rng.lognormal(-2, 1.8, 20) / 10
    statistic = Statistic(
        Table(np.column_stack([values, np.ones(20)])), lambda s: (s[..., 0] / s[..., 1], np.asarray(0.0)), 20, 0.0
    )
    found = ends(
        Estimate(statistic.value, statistic.standard_error, "ok", "", 20, 20, 0, _statistic=statistic),
        method=method,
        seed=4,
    )
    other = bootstrap((values,), np.mean, method=method if method == "percentile" else "BCa", n_resamples=20_000, rng=1)
    width = other.confidence_interval.high - other.confidence_interval.low
    assert found == pytest.approx(tuple(other.confidence_interval), abs=0.03 * width)


@pytest.mark.parametrize("name", ["krippendorff_alpha", "gwet_ac", "conger_kappa", "light_kappa", "percent_agreement"])
def test_a_seed_gives_the_same_interval_and_another_seed_nearly_the_same(name: str) -> None:
    estimate = getattr(agreement, name)(drawn())
    for method in ("percentile", "bca"):
        first, again, other = (ends(estimate, method=method, seed=seed) for seed in (1, 1, 2))
        assert first == again
        assert first == pytest.approx(other, abs=0.1)
        assert first[0] < estimate.value < first[1]
    samples = [estimate._statistic.resampled(50, seed) for seed in (1, 2)]
    assert (samples[0] != samples[1]).any()  # ends of a share can be the same step all the same


def test_a_method_that_draws_needs_a_seed() -> None:
    for method in ("percentile", "bca"):
        with pytest.raises(ValueError, match="needs a seed"):
            agreement.gwet_ac(drawn()).interval(method=method)  # type: ignore[arg-type]


@pytest.mark.parametrize(("alike", "apart"), [(900, 100), (3, 1)])
def test_cases_that_share_a_pattern_are_drawn_as_often_as_there_are_of_them(alike: int, apart: int) -> None:
    ratings = Ratings.from_matrix([[1, 1]] * alike + [[1, 2]] * apart, GRADES)
    estimate = agreement.percent_agreement(ratings)
    assert estimate._statistic is not None
    values = estimate._statistic.resampled(2_000, seed=3)
    share, n = alike / (alike + apart), alike + apart
    spread = math.sqrt(share * (1 - share) / n)
    assert values.mean() == pytest.approx(share, abs=4 * spread / math.sqrt(2_000))
    assert values.std() == pytest.approx(spread, rel=0.06)


def test_drawn_cases_count_as_their_weights_say() -> None:
    ratings = Ratings.from_matrix([[1, 1]] * 20 + [[1, 2]] * 20, GRADES)
    ratings = ratings.weighted({case: 9.0 if case <= 20 else 1.0 for case in ratings.cases})  # type: ignore[operator]
    for coefficient in (agreement.percent_agreement, agreement.light_kappa):
        estimate = coefficient(ratings)
        assert estimate._statistic is not None
        assert estimate.value is not None
        assert np.nanmean(estimate._statistic.resampled(2_000, seed=3)) == pytest.approx(estimate.value, abs=0.03)


def test_rows_of_single_cases_are_drawn_with_their_weights() -> None:
    rows = Table(np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]))
    sums = np.vstack(list(resampled(rows, 50_000, seed=1)))
    assert sums.mean(axis=0) == pytest.approx([2, 2], abs=0.02)
    assert len(sums) == 50_000


def test_where_too_many_samples_leave_the_coefficient_undefined_the_analytic_interval_stands_in() -> None:
    ratings = Ratings.from_matrix([[1, 1]] * 14 + [[1, 2]], GRADES)
    interval = agreement.fleiss_kappa(ratings).interval(method="percentile", seed=1)
    assert interval is not None
    assert interval.method == "analytic"


def test_complete_agreement_stays_short_of_certainty_whatever_is_drawn() -> None:
    estimate = agreement.gwet_ac(Ratings.from_matrix([[1, 1], [2, 2]] * 8, GRADES))
    for method in ("percentile", "bca"):
        interval = estimate.interval(method=method, seed=1)  # type: ignore[arg-type]
        assert interval is not None
        assert interval.method == "exact"
        assert interval.low < 1
