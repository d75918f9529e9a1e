"""A tool that makes no sense cannot be made, and says where it goes wrong."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest

from audit_tools import FOUR_GRADES, Cap, Kind, Option, Point, Question, Scale, Section, ToolError

from .example import DESCRIPTORS, EXAMPLE, NOTES, VOICE, grade_question, graded_section, graded_tool, tool


def test_the_default_scale_is_ordered_best_first() -> None:
    assert [point.label for point in FOUR_GRADES.points] == [
        "Outstanding",
        "Good",
        "Requires improvement",
        "Inadequate",
    ]
    assert [FOUR_GRADES.rank(key) for key in FOUR_GRADES.keys] == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ((Point("good", "Good"),), "at least two grades"),
        ((Point("good", "Good"), Point("good", "Poor")), "Two grades have the key “good”"),
        ((Point("good", "Good"), Point("poor", "Good")), "the same label"),
    ],
)
def test_a_scale_without_distinct_grades_is_refused(points: tuple[Point, ...], said: str) -> None:
    with pytest.raises(ToolError, match=said):
        Scale("two", points)


def test_a_grade_that_is_not_on_the_scale_is_refused_with_those_that_are() -> None:
    with pytest.raises(ToolError, match=r"“fair” is not a grade .* Use one of: outstanding, good"):
        FOUR_GRADES.rank("fair")


BAD_KEYS = ["", "Plan", "plan_grade", "plan grade", "-plan", "plan-", "1plan", "plän", "p" * 61]


@pytest.mark.parametrize("key", BAD_KEYS)
def test_a_key_that_could_not_last_is_refused(key: str) -> None:
    with pytest.raises(ToolError, match="lower-case letters"):
        Question(key, Kind.TEXT, "What?")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"text": " "}, "Question “plan-grade”: The question is empty"),
        ({"text": "Is \x00 it?"}, "holds a control character"),
        ({"text": " #N/A "}, "is only “#N/A”, a spreadsheet’s error"),
        ({"help": "x" * 4_001}, "The “help” has 4,001 characters"),
        ({"themes": ("Drift and delay",)}, "The key “Drift and delay” of the theme"),
        ({"themes": ("plans", "plans")}, "Two themes have the key “plans”"),
        ({"options": (Option("a", "A"), Option("b", "B"))}, "Only a choice has options"),
        ({"kind": Kind.TEXT}, "Only grades have descriptors"),
        ({"kind": Kind.CHOICE, "descriptors": {}}, "at least two options"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_by_name(change: dict[str, object], said: str) -> None:
    with pytest.raises(ToolError, match=said):
        replace(grade_question("plan-grade"), **change)


def test_a_choice_cannot_offer_one_option_twice() -> None:
    with pytest.raises(ToolError, match="Two options have the key “yes”"):
        Question("asked", Kind.CHOICE, "Asked?", options=(Option("yes", "Yes"), Option("yes", "Certainly")))


def test_a_section_needs_questions_and_has_one_grade_at_most() -> None:
    with pytest.raises(ToolError, match="Section “plan”: It has no questions"):
        Section("plan", "Plan", "Look.", ())
    with pytest.raises(ToolError, match=r"Section “plan”: It has 2 grades \(one, two\)\."):
        Section("plan", "Plan", "Look.", (grade_question("one"), grade_question("two")))


def test_a_question_key_is_used_once_in_the_whole_tool() -> None:
    second = Section("plan", "Plan", "Look.", (Question("said", Kind.TEXT, "Said what?"),))
    with pytest.raises(ToolError) as refused:
        tool((VOICE, second))
    assert str(refused.value) == (
        "Tool “example”, section “plan”, question “said”: The section “voice” has a question with this key already."
    )


def test_a_section_key_is_used_once() -> None:
    with pytest.raises(ToolError, match="Tool “example”: Two sections have the key “notes”"):
        tool((graded_section("plan"), NOTES, NOTES))


@pytest.mark.parametrize(
    ("descriptors", "said"),
    [
        ({}, "There is no descriptor for the grade “outstanding”"),
        ({**DESCRIPTORS, "good": " "}, "The descriptor for the grade “good” is empty"),
        ({**DESCRIPTORS, "fair": "Fair."}, "“fair” is not a grade of the scale"),
    ],
)
def test_every_grade_has_its_descriptor_and_no_other(descriptors: dict[str, str], said: str) -> None:
    question = replace(grade_question("plan-grade"), descriptors=descriptors)
    with pytest.raises(ToolError, match=f"Tool “example”, section “plan”, question “plan-grade”: {said}"):
        tool((Section("plan", "Plan", "Look.", (question,)),))
    with pytest.raises(ToolError, match=f"Tool “example”, question “overall”: {said}"):
        replace(EXAMPLE, overall=replace(EXAMPLE.overall, descriptors=descriptors))


@pytest.mark.parametrize(
    ("cap", "said"),
    [
        (Cap("inadequate", "inadequate", "Because.", ("voice",)), "“voice”, which is no question of kind “grade”"),
        (Cap("poor", "inadequate", "Because."), "“poor” is not a grade"),
        (Cap("outstanding", "good", "Because."), "“at” at the best grade"),
        (Cap("inadequate", "outstanding", "Because."), "“overall” at the best grade"),
        (Cap("inadequate", "good", "Because.", ("s0-grade",), count=2), "counts 2 sections, more than it looks at"),
        (Cap("inadequate", "good", "Because.", count=4), "counts 4 sections, more than it looks at"),
    ],
)
def test_a_cap_that_could_never_or_always_hold_is_refused(cap: Cap, said: str) -> None:
    with pytest.raises(ToolError, match=said):
        graded_tool(3, cap)


def test_a_cap_needs_its_reason_and_a_count() -> None:
    with pytest.raises(ToolError, match="“because” of a cap is empty"):
        Cap("inadequate", "good", "")
    with pytest.raises(ToolError, match="“count” of a cap must be 1 or more"):
        Cap("inadequate", "good", "Because.", count=0)


def test_a_minimum_that_cannot_be_met_is_refused() -> None:
    with pytest.raises(ToolError, match="needs 4 graded sections, but the tool has 3"):
        graded_tool(3, minimum=4)
    with pytest.raises(ToolError, match="“minimum” of the grading rule must be 1 or more"):
        graded_tool(3, minimum=0)


def test_a_version_starts_at_one() -> None:
    with pytest.raises(ToolError, match="version must be 1 or more"):
        replace(EXAMPLE, version=0)


def test_a_tool_cannot_be_changed_after_it_is_made() -> None:
    given = dict(DESCRIPTORS)
    question = replace(grade_question("plan-grade"), descriptors=given)
    given["good"] = "Something else."
    assert question.descriptors["good"] == "What good looks like."
    with pytest.raises(TypeError):
        question.descriptors["good"] = "Something else."  # type: ignore[index]
    with pytest.raises(FrozenInstanceError):
        question.text = "Something else."  # type: ignore[misc]


def test_equal_tools_are_equal_and_can_be_kept_in_a_set() -> None:
    twin = replace(EXAMPLE)
    assert twin == EXAMPLE
    assert len({twin, EXAMPLE}) == 1
    assert replace(EXAMPLE, sections=EXAMPLE.sections[:-1]) != EXAMPLE


def test_an_error_keeps_the_places_it_was_raised_with() -> None:
    error = ToolError("It is empty.", section="plan", question="plan-grade").inside(section="other", question="other")
    assert str(error) == "Section “plan”, question “plan-grade”: It is empty."


def test_sections_and_questions_are_found_by_key() -> None:
    assert EXAMPLE.section("voice") is VOICE
    assert EXAMPLE.question("plan-grade").kind is Kind.GRADE
    assert [section.key for section in EXAMPLE.graded] == ["voice", "plan", "visits"]
    with pytest.raises(ToolError, match="There is no section “nowhere”"):
        EXAMPLE.section("nowhere")
    with pytest.raises(ToolError, match="There is no question “nothing”"):
        EXAMPLE.question("nothing")
