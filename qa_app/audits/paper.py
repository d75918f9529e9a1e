"""What an auditor has in hand: a tool, the answers so far, and what is still to do. Plain values only."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from audit_tools import (
    Problem,
    Question,
    Section,
    State,
    Suggestion,
    Tool,
    asked,
    grade,
    section_problems,
    state,
)
from qa_app.tools.models import OVERALL
from qa_app.tools.overall import overall_tool

Answers = Mapping[str, Mapping[str, Any]]
"""Section key -> question key -> answer."""


def asking(tool: Tool, section: str) -> Tool:
    """The tool that asks a section: the tool itself, or the one of the overall judgement."""
    return overall_tool(tool) if section == OVERALL else tool


@dataclass(frozen=True)
class Part:
    """A section and how far it has come, with the questions that are asked in it and the answers to these."""

    section: Section
    questions: tuple[Question, ...]
    answers: Mapping[str, Any]
    state: State
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Paper:
    """A tool with the answers given to it so far, for a child of one ``cohort``; None where it is not known."""

    tool: Tool
    answers: Answers
    cohort: str | None = None

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The sections in which this child is asked something, in the order of the form."""
        given = {key: value for section in self.tool.sections for key, value in self._of(section).items()}
        keys = asked(self.tool, given, self.cohort)
        sections = [each for each in self.tool.sections if any(one.key in keys for one in each.questions)]
        return tuple(_part(self.tool, section, given, keys) for section in sections)

    @cached_property
    def overall(self) -> Part:
        tool = overall_tool(self.tool)
        return _part(tool, tool.sections[0], self._of(tool.sections[0]), {one.key for one in tool.questions})

    @property
    def all_parts(self) -> tuple[Part, ...]:
        return (*self.parts, self.overall)

    def part(self, section: str) -> Part | None:
        """The part with this section; None where the child is not asked it."""
        return next((part for part in self.all_parts if part.section.key == section), None)

    def with_section(self, section: str, answers: Mapping[str, Any]) -> Paper:
        """The same paper with these answers in one section."""
        return replace(self, answers={**self.answers, section: answers})

    @property
    def complete(self) -> int:
        """How many sections are complete, the overall judgement among them."""
        return sum(part.state is State.COMPLETE for part in self.all_parts)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is missing or impossible, in the order of the form; empty when the audit can be sent."""
        return tuple(problem for part in self.all_parts for problem in part.problems)

    @cached_property
    def suggestion(self) -> Suggestion:
        given = {key: value for part in self.parts for key, value in part.answers.items()}
        return grade(self.tool, given, {one.key for part in self.parts for one in part.questions})

    @property
    def differs(self) -> bool:
        """Whether the auditor's overall grade is another than the suggested one."""
        given = self.overall.answers.get("grade")
        return bool(given and self.suggestion.grade and given != self.suggestion.grade)

    @property
    def digest(self) -> str:
        """What two states of the answers have in common only when they say the same."""
        said = {part.section.key: part.answers for part in self.all_parts if part.answers}
        return digest_of(said)

    def _of(self, section: Section) -> Mapping[str, Any]:
        return self.answers.get(section.key, {})


def _part(tool: Tool, section: Section, given: Mapping[str, Any], keys: Set[str]) -> Part:
    questions = tuple(question for question in section.questions if question.key in keys)
    return Part(
        section,
        questions,
        {one.key: given[one.key] for one in questions if one.key in given},
        state(tool, section.key, given, keys),
        section_problems(tool, section.key, given, keys),
    )


def digest_of(said: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=True).encode()).hexdigest()
