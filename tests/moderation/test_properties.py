"""What must hold for any grades whatever."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from moderation import Estimate, Ratings, agreement
from tests.moderation.reference import direct
from tests.moderation.reference.tables import GRADES

KINDS = {
    "percent_agreement": ("identity", "linear"),
    "brennan_prediger": ("identity", "quadratic"),
    "gwet_ac": ("identity", "ordinal"),
    "fleiss_kappa": ("identity", "radical"),
    "conger_kappa": ("identity", "quadratic"),
    "krippendorff_alpha": ("nominal", "ordinal", "interval", "ratio"),
}
FORMS = [(name, kind) for name, kinds in KINDS.items() for kind in kinds]
quick = settings(max_examples=40, deadline=None, derandomize=True)


def figure(name: str, kind: str, ratings: Ratings) -> Estimate:
    function: Callable[[Ratings, str], Estimate] = getattr(agreement, name)
    return function(ratings, kind)


@st.composite
def tables(draw: st.DrawFn, least: int = -1, auditors: tuple[int, int] = (2, 5)) -> np.ndarray:
    n, r = draw(st.integers(3, 12)), draw(st.integers(*auditors))
    row = st.lists(st.integers(least, 3), min_size=r, max_size=r)
    codes = np.array(draw(st.lists(row, min_size=n, max_size=n)), dtype=np.int8)
    assume(((codes >= 0).sum(axis=1) >= 2).sum() >= 2)
    return codes


def read(codes: np.ndarray) -> Ratings:
    return Ratings(GRADES, tuple(range(len(codes))), tuple(range(codes.shape[1])), codes)


def same(first: Estimate, second: Estimate, tolerance: float = 1e-12) -> None:
    for name in ("value", "se"):
        one, other = getattr(first, name), getattr(second, name)
        assert one == pytest.approx(other, abs=tolerance) if one is not None else other is None
    one_interval, other_interval = first.interval(), second.interval()
    if one_interval is not None and other_interval is not None:
        assert [one_interval.low, one_interval.high] == pytest.approx(
            [other_interval.low, other_interval.high], abs=1e-9
        )


@pytest.mark.parametrize(("name", "kind"), FORMS)
@pytest.mark.parametrize("weighted", [False, True], ids=["alike", "weighted"])
@quick
@given(codes=tables(auditors=(3, 5)))
def test_the_formula_of_the_slopes_is_what_complex_steps_say(
    name: str, kind: str, weighted: bool, codes: np.ndarray
) -> None:
    ratings = read(codes)
    if weighted:
        ratings = ratings.weighted({case: 1 + case % 3 for case in ratings.cases})
    found = figure(name, kind, ratings)
    assume(found.value is not None)
    statistic = found._statistic
    assert statistic is not None
    room = 1 - statistic.expected
    assert statistic._slope == pytest.approx(statistic.derived(), rel=1e-9, abs=1e-14 / room**2)


@pytest.mark.parametrize(("name", "kind"), FORMS)
@quick
@given(codes=tables(), seed=st.integers(0, 1000))
def test_F10_order_of_auditors_and_cases_plays_no_part(name: str, kind: str, codes: np.ndarray, seed: int) -> None:
    rng = np.random.default_rng(seed)
    shuffled = rng.permutation(rng.permutation(codes), axis=1)
    same(figure(name, kind, read(codes)), figure(name, kind, read(shuffled)))


@pytest.mark.parametrize(("name", "kind"), [form for form in FORMS if form[1] != "ratio"])
@quick
@given(codes=tables())
def test_turning_the_scale_round_changes_nothing(name: str, kind: str, codes: np.ndarray) -> None:
    same(figure(name, kind, read(codes)), figure(name, kind, read(np.where(codes >= 0, 3 - codes, -1))), 1e-11)


@pytest.mark.parametrize(
    ("name", "kind"), [form for form in FORMS if form[0] in ("krippendorff_alpha", "percent_agreement")]
)
@quick
@given(codes=tables(), grade=st.integers(0, 3))
def test_a_case_graded_once_leaves_alpha_and_percentages_as_they_were(
    name: str, kind: str, codes: np.ndarray, grade: int
) -> None:
    single = np.full((1, codes.shape[1]), -1, dtype=np.int8)
    single[0, 0] = grade
    before, after = figure(name, kind, read(codes)), figure(name, kind, read(np.vstack([codes, single])))
    assert (after.value, after.se, after.interval()) == (before.value, before.se, before.interval())
    assert after.n_dropped == before.n_dropped + 1


@pytest.mark.parametrize(("name", "kind"), FORMS)
@quick
@given(codes=tables())
def test_values_are_those_of_the_formula_written_out(name: str, kind: str, codes: np.ndarray) -> None:
    ratings = read(codes)
    found = figure(name, kind, ratings)
    if found.value is None:
        assert found.status == "undefined_no_variation"
        assert found.reason
    else:
        assert found.value == pytest.approx(direct.coefficient(name, kind, ratings, np.ones(len(codes))), abs=1e-10)


@pytest.mark.parametrize(("name", "kind"), FORMS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_standard_errors_are_the_infinitesimal_jackknife(name: str, kind: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    codes = rng.integers(0, 4, (15, 4)).astype(np.int8)
    codes[rng.random(codes.shape) < 0.4] = -1
    ratings = read(codes)
    assert (ratings.grades_per_case == 1).any()
    assert figure(name, kind, ratings).se == pytest.approx(direct.standard_error(name, kind, ratings), abs=1e-8)


@pytest.mark.parametrize(("name", "kind"), FORMS)
@quick
@given(codes=tables())
def test_leaving_one_case_out_by_subtraction_is_measuring_the_rest(name: str, kind: str, codes: np.ndarray) -> None:
    ratings = read(codes)
    statistic = figure(name, kind, ratings)._statistic
    assert statistic is not None
    for i, row in enumerate(statistic.rows.of_cases()):
        if row < 0:
            continue
        value = statistic.without_each[row]
        rest = read(np.delete(codes, i, axis=0))
        expected = figure(name, kind, rest).value if rest.n_multiple else None
        assert np.isnan(value) if expected is None else value == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(("name", "kind"), FORMS)
@quick
@given(codes=tables())
def test_no_table_gives_nan_or_a_claim_of_certainty(name: str, kind: str, codes: np.ndarray) -> None:
    found = figure(name, kind, read(codes))
    for method in ("jackknife", "analytic"):
        interval = found.interval(method=method)  # type: ignore[arg-type]
        if interval is None:
            assert found.value is None
            continue
        assert found.value is not None
        assert math.isfinite(interval.low)
        assert math.isfinite(interval.high)
        assert interval.low - 1e-9 <= found.value <= interval.high + 1e-9
        assert interval.low < interval.high
        assert interval.high <= 1


@quick
@given(codes=tables(least=0))
def test_nominal_alpha_is_fleiss_kappa_corrected_for_size(codes: np.ndarray) -> None:
    ratings = read(codes)
    alpha, kappa = agreement.krippendorff_alpha(ratings, "nominal").value, agreement.fleiss_kappa(ratings).value
    if kappa is not None:
        assert alpha == pytest.approx(kappa + (1 - kappa) / codes.size, abs=1e-10)


@quick
@given(codes=tables(least=0, auditors=(2, 2)))
def test_of_two_auditors_congers_kappa_is_cohens_and_quadratic_kappa_is_lins(codes: np.ndarray) -> None:
    ratings = read(codes)
    for kind in ("identity", "linear"):
        conger, cohen = agreement.conger_kappa(ratings, kind).value, agreement.cohen_kappa(ratings, kind).value
        assert (conger is None and cohen is None) or conger == pytest.approx(cohen, abs=1e-10)
    first, second = codes.astype(float).T
    below = first.var() + second.var() + (first.mean() - second.mean()) ** 2
    if below > 0:
        lin = 2 * ((first - first.mean()) * (second - second.mean())).mean() / below
        assert agreement.cohen_kappa(ratings, "quadratic").value == pytest.approx(lin, abs=1e-10)


@quick
@given(codes=tables(least=0))
def test_interval_alpha_is_variance_within_cases_against_all_variance(codes: np.ndarray) -> None:
    values = codes.astype(float)
    assume(values.std() > 0)
    within = values.var(axis=1, ddof=1).mean()
    expected = 1 - within / values.var(ddof=1)
    assert agreement.krippendorff_alpha(read(codes), "interval").value == pytest.approx(expected, abs=1e-10)


def test_ratings_are_never_changed_by_measuring_them() -> None:
    codes: Any = np.random.default_rng(4).integers(-1, 4, (12, 4)).astype(np.int8)
    ratings = read(codes)
    before = ratings.codes.copy(), ratings.counts.copy()
    agreement.report(ratings)
    assert (ratings.codes == before[0]).all()
    assert (ratings.counts == before[1]).all()
