"""Two versions side by side: what is new, gone, reworded or moved, and which trends go on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from audit_tools import Aspect, Comparison, Outline, Tool, compare, finished, outline_of, read_outline, sketch
from audit_tools.drafting import (
    add_cap,
    add_question,
    add_section,
    change_grading,
    change_question,
    change_scale,
    change_words,
    move_question,
    move_section,
    place_question,
    question_in,
    remove_cap,
    remove_question,
    remove_section,
)

from .random_tools import tools

EVERY = read_outline((Path(__file__).parents[1] / "every_kind.toml").read_text("utf-8"))


def compared(change: Callable[[Outline], Outline]) -> Comparison:
    return compare(finished(EVERY), sketch(change(EVERY)))


def with_question(key: str, **changes: Any) -> Comparison:
    def change(outline: Outline) -> Outline:
        _, question = question_in(outline, key)
        return change_question(outline, key, {**question, **changes})  # type: ignore[typeddict-item]

    return compared(change)


def nouns(found: Comparison) -> list[tuple[Aspect, str, str, str]]:
    (change,) = found.changed
    return [(each.aspect, each.noun, each.before, each.after) for each in change.differences]


def test_a_tool_is_the_same_as_itself_whatever_its_number() -> None:
    tool = finished(EVERY)
    found = compare(tool, finished({**EVERY, "version": 7}))
    assert found.is_same
    assert (found.added, found.removed, found.changed, found.changed_sections, found.differences) == (
        (),
        (),
        (),
        (),
        (),
    )
    assert not any(each.trend_ends for each in found.questions)
    assert len(found.questions) == len(tool.questions)


def test_what_is_new_and_what_is_gone() -> None:
    found = compared(
        lambda one: remove_question(add_question(one, "about", {"key": "new", "kind": "text", "text": "?"}), "headline")
    )
    assert [question.key for question in found.added] == ["new"]
    assert [question.key for question in found.removed] == ["headline"]
    assert found.changed == ()
    assert not found.is_same
    found = compared(
        lambda one: add_section(remove_section(one, "leaving"), "more", {"title": "More", "purpose": "", "cohorts": []})
    )
    assert [section.key for section in found.added_sections] == ["more"]
    assert [section.key for section in found.removed_sections] == ["leaving"]
    assert [question.key for question in found.removed] == ["leaving-score"]


def test_what_was_moved_and_nothing_that_only_made_way() -> None:
    found = compared(lambda one: move_question(one, "practice-grade", -1))
    assert [(each.before.key, each.moved) for each in found.changed] in ([("practice-grade", True)], [("area", True)])
    found = compared(lambda one: place_question(one, "headline", "practice"))
    assert [each.before.key for each in found.changed if each.moved] == ["headline"]
    found = compared(lambda one: place_question(one, "headline", "about", "period"))
    (change,) = found.changed
    assert (change.home_before.key, change.home_after.key, change.moved) == ("practice", "about", True)
    assert change.trend_ends == ""
    found = compared(lambda one: move_section(one, "leaving", -1))
    assert len([each for each in found.sections if each.moved]) == 1
    assert found.changed == ()


WORDS = [
    ("visited", {"text": "Other?"}, [(Aspect.WORDS, "text", "Was the child visited in time?", "Other?")]),
    ("visited", {"help": "Look."}, [(Aspect.WORDS, "help", "", "Look.")]),
    ("visited", {"required": False}, [(Aspect.ASKING, "required", "yes", "no")]),
    ("headline", {"shown_if": "seen-alone is no"}, [(Aspect.ASKING, "shown_if", "", "seen-alone is no")]),
    ("headline", {"themes": ["plans"]}, [(Aspect.ASKING, "themes", "", "plans")]),
    ("visits", {"highest": 50}, [(Aspect.ANSWERS, "highest", "100", "50")]),
]


@pytest.mark.parametrize(("key", "change", "said"), WORDS)
def test_other_words_and_other_askings_do_not_end_a_trend(key: str, change: dict[str, Any], said: Any) -> None:
    found = with_question(key, **change)
    assert nouns(found) == said
    assert found.changed[0].trend_ends == ""
    assert found.changed[0].is_reworded is (said[0][0] is Aspect.WORDS)


def test_another_label_is_other_words_and_another_answer_ends_the_trend() -> None:
    school, health = {"key": "school", "label": "School"}, {"key": "health", "label": "A health visitor"}
    found = with_question("sources", options=[school, health])
    assert nouns(found) == [(Aspect.WORDS, "answer: school", "The school", "School")]
    assert found.changed[0].trend_ends == ""
    found = with_question("sources", options=[health, {**school, "label": "The school"}])
    assert nouns(found) == [(Aspect.ANSWERS, "order of answers", "school, health", "health, school")]
    assert found.changed[0].trend_ends == ""
    found = with_question("sources", options=[health, {"key": "police", "label": "The police"}])
    assert [each[:2] for each in nouns(found)] == [
        (Aspect.ANSWERS, "answer: school"),
        (Aspect.ANSWERS, "answer: police"),
    ]
    assert found.changed[0].trend_ends == "It offers other answers now."


def test_another_kind_other_bands_and_another_scale_end_trends() -> None:
    found = with_question("headline", kind="text")
    assert found.changed[0].trend_ends == "It was of kind “line” and is now of kind “text”."
    found = with_question(
        "leaving-score", bands={"outstanding": 8, "good": 6, "requires-improvement": 3, "inadequate": 0}
    )
    assert found.changed[0].trend_ends == "Its scores stand for other grades now."
    points = [point for point in EVERY["scale"]["points"] if point["key"] != "outstanding"]
    found = compared(lambda one: change_scale(one, points, [point["key"] for point in points]))
    assert found.scale_differs
    ended = {each.before.key: each.trend_ends for each in found.questions if each.trend_ends}
    assert ended == {
        "practice-grade": "The scale has other grades now.",
        "leaving-score": "Its scores stand for other grades now.",
    }
    assert ("grade: outstanding", "Outstanding", "") in [(one.noun, one.before, one.after) for one in found.differences]


def test_another_label_of_a_grade_leaves_trends_as_they_are() -> None:
    points = [{**point, "label": f"{point['label']}!"} for point in EVERY["scale"]["points"]]
    found = compared(lambda one: change_scale(one, points, [point["key"] for point in points]))  # type: ignore[arg-type]
    assert not found.scale_differs
    assert not any(each.trend_ends for each in found.questions)
    assert {each.aspect for each in found.differences} == {Aspect.WORDS}


def test_the_words_and_the_rule_of_the_tool() -> None:
    found = compared(lambda one: change_grading(change_words(one, "Other", EVERY["purpose"]), 2, "Other."))
    assert [each.noun for each in found.differences] == [
        "name",
        "grading rule: guidance",
        "how many sections must be graded",
    ]
    capped = add_cap(EVERY, {"at": "inadequate", "overall": "inadequate", "because": "Because."})
    found = compare(finished(EVERY), finished(capped))
    assert [cap.because for cap in found.added_caps] == ["Because."]
    assert found.removed_caps == ()
    back = compare(finished(capped), finished(remove_cap(capped, 1)))
    assert [cap.because for cap in back.removed_caps] == ["Because."]


@given(tools(), tools())
@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.too_slow])
def test_any_two_tools_can_be_compared_and_nothing_is_left_out(before: Tool, after: Tool) -> None:
    found = compare(before, after)
    assert {question.key for question in found.added} | {each.after.key for each in found.questions} == {
        question.key for question in after.questions
    }
    assert {question.key for question in found.removed} | {each.before.key for each in found.questions} == {
        question.key for question in before.questions
    }
    assert found.is_same == (outline_of(before) == {**outline_of(after), "version": before.version})
    for each in found.questions:
        if each not in found.changed:
            assert each.before == each.after
