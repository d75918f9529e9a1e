"""Severities: against an independent fit, and their symmetries."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation import Ratings, severity
from moderation.grade_models import Model
from tests.moderation.reference import ordinal
from tests.moderation.reference.tables import GRADES
from tests.moderation.rounds import MODELS, drawn, fitted, read, same, values

quick = settings(max_examples=12, deadline=None, derandomize=True)


@pytest.mark.parametrize("model", MODELS)
def test_plain_severities_are_those_of_an_independent_fit(model: Model) -> None:
    codes = drawn(1)
    found, wanted = fitted(1, model, shrink=False), ordinal.fit(np.where(codes >= 0, 3 - codes, -1), model, 4)
    assert values(found) == pytest.approx(wanted.severity, abs=1e-4)
    assert values(found, "se") == pytest.approx(wanted.standard_errors, rel=1e-3)
    assert found.loglik == pytest.approx(wanted.log_likelihood, abs=1e-6)
    assert found.case_sd == pytest.approx(wanted.case_sd, abs=1e-3)
    assert [line.value for line in found.thresholds] == pytest.approx(list(wanted.lines[::-1]), abs=1e-3)
    assert [(line.better, line.worse) for line in found.thresholds] == list(
        zip(GRADES.labels, GRADES.labels[1:], strict=False)
    )


def test_severities_add_up_to_zero_and_the_harsher_auditor_is_above_it() -> None:
    for shrink in (True, False):
        found = fitted(1, shrink=shrink)
        assert values(found).sum() == pytest.approx(0, abs=1e-9)
        assert (np.sign(values(found)) == np.sign(values(found, "steps"))).all()
        assert values(found)[0] < values(found)[3]


def test_shrinking_draws_towards_the_mean_and_narrows() -> None:
    plain, shrunk = fitted(1, shrink=False), fitted(1)
    assert (np.abs(values(shrunk)) < np.abs(values(plain))).all()
    assert (values(shrunk, "se") < values(plain, "se")).all()
    assert plain.auditor_sd is None
    assert shrunk.auditor_sd is not None
    assert 0.15 < shrunk.auditor_sd < 2.5


@pytest.mark.parametrize("model", MODELS)
def test_grade_steps_are_the_mean_difference_of_grades_and_their_errors_follow(model: Model) -> None:
    found = fitted(1, model, shrink=False)
    assert found._fitted is not None
    peak = found._fitted.shares[0].peak
    raw, covariance = peak.raw, peak.covariance

    def steps(at: np.ndarray) -> np.ndarray:
        quality = at[-1] * ordinal.NODES

        def mean_grade(effect: float) -> float:
            return float(np.arange(4) @ ordinal.probability(model, quality - effect, at[4:7]) @ ordinal.WEIGHTS)

        return np.array([mean_grade(at[:4].mean()) - mean_grade(effect) for effect in at[:4]])

    slopes = np.array([(steps(raw + h) - steps(raw - h)) / 2e-5 for h in 1e-5 * np.eye(len(raw))]).T
    assert values(found, "steps") == pytest.approx(steps(raw), abs=1e-6)
    assert values(found, "steps_se") == pytest.approx(np.sqrt(np.diag(slopes @ covariance @ slopes.T)), abs=1e-6)


@pytest.mark.parametrize("shrink", [True, False])
@pytest.mark.parametrize("model", MODELS)
@quick
@given(seed=st.integers(0, 500))
def test_F10_order_of_auditors_and_cases_plays_no_part(model: Model, shrink: bool, seed: int) -> None:
    codes, rng = drawn(1), np.random.default_rng(seed)
    order = rng.permutation(4)
    ratings = read(codes)
    mixed = Ratings(
        GRADES,
        tuple(range(40)),
        tuple(ratings.auditors[g] for g in order),
        rng.permutation(codes, axis=0)[:, order],
    )
    found, wanted = severity.fit(mixed, model, shrink), fitted(1, model, shrink)
    by_name = {one.auditor: one for one in found.auditors}
    for one in wanted.auditors:
        assert by_name[one.auditor].severity == pytest.approx(one.severity, abs=1e-9)
        assert by_name[one.auditor].se == pytest.approx(one.se, abs=1e-9)
    assert found.reliability == pytest.approx(wanted.reliability, abs=1e-9)


@pytest.mark.parametrize("shrink", [True, False])
@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("seed", [1, 2])
def test_turning_the_scale_round_turns_severity_round(model: Model, shrink: bool, seed: int) -> None:
    codes = drawn(seed)
    turned = severity.fit(read(np.where(codes >= 0, 3 - codes, -1)), model, shrink)
    same(fitted(seed, model, shrink), turned, sign=-1)
    there, back = fitted(seed, model, shrink).cases[5], turned.cases[5]
    assert there.probabilities == pytest.approx(back.probabilities[::-1], abs=1e-6)


@pytest.mark.parametrize("seed", [291, 292])
def test_a_spread_of_cases_is_never_below_nil_even_where_cases_cannot_be_told_apart(seed: int) -> None:
    codes = np.random.default_rng(seed).integers(0, 4, (12, 3))
    found = severity.fit(read(codes), shrink=False)
    assert found.case_sd is not None
    assert found.case_sd >= 0
    best, worst = codes.sum(axis=1).argmin(), codes.sum(axis=1).argmax()
    assert found.cases[best].quality >= found.cases[worst].quality


@pytest.mark.parametrize("shrink", [True, False])
def test_an_auditor_without_a_grade_changes_nothing_and_is_named(shrink: bool) -> None:
    codes = np.column_stack([drawn(1), np.full(40, -1)])
    found = severity.fit(read(codes), shrink=shrink)
    same(found, fitted(1, shrink=shrink), tolerance=1e-12)
    assert found.ungraded == ("Auditor 4",)


def test_a_case_without_a_grade_changes_nothing_and_is_counted() -> None:
    found = severity.fit(read(np.vstack([drawn(1), np.full((1, 4), -1)])))
    same(found, fitted(1), tolerance=1e-12)
    assert (found.n_cases, found.n_dropped, len(found.cases)) == (40, 1, 40)


def test_case_weights_play_no_part() -> None:
    weights = {case: 1.0 + case % 5 for case in range(40)}
    same(severity.fit(read(drawn(1)).weighted(weights)), fitted(1), tolerance=1e-12)


def test_grades_are_never_changed_by_fitting_them() -> None:
    ratings = read(drawn(1))
    before = ratings.codes.copy()
    severity.fit(ratings).misfit(seed=1, replicates=40)
    assert (ratings.codes == before).all()


def test_with_little_to_go_by_the_interval_is_wide_and_says_so() -> None:
    one = fitted(1).auditors[0]
    assert one.interval is not None
    assert one.severity is not None
    assert one.se is not None
    assert one.interval.high - one.interval.low == pytest.approx(2 * 1.959964 * one.se, rel=1e-6)
    few = severity.fit(read(drawn(1)[:12])).auditors[0]
    assert few.flag == "few_grades"
    assert f"Only {few.n_shared} grades are on cases that another auditor graded too" in few.reason
    assert fitted(1).auditors[0].n_shared == (drawn(1)[:, 0] >= 0).sum() >= 15
    assert fitted(1).auditors[0].flag == ""


def test_a_narrower_level_gives_a_narrower_interval() -> None:
    narrow = severity.fit(read(drawn(1)), level=0.5)
    for one, other in zip(narrow.auditors, fitted(1).auditors, strict=True):
        assert one.steps_interval is not None
        assert other.steps_interval is not None
        assert one.steps_interval.low > other.steps_interval.low
        assert one.steps_interval.high < other.steps_interval.high


def test_reliability_is_the_share_of_spread_that_is_not_error() -> None:
    plain = fitted(1, shrink=False)
    assert plain.reliability == pytest.approx(1 - (values(plain, "se") ** 2).mean() / (values(plain) ** 2).mean())
    shrunk = fitted(1)
    spread, error = (values(shrunk) ** 2).mean(), (values(shrunk, "se") ** 2).mean()
    assert shrunk.reliability == pytest.approx(spread / (spread + error))
    alike = severity.fit(read(drawn(6, true=(0.0, 0.0, 0.0, 0.0))), shrink=False)
    assert (values(alike, "se") ** 2).mean() > (values(alike) ** 2).mean()
    assert alike.reliability == 0
