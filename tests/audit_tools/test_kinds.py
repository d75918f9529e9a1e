"""Every kind of answer is kept as it was meant, or refused in words."""

from __future__ import annotations

from typing import Any

import pytest

from audit_tools import (
    AnswerError,
    Kind,
    Option,
    Question,
    Section,
    State,
    ToolError,
    asked,
    clean,
    grade,
    problems,
    section_problems,
    state,
)
from audit_tools.values import LINE_LENGTH, MOST_ACTIONS

from .example import DESCRIPTORS, graded_section, tool

OPTIONS = (Option("worker", "The worker"), Option("team-manager", "The team manager"))
ALL = Section(
    "all",
    "All",
    "Look.",
    (
        Question("done", Kind.MET, "Was it done?", compliance=True, may_not_apply=True, required=True),
        Question("seen", Kind.YES_NO, "Was the child seen?", compliance=True),
        Question("ways", Kind.CHOICES, "In which ways?", options=OPTIONS, required=True, about="the ways"),
        Question("days", Kind.NUMBER, "After how many days?", lowest=0, highest=400, decimals=1, may_not_apply=True),
        Question("on", Kind.DATE, "On which day?", may_not_apply=True),
        Question("title", Kind.LINE, "In a few words?"),
        Question("next", Kind.ACTIONS, "What must happen next?", options=OPTIONS),
        Question(
            "worth",
            Kind.SCORE,
            "How well, from 0 to 10?",
            bands={"outstanding": 9, "good": 6, "requires-improvement": 3, "inadequate": 0},
            descriptors=DESCRIPTORS,
            may_not_apply=True,
        ),
    ),
)
KINDS = tool((ALL, graded_section("plan"), graded_section("visits")), minimum=2)
FULL: dict[str, Any] = {
    "done": "partly-met",
    "seen": "no",
    "ways": ["worker", "team-manager"],
    "days": "12.5",
    "on": "2026-03-27",
    "title": "A few words",
    "next": [{"what": "See the child alone", "owner": "worker", "due": "2026-04-03"}],
    "worth": "7",
}


def refusal(raw: dict[str, Any]) -> str:
    with pytest.raises(AnswerError) as refused:
        clean(KINDS, "all", FULL | raw)
    (problem,) = refused.value.problems
    assert problem.question == next(iter(raw))
    assert refused.value.rest == {key: value for key, value in FULL.items() if key != problem.question}
    return problem.message


def test_good_answers_are_kept() -> None:
    assert clean(KINDS, "all", FULL) == FULL
    assert section_problems(KINDS, "all", FULL) == ()


def test_several_choices_are_kept_in_the_order_offered() -> None:
    assert clean(KINDS, "all", {"ways": ["team-manager", "worker"]}) == {"ways": ["worker", "team-manager"]}


@pytest.mark.parametrize("bad", ["worker", ["other"], ["worker", "worker"], [["worker"]], [1], {"worker": "on"}])
def test_D10_choices_not_offered_or_sent_twice_are_refused(bad: object) -> None:
    assert "In which ways?" in refusal({"ways": bad})


@pytest.mark.parametrize(
    "bad",
    [
        "1e309",
        "NaN",
        "inf",
        "-0",
        "-0.0",
        "１２",
        "00012",
        "1,5",
        "12.",
        ".5",
        "0x10",
        "401",
        "-1",
        "1.25",
        "1 2",
        "9" * 40,
    ],
)
def test_D9_numbers_that_are_none_are_refused_in_words(bad: str) -> None:
    assert "After how many days?" in refusal({"days": bad})


def test_D9_a_number_is_kept_as_its_digits_and_never_drifts() -> None:
    assert clean(KINDS, "all", {"days": " 0.1 "}) == {"days": "0.1"}
    assert clean(KINDS, "all", {"days": "0"}) == {"days": "0"}


@pytest.mark.parametrize(
    "bad",
    [
        "31/02/2026",
        "2026-02-30",
        "0001-01-01",
        "9999-12-31",
        "2026-13-01",
        "12/25/2026",
        "２０２６-01-01",
        {"day": "31", "month": "2", "year": "2026"},
        {"day": "3", "month": "25", "year": "2026"},
        {"day": "3", "month": "2", "year": "26"},
        {"day": "3", "month": "", "year": "2026"},
        {"day": ["3"], "month": "2", "year": "2026"},
        {"day": "３", "month": "2", "year": "2026"},
    ],
)
def test_D9_days_that_are_not_on_the_calendar_are_refused_in_words(bad: object) -> None:
    assert "On which day?" in refusal({"on": bad})


def test_a_day_is_read_from_its_parts_and_three_empty_parts_are_nothing() -> None:
    assert clean(KINDS, "all", {"on": {"day": " 7", "month": "3", "year": "2026"}}) == {"on": "2026-03-07"}
    assert clean(KINDS, "all", {"on": {"day": "", "month": " ", "year": ""}}) == {}


def test_a_line_is_one_line_and_has_a_length() -> None:
    assert clean(KINDS, "all", {"title": "  two\r\nlines \x00"}) == {"title": "two lines"}
    assert f"At most {LINE_LENGTH}" in refusal({"title": "x" * (LINE_LENGTH + 1)})


def test_actions_are_kept_unfinished_and_said_to_be() -> None:
    half = [{"what": "See the child", "owner": "", "due": ""}, {"what": "", "owner": "", "due": ""}]
    kept = clean(KINDS, "all", FULL | {"next": half})
    assert kept["next"] == half[:1]
    said = lambda **part: section_problems(KINDS, "all", FULL | {"next": [FULL["next"][0] | part]})[0].message  # noqa: E731
    assert said(owner="") == "Choose who will see to “See the child alone”"
    assert said(due="") == "Enter the date by which “See the child alone” must be done"
    assert said(what=" ") == "Say what must happen in every action, or empty its row"


@pytest.mark.parametrize(
    "bad",
    [
        "words",
        [{"what": "x", "owner": "mayor", "due": ""}],
        [{"what": "x", "owner": "", "due": "soon"}],
        [{"what": "x", "owner": "", "due": "", "done": "yes"}],
        [{"what": ["x"], "owner": "", "due": ""}],
        [["x"]],
        [{"what": "x", "owner": "", "due": ""}] * (MOST_ACTIONS + 1),
    ],
)
def test_D10_actions_of_a_wrong_form_are_refused(bad: object) -> None:
    assert "What must happen next?" in refusal({"next": bad})


def test_does_not_apply_needs_its_reason_and_excludes_an_answer() -> None:
    aside = {"does_not_apply": "The child was not yet born"}
    assert clean(KINDS, "all", {"done": aside}) == {"done": aside}
    assert section_problems(KINDS, "all", FULL | {"done": aside}) == ()
    blank = section_problems(KINDS, "all", FULL | {"done": {"does_not_apply": ""}})
    assert [problem.message for problem in blank] == ["Say why “Was it done?” does not apply"]
    assert "Keep one of the two" in refusal({"days": aside | {"answer": "3"}})
    assert "is no answer" in refusal({"seen": aside})
    assert "is no answer" in refusal({"done": {"does_not_apply": ["x"]}})


def test_what_does_not_apply_is_out_of_the_denominator() -> None:
    given = {"plan-grade": "good", "visits-grade": "inadequate"}
    aside = grade(KINDS, given | {"worth": {"does_not_apply": "New case"}})
    assert aside.grade == "inadequate"
    alone = grade(KINDS, {"plan-grade": "good", "worth": {"does_not_apply": "New case"}})
    assert alone.grade is None
    assert alone.reasons[0].startswith("One of two sections that apply is graded.")


@pytest.mark.parametrize(
    ("score", "label"), [("10", "Outstanding"), ("9", "Outstanding"), ("8", "Good"), ("6", "Good"), ("0", "Inadequate")]
)
def test_a_score_with_bands_is_a_grade(score: str, label: str) -> None:
    reasons = grade(KINDS, {"worth": score, "plan-grade": "requires-improvement"}).reasons
    assert any(reason.startswith(label) and "All" in reason for reason in reasons)


@pytest.mark.parametrize("bad", ["11", "-1", "7.0", "07", "seven", "７"])
def test_D9_a_score_is_a_whole_number_from_0_to_10(bad: str) -> None:
    assert "How well, from 0 to 10?" in refusal({"worth": bad})
    assert grade(KINDS, {"worth": bad, "plan-grade": "good"}).grade is None


@pytest.mark.parametrize(
    ("bands", "said"),
    [
        ({"outstanding": 9, "good": 6, "requires-improvement": 3}, "lowest score of every grade"),
        ({"outstanding": 9, "good": 9, "requires-improvement": 3, "inadequate": 0}, "lowest score of every grade"),
        ({"outstanding": 9, "good": 6, "requires-improvement": 3, "inadequate": 1}, "lowest score of every grade"),
        ({"outstanding": 11, "good": 6, "requires-improvement": 3, "inadequate": 0}, "lowest score of every grade"),
        ({"excellent": 9, "good": 6, "requires-improvement": 3, "inadequate": 0}, "not a grade of the scale"),
    ],
)
def test_bands_that_leave_a_score_without_a_grade_are_refused(bands: dict[str, int], said: str) -> None:
    question = Question("worth", Kind.SCORE, "How well?", bands=bands, descriptors=DESCRIPTORS)
    with pytest.raises(ToolError, match=said):
        tool((Section("one", "One", "Look.", (question,)),))


def test_a_section_is_asked_of_its_cohorts_only() -> None:
    leaving = Section("leaving", "Leaving care", "Look.", graded_section("leaving").questions, ("care-leaver",))
    both = tool((graded_section("plan"), leaving))
    answers = {"plan-grade": "good", "leaving-grade": "inadequate"}
    needs, leaves = asked(both, answers, "child-in-need"), asked(both, answers, "care-leaver")
    assert grade(both, answers, needs).grade == "good"
    assert grade(both, answers, leaves).grade == grade(both, answers).grade == "inadequate"
    assert [problem.section for problem in problems(both, {}, "child-in-need")] == ["plan"]
    assert state(both, "leaving", answers, needs) is State.NOT_STARTED
    with pytest.raises(ToolError, match="no cohort “adults”"):
        Section("x", "X", "Look.", graded_section("x").questions, ("adults",))


def test_compliance_comes_before_quality() -> None:
    first, *rest = ALL.questions
    with pytest.raises(ToolError, match="put its compliance questions first"):
        Section("all", "All", "Look.", (*rest, first))
    with pytest.raises(ToolError, match="cannot be a compliance question"):
        Question("good", Kind.GRADE, "How good?", descriptors=DESCRIPTORS, compliance=True)
