"""Conditions say when a question is asked: a small grammar, read once, and never run as a program."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit_tools import Kind, Option, Question, Section, ToolError, asked
from audit_tools.conditions import CHECKS, DEPTH, LENGTH, read_condition

from .example import tool

OPTIONS = (Option("yes", "Yes"), Option("no", "No"), Option("unsure", "Unsure"))


@pytest.mark.parametrize(
    ("text", "answers", "holds"),
    [
        ("safe is no", {"safe": "no"}, True),
        ("safe is no", {"safe": "yes"}, False),
        ("safe is no", {}, False),
        ("safe is not no", {}, True),
        ("safe is answered", {"safe": "yes"}, True),
        ("safe is answered", {}, False),
        ("not safe is answered", {}, True),
        ("ways includes letter", {"ways": ["visit", "letter"]}, True),
        ("ways includes letter", {"ways": ["visit"]}, False),
        ("ways includes letter", {"ways": "letter"}, False),
        ("visits is at least 3", {"visits": "3"}, True),
        ("visits is at least 3", {"visits": "10"}, True),
        ("visits is at most 2.5", {"visits": "2.6"}, False),
        ("visits is at most 3", {"visits": "-4"}, True),
        ("visits is at least 3", {"visits": "many"}, False),
        ("visits is at least 3", {"visits": ["4"]}, False),
        ("a is yes or b is yes and c is yes", {"a": "yes"}, True),
        ("(a is yes or b is yes) and c is yes", {"a": "yes"}, False),
        ("not (a is yes or b is yes)", {"b": "yes"}, False),
    ],
)
def test_D8_a_condition_means_what_it_says(text: str, answers: dict[str, Any], holds: bool) -> None:
    assert read_condition(text).holds(answers) is holds


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "needs the key of a question where it has its end"),
        ("__import__('os').system('ls')", "has “_”, which means nothing"),
        ("safe.__class__ is no", "means nothing"),
        ("safe == 1", "has “=”"),
        ("9**9**9", "has “*”"),
        ("safe", "After “safe” the condition needs “is” or “includes”"),
        ("safe is", "needs an answer where it has its end"),
        ("safe is no sound is yes", "goes on with “sound”"),
        ("safe is no and", "needs the key of a question where it has its end"),
        ("(safe is no", "opens a bracket that it does not close"),
        ("safe is no)", "goes on with “)”"),
        ("visits is at least many", "needs a number such as 3"),
        ("visits is at least 1e309", "needs a number such as 3"),
        ("{{ 7*7 }}", "means nothing"),
        ("Safe is no", "has “S”"),
        ("safe is no\x00", "means nothing"),
    ],
)
def test_D8_what_is_not_of_the_grammar_is_refused_in_words(text: str, said: str) -> None:
    with pytest.raises(ToolError) as refused:
        read_condition(text)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("safe is no or " * 200 + "safe is no", f"Shorten it to {LENGTH}"),
        ("(" * (DEPTH + 2) + "safe is no" + ")" * (DEPTH + 2), f"more than {DEPTH} deep"),
        ("not " * (DEPTH + 2) + "safe is no", f"more than {DEPTH} deep"),
        (" or ".join(["a is b"] * (CHECKS + 1)), f"more than {CHECKS} checks"),
    ],
)
def test_D8_length_depth_and_number_of_checks_have_limits(text: str, said: str) -> None:
    started = time.process_time()
    with pytest.raises(ToolError, match=said):
        read_condition(text)
    assert time.process_time() - started < 0.5


@given(st.text(max_size=LENGTH * 2))
def test_D8_any_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    try:
        condition = read_condition(text)
    except ToolError:
        return
    assert isinstance(condition.holds({}), bool)


def ask(*questions: Question) -> Any:
    return tool((Section("first", "First", "Look.", questions), _GRADED))


_GRADED = Section(
    "second",
    "Second",
    "Look.",
    (
        Question(
            "worth",
            Kind.GRADE,
            "How good?",
            descriptors=dict.fromkeys(("outstanding", "good", "requires-improvement", "inadequate"), "So."),
        ),
    ),
)
SAFE = Question("safe", Kind.CHOICE, "Is the child safe?", options=OPTIONS)
VISITS = Question("visits", Kind.NUMBER, "How many visits?")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("danger is yes", "names “danger”, which is no question before this one"),
        ("why is answered", "names “why”, which is no question before this one"),
        ("worth is good", "names “worth”, which is no question before this one"),
        ("safe is perhaps", "“perhaps” is no answer to “safe”. Use one of: yes, no, unsure"),
        ("safe includes yes", "cannot say “includes” of “safe”"),
        ("safe is at least 3", "cannot say “at least” of “safe”"),
        ("visits is 3", "cannot say “is” of “visits”"),
    ],
)
def test_D8_an_unknown_name_or_an_impossible_answer_is_refused_with_the_question_that_has_it(
    text: str, said: str
) -> None:
    with pytest.raises(ToolError) as refused:
        ask(SAFE, VISITS, Question("why", Kind.TEXT, "Why?", shown_if=text))
    assert said in str(refused.value)
    assert refused.value.question == "why"


def test_what_hangs_on_a_question_that_is_not_asked_is_not_asked_either() -> None:
    chain = ask(
        SAFE,
        Question("told", Kind.YES_NO, "Was anybody told?", shown_if="safe is no"),
        Question("when", Kind.DATE, "When?", shown_if="told is yes"),
    )
    answers = {"safe": "no", "told": "yes"}
    assert asked(chain, answers) == {"safe", "told", "when", "worth"}
    assert asked(chain, answers | {"safe": "yes"}) == {"safe", "worth"}


def test_does_not_apply_is_no_answer_for_a_condition() -> None:
    aside = ask(
        Question("safe", Kind.CHOICE, "Is the child safe?", options=OPTIONS, may_not_apply=True),
        Question("why", Kind.TEXT, "Why?", shown_if="safe is answered"),
    )
    assert asked(aside, {"safe": {"does_not_apply": "Not yet born"}}) == {"safe", "worth"}
    assert "why" in asked(aside, {"safe": "no"})
