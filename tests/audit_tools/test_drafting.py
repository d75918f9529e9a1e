"""What is done to an outline is done to a copy, keeps it sound, and takes with it what names the thing."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import pytest

from audit_tools import ToolError, finished, flaws, lacking, read_outline, starter, supplied, supplied_text
from audit_tools.drafting import (
    add_cap,
    add_counted,
    add_question,
    add_section,
    change_cap,
    change_grading,
    change_overall,
    change_question,
    change_scale,
    change_section,
    change_words,
    key_from,
    move_question,
    move_section,
    place_question,
    question_in,
    remove_cap,
    remove_question,
    remove_section,
    section_in,
)
from audit_tools.outline import Outline, QuestionOutline
from audit_tools.soundness import MOST_QUESTIONS

TESTS = Path(__file__).parents[1]
SHORT_TEXT = (TESTS / "short_tool.toml").read_text("utf-8")
SHORT = read_outline(SHORT_TEXT)
EVERY = read_outline((TESTS / "every_kind.toml").read_text("utf-8"))
NEW: QuestionOutline = {"key": "new", "kind": "text", "text": "What else?", "help": "", "required": False}


def keys(outline: Outline, section: str) -> list[str]:
    return [question["key"] for question in section_in(outline, section)["questions"]]


def sections(outline: Outline) -> list[str]:
    return [section["key"] for section in outline["sections"]]


DONE: dict[str, Callable[[Outline], Outline]] = {
    "words": lambda outline: change_words(outline, "Other", "Other."),
    "overall": lambda outline: change_overall(outline, {**outline["overall"], "help": "Other."}),
    "scale": lambda outline: change_scale(
        outline, [{"key": "met", "label": "Met"}, {"key": "not", "label": "Not"}], ["", ""]
    ),
    "grading": lambda outline: change_grading(outline, 3, "Other."),
    "add cap": lambda outline: add_cap(outline, {"at": "good", "overall": "good", "because": "Other."}),
    "change cap": lambda outline: change_cap(outline, 1, {"at": "good", "overall": "good", "because": "Other."}),
    "remove cap": lambda outline: remove_cap(outline, 1),
    "add section": lambda outline: add_section(outline, "more", {"title": "More", "purpose": "More.", "cohorts": []}),
    "change section": lambda outline: change_section(
        outline, "voice", {"title": "Other", "purpose": "Other.", "cohorts": ["closed"]}
    ),
    "move section": lambda outline: move_section(outline, "risk", -1),
    "remove section": lambda outline: remove_section(outline, "risk"),
    "add question": lambda outline: add_question(outline, "voice", NEW),
    "change question": lambda outline: change_question(outline, "voice-said", {**NEW, "key": "voice-said"}),
    "move question": lambda outline: move_question(outline, "voice-said", 1),
    "place question": lambda outline: place_question(outline, "voice-said", "risk"),
    "remove question": lambda outline: remove_question(outline, "voice-said"),
}


@pytest.mark.parametrize("name", DONE)
def test_the_outline_that_was_given_stays_as_it_was(name: str) -> None:
    before = deepcopy(SHORT)
    changed = DONE[name](before)
    assert before == SHORT
    assert changed != SHORT


def test_a_question_is_added_at_the_end_and_before_the_grade_that_ends_a_section() -> None:
    assert keys(SHORT, "plan")[-1] == "plan-grade"
    assert keys(add_question(SHORT, "plan", NEW), "plan")[-2:] == ["new", "plan-grade"]
    assert keys(add_question(EVERY, "about", NEW), "about")[-1] == "new"


def test_what_is_empty_is_not_said() -> None:
    assert question_in(add_question(SHORT, "plan", NEW), "new")[1] == {
        "key": "new",
        "kind": "text",
        "text": "What else?",
    }


def test_a_question_moves_in_its_section_and_to_another() -> None:
    first, second, *rest = keys(SHORT, "voice")
    assert keys(move_question(SHORT, second, -1), "voice") == [second, first, *rest]
    moved = place_question(SHORT, first, "plan")
    assert keys(moved, "voice") == [second, *rest]
    assert keys(moved, "plan") == [first, *keys(SHORT, "plan")]
    assert keys(place_question(SHORT, first, "voice", second), "voice") == [second, first, *rest]
    with pytest.raises(ToolError, match="no question “voice-said” in the section “plan”"):
        place_question(SHORT, first, "plan", "voice-said")


@pytest.mark.parametrize("by", [-1, 1])
def test_nothing_moves_beyond_the_end(by: int) -> None:
    section = sections(SHORT)[0 if by < 0 else -1]
    with pytest.raises(ToolError, match="cannot be moved any further"):
        move_section(SHORT, section, by)
    with pytest.raises(ToolError, match="cannot be moved any further"):
        move_question(SHORT, keys(SHORT, "voice")[0 if by < 0 else -1], by)


def test_a_new_key_is_taken_up_by_the_caps_and_conditions_that_name_the_question() -> None:
    grade = question_in(SHORT, "risk-grade")[1]
    changed = change_question(SHORT, "risk-grade", {**grade, "key": "safety-grade"})
    assert changed["grading"]["caps"][0]["questions"] == ["safety-grade"]
    assert flaws(changed) == ()
    view = question_in(EVERY, "child-view")[1]
    changed = change_question(EVERY, "child-view", {**view, "key": "received"})
    assert question_in(changed, "child-view-how")[1]["shown_if"] == "received is received"
    why = question_in(changed, "child-view-why")[1]["shown_if"]
    assert why == "received is not-appropriate or received is not-attempted"
    assert flaws(changed) == ()


def test_what_was_written_for_a_grade_goes_with_it_to_its_new_key() -> None:
    points = [
        {"key": "well", "label": "Well"},
        {"key": "new", "label": "New"},
        {"key": "inadequate", "label": "Badly"},
    ]
    changed = change_scale(EVERY, points, ["good", "", "inadequate"])  # type: ignore[arg-type]
    score = question_in(changed, "leaving-score")[1]
    assert score["bands"] == {"well": 6, "inadequate": 0}
    assert score["descriptors"] == {"well": "Nearly everything is ready.", "inadequate": "Nothing is ready."}
    assert changed["overall"]["descriptors"] == {
        "well": "Nearly everything was right.",
        "inadequate": "The child was left at risk.",
    }
    points, were = SHORT["scale"]["points"], [point["key"] for point in SHORT["scale"]["points"]]
    backwards = change_scale(SHORT, [*reversed(points)], [*reversed(were)])
    assert backwards["overall"]["descriptors"] == SHORT["overall"]["descriptors"]
    renamed = change_scale(SHORT, [{"key": f"{one['key']}-x", "label": one["label"]} for one in points], were)
    assert flaws(renamed) == ()
    assert renamed["grading"]["caps"][0]["at"] == "inadequate-x"


def test_what_names_a_question_that_is_gone_is_a_flaw_and_is_not_changed_unasked() -> None:
    changed = remove_question(SHORT, "risk-grade")
    assert changed["grading"]["caps"] == SHORT["grading"]["caps"]
    assert [flaw.place for flaw in flaws(changed)] == ["cap"]
    changed = remove_question(EVERY, "seen-alone")
    assert [(flaw.question, flaw.place) for flaw in flaws(changed)] == [("why-not-alone", "question")]


@pytest.mark.parametrize(
    ("do", "said"),
    [
        (lambda: add_question(SHORT, "plan", {**NEW, "key": "voice-said"}), "a question with this key already"),
        (lambda: add_question(SHORT, "plan", {**NEW, "key": "No key"}), "lower-case letters"),
        (lambda: add_question(SHORT, "nowhere", NEW), "There is no section “nowhere”"),
        (lambda: change_question(SHORT, "nothing", NEW), "There is no question “nothing”"),
        (
            lambda: change_question(SHORT, "voice-said", {**NEW, "key": "risk-grade"}),
            "a question with this key already",
        ),
        (lambda: add_section(SHORT, "plan", {"title": "", "purpose": "", "cohorts": []}), "Two sections have the key"),
        (lambda: change_cap(SHORT, 2, {"at": "", "overall": "", "because": ""}), "There is no cap number 2"),
        (lambda: remove_cap(SHORT, 0), "There is no cap number 0"),
        (lambda: change_words(SHORT, "x\x00", ""), "control character"),
        (lambda: change_words(SHORT, "x" * 4001, ""), "4,001 characters"),
        (lambda: change_scale(SHORT, [{"key": "a", "label": "A"}] * 2, ["", ""]), "Two grades have the key “a”"),
    ],
)
def test_what_would_not_be_sound_is_refused(do: Callable[[], Outline], said: str) -> None:
    with pytest.raises(ToolError, match=said):
        do()


@pytest.mark.parametrize("text", [SHORT_TEXT, supplied_text(supplied()[0])], ids=["short", "supplied"])
def test_what_every_audit_is_counted_by_can_be_added_at_once(text: str) -> None:
    outline = add_counted(read_outline(text))
    assert flaws(outline) == ()
    left = lacking(finished(outline))
    assert not any("Add a question" in said or "Ask at least once" in said for said in left)
    assert add_counted(outline) == outline
    whole = starter("short", "Short")
    assert add_counted(whole) == whole


def test_findings_are_added_only_where_none_are_asked_for() -> None:
    without = change_question(SHORT, "voice-strength", {**NEW, "key": "voice-strength"})
    added = add_counted(without)
    assert question_in(added, "impact-strength")[1]["kind"] == "strength"
    assert all(question["key"] != "impact-area" for section in added["sections"] for question in section["questions"])


def test_there_are_only_so_many_questions() -> None:
    full = deepcopy(SHORT)
    there = sum(len(section["questions"]) for section in full["sections"])
    more: list[QuestionOutline] = [{**NEW, "key": f"more-{number}"} for number in range(MOST_QUESTIONS - there)]
    full["sections"][0]["questions"] += more
    with pytest.raises(ToolError, match=r"There are 401 questions\. At most 400 can be kept"):
        add_question(full, "plan", NEW)


@pytest.mark.parametrize("words", ["", "???", "１２３", "x" * 300, "Ünïcode and ‘quotes’", "9 lives", "😀", "a-b--c"])
def test_a_key_can_be_made_of_any_words(words: str) -> None:
    taken: set[str] = set()
    for _ in range(12):
        key = key_from(words, taken)
        assert key not in taken
        taken.add(key)
        assert add_question(SHORT, "plan", {**NEW, "key": key})
