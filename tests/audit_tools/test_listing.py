"""The page about the supplied tools says what is true of them, and none is hard to read or long to fill in."""

from __future__ import annotations

import doctest
from collections.abc import Callable

import pytest

from audit_tools import Tool, read_toml, supplied, supplied_text

from . import reading_age as reading_age_module
from .listing import age_of_descriptors, age_of_questions, minutes, table, written
from .reading_age import reading_age, syllables

TOOLS = [read_toml(supplied_text(name)) for name in supplied()]
tools = pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.key)

OLDEST_FOR_QUESTIONS = 12
OLDEST_FOR_DESCRIPTORS = 14
LONGEST_SITTING = 45

COUNTED_BY_EAR = {
    1: "child help seen what would asked grade judge plan risk heard change school called years drift",
    2: "needed worker visits reviewed people little father given often answer carer threshold changes adult meetings",
    3: "family manager agencies recorded decision protection assessment oversight history",
    4: "supervision contingency education community observation",
    5: "opportunity",
}


@tools
def test_questions_and_grades_can_be_read_by_whoever_must_answer_them(
    tool: Tool, record_property: Callable[[str, object], None]
) -> None:
    questions, descriptors = age_of_questions(tool), age_of_descriptors(tool)
    record_property("reading age of the questions", questions)
    record_property("reading age of the descriptors", descriptors)
    assert questions <= OLDEST_FOR_QUESTIONS
    assert descriptors <= OLDEST_FOR_DESCRIPTORS


@tools
def test_the_form_takes_one_sitting(tool: Tool) -> None:
    assert minutes(tool) <= LONGEST_SITTING


def test_the_page_lists_every_tool_as_it_is() -> None:
    assert written() == table(), "run: python -m tests.audit_tools.listing"


def test_the_example_of_syllables_is_true() -> None:
    assert doctest.testmod(reading_age_module).failed == 0


@pytest.mark.parametrize(
    ("count", "word"), [(count, word) for count, words in COUNTED_BY_EAR.items() for word in words.split()]
)
def test_syllables_are_those_that_an_ear_counts(count: int, word: str) -> None:
    assert syllables(word) == count


def test_the_age_follows_the_formula() -> None:
    assert reading_age(["The cat sat on the mat."]) == round(0.39 * 6 + 11.8 * 1 - 15.59 + 5, 1)
    assert reading_age(["The cat sat.", "The dog ran on and on and on?"]) == round(0.39 * 11 / 2 + 11.8 - 15.59 + 5, 1)


def test_long_words_and_long_sentences_need_an_older_reader() -> None:
    plain = "Was the child safe? Look at what was done."
    wordy = "Consideration of appropriate multidisciplinary safeguarding arrangements was demonstrably undertaken."
    assert reading_age([plain]) < 8 < 16 < reading_age([wordy])
    assert reading_age([plain]) < reading_age([plain.replace("? Look", ", and did they look")])
