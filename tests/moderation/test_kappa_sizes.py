from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.special import chdtri, chndtrinc
from scipy.stats import chi2, dirichlet_multinomial

from moderation import Ratings, Scale, agreement, planning

HALVES, UNEVEN, FOUR = [0.5, 0.5], [0.3, 0.7], [0.1, 0.55, 0.3, 0.05]


def test_cases_to_tell_one_kappa_from_another() -> None:
    # Cantor (1996): .85 against .70, half of all grades positive, one-sided .05, power .80. With the two values the
    # wrong way round it would be 96.
    assert planning.cases_for_kappa(0.7, 0.85, HALVES, method="cantor").n == 117
    assert planning.cases_for_kappa(0.85, 0.7, HALVES, method="cantor").n == 96
    assert planning.cases_for_kappa(0.4, 0.6, UNEVEN).exact == pytest.approx(190.46, abs=0.01)
    assert planning.cases_for_kappa(0.4, 0.6, [0.3, 0.2, 0.1, 0.3, 0.1]).exact == pytest.approx(82.73, abs=0.01)


def test_cases_for_an_interval_that_ends_where_it_should() -> None:
    assert planning.cases_for_kappa_precision(0.4, 0.3, UNEVEN).n == 397
    assert planning.cases_for_kappa_precision(0.4, 0.3, [0.13, 0.17, 0.2, 0.2, 0.3]).n == 153
    assert planning.cases_for_kappa_precision(0.6, 0.4, [0.02, 0.27, 0.68, 0.03], sides=1).n == 56
    assert planning.cases_for_kappa_precision(0.6, 0.4, [0.02, 0.27, 0.68, 0.03, 0.0], sides=1).n == 56


def cells(kappa: float, shares: np.ndarray, graders: int) -> np.ndarray:
    """That all graders give grade k, for each k, and that they differ, when shares vary from case to case."""
    unanimous = graders * np.eye(len(shares), dtype=int)
    same = dirichlet_multinomial.pmf(unanimous, shares * (1 / kappa - 1), graders)
    return np.append(same, 1 - same.sum())


@pytest.mark.parametrize("graders", range(2, 7))
@pytest.mark.parametrize("shares", [UNEVEN, FOUR])
def test_any_number_of_graders_takes_grades_from_shares_that_vary(graders: int, shares: list[float]) -> None:
    away, here = (cells(kappa, np.array(shares), graders) for kappa in (0.6, 0.4))
    apart = ((away - here) ** 2 / here).sum()
    found = planning.cases_for_kappa(0.4, 0.6, shares, graders=graders)
    assert found.exact == pytest.approx(chndtrinc(chdtri(1, 0.05), 1, 0.2) / apart)
    assert found.n == math.ceil(found.exact)
    ends = planning.cases_for_kappa_precision(0.6, 0.4, shares, graders=graders)
    assert ends.exact == pytest.approx(chdtri(1, 0.05) / apart)


def drawn(kappa: float, shares: list[float], rounds: int, cases: int, graders: int) -> np.ndarray:
    """(rounds, cases, graders) grades, the first grader's by the shares, a next one's by those and what was given."""
    rng, q = np.random.default_rng(6), len(shares)
    grades = np.empty((rounds, cases, graders), dtype=np.int8)
    for turn in range(graders):
        given = (grades[..., :turn, None] == np.arange(q)).sum(axis=-2)
        chances = (np.array(shares) * (1 - kappa) + kappa * given) / (1 - kappa + kappa * turn)
        passed = rng.random((rounds, cases, 1)) > np.cumsum(chances, axis=-1)
        grades[..., turn] = np.minimum(passed.sum(axis=-1), q - 1)
    return grades


@pytest.mark.parametrize("graders", [2, 3, 4, 6])
def test_the_planned_cases_have_the_planned_power(graders: int) -> None:
    n = planning.cases_for_kappa(0.4, 0.6, UNEVEN, graders=graders).n
    positive = drawn(0.6, UNEVEN, 1500, n, graders).sum(axis=-1)
    observed = np.array([(positive == 0).sum(axis=1), (positive == graders).sum(axis=1)])
    share = positive.mean(axis=1) / graders
    expected = np.array([cells(0.4, np.array([1 - p, p]), graders) for p in share]).T * n
    differing = (n - observed.sum(axis=0) - expected[2]) ** 2 / expected[2]
    statistic = ((observed - expected[:2]) ** 2 / expected[:2]).sum(axis=0) + differing
    assert (statistic > chi2.ppf(0.95, 1)).mean() == pytest.approx(0.8, abs=0.05)


@pytest.mark.parametrize(("shares", "graders"), [(UNEVEN, 2), (UNEVEN, 3), (UNEVEN, 6), (FOUR, 3), (FOUR, 6)])
def test_the_planned_cases_end_the_interval_where_planned(shares: list[float], graders: int) -> None:
    n, scale = planning.cases_for_kappa_precision(0.6, 0.5, shares, graders=graders).n, Scale(range(len(shares)))
    ends = []
    for codes in drawn(0.6, shares, 120, n, graders):
        found = agreement.fleiss_kappa(Ratings(scale, tuple(range(n)), tuple(range(graders)), codes))
        interval = found.interval(method="analytic")
        assert interval is not None
        ends.append(interval.low)
    assert np.mean(ends) == pytest.approx(0.5, abs=0.02)


def test_more_graders_take_fewer_cases() -> None:
    needed = [planning.cases_for_kappa(0.4, 0.6, FOUR, graders=graders).exact for graders in range(2, 7)]
    assert needed == sorted(needed, reverse=True)
    assert needed[0] / needed[1] > 1.5


def test_kappas_that_cannot_be_are_refused() -> None:
    for plan in (planning.cases_for_kappa, planning.cases_for_kappa_precision):
        with pytest.raises(ValueError, match="must differ"):
            plan(0.4, 0.4, UNEVEN)
        with pytest.raises(ValueError, match="add up to 1"):
            plan(0.4, 0.6, [0.3, 0.8])
        for kappa in (-0.9, 1, math.inf, math.nan):
            with pytest.raises(ValueError, match=f"Kappa cannot be {kappa}"):
                plan(0.4, kappa, UNEVEN)
        assert plan(0.1, -0.2, UNEVEN).n > 0
        with pytest.raises(ValueError, match=r"Kappa cannot be -0\.2"):
            plan(0.1, -0.2, UNEVEN, graders=4)
        for graders in (1, 7, 2.0, True):
            with pytest.raises(ValueError, match="whole number from 2 to 6"):
                plan(0.4, 0.6, UNEVEN, graders=graders)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"method": "cantor", "grade_shares": FOUR}, "two auditors and two grades"),
        ({"method": "cantor", "graders": 3}, "two auditors and two grades"),
        ({"method": "guess"}, "goodness-of-fit"),
        ({"power": 1}, "power must lie between 0 and 1"),
        ({"significance": 0}, "significance must lie between 0 and 1"),
    ],
)
def test_a_test_that_cannot_be_is_refused(asked: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        planning.cases_for_kappa(**({"null": 0.4, "alternative": 0.6, "grade_shares": UNEVEN} | asked))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="1 or 2 sides"):
        planning.cases_for_kappa_precision(0.4, 0.6, UNEVEN, sides=3)  # type: ignore[arg-type]
