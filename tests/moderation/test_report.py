from __future__ import annotations

import pytest

from moderation import InsufficientData, Ratings, Scale, agreement
from tests.moderation.reference.tables import GRADES

ROUND = Ratings.from_matrix(
    [[1, 1], [1, 2], [2, 2], [2, 2], [1, 3], [2, None], [None, None], [2, 1]] + [[2, 2]] * 6,
    GRADES,
    auditors=["First", "Second"],
)


def test_the_report_holds_every_figure_with_its_interval() -> None:
    report = agreement.report(ROUND)
    for name, figure in (
        ("exact", agreement.percent_agreement(ROUND)),
        ("within_one", agreement.within(ROUND)),
        ("boundary", agreement.boundary(ROUND)),
        ("alpha", agreement.krippendorff_alpha(ROUND, "ordinal")),
        ("ac2", agreement.gwet_ac(ROUND, "ordinal")),
    ):
        found = getattr(report, name)
        assert found.estimate == figure
        assert found.interval == figure.interval()
    assert {grade: figure.estimate for grade, figure in report.specific.items()} == agreement.specific_agreement(ROUND)
    assert (report.n_cases, report.n_multiple, report.n_pairs) == (13, 12, 12)
    assert report.disagreements == agreement.disagreements(ROUND)


def test_the_tables_of_a_report_follow_the_scale_and_cannot_be_written_to() -> None:
    report = agreement.report(ROUND)
    assert report.labels == GRADES.labels
    assert report.crosstab is not None
    assert report.crosstab.tolist() == [[0, 0, 0, 0], [0, 1, 1, 1], [0, 1, 8, 0], [0, 0, 0, 0]]
    assert report.pair_counts[1].tolist() == [0, 1, 2, 1]
    for table in (report.crosstab, report.pair_counts):
        with pytest.raises(ValueError, match="read-only"):
            table[0, 0] = 1


def test_F9_whoever_took_no_part_is_named_with_the_reason() -> None:
    dropped = [(one.kind, one.id, one.reason) for one in agreement.report(ROUND).dropped]
    assert dropped == [
        (
            "case",
            6,
            "Graded by one auditor only (First, Requires improvement), so there is nothing to compare it with.",
        ),
        ("case", 7, "Has no grade."),
    ]


def test_F8_a_moderator_left_out_is_left_out_of_every_figure_and_named() -> None:
    rows = [[1, 2, 2], [2, 2, 2], [1, 1, 1], [0, 1, 3]]
    with_moderator = Ratings.from_matrix(rows, GRADES, auditors=["Ann", "Ben", "Moderator"])
    two = Ratings.from_matrix([row[:2] for row in rows], GRADES, auditors=["Ann", "Ben"])
    report = agreement.report(with_moderator, excluding=["Moderator"])
    assert report.auditors == ("Ann", "Ben")
    assert report.alpha == agreement.report(two).alpha
    assert report.crosstab is not None
    assert [(one.kind, one.id, one.reason) for one in report.dropped] == [
        ("auditor", "Moderator", "Left out of the comparison on request.")
    ]
    assert agreement.report(with_moderator).alpha != report.alpha
    assert agreement.report(with_moderator).crosstab is None


def test_an_auditor_without_grades_is_named() -> None:
    report = agreement.report(Ratings.from_matrix([[1, 2, None]], GRADES))
    assert [(one.kind, one.id) for one in report.dropped] == [("auditor", 3)]


def test_a_scale_without_the_line_has_no_agreement_on_it() -> None:
    ratings = Ratings.from_matrix([["Met", "Not met"], ["Met", "Met"]], Scale(["Met", "Partly met", "Not met"]))
    assert agreement.report(ratings).boundary is None
    drawn = agreement.report(ratings, between=("Met", "Partly met")).boundary
    assert drawn is not None
    assert drawn.estimate.value == 0.5


def test_F2_a_round_without_variation_still_shows_its_percentage() -> None:
    report = agreement.report(Ratings.from_matrix([[2, 2]] * 15, GRADES))
    assert report.exact.estimate.value == 1
    assert report.exact.interval is not None
    assert report.exact.interval.low < 0.8
    assert report.alpha.estimate.value is None
    assert report.alpha.interval is None
    assert "no variation" in report.alpha.estimate.reason


def test_F3_a_round_in_which_no_case_was_graded_twice_has_no_report() -> None:
    with pytest.raises(InsufficientData, match="No case has been graded by two auditors"):
        agreement.report(Ratings.from_matrix([[1, None], [None, 1]], GRADES))


def test_the_confidence_asked_for_is_the_one_given() -> None:
    report = agreement.report(ROUND, level=0.9)
    assert report.ac2.interval == report.ac2.estimate.interval(0.9)
