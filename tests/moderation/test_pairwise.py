from __future__ import annotations

import math

import numpy as np
import pytest

from moderation import InsufficientData, Ratings, agreement
from moderation.crossed import pair_tables
from tests.moderation.reference.tables import COHEN, GRADES, spread

GOOD, RI = "Good", "Requires improvement"


def drawn(n: int = 60, r: int = 5, seed: int = 3) -> Ratings:
    rng = np.random.default_rng(seed)
    codes = np.clip(np.round(rng.normal(1.5, 0.8, (n, 1)) + rng.normal(0, 0.6, (n, r))), 0, 3).astype(np.int8)
    codes[rng.random(codes.shape) < 0.35] = -1
    return Ratings(GRADES, tuple(range(n)), tuple("ABCDEFGH"[:r]), codes)


def just(ratings: Ratings, first: object, second: object) -> Ratings:
    return ratings.without([auditor for auditor in ratings.auditors if auditor not in (first, second)])


@pytest.mark.parametrize("weights", ["identity", "linear", "quadratic", "boundary"])
def test_every_pair_is_cohens_kappa_with_its_standard_error(weights: str) -> None:
    ratings = drawn()
    found = agreement.pairwise(ratings, weights)
    for g, first in enumerate(ratings.auditors):
        for h, second in enumerate(ratings.auditors):
            if g == h:
                assert math.isnan(found.kappa[g, h])
                continue
            kappa = agreement.cohen_kappa(just(ratings, first, second), weights)
            assert found.kappa[g, h] == pytest.approx(kappa.value, abs=1e-12)
            assert found.se[g, h] == pytest.approx(kappa.se, abs=1e-12)
            assert found.n[g, h] == kappa.n_multiple


def test_pairs_with_case_weights_are_cohens_kappa_with_the_same_weights() -> None:
    ratings = drawn()
    ratings = ratings.weighted({case: 1 + case % 3 for case in ratings.cases})
    found = agreement.pairwise(ratings, "linear")
    kappa = agreement.cohen_kappa(just(ratings, "A", "C"), "linear")
    assert found.kappa[0, 2] == pytest.approx(kappa.value, abs=1e-12)
    assert found.se[0, 2] == pytest.approx(kappa.se, abs=1e-12)
    assert (found.n == agreement.pairwise(drawn()).n).all()


def test_F6_kappa_of_a_pair_uses_the_whole_scale() -> None:
    rows = [[GOOD, GOOD]] * 2 + [[RI, RI]] * 2 + [[GOOD, RI]] + [[RI, "Inadequate"]]
    found = agreement.pairwise(Ratings.from_matrix(rows, GRADES), "linear")
    alone = agreement.cohen_kappa(Ratings.from_matrix(rows, GRADES), "linear").value
    assert found.kappa[0, 1] == pytest.approx(alone)


def test_counts_of_cases_by_the_grades_of_two_auditors() -> None:
    ratings = drawn(n=131, r=4)
    tables = pair_tables(ratings.codes, ratings.scale.q)
    for g in range(4):
        for h in range(4):
            met = np.zeros((4, 4))
            for first, second in zip(ratings.codes[:, g], ratings.codes[:, h], strict=True):
                if first >= 0 and second >= 0:
                    met[first, second] += 1
            assert (tables[g, h] == met).all()


def test_pairs_without_a_shared_case_or_without_variation_have_no_kappa() -> None:
    rows = [[RI, RI, None], [RI, RI, None], [None, GOOD, GOOD], [None, RI, RI], [None, RI, GOOD]]
    found = agreement.pairwise(Ratings.from_matrix(rows, GRADES))
    assert found.n.tolist() == [[2, 2, 0], [2, 5, 3], [0, 3, 3]]
    assert np.isnan(found.kappa[0]).all()
    assert np.isfinite(found.kappa[1, 2])
    with pytest.raises(InsufficientData):
        agreement.pairwise(Ratings.from_matrix([[RI, None], [None, RI]], GRADES))


def test_what_is_shown_lies_between_each_pair_and_the_mean_of_all() -> None:
    found = agreement.pairwise(drawn(n=40, r=6))
    upper = np.triu_indices(6, 1)
    shrunk, kappa = found.shrunk[upper], found.kappa[upper]
    assert shrunk.std() < kappa.std()
    ranks = np.argsort(kappa)[[0, -1]]
    assert kappa[ranks[0]] < shrunk[ranks[0]] <= shrunk[ranks[1]] < kappa[ranks[1]]
    assert (np.isnan(found.shrunk) == np.isnan(found.kappa)).all()


def test_pairs_that_differ_no_more_than_chance_are_all_shown_as_their_mean() -> None:
    rows = [[GOOD, GOOD, GOOD], [RI, RI, RI], [GOOD, RI, RI], [RI, GOOD, RI], [RI, RI, GOOD]] * 4
    found = agreement.pairwise(Ratings.from_matrix(rows, GRADES))
    assert found.shrunk[0, 1] == pytest.approx(found.shrunk[1, 2]) == pytest.approx(found.kappa[0, 1])


def test_pairs_in_complete_agreement_have_nothing_to_be_shrunk_by() -> None:
    found = agreement.pairwise(Ratings.from_matrix([[GOOD] * 3, [RI] * 3, [RI] * 3], GRADES))
    assert found.shrunk[0, 1] == found.kappa[0, 1] == 1


def test_lights_kappa_is_the_mean_of_all_pairs_and_its_error_that_of_the_infinitesimal_jackknife() -> None:
    ratings = drawn(n=25, r=4)
    found = agreement.light_kappa(ratings, "linear")
    pairs = agreement.pairwise(ratings, "linear").kappa[np.triu_indices(4, 1)]
    assert found.value == pytest.approx(pairs.mean(), abs=1e-12)
    slopes, step = [], 1e-5
    multiple = [case for case in ratings.cases if ratings.grades_per_case[case] >= 2]  # type: ignore[call-overload]
    for case in multiple:
        around = [
            agreement.light_kappa(
                ratings.weighted(dict.fromkeys(ratings.cases, 1.0) | {case: 1 + sign * step}), "linear"
            )
            for sign in (1, -1)
        ]
        slopes.append(((around[0].value or 0) - (around[1].value or 0)) / (2 * step))
    m = len(multiple)
    assert found.se == pytest.approx(math.sqrt(m / (m - 1) * (np.array(slopes) ** 2).sum()), abs=1e-7)
    interval = found.interval()
    assert interval is not None
    assert interval.low < found.value < interval.high  # type: ignore[operator]


def test_lights_kappa_leaves_out_pairs_that_have_none() -> None:
    rows = [[RI, RI, None], [RI, RI, None], [None, GOOD, GOOD], [None, RI, RI], [None, RI, GOOD]]
    ratings = Ratings.from_matrix(rows, GRADES)
    assert agreement.light_kappa(ratings).value == pytest.approx(agreement.cohen_kappa(just(ratings, 2, 3)).value)
    alike = agreement.light_kappa(Ratings.from_matrix([[RI, RI, RI]] * 4, GRADES))
    assert (alike.value, alike.status) == (None, "undefined_no_variation")


def test_standard_error_if_there_were_only_chance() -> None:
    kappa = agreement.cohen_kappa(Ratings.from_matrix(spread(COHEN, GRADES.labels[:3]), GRADES))
    table = np.array(COHEN) / 200  # Fleiss, Cohen and Everitt (1969), in its unweighted form
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    chance = rows @ columns
    expected = math.sqrt(chance + chance**2 - (rows * columns * (rows + columns)).sum()) / (
        (1 - chance) * math.sqrt(200)
    )
    assert kappa.se0 == pytest.approx(expected, abs=1e-12)
    assert agreement.cohen_kappa(Ratings.from_matrix([[RI, RI]] * 3, GRADES)).se0 is None


def test_lights_kappa_of_two_cases_without_spread_is_no_share_of_them() -> None:
    """Every pair's kappa is 0 whichever case weighs more; it is no count of 0 out of 2, which would be 0 to 0.84."""
    ratings = Ratings.from_matrix([[RI, RI], [GOOD, RI]], GRADES)
    light, conger = agreement.light_kappa(ratings), agreement.conger_kappa(ratings)
    assert (light.value, light.se, light.status) == (0, 0, "unreliable_small_n")
    found, same = light.interval(), conger.interval()
    assert found is not None
    assert same is not None
    assert found.method == same.method == "exact"
    assert (found.low, found.high) == pytest.approx((same.low, same.high))
    assert (found.low, found.high) == pytest.approx((-0.97, 0.97), abs=0.01)
