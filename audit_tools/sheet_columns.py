"""The sheets of a tool as a workbook: their columns, and a note on each for whoever fills them in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from .cohorts import COHORTS
from .kinds import Kind
from .questions import LARGEST
from .rule import Method
from .soundness import MOST_OPTIONS

Sort: TypeAlias = Literal["words", "flag", "keys", "number"]


@dataclass(frozen=True)
class Column:
    """One column: its heading, the name of what stands in it, a note, and of what sort it is.

    ``usual`` is what an empty cell means in a column of numbers; None where a number must stand in it.
    """

    heading: str
    name: str
    note: str
    sort: Sort = "words"
    usual: int | None = None


TOOL, GRADES, SECTIONS, QUESTIONS, CAPS = "Tool", "Grades", "Sections", "Questions", "Caps"

ITEMS: Final = (
    Column("Key", "key", "What the service knows the tool by. The key of a tool that you have makes its next version."),
    Column("Name", "name", "What people call the tool."),
    Column("Version", "version", "Counted by the service when the tool is published.", "number"),
    Column("Purpose", "purpose", "What the tool is for, in a sentence or two."),
    Column("Scale", "scale", "What the service knows the grades of the sheet Grades by."),
    Column("Overall question", "text", "How the overall grade is asked for."),
    Column("Overall help", "help", "What helps the auditor to give it."),
    Column("Overall reasons", "reasons", "How the auditor is asked for the reasons."),
    Column("Grading method", "method", f"How a grade is suggested. There is one way: {', '.join(Method)}."),
    Column("Grades needed", "minimum", "How many sections must be graded before a grade is suggested.", "number"),
    Column("Grading guidance", "guidance", "What the auditor is told of the rule."),
)
"""The rows of the sheet Tool, whose headings stand in its first column and whose words in its second."""

OVERALL_DESCRIPTOR: Final = Column(
    "Overall descriptor: …", "descriptors", "What each grade looks like overall; a row for each, with its key."
)

OF_GRADES: Final = (
    Column("Key", "key", "What is stored with an answer. The best grade comes first."),
    Column("Label", "label", "What people read."),
)
OF_SECTIONS: Final = (
    Column("Key", "key", "What the service knows the section by. The sections come in the order of their rows."),
    Column("Title", "title", "The heading of its page."),
    Column("Purpose", "purpose", "What it is about, and where to look."),
    Column("Cohorts", "cohorts", f"Empty for every child, or some of: {', '.join(COHORTS)}.", "keys"),
)
OF_QUESTIONS: Final = (
    Column("Section", "section", "The key of its section. In a section, questions come in the order of their rows."),
    Column("Key", "key", "What joins its answers over the years. A new key is a new question, even with old words."),
    Column("Kind", "kind", f"How it is answered: {', '.join(Kind)}."),
    Column("Question", "text", "The question, as the auditor reads it."),
    Column("Help", "help", "What helps to answer it."),
    Column("Where to look", "evidence", "Where on the file the answer is found."),
    Column("Needed", "required", "“yes” where an audit cannot be sent without an answer.", "flag"),
    Column("May not apply", "may_not_apply", "“yes” where “does not apply”, with a reason, is an answer.", "flag"),
    Column("Compliance", "compliance", "“yes” where it asks whether something was done, not how well.", "flag"),
    Column("Asked if", "shown_if", "Empty for always, or a condition such as: seen-alone is no."),
    Column("About", "about", "Completes a reminder such as “Choose a grade for …”, in small letters."),
    Column("Purpose", "purpose", "What the answer is used for, where it serves no theme."),
    Column("Themes", "themes", "The keys of the themes that it informs or suggests, with commas between.", "keys"),
    Column("Lowest", "lowest", "For a number: the lowest that is possible, empty for 0.", "number", 0),
    Column("Highest", "highest", "For a number: the highest that is possible.", "number", LARGEST),
    Column("Decimals", "decimals", "For a number: how many decimal places, empty for none.", "number", 0),
)
OF_CAPS: Final = (
    Column("At", "at", "The key of the grade with which the limit begins; worse ones count too."),
    Column("Overall", "overall", "The key of the best grade that can then be suggested."),
    Column("Because", "because", "The reason, as a whole sentence. Auditors read it."),
    Column("Questions", "questions", "The keys of the grades it looks at, empty for those of all sections.", "keys"),
    Column("Count", "count", "How many of them it takes, empty for one.", "number", 1),
)
BY_GRADE: Final = (
    Column(
        "Descriptor: …", "descriptors", "What a grade looks like for the question; a column for each, with its key."
    ),
    Column(
        "From score: …", "bands", "From which score on a grade is reached; a column for each, with its key.", "number"
    ),
)
OPTION: Final = Column(
    "Option 1 key", "options", f"What is stored for the first answer; with its label beside it, up to {MOST_OPTIONS}."
)
_GRADE_HEADING: Final = re.compile(r"(overall descriptor|descriptor|from score): (.+)")
_OPTION_HEADING: Final = re.compile(r"option (\d{1,3}) (key|label)")

NOTES: Final[Sequence[tuple[str, Iterable[Column]]]] = (
    (TOOL, (*ITEMS, OVERALL_DESCRIPTOR)),
    (GRADES, OF_GRADES),
    (SECTIONS, OF_SECTIONS),
    (QUESTIONS, (*OF_QUESTIONS, *BY_GRADE, OPTION)),
    (CAPS, OF_CAPS),
)
"""Every sheet with what can stand in it."""


def grade_heading(column: Column, grade: str) -> str:
    """The heading of a column that there is one of for every grade."""
    return column.heading.replace("…", grade)


def option_headings(number: int) -> tuple[str, str]:
    return f"Option {number} key", f"Option {number} label"


def plain(heading: str) -> str:
    """A heading as it is compared with others: capitals and spaces do not count."""
    return " ".join(heading.split()).casefold()


def grade_of(heading: str, column: Column) -> str | None:
    """The key of the grade in a plain heading of this column; None for another heading."""
    found = _GRADE_HEADING.fullmatch(heading)
    return found[2] if found and column.heading.casefold().startswith(f"{found[1]}:") else None


def option_of(heading: str) -> tuple[int, str] | None:
    """The number of the option in a plain heading, and “key” or “label”; None for another heading."""
    found = _OPTION_HEADING.fullmatch(heading)
    return (int(found[1]), found[2]) if found and 1 <= int(found[1]) <= MOST_OPTIONS else None
