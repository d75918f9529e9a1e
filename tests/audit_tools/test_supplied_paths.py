"""What the supplied tools ask after certain answers, and how their rules limit the suggested grade."""

from __future__ import annotations

import pytest

from audit_tools import Cap, Question, Tool, asked, grade, read_toml, supplied, supplied_text

TOOLS = {tool.key: tool for tool in (read_toml(supplied_text(name)) for name in supplied())}
CAPS = [(tool, cap) for tool in TOOLS.values() for cap in tool.grading.caps]

STEP_DOWN = ("step-down-reason", "step-down-told", "step-down-handed-over", "return-likely", "step-down-grade")


def leading_to(tool: Tool, question: Question) -> dict[str, str]:
    """An answer before it that makes the tool ask this question."""
    if question.condition is None:
        return {}
    before = next(question.condition.checks()).question
    choices = [value for value, _ in tool.question(before).choices(tool.scale)]
    return next({before: value} for value in choices if question.condition.holds({before: value}))


def all_graded(tool: Tool, point: str) -> dict[str, str]:
    """Answers by which every section is asked for its grade and has this one."""
    grades = [section.grade for section in tool.graded if section.grade]
    led = {key: value for question in grades for key, value in leading_to(tool, question).items()}
    return led | {question.key: point for question in grades}


@pytest.mark.parametrize(("tool", "cap"), CAPS, ids=[f"{tool.key}-{cap.questions or cap.count}" for tool, cap in CAPS])
def test_every_limit_of_every_tool_holds_the_suggestion_down(tool: Tool, cap: Cap) -> None:
    best = all_graded(tool, tool.scale.keys[0])
    assert grade(tool, best).grade == tool.scale.keys[0]
    keys = cap.questions or tuple(section.grade.key for section in tool.graded if section.grade)
    for first in range(len(keys) - cap.count + 1):
        chosen = keys[first : first + cap.count]
        suggestion = grade(tool, best | dict.fromkeys(chosen, cap.at))
        assert suggestion.grade is not None
        assert tool.scale.rank(suggestion.grade) >= tool.scale.rank(cap.overall)
        if cap.questions and suggestion.grade == cap.overall:
            assert cap.because in " ".join(suggestion.reasons)


@pytest.mark.parametrize("key", ["front-door", "child-in-need-safety-check", "practice-observation"])
def test_a_child_who_may_not_be_safe_leads_to_a_concern(key: str) -> None:
    tool = TOOLS[key]
    assert tool.question("safe-today").required
    assert tool.question("concern-raised").required
    assert {
        answer for answer in ("yes", "no", "unsure") if "concern-raised" in asked(tool, {"safe-today": answer})
    } == {"no", "unsure"}


def test_a_safety_check_begins_with_whether_the_child_is_safe_today() -> None:
    assert TOOLS["child-in-need-safety-check"].questions[0].key == "safe-today"


def test_a_step_down_is_asked_about_and_graded_only_where_there_is_one() -> None:
    tool = TOOLS["child-in-need-safety-check"]
    for answer in ("from-protection", "to-early-help", "closed", "planned"):
        assert set(STEP_DOWN) <= asked(tool, {"step-down": answer})
    for answers in ({"step-down": "no"}, {}):
        assert asked(tool, answers).isdisjoint(STEP_DOWN)
    stayed_open = all_graded(tool, "good") | {"step-down": "no", "step-down-grade": "inadequate"}
    assert grade(tool, stayed_open).grade == "good"


def test_the_front_door_asks_why_a_child_has_come_back_only_of_one_who_has() -> None:
    tool = TOOLS["front-door"]
    assert asked(tool, {"earlier-contacts": "0", "re-referral": "yes"}).isdisjoint({"re-referral", "re-referral-why"})
    assert "re-referral-why" not in asked(tool, {"earlier-contacts": "3", "re-referral": "no"})
    assert "re-referral-why" in asked(tool, {"earlier-contacts": "1", "re-referral": "yes"})


@pytest.mark.parametrize(
    ("months", "questions"),
    [("8", 0), ("9", 1), ("14", 1), ("15", 2), ("40", 2)],
)
def test_child_protection_asks_who_counted_the_months_once_they_are_many(months: str, questions: int) -> None:
    milestones = {"looked-at-afresh", "decided-by-fifteen-months"}
    assert len(milestones & asked(TOOLS["child-protection"], {"months-on-plan": months})) == questions


def test_an_enquiry_without_a_plan_can_still_be_given_a_grade() -> None:
    tool = TOOLS["child-protection"]
    no_plan = {"does_not_apply": "No plan was made."}
    answers: dict[str, object] = dict(all_graded(tool, "good"))
    answers |= dict.fromkeys(("conference-grade", "plan-grade", "multi-agency-grade", "months-on-plan"), no_plan)
    assert grade(tool, answers).grade == "good"


def test_a_supervision_file_explains_long_gaps_and_shows_the_first_year_apart() -> None:
    tool = TOOLS["supervision-file"]
    assert "gap-explained" not in asked(tool, {"longest-gap": "5"})
    assert "gap-explained" in asked(tool, {"longest-gap": "6"})
    assert "first-year-supported" not in asked(tool, {"newly-qualified": "no"})
    assert "first-year-supported" in asked(tool, {"newly-qualified": "yes"})
