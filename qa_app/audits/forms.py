"""A section as a form: made from the tool's questions, and read without trusting what comes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from audit_tools import Answer, AnswerError, Problem, Question, Section, Tool, clean


@dataclass
class Asked:
    """One question on the page, with what stands in it. No question's field can be taken for one of the page's own."""

    question: Question
    value: str = ""
    themes: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        return f"q-{self.question.key}"

    @property
    def themes_id(self) -> str:
        return f"t-{self.question.key}"


class SectionForm:
    """The questions of one section with the answers saved or typed, and what is wrong with them."""

    def __init__(self, tool: Tool, section: Section, answers: Mapping[str, Any], version: int) -> None:
        self.tool, self.section, self.version = tool, section, version
        self.form_errors: list[str] = []
        self.asked = [_standing(question, answers.get(question.key)) for question in section.questions]
        self.raw: dict[str, Any] = {}

    @classmethod
    def sent(cls, tool: Tool, section: Section, fields: MultiDict[str, str]) -> SectionForm:
        """The form as it was sent: everything typed stands in it, even what cannot be an answer."""
        form = cls(tool, section, {}, _version(fields.get("version", "")))
        for asked in form.asked:
            asked.value, asked.themes = fields.get(asked.id, ""), fields.getlist(asked.themes_id)
        form.raw = {asked.question.key: _raw(asked, fields) for asked in form.asked}
        return form

    def sift(self, themes: Collection[str]) -> tuple[dict[str, Answer], list[str]]:
        """The answers that are possible, and the keys of the questions whose answers are not.

        What is wrong stands beside those questions from then on.
        """
        try:
            return clean(self.tool, self.section.key, self.raw, themes=themes), []
        except AnswerError as refused:
            self._point_out(refused.problems)
            return refused.rest, [problem.question for problem in refused.problems]

    def differences(self, saved: SectionForm) -> list[tuple[Asked, Asked]]:
        """What is saved and what was typed, for each question where they are not the same."""
        pairs = zip(saved.asked, self.asked, strict=True)
        return [(kept, typed) for kept, typed in pairs if (kept.value, kept.themes) != (_lines(typed), typed.themes)]

    def _point_out(self, problems: Collection[Problem]) -> None:
        for problem in problems:
            for asked in self.asked:
                if asked.question.key == problem.question:
                    asked.errors.append(problem.message)

    @property
    def errors(self) -> dict[str, list[str]]:
        return {asked.id: asked.errors for asked in self.asked if asked.errors}

    def __iter__(self) -> Iterator[Asked]:
        return iter(self.asked)


def _standing(question: Question, answer: Any) -> Asked:
    if isinstance(answer, Mapping):
        return Asked(question, answer.get("text", ""), list(answer.get("themes", [])))
    return Asked(question, answer or "")


def _lines(asked: Asked) -> str:
    return asked.value.replace("\r\n", "\n").replace("\r", "\n")


def _raw(asked: Asked, fields: MultiDict[str, str]) -> Any:
    """What was sent for a question, in the shape of an answer; a field sent twice keeps both, and so is refused."""
    values = fields.getlist(asked.id)
    value: Any = values if len(values) > 1 else asked.value
    return {"text": value, "themes": asked.themes} if asked.question.kind.is_finding else value


def _version(text: str) -> int:
    """The version a form says it was opened with; -1, which nothing ever has, where it says nothing sensible."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1
