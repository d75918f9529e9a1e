"""A small tool to test with: four sections, three of them graded."""

from __future__ import annotations

from collections.abc import Mapping

from audit_tools import (
    FOUR_GRADES,
    Cap,
    Grading,
    Kind,
    Method,
    Option,
    Overall,
    Question,
    Section,
    Tool,
    read_toml,
    supplied_text,
)

DESCRIPTORS: Mapping[str, str] = {key: f"What {key} looks like." for key in FOUR_GRADES.keys}


def grade_question(key: str) -> Question:
    return Question(key, Kind.GRADE, f"How good is {key}?", required=True, about=key, descriptors=DESCRIPTORS)


def graded_section(key: str) -> Section:
    return Section(key, key.capitalize(), f"Look at {key}.", (grade_question(f"{key}-grade"),))


def graded_tool(sections: int, *caps: Cap, minimum: int = 1) -> Tool:
    """Sections ``s0``, ``s1`` ... with the grades ``s0-grade``, ``s1-grade`` ... and nothing else."""
    return tool(tuple(graded_section(f"s{n}") for n in range(sections)), *caps, minimum=minimum)


def tool(sections: tuple[Section, ...], *caps: Cap, minimum: int = 1) -> Tool:
    return Tool(
        key="example",
        name="Example",
        version=1,
        purpose="To be tested with.",
        scale=FOUR_GRADES,
        overall=Overall("Which grade?", "Judge it all.", "Why?", DESCRIPTORS),
        grading=Grading(Method.MEDIAN, minimum, "The middle grade.", caps),
        sections=sections,
    )


VOICE = Section(
    "voice",
    "Voice",
    "Look for the child.",
    (
        Question(
            "sought",
            Kind.CHOICE,
            "Was the child asked?",
            required=True,
            about="whether the child was asked",
            options=(Option("yes", "Yes"), Option("no", "No")),
        ),
        Question("said", Kind.TEXT, "What did they say?", required=True, about="what the child said"),
        Question("note", Kind.TEXT, "Anything else?"),
        Question("well", Kind.STRENGTH, "What was done well?", themes=("plans", "identity")),
        Question("better", Kind.AREA, "What needs to be better?", themes=("plans",)),
        grade_question("voice-grade"),
    ),
)
NOTES = Section("notes", "Notes", "Write what you like.", (Question("notes-text", Kind.TEXT, "Any notes?"),))
EXAMPLE = tool((VOICE, graded_section("plan"), graded_section("visits"), NOTES))
CHILDS_JOURNEY = read_toml(supplied_text("childs-journey-2"))
