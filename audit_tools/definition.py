"""A tool as data: frozen values that refuse nonsense with a ToolError naming the tool, section and question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from .errors import SENTENCES_LENGTH, TITLE_LENGTH, ToolError, check_key, check_keys, check_words, place
from .rule import Grading
from .scale import Scale


class Kind(StrEnum):
    """What sort of answer a question takes."""

    GRADE = "grade"
    """A grade on the tool's scale, with a descriptor for every grade."""
    CHOICE = "choice"
    """One of the question's options."""
    TEXT = "text"
    """Free text."""
    STRENGTH = "strength"
    """A finding: what was done well, in free text, with themes."""
    AREA = "area"
    """A finding: an area for development, in free text, with themes."""

    @property
    def is_finding(self) -> bool:
        return self in {Kind.STRENGTH, Kind.AREA}


@dataclass(frozen=True)
class Option:
    """One answer that may be chosen: the key that is stored and the label that people read."""

    key: str
    label: str

    def __post_init__(self) -> None:
        check_key(self.key, "option")
        check_words(self.label, f"label of the option “{self.key}”", most=TITLE_LENGTH)


@dataclass(frozen=True)
class Question:
    """One question. Its key never changes its meaning: trends join questions by key alone.

    ``about`` is a clause that completes the reminders shown to the auditor: "Choose a grade for {about}" for a
    grade, "Choose {about}" for a choice, "Write {about}" for words; without it the question itself is quoted.
    ``evidence`` says where on the file to look. ``purpose`` says what the answer is used for when it serves no theme.
    On a finding, ``themes`` are the ones suggested to the auditor; elsewhere they are the ones the answer informs.
    """

    key: str
    kind: Kind
    text: str
    help: str = ""
    required: bool = False
    about: str = ""
    purpose: str = ""
    evidence: str = ""
    themes: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    descriptors: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "descriptors", MappingProxyType(dict(self.descriptors)))
        check_key(self.key, "question")
        with place(question=self.key):
            check_words(self.text, "question", most=SENTENCES_LENGTH)
            for noun in ("help", "about", "purpose", "evidence"):
                check_words(getattr(self, noun), f"“{noun}”", most=SENTENCES_LENGTH, may_be_empty=True)
            check_keys(list(self.themes), "theme")
            self._check_options()
            if self.descriptors and self.kind is not Kind.GRADE:
                raise ToolError("Only a grade has descriptors. Remove them, or make the kind “grade”.")

    def _check_options(self) -> None:
        check_keys([option.key for option in self.options], "option")
        if self.options and self.kind is not Kind.CHOICE:
            raise ToolError("Only a choice has options. Remove them, or make the kind “choice”.")
        if self.kind is Kind.CHOICE and len(self.options) < 2:
            raise ToolError("A choice needs at least two options.")


@dataclass(frozen=True)
class Section:
    """One page of the form: a subject with its guidance, its questions, and at most one grade."""

    key: str
    title: str
    purpose: str
    questions: tuple[Question, ...]

    def __post_init__(self) -> None:
        check_key(self.key, "section")
        with place(section=self.key):
            check_words(self.title, "title", most=TITLE_LENGTH)
            check_words(self.purpose, "purpose", most=SENTENCES_LENGTH)
            if not self.questions:
                raise ToolError("It has no questions. Add one, or remove the section.")
            grades = [question.key for question in self.questions if question.kind is Kind.GRADE]
            if len(grades) > 1:
                raise ToolError(f"It has {len(grades)} grades ({', '.join(grades)}). A section has one grade or none.")

    @property
    def grade(self) -> Question | None:
        """The question that grades this section; None where nothing is graded."""
        return next((question for question in self.questions if question.kind is Kind.GRADE), None)


@dataclass(frozen=True)
class Overall:
    """How the overall grade is asked for. The grade and its reasons belong to the audit, not to a section's answers.

    ``text`` and ``help`` ask for the grade, ``reasons`` asks why, ``descriptors`` describe every grade of the scale.
    """

    text: str
    help: str
    reasons: str
    descriptors: Mapping[str, str] = field(hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "descriptors", MappingProxyType(dict(self.descriptors)))
        for noun in ("text", "help", "reasons"):
            check_words(getattr(self, noun), f"“{noun}” of the overall grade", most=SENTENCES_LENGTH)


@dataclass(frozen=True)
class Tool:
    """One version of an audit tool. A published version never changes; a change is a new version."""

    key: str
    name: str
    version: int
    purpose: str
    scale: Scale
    overall: Overall
    grading: Grading
    sections: tuple[Section, ...]

    def __post_init__(self) -> None:
        check_key(self.key, "tool")
        with place(tool=self.key):
            check_words(self.name, "name", most=TITLE_LENGTH)
            check_words(self.purpose, "purpose", most=SENTENCES_LENGTH)
            if self.version < 1:
                raise ToolError("The version must be 1 or more.")
            check_keys([section.key for section in self.sections], "section")
            self._check_questions()
            with place(question="overall"):
                check_descriptors(self.overall.descriptors, self.scale)
            graded = {section.grade.key for section in self.sections if section.grade}
            self.grading.check(self.scale, graded)

    def _check_questions(self) -> None:
        home: dict[str, str] = {}
        for section in self.sections:
            for question in section.questions:
                with place(section=section.key, question=question.key):
                    if question.key in home:
                        raise ToolError(f"The section “{home[question.key]}” has a question with this key already.")
                    home[question.key] = section.key
                    if question.kind is Kind.GRADE:
                        check_descriptors(question.descriptors, self.scale)

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question, in the order of the form."""
        return tuple(question for section in self.sections for question in section.questions)

    @property
    def graded(self) -> tuple[Section, ...]:
        """The sections that have a grade, in the order of the form."""
        return tuple(section for section in self.sections if section.grade is not None)

    def section(self, key: str) -> Section:
        """Raises ToolError where the tool has no such section."""
        for section in self.sections:
            if section.key == key:
                return section
        raise ToolError(f"There is no section “{key[:80]}”.", tool=self.key)

    def question(self, key: str) -> Question:
        """Raises ToolError where the tool has no such question."""
        for question in self.questions:
            if question.key == key:
                return question
        raise ToolError(f"There is no question “{key[:80]}”.", tool=self.key)


def check_descriptors(descriptors: Mapping[str, str], scale: Scale) -> None:
    """Refuse descriptors that do not describe every grade of the scale and nothing else."""
    for key in descriptors:
        scale.rank(key)
    for key in scale.keys:
        if key not in descriptors:
            raise ToolError(f"There is no descriptor for the grade “{key}”. Say what it looks like on the file.")
        check_words(descriptors[key], f"descriptor for the grade “{key}”", most=SENTENCES_LENGTH)
