"""Answers are kept as they were written, or refused in words; nothing else is."""

from __future__ import annotations

import json
from typing import Any

import pytest

from audit_tools import AnswerError, Problem, State, ToolError, clean, problems, section_problems, state

from .example import EXAMPLE, VOICE, graded_section, tool

FULL: dict[str, Any] = {
    "sought": "yes",
    "said": "“I like it here.”",
    "note": "First line\n\tSecond line",
    "well": {"text": "She was asked twice.", "themes": ["identity"]},
    "better": {"text": "Ask sooner.", "themes": []},
    "voice-grade": "good",
}


def test_good_answers_are_kept_as_they_were_sent_and_can_be_stored() -> None:
    kept = clean(EXAMPLE, "voice", FULL)
    assert kept == FULL
    assert json.loads(json.dumps(kept)) == FULL


def test_nothing_sent_is_nothing_kept() -> None:
    empty = {
        "sought": "",
        "said": "",
        "note": None,
        "well": {"text": "", "themes": []},
        "better": {},
        "voice-grade": "",
    }
    assert clean(EXAMPLE, "voice", empty) == {}
    assert clean(EXAMPLE, "voice", {}) == {}


def test_C10_what_is_no_question_of_the_section_is_ignored() -> None:
    sent = FULL | {"plan-grade": "good", "status": "final", "grade_final": "good", "csrf_token": "x", 7: "seven"}
    assert clean(EXAMPLE, "voice", sent) == FULL


def test_what_was_sent_is_not_changed_and_not_shared() -> None:
    themes = ["plans"]
    sent = {"well": {"text": "a\x00", "themes": themes}}
    kept = clean(EXAMPLE, "voice", sent)
    themes.append("identity")
    assert sent == {"well": {"text": "a\x00", "themes": ["plans", "identity"]}}
    assert kept == {"well": {"text": "a", "themes": ["plans"]}}


@pytest.mark.parametrize(
    "bad",
    [
        {"voice-grade": "excellent"},
        {"voice-grade": "Good"},
        {"voice-grade": ["good"]},
        {"voice-grade": ["good", "good"]},
        {"voice-grade": 1},
        {"voice-grade": True},
        {"voice-grade": {}},
        {"sought": "maybe"},
        {"sought": ["yes"]},
        {"sought": 0},
        {"said": ["a", "b"]},
        {"said": {"text": "a"}},
        {"said": 12.5},
        {"well": "plain words"},
        {"well": ["words"]},
        {"well": {"text": ["words"], "themes": []}},
        {"well": {"text": "words", "themes": "plans"}},
        {"well": {"text": "words", "themes": [1]}},
        {"well": {"text": "words", "themes": [["plans"]]}},
        {"well": {"text": "words", "themes": ["plans", "plans"]}},
        {"well": {"text": "words", "themes": ["education"]}},
        {"well": {"text": "words", "themes": [], "grade": "good"}},
    ],
)
def test_D10_a_wrong_shape_or_an_option_not_offered_is_refused_and_the_rest_is_unharmed(bad: dict[str, Any]) -> None:
    (key,) = bad
    with pytest.raises(AnswerError) as refused:
        clean(EXAMPLE, "voice", FULL | bad)
    (problem,) = refused.value.problems
    assert (problem.section, problem.question) == ("voice", key)
    assert EXAMPLE.question(key).text in problem.message
    assert refused.value.rest == {other: value for other, value in FULL.items() if other != key}


@pytest.mark.parametrize("number", ["1e309", "NaN", "-0", "１２", "00012", "31/02/2026"])
def test_D9_a_number_is_no_grade_and_no_option(number: str) -> None:
    with pytest.raises(AnswerError) as refused:
        clean(EXAMPLE, "voice", {"sought": number, "voice-grade": number})
    assert [problem.question for problem in refused.value.problems] == ["sought", "voice-grade"]


@pytest.mark.parametrize("raw", [None, [], "words", 3, [("sought", "yes")]])
def test_D10_answers_that_are_no_mapping_are_refused(raw: object) -> None:
    with pytest.raises(AnswerError, match="could not be read"):
        clean(EXAMPLE, "voice", raw)


def test_a_section_that_the_tool_does_not_have_is_refused() -> None:
    for ask in (clean, section_problems, state):
        with pytest.raises(ToolError, match="There is no section “other”"):
            ask(EXAMPLE, "other", {})


def test_themes_beyond_the_suggested_ones_are_taken_when_they_are_offered() -> None:
    sent = {"well": {"text": "words", "themes": ["plans", "education"]}}
    assert clean(EXAMPLE, "voice", sent, themes={"education", "health"}) == sent


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  two spaces  \n\n", "  two spaces  \n\n"),
        ("tab\there", "tab\there"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("nul\x00, vertical\x0b, bell\x07, escape\x1b, next line\x85", "nul, vertical, bell, escape, next line"),
        ("half \ud83d of a sign", "half  of a sign"),
        ("=1+1 <svg/onload> {{7*7}} \u202e \U0001f600 e\u0301", "=1+1 <svg/onload> {{7*7}} \u202e \U0001f600 e\u0301"),
    ],
)
def test_D4_words_are_kept_as_typed_but_for_what_cannot_be_stored(typed: str, kept: str) -> None:
    answers = clean(EXAMPLE, "voice", {"said": typed, "well": {"text": typed, "themes": []}})
    assert answers == {"said": kept, "well": {"text": kept, "themes": []}}
    json.dumps(answers).encode()
    kept.encode()


def test_D5_a_text_may_be_long_and_one_that_is_too_long_says_by_how_much() -> None:
    assert clean(EXAMPLE, "voice", {"said": "x" * 60_000})["said"] == "x" * 60_000
    assert clean(EXAMPLE, "voice", {"said": "x\r\n" * 30_000})["said"] == "x\n" * 30_000
    with pytest.raises(AnswerError) as refused:
        clean(EXAMPLE, "voice", FULL | {"said": "x" * 61_204})
    assert refused.value.problems == (
        Problem(
            "voice",
            "said",
            "Your answer to “What did they say?” has 61,204 characters. "
            "At most 60,000 can be kept: shorten it by 1,204",
        ),
    )
    assert refused.value.rest == {key: value for key, value in FULL.items() if key != "said"}


def test_what_is_missing_is_asked_for_in_the_auditor_s_words_in_the_order_of_the_form() -> None:
    assert problems(EXAMPLE, {}) == (
        Problem("voice", "sought", "Choose whether the child was asked"),
        Problem("voice", "said", "Write what the child said"),
        Problem("voice", "voice-grade", "Choose a grade for voice-grade"),
        Problem("plan", "plan-grade", "Choose a grade for plan-grade"),
        Problem("visits", "visits-grade", "Choose a grade for visits-grade"),
    )


def test_spaces_alone_do_not_answer_a_required_question() -> None:
    assert [problem.question for problem in section_problems(EXAMPLE, "voice", FULL | {"said": " \n\t"})] == ["said"]


def test_A8_one_bad_answer_is_one_problem() -> None:
    sections = tuple(graded_section(f"s{n}") for n in range(120))
    long = tool(sections)
    answers = {f"s{n}-grade": "good" for n in range(120)} | {"s77-grade": "excellent"}
    assert [(problem.section, problem.question) for problem in problems(long, answers)] == [("s77", "s77-grade")]


def test_kept_answers_that_the_tool_does_not_know_are_problems_and_never_a_crash() -> None:
    broken: dict[str, Any] = {
        "sought": 3,
        "said": ["x"],
        "well": "x",
        "better": {"themes": [None]},
        "voice-grade": "best",
    }
    assert [problem.question for problem in section_problems(EXAMPLE, "voice", broken)] == list(broken)
    assert state(EXAMPLE, "voice", broken) is State.IN_PROGRESS


def test_a_theme_once_offered_is_no_problem_later() -> None:
    answers = FULL | {"well": {"text": "Kept.", "themes": ["a-theme-since-merged"]}}
    assert section_problems(EXAMPLE, "voice", answers) == ()


def test_a_finding_with_themes_and_no_words_is_asked_about() -> None:
    answers = FULL | {"well": {"text": " ", "themes": ["plans"]}}
    assert [problem.message for problem in section_problems(EXAMPLE, "voice", answers)] == [
        "Write an answer to “What was done well?”, or take its themes away"
    ]


def test_the_state_of_a_section_follows_its_answers() -> None:
    assert state(EXAMPLE, "voice", {}) is State.NOT_STARTED
    assert state(EXAMPLE, "voice", {"said": " ", "well": {"text": "", "themes": []}}) is State.NOT_STARTED
    assert state(EXAMPLE, "voice", {"plan-grade": "good"}) is State.NOT_STARTED
    assert state(EXAMPLE, "voice", {"note": "x"}) is State.IN_PROGRESS
    assert state(EXAMPLE, "voice", {"better": {"text": "", "themes": ["plans"]}}) is State.IN_PROGRESS
    assert state(EXAMPLE, "voice", FULL) is State.COMPLETE
    assert state(EXAMPLE, "voice", FULL | {"note": "", "well": {"text": "", "themes": []}}) is State.COMPLETE
    assert [str(each) for each in State] == ["not started", "in progress", "complete"]


def test_a_section_that_asks_for_nothing_is_not_started_and_holds_nothing_up() -> None:
    assert state(EXAMPLE, "notes", {}) is State.NOT_STARTED
    assert section_problems(EXAMPLE, "notes", {}) == ()
    assert state(EXAMPLE, "notes", {"notes-text": "x"}) is State.COMPLETE


def test_a_complete_audit_has_no_problems() -> None:
    assert problems(EXAMPLE, FULL | {"plan-grade": "good", "visits-grade": "inadequate"}) == ()
    assert {question.key for question in VOICE.questions} == set(FULL)
