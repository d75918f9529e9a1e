"""Everything that keeps an outline from being a tool, each with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from .conditions import read_condition
from .errors import ToolError, found
from .outline import Outline, sketch
from .questions import Question, descriptor_flaws

Place: TypeAlias = Literal["tool", "scale", "overall", "grading", "cap", "section", "question"]


@dataclass(frozen=True)
class Flaw:
    """What is wrong and what to do, and where: the keys of the section and the question, the number of a cap from 1."""

    place: Place
    message: str
    section: str = ""
    question: str = ""
    number: int = 0


def flaws(outline: Outline) -> tuple[Flaw, ...]:
    """Every flaw, in the order of the form; none where ``finished`` makes a tool of the outline."""
    return tuple(_flaws(outline))


def condition_flaws(outline: Outline, key: str) -> tuple[str, ...]:
    """What is wrong with the condition under which one question is asked."""
    tool = sketch(outline)
    before: dict[str, Question] = {}
    for question in tool.questions:
        if question.key == key:
            unread = found(read_condition, question.shown_if) if question.shown_if else ()
            return tuple(flaw.problem for flaw in (*unread, *question.condition_flaws(before, tool.scale)))
        before[question.key] = question
    return ()


def _flaws(outline: Outline) -> Iterator[Flaw]:
    tool = sketch(outline)
    scale, overall, grading = tool.scale, tool.overall, tool.grading
    yield from _at("tool", tool.own_flaws())
    yield from _at("scale", scale.flaws(), *(point.flaws() for point in scale.points))
    yield from _at("overall", overall.flaws(), descriptor_flaws(overall.descriptors, scale))
    yield from _at("grading", grading.flaws(), grading.flaws_in(tool.grade_keys))
    for number, cap in enumerate(grading.caps, start=1):
        yield from _at("cap", cap.flaws(), cap.flaws_in(scale, tool.grade_keys), number=number)
    across = [*tool.question_flaws()]
    for section in tool.sections:
        yield from _at("section", section.flaws(), section=section.key)
        for question in section.questions:
            among = [flaw for flaw in across if flaw.question == question.key]
            own = (*(option.flaws() for option in question.options), question.flaws(), among)
            yield from _at("question", *own, section=section.key, question=question.key)


def _at(
    place: Place, *kinds: Iterable[ToolError], section: str = "", question: str = "", number: int = 0
) -> Iterator[Flaw]:
    for some in kinds:
        yield from (Flaw(place, flaw.problem, section, question, number) for flaw in some)
