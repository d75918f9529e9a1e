"""What an auditor has in hand: a tool, the answers so far, and what is still to do. Plain values only."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from audit_tools import (
    Grading,
    Kind,
    Method,
    Problem,
    Question,
    Section,
    State,
    Suggestion,
    Tool,
    grade,
    section_problems,
    state,
)
from qa_app.tools.models import OVERALL

Answers = Mapping[str, Mapping[str, Any]]
"""Section key -> question key -> answer."""


def overall_tool(tool: Tool) -> Tool:
    """The overall judgement as a tool of one section, so that it is asked, checked and kept like every other.

    It stands apart from the tool itself, because its grade must not be counted among the section grades.
    """
    asked = tool.overall
    questions = (
        Question("grade", Kind.GRADE, asked.text, "", True, "the whole audit", descriptors=asked.descriptors),
        Question(
            "reason",
            Kind.TEXT,
            asked.reasons,
            "If your grade differs from the suggested one, say what the section grades do not show.",
            True,
            "the reasons for your overall grade",
        ),
    )
    section = Section(OVERALL, "Overall judgement", asked.help, questions)
    alone = Grading(Method.MEDIAN, 1, tool.grading.guidance)
    return Tool(tool.key, tool.name, tool.version, tool.purpose, tool.scale, asked, alone, (section,))


def asking(tool: Tool, section: str) -> Tool:
    """The tool that asks a section: the tool itself, or the one of the overall judgement."""
    return overall_tool(tool) if section == OVERALL else tool


@dataclass(frozen=True)
class Part:
    """A section and how far it has come."""

    section: Section
    answers: Mapping[str, Any]
    state: State
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Paper:
    """A tool with the answers given to it so far."""

    tool: Tool
    answers: Answers

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The sections of the tool, in the order of the form."""
        return tuple(self._part(self.tool, section) for section in self.tool.sections)

    @cached_property
    def overall(self) -> Part:
        tool = overall_tool(self.tool)
        return self._part(tool, tool.sections[0])

    @property
    def all_parts(self) -> tuple[Part, ...]:
        return (*self.parts, self.overall)

    @property
    def complete(self) -> int:
        """How many sections of the tool are complete."""
        return sum(part.state is State.COMPLETE for part in self.parts)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is missing or impossible, in the order of the form; empty when the audit can be sent."""
        return tuple(problem for part in self.all_parts for problem in part.problems)

    @cached_property
    def suggestion(self) -> Suggestion:
        return grade(self.tool, {key: value for part in self.parts for key, value in part.answers.items()})

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

    def _part(self, tool: Tool, section: Section) -> Part:
        answers = self.answers.get(section.key, {})
        return Part(section, answers, state(tool, section.key, answers), section_problems(tool, section.key, answers))


def digest_of(said: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=True).encode()).hexdigest()
