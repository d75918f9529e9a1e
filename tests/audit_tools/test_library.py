"""Every sentence of every supplied tool is read: it is half of the product."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from audit_tools import COUNTED, Kind, Question, Tool, asked, lacking, read_toml, supplied, supplied_text

from .example import CHILDS_JOURNEY

THEMES = frozenset(
    [
        *("plans", "management-oversight", "drift-and-delay", "care-leavers", "assessment", "placements", "recording"),
        *("homeless-16-17", "missing", "carers-and-kinship", "health", "permanence", "thresholds", "neglect"),
        *("audit-and-performance", "pre-proceedings", "strategy-and-section-47", "education", "life-story"),
        *("reviewing-officer-challenge", "disabled-children", "voice-and-direct-work", "exploitation", "identity"),
        *("multi-agency", "history-and-chronology", "risk-and-safety", "impact-and-outcomes"),
    ]
)
NOT_BRITISH = re.compile(
    r"\b(?:\w{3,}iz(?:e|es|ed|ing|ations?)|behavior\w*|color\w*|center\w*|favor\w*|honor\w*|neighbor\w*|labor|fulfill|"
    r"judgment|program|gotten|licensed?|toward|mom|practic(?:ed|ing)|counseling|labeled|traveled|canceled|gray)\b",
    re.IGNORECASE,
)
SENTENCE = re.compile(r"(?<=[.?!])\s+")

TOOLS = [read_toml(supplied_text(name)) for name in supplied()]
QUESTIONS = [question for tool in TOOLS for question in tool.questions]
GRADES = [question for question in QUESTIONS if question.kind is Kind.GRADE]

tools = pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.key)
questions = pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)
grades = pytest.mark.parametrize("question", GRADES, ids=lambda question: question.key)


def words_of(tool: Tool) -> Iterator[tuple[str, str]]:
    """Everything that a person can read in the tool, each with its place."""
    yield from ((f"tool {noun}", getattr(tool, noun)) for noun in ("name", "purpose"))
    yield from ((f"overall {noun}", getattr(tool.overall, noun)) for noun in ("text", "help", "reasons"))
    yield from ((f"overall {key}", words) for key, words in tool.overall.descriptors.items())
    yield "grading guidance", tool.grading.guidance
    yield from (("cap because", cap.because) for cap in tool.grading.caps)
    for section in tool.sections:
        yield from ((f"{section.key} {noun}", getattr(section, noun)) for noun in ("title", "purpose"))
    for question in tool.questions:
        nouns = ("text", "help", "about", "purpose", "evidence")
        yield from (
            (f"{question.key} {noun}", getattr(question, noun)) for noun in nouns if noun not in {"key", "kind"}
        )
        yield from ((f"{question.key} {key}", words) for key, words in question.descriptors.items())
        yield from ((f"{question.key} {option.key}", option.label) for option in question.options)


@tools
def test_the_file_is_named_after_the_tool_and_its_version(tool: Tool) -> None:
    assert f"{tool.key}-{tool.version}" in supplied()


@tools
def test_every_sentence_is_well_made(tool: Tool) -> None:
    for place, words in words_of(tool):
        assert words == words.strip(), place
        assert not re.search(r"  |\n|'|\"| - |\.\.|\bTODO\b", words), place
        assert NOT_BRITISH.findall(words) == [], place
        for sentence in SENTENCE.split(words):
            assert len(sentence.split()) <= 45, f"{place}: {sentence}"
            assert not sentence or sentence[0].isupper() or place.endswith("about") or sentence[0] == "“", place


@tools
def test_no_two_questions_ask_the_same_and_no_two_descriptors_say_the_same(tool: Tool) -> None:
    long = [words for place, words in words_of(tool) if not place.endswith("about") and len(words.split()) > 6]
    twice = {words for words in long if long.count(words) > 1}
    assert twice == set()


def test_no_tool_borrows_what_another_says_of_its_own_work() -> None:
    """Only what every audit is asked alike may be said alike."""
    said: dict[str, str] = {}
    for tool in TOOLS:
        own = [question for question in tool.questions if question.key not in COUNTED]
        words = [section.purpose for section in tool.sections]
        words += [each for question in own for each in (question.help, question.evidence) if each]
        words += [each for question in own for each in question.descriptors.values()]
        for each in words:
            assert said.setdefault(each, tool.key) == tool.key, each


@questions
def test_a_question_asks_helps_and_is_there_for_something(question: Question) -> None:
    assert question.text.endswith("?")
    assert 4 <= len(question.text.split()) <= 22
    assert question.help.endswith(".")
    assert 8 <= len(question.help.split()) <= 60
    assert question.themes or question.purpose.endswith(".")
    assert set(question.themes) <= THEMES
    if question.required:
        assert question.about
    if question.about:
        assert question.about[0].islower()
        assert question.about[-1].isalpha()


@grades
def test_a_grade_is_described_at_every_point_by_what_is_seen_and_what_it_meant_for_the_child(
    question: Question,
) -> None:
    assert question.evidence.endswith(".")
    for point, words in question.descriptors.items():
        assert words.endswith("."), point
        assert 30 <= len(words.split()) <= 75, point
        assert re.search(r"\b(?:child|young person)", words), point


def test_every_theme_the_council_knows_is_within_reach_of_a_finding_on_a_whole_case() -> None:
    findings = [question for question in CHILDS_JOURNEY.questions if question.kind.is_finding]
    assert {theme for question in findings for theme in question.themes} == THEMES


@tools
def test_every_finding_suggests_themes(tool: Tool) -> None:
    assert all(question.themes for question in tool.questions if question.kind.is_finding)


def test_the_child_s_journey_can_be_finished_in_one_sitting() -> None:
    tool = CHILDS_JOURNEY
    assert len(tool.sections) == 13
    assert len(tool.graded) == 11
    always = [question for question in tool.questions if question.required and not question.shown_if]
    assert [question.key for question in always if question.kind is Kind.TEXT] == ["impact-what"]
    assert len(always) <= 26


def test_every_graded_section_asks_for_strengths_and_areas_before_its_required_grade() -> None:
    for section in CHILDS_JOURNEY.graded:
        kinds = [question.kind for question in section.questions if question.kind is not Kind.ACTIONS]
        assert kinds[-3:] == [Kind.STRENGTH, Kind.AREA, Kind.GRADE], section.key
        assert [question.required for question in section.questions if question.grades] == [True], section.key
        assert kinds.count(Kind.STRENGTH) == kinds.count(Kind.AREA) == 1, section.key


def test_the_child_s_own_words_are_asked_for_wherever_anybody_heard_them() -> None:
    tool = CHILDS_JOURNEY
    for heard in ("alone", "observed", "with-others", "declined"):
        assert "voice-changed" in asked(tool, {"voice-sought": heard})
    assert "voice-changed" not in asked(tool, {"voice-sought": "not-sought"})
    assert tool.question("voice-changed").required


@tools
def test_why_is_asked_only_where_nobody_was_heard_and_nobody_said_no(tool: Tool) -> None:
    for who in ("child-view", "family-feedback"):
        for answer in COUNTED[who].options:
            follow_up = {key for key in asked(tool, {who: answer}) if key.startswith(f"{who}-")}
            if answer == "received":
                assert follow_up == {f"{who}-how", f"{who}-said", f"{who}-changed"}
            elif answer in {"not-appropriate", "not-attempted"}:
                assert follow_up == {f"{who}-why"}
            else:
                assert follow_up <= {f"{who}-why"}


@tools
def test_every_audit_can_be_counted_and_is_asked_in_one_sitting(tool: Tool) -> None:
    assert lacking(tool) == ()
    assert 20 <= len(tool.questions) <= 60
    required = {question.key for question in tool.questions if question.required}
    assert {"period", "worker-conversation", "child-view", "family-feedback", "impact", "impact-what"} <= required
    assert not any(question.required for question in tool.questions if question.kind.is_finding)


@tools
def test_compliance_and_quality_are_apart(tool: Tool) -> None:
    for question in tool.questions:
        if question.compliance:
            assert not re.match(r"How (?:well|good|far)\b|What difference\b", question.text), question.key
        elif question.key not in COUNTED:
            assert question.kind not in {Kind.MET, Kind.DATE, Kind.NUMBER}, question.key
    assert any(question.compliance for question in tool.questions)
    assert tool.graded


@tools
def test_a_page_that_asks_about_danger_offers_the_concern_button_before_a_grade(tool: Tool) -> None:
    for section in tool.sections:
        if section.grade and section.grade.key == "risk-and-safety-grade":
            assert "raise a concern with the button on this page" in section.purpose
    assert "tell the team manager now" not in " ".join(words for _, words in words_of(tool))
