"""Cohen's kappa beside scikit-learn, which weighs cases but knows of no gaps and gives no errors."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given

from moderation import Ratings, agreement
from tests.moderation.reference import peers
from tests.moderation.reference.random_tables import SHAPES, drawn
from tests.moderation.reference.tables import GRADES
from tests.moderation.test_properties import quick, read, tables

WEIGHTS = ("identity", "linear", "quadratic")


def first_two(shape: tuple[int, int, float]) -> Ratings:
    ratings = drawn(*shape)
    two = ratings.without(ratings.auditors[2:])
    return two.of_cases(np.flatnonzero(two.graded.all(axis=1)))


@pytest.mark.parametrize("shape", SHAPES)
def test_kappa_of_two_auditors_with_cases_that_weigh_the_same_or_not(shape: tuple[int, int, float]) -> None:
    two = first_two(shape)
    heavy = np.random.default_rng(2).uniform(0.5, 4, len(two.cases))
    weighed = two.weighted(dict(zip(two.cases, heavy, strict=True)))
    for weights in WEIGHTS:
        found, theirs = agreement.cohen_kappa(two, weights), peers.kappa_by_sklearn(two.codes, two.scale.q, weights)
        assert found.value == pytest.approx(theirs, abs=1e-9), weights
        found = agreement.cohen_kappa(weighed, weights)
        theirs = peers.kappa_by_sklearn(two.codes, two.scale.q, weights, heavy)
        assert found.value == pytest.approx(theirs, abs=1e-9), weights


@quick
@given(codes=tables(least=0, auditors=(2, 2)))
def test_kappa_of_a_few_cases_whatever_they_are(codes: np.ndarray) -> None:
    for weights in WEIGHTS:
        found, theirs = agreement.cohen_kappa(read(codes), weights), peers.kappa_by_sklearn(codes, 4, weights)
        assert math.isnan(theirs) if found.value is None else found.value == pytest.approx(theirs, abs=1e-9), weights


def test_grades_that_never_vary_are_nan_there() -> None:
    alike = Ratings.from_matrix([[1, 1]] * 20, GRADES)
    assert math.isnan(peers.kappa_by_sklearn(alike.codes, 4, "identity"))
    found = agreement.cohen_kappa(alike)
    assert (found.value, found.status) == (None, "undefined_no_variation")
    assert "Every grade given is Good" in found.reason


def test_grades_that_were_not_given_count_for_weights_only_if_they_are_named() -> None:
    """Left to itself it numbers the grades it meets, and the step from the first to the last is one."""
    ratings = Ratings.from_matrix([[0, 0], [0, 3], [3, 3], [2, 2], [2, 3]], GRADES)
    met = np.unique(ratings.codes, return_inverse=True)[1].reshape(-1, 2)
    renumbered = peers.kappa_by_sklearn(met, 3, "linear")
    found = agreement.cohen_kappa(ratings, "linear").value
    assert found == pytest.approx(peers.kappa_by_sklearn(ratings.codes, 4, "linear"), abs=1e-9)
    assert found != pytest.approx(renumbered, abs=1e-3)
