"""What the invented auditors write: whole sets of answers to the child's-journey tool, around an overall grade."""

from __future__ import annotations

import random
import tomllib
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from audit_tools import Kind, Question, Section, Tool
from qa_app.db import today

Answers = dict[str, dict[str, Any]]
"""Section -> question -> answer, as a posted form would give them; the overall judgement under ``overall``."""

HELD_DOWN = ("risk-and-safety-grade", "voice-grade", "oversight-grade", "impact-grade")
"""Grades that limit the overall one: they are never put below the overall grade that is meant."""


@cache
def practice() -> dict[str, Any]:
    return tomllib.loads(files("qa_app.demo").joinpath("practice.toml").read_text("utf-8"))


def write_answers(tool: Tool, overall: str, chance: random.Random) -> Answers:
    """Answers to every section, most of them graded as the overall grade and some a step beside it."""
    given: dict[str, Any] = {}
    written = {section.key: _section(tool, section, overall, given, chance) for section in tool.sections}
    written["overall"] = {"grade": overall, "reason": chance.choice(practice()["overall"][overall])}
    return written


def _section(
    tool: Tool, section: Section, overall: str, given: dict[str, Any], chance: random.Random
) -> dict[str, Any]:
    """Answers to what the section asks after the answers ``given`` so far, which they join."""
    answers: dict[str, Any] = {}
    for question in section.questions:
        if question.condition is None or question.condition.holds(given):
            answer = _answer(tool, question, overall, chance)
            if answer:
                answers[question.key] = given[question.key] = answer
    grade = answers.get(section.grade.key) if section.grade else None
    for question in section.questions:
        if question.kind.is_finding and grade and _worth_writing(question, tool.scale.rank(grade), chance):
            pool = practice()[section.key]["strengths" if question.kind is Kind.STRENGTH else "areas"]
            answers[question.key] = dict(chance.choice(pool))
    return answers


def _answer(tool: Tool, question: Question, overall: str, chance: random.Random) -> Any:
    """What an auditor enters, whatever the kind; findings are written when the grade is known."""
    match question.kind:
        case Kind.GRADE:
            return _grade(tool, question, overall, chance)
        case Kind.CHOICE | Kind.MET:
            return _choice(tool, question, overall, chance)
        case Kind.CHOICES:
            return [chance.choice(question.options).key]
        case Kind.YES_NO:
            return chance.choices(("no", "yes"), weights=(2, 1))[0]
        case Kind.DATE:
            return (today() - timedelta(days=chance.randint(0, 6))).isoformat()
        case Kind.TEXT | Kind.LINE:
            return chance.choice(practice()["words"][question.key])
        case Kind.ACTIONS:
            return _actions(tool, overall, chance)
    return None


def _actions(tool: Tool, overall: str, chance: random.Random) -> list[dict[str, str]]:
    """One thing that must now happen, or two where the work is not good."""
    chosen = chance.sample(practice()["actions"], 1 if tool.scale.rank(overall) < 2 else 2)
    return [
        {
            "what": action["what"],
            "owner": action["owner"],
            "due": (today() + timedelta(days=action["within_days"])).isoformat(),
        }
        for action in chosen
    ]


def _grade(tool: Tool, question: Question, overall: str, chance: random.Random) -> str:
    rank, worst = tool.scale.rank(overall), len(tool.scale.keys) - 1
    step = chance.choices((-1, 0, 1), weights=(2, 7, 1))[0]
    if question.key in HELD_DOWN or rank == worst:
        step = min(step, 0)
    if question.key == "risk-and-safety-grade":
        step = 0
    return tool.scale.keys[min(max(rank + step, 0), worst)]


def _choice(tool: Tool, question: Question, overall: str, chance: random.Random) -> str:
    """What may be chosen in the supplied tool stands with the best first; the worse the case, the later the option."""
    better_than_middle = tool.scale.rank(overall) < 2
    weights = [6, 3] if better_than_middle else [3, 4]
    options = [key for key, _ in question.choices(tool.scale)]
    return chance.choices(options, weights=[*weights, *[1] * (len(options) - 2)])[0]


def _worth_writing(question: Question, rank: int, chance: random.Random) -> bool:
    """Strengths are written mostly where work is good, areas for development mostly where it is not."""
    good = rank <= 1
    likely = good if question.kind is Kind.STRENGTH else not good
    return chance.random() < (0.6 if likely else 0.15)
