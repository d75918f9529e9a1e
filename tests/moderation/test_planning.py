from __future__ import annotations

import math
from functools import partial
from itertools import combinations

import numpy as np
import pytest

from moderation import Ratings, agreement, half_widths, planning
from moderation.ratings import InsufficientData
from tests.moderation.reference.tables import GRADES

SKEWED = dict(zip(GRADES.labels, [0.025, 0.7, 0.27, 0.005], strict=True))
MODERATE = dict(zip(GRADES.labels, [0.1, 0.55, 0.3, 0.05], strict=True))
AC1 = partial(agreement.gwet_ac, weights="identity")
QUADRATIC = partial(agreement.conger_kappa, weights="quadratic")


# Cases for plus or minus .10, from simulations of very many cases made apart from this package.
@pytest.mark.parametrize(
    ("shares", "reliability", "graders", "expected"),
    [
        (SKEWED, 0.85, 2, (97, 7, 223, 276)),
        (SKEWED, 0.85, 3, (57, 5, 143, 166)),
        (SKEWED, 0.6, 2, (126, 10, 291, 349)),
        (SKEWED, 0.6, 3, (67, 6, 162, 183)),
        (MODERATE, 0.85, 2, (144, 19, 112, 157)),
        (MODERATE, 0.85, 3, (74, 12, 76, 100)),
    ],
)
def test_cases_for_a_half_width(
    shares: dict[object, float], reliability: float, graders: int, expected: tuple[int, ...]
) -> None:
    for coefficient, cases in zip(
        (AC1, agreement.gwet_ac, QUADRATIC, agreement.krippendorff_alpha), expected, strict=True
    ):
        plan = planning.cases_for_half_width(0.1, coefficient, graders, shares, reliability)  # type: ignore[arg-type]
        assert plan.exact == pytest.approx(cases, rel=0.03, abs=1)


def test_a_plan_never_recommends_fewer_than_fifteen_cases() -> None:
    plan = planning.cases_for_half_width(0.15, agreement.gwet_ac, 3, SKEWED, 0.85)
    assert plan.exact < 3
    assert plan.n == 15
    assert plan.percent == pytest.approx(0.77, abs=0.01)


def test_half_the_width_takes_four_times_the_cases_and_a_short_cycle_fewer() -> None:
    wide, narrow = (planning.cases_for_half_width(w, AC1, 2, MODERATE, 0.6).exact for w in (0.2, 0.1))
    assert narrow == pytest.approx(4 * wide)
    short = planning.cases_for_half_width(0.1, AC1, 2, MODERATE, 0.6, population=118)
    assert short.exact == pytest.approx(1 / (1 / narrow + 1 / 118))
    assert planning.cases_for_half_width(0.1, AC1, 2, MODERATE, 0.6, level=0.8).exact < narrow


def test_a_plan_keeps_its_promise() -> None:
    """Rounds of as many cases as planned have intervals about as wide as planned."""
    plan = planning.cases_for_half_width(0.15, AC1, 2, MODERATE, 0.6)
    rng = np.random.default_rng(7)
    imagined = half_widths.imagined_round(2, MODERATE, 0.6, 0.3)  # type: ignore[arg-type]
    widths = []
    for _ in range(60):
        rows = rng.integers(len(imagined.cases), size=plan.n)
        interval = AC1(Ratings(GRADES, tuple(range(plan.n)), (1, 2), imagined.codes[rows])).interval(method="analytic")
        assert interval is not None
        widths.append((interval.high - interval.low) / 2)
    assert np.mean(widths) == pytest.approx(0.15, abs=0.015)


def test_a_pilot_round_plans_the_next() -> None:
    pilot = agreement.gwet_ac(Ratings.from_matrix([[1, 1], [1, 2], [2, 2], [2, 2], [1, 1], [0, 1]] * 4, GRADES))
    found = planning.cases_from_pilot(0.05, pilot)
    assert found.exact == pytest.approx((1.959964 / 0.05) ** 2 * 24 * (pilot.se or 0) ** 2, rel=1e-6)
    assert found.n == math.ceil(found.exact)
    with pytest.raises(InsufficientData, match="no spread"):
        planning.cases_from_pilot(0.05, agreement.gwet_ac(Ratings.from_matrix([[1, 1]] * 4, GRADES)))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"width": 0}, "width must lie between"),
        ({"reliability": 1}, "reliability must lie between"),
        ({"graders": 1}, "graders must be a whole number from 2 to 6"),
        ({"grade_shares": {"A": 0.5, "B": 0.4}}, "add up to 1"),
        ({"spread": -1}, "spread between auditors"),
        ({"population": 0}, "cases in the cycle must be a number above 0"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(changed: dict[str, object], words: str) -> None:
    given: dict[str, object] = {"width": 0.1, "graders": 2, "grade_shares": MODERATE, "reliability": 0.6}
    with pytest.raises(ValueError, match=words):
        planning.cases_for_half_width(coefficient=AC1, **(given | changed))  # type: ignore[arg-type]


def test_where_all_cases_will_be_graded_alike_there_is_nothing_to_plan() -> None:
    with pytest.raises(InsufficientData, match="would be undefined"):
        planning.cases_for_half_width(0.1, agreement.krippendorff_alpha, 2, {"A": 1.0, "B": 0.0}, 0.6)


def test_how_surely_severities_would_be_known() -> None:
    """Eight auditors with 7, 14 and 28 double grades each: about .43, .29 and .19 grade steps either way."""
    for times, expected in ((1, 0.43), (2, 0.29), (4, 0.2)):
        pairs = list(combinations("ABCDEFGH", 2)) * times
        widths = planning.severity_half_width(pairs)
        assert set(widths) == set("ABCDEFGH")
        assert list(widths.values()) == pytest.approx([expected] * 8, abs=0.01)


def test_a_chain_knows_its_ends_less_well_and_a_split_design_nothing() -> None:
    widths = planning.severity_half_width([("A", "B"), ("B", "C"), ("C", "D")] * 8)
    assert widths["A"] > widths["B"]
    assert set(planning.severity_half_width([("A", "B"), ("C", "D")]).values()) == {math.inf}


@pytest.mark.parametrize("name", ["information", "case_sd", "steps_per_logit"])
@pytest.mark.parametrize("value", [0, -1, math.inf, math.nan])
def test_what_severities_cannot_be_planned_from_is_refused(name: str, value: float) -> None:
    with pytest.raises(ValueError, match="must be a number above 0"):
        planning.severity_half_width([("A", "B")] * 8, **{name: value})
