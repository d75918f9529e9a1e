"""The table of docs/audit-tools.md, reckoned from the tools. ``python -m tests.audit_tools.listing`` writes it anew."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from audit_tools import Kind, Question, Tool, read_toml, supplied, supplied_text

from .reading_age import reading_age

PAGE: Final = Path(__file__).parents[2] / "docs" / "audit-tools.md"
_TABLE = re.compile(r"^\|.*\|\n(?:^\|.*\|\n)+", re.MULTILINE)

PRESS, FEW_WORDS, READ_AND_GRADE, WRITE, FIND, PLAN = 15, 20, 60, 90, 45, 120
SECONDS: Final[Mapping[Kind, int]] = {
    **dict.fromkeys((Kind.MET, Kind.YES_NO, Kind.CHOICE, Kind.CHOICES, Kind.SCORE), PRESS),
    **dict.fromkeys((Kind.DATE, Kind.NUMBER, Kind.LINE), FEW_WORDS),
    **dict.fromkeys((Kind.STRENGTH, Kind.AREA), FIND),
    Kind.GRADE: READ_AND_GRADE,
    Kind.TEXT: WRITE,
    Kind.ACTIONS: PLAN,
}
"""What an answer takes once the file is read; a finding is left empty half of the time. Our own judgement."""


def minutes(tool: Tool) -> int:
    """How long the form should take. A question that is asked only after some answers counts half."""
    seconds = sum(SECONDS[question.kind] / (2 if question.shown_if else 1) for question in tool.questions)
    overall = READ_AND_GRADE + WRITE
    return round((seconds + overall) / 60)


def age_of_questions(tool: Tool) -> float:
    """How old a reader must be for the questions and their help."""
    return reading_age(words for question in tool.questions for words in (question.text, question.help))


def age_of_descriptors(tool: Tool) -> float:
    """How old a reader must be for the descriptions of the grades."""
    described: list[Mapping[str, str]] = [tool.overall.descriptors, *(each.descriptors for each in tool.questions)]
    return reading_age(words for descriptors in described for words in descriptors.values())


def table() -> str:
    """One row per supplied tool, in the order of their names."""
    tools = sorted((read_toml(supplied_text(name)) for name in supplied()), key=lambda tool: tool.name)
    heads = ("Tool", "What it is for", "Sections", "Questions", "Of them one press", "Minutes", "Age: questions")
    rows = [(*heads, "Age: grades"), ("---", "---", *["--:"] * 6), *map(_row, tools)]
    return "".join(f"| {' | '.join(map(str, row))} |\n" for row in rows)


def _row(tool: Tool) -> tuple[object, ...]:
    return (
        f"{tool.name} (version {tool.version})",
        tool.purpose,
        len(tool.sections),
        len(tool.questions),
        sum(map(_one_press, tool.questions)),
        minutes(tool),
        age_of_questions(tool),
        age_of_descriptors(tool),
    )


def _one_press(question: Question) -> bool:
    return question.kind.picks_one


def written() -> str:
    """The table as the page has it."""
    found = _TABLE.search(PAGE.read_text("utf-8"))
    return found.group() if found else ""


if __name__ == "__main__":
    PAGE.write_text(_TABLE.sub(table(), PAGE.read_text("utf-8"), count=1), "utf-8")
