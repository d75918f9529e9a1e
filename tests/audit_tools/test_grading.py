"""The suggested grade: its rule, its reasons, and what no answers may make it do."""

from __future__ import annotations

from dataclasses import replace
from statistics import median_high

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit_tools import FOUR_GRADES, Cap, Suggestion, grade

from .example import CHILDS_JOURNEY, EXAMPLE, graded_tool

O, G, R, I = FOUR_GRADES.keys  # noqa: E741
KEYS = [section.grade.key for section in CHILDS_JOURNEY.graded if section.grade]

ranks = st.integers(0, 3)
journeys = st.fixed_dictionaries({}, optional={key: st.sampled_from(FOUR_GRADES.keys) for key in KEYS})
full_journeys = st.fixed_dictionaries({key: st.sampled_from(FOUR_GRADES.keys) for key in KEYS})


def suggested(*grades: str, caps: tuple[Cap, ...] = ()) -> Suggestion:
    return grade(graded_tool(len(grades), *caps), {f"s{n}-grade": key for n, key in enumerate(grades)})


@pytest.mark.parametrize(
    ("grades", "middle", "reason"),
    [
        ([G], G, "The only graded section is Good."),
        ([R, R, R], R, "All three graded sections are Requires improvement."),
        ([G, G, I], G, "Two of three graded sections are Good, so the middle grade is Good."),
        (
            [O, G, R],
            G,
            "Two of three graded sections are Good or worse, one of them worse, so the middle grade is Good.",
        ),
        (
            [O, O, G, G, R, R, R, I, I],
            R,
            "Five of nine graded sections are Requires improvement or worse, two of them worse, "
            "so the middle grade is Requires improvement.",
        ),
        (
            [G, R],
            R,
            "Half of the two graded sections are Good or better and half are Requires improvement or worse. "
            "Between two middle grades the worse one counts, so the middle grade is Requires improvement.",
        ),
        (
            [O, O, I, I],
            I,
            "Half of the four graded sections are Outstanding or better and half are Inadequate or worse. "
            "Between two middle grades the worse one counts, so the middle grade is Inadequate.",
        ),
        (
            [O, G, G, R],
            G,
            "Three of four graded sections are Good or worse, one of them worse, so the middle grade is Good.",
        ),
        ([O] * 6 + [I] * 4, O, "Six of 10 graded sections are Outstanding, so the middle grade is Outstanding."),
    ],
)
def test_the_middle_grade_and_its_reason(grades: list[str], middle: str, reason: str) -> None:
    suggestion = suggested(*grades)
    assert (suggestion.grade, suggestion.reasons[-1]) == (middle, reason)


def test_the_reasons_name_the_sections_by_grade() -> None:
    assert suggested(R, G, R).reasons[:2] == ("Good: S1.", "Requires improvement: S0; S2.")


@given(st.lists(ranks, min_size=1, max_size=14))
def test_the_middle_is_the_worse_middle_of_the_sorted_grades(given_ranks: list[int]) -> None:
    suggestion = suggested(*(FOUR_GRADES.keys[rank] for rank in given_ranks))
    assert suggestion.grade == FOUR_GRADES.keys[median_high(given_ranks)]
    at_or_worse = sum(rank >= median_high(given_ranks) for rank in given_ranks)
    assert 2 * at_or_worse >= len(given_ranks)


def test_too_few_graded_sections_suggest_nothing_and_say_how_many_are_needed() -> None:
    tool = graded_tool(3, minimum=2)
    said = "A grade is suggested once at least two are."
    assert grade(tool, {}) == Suggestion(None, (f"None of three sections are graded. {said}",))
    assert grade(tool, {"s1-grade": I}) == Suggestion(None, (f"One of three sections is graded. {said}",))
    assert grade(tool, {"s1-grade": I, "s2-grade": I}).grade == I


@pytest.mark.parametrize("value", ["excellent", "", None, 2, ["good"], {"text": "good"}])
def test_a_value_that_is_no_grade_counts_as_ungraded(value: object) -> None:
    assert grade(graded_tool(1), {"s0-grade": value}).grade is None


def test_answers_to_other_questions_play_no_part() -> None:
    answers = {"voice-grade": G, "plan-grade": G, "visits-grade": R}
    more = {"sought": "no", "said": I, "notes-text": I, "unknown": I}
    assert grade(EXAMPLE, answers | more) == grade(EXAMPLE, answers)


CAP = Cap(R, R, "It matters most.", ("s0-grade",))
HELD = "so the suggestion can be no better than"
COUNT = Cap(I, R, "Too many.", count=2)


@pytest.mark.parametrize(
    ("grades", "caps", "final", "reason"),
    [
        (
            [R, O, O],
            (CAP,),
            R,
            f"S0 is Requires improvement, {HELD} Requires improvement. It matters most.",
        ),
        (
            [I, O, O],
            (CAP,),
            R,
            f"S0 is Inadequate, {HELD} Requires improvement. It matters most.",
        ),
        (
            [I, O, I, O, O],
            (COUNT,),
            R,
            f"Two sections are Inadequate (S0; S2), {HELD} Requires improvement. Too many.",
        ),
        (
            [I, R, O, O, O],
            (Cap(R, G, "Both.", ("s0-grade", "s1-grade"), count=2),),
            G,
            f"Two sections are Requires improvement or worse (S0; S1), {HELD} Good. Both.",
        ),
    ],
)
def test_a_cap_holds_the_suggestion_down_and_says_why(
    grades: list[str], caps: tuple[Cap, ...], final: str, reason: str
) -> None:
    suggestion = suggested(*grades, caps=caps)
    assert (suggestion.grade, suggestion.reasons[-1]) == (final, reason)


def test_a_cap_that_is_not_met_or_changes_nothing_is_not_spoken_of() -> None:
    assert suggested(G, O, O, caps=(CAP, COUNT)) == suggested(G, O, O)
    assert suggested(I, O, O, O, O, caps=(COUNT,)) == suggested(I, O, O, O, O)
    assert suggested(R, R, R, caps=(CAP,)) == suggested(R, R, R)
    assert suggested(I, I, I, caps=(CAP,)).grade == I


def test_of_several_caps_the_strictest_decides_and_alone_is_given() -> None:
    strict = Cap(I, I, "Strict.", ("s0-grade",))
    suggestion = suggested(I, O, O, caps=(CAP, strict))
    assert suggestion.grade == I
    assert [reason for reason in suggestion.reasons if "no better than" in reason] == [
        "S0 is Inadequate, so the suggestion can be no better than Inadequate. Strict."
    ]


@given(journeys, st.permutations(CHILDS_JOURNEY.sections))
def test_F10_the_order_of_the_sections_plays_no_part(answers: dict[str, str], order: list) -> None:
    assert grade(replace(CHILDS_JOURNEY, sections=tuple(order)), answers).grade == grade(CHILDS_JOURNEY, answers).grade


@given(full_journeys, st.sampled_from(KEYS), ranks)
def test_improving_one_section_never_worsens_the_suggestion(answers: dict[str, str], key: str, better: int) -> None:
    improved = answers | {key: FOUR_GRADES.keys[min(better, FOUR_GRADES.rank(answers[key]))]}
    before, after = grade(CHILDS_JOURNEY, answers).grade, grade(CHILDS_JOURNEY, improved).grade
    assert before is not None
    assert after is not None
    assert FOUR_GRADES.rank(after) <= FOUR_GRADES.rank(before)


@given(full_journeys)
def test_caps_always_hold_and_never_raise(answers: dict[str, str]) -> None:
    suggestion = grade(CHILDS_JOURNEY, answers).grade
    assert suggestion is not None
    rank = FOUR_GRADES.rank(suggestion)
    assert rank >= median_high([FOUR_GRADES.rank(value) for value in answers.values()])
    if answers["risk-and-safety-grade"] == I:
        assert suggestion == I
    if answers["risk-and-safety-grade"] == R:
        assert rank >= FOUR_GRADES.rank(G)
    if I in (answers["voice-grade"], answers["oversight-grade"], answers["impact-grade"]):
        assert rank >= FOUR_GRADES.rank(R)
    if list(answers.values()).count(I) >= 3:
        assert rank >= FOUR_GRADES.rank(R)


@given(journeys)
def test_the_same_answers_always_give_the_same_suggestion_in_whole_sentences(answers: dict[str, str]) -> None:
    suggestion = grade(CHILDS_JOURNEY, answers)
    assert suggestion == grade(CHILDS_JOURNEY, dict(reversed(answers.items())))
    assert (suggestion.grade is None) == (len(answers) < CHILDS_JOURNEY.grading.minimum)
    assert suggestion.reasons
    for reason in suggestion.reasons:
        assert reason[0].isupper() or reason[0].isdigit()
        assert reason.endswith(".")
