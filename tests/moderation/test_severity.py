"""Severities: against an independent fit, their symmetries, and what is said where there is little to go by."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation import InsufficientData, Ratings, Scale, severity
from moderation.grade_models import Model
from tests.moderation.reference import ordinal
from tests.moderation.reference.tables import GRADES

MODELS: tuple[Model, ...] = ("cumulative", "adjacent")
quick = settings(max_examples=12, deadline=None, derandomize=True)


def read(codes: np.ndarray, scale: Scale = GRADES) -> Ratings:
    names = [f"Auditor {g}" for g in range(codes.shape[1])]
    return Ratings(scale, tuple(range(len(codes))), tuple(names), codes)


def drawn(
    seed: int, cases: int = 40, true: tuple[float, ...] = (-0.9, -0.2, 0.2, 0.9), per_case: int = 2
) -> np.ndarray:
    """Grades of ``cases`` by auditors this severe, each case by ``per_case`` of them; 0 for the best, -1 for none."""
    rng = np.random.default_rng(seed)
    codes = np.full((cases, len(true)), -1)
    for row in codes:
        quality = rng.normal(0, 2)
        for g in rng.choice(len(true), per_case, replace=False):
            row[g] = 3 - (np.array([-2.5, 0.3, 2.4]) < quality - true[g] + rng.logistic()).sum()
    return codes


@cache
def fitted(seed: int = 1, model: Model = "cumulative", shrink: bool = True) -> severity.SeverityFit:
    return severity.fit(read(drawn(seed)), model, shrink)


def values(fit: severity.SeverityFit, name: str = "severity") -> np.ndarray:
    return np.array([getattr(one, name) for one in fit.auditors], dtype=float)


def same(one: severity.SeverityFit, other: severity.SeverityFit, sign: int = 1, tolerance: float = 1e-6) -> None:
    assert values(one) == pytest.approx(sign * values(other), abs=tolerance)
    assert values(one, "se") == pytest.approx(values(other, "se"), abs=tolerance)
    assert values(one, "steps") == pytest.approx(sign * values(other, "steps"), abs=tolerance)
    assert one.loglik == pytest.approx(other.loglik, abs=tolerance)


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


@pytest.mark.parametrize("grade", [0, 3])
def test_an_auditor_of_one_extreme_grade_is_held_back_or_has_no_figure(grade: int) -> None:
    codes = np.column_stack([drawn(3), np.full(40, -1)])
    codes[:16, 4] = grade
    shrunk, plain = severity.fit(read(codes)), severity.fit(read(codes), shrink=False)
    one = shrunk.auditors[4]
    assert one.flag == "extreme"
    assert f"Gave every case {GRADES.labels[grade]}" in one.reason
    assert one.severity == (values(shrunk).max() if grade == 3 else values(shrunk).min())
    assert plain.auditors[4].severity is None
    assert plain.auditors[4].flag == "extreme"
    same_without = severity.fit(read(codes[:, :4]), shrink=False)
    assert values(plain)[:4] == pytest.approx(values(same_without), abs=1e-9)


@pytest.mark.parametrize("shrink", [True, False])
@pytest.mark.parametrize("model", MODELS)
def test_F6_a_grade_nobody_used_is_said_and_costs_nothing(model: Model, shrink: bool) -> None:
    codes = np.where(drawn(1) == 0, 1, drawn(1))
    found = severity.fit(read(codes), model, shrink)
    short = Scale(GRADES.labels[1:])
    same(found, severity.fit(read(np.where(codes >= 0, codes - 1, -1), short), model, shrink), tolerance=1e-9)
    assert "Nobody gave Outstanding" in found.reason
    assert [line.better for line in found.thresholds] == ["Good", "Requires improvement"]
    assert all(case.probabilities[0] == 0 for case in found.cases)


def test_F6_a_middle_grade_nobody_used_leaves_one_line_between_its_neighbours() -> None:
    codes = np.where(drawn(1) == 2, 3, drawn(1))
    found = severity.fit(read(codes), shrink=False)
    wanted = ordinal.fit(np.where(codes >= 0, np.where(codes == 3, 0, 2 - codes), -1), "cumulative", 3)
    assert values(found) == pytest.approx(wanted.severity, abs=1e-4)
    assert found.loglik == pytest.approx(wanted.log_likelihood, abs=1e-6)
    assert (found.thresholds[-1].better, found.thresholds[-1].worse) == ("Good", "Inadequate")
    adjacent = severity.fit(read(codes), "adjacent", shrink=False)
    assert all(case.probabilities[2] == 0 for case in (*found.cases, *adjacent.cases))
    # Where both neighbours are equally likely for the mean auditor, two steps apart.
    assert adjacent._fitted is not None
    raw = adjacent._fitted.shares[0].peak.raw
    assert adjacent.thresholds[-1].value == pytest.approx(raw[4] / 2 + raw[:4].mean())


def split() -> np.ndarray:
    codes = np.full((80, 8), -1)
    codes[:40, :4], codes[40:, 4:] = drawn(1), drawn(2)
    return codes


@pytest.mark.parametrize("shrink", [True, False])
def test_groups_no_case_links_are_never_compared_in_silence(shrink: bool) -> None:
    found = severity.fit(read(split()), shrink=shrink)
    assert found.status == "disconnected"
    assert "fall into 2 groups" in found.reason
    assert [one.group for one in found.auditors] == [0] * 4 + [1] * 4
    assert values(found)[:4].sum() == pytest.approx(0, abs=1e-9)
    assert values(found)[4:].sum() == pytest.approx(0, abs=1e-9)
    assert [len(part.auditors) for part in found.components] == [4, 4]
    assert {case.group for case in found.cases[:40]} == {0}
    assert {case.group for case in found.cases[40:]} == {1}
    better_cases = np.where(split()[40:] > 0, split()[40:] - 1, split()[40:])
    shifted = severity.fit(read(np.vstack([split()[:40], better_cases])), shrink=shrink)
    assert shifted.components[1].thresholds[1].value < found.components[1].thresholds[1].value - 0.5
    assert values(shifted)[4:].sum() == pytest.approx(0, abs=1e-9)


def test_comparing_across_groups_has_to_be_asked_for_and_is_labelled() -> None:
    across = severity.fit(read(split()), allow_disconnected=True, shrink=False)
    within = severity.fit(read(split()), shrink=False)
    assert across.status == "disconnected"
    assert "supposes that cases were dealt to the groups at random" in across.reason
    assert len(across.components) == 1
    assert across.loglik == pytest.approx(within.loglik, abs=1e-6)
    for part in (slice(0, 4), slice(4, 8)):
        assert values(across)[part] - values(across)[part].mean() == pytest.approx(values(within)[part], abs=1e-4)
    assert abs(values(across)[:4].mean()) > 0.01


def test_an_auditor_who_shares_no_case_has_no_severity() -> None:
    codes = np.full((50, 5), -1)
    codes[:40, :4] = drawn(1)
    codes[40:, 4] = np.arange(10) % 4
    found = severity.fit(read(codes))
    assert (found.auditors[4].severity, found.auditors[4].steps) == (None, None)
    assert found.auditors[4].flag == "alone"
    assert found.status == "disconnected"
    assert len(found.cases) == 50


def test_F2_no_variation_is_said_in_words() -> None:
    found = severity.fit(read(np.full((20, 3), 2)))
    assert found.status == "undefined_no_variation"
    assert "no variation. Every grade given is Requires improvement" in found.reason
    assert (found.cases, found.components, found.thresholds, found.misfit(seed=1)) == ((), (), (), ())
    assert [one.severity for one in found.auditors] == [None] * 3
    assert (found.case_sd, found.loglik, found.reliability, found.n_dropped) == (None, None, None, 20)


@pytest.mark.parametrize("cases", [20, 400])
def test_grades_that_agree_throughout_give_no_plain_estimate_but_a_shrunken_one(cases: int) -> None:
    codes = np.repeat(np.arange(cases)[:, None] % 4, 3, axis=1)
    plain = severity.fit(read(codes), shrink=False)
    assert plain.status == "undefined_no_maximum"
    assert "without shrinkage" in plain.reason
    found = severity.fit(read(codes))
    assert found.status == "ok"
    assert values(found) == pytest.approx(np.zeros(3), abs=1e-9)
    assert (values(found, "se") > 0.1).all()
    assert found.case_sd is not None
    assert found.case_sd < 60


def parted(shared: int) -> np.ndarray:
    """Two auditors who never give Requires improvement, two who never give Outstanding; some cases link them."""
    codes = np.full((24, 4), -1)
    codes[:12, :2] = [[0, 0], [0, 1], [1, 1]] * 4
    codes[12:, 2:] = [[1, 1], [2, 1], [2, 2]] * 4
    codes[:shared, 2] = 1
    return codes


def test_auditors_who_use_different_grades_may_stand_any_distance_apart() -> None:
    assert severity.fit(read(parted(3)), shrink=False).status == "undefined_no_maximum"
    held = severity.fit(read(parted(3)))
    assert held.status == "ok"
    assert np.abs(values(held)).max() < 5
    apart = severity.fit(read(parted(0)))
    assert apart.status == "disconnected"
    assert np.isfinite(values(apart)).all()


def test_few_double_graded_cases_are_called_unreliable() -> None:
    found = severity.fit(read(drawn(1)[:9]))
    assert found.status == "unreliable_small_n"
    assert "Only 9 cases were graded by two or more auditors" in found.reason


def test_F3_no_case_graded_by_two_auditors_is_refused() -> None:
    with pytest.raises(InsufficientData, match="No case has been graded by two auditors"):
        severity.fit(read(np.array([[1, -1], [-1, 1]])))


def test_what_cannot_be_asked_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match='model must be "cumulative" or "adjacent", not \'rasch\''):
        severity.fit(read(drawn(1)), "rasch")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="level must lie between 0 and 1"):
        severity.fit(read(drawn(1)), level=95)
    with pytest.raises(ValueError, match="Case 3: 'Fine' is not a grade"):
        severity.fit(read(drawn(1)), awarded={3: "Fine"})
    with pytest.raises(ValueError, match="not neighbours"):
        severity.fit(read(drawn(1)), between=("Outstanding", "Inadequate"))
    with pytest.raises(ValueError, match="at least 40 replicates"):
        fitted(1).misfit(seed=1, replicates=5)


def test_reliability_is_the_share_of_spread_that_is_not_error() -> None:
    plain = fitted(1, shrink=False)
    assert plain.reliability == pytest.approx(1 - (values(plain, "se") ** 2).mean() / (values(plain) ** 2).mean())
    shrunk = fitted(1)
    spread, error = (values(shrunk) ** 2).mean(), (values(shrunk, "se") ** 2).mean()
    assert shrunk.reliability == pytest.approx(spread / (spread + error))
    alike = severity.fit(read(drawn(6, true=(0.0, 0.0, 0.0, 0.0))), shrink=False)
    assert (values(alike, "se") ** 2).mean() > (values(alike) ** 2).mean()
    assert alike.reliability == 0
