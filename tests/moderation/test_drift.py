from __future__ import annotations

import math

import numpy as np
import pytest

from moderation import drift

STEPS = {-1: 15, 0: 70, 1: 14, 2: 1}


def test_residuals_are_summed_differences_in_standard_errors() -> None:
    found = drift.standardised([[1, 0, 0, 1], [], [-1]], mean=0.1, sd=0.5)
    assert found.tolist() == pytest.approx([(2 - 0.4) / (2 * 0.5), 0, -1.1 / 0.5])
    for mean, sd in ((0, 0), (0, -1), (math.nan, 1), (0, math.inf)):
        with pytest.raises(ValueError, match="usual mean and spread"):
            drift.standardised([[1]], mean, sd)


def test_the_average_and_its_widening_limits() -> None:
    found = drift.ewma([1.0, 0.0, 3.0], weight=0.2, limit=2.859)
    assert found.average.tolist() == pytest.approx([0.2, 0.16, 0.728])
    assert found.limits[0] == pytest.approx(2.859 * 0.2)
    far = drift.ewma(np.zeros(200), weight=0.2, limit=2.859).limits[-1]
    assert far == pytest.approx(2.859 * math.sqrt(0.2 / 1.8))
    assert not found.signals.any() or found.signals.tolist() == [False, False, False]


def test_a_lasting_shift_is_found_upwards_and_downwards() -> None:
    for sign in (1, -1):
        found = drift.ewma([0.0] * 5 + [sign * 1.5] * 10)
        assert not found.signals[:6].any()
        assert found.signals[-3:].all()


@pytest.mark.parametrize("cases", [3, 5, 20])
def test_a_limit_found_for_the_auditors_own_differences_alarms_as_seldom_as_promised(cases: int) -> None:
    assert drift.run_length({0: 88, 1: 12}, cases, 2.859, seed=5) < 350
    limit = drift.calibrate_limit({0: 88, 1: 12}, cases, seed=1)
    assert drift.run_length({0: 88, 1: 12}, cases, limit, seed=5) == pytest.approx(370, rel=0.1)
    assert limit == drift.calibrate_limit({0: 88, 1: 12}, cases, seed=1) > 2.859


def test_half_steps_from_a_middle_grade_are_differences_too_and_others_are_not() -> None:
    assert drift.calibrate_limit({-0.5: 1, 0: 3, 0.5: 1}, 4, target=50, seed=1) > 1
    with pytest.raises(ValueError, match="whole or half steps"):
        drift.calibrate_limit({0.3: 1, 0: 1}, 4, seed=1)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: drift.ewma([0.0, math.nan]), "Value 2 is not a number"),
        (lambda: drift.ewma([0.0], weight=0), "weight of the newest"),
        (lambda: drift.ewma([0.0], limit=-1), "limit must be above 0"),
        (lambda: drift.calibrate_limit({0: 5}, 3, seed=1), "no spread"),
        (lambda: drift.calibrate_limit({}, 3, seed=1), "how often each occurs"),
        (lambda: drift.calibrate_limit({0: 1, 1: -1}, 3, seed=1), "how often each occurs"),
        (lambda: drift.calibrate_limit(STEPS, 0, seed=1), "cases per cycle"),
        (lambda: drift.calibrate_limit(STEPS, 10**12, seed=1), "steps times cases may be at most 20,000"),
        (
            lambda: drift.calibrate_limit({0: 9, 1e15: 1}, 3, seed=1),
            "up to 1e\\+15 steps apart, 3 in a cycle, cannot be simulated",
        ),
        (lambda: drift.calibrate_limit({0: 9, -1e300: 1}, 3, seed=1), "cannot be simulated"),
        (lambda: drift.calibrate_limit(STEPS, 3, target=1e12, seed=1), "and up to 10,000 cycles"),
        (lambda: drift.run_length(STEPS, 3, 2.8, target=math.inf, seed=1), "and up to 10,000 cycles"),
        (lambda: drift.calibrate_limit(STEPS, 3, target=1, seed=1), "target must be above 1"),
    ],
)
def test_what_cannot_be_followed_is_refused(call, words: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=words):
        call()


# XmR

CALM = [50, 52, 49, 51, 50, 48, 51, 52, 49, 50, 51, 49, 50, 52]


def signs(chart: drift.Xmr) -> list[tuple[str, ...]]:
    return [point.signs for point in chart.points]


def test_limits_are_two_point_sixty_six_mean_moving_ranges_from_the_mean() -> None:
    chart = drift.xmr([10, 12, 11, 15])
    mean, moving = 12, (2 + 1 + 4) / 3
    for point in chart.points:
        assert (point.low, point.mean, point.high) == pytest.approx((mean - 2.66 * moving, mean, mean + 2.66 * moving))
    assert not any(signs(drift.xmr(CALM)))


@pytest.mark.parametrize(("length", "trial"), [(1, True), (12, True), (13, False)])
def test_F12_fewer_than_thirteen_points_give_trial_limits(length: int, trial: bool) -> None:
    warning = drift.xmr(CALM[:length]).warning
    assert bool(warning) is trial
    if trial:
        assert f"Trial limits: they rest on {length} point" in warning


def test_F12_seven_on_one_side_and_a_point_on_the_mean_ends_the_run() -> None:
    halves = drift.xmr([1, 3, 1, 3, 1, 3, 1, 6, 7, 6, 7, 6, 7, 6])
    assert ["shift" in one for one in signs(halves)] == [True] * 14
    above, below = [1, 2, 1, 2, 1, 2], [-3] * 6
    assert not any("shift" in one for one in signs(drift.xmr([*above, 0, *above, *below])))
    unbroken = [place for place, one in enumerate(signs(drift.xmr([*above, 1, *above, *below]))) if "shift" in one]
    assert unbroken == list(range(13))


@pytest.mark.parametrize("turn", [1, -1])
def test_F12_seven_rising_and_seven_falling_are_alike_and_may_cross_the_mean(turn: int) -> None:
    rising = [turn * value for value in (50, 51, 44, 46, 48, 50, 52, 54, 56, 50, 51, 49, 50)]
    chart = drift.xmr(rising)
    assert [place for place, one in enumerate(signs(chart)) if "trend" in one] == list(range(2, 9))
    mean = chart.points[0].mean
    assert min(rising[2:9]) < mean < max(rising[2:9])
    six = drift.xmr([*rising[:8], turn * 53, *rising[9:]])
    assert not any("trend" in one for one in signs(six))


def test_F12_equal_points_are_not_a_trend() -> None:
    assert not any("trend" in one for one in signs(drift.xmr([1, 2, 3, 4, 4, 5, 6, 7, 3, 2, 5, 4, 3, 4])))


@pytest.mark.parametrize("turn", [1, -1])
def test_F12_two_of_three_in_the_outer_third_count_on_the_same_side_only(turn: int) -> None:
    base = [10, 12] * 20
    same = drift.xmr([turn * value for value in [*base, 15.6, 11, 15.6, 11]])
    assert [place for place, one in enumerate(signs(same)) if "two of three" in one] == [40, 42]
    assert not any("beyond limit" in one for one in signs(same))
    opposite = drift.xmr([turn * value for value in [*base, 15.6, 11, 6.4, 11]])
    assert not any("two of three" in one for one in signs(opposite))
    point = opposite.points[40]
    assert turn * (point.value - point.mean) > 2 / 3 * (point.high - point.mean)


def test_F12_a_point_beyond_a_limit_either_way() -> None:
    for far in (80, 20):
        chart = drift.xmr([*CALM, far])
        assert chart.points[-1].signs[0] == "beyond limit"
        assert not any("beyond limit" in one for one in signs(chart)[:-1])


def test_F12_rebasing_computes_anew_from_that_point_and_no_run_crosses_it() -> None:
    series = [*CALM, *[value + 10 for value in CALM]]
    assert any("shift" in one for one in signs(drift.xmr(series)))
    chart = drift.xmr(series, rebases=[drift.Rebase(14, "New audit tool")])
    assert not any(signs(chart))
    assert chart.points[13].mean + 10 == pytest.approx(chart.points[14].mean)
    assert chart.warning == ""
    assert "rest on 3 points" in drift.xmr(series[:17], rebases=[drift.Rebase(14, "New audit tool")]).warning


@pytest.mark.parametrize(
    ("rebase", "words"),
    [((14, " "), "needs a reason"), ((0, "why"), "must lie after 0"), ((28, "why"), "must lie after 0")],
)
def test_F12_rebasing_takes_a_reason_and_a_place_in_the_series(rebase: tuple[int, str], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        drift.xmr([*CALM, *CALM], rebases=[drift.Rebase(*rebase)])


@pytest.mark.parametrize(("good", "turn"), [("high", 1), ("low", -1)])
def test_F12_assurance_comes_from_the_newest_limits_and_a_target_on_a_limit_is_met_there(
    good: drift.Assurance, turn: int
) -> None:
    series = [turn * value for value in [*CALM, *[value + 30 for value in CALM]]]
    newest = drift.xmr(series, rebases=[drift.Rebase(14, "New team")]).points[-1]
    worse, better = (newest.low, newest.high) if turn == 1 else (newest.high, newest.low)
    for target, verdict in (
        (turn * 60, "met"),
        (worse, "met"),
        (worse + turn * 0.01, "chance"),
        (better, "chance"),
        (better + turn * 0.01, "missed"),
    ):
        chart = drift.xmr(series, rebases=[drift.Rebase(14, "New team")], target=target, good=good)  # type: ignore[arg-type]
        assert chart.assurance is not None
        assert chart.assurance.verdict == verdict, target


def test_limits_of_a_share_stay_between_nothing_and_all() -> None:
    chart = drift.xmr([0.9, 0.6, 1.0, 0.5, 0.95], floor=0, ceiling=1)
    assert {(point.low >= 0, point.high) for point in chart.points} == {(True, 1)}
    assert drift.xmr([0.9, 0.6, 1.0, 0.5, 0.95]).points[0].high > 1


def test_a_series_that_never_moves_and_one_without_points() -> None:
    still = drift.xmr([0.1] * 14)
    assert not any(signs(still))
    assert still.points[0].low == pytest.approx(still.points[0].high)
    assert drift.xmr([1.0]).points[0].signs == ()
    with pytest.raises(ValueError, match="Value 2 must be a number"):
        drift.xmr([1, None])  # type: ignore[list-item]
    with pytest.raises(ValueError, match="high"):
        drift.xmr([1], good="up")  # type: ignore[arg-type]


def test_no_points_yet_give_no_chart_but_a_warning() -> None:
    chart = drift.xmr([], target=5)
    assert (chart.points, chart.assurance) == ((), None)
    assert "rest on 0 points" in chart.warning


# Funnels


def test_limits_are_exact_and_narrow_as_units_grow() -> None:
    chart = drift.funnel({"A": (14, 20), "B": (70, 100), "C": (0, 0)})
    small, large = chart.units
    assert chart.target == pytest.approx(0.7)
    assert small.inner[0] < large.inner[0] < 0.7 < large.inner[1] < small.inner[1]
    assert small.outer[0] < small.inner[0]
    assert large.inner == pytest.approx((0.6, 0.784), abs=0.01)
    assert not small.signal


def test_about_one_in_twenty_lies_beyond_the_inner_limits_by_chance() -> None:
    rng = np.random.default_rng(1)
    counts = {g: (int(rng.binomial(n, 0.6)), n) for g, n in enumerate(rng.integers(30, 300, 2000).tolist())}
    chart = drift.funnel(counts)
    beyond = np.mean([not unit.inner[0] <= unit.value <= unit.inner[1] for unit in chart.units])
    assert beyond == pytest.approx(0.05, abs=0.015)
    assert chart.overdispersion == 1
    assert sum(unit.signal for unit in chart.units) <= 2


def test_a_unit_far_from_the_others_is_found_and_the_others_are_not() -> None:
    chart = drift.funnel({"far": (2, 40), **dict.fromkeys(range(12), (28, 40))})
    assert [unit.id for unit in chart.units if unit.signal] == ["far"]
    far = chart.units[0]
    assert far.value < far.outer[0]
    assert far.p <= far.adjusted < 1e-6


def test_units_that_differ_beyond_chance_widen_the_limits_of_all() -> None:
    rng = np.random.default_rng(2)
    counts = {g: (int(rng.binomial(200, rng.beta(6, 4))), 200) for g in range(40)}
    chart = drift.funnel(counts)
    assert chart.overdispersion > 3
    plain = drift.funnel({0: counts[0], 1: counts[1]}, target=chart.target).units[0].inner
    assert chart.units[0].inner[0] < plain[0]
    assert sum(unit.signal for unit in chart.units) <= 2


def test_all_or_nothing_leaves_no_room_and_no_nan() -> None:
    for x in (0, 20):
        unit = drift.funnel({"A": (x, 20), "B": (x, 20)}).units[0]
        assert unit.inner == unit.outer == (x / 20, x / 20)
        assert (unit.p, unit.signal) == (pytest.approx(1, abs=0.7), False)


def test_funnel_of_mean_differences() -> None:
    rng = np.random.default_rng(3)
    given = {g: rng.choice([-1, 0, 1], size=25, p=[0.15, 0.7, 0.15]) for g in range(10)} | {"harsh": [1, 1, 0, 1] * 6}
    chart = drift.funnel_of_means(given, target=0)
    assert [unit.id for unit in chart.units if unit.signal] == ["harsh"]
    unit = chart.units[0]
    assert unit.inner[1] == pytest.approx(-unit.inner[0])
    assert unit.outer[1] / unit.inner[1] == pytest.approx(3.0902 / 1.96, abs=1e-3)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: drift.funnel({"A": (5, 3)}), "A: 5 of 3"),
        (lambda: drift.funnel({"A": (0, 0)}), "No unit has a case"),
        (lambda: drift.funnel({"A": (1, 3)}, target=1.5), "target must be a share"),
        (lambda: drift.funnel_of_means({"A": [1, 1], "B": []}), "do not vary"),
        (lambda: drift.funnel({"A": (1, 3), "B": (math.inf, math.inf)}), "B: inf of inf"),
        (lambda: drift.funnel_of_means({"A": [1, math.nan]}), "A: the difference nan"),
        (lambda: drift.funnel_of_means({"A": [1, 0], "B": [math.inf]}), "B: the difference inf"),
        (lambda: drift.funnel_of_means({"A": [1, 0]}, target=math.inf), "target must be a number"),
    ],
)
def test_what_makes_no_funnel_is_refused(call, words: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=words):
        call()
