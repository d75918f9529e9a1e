"""Answers to a tool, checked against the tool and never trusted.

Answers map a question's key to its value, in the shapes of ``values``. A question without an answer has no entry.
Sections that are not for the child's cohort, and questions whose condition does not hold, are not asked: nothing is
missing there, and what was answered while they were asked is kept but no longer counts.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass
from enum import StrEnum

from .definition import Tool
from .kinds import Kind
from .questions import Question
from .values import Answer, Refused, is_answered, is_set_aside, missing, read_answer


@dataclass(frozen=True)
class Problem:
    """What is missing or impossible, in words for the auditor, with the keys of the section and the question."""

    section: str
    question: str
    message: str


class AnswerError(ValueError):
    """Answers that are refused: every problem found, and in ``rest`` the answers with which nothing is wrong."""

    def __init__(self, problems: tuple[Problem, ...], rest: Mapping[str, Answer]) -> None:
        self.problems = problems
        self.rest = dict(rest)
        super().__init__("; ".join(problem.message for problem in problems))


class State(StrEnum):
    """How far a section has come."""

    NOT_STARTED = "not started"
    IN_PROGRESS = "in progress"
    COMPLETE = "complete"


def clean(tool: Tool, section_key: str, raw: object, *, themes: Collection[str] = ()) -> dict[str, Answer]:
    """The answers to one section out of what was sent, ready to be kept in place of the section's earlier answers.

    ``raw`` maps question keys to values of the shapes of ``values``, a date also to its day, month and year;
    ``themes`` are the theme keys a finding may carry beside the ones its question suggests. Only the section's own
    questions are read: anything else in ``raw`` is ignored. Empty answers have no entry. Of the words typed nothing
    is taken away but control characters; line ends become line feeds. Raises AnswerError when a value has the wrong
    shape, is not in the tool or is too long, and ToolError when the tool has no such section. ``raw`` is not changed.
    """
    section = tool.section(section_key)
    if not isinstance(raw, Mapping):
        raise AnswerError((Problem(section.key, "", "The answers to this section could not be read."),), {})
    kept: dict[str, Answer] = {}
    problems = []
    for question in section.questions:
        try:
            answer = read_answer(question, tool.scale, raw.get(question.key), themes)
        except Refused as refused:
            problems.append(Problem(section.key, question.key, str(refused)))
        else:
            if answer is not None:
                kept[question.key] = answer
    if problems:
        raise AnswerError(tuple(problems), kept)
    return kept


def asked(tool: Tool, answers: Mapping[str, object], cohort: str | None = None) -> Set[str]:
    """The keys of the questions that are asked of a child of this cohort, given the answers so far."""
    if tool.asks_everybody_everything:
        return {question.key for question in tool.questions}
    found: set[str] = set()
    given: dict[str, object] = {}
    for section in tool.sections:
        if not section.is_for(cohort):
            continue
        for question in section.questions:
            if question.condition is None or question.condition.holds(given):
                found.add(question.key)
                value = answers.get(question.key)
                if is_answered(value) and not is_set_aside(value):
                    given[question.key] = value
    return found


def problems(tool: Tool, answers: Mapping[str, object], cohort: str | None = None) -> tuple[Problem, ...]:
    """What is missing or impossible in the whole tool, in the order of the form; empty when all can be submitted."""
    keys = asked(tool, answers, cohort)
    found = (section_problems(tool, section.key, answers, keys) for section in tool.sections)
    return tuple(problem for problems_there in found for problem in problems_there)


def section_problems(
    tool: Tool, section_key: str, answers: Mapping[str, object], among: Set[str] | None = None
) -> tuple[Problem, ...]:
    """What is missing or impossible in one section.

    ``among``: the keys of the questions that are asked; by default those of a child of unknown cohort. Raises ToolError
    when the tool has no such section.
    """
    questions = _asked_in(tool, section_key, answers, among)
    found = ((question, _problem(tool, question, answers.get(question.key))) for question in questions)
    return tuple(Problem(section_key, question.key, message) for question, message in found if message)


def state(tool: Tool, section_key: str, answers: Mapping[str, object], among: Set[str] | None = None) -> State:
    """How far one section has come; ``among`` as for ``section_problems``.

    A section is complete when it has an answer and no problems, so one in which nothing is required stays "not
    started" until something is written; it holds nothing up, because it has no problems either.
    """
    questions = _asked_in(tool, section_key, answers, among)
    if not any(is_answered(answers.get(question.key)) for question in questions):
        return State.NOT_STARTED
    return State.IN_PROGRESS if section_problems(tool, section_key, answers, among) else State.COMPLETE


def _asked_in(
    tool: Tool, section_key: str, answers: Mapping[str, object], among: Set[str] | None
) -> tuple[Question, ...]:
    keys = asked(tool, answers) if among is None else among
    return tuple(question for question in tool.section(section_key).questions if question.key in keys)


def _problem(tool: Tool, question: Question, value: object) -> str | None:
    try:
        answer = read_answer(question, tool.scale, value, None)
    except Refused as refused:
        return str(refused)
    if isinstance(answer, Mapping):
        return _half_said(question, answer)
    if question.kind is Kind.ACTIONS and answer:
        return next((said for row in answer if isinstance(row, Mapping) and (said := _unfinished(row))), None)
    if question.required and not is_answered(answer):
        return missing(question)
    return None


def _half_said(question: Question, answer: Mapping[str, object]) -> str | None:
    """What a reason or a finding still lacks."""
    if is_set_aside(answer):
        return None if answer["does_not_apply"] else f"Say why “{question.text}” does not apply"
    if answer["themes"] and not str(answer["text"]).strip():
        return f"Write an answer to “{question.text}”, or take its themes away"
    return missing(question) if question.required and not is_answered(answer) else None


def _unfinished(action: Mapping[str, object]) -> str | None:
    what = str(action["what"]).strip()
    if not what:
        return "Say what must happen in every action, or empty its row"
    name = what if len(what) <= 60 else f"{what[:57]}…"
    if not action["owner"]:
        return f"Choose who will see to “{name}”"
    return None if action["due"] else f"Enter the date by which “{name}” must be done"
