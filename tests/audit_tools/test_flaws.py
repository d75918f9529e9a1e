"""All that keeps an outline from being a tool is told at once, each with its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from audit_tools import Flaw, Kind, Outline, ToolError, finished, flaws, lacking, read_outline, sketch, starter
from audit_tools.flaws import condition_flaws

SHORT = (Path(__file__).parents[1] / "short_tool.toml").read_text("utf-8")


def short() -> Outline:
    return read_outline(SHORT)


def question(outline: Outline, key: str) -> Any:
    return next(each for section in outline["sections"] for each in section["questions"] if each["key"] == key)


def test_a_sound_tool_has_no_flaw() -> None:
    assert flaws(short()) == ()


def test_what_a_new_tool_starts_with_can_be_published_and_is_counted() -> None:
    outline = starter("dip-sample", "Dip sample")
    assert flaws(outline) == ()
    tool = finished(outline)
    assert lacking(tool) == ()
    assert (tool.key, tool.name, tool.version) == ("dip-sample", "Dip sample", 1)


def test_every_flaw_of_every_part_is_told_and_not_only_the_first() -> None:
    outline = short()
    outline["name"] = outline["purpose"] = ""
    outline["scale"]["points"][1]["label"] = "Outstanding"
    outline["overall"]["help"] = ""
    del outline["overall"]["descriptors"]["good"]
    outline["grading"]["minimum"] = 9
    outline["grading"]["caps"][0] |= {"at": "poor", "because": " "}
    outline["sections"][1]["title"] = ""
    outline["sections"][1]["cohorts"] = ["nobody"]
    sought = question(outline, "voice-sought")
    sought |= {"text": "", "options": [], "shown_if": "later is yes", "highest": 3}
    question(outline, "voice-grade")["descriptors"] = {"good": "Good."}
    found = flaws(outline)
    assert [(flaw.place, flaw.section, flaw.question, flaw.number) for flaw in found] == [
        *[("tool", "", "", 0)] * 2,
        ("scale", "", "", 0),
        *[("overall", "", "", 0)] * 2,
        ("grading", "", "", 0),
        *[("cap", "", "", 1)] * 2,
        *[("question", "voice", "voice-sought", 0)] * 4,
        *[("question", "voice", "voice-grade", 0)] * 3,
        *[("section", outline["sections"][1]["key"], "", 0)] * 2,
    ]
    said = " ".join(flaw.message for flaw in found)
    for words in ("The name is empty", "the same label", "“help” of the overall grade is empty", "needs 9 graded"):
        assert words in said
    for words in ("“poor” is not a grade", "no cohort “nobody”", "at least two options", "no question before this one"):
        assert words in said


@pytest.mark.parametrize(
    "condition",
    ["__import__('os')", "a.__class__ is b", "9**9**9 is x", "(" * 50 + "a is b" + ")" * 50, "nothing is yes", "a or"],
)
def test_D8_a_condition_that_is_none_is_a_flaw_of_its_question(condition: str) -> None:
    outline = short()
    question(outline, "voice-grade")["shown_if"] = condition
    (flaw,) = flaws(outline)
    assert (flaw.place, flaw.section, flaw.question) == ("question", "voice", "voice-grade")
    assert condition_flaws(outline, "voice-grade") == (flaw.message,)
    assert condition_flaws(outline, "plan-grade") == condition_flaws(outline, "nothing") == ()
    with pytest.raises(ToolError):
        finished(outline)


def test_where_there_is_a_flaw_no_tool_can_be_made_and_the_first_one_is_said() -> None:
    outline = short()
    question(outline, "plan-grade")["text"] = ""
    assert flaws(outline) == (
        Flaw("question", "The question is empty. Write it in plain words.", "plan", "plan-grade"),
    )
    with pytest.raises(ToolError, match="Tool “short”, section “plan”, question “plan-grade”: The question is empty"):
        finished(outline)


def test_a_sketch_shows_what_there_is() -> None:
    outline = short()
    question(outline, "plan-grade")["text"] = ""
    outline["sections"][0]["questions"] = []
    tool = sketch(outline)
    assert tool.question("plan-grade").kind is Kind.GRADE
    assert tool.sections[0].grade is None
    with pytest.raises(ToolError):
        finished(outline)
