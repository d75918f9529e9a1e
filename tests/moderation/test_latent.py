from __future__ import annotations

import math

import numpy as np
import pytest

from moderation import InsufficientData, Ratings, Scale, latent
from tests.moderation.reference.tables import GRADES

TRUE = np.array([0.1, 0.5, 0.3, 0.1])


def graded(n: int = 300, auditors: int = 5, seed: int = 4, right: float = 0.75) -> tuple[Ratings, np.ndarray]:
    """Auditors who are right so often, and otherwise mostly one step off; the first is harsh."""
    rng = np.random.default_rng(seed)
    truth = rng.choice(4, size=n, p=TRUE)
    wrong = np.clip(truth[:, None] + rng.choice([-1, 1], size=(n, auditors)), 0, 3)
    codes = np.where(rng.random((n, auditors)) < right, truth[:, None], wrong)
    codes[:, 0] = np.where(rng.random(n) < 0.6, np.minimum(truth + 1, 3), truth)
    return Ratings(GRADES, tuple(range(n)), tuple("ABCDEFGH"[:auditors]), codes), truth


def test_true_grades_and_the_auditors_habits_are_found() -> None:
    ratings, truth = graded()
    found = latent.dawid_skene(ratings, seed=1)
    assert found.converged
    assert found.start_is_best
    assert (found.status, found.reason) == ("ok", "")
    assert found.prevalence == pytest.approx(TRUE, abs=0.06)
    assert (found.posterior.argmax(axis=1) == truth).mean() > 0.88
    assert found.confusion[0, 1, 2] == pytest.approx(0.6, abs=0.1)
    assert found.confusion[1, 1, 1] == pytest.approx(0.75, abs=0.1)
    assert found.confusion.sum(axis=2) == pytest.approx(np.ones((5, 4)))
    assert found.posterior.sum(axis=1) == pytest.approx(np.ones(300))


def test_the_likelihood_is_that_of_the_model_written_out() -> None:
    ratings, _ = graded(n=40)
    found = latent.dawid_skene(ratings, seed=1, restarts=0)
    total = 0.0
    for row in ratings.codes:
        total += math.log(
            sum(
                found.prevalence[k] * math.prod(found.confusion[g, k, grade] for g, grade in enumerate(row))
                for k in range(4)
            )
        )
    assert found.log_likelihood == pytest.approx(total, abs=1e-6)


def test_without_smoothing_it_is_the_maximum_of_the_likelihood() -> None:
    ratings, _ = graded(n=60, auditors=4)
    plain, smooth = (latent.dawid_skene(ratings, seed=1, smoothing=s, restarts=0) for s in (0.0, 1.0))
    assert plain.log_likelihood > smooth.log_likelihood
    # At a maximum the estimates follow from the posteriors they lead to.
    assert plain.prevalence == pytest.approx(plain.posterior.mean(axis=0), abs=1e-4)
    counted = plain.posterior.T @ (ratings.codes[:, 1][:, None] == np.arange(4))
    assert plain.confusion[1] == pytest.approx(counted / counted.sum(axis=1, keepdims=True), abs=1e-3)
    assert (smooth.confusion > 0).all()


def test_known_grades_stay_as_they_are_and_teach_the_rest() -> None:
    ratings, truth = graded(right=0.5)
    gold = {case: GRADES.labels[truth[case]] for case in range(150)}
    found, without = latent.dawid_skene(ratings, gold=gold, seed=1), latent.dawid_skene(ratings, seed=1)
    assert (found.posterior[:150].argmax(axis=1) == truth[:150]).all()
    assert (found.posterior[:150].max(axis=1) == 1).all()
    right = [(fit.posterior[150:].argmax(axis=1) == truth[150:]).mean() for fit in (found, without)]
    assert right[0] > right[1]


def test_the_same_seed_gives_the_same_and_gaps_and_empty_cases_are_taken() -> None:
    ratings, _ = graded(n=80)
    codes = ratings.codes.copy()
    codes[np.random.default_rng(1).random(codes.shape) < 0.2] = -1
    codes[7] = -1
    sparse = Ratings(GRADES, ratings.cases, ratings.auditors, codes)
    first, second = (latent.dawid_skene(sparse, seed=3) for _ in range(2))
    assert (first.posterior == second.posterior).all()
    assert first.n_dropped == 1
    assert 7 not in first.cases
    assert np.isfinite(first.posterior).all()


def test_columns_of_one_person_share_one_table() -> None:
    ratings, _ = graded(n=80)
    found = latent.dawid_skene(ratings, seed=1, person={"A": "First", "B": "First"})
    assert found.auditors == ("First", "C", "D", "E")
    assert found.confusion.shape == (4, 4, 4)


def test_a_better_reading_than_the_start_is_found_and_said() -> None:
    ratings, _ = graded(n=25, auditors=3, right=0.4, seed=9)
    readings = [latent.dawid_skene(ratings, seed=seed, smoothing=0.0) for seed in range(3)]
    start = latent.dawid_skene(ratings, seed=0, smoothing=0.0, restarts=0)
    assert (start.restarts, start.start_is_best, start.read_otherwise) == (0, None, ())
    better = [one for one in readings if not one.start_is_best]
    assert better
    for one in better:
        assert one.restarts == 20
        assert one.log_likelihood > start.log_likelihood
        changed = one.posterior.argmax(axis=1) != start.posterior.argmax(axis=1)
        assert one.read_otherwise == tuple(np.flatnonzero(changed))
        assert f"the likelier one given here changes {changed.sum()} cases" in one.reason


def test_what_was_not_seen_in_a_few_cases_is_still_held_possible_the_more_so_the_nearer() -> None:
    """Nobody errs here; to an auditor's row 1 is added on the diagonal, a half beside it and a tenth beyond."""
    ratings = Ratings(GRADES, tuple(range(12)), tuple("ABC"), np.repeat(np.arange(12)[:, None] % 4, 3, axis=1))
    found = latent.dawid_skene(ratings, seed=1)
    assert found.start_is_best is True
    assert found.read_otherwise == ()
    assert found.confusion[0, 0] == pytest.approx(np.array([3 + 1, 0.5, 0.1, 0.1]) / 4.7, abs=0.02)
    certain = latent.dawid_skene(ratings, seed=1, smoothing=0)
    assert certain.confusion[0] == pytest.approx(np.eye(4), abs=1e-6)


def test_a_grade_that_nobody_gave_is_true_of_no_case() -> None:
    ratings, _ = graded(n=60)
    upper = Ratings(GRADES, ratings.cases, ratings.auditors, np.minimum(ratings.codes, 2))
    found = latent.dawid_skene(upper, seed=1)
    assert found.posterior.shape == (60, 4)
    assert found.posterior[:, 3].max() < 0.05
    assert np.isfinite(found.confusion).all()


def test_two_grades_a_case_do_not_tell_who_is_right() -> None:
    ratings, _ = graded(auditors=2)
    with pytest.raises(InsufficientData, match=r"2\.0 grades on average; at least 3"):
        latent.dawid_skene(ratings, seed=1)
    with pytest.raises(InsufficientData, match=r"0\.0 grades on average"):
        latent.dawid_skene(Ratings(GRADES, (), (), np.empty((0, 0))), seed=1)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"gold": {"Z": "Good"}}, "Case Z has a known grade"),
        ({"gold": {1: "Fair"}}, "Case 1, known grade: 'Fair'"),
        ({"person": {"Z": "A"}}, "no auditor Z"),
        ({"start": "random"}, "proportions"),
        ({"smoothing": -1}, "below 0"),
        ({"smoothing": math.inf}, "without end"),
        ({"restarts": -1}, "below 0"),
    ],
)
def test_what_is_not_there_is_refused(options: dict[str, object], words: str) -> None:
    ratings, _ = graded(n=20)
    with pytest.raises(ValueError, match=words):
        latent.dawid_skene(ratings, seed=1, **options)  # type: ignore[arg-type]


def test_all_grades_alike_are_one_certain_grade() -> None:
    ratings = Ratings.from_matrix([[2, 2, 2]] * 5, Scale([1, 2, 3]))
    found = latent.dawid_skene(ratings, seed=1, restarts=3)
    assert found.status == "unreliable_small_n"
    assert "Only 5 cases were graded by two or more auditors" in found.reason
    assert "Every grade given is 2: how auditors grade other cases has not been tested." in found.reason
    assert found.posterior[:, 1] == pytest.approx(np.ones(5))
    majority = latent.dawid_skene(ratings, "majority", seed=1, restarts=0)
    assert majority.posterior[:, 1] == pytest.approx(np.ones(5))
