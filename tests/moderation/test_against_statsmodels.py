"""Kappas, tests of margins, intervals of shares and many tests at once, beside statsmodels."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Literal

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from moderation import InsufficientData, Ratings, Scale, agreement, compare, proportion_interval
from moderation.weights import weight_table
from tests.moderation.reference import peers
from tests.moderation.reference.random_tables import COMPLETE, SHAPES, drawn
from tests.moderation.reference.tables import COHEN, GRADES
from tests.moderation.test_properties import quick, read, tables

NAMED = ("identity", "linear", "quadratic")
WEIGHTS = (*NAMED, "ordinal", "radical")
MARGINS: dict[Callable[..., compare.MarginalTest], tuple[str, str]] = {
    compare.bowker: ("symmetry", "bowker"),
    compare.stuart_maxwell: ("homogeneity", "stuart_maxwell"),
    compare.bhapkar: ("homogeneity", "bhapkar"),
}
PERFECT_ON_ONE = np.array([[9, 0, 0, 0], [0, 7, 3, 0], [0, 1, 5, 0], [0, 0, 0, 0]])

counts = st.integers(3, 5).flatmap(
    lambda q: st.lists(st.lists(st.integers(0, 9), min_size=q, max_size=q), min_size=q, max_size=q)
)


def agrees(ratings: Ratings, weights: str, theirs: Any) -> None:
    found = agreement.cohen_kappa(ratings, weights)
    assert found.value == pytest.approx(theirs.kappa, abs=1e-9)
    assert (found.se or 0) ** 2 == pytest.approx(theirs.var_kappa, rel=1e-9, abs=1e-12)
    assert (found.se0 or 0) ** 2 == pytest.approx(theirs.var_kappa0, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("shape", SHAPES)
def test_kappa_of_two_auditors_and_its_errors(shape: tuple[int, int, float]) -> None:
    ratings = drawn(*shape)
    two, table = ratings.without(ratings.auditors[1:-1]), peers.crossed(ratings.codes, 0, -1, ratings.scale.q)
    for weights in NAMED:
        agrees(two, weights, peers.kappa_by_statsmodels(table, weights))
    for weights in WEIGHTS:
        agrees(two, weights, peers.kappa_by_statsmodels(table, weight_table(weights, ratings.scale)))


@pytest.mark.parametrize("shape", SHAPES)
def test_every_pair_at_once_and_lights_mean_of_them(shape: tuple[int, int, float]) -> None:
    ratings = drawn(*shape)
    found, upper = agreement.pairwise(ratings, "linear"), np.triu_indices(shape[0], 1)
    pairs = [peers.crossed(ratings.codes, g, h, shape[1]) for g, h in zip(*upper, strict=True)]
    theirs = [peers.kappa_by_statsmodels(table, "linear") for table in pairs]
    assert found.kappa[upper] == pytest.approx([one.kappa for one in theirs], abs=1e-9)
    assert found.se[upper] ** 2 == pytest.approx([one.var_kappa for one in theirs], rel=1e-9, abs=1e-12)
    mean = np.mean([one.kappa for one in theirs])
    assert agreement.light_kappa(ratings, "linear").value == pytest.approx(mean, abs=1e-9)


@pytest.mark.parametrize("shape", COMPLETE)
def test_kappas_of_fleiss_and_of_randolph(shape: tuple[int, int, float]) -> None:
    ratings = drawn(*shape)
    assert agreement.fleiss_kappa(ratings).value == pytest.approx(peers.fleiss(ratings.codes, shape[1]), abs=1e-9)
    free = peers.fleiss(ratings.codes, shape[1], "randolph")
    assert agreement.brennan_prediger(ratings).value == pytest.approx(free, abs=1e-9)


@quick
@given(codes=tables(least=0, auditors=(2, 8)))
def test_fleiss_of_a_few_cases_whatever_they_are(codes: np.ndarray) -> None:
    found, theirs = agreement.fleiss_kappa(read(codes)), peers.fleiss(codes, 4)
    assert math.isnan(theirs) if found.value is None else found.value == pytest.approx(theirs, abs=1e-9)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(table=counts)
def test_tests_of_margins_of_any_table(table: list[list[int]]) -> None:
    assume(sum(map(sum, table)))
    for test, (name, method) in MARGINS.items():
        found = test(table)
        theirs = peers.square_table(np.array(table), name, method, shift_zeros=False)
        assert found.df_full == theirs.df
        if method != "bowker" and (found.df < found.df_full or found.statistic is None):
            continue  # where theirs has no answer, see below
        assert found.statistic == pytest.approx(theirs.statistic, rel=1e-8, abs=1e-9)
        if found.method == "chi-square" and found.df == found.df_full:
            assert found.p == pytest.approx(theirs.pvalue, abs=1e-9)


@quick
@given(n=st.integers(1, 60), share=st.floats(0, 1), level=st.sampled_from([0.8, 0.95, 0.99]))
def test_intervals_of_a_share(n: int, share: float, level: float) -> None:
    x = round(share * n)
    methods: tuple[Literal["wilson", "clopper-pearson"], ...] = ("wilson", "clopper-pearson")
    for method in methods:
        found = proportion_interval(x, n, method, level)
        assert (found.low, found.high) == pytest.approx(peers.proportion(x, n, method, level), abs=1e-9)


@pytest.mark.parametrize("method", ["holm", "bh"])
def test_many_tests_at_once(method: Literal["holm", "bh"]) -> None:
    p = [*np.random.default_rng(1).random(12) ** 3, 0.0, 0.02, 0.02, 1.0]
    assert compare.adjust(p, method) == pytest.approx(peers.adjusted(p, method), abs=1e-12)


def test_gaps_are_a_grade_of_their_own_there() -> None:
    """Four cases of which none was graded by both have a kappa of -.524; ours says that nothing overlaps."""
    apart = np.array([[1, math.nan], [math.nan, 2], [3, math.nan], [math.nan, 2]])
    assert peers.fleiss(apart) == pytest.approx(-0.524, abs=5e-4)
    with pytest.raises(InsufficientData, match="No case has been graded by two auditors"):
        agreement.fleiss_kappa(Ratings.from_matrix(apart, Scale(peers.FOUR)))


def test_the_callers_table_is_changed_there() -> None:
    """Half a case is put into every empty cell, of the table that was passed in itself."""
    table = PERFECT_ON_ONE.astype(float)
    shifted = peers.square_table(table, "symmetry", "bowker")
    assert (table == 0.5).sum() == 11
    found = compare.bowker(PERFECT_ON_ONE)
    assert (found.statistic, found.df) == (1, 1)
    assert (shifted.statistic, shifted.df) == (1, 6)


def test_a_grade_on_which_all_agree_leaves_no_answer_there() -> None:
    for test, (name, method) in MARGINS.items():
        found, theirs = test(PERFECT_ON_ONE), peers.square_table(PERFECT_ON_ONE, name, method, shift_zeros=False)
        assert found.df == 1
        assert found.statistic is not None
        assert method == "bowker" or math.isnan(theirs.statistic)


def test_margins_that_are_equal_are_kept_there_too() -> None:
    """As R's irr does not."""
    theirs = peers.square_table(np.array(COHEN), "homogeneity", "stuart_maxwell", shift_zeros=False)
    assert (theirs.statistic, theirs.df) == (pytest.approx(13.51, abs=5e-3), 2)


def test_grades_that_never_vary_are_nan_there() -> None:
    assert math.isnan(peers.kappa_by_statsmodels(np.diag([0, 20, 0, 0]), "identity").kappa)
    assert math.isnan(peers.fleiss(np.full((20, 3), 1), 4))
    for coefficient in (agreement.cohen_kappa, agreement.fleiss_kappa):
        found = coefficient(Ratings.from_matrix([[1, 1]] * 20, GRADES))
        assert (found.value, found.status) == (None, "undefined_no_variation")


def test_infinity_is_a_grade_there() -> None:
    grades = np.array([[1, math.inf], [2, 2], [1, 1], [3, 2]])
    assert math.isfinite(peers.fleiss(grades))
    with pytest.raises(ValueError, match=r"Case 1, auditor 2: .*inf"):
        Ratings.from_matrix(grades, Scale(peers.FOUR))
