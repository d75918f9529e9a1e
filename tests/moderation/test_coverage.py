"""A small part of the studies behind docs/coverage.md: enough to notice intervals that are too narrow.

If what that page says of the same scenarios is true, bad luck in the draws misses none of the bounds of coverage in one
of a hundred tries, by the normal approximation. The seeds are fixed, so that whether there was bad luck is settled.
"""

from __future__ import annotations

from statistics import fmean

import numpy as np
import pytest
from scipy.stats import norm

from tests.studies import auditors, drift, intervals, severity
from tests.studies.simulation import COEFFICIENTS, MODERATE, SKEWED, Grading

DESIGNS = (
    intervals.Scenario(20, 3, 3, Grading(SKEWED, 0.6)),
    intervals.Scenario(20, 5, 5, Grading(MODERATE, 0.85)),
    intervals.Scenario(20, 8, 2, Grading(MODERATE, 0.6)),
    intervals.Scenario(20, 12, 2, Grading(SKEWED, 0.85)),
)


def test_F15_intervals_of_coefficients_hold_the_true_value_as_often_as_they_say() -> None:
    rows = intervals.study(DESIGNS, replicates=200, seed=5, methods=["jackknife"])
    for name in COEFFICIENTS:
        assert fmean(row.coverage.value for row in rows if row.coefficient == name) >= 0.93, name


@pytest.mark.parametrize("one", DESIGNS)
def test_the_true_value_is_what_integration_over_endlessly_many_cases_gives(one: intervals.Scenario) -> None:
    expected = limits(one)
    for row in intervals.study([one], replicates=2, seed=5, methods=["jackknife"]):
        assert row.true == pytest.approx(expected[row.coefficient], abs=1e-4)


def limits(one: intervals.Scenario) -> dict[str, float]:
    """Each coefficient from the chances of what two different auditors say of the same case."""
    quality = np.linspace(-8, 8, 801)
    weights = norm.pdf(quality) / norm.pdf(quality).sum()
    severity = np.linspace(-1, 1, one.auditors)
    severity *= 0.3 / severity.std()
    seen = np.sqrt(one.how.reliability) * quality + severity[:, None]
    lines = np.concatenate([[-np.inf], norm.ppf(np.cumsum(one.how.shares)[:-1]), [np.inf]])
    grades = np.diff(norm.cdf((lines[:, None, None] - seen) / np.sqrt(1 - one.how.reliability)), axis=0)
    alone = grades @ weights
    others = ~np.eye(one.auditors, dtype=bool)
    both = np.einsum("kgm,lhm,m->ghkl", grades, grades, weights)[others].mean(axis=0)
    crossed = np.einsum("kg,lh->ghkl", alone, alone)[others].mean(axis=0)
    share = alone.mean(axis=1)
    apart = np.abs(np.subtract.outer(np.arange(4), np.arange(4)))
    same, ordinal, quadratic = apart == 0, 1 - apart * (apart + 1) / 12, 1 - (apart / 3) ** 2
    variety = (share * (1 - share)).sum() / 12
    middle = np.cumsum(share) - share / 2
    far = np.subtract.outer(middle, middle) ** 2

    def beyond(agreeing: float, chance: float) -> float:
        return float((agreeing - chance) / (1 - chance))

    return {
        "AC1": beyond((both * same).sum(), same.sum() * variety),
        "AC2": beyond((both * ordinal).sum(), ordinal.sum() * variety),
        "BP": beyond((both * same).sum(), 1 / 4),
        "Alpha": float(1 - (both * far).sum() / (np.outer(share, share) * far).sum()),
        "Conger": beyond((both * quadratic).sum(), (crossed * quadratic).sum()),
    }


def test_F15_intervals_over_auditors_hold_the_true_value_of_others_and_those_over_cases_do_not() -> None:
    one = auditors.Scenario(40, 5, 0.5, Grading(MODERATE, 0.85))
    for row in auditors.study([one], replicates=150, seed=5, panels=200):
        assert row.panels.value >= 0.86
        assert row.everyone.value >= 0.86
        assert row.conditional.value < 0.92


def test_intervals_of_severities_hold_the_true_value_as_often_as_they_say() -> None:
    [row] = severity.study([severity.Scenario(56, 8, 0.7)], replicates=40, seed=11)
    assert row.plain.coverage.value >= 0.88
    assert row.shrunk.coverage.value >= 0.84
    assert row.shrunk.rmse < 0.8 * row.plain.rmse
    assert row.undefined <= 0.1


def test_calibrated_limits_alarm_as_seldom_as_promised_where_the_textbook_s_do_not() -> None:
    [row] = drift.study([drift.Scenario(3, drift.ONE_SIDED)], replicates=400, seed=5)
    assert min(row.lengths) >= 0.9 * drift.TARGET
    assert max(row.lengths) <= 1.1 * drift.TARGET
    assert row.textbook < 0.75 * drift.TARGET


def test_what_comes_of_a_scenario_depends_on_its_seed_alone_and_not_on_the_order() -> None:
    small, smaller = severity.Scenario(20, 4, 0.7), severity.Scenario(12, 3, 0.7)
    there, back = severity.study([small, smaller], 3, seed=2), severity.study([smaller, small], 3, seed=2)
    assert there == back[::-1]
    assert there != severity.study([small, smaller], 3, seed=3)
