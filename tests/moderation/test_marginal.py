"""The likelihood behind severities: against one written out grade by grade, and its derivatives against differences."""

from __future__ import annotations

import numpy as np
import pytest

from moderation.case_patterns import patterns_of
from moderation.grade_models import Model, cells, probabilities
from moderation.marginal import Likelihood, grid, spacing_needed
from tests.moderation.reference import ordinal

MODELS: tuple[Model, ...] = ("cumulative", "adjacent")
SCORES = {4: np.array([0.0, 1, 2, 3]), 3: np.array([0.0, 1, 3])}  # of three, the last but one was never given


def drawn(seed: int, grades: int = 4, cases: int = 30, auditors: int = 5) -> np.ndarray:
    rng = np.random.default_rng(seed)
    codes = rng.integers(0, grades, (cases, auditors))
    codes[rng.random(codes.shape) < 0.5] = -1
    codes[codes.max(axis=1) < 0, 0] = 1
    return codes


def likelihood(codes: np.ndarray, model: Model, grades: int = 4, case_sd: float = 1.7) -> Likelihood:
    patterns = patterns_of(codes, grades)
    return Likelihood(model, patterns, SCORES[grades], grid(spacing_needed(model, case_sd, patterns.most)))


def somewhere(auditors: int = 5, grades: int = 4) -> np.ndarray:
    effects = np.linspace(-0.8, 0.9, auditors)
    return np.concatenate([effects, np.linspace(-1.6, 2.1, grades - 1), [1.7]])


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("case_sd", [0.0, 0.4, 1.7, 4.0])
def test_the_log_likelihood_is_that_of_the_model_written_out(model: Model, case_sd: float) -> None:
    codes, raw = drawn(1), somewhere()
    raw[-1] = case_sd
    found = likelihood(codes, model, case_sd=case_sd).at(raw).log_likelihood
    assert found == pytest.approx(ordinal.log_likelihood(codes, model, raw[:5], raw[5:8], case_sd), abs=1e-5)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("grades", [3, 4])
def test_the_score_and_the_information_are_the_slopes_of_the_log_likelihood(model: Model, grades: int) -> None:
    one, raw = likelihood(drawn(2, grades), model, grades), somewhere(grades=grades)
    steps = 1e-5 * np.eye(len(raw))
    around = [(one.at(raw + step), one.at(raw - step)) for step in steps]
    score = [(ahead.log_likelihood - behind.log_likelihood) / 2e-5 for ahead, behind in around]
    information = [(behind.score - ahead.score) / 2e-5 for ahead, behind in around]
    found = one.at(raw)
    assert found.score == pytest.approx(np.array(score), abs=1e-6)
    assert np.allclose(found.information, information, atol=1e-6)


@pytest.mark.parametrize("model", MODELS)
def test_a_finer_grid_changes_nothing(model: Model) -> None:
    codes, raw = drawn(3), somewhere()
    raw[-1] = 4.0
    coarse = likelihood(codes, model, case_sd=4.0)
    fine = Likelihood(model, coarse.patterns, coarse.scores, grid(spacing_needed(model, 4.0, coarse.patterns.most) / 3))
    assert coarse.at(raw).log_likelihood == pytest.approx(fine.at(raw).log_likelihood, abs=1e-5)


def test_many_cases_at_once_add_up_to_the_same_as_few() -> None:
    codes = np.array([[a, b, -1, -1, -1] for a in range(4) for b in range(4)] * 2 + [[-1, -1, 2, 1, -1]])
    many, raw = np.repeat(codes, 7, axis=0), somewhere()
    assert likelihood(many, "cumulative").at(raw).score == pytest.approx(
        7 * likelihood(codes, "cumulative").at(raw).score
    )


def test_cases_graded_alike_are_gathered_and_found_again() -> None:
    codes = np.array([[1, -1], [2, 3], [1, -1], [-1, 1], [2, 3], [2, 3], [3, 2]])
    patterns = patterns_of(codes, 4)
    assert [group.weights.tolist() for group in patterns.groups] == [[2, 1], [3, 1]]
    assert patterns.row_of_case.tolist() == [0, 2, 0, 1, 2, 2, 3]
    assert [group.cells.tolist() for group in patterns.groups] == [[[1], [5]], [[2, 7], [3, 6]]]


@pytest.mark.parametrize("model", MODELS)
def test_the_far_ends_of_the_line_are_numbers_too(model: Model) -> None:
    eta, lines = np.array([[-900.0, -40.0, 0.0, 40.0, 900.0]]), np.array([-600.0, 0.0, 1e-3])
    table = cells(model, eta, lines, SCORES[4])
    for part in (table.slope, table.bend, table.lines, table.cross, table.line_bends):
        assert np.isfinite(part).all()
    assert probabilities(model, eta, lines, SCORES[4]).sum(axis=1) == pytest.approx(np.ones((1, 5)))
    assert np.exp(table.log_p) == pytest.approx(probabilities(model, eta, lines, SCORES[4]))
    assert probabilities(model, eta, lines, SCORES[4])[0, :, 2] == pytest.approx(
        ordinal.probability(model, eta[:, 2], lines)[:, 0], abs=1e-12
    )


def test_a_grade_never_given_is_in_the_adjacent_model_one_of_no_chance_that_still_is_a_step() -> None:
    three = drawn(4, grades=3)
    four = np.where(three == 2, 3, three)
    raw = somewhere(grades=3)
    low, high = raw[5:7]
    almost_never = np.concatenate([raw[:5], [low, high / 2 + 30, high / 2 - 30], raw[-1:]])
    assert likelihood(three, "adjacent", 3).at(raw).log_likelihood == pytest.approx(
        likelihood(four, "adjacent").at(almost_never).log_likelihood, abs=1e-9
    )
