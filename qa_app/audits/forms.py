"""A section as a form: made from the tool's questions, and read without trusting what comes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from audit_tools import Answer, AnswerError, Problem, Section, Tool, clean
from qa_app.tools.fields import Asked, Fields, raw, sent, standing

from .personal_details import warning


class SectionForm:
    """The questions of one section with the answers saved or typed, and what is wrong with them."""

    def __init__(self, tool: Tool, section: Section, answers: Mapping[str, Any], version: int) -> None:
        self.tool, self.section, self.version = tool, section, version
        self.form_errors: list[str] = []
        self.asked = [Asked(one, standing(one, answers.get(one.key))) for one in section.questions]
        self._warn()

    @classmethod
    def sent(cls, tool: Tool, section: Section, fields: MultiDict[str, str]) -> SectionForm:
        """The form as it was sent: everything typed stands in it, even what cannot be an answer."""
        form = cls(tool, section, {}, _version(fields.get("version", "")))
        for asked in form.asked:
            asked.fields = sent(asked.question, fields)
        form._warn()
        return form

    def sift(self, themes: Collection[str]) -> tuple[dict[str, Answer], list[str]]:
        """The answers that are possible, and the keys of the questions whose answers are not.

        What is wrong stands beside those questions from then on.
        """
        try:
            typed = {asked.question.key: raw(asked.question, asked.fields) for asked in self.asked}
            return clean(self.tool, self.section.key, typed, themes=themes), []
        except AnswerError as refused:
            self._point_out(refused.problems)
            return refused.rest, [problem.question for problem in refused.problems]

    def hide_all_but(self, keys: Collection[str]) -> None:
        """Hide the questions that are not asked, given the answers so far."""
        for asked in self.asked:
            asked.hidden = asked.question.key not in keys

    def differences(self, saved: SectionForm) -> list[tuple[Asked, Asked]]:
        """What is saved and what was typed, for each question where they are not the same."""
        pairs = zip(saved.asked, self.asked, strict=True)
        return [(kept, typed) for kept, typed in pairs if kept.fields != _as_kept(typed.fields)]

    def _point_out(self, problems: Collection[Problem]) -> None:
        for problem in problems:
            for asked in self.asked:
                if asked.question.key == problem.question:
                    asked.errors.append(problem.message)

    def _warn(self) -> None:
        for asked in self.asked:
            asked.warning = warning(value for values in asked.fields.values() for value in values)

    @property
    def errors(self) -> dict[str, list[str]]:
        return {asked.first_id: asked.errors for asked in self.asked if asked.errors}

    def __iter__(self) -> Iterator[Asked]:
        return iter(self.asked)


def _as_kept(fields: Fields) -> Fields:
    return {
        name: [value.replace("\r\n", "\n").replace("\r", "\n") for value in values] for name, values in fields.items()
    }


def _version(text: str) -> int:
    """The version a form says it was opened with; -1, which nothing ever has, where it says nothing sensible."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1
