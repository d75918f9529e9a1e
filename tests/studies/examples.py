"""The invented rounds that docs/moderation.md is worked on, and their figures as a page shows them."""

from __future__ import annotations

from dataclasses import dataclass

from moderation import Estimate, Interval, Ratings, Scale, agreement, proportion_interval
from qa_app.web.words import coefficient, share

Pairs = list[tuple[str, str]]

OUTSTANDING, GOOD, RI, INADEQUATE = "Outstanding", "Good", "Requires improvement", "Inadequate"
GRADES = Scale([OUTSTANDING, GOOD, RI, INADEQUATE])
LETTERS = dict(zip(GRADES.labels, ("O", "G", "RI", "I"), strict=True))

CASES = 37
SPLIT: Pairs = [(GOOD, RI)] * 2 + [(RI, GOOD)] * 2


def thirty_seven(good: int) -> Pairs:
    """37 cases, 4 of them split and ``good`` of them graded Good by both; both graded the rest Requires improvement."""
    return [(RI, RI)] * (CASES - len(SPLIT) - good) + [(GOOD, GOOD)] * good + SPLIT


ROUND_ONE, ROUND_TWO = thirty_seven(0), thirty_seven(8)

TWELVE: Pairs = [
    *[(RI, RI)] * 5,
    *[(GOOD, GOOD)] * 2,
    (INADEQUATE, INADEQUATE),
    (GOOD, RI),
    (RI, GOOD),
    (RI, INADEQUATE),
    (GOOD, INADEQUATE),
]


def ratings(pairs: Pairs) -> Ratings:
    return Ratings.from_matrix(pairs, GRADES)


@dataclass(frozen=True)
class Shown:
    """A figure with its interval, and as text."""

    value: float
    interval: Interval
    as_share: bool

    def __str__(self) -> str:
        return f"{self.text(self.value)} ({self.text(self.interval.low)} to {self.text(self.interval.high)})"

    def text(self, value: float) -> str:
        return share(value) if self.as_share else coefficient(value)


def of_page(estimate: Estimate) -> Shown:
    """A share as the page of a round shows it: every case has two grades, so it is a plain proportion."""
    assert estimate.value is not None
    n, agreeing = estimate.n_multiple, round(estimate.value * estimate.n_multiple)
    interval = proportion_interval(agreeing, n, "clopper-pearson" if agreeing in (0, n) else "wilson")
    return Shown(estimate.value, interval, as_share=True)


def shown(estimate: Estimate, *, as_share: bool = False) -> Shown:
    """Any figure with the interval of the engine."""
    interval = estimate.interval()
    assert estimate.value is not None
    assert interval is not None
    return Shown(estimate.value, interval, as_share)


def exact(of: Ratings) -> Shown:
    return of_page(agreement.percent_agreement(of))


def within_one(of: Ratings) -> Shown:
    return of_page(agreement.within(of))


def same_side(of: Ratings) -> Shown:
    return of_page(agreement.boundary(of))


def alpha(of: Ratings) -> Shown:
    return shown(agreement.krippendorff_alpha(of))


def ac2(of: Ratings) -> Shown:
    return shown(agreement.gwet_ac(of))


def specific(of: Ratings, grade: str) -> Shown:
    return shown(agreement.specific_agreement(of)[grade], as_share=True)
