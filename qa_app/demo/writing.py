"""What the invented auditors write: whole sets of answers to the child's-journey tool, around an overall grade."""

from __future__ import annotations

import random
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from audit_tools import Kind, Question, Section, Tool

Answers = dict[str, dict[str, Any]]
"""Section -> question -> answer, as a posted form would give them; the overall judgement under ``overall``."""

HELD_DOWN = ("risk-and-safety-grade", "voice-grade", "oversight-grade", "impact-grade")
"""Grades that limit the overall one: they are never put below the overall grade that is meant."""


@cache
def practice() -> dict[str, Any]:
    return tomllib.loads(files("qa_app.demo").joinpath("practice.toml").read_text("utf-8"))


def write_answers(tool: Tool, overall: str, chance: random.Random) -> Answers:
    """Answers to every section, most of them graded as the overall grade and some a step beside it."""
    written = {section.key: _section(tool, section, overall, chance) for section in tool.sections}
    written["overall"] = {"grade": overall, "reason": chance.choice(practice()["overall"][overall])}
    return written


def _section(tool: Tool, section: Section, overall: str, chance: random.Random) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for question in section.questions:
        if question.kind is Kind.GRADE:
            given[question.key] = _grade(tool, question, overall, chance)
        elif question.kind is Kind.CHOICE:
            given[question.key] = _choice(tool, question, overall, chance)
        elif question.kind is Kind.TEXT and question.required:
            given[question.key] = chance.choice(practice()["words"][question.key])
    grade = given.get(section.grade.key) if section.grade else None
    for question in section.questions:
        if question.kind.is_finding and grade and _worth_writing(question, tool.scale.rank(grade), chance):
            pool = practice()[section.key]["strengths" if question.kind is Kind.STRENGTH else "areas"]
            given[question.key] = dict(chance.choice(pool))
    return given


def _grade(tool: Tool, question: Question, overall: str, chance: random.Random) -> str:
    rank, worst = tool.scale.rank(overall), len(tool.scale.keys) - 1
    step = chance.choices((-1, 0, 1), weights=(2, 7, 1))[0]
    if question.key in HELD_DOWN or rank == worst:
        step = min(step, 0)
    if question.key == "risk-and-safety-grade":
        step = 0
    return tool.scale.keys[min(max(rank + step, 0), worst)]


def _choice(tool: Tool, question: Question, overall: str, chance: random.Random) -> str:
    """The options of the supplied tool stand with the best first; the worse the case, the later the option."""
    better_than_middle = tool.scale.rank(overall) < 2
    weights = [6, 3] if better_than_middle else [3, 4]
    options = [option.key for option in question.options]
    return chance.choices(options, weights=[*weights, *[1] * (len(options) - 2)])[0]


def _worth_writing(question: Question, rank: int, chance: random.Random) -> bool:
    """Strengths are written mostly where work is good, areas for development mostly where it is not."""
    good = rank <= 1
    likely = good if question.kind is Kind.STRENGTH else not good
    return chance.random() < (0.6 if likely else 0.15)
