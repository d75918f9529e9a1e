"""Answers to a tool: plain values that can be kept as JSON, checked against the tool and never trusted.

Answers map a question's key to its value: the key of a grade, the key of an option, words, or, for a finding,
``{"text": words, "themes": [keys]}``. A question without an answer has no entry.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias, TypedDict

from .definition import Kind, Question, Tool
from .errors import CONTROL, is_key

TEXT_LENGTH = 60_000
"""The most characters one text may have."""


class Finding(TypedDict):
    """A strength or an area for development as the auditor wrote it."""

    text: str
    themes: list[str]


Answer: TypeAlias = str | Finding


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


class _RefusedError(Exception):
    """One value refused; the sentence is for the auditor."""


def clean(tool: Tool, section_key: str, raw: object, *, themes: Collection[str] = ()) -> dict[str, Answer]:
    """The answers to one section out of what was sent, ready to be kept in place of the section's earlier answers.

    ``raw`` maps question keys to values of the shapes above; ``themes`` are the theme keys a finding may carry beside
    the ones its question suggests. Only the section's own questions are read: anything else in ``raw`` is ignored.
    Empty answers have no entry. Of the words typed nothing is taken away but control characters; line ends become
    line feeds. Raises AnswerError when a value has the wrong shape, is not in the tool or is too long, and ToolError
    when the tool has no such section. ``raw`` is not changed.
    """
    section = tool.section(section_key)
    if not isinstance(raw, Mapping):
        raise AnswerError((Problem(section.key, "", "The answers to this section could not be read."),), {})
    kept: dict[str, Answer] = {}
    problems = []
    for question in section.questions:
        try:
            answer = _read(tool, question, raw.get(question.key), themes)
        except _RefusedError as refused:
            problems.append(Problem(section.key, question.key, str(refused)))
        else:
            if answer is not None:
                kept[question.key] = answer
    if problems:
        raise AnswerError(tuple(problems), kept)
    return kept


def problems(tool: Tool, answers: Mapping[str, object]) -> tuple[Problem, ...]:
    """What is missing or impossible in the whole tool, in the order of the form; empty when all can be submitted."""
    return tuple(problem for section in tool.sections for problem in section_problems(tool, section.key, answers))


def section_problems(tool: Tool, section_key: str, answers: Mapping[str, object]) -> tuple[Problem, ...]:
    """What is missing or impossible in one section. Raises ToolError when the tool has no such section."""
    section = tool.section(section_key)
    found = ((question, _problem(tool, question, answers.get(question.key))) for question in section.questions)
    return tuple(Problem(section.key, question.key, message) for question, message in found if message)


def state(tool: Tool, section_key: str, answers: Mapping[str, object]) -> State:
    """How far one section has come.

    A section is complete when it has an answer and no problems, so one in which nothing is required stays "not
    started" until something is written; it holds nothing up, because it has no problems either.
    """
    if not any(_is_answered(answers.get(question.key)) for question in tool.section(section_key).questions):
        return State.NOT_STARTED
    return State.IN_PROGRESS if section_problems(tool, section_key, answers) else State.COMPLETE


def missing(question: Question) -> str:
    """The reminder that asks the auditor for an answer.

    >>> missing(Question("plan-grade", Kind.GRADE, "How good is the plan?", about="how good the plan is"))
    'Choose a grade for how good the plan is'
    >>> missing(Question("plan-note", Kind.TEXT, "What is in the plan?"))
    'Write an answer to “What is in the plan?”'
    """
    opening = {Kind.GRADE: ("Choose a grade for", ""), Kind.CHOICE: ("Choose", " an answer to")}
    verb, object_ = opening.get(question.kind, ("Write", " an answer to"))
    return f"{verb} {question.about}" if question.about else f"{verb}{object_} “{question.text}”"


def _problem(tool: Tool, question: Question, value: object) -> str | None:
    try:
        answer = _read(tool, question, value, None)
    except _RefusedError as refused:
        return str(refused)
    if isinstance(answer, dict) and answer["themes"] and not answer["text"].strip():
        return f"Write an answer to “{question.text}”, or take its themes away"
    if question.required and not _is_answered(answer):
        return missing(question)
    return None


def _is_answered(value: object) -> bool:
    """Whether something was entered: spaces alone are nothing, a value of the wrong shape is something."""
    if isinstance(value, Mapping) and set(value) <= {"text", "themes"}:
        return any(_is_answered(part) for part in value.values())
    return bool(value.strip()) if isinstance(value, str) else bool(value)


def _read(tool: Tool, question: Question, value: object, themes: Collection[str] | None) -> Answer | None:
    """The value as it may be kept, None for nothing; any well-made theme key is taken where ``themes`` is None."""
    if value is None or value == "":
        return None
    if question.kind.is_finding:
        return _finding(question, value, themes)
    if not isinstance(value, str):
        raise _RefusedError(f"The answer to “{question.text}” has the wrong form. {missing(question)}")
    if question.kind is Kind.TEXT:
        return _words(question, value) or None
    allowed = tool.scale.keys if question.kind is Kind.GRADE else tuple(option.key for option in question.options)
    if value not in allowed:
        raise _RefusedError(f"The answer to “{question.text}” is not one of those offered. {missing(question)}")
    return value


def _finding(question: Question, value: object, themes: Collection[str] | None) -> Finding | None:
    wrong_form = f"The answer to “{question.text}” has the wrong form. Write it as text, with themes beside it"
    if not isinstance(value, Mapping) or not set(value) <= {"text", "themes"}:
        raise _RefusedError(wrong_form)
    words, tags = value.get("text", ""), value.get("themes", [])
    if not isinstance(words, str) or not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise _RefusedError(wrong_form)
    for place, tag in enumerate(tags):
        known = is_key(tag) if themes is None else tag in question.themes or tag in themes
        if not known:
            raise _RefusedError(f"A theme chosen for “{question.text}” is not one of those offered. Choose another")
        if tag in tags[:place]:
            raise _RefusedError(f"A theme was sent twice for “{question.text}”. Choose each theme once")
    finding = Finding(text=_words(question, words), themes=list(tags))
    return finding if finding["text"] or finding["themes"] else None


def _words(question: Question, value: str) -> str:
    words = CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    if len(words) > TEXT_LENGTH:
        raise _RefusedError(
            f"Your answer to “{question.text}” has {len(words):,} characters. At most {TEXT_LENGTH:,} can be kept: "
            f"shorten it by {len(words) - TEXT_LENGTH:,}"
        )
    return words
