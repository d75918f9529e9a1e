from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest

from moderation import Ratings, design
from tests.moderation.reference.tables import GRADES


def test_auditors_are_grouped_by_shared_cases() -> None:
    matrix = [[1, 2, None, None, None, None], [None, 1, 2, None, None, None], [None, None, None, 1, 2, None]]
    ratings = Ratings.from_matrix([*matrix, [None, None, None, 3, None, None], [None] * 6], GRADES, auditors="ABCDEF")
    found = design.components(ratings)
    assert [(one.auditors, one.cases) for one in found] == [(("A", "B", "C"), (1, 2)), (("D", "E"), (3, 4))]


def test_auditors_who_share_no_case_are_each_a_group() -> None:
    apart = Ratings.from_matrix([[1, None], [None, 2], [3, None]], GRADES)
    assert len(design.components(apart)) == 2


def test_a_balanced_design_is_fully_efficient() -> None:
    found = design.efficiency(combinations(range(8), 2))
    assert (found.a, found.d) == pytest.approx((1, 1))
    assert found.components == 1
    assert found.resistance[0, 1:] == pytest.approx([0.25] * 7)
    assert found.log_spanning_trees == pytest.approx(6 * math.log(8))  # Cayley: 8 to the power 6


def test_a_star_links_auditors_less_well_than_its_number_of_links_allows() -> None:
    star = design.efficiency([(0, other) for other in range(1, 5)])
    # Five auditors, four links: balanced resistance 1; in the star 1 to the middle (4 pairs) and 2 otherwise (6 pairs).
    assert star.a == pytest.approx(1 / 1.6)
    assert star.log_spanning_trees == pytest.approx(0)


def test_a_split_design_cannot_compare_across_and_says_so() -> None:
    found = design.efficiency([(0, 1), (1, 2), (3, 4), (4, 5)])
    assert (found.components, found.a, found.d, found.log_spanning_trees) == (2, 0, 0, -math.inf)
    assert found.resistance[0, 2] == pytest.approx(2)
    assert np.isinf(found.resistance[0, 3:]).all()
    left_out = design.efficiency([(0, 1)], auditors=[0, 1, 2])
    assert left_out.components == 2


def test_a_case_of_three_auditors_is_two_links_spread_over_their_three_pairs() -> None:
    # Its Laplacian is twice (I - J/3): resistance 2 / (3 * 2/3) between any two.
    anchor = design.efficiency([("A", "B", "C")])
    assert anchor.resistance == pytest.approx(np.where(np.eye(3), 0, 1))
    assert (anchor.a, anchor.d) == pytest.approx((1, 1))
    both = design.efficiency([("A", "B", "C"), ("C", "D")])
    assert both.resistance[0, 3] == pytest.approx(1 + 1)
    whole = design.efficiency([tuple("ABCD")] * 3)
    assert whole.resistance[0, 1] == pytest.approx(1 / 3)  # three cases: a third of the variance of one


@pytest.mark.parametrize(
    ("pairs", "auditors", "said"),
    [
        ([("A", "A")], ["A", "B"], "Auditor A cannot be paired with themselves"),
        ([("A", "B", "A")], ["A", "B"], "Auditor A cannot be paired with themselves"),
        ([("A",)], ["A", "B"], "Auditor A cannot be paired with themselves"),
        ([("A", "C")], ["A", "B"], "Auditor C is in a pair but not among the auditors"),
        ([], None, "Two auditors at least"),
    ],
)
def test_pairs_that_are_none_are_refused(pairs: list[tuple[str, str]], auditors: list[str] | None, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        design.efficiency(pairs, auditors)


def linked(*cases: str) -> Ratings:
    """A round in which each case was graded Good by the auditors named, by one letter each."""
    rows = [(place, auditor, "Good") for place, auditors in enumerate(cases) for auditor in auditors]
    return Ratings.from_long(rows, GRADES)


def test_who_and_what_alone_holds_the_auditors_together_is_named() -> None:
    found = design.hinges(linked("ABC", "ABC", "CD", "DE", "ED", "F", "GH", "GH"))
    assert [(one.kind, one.id, one.parts) for one in found] == [
        ("auditor", "C", (("A", "B"), ("D", "E"))),
        ("case", 2, (("A", "B", "C"), ("D", "E"))),
        ("auditor", "D", (("A", "B", "C"), ("E",))),
    ]


def test_a_round_with_a_second_way_everywhere_hangs_on_nothing() -> None:
    assert design.hinges(linked("AB", "BC", "CD", "DA")) == ()
    assert design.hinges(linked("AB", "AB")) == ()
    assert design.hinges(linked("A", "B")) == ()
    assert design.hinges(Ratings.from_matrix([], GRADES)) == ()
    assert [one.kind for one in design.hinges(linked("AB"))] == ["case"]
    star = design.hinges(linked(*["MA", "MB", "MC"] * 3))
    assert [(one.id, one.parts) for one in star] == [("M", (("A",), ("B",), ("C",)))]


@pytest.mark.parametrize("seed", range(8))
def test_hinges_are_what_splits_the_design_when_it_is_taken_away(seed: int) -> None:
    rng = np.random.default_rng(seed)
    codes = np.where(rng.random((12, 7)) < 0.25, 1, -1)
    ratings = Ratings(GRADES, tuple(range(12)), tuple("ABCDEFG"), codes)

    def parts(rest: Ratings) -> set[tuple[object, ...]]:
        return {one.auditors for one in design.components(rest)}

    found = {(one.kind, one.id): set(one.parts) for one in design.hinges(ratings)}
    wanted = {}
    for auditor in "ABCDEFG":
        new = parts(ratings.without([auditor])) - parts(ratings)
        if len(new) > 1:
            wanted["auditor", auditor] = new
    for case in range(12):
        rest = parts(ratings.of_cases(np.delete(np.arange(12), case)))
        gone = {(name,) for one in parts(ratings) for name in one} - {(name,) for one in rest for name in one}
        new = (rest | gone) - parts(ratings)
        if len(new) > 1:
            wanted["case", case] = new
    assert found == wanted


def test_cases_are_counted_by_their_grades_for_all_and_for_each_auditor() -> None:
    ratings = Ratings.from_matrix([[1, 2, None], [1, 2, 0], [None, 2, None], [None] * 3, [0, 1, 2]], GRADES)
    found = design.overlap(ratings)
    assert found.cases == design.Grades(none=1, one=1, two=1, more=2)
    assert dict(found.auditors) == {
        1: design.Grades(0, 0, 1, 2),
        2: design.Grades(0, 1, 1, 2),
        3: design.Grades(0, 0, 0, 2),
    }
    empty = design.overlap(Ratings(GRADES, (), ("A",), np.empty((0, 1))))
    assert empty.cases == empty.auditors["A"] == design.Grades(0, 0, 0, 0)
