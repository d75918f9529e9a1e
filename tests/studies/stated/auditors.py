"""Part 1: what is said of auditors, of how many cases to share out and to whom, and what never to say."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator

import numpy as np

from moderation import Estimate, Ratings, agreement, benchmark, compare, half_widths, planning
from moderation.connection import Efficiency
from moderation.design import allocate, efficiency
from moderation.severities import WELL_KNOWN_FROM
from qa_app.web.words import coefficient, share
from tests.studies.examples import GRADES, ROUND_TWO, ratings
from tests.studies.imagined import CHANGED_AFTER, COUNCIL, FOLLOWED, TEN_GRADES, USUAL, drawn, many
from tests.studies.pictures import change, designs, severities

CYCLE = 118
"""Cases in a cycle of the invented council."""
TARGET = 370
"""Cycles between two false alarms."""


def harsh_and_lenient() -> Iterator[str]:
    yield "At +0.25 an auditor would give every fourth case one grade less"  # a quarter of the cases, one grade each
    auditors = list(severities.rows())
    name, _, plain, near, shrunk, true = auditors[0]
    yield f"Auditor {name}, taken at face value, is harsh: {signed(plain)}. In truth {name} is not ({signed(true)})."
    yield f"{name}’s becomes {signed(shrunk)} ({signed(near.low)} to {signed(near.high)})."
    assert all(near.low < 0 < near.high for _, _, _, near, _, _ in auditors)
    yield f"In this round all {len(auditors)} intervals then reach across 0"
    assert 2 * TEN_GRADES.cases / TEN_GRADES.auditors == 10
    everyone = [(g, h) for g in range(8) for h in range(g)]
    widths = [f"±{coefficient(planning.severity_half_width(everyone * times)[0])}" for times in (1, 2, 4)]
    yield "With 7, 14 or 28 double grades each, eight auditors would be known to"
    yield f"{widths[0]}, {widths[1]} and {widths[2]} of a grade"
    yield f"fewer than {WELL_KNOWN_FROM} shared cases"


def signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−")


def against_the_moderated() -> Iterator[str]:
    """An auditor held against the middle grade of three: of others, and of a panel with the auditor on it."""
    graded = drawn(many(COUNCIL, 4, spread=0.0), 4000, np.random.default_rng(1))
    panels = ([1, 2, 3], [0, 1, 2])
    found = [compare.with_moderated(graded, middle(graded, panel), 0, seen=()).exact.value for panel in panels]
    yield f"matches it in {share(found[0])} of cases; the same auditor inside it, in {share(found[1])}."


def middle(graded: Ratings, panel: list[int]) -> dict[Hashable, object]:
    return {case: GRADES.labels[int(np.median(graded.codes[case, panel]))] for case in range(len(graded.cases))}


def how_many() -> Iterator[str]:
    for width in (0.3, 0.2, 0.15, 0.1):
        same = planning.cases_for_half_width(width, agreement.percent_agreement, 2, COUNCIL, USUAL).n
        yield f"| ±{width:.2f} | {for_alpha(width, 2)} | {for_alpha(width, 3)} | {same} |"
    two, three = for_alpha(0.2, 2), for_alpha(0.2, 3)
    yield "read ±0.10 as 10 percentage points"
    yield f"The planner never says fewer than {half_widths.FEWEST}."
    yield f"one cycle of {CYCLE} cases, ±0.20 for alpha takes {for_alpha(0.2, 2, CYCLE)} cases instead of {two}."
    yield f"Three auditors on {three} cases are {3 * three} audits, two on {two} are {2 * two};"


def for_alpha(width: float, graders: int, population: int | None = None) -> int:
    """How many cases the planner says."""
    of = agreement.krippendorff_alpha
    return planning.cases_for_half_width(width, of, graders, COUNCIL, USUAL, population=population).n


def who_with_whom() -> Iterator[str]:
    assert len(designs.AUDITORS) == 6
    yield f"Six auditors share {designs.CASES} cases in three ways"
    assert [shared_out(cases).components for cases in (10, 11)] == [2, 1]
    yield "12 auditors need at least 11 cases graded twice to be linked at all"


def shared_out(cases: int) -> Efficiency:
    """How well a cycle links twelve auditors who grade so many cases of it twice."""
    auditors = range(12)
    given = allocate(list(auditors), list(range(CYCLE)), double=range(cases), seed="x")
    return efficiency(given.pairs, auditors)


def changing() -> Iterator[str]:
    assert len(FOLLOWED) == 16
    yield f"after cycle {CHANGED_AFTER} and the chart says so in cycle {change.first_signal()}."
    yield f"is flagged once in {TARGET} cycles."
    yield f"one false flag in {TARGET // 8} cycles"


def never() -> Iterator[str]:
    yield f"12 auditors are {math.comb(12, 2)} pairs"
    found = agreement.krippendorff_alpha(ratings(ROUND_TWO))
    word, probable = word_of(found)
    yield f"“{word}” is what a well-known scale calls an alpha of {coefficient(found.value)}."
    yield f"that much or more is {share(probable)} probable;"
    yield f"the best word that is at least 95% probable is “{benchmark(found).word}”."


def word_of(estimate: Estimate) -> tuple[str, float]:
    """The word that a table without probabilities has for the value, and how probable it is that it is deserved."""
    [level] = [one for one in benchmark(estimate).levels if one.low <= (estimate.value or 0) < one.high]
    return level.word, level.at_least


STATED = {
    "Harsh and lenient": harsh_and_lenient,
    "Against the moderated grade": against_the_moderated,
    "How many cases to have graded twice": how_many,
    "Who grades with whom": who_with_whom,
    "Is somebody changing?": changing,
    "Never": never,
}
