"""Part 1: what a round shows, worked on invented rounds and councils."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from statistics import mean

from moderation import Ratings, agreement
from moderation.coefficients import _NEARLY_ALL
from moderation.estimates import RELIABLE_FROM, TOLD_APART_FROM
from moderation.severities import WELL_KNOWN_FROM
from qa_app.web.words import coefficient, share
from tests.studies.examples import (
    CASES,
    GOOD,
    INADEQUATE,
    RI,
    ROUND_ONE,
    ROUND_TWO,
    SPLIT,
    TWELVE,
    Pairs,
    Shown,
    ac2,
    alpha,
    exact,
    ratings,
    same_side,
    specific,
    thirty_seven,
    within_one,
)
from tests.studies.imagined import COUNCIL, ONE_SIDED, many, rounds, typical
from tests.studies.stated.auditors import for_alpha, word_of


def overview() -> Iterator[str]:
    yield f"fewer than {RELIABLE_FROM} cases had that grade"
    yield f"fewer than {WELL_KNOWN_FROM} of an auditor’s cases were graded by another too"


def the_same_share() -> Iterator[str]:
    one, two = ratings(ROUND_ONE), ratings(ROUND_TWO)
    for name, pair in (("Both Requires improvement", (RI, RI)), ("Both Good", (GOOD, GOOD))):
        yield f"| {name} | {ROUND_ONE.count(pair)} | {ROUND_TWO.count(pair)} |"
    yield f"| One Good, one Requires improvement | {len(SPLIT)} | {len(SPLIT)} |"
    for name, of in (("Same grade", exact), ("Krippendorff’s alpha", alpha), ("Gwet’s AC2", ac2)):
        yield f"| {name} | {of(one)} | {of(two)} |"
    yield f"| Where one said Good, the other did too | {specific(one, GOOD)} | {specific(two, GOOD)} |"
    yield f"would have given the same grade in {share(by_lot(ROUND_ONE))} of cases: more than they did"
    assert by_lot(ROUND_ONE) > exact(one).value
    yield f"In round two lots would have brought {share(by_lot(ROUND_TWO))};"
    yield f"and the {share(exact(two).value)} is earned"
    yield f"Now keep the {share(exact(two).value)} and change only"
    yield f"### The same {share(exact(one).value)}, twice"


def by_lot(pairs: Pairs) -> float:
    """How often two auditors would agree who drew lots in the proportions of the grades given."""
    given = [grade for pair in pairs for grade in pair]
    return sum((given.count(grade) / len(given)) ** 2 for grade in set(given))


def the_shares() -> Iterator[str]:
    assert within_one(ratings(ROUND_ONE)).value == within_one(ratings(ROUND_TWO)).value
    yield f"In both rounds above it is {share(within_one(ratings(ROUND_ONE)).value)}."
    assert same_side(ratings(ROUND_ONE)).value == same_side(ratings(ROUND_TWO)).value
    yield f"In both rounds it is {share(same_side(ratings(ROUND_ONE)).value)} again"


def side_by_side() -> Iterator[str]:
    of = many(COUNCIL)
    yield f"give the same grade in only {share(exact(of).value)} of cases, within one grade in {near_misses(of)},"
    yield f"alpha is {coefficient(alpha(of).value)} and AC2 is {coefficient(ac2(of).value)}."


def near_misses(of: Ratings) -> str:
    return share(within_one(of).value)


@cache
def held(of: Callable[[Ratings], Shown], cases: int) -> tuple[list[bool], list[bool]]:
    """Whether each interval held the truth in rounds of nearly one grade, and so for figures below 0 alone."""
    truth = of(many(ONE_SIDED)).value
    found = [of(one) for one in rounds(ONE_SIDED, cases, 400)]
    inside = [one.interval.low <= truth <= one.interval.high for one in found]
    return inside, [is_in for is_in, one in zip(inside, found, strict=True) if one.value < 0]


def interval() -> Iterator[str]:
    for words, cases in (
        ("With {} cases alpha may be anything from {} to {}.", 10),
        ("With {} it may be anything from {} to {}", 20),
        ("with {} from {} to {}.", 40),
    ):
        yield words.format(cases, *map(coefficient, typical(alpha, cases)))
    yield f"in which {share(ONE_SIDED[RI])} of grades are Requires improvement"
    yield f"and alpha is {coefficient(alpha(many(ONE_SIDED)).value)} in truth."
    inside, below = held(alpha, CASES)
    assert len(below) > 100
    assert not any(below)
    yield f"In rounds of {CASES} cases its 95% interval held the truth {share(mean(inside))} of the time,"
    yield f"AC2’s held its own {share(mean(held(ac2, CASES)[0]))} of the time."


def grade_by_grade() -> Iterator[str]:
    one, two = (ratings(pairs) for pairs in (ROUND_ONE, ROUND_TWO))
    good, ri = ([share(specific(of, grade).value) for of in (one, two)] for grade in (GOOD, RI))
    yield f"In round one {good[0]}, in round two {good[1]}."
    yield f"For Requires improvement it is {ri[0]} and {ri[1]}:"


def missing() -> Iterator[str]:
    alike = [(RI, RI)] * 12
    yield f"“{agreement.krippendorff_alpha(ratings(alike)).reason}”"
    yield f"One grade has {share(_NEARLY_ALL)} of all grades or more"
    yield f"“{agreement.krippendorff_alpha(ratings(ROUND_ONE)).reason}”"
    yield f"| Fewer than {RELIABLE_FROM} cases |"
    yield f"“{agreement.percent_agreement(ratings(thirty_seven(4)[-9:])).reason}”"
    ten = ratings(TWELVE[: TOLD_APART_FROM - 1])
    yield f"| {len(ten.cases)} cases or fewer | Of alpha: “{agreement.krippendorff_alpha(ten).reason}”"
    yield f"| A grade on fewer than {RELIABLE_FROM} cases |"
    yield f"“{agreement.specific_agreement(ratings(ROUND_ONE))[GOOD].reason}”"
    yield f"{len(alike)} alike out of {len(alike)} is {exact(ratings(alike))}."
    yield f"Below {RELIABLE_FROM} cases, talk about the cases"


def twelve() -> Iterator[str]:
    of, n = ratings(TWELVE), len(TWELVE)
    yield f"### A round of {n} cases, and what to say of it"
    both = [TWELVE.count((grade, grade)) for grade in (RI, GOOD, INADEQUATE)]
    yield f"Requires improvement in {both[0]} cases, Good in {both[1]}, Inadequate in {both[2]}."
    figures = {
        "Same grade": exact(of),
        "Within one grade": within_one(of),
        "Same side of Good": same_side(of),
        "Krippendorff’s alpha, ordinal": alpha(of),
        "Gwet’s AC2, ordinal weights": ac2(of),
    }
    for name, one in figures.items():
        low, high = one.text(one.interval.low), one.text(one.interval.high)
        yield f"| {name} | {one.text(one.value)} | from {low} to {high} | {n} |"
    same = exact(of)
    apart = [pair for pair in TWELVE if pair[0] != pair[1]]
    assert len(apart) == 4
    assert len([pair for pair in apart if GOOD in pair]) == 3
    yield f"{n} cases are no base for a judgement"
    yield f"“We had {n} cases graded twice. The auditors gave the same grade in {n - len(apart)}, which is"
    yield f"which is {share(same.value)};"
    yield f"may be anything from {same.text(same.interval.low)} to {same.text(same.interval.high)}."
    yield f"better cases from worse, {n} cases cannot show."
    assert for_alpha(0.3, 2) <= 40
    yield "Next time 40 will be graded twice."
    yield f"“{near_misses(of)} within one grade, so our grading is sound.”"
    council = many(COUNCIL)
    yield f"it was {near_misses(council)}, and the same grade {share(exact(council).value)}."
    word, probable = word_of(agreement.krippendorff_alpha(of))
    yield f"“Agreement is {word.lower()}.” That is the word for {coefficient(alpha(of).value)}"
    yield f"that it is fair or better is {share(probable)} probable."


STATED = {
    "Which number for which question": overview,
    "The same 89%, twice": the_same_share,
    "The three shares": the_shares,
    "Why alpha and AC2 stand side by side": side_by_side,
    "What an interval says": interval,
    "Grade by grade": grade_by_grade,
    "When a number is missing, or called unreliable": missing,
    "A round of 12 cases, and what to say of it": twelve,
}
