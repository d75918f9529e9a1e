"""What every outline must be, however unfinished: sound keys, words that can be kept and shown, and a bounded size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from .errors import CONTROL, ERRORS_OF_SPREADSHEETS, SENTENCES_LENGTH, ToolError, check_key, check_keys, place
from .outline import Outline, QuestionOutline
from .questions import LARGEST

MOST_SECTIONS: Final = 60
MOST_QUESTIONS: Final = 400
"""In the whole tool."""
MOST_OPTIONS: Final = 40
MOST_GRADES: Final = 12
MOST_CAPS: Final = 40
MOST_THEMES: Final = 60


def check_sound(outline: Outline) -> None:
    """Refuse an outline that is not sound. Raises ToolError, naming the section and question."""
    sections, points = outline["sections"], outline["scale"]["points"]
    check_number(len(points), MOST_GRADES, "grades")
    check_number(len(outline["grading"]["caps"]), MOST_CAPS, "caps")
    check_number(len(sections), MOST_SECTIONS, "sections")
    check_number(sum(len(section["questions"]) for section in sections), MOST_QUESTIONS, "questions")
    check_key(outline["key"], "tool")
    check_key(outline["scale"]["key"], "scale")
    check_keys([point["key"] for point in points], "grade")
    check_keys([section["key"] for section in sections], "section")
    home: dict[str, str] = {}
    for section in sections:
        with place(section=section["key"]):
            for question in section["questions"]:
                with place(question=question["key"]):
                    check_question(question)
                    if question["key"] in home:
                        raise ToolError(f"The section “{home[question['key']]}” has a question with this key already.")
                    home[question["key"]] = section["key"]
            check_values({name: value for name, value in section.items() if name != "questions"})
    check_values({name: value for name, value in outline.items() if name != "sections"})


def check_question(question: QuestionOutline) -> None:
    """Refuse a question with keys or words that could not be kept, whatever else it may still lack."""
    options, themes = question.get("options", []), question.get("themes", [])
    check_number(len(options), MOST_OPTIONS, "options")
    check_number(len(themes), MOST_THEMES, "themes")
    check_key(question["key"], "question")
    check_keys([option["key"] for option in options], "option")
    check_keys(themes, "theme")
    check_values(question)


def check_number(number: int, most: int, noun: str) -> None:
    if number > most:
        raise ToolError(f"There are {number:,} {noun}. At most {most} can be kept.")


def check_values(part: Mapping[str, Any]) -> None:
    """Refuse words that are too long or cannot be shown, and numbers that no tool needs."""
    for value in _values(part):
        if isinstance(value, str):
            if len(value) > SENTENCES_LENGTH:
                raise ToolError(f"A text has {len(value):,} characters. Shorten it to {SENTENCES_LENGTH:,} at most.")
            if CONTROL.search(value):
                raise ToolError("A text holds a control character. Remove it: it cannot be shown.")
            if value.strip() in ERRORS_OF_SPREADSHEETS:
                raise ToolError(f"A text is only “{value.strip()}”, a spreadsheet’s error. Write it in words.")
        elif not -LARGEST <= value <= LARGEST:
            raise ToolError(f"A number is beyond {LARGEST:,}.")


def _values(value: Any) -> Iterator[Any]:
    """Every word and number in a nest of values, the names of its tables among them."""
    if isinstance(value, Mapping):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _values(each)
    else:
        yield value
