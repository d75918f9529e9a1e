"""A tool that is written as TOML, as an outline or as the sheets of a workbook is read back as it was."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from audit_tools import (
    Kind,
    Tool,
    ToolError,
    compare,
    finished,
    flaws,
    outline_of,
    read_outline,
    read_sheets,
    read_toml,
    sketch,
    supplied,
    supplied_text,
    write_sheets,
    write_toml,
)
from audit_tools.drafting import remove_section

from .example import CHILDS_JOURNEY
from .random_tools import tools
from .sheets import lines

TESTS = Path(__file__).parents[1]
TEXTS = [
    *(supplied_text(name) for name in supplied()),
    *((TESTS / name).read_text("utf-8") for name in ("short_tool.toml", "every_kind.toml")),
]


@given(tools())
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_any_tool_comes_back_from_its_outline_its_toml_and_the_sheets_of_a_workbook(tool: Tool) -> None:
    outline = outline_of(tool)
    assert finished(outline) == sketch(outline) == tool
    assert flaws(outline) == ()
    assert compare(tool, finished(outline)).is_same
    assert read_toml(write_toml(tool)) == tool
    assert read_outline(write_toml(outline)) == outline
    read, places = read_sheets(lines(write_sheets(outline)))
    assert read == outline
    assert [*places.questions] == [question.key for question in tool.questions]


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: read_toml(text).key)
def test_a_tool_that_people_wrote_comes_back_by_every_way(text: str) -> None:
    tool = read_toml(text)
    assert read_toml(write_toml(tool)) == tool
    assert finished(read_outline(text)) == tool
    assert finished(read_sheets(lines(write_sheets(outline_of(tool))))[0]) == tool


def test_what_is_written_does_not_depend_on_the_order_in_which_it_was_said() -> None:
    outline = outline_of(CHILDS_JOURNEY)
    backwards = {name: outline[name] for name in reversed(outline)}  # type: ignore[literal-required]
    assert write_toml(backwards) == write_toml(CHILDS_JOURNEY)  # type: ignore[arg-type]


def test_an_outline_with_nothing_in_it_can_be_written_and_read() -> None:
    outline = outline_of(CHILDS_JOURNEY)
    for section in CHILDS_JOURNEY.sections:
        outline = remove_section(outline, section.key)
    outline = {**outline, "name": "", "purpose": ""}
    assert tomllib.loads(write_toml(outline))["sections"] == []
    assert read_outline(write_toml(outline)) == outline
    assert read_sheets(lines(write_sheets(outline)))[0] == outline


@given(tools())
@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_not_finished_comes_back_too_and_every_gap_is_told(tool: Tool) -> None:
    outline = outline_of(tool)
    for section in outline["sections"]:
        section["title"] = ""
        section["questions"] = [
            {"key": question["key"], "kind": question["kind"], "text": ""} for question in section["questions"]
        ]
    assert read_outline(write_toml(outline)) == read_sheets(lines(write_sheets(outline)))[0] == outline
    found = flaws(outline)
    for section in tool.sections:
        assert "The title is empty. Write it in plain words." in [f.message for f in found if f.section == section.key]
        for question in section.questions:
            said = [flaw.message for flaw in found if flaw.question == question.key]
            assert "The question is empty. Write it in plain words." in said
            lacks = {Kind.GRADE: len(tool.scale.keys), Kind.CHOICE: 1, Kind.CHOICES: 1, Kind.ACTIONS: 1}
            assert len(said) == 1 + lacks.get(question.kind, 0)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('key = "voice-said"', 'key = "Voice"', "question “Voice”: The key “Voice” of the question"),
        ('key = "voice-said"', 'key = "voice-sought"', "The section “voice” has a question with this key already"),
        ('key = "plan"\n', 'key = "risk"\n', "Two sections have the key “risk”"),
        ('"What did the child say?"', '"What\\u0001?"', "A text holds a control character"),
        ('"What did the child say?"', '"#NUM!"', "A text is only “#NUM!”, a spreadsheet’s error"),
        ('"What did the child say?"', f'"{"x" * 4001}"', "A text has 4,001 characters"),
        ('{ key = "no", label = "No" }', '{ key = "yes", label = "No" }', "Two options have the key “yes”"),
        ("minimum = 2", "minimum = 9999999999", "A number is beyond"),
        ('key = "good", label', 'key = "outstanding", label', "Two grades have the key “outstanding”"),
    ],
)
def test_an_outline_that_is_not_sound_is_refused_with_its_place(old: str, new: str, said: str) -> None:
    text = (TESTS / "short_tool.toml").read_text("utf-8")
    assert old in text
    with pytest.raises(ToolError) as refused:
        read_outline(text.replace(old, new, 1))
    assert said in str(refused.value)


def test_E1_an_outline_of_a_thousand_questions_is_refused() -> None:
    question = '[[sections.questions]]\nkey = "q{}"\nkind = "text"\ntext = "What?"\n'
    text = (TESTS / "short_tool.toml").read_text("utf-8") + "".join(question.format(n) for n in range(1000))
    with pytest.raises(ToolError, match=r"There are 1,\d+ questions\. At most 400 can be kept"):
        read_outline(text)
