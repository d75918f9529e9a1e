"""Where there is little or nothing to go by, every function says so in the same way."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest

from moderation import Estimate, InsufficientData, Ratings, agreement, benchmark, compare, design, latent, severity
from tests.moderation.reference.tables import GRADES

GOOD, RI, INADEQUATE = GRADES.labels[1:]
NEED_VARIATION = [
    "krippendorff_alpha",
    "fixed_weight_alpha",
    "fleiss_kappa",
    "conger_kappa",
    "light_kappa",
    "cohen_kappa",
]
SHARES = ["percent_agreement", "within", "boundary"]
COEFFICIENTS: dict[str, Callable[[Ratings], Estimate]] = {
    name: getattr(agreement, name) for name in [*SHARES, *NEED_VARIATION, "gwet_ac", "brennan_prediger"]
}
OTHERS: dict[str, Callable[[Ratings], Any]] = {
    "specific_agreement": agreement.specific_agreement,
    "pairwise": agreement.pairwise,
    "icc": agreement.icc,
    "kendall_w": agreement.kendall_w,
    "report": agreement.report,
    "severity": severity.fit,
    "plain severity": partial(severity.fit, shrink=False),
    "dawid_skene": partial(latent.dawid_skene, seed=1, restarts=0),
    "with_moderated": lambda ratings: compare.with_moderated(ratings, "leave-one-out", "A"),
    "bowker": lambda ratings: compare.bowker(agreement.crosstab(ratings)),
    "stuart_maxwell": lambda ratings: compare.stuart_maxwell(agreement.crosstab(ratings)),
    "bhapkar": lambda ratings: compare.bhapkar(agreement.crosstab(ratings)),
}
ALL = COEFFICIENTS | OTHERS


def read(*rows: list[str | None]) -> Ratings:
    return Ratings.from_matrix(rows, GRADES, auditors="ABC"[: len(rows[0])])


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize(
    "ratings",
    [
        Ratings(GRADES, (), ("A", "B"), np.empty((0, 2))),
        read([None, None], [None, None]),
        read([GOOD], [RI]),
        read([GOOD, None], [RI, None]),
        read([GOOD, None], [None, RI], [RI, None], [None, RI]),
    ],
    ids=["no case", "no grade", "one auditor", "one auditor of two", "no overlap"],
)
def test_F3_too_little_to_compare_is_refused_by_all(name: str, ratings: Ratings) -> None:
    with pytest.raises(InsufficientData):
        ALL[name](ratings)


@pytest.mark.parametrize("name", sorted(COEFFICIENTS))
@pytest.mark.parametrize("codes", [np.full((12, 2), 2), np.repeat(np.arange(12) % 3, 2).reshape(12, 2)])
def test_F2_agreement_on_everything_is_undefined_or_short_of_certain(name: str, codes: np.ndarray) -> None:
    found = COEFFICIENTS[name](Ratings(GRADES, tuple(range(12)), ("A", "B"), codes))
    varied = len(np.unique(codes)) > 1
    if name in NEED_VARIATION and not varied:
        assert (found.value, found.se, found.se0, found.interval()) == (None, None, None, None)
        assert found.status == "undefined_no_variation"
        assert "no variation" in found.reason
    else:
        assert found.value == pytest.approx(1)
        for method in ("jackknife", "analytic"):
            interval = found.interval(method=method)  # type: ignore[arg-type]
            assert interval is not None
            assert interval.method == "exact"
            assert interval.low < 0.9 < interval.high == 1
    assert benchmark(found).word is None
    assert benchmark(found).reason


def test_F2_agreement_on_one_grade_leaves_other_functions_without_figures_too() -> None:
    ratings = read(*[[RI, RI, RI]] * 12)
    for name in ("icc", "kendall_w"):
        found = OTHERS[name](ratings)
        assert (found.value, found.status) == (None, "undefined_no_variation")
    assert agreement.kendall_w(ratings).p is None
    by_grade = agreement.specific_agreement(ratings)
    assert by_grade[RI].value == 1
    assert {by_grade[label].status for label in (GOOD, INADEQUATE)} == {"undefined_not_used"}
    pairs = agreement.pairwise(ratings)
    assert np.isnan(pairs.kappa).all()
    assert np.isnan(pairs.shrunk).all()
    assert (pairs.n == 12).all()
    for shrink in (True, False):
        fit = severity.fit(ratings, shrink=shrink)
        assert (fit.status, fit.loglik, fit.kinds) == ("undefined_no_variation", None, ())
    assert compare.with_moderated(ratings, "leave-one-out", "A").kappa.status == "undefined_no_variation"


@pytest.mark.parametrize("name", sorted(COEFFICIENTS))
def test_F2_one_case_has_a_value_where_it_is_defined_and_no_standard_error(name: str) -> None:
    agreed, apart = (COEFFICIENTS[name](read([RI, grade])) for grade in (RI, GOOD))
    assert agreed.value == (None if name in NEED_VARIATION else 1)
    assert apart.value is not None
    for found in (agreed, apart):
        assert found.se is None
        assert (found.interval() is None) == (found.value is None)
        assert found.status != "ok"
        assert benchmark(found).word is None


def test_F2_one_case_in_the_other_functions() -> None:
    apart = read([RI, GOOD])
    for name in ("icc", "kendall_w"):
        with pytest.raises(InsufficientData, match="At least two cases"):
            OTHERS[name](apart)
    found = severity.fit(apart)
    assert found.status == "unreliable_small_n"
    assert all(one.se is not None and math.isfinite(one.se) and one.se > 0.3 for one in found.auditors)
    assert severity.fit(apart, shrink=False).status == "undefined_no_maximum"
    assert compare.with_moderated(apart, "leave-one-out", "A").status == "unreliable_small_n"
    for name in ("bowker", "stuart_maxwell", "bhapkar"):
        assert OTHERS[name](apart).p == pytest.approx(1)
        assert OTHERS[name](read([RI, RI])).reason == "The two gave the same grade on every case."
    three = latent.dawid_skene(read([RI, GOOD, RI]), seed=1)
    assert three.status == "unreliable_small_n"
    assert "Only one case was graded" in three.reason


@pytest.mark.parametrize("name", ["fixed_weight_alpha", "light_kappa", *sorted(OTHERS.keys() - {"report"})])
def test_F9_whoever_and_whatever_has_no_grade_changes_nothing(name: str) -> None:
    rows = [[GOOD, GOOD, GOOD], [RI, RI, GOOD], [RI, GOOD, RI], [INADEQUATE] * 3, [GOOD, RI, RI], [GOOD, GOOD, RI]] * 2
    padded: list[list[str | None]] = [*rows[:4], [None] * 3, *rows[4:]]
    for_two = name in ("bowker", "stuart_maxwell", "bhapkar")
    full, gaps = (read(*(row[:2] if for_two else row for row in given)) for given in (rows, padded))
    if not for_two:
        gaps = Ratings(
            GRADES, gaps.cases, (*gaps.auditors, "Nobody"), np.pad(gaps.codes, ((0, 0), (0, 1)), constant_values=-1)
        )
    before = gaps.codes.copy()
    for one, other in zip(figures(ALL[name](full)), figures(ALL[name](gaps)), strict=True):
        assert other == pytest.approx(one, abs=1e-9, nan_ok=True)
    assert (gaps.codes == before).all()


def figures(found: Any) -> list[float]:
    """The numbers of a result that speak of the cases and auditors with a grade."""
    if isinstance(found, Estimate):
        return [found.value or math.nan, found.se or math.nan]
    if isinstance(found, dict):
        return [number for estimate in found.values() for number in figures(estimate)]
    if isinstance(found, agreement.Pairwise):
        return [*found.kappa[:3, :3].ravel(), *found.se[:3, :3].ravel()]
    if isinstance(found, severity.SeverityFit):
        return [*(one.severity or 0.0 for one in found.auditors), *(one.expected for one in found.cases)]
    if isinstance(found, latent.DawidSkene):
        return [*found.confusion[:3].ravel(), *found.posterior.ravel()]
    if isinstance(found, compare.WithModerated):
        return [found.n, found.bias.value, *found.shrunk.ravel()]
    return [found.value] if hasattr(found, "value") else [found.statistic, found.p]


def test_a_negative_figure_is_returned_as_it_is_by_all() -> None:
    ratings = read(*[[GOOD, RI], [RI, GOOD]] * 6)
    for name in [*NEED_VARIATION, "brennan_prediger"]:
        value = COEFFICIENTS[name](ratings).value
        assert value is not None
        assert value < -0.2, name
    assert agreement.gwet_ac(ratings, "identity").value == pytest.approx(-1 / 5)
    assert agreement.icc(ratings).value == pytest.approx(-1.2)
    assert agreement.pairwise(ratings).kappa[0, 1] == pytest.approx(-1)


def test_auditors_whom_no_case_links_are_never_compared_in_silence() -> None:
    ratings = read(*[[GOOD, RI, None], [RI, RI, None], [None, None, GOOD], [None, None, RI]] * 6)
    fit = severity.fit(ratings)
    assert fit.status == "disconnected"
    assert (fit.auditors[2].severity, fit.auditors[2].flag) == (None, "alone")
    assert [one.auditors for one in design.components(ratings)] == [("A", "B"), ("C",)]
    assert agreement.pairwise(ratings).n[0, 2] == 0
    assert np.isnan(agreement.pairwise(ratings).kappa[0, 2])
    with pytest.raises(InsufficientData, match="No case graded by C has a grade"):
        compare.with_moderated(ratings, "leave-one-out", "C")
