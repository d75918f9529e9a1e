"""A tool is read from TOML whole, or refused with the place and what to write instead."""

from __future__ import annotations

import pytest

from audit_tools import Kind, ToolError, read_toml, supplied, supplied_text

TOML = """
key = "dip"
name = "Dip sample"
version = 2
purpose = "To look quickly."

[scale]
key = "two"
points = [{ key = "met", label = "Met" }, { key = "not-met", label = "Not met" }]

[overall]
text = "Met?"
help = "Judge it all."
reasons = "Why?"
descriptors = { met = "It is.", not-met = "It is not." }

[grading]
method = "median"
minimum = 1
guidance = "The middle grade."

[[grading.caps]]
questions = ["plan-grade"]
at = "not-met"
overall = "not-met"
because = "The plan matters most."

[[sections]]
key = "plan"
title = "The plan"
purpose = "Look for change."

[[sections.questions]]
key = "shared"
kind = "choice"
text = "Is it shared?"
options = [{ key = "yes", label = "Yes" }, { key = "no", label = "No" }]

[[sections.questions]]
key = "plan-grade"
kind = "grade"
required = true
text = "Is there a plan?"
themes = ["plans"]
descriptors = { met = "There is.", not-met = "There is none." }
"""


def test_everything_that_is_written_is_read() -> None:
    tool = read_toml(TOML)
    assert (tool.key, tool.name, tool.version) == ("dip", "Dip sample", 2)
    assert tool.scale.keys == ("met", "not-met")
    assert tool.overall.reasons == "Why?"
    assert tool.grading.caps[0].because == "The plan matters most."
    assert tool.grading.caps[0].count == 1
    shared, graded = tool.questions
    assert (shared.kind, [option.label for option in shared.options]) == (Kind.CHOICE, ["Yes", "No"])
    assert not shared.required
    assert graded.required
    assert (graded.themes, graded.descriptors["not-met"]) == (("plans",), "There is none.")


def test_white_space_around_words_is_layout_and_not_read() -> None:
    assert read_toml(TOML.replace('"Is it shared?"', '"""\n  Is it shared?\n"""')) == read_toml(TOML)


IN_TOOL = "Tool “dip”: "
IN_SECTION = "Tool “dip”, section “plan”: "
IN_SHARED = "Tool “dip”, section “plan”, question “shared”: "
IN_GRADE = "Tool “dip”, section “plan”, question “plan-grade”: "
POINTS = '[{ key = "met", label = "Met" }, { key = "not-met", label = "Not met" }]'
SLIPS = [
    ('text = "Is it shared?"', 'txt = "A"', IN_SHARED + "The question has an unknown key “txt”. Did you mean “text”?"),
    ('text = "Is it shared?"', "", IN_SHARED + "The question has no “text”. Add it."),
    ('text = "Is it shared?"', 'text = " "', IN_SHARED + "The question is empty. Write it in plain words."),
    ('text = "Is it shared?"', "text = 7", IN_SHARED + "“text” of the question must be words in quotation marks."),
    ('"choice"', '"radio"', IN_SHARED + "There is no kind “radio”. Use one of: grade, met, yes-no, choice, choices,"),
    ('{ key = "no",', "{", IN_SHARED + "The option has no “key”. Add it."),
    ('"No" }', '"No", hue = 1 }', IN_SHARED + "The option has an unknown key “hue”. The option may have: key, label."),
    ('key = "shared"', "", "Tool “dip”, section “plan”, question “number 1”: The question has no “key”. Add it."),
    ('"shared"', '"plan-grade"', IN_GRADE + "The section “plan” has a question with this key already."),
    ("= true", '= "yes"', IN_GRADE + "“required” of the question must be true or false, without quotation marks."),
    ('= ["plans"]', '= "plans"', IN_GRADE + "“themes” of the question must be a list."),
    ('= ["plans"]', "= [1]", IN_GRADE + "“themes” of the question must be a list of words in quotation marks."),
    (', not-met = "There is none."', "", IN_GRADE + "There is no descriptor for the grade “not-met”."),
    ('not-met = "There', 'unmet = "There', IN_GRADE + "“unmet” is not a grade of the scale “two”. Use one of: met"),
    ('"There is none."', "1", IN_GRADE + "“descriptors” of the question must be a table of words in quotation marks."),
    ('title = "The plan"', 'titel = "A"', IN_SECTION + "The section has an unknown key “titel”. Did you mean “title”?"),
    (
        "version = 2",
        "version = true",
        IN_TOOL + "“version” of the tool must be a whole number without quotation marks.",
    ),
    ("version = 2", 'version = "2"', IN_TOOL + "“version” of the tool must be a whole number without quotation marks."),
    ('"median"', '"mean"', IN_TOOL + "The grading rule has no method “mean”. Use one of: median."),
    ('because = "The plan matters most."', "", IN_TOOL + "The cap has no “because”. Add it."),
    ('most."', 'most."\ncount = 2', IN_TOOL + "A cap counts 2 sections, more than it looks at. Lower its “count”."),
    ("questions = [", "question = [", IN_TOOL + "The cap has an unknown key “question”. Did you mean “questions”?"),
    (POINTS, '["met"]', IN_TOOL + "The grade must be a table with the keys: key, label."),
]


@pytest.mark.parametrize(("old", "new", "said"), SLIPS)
def test_a_slip_is_refused_by_name_with_what_to_write_instead(old: str, new: str, said: str) -> None:
    assert TOML.count(old) == 1
    with pytest.raises(ToolError) as refused:
        read_toml(TOML.replace(old, new))
    assert str(refused.value).startswith(said)


def test_sections_written_as_something_else_are_refused() -> None:
    start = TOML[: TOML.index("[[sections]]")]
    with pytest.raises(ToolError, match="The tool has no “sections”"):
        read_toml(start)
    with pytest.raises(ToolError, match="“sections” of the tool must be a list"):
        read_toml("sections = 1\n" + start)
    with pytest.raises(ToolError, match="section “number 1”: The section must be a table"):
        read_toml("sections = [1]\n" + start)


@pytest.mark.parametrize("text", ["key = ", "\x00", "= 1", "[a\n", 'key = "a"\nkey = "b"'])
def test_text_that_is_no_toml_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(ToolError, match=r"^This is not valid TOML: .*(line 1|line 2|end of document)"):
        read_toml(text)


@pytest.mark.parametrize("text", ["a = " + "[" * 5_000, "a = " + "9" * 5_000])
def test_D8_text_made_to_exhaust_the_reader_is_refused(text: str) -> None:
    with pytest.raises(ToolError, match="nested too deeply, or a number in it is too long"):
        read_toml(text)


def test_D4_a_control_character_hidden_in_a_title_is_refused() -> None:
    with pytest.raises(ToolError, match="section “plan”: The title holds a control character"):
        read_toml(TOML.replace('title = "The plan"', 'title = "The\\u0000 plan"'))


def test_the_child_s_journey_is_supplied() -> None:
    assert "childs-journey-2" in supplied()
    assert read_toml(supplied_text("childs-journey-2")).version == 2


@pytest.mark.parametrize("name", ["", "nothing", "../reading", "childs-journey-2.toml", "/etc/passwd"])
def test_E2_only_supplied_names_are_read(name: str) -> None:
    with pytest.raises(ToolError, match="There is no supplied tool"):
        supplied_text(name)
