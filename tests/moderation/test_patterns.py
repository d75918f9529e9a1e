from __future__ import annotations

import gc
import tracemalloc
import weakref

import numpy as np
import pytest

from moderation import Ratings, Scale, agreement
from moderation.patterns import Patterns, gather
from moderation.reading import Reading


def drawn(n: int, r: int, q: int, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    codes = rng.integers(0, q, (n, r)).astype(np.int8)
    codes[rng.random(codes.shape) < 0.3] = -1
    return codes


def gathered(codes: np.ndarray, q: int) -> Patterns:
    reading = Reading(codes.shape[1], q, len(codes))
    return gather(reading, reading.numbers(codes), None)


@pytest.mark.parametrize(
    ("n", "r", "q"),
    [(30, 2, 4), (30, 3, 2), (50, 15, 4), (50, 16, 4), (70, 7, 11), (20, 40, 12), (9_000, 10, 4), (40_001, 9, 4)],
)
def test_patterns_are_the_counts_of_every_case(n: int, r: int, q: int) -> None:
    codes = drawn(n, r, q)
    counts = (codes[:, :, None] == np.arange(q)).sum(axis=1)
    patterns = gathered(codes, q)
    assert (patterns.counts[patterns.of_cases()] == counts).all()
    assert (patterns.counts[patterns.of_cases(slice(3, 9))] == counts[3:9]).all()
    assert patterns.times.sum() == n
    assert (patterns.used == counts.sum(axis=0)).all()
    assert (patterns.times == np.bincount(patterns.of_cases())).all()


def test_cases_of_one_pattern_stand_in_one_row() -> None:
    patterns = gathered(drawn(9_000, 10, 4), 4)
    assert len(np.unique(patterns.counts, axis=0)) == len(patterns.counts) < 1002


def test_only_the_patterns_of_cases_graded_twice() -> None:
    codes = np.array([[0, -1], [1, 1], [-1, -1], [0, 2], [1, 1]], dtype=np.int8)
    twice = gathered(codes, 4).multiple
    assert sorted(twice.grades) == [2, 2]
    places = twice.of_cases()
    assert (places < 0).tolist() == [True, False, True, False, False]
    assert places[1] == places[4] != places[3]


def test_no_case_and_no_auditor_have_no_pattern_of_grades() -> None:
    assert gathered(np.empty((0, 3), dtype=np.int8), 4).times.sum() == 0
    ungraded = gathered(np.empty((5, 0), dtype=np.int8), 4)
    assert (ungraded.times.sum(), ungraded.used.sum()) == (5, 0)


@pytest.mark.parametrize("name", ["krippendorff_alpha", "gwet_ac", "conger_kappa", "fleiss_kappa", "pairwise"])
def test_a_hundred_thousand_cases_need_no_more_than_three_times_the_room_of_their_grades(name: str) -> None:
    codes = drawn(100_000, 10, 4)
    cases, auditors = tuple(range(len(codes))), tuple(range(10))
    scale = Scale(["Outstanding", "Good", "Requires improvement", "Inadequate"])
    getattr(agreement, name)(Ratings(scale, cases[:50], auditors, codes[:50]))
    tracemalloc.start()
    try:
        getattr(agreement, name)(Ratings(scale, cases, auditors, codes))
        needed = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert needed <= 3 * codes.nbytes


@pytest.mark.parametrize("name", ["krippendorff_alpha", "conger_kappa", "light_kappa"])
def test_a_large_table_gives_the_figures_of_the_same_cases_counted_one_by_one(name: str) -> None:
    codes = drawn(5_000, 5, 4)
    codes[:, 1:] = np.where(codes[:, 1:] >= 0, np.maximum(codes[:, :1], 0), -1)
    codes[::7] = drawn(len(codes[::7]), 5, 4, seed=1)
    large = Ratings(Scale([1, 2, 3, 4]), tuple(range(5_000)), tuple(range(5)), codes)
    one_by_one = large.weighted(dict.fromkeys(large.cases, 1.0))
    first, second = (getattr(agreement, name)(ratings) for ratings in (large, one_by_one))
    assert first.value == pytest.approx(second.value, abs=1e-12)
    assert first.se == pytest.approx(second.se, abs=1e-12)
    for method in ("jackknife", "analytic"):
        low_high = [(e.interval(method=method).low, e.interval(method=method).high) for e in (first, second)]
        assert low_high[0] == pytest.approx(low_high[1], abs=1e-10)


def test_what_was_made_for_a_round_is_freed_with_it() -> None:
    codes = drawn(40, 5, 4)
    gc.disable()
    try:
        ratings = Ratings(Scale(["A", "B", "C", "D"]), tuple(range(40)), tuple(range(5)), codes)
        for coefficient in (agreement.gwet_ac, agreement.percent_agreement, agreement.conger_kappa):
            coefficient(ratings).interval()
        made = [weakref.ref(one) for one in (ratings.patterns, ratings.patterns.graded, ratings.patterns.multiple)]
        assert ratings.patterns.multiple is not ratings.patterns
        del ratings
        assert [one() for one in made] == [None] * 3
    finally:
        gc.enable()


def test_patterns_of_which_none_falls_away_are_themselves() -> None:
    whole = gathered(drawn(40, 5, 4).clip(0), 4)
    assert whole.graded is whole
    assert whole.multiple is whole
    assert gathered(drawn(40, 5, 4)[:0], 4).multiple.n == 0
