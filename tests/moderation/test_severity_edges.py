"""Severities where there is little or nothing to go by: what is said instead of a number nobody should trust."""

from __future__ import annotations

import numpy as np
import pytest

from moderation import InsufficientData, Scale, severity
from moderation.grade_models import Model
from tests.moderation.reference import ordinal
from tests.moderation.reference.tables import GRADES
from tests.moderation.rounds import MODELS, drawn, fitted, read, same, split, values


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
    with pytest.raises(ValueError, match="Case 3, awarded grade: 'Fine' is not a grade"):
        severity.fit(read(drawn(1)), awarded={3: "Fine"})
    with pytest.raises(ValueError, match="not neighbours"):
        severity.fit(read(drawn(1)), between=("Outstanding", "Inadequate"))
    with pytest.raises(ValueError, match="Case 3, awarded grade: 'Fine' is not a grade"):
        severity.fit(read(np.full((20, 3), 2)), awarded={3: "Fine"})
    with pytest.raises(ValueError, match="at least 40 replicates"):
        fitted(1).misfit(seed=1, replicates=5)
