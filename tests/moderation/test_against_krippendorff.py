"""Krippendorff's alpha beside the package named after it."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import get_args

import numpy as np
import pytest
from hypothesis import given

from moderation import Ratings, Scale, agreement
from moderation.krippendorff import Metric
from tests.moderation.reference import peers
from tests.moderation.reference.random_tables import SHAPES, drawn
from tests.moderation.reference.tables import GRADES
from tests.moderation.test_properties import quick, read, tables

METRICS: tuple[Metric, ...] = get_args(Metric)
UNEVEN = (0, 1, 2.5, 7, 40)


@pytest.mark.parametrize("shape", SHAPES)
def test_alpha_of_rounds_of_every_shape(shape: tuple[int, int, float]) -> None:
    ratings = drawn(*shape)
    values = np.array(UNEVEN[: ratings.scale.q])
    grades = np.where(ratings.codes >= 0, values[ratings.codes], np.nan)
    uneven = replace(ratings, scale=Scale(values.tolist()))
    for metric in METRICS:
        found = agreement.krippendorff_alpha(uneven, metric).value
        assert found == pytest.approx(peers.alpha(grades, metric, values), abs=1e-9), metric


@quick
@given(codes=tables(auditors=(2, 8)))
def test_alpha_of_a_few_cases_whatever_they_are(codes: np.ndarray) -> None:
    for metric in METRICS:
        found, theirs = agreement.krippendorff_alpha(read(codes), metric), peers.alpha(peers.as_floats(codes), metric)
        assert math.isnan(theirs) if found.value is None else found.value == pytest.approx(theirs, abs=1e-9), metric


def test_grades_that_never_vary_are_a_word_here_and_an_error_or_nan_there() -> None:
    alike = np.full((20, 3), 2)
    assert math.isnan(peers.alpha(peers.as_floats(alike)))
    with pytest.raises(ValueError, match="more than one value"):
        peers.alpha(peers.as_floats(alike), values=None)
    found = agreement.krippendorff_alpha(Ratings.from_matrix(alike, GRADES))
    assert (found.value, found.status) == (None, "undefined_no_variation")


def test_infinity_is_refused_here_and_a_grade_there() -> None:
    grades = np.array([[1, math.inf], [2, 2], [1, 1], [3, 2]])
    assert peers.alpha(grades, values=None) == pytest.approx(0.0789, abs=5e-5)
    with pytest.raises(ValueError, match=r"Case 1, auditor 2: .*inf"):
        Ratings.from_matrix(grades, Scale(peers.FOUR))
