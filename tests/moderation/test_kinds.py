"""How kinds of case differ: against an independent fit, in simulation, and where they cannot be told apart."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from scipy.optimize import minimize

from moderation import InsufficientData, severity
from moderation.grade_models import Model
from tests.moderation.reference import ordinal
from tests.moderation.rounds import MODELS, drawn, read, split, values

BETTER = 1.2


def graded(seed: int = 1, cases: int = 60) -> tuple[np.ndarray, dict[object, str]]:
    """Every other case is in foster care, and better; harsh auditors get more of them."""
    rng = np.random.default_rng(seed)
    true, foster = np.array([-0.9, -0.2, 0.2, 0.9]), np.arange(cases) % 2 == 0
    codes = np.full((cases, 4), -1)
    for row, is_foster in zip(codes, foster, strict=True):
        quality = rng.normal(BETTER if is_foster else 0, 1.5)
        chances = np.array([1, 1, 2, 3]) if is_foster else np.array([3, 2, 1, 1])
        for g in rng.choice(4, 2, replace=False, p=chances / 7):
            row[g] = 3 - (np.array([-2.5, 0.3, 2.4]) < quality - true[g] + rng.logistic()).sum()
    return codes, {case: "Foster" if one else "Residential" for case, one in enumerate(foster)}


@cache
def fitted(model: Model = "cumulative", shrink: bool = True) -> severity.SeverityFit:
    codes, kinds = graded()
    return severity.fit(read(codes), model, shrink, kinds=kinds)


def raw(model: Model) -> tuple[np.ndarray, np.ndarray]:
    """Effects of four auditors, qualities of two kinds, three lines and the spread of cases; their covariance."""
    found = fitted(model, shrink=False)
    assert found._fitted is not None
    return found._fitted.shares[0].peak.raw, found._fitted.shares[0].peak.covariance


def slopes(of: Callable[[np.ndarray], np.ndarray], at: np.ndarray) -> np.ndarray:
    return np.array([(of(at + h) - of(at - h)) / 2e-5 for h in 1e-5 * np.eye(len(at))]).T


@pytest.mark.parametrize("model", MODELS)
def test_kinds_and_severities_are_those_of_an_independent_fit(model: Model) -> None:
    codes, _ = graded()
    upwards = np.where(codes >= 0, 3 - codes, -1)

    def height(free: np.ndarray) -> float:
        severities = np.append(free[:3], -free[:3].sum())
        return -sum(
            ordinal.log_likelihood(upwards[first::2], model, severities - sign * free[3] / 2, free[4:7], free[7])
            for first, sign in ((0, 1), (1, -1))
        )

    start = np.concatenate([np.zeros(4), np.linspace(-2, 2, 3), [1.5]])
    top = minimize(height, start, method="BFGS", options={"gtol": 1e-6}).x
    covariance = np.linalg.inv(ordinal.second_differences(height, top))
    found = fitted(model, shrink=False)
    [kinds] = found.kinds
    assert (kinds.first, kinds.second, kinds.n_first, kinds.n_second) == ("Foster", "Residential", 30, 30)
    assert kinds.difference == pytest.approx(top[3], abs=1e-4)
    assert kinds.se == pytest.approx(np.sqrt(covariance[3, 3]), rel=1e-3)
    assert values(found)[:3] == pytest.approx(top[:3], abs=1e-4)
    assert found.loglik == pytest.approx(-height(top), abs=1e-6)
    assert found.case_sd == pytest.approx(abs(top[7]), abs=1e-3)


@pytest.mark.parametrize("model", MODELS)
def test_in_grades_kinds_differ_as_the_mean_auditor_would_place_them_and_errors_follow(model: Model) -> None:
    place, covariance = raw(model)
    [kinds] = fitted(model, shrink=False).kinds

    def mean_grade(at: np.ndarray, effect: float, kind: int) -> float:
        eta = at[4 + kind] + at[-1] * ordinal.NODES - effect
        return float(np.arange(4) @ ordinal.probability(model, eta, at[6:9]) @ ordinal.WEIGHTS)

    def apart(at: np.ndarray) -> np.ndarray:
        return np.array([mean_grade(at, at[:4].mean(), 0) - mean_grade(at, at[:4].mean(), 1)])

    def steps(at: np.ndarray) -> np.ndarray:
        """Over both kinds, which have equally many cases."""
        effects = [at[:4].mean(), *at[:4]]
        mean, *own = [np.mean([mean_grade(at, effect, kind) for kind in (0, 1)]) for effect in effects]
        return np.array([mean - one for one in own])

    assert kinds.steps == pytest.approx(apart(place)[0], abs=1e-6)
    slope = slopes(apart, place)
    assert kinds.steps_se == pytest.approx(np.sqrt(slope @ covariance @ slope.T)[0, 0], abs=1e-6)
    assert values(fitted(model, shrink=False), "steps") == pytest.approx(steps(place), abs=1e-6)
    slope = slopes(steps, place)
    errors = np.sqrt(np.diag(slope @ covariance @ slope.T))
    assert values(fitted(model, shrink=False), "steps_se") == pytest.approx(errors, abs=1e-6)


def test_a_fair_grade_starts_from_what_is_usual_for_its_kind() -> None:
    codes, _ = graded()
    place, _ = raw("cumulative")
    for case in (0, 1, 2, 31):
        quality = place[4 + case % 2] + place[-1] * ordinal.NODES
        posterior = ordinal.WEIGHTS.copy()
        for g in np.flatnonzero(codes[case] >= 0):
            chances = ordinal.probability("cumulative", quality - place[g], place[6:9])
            posterior = posterior * chances[3 - codes[case, g]]
        posterior /= posterior.sum()
        fair = ordinal.probability("cumulative", quality - place[:4].mean(), place[6:9]) @ posterior
        found = fitted(shrink=False).cases[case]
        assert found.probabilities == pytest.approx(tuple(fair[::-1]), abs=1e-4)
        assert found.quality == pytest.approx(posterior @ quality, abs=1e-3)


def test_misfit_allows_for_kinds() -> None:
    codes, _ = graded()
    place, _ = raw("cumulative")
    quality = np.array([case.quality for case in fitted(shrink=False).cases])
    for g, one in enumerate(fitted(shrink=False).misfit(seed=1, replicates=40)):
        rows = np.flatnonzero(codes[:, g] >= 0)
        p = ordinal.probability("cumulative", quality[rows] - place[g], place[6:9]).T
        mean = p @ np.arange(4)
        variance = p @ np.arange(4) ** 2 - mean**2
        squared = (3 - codes[rows, g] - mean) ** 2
        assert one.n >= 20
        assert one.infit == pytest.approx(squared.sum() / variance.sum(), abs=1e-3)
        assert one.outfit == pytest.approx((squared / variance).mean(), abs=1e-3)


def test_shrinking_severities_leaves_kinds_nearly_as_they_are() -> None:
    [plain], [shrunk] = fitted(shrink=False).kinds, fitted().kinds
    assert plain.difference is not None
    assert plain.se is not None
    assert shrunk.difference == pytest.approx(plain.difference, abs=plain.se / 2)
    assert shrunk.interval is not None
    assert shrunk.se is not None
    assert shrunk.interval.high - shrunk.interval.low == pytest.approx(2 * 1.959964 * shrunk.se)


def test_the_names_and_the_order_of_kinds_play_no_part() -> None:
    codes, kinds = graded()
    turned = {case: kinds[case] for case in reversed(range(60))}
    [there], [back] = fitted().kinds, severity.fit(read(codes), kinds=turned).kinds
    assert (back.first, back.second) == ("Residential", "Foster")
    assert back.difference == pytest.approx(-(there.difference or 0), abs=1e-8)
    assert back.se == pytest.approx(there.se, abs=1e-8)
    assert back.steps == pytest.approx(-(there.steps or 0), abs=1e-8)


def test_who_graded_what_is_allowed_for_and_intervals_hold_what_is_true() -> None:
    """Harsh auditors had more of the better kind: means of grades make too little of the difference."""
    held, found, by_means = 0, [], []
    for seed in range(60):
        codes, kinds = graded(seed, cases=80)
        [one] = severity.fit(read(codes), kinds=kinds).kinds
        assert one.difference is not None
        assert one.interval is not None
        held += one.interval.low <= BETTER <= one.interval.high
        found.append(one.steps)
        means = [codes[first::2][codes[first::2] >= 0].mean() for first in (0, 1)]
        by_means.append(means[1] - means[0])
    assert held >= 53
    # The same difference for an auditor of mean severity, from the model the grades are drawn from.
    lines = np.array([-2.5, 0.3, 2.4])
    mean = [
        np.arange(4) @ ordinal.probability("cumulative", q + 1.5 * ordinal.NODES, lines) @ ordinal.WEIGHTS
        for q in (BETTER, 0)
    ]
    assert np.mean(found) == pytest.approx(mean[0] - mean[1], abs=0.06)
    assert np.mean(by_means) < mean[0] - mean[1] - 0.1


def rounds(*kinds: tuple[str, str]) -> tuple[np.ndarray, dict[object, str]]:
    """Two rounds in one table that share neither auditors nor cases, with the kinds that each has by turns."""
    return split(), {case: kinds[case // 40][case % 2] for case in range(80)}


def test_kinds_that_only_different_groups_of_auditors_graded_cannot_be_told_apart() -> None:
    codes, kinds = rounds(("Foster", "Foster"), ("Residential", "Residential"))
    [one] = severity.fit(read(codes), kinds=kinds).kinds
    assert (one.difference, one.se, one.interval, one.steps) == (None, None, None, None)
    assert (one.n_first, one.n_second) == (40, 40)
    assert one.reason.startswith("No auditor, and no chain of auditors linked by shared cases, has graded both Foster")
    assert values(severity.fit(read(codes), kinds=kinds)) == pytest.approx(values(severity.fit(read(codes))), abs=1e-6)
    [across] = severity.fit(read(codes), kinds=kinds, allow_disconnected=True).kinds
    assert across.difference is not None
    assert across.reason == ""


def test_a_third_kind_that_both_groups_graded_links_the_other_two() -> None:
    codes, kinds = rounds(("Foster", "Home"), ("Home", "Residential"))
    found = {(one.first, one.second): one for one in severity.fit(read(codes), kinds=kinds, shrink=False).kinds}
    assert list(found) == [("Foster", "Home"), ("Foster", "Residential"), ("Home", "Residential")]
    parts = found["Foster", "Home"].difference, found["Home", "Residential"].difference
    assert None not in parts
    assert found["Foster", "Residential"].difference == pytest.approx(sum(parts), abs=1e-9)  # type: ignore[arg-type]
    errors = [one.se or 0 for one in (found["Foster", "Home"], found["Home", "Residential"])]
    assert found["Foster", "Residential"].se == pytest.approx(np.hypot(*errors), rel=0.2)


def test_within_groups_of_auditors_the_lines_of_each_are_their_own() -> None:
    """The second group's cases are graded one grade worse throughout: that is no difference between kinds."""
    codes, kinds = rounds(("Foster", "Home"), ("Foster", "Home"))
    there = severity.fit(read(codes), kinds=kinds, shrink=False).kinds[0]
    worse = codes.copy()
    worse[40:] = np.where(codes[40:] >= 0, np.minimum(codes[40:] + 1, 3), -1)
    moved = severity.fit(read(worse), kinds=kinds, shrink=False).kinds[0]
    assert moved.difference == pytest.approx(there.difference, abs=there.se)
    alone = severity.fit(read(codes[:40]), kinds=kinds, shrink=False).kinds[0]
    assert (there.se or 1) < (alone.se or 0)


def test_a_kind_without_a_graded_case_is_named() -> None:
    codes, kinds = graded()
    more: dict[object, str] = {**kinds, "never graded": "Home"}
    found = severity.fit(read(codes), kinds=more).kinds
    assert [(one.first, one.second, one.n_second) for one in found] == [
        ("Foster", "Residential", 30),
        ("Foster", "Home", 0),
        ("Residential", "Home", 0),
    ]
    assert found[0].difference == fitted().kinds[0].difference
    assert {one.reason for one in found[1:]} == {"There is no grade to go by on any case of kind Home."}


def test_kinds_that_are_none_are_refused_and_none_asked_for_are_none_given() -> None:
    codes, kinds = graded()
    with pytest.raises(InsufficientData, match=r"All cases are of one kind \(Foster\)"):
        severity.fit(read(codes), kinds=dict.fromkeys(range(60), "Foster"))
    with pytest.raises(ValueError, match="Case 7 has been graded, but it is not said of what kind it is"):
        severity.fit(read(codes), kinds={**kinds, 7: None})
    with pytest.raises(ValueError, match="Case 0 has been graded"):
        severity.fit(read(codes), kinds={})
    ungraded = read(np.vstack([codes, np.full((1, 4), -1)]))
    assert severity.fit(ungraded, kinds=kinds).kinds == fitted().kinds
    assert severity.fit(read(drawn(1))).kinds == ()
    assert severity.fit(read(np.full((60, 3), 2)), kinds=kinds).kinds == ()


def test_a_kind_that_is_always_best_has_no_plain_figure_and_a_held_back_one() -> None:
    codes, kinds = graded()
    codes[::2] = np.where(codes[::2] >= 0, 0, -1)
    codes[1::2] = np.where(codes[1::2] == 0, 1, codes[1::2])
    plain = severity.fit(read(codes), kinds=kinds, shrink=False)
    assert (plain.status, plain.kinds) == ("undefined_no_maximum", ())
    assert "the auditors, or kinds of case, may be" in plain.reason
    [held] = severity.fit(read(codes), kinds=kinds).kinds
    assert held.difference is not None
    assert 2 < held.difference < 20
