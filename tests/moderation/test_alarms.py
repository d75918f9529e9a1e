"""Many auditors followed at once, and how often one chart alarms without a reason, computed another way."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from moderation import compare, drift
from tests.moderation.test_oracles import cases

STEPS = {-1: 15, 0: 70, 1: 14, 2: 1}


def cycles_until_alarm(weight: float, limit: float, widening: bool, points: int = 801) -> float:
    """The mean run without change and with normal residuals: the chart as a chain on a grid between its limits."""
    far = limit * np.sqrt(weight / (2 - weight))
    edges = np.linspace(-far, far, points + 1)
    middles, at, passed = (edges[1:] + edges[:-1]) / 2, np.zeros(points), 0.0
    at[points // 2] = 1
    onward = np.diff(norm.cdf((edges - (1 - weight) * middles[:, None]) / weight), axis=1)
    for cycle in range(1, 200 if widening else 1):
        passed += at.sum()
        now = limit * np.sqrt(weight / (2 - weight) * (1 - (1 - weight) ** (2 * cycle)))
        inside = (np.minimum(edges[1:], now) - np.maximum(edges[:-1], -now)) / np.diff(edges)
        at = (at @ onward) * np.clip(inside, 0, 1)
    return float(passed + at @ np.linalg.solve(np.eye(points) - onward, np.ones(points)))


@pytest.mark.parametrize(("weight", "limit", "target"), [(0.2, 2.859, 370), (0.1, 2.814, 500)])
def test_the_textbook_limits_give_the_textbook_runs(weight: float, limit: float, target: float) -> None:
    """Limits that widen from the first cycle on alarm a little sooner than those that stay: 365 and 486 cycles."""
    assert cycles_until_alarm(weight, limit, widening=False) == pytest.approx(target, abs=0.6)
    widening = cycles_until_alarm(weight, limit, widening=True)
    assert target * 0.96 < widening < target
    found = drift.run_length(STEPS, 400, limit, weight=weight, target=target, seed=2)
    assert found == pytest.approx(widening, rel=0.04)


def test_the_run_of_the_smaller_weight_is_that_of_another_program() -> None:
    oracle = cases()["spc_constants_a"]["expected"]["ewma_01_2814_arl0"]
    assert cycles_until_alarm(0.1, 2.814, widening=False) == pytest.approx(oracle["value"], abs=oracle["tol"])


def test_an_alarm_is_the_newest_cycle_with_its_p_value_and_that_for_all_together() -> None:
    charts = {
        "A": drift.ewma([0.1, 0.2, -0.3]),
        "B": drift.ewma([0.0, 3.0, 4.0, 3.5]),
        "C": drift.ewma([-2.0, -2.0]),
        "D": drift.ewma([]),
    }
    found = {one.auditor: one for one in drift.alarms(charts)}
    assert list(found) == ["A", "B", "C"]
    assert [one.cycles for one in found.values()] == [3, 4, 2]
    spread = {name: charts[name].limits[-1] / 2.859 for name in "ABC"}
    wanted = [2 * norm.sf(abs(charts[name].average[-1]) / spread[name]) for name in "ABC"]
    assert [one.p for one in found.values()] == pytest.approx(wanted)
    assert [one.adjusted for one in found.values()] == pytest.approx(list(compare.adjust(wanted, "bh")))
    assert [(one.average, one.limit) for one in found.values()] == [
        (charts[name].average[-1], charts[name].limits[-1]) for name in "ABC"
    ]
    assert [one.signal for one in found.values()] == [False, True, False]
    assert [one.stands for one in found.values()] == [False, True, False]
    assert drift.alarms({}) == ()
    with pytest.raises(ValueError, match="between 0 and 1"):
        drift.alarms(charts, level=5)


def test_a_signal_that_falls_among_so_many_charts_does_not_stand() -> None:
    one = {"A": drift.ewma([2.9], weight=1.0, limit=2.859)}  # p = .0037
    calm = {number: drift.ewma([0.0]) for number in range(11)}
    assert drift.alarms(one | calm)[0].stands
    more = drift.alarms(one | calm | {number: drift.ewma([0.0]) for number in range(11, 29)})[0]
    assert (more.signal, more.stands) == (True, False)
    assert more.adjusted == pytest.approx(30 * more.p)
    assert drift.alarms(one | calm | {12: drift.ewma([0.0])}, level=0.99)[0].stands is False
    # An auditor's own limit is kept as well: one found wider for differences in whole steps is not passed by p alone.
    wide = drift.alarms({"A": drift.ewma([3.2], weight=1.0, limit=3.3)})[0]
    assert wide.adjusted < 0.05
    assert (wide.signal, wide.stands) == (False, False)


def test_among_forty_who_have_not_changed_one_stands_in_a_twentieth_of_cycles_and_who_has_is_still_found() -> None:
    rng, steps = np.random.default_rng(5), np.array([-1, 0, 1])
    limit = drift.calibrate_limit({-1: 15, 0: 70, 1: 15}, 5, seed=1)
    signals = stands = found = 0
    for _ in range(300):
        given = rng.choice(steps, (40, 25, 5), p=[0.15, 0.7, 0.15])
        given[0, 15:] = rng.choice(steps, (10, 5), p=[0.03, 0.47, 0.5])
        residuals = given.sum(axis=2) / np.sqrt(5 * 0.3)
        charts = {auditor: drift.ewma(cycles, limit=limit) for auditor, cycles in enumerate(residuals)}
        found += drift.alarms(charts)[0].stands
        same = drift.alarms({auditor: chart for auditor, chart in charts.items() if auditor})
        signals += any(one.signal for one in same)
        stands += any(one.stands for one in same)
    assert signals >= 30
    assert stands <= 25
    assert found >= 280
