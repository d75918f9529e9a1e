from __future__ import annotations

import numpy as np
import pytest

from moderation import Scale, severity
from tests.moderation.reference import ordinal
from tests.moderation.reference.tables import GRADES
from tests.moderation.rounds import drawn, fitted, read, split


@pytest.mark.parametrize("groups", [1, 2])
def test_fair_grades_average_over_what_is_known_of_the_case(groups: int) -> None:
    codes = drawn(1) if groups == 1 else split()
    found = severity.fit(read(codes), shrink=False)
    assert found._fitted is not None
    raw = found._fitted.shares[0].peak.raw
    effects, lines, quality = raw[:-4], raw[-4:-1], raw[-1] * ordinal.NODES
    for i in (0, 7, len(codes) - 3):
        group = slice(0, 4) if i < 40 else slice(4, 8)
        posterior = ordinal.WEIGHTS.copy()
        for g in np.flatnonzero(codes[i] >= 0):
            posterior = posterior * ordinal.probability("cumulative", quality - effects[g], lines)[3 - codes[i, g]]
        posterior /= posterior.sum()
        fair = ordinal.probability("cumulative", quality - effects[group].mean(), lines) @ posterior
        case = found.cases[i]
        # The average is taken where the last step of the climb began, a ten-thousandth of a standard error away.
        assert case.probabilities == pytest.approx(tuple(fair[::-1]), abs=1e-4)
        assert case.quality == pytest.approx(posterior @ quality, abs=1e-3)
        assert case.quality_se == pytest.approx(np.sqrt(posterior @ quality**2 - (posterior @ quality) ** 2), abs=1e-3)


def test_the_parts_of_a_fair_grade_follow_from_its_probabilities() -> None:
    for case in fitted(1).cases:
        p, labels = np.array(case.probabilities), fitted(1).thresholds
        assert p.sum() == pytest.approx(1)
        names = [line.better for line in labels] + [labels[-1].worse]
        assert case.grade == names[int(p.argmax())]
        assert case.expected == pytest.approx(p @ np.arange(4))
        best, worst = names.index(case.best), names.index(case.worst)
        assert p[:best].sum() <= 0.025 < p[: best + 1].sum()
        assert p[worst + 1 :].sum() <= 0.025 < p[worst:].sum()
        assert case.at_least == pytest.approx(p[:2].sum())
        assert case.n == 2


def test_the_same_grade_is_worth_more_from_the_harsher_auditor() -> None:
    codes = drawn(5, cases=120, true=(-1.5, 0.0, 0.0, 1.5))
    codes = np.vstack([codes, [[2, -1, -1, -1], [-1, -1, -1, 2]]])
    from_lenient, from_harsh = severity.fit(read(codes)).cases[-2:]
    assert from_harsh.expected < from_lenient.expected - 0.1
    assert from_harsh.at_least is not None
    assert from_lenient.at_least is not None
    assert from_harsh.at_least > from_lenient.at_least


def test_flip_is_the_chance_of_the_other_side_of_the_line() -> None:
    codes = drawn(1)
    awarded = {0: "Outstanding", 1: "Inadequate"}
    for case in severity.fit(read(codes), awarded=awarded).cases:
        given = codes[case.case][codes[case.case] >= 0]  # type: ignore[index]
        assert case.at_least is not None
        if case.case in (0, 1):
            assert case.awarded == awarded[int(str(case.case))]
            assert case.flip == pytest.approx(1 - case.at_least if case.case == 0 else case.at_least)
        elif (given < 2).all() or (given >= 2).all():
            assert case.flip == pytest.approx(1 - case.at_least if given[0] < 2 else case.at_least)
            assert (case.awarded is None) == (len(set(given)) > 1)
        else:
            assert (case.flip, case.awarded) == (None, None)
        assert case.flips == (case.flip is not None and case.flip > 0.5)


def test_both_kinds_of_flip_are_among_the_cases_tried() -> None:
    flips = [case.flip is None for case in fitted(1).cases]
    assert any(flips)
    assert not all(flips)
    assert any(
        case.flips for case in severity.fit(read(drawn(1)), awarded=dict.fromkeys(range(40), "Inadequate")).cases
    )


def test_a_scale_without_the_line_has_no_flip() -> None:
    met = Scale(["Met", "Mostly", "Partly", "Not met"])
    case = severity.fit(read(drawn(1), met)).cases[0]
    assert (case.at_least, case.flip, case.flips) == (None, None, False)
    drawn_line = severity.fit(read(drawn(1), met), between=("Partly", "Not met")).cases[0]
    assert drawn_line.at_least == pytest.approx(sum(drawn_line.probabilities[:3]))


def test_the_range_of_grades_follows_the_level() -> None:
    def width(case: severity.FairGrade) -> int:
        return GRADES.rank(case.worst) - GRADES.rank(case.best)

    pairs = list(zip(severity.fit(read(drawn(1)), level=0.3).cases, fitted(1).cases, strict=True))
    assert all(width(narrow) <= width(wide) for narrow, wide in pairs)
    assert sum(width(narrow) < width(wide) for narrow, wide in pairs) > 20
