"""A tool as data: frozen values that refuse nonsense with a ToolError naming the tool, section and question."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from .cohorts import COHORTS
from .errors import SENTENCES_LENGTH, TITLE_LENGTH, Checked, ToolError, check_key, check_keys, check_words, found
from .kinds import Kind
from .questions import Question, descriptor_flaws
from .rule import Grading
from .scale import Scale


@dataclass(frozen=True)
class Section(Checked):
    """One page of the form: a subject with its guidance, its questions, and at most one grade.

    Compliance questions come before those about quality. ``cohorts``: for whom it is asked, empty for every child.
    """

    key: str
    title: str
    purpose: str
    questions: tuple[Question, ...]
    cohorts: tuple[str, ...] = ()

    def flaws(self) -> Iterator[ToolError]:
        yield from found(check_key, self.key, "section")
        yield from (flaw.inside(section=self.key) for flaw in self._flaws())

    def _flaws(self) -> Iterator[ToolError]:
        yield from found(check_words, self.title, "title", most=TITLE_LENGTH)
        yield from found(check_words, self.purpose, "purpose", most=SENTENCES_LENGTH)
        if not self.questions:
            yield ToolError("It has no questions. Add one, or remove the section.")
        for cohort in self.cohorts:
            if cohort not in COHORTS:
                yield ToolError(f"There is no cohort “{cohort[:80]}”. Use some of: {', '.join(COHORTS)}.")
        kinds = [question.compliance for question in self.questions]
        if kinds != sorted(kinds, reverse=True):
            yield ToolError("Ask what was done before how well: put its compliance questions first.")
        grades = [question.key for question in self.questions if question.grades]
        if len(grades) > 1:
            yield ToolError(f"It has {len(grades)} grades ({', '.join(grades)}). A section has one grade or none.")

    @property
    def grade(self) -> Question | None:
        """The question that grades this section; None where nothing is graded."""
        return next((question for question in self.questions if question.grades), None)

    def is_for(self, cohort: str | None) -> bool:
        """Whether it is asked of a child of this cohort; where the cohort is not known everything is."""
        return not self.cohorts or cohort is None or cohort in self.cohorts


@dataclass(frozen=True)
class Overall(Checked):
    """How the overall grade is asked for. The grade and its reasons belong to the audit, not to a section's answers.

    ``text`` and ``help`` ask for the grade, ``reasons`` asks why, ``descriptors`` describe every grade of the scale.
    """

    text: str
    help: str
    reasons: str
    descriptors: Mapping[str, str] = field(hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "descriptors", MappingProxyType(dict(self.descriptors)))
        super().__post_init__()

    def flaws(self) -> Iterator[ToolError]:
        for noun in ("text", "help", "reasons"):
            yield from found(check_words, getattr(self, noun), f"“{noun}” of the overall grade", most=SENTENCES_LENGTH)


@dataclass(frozen=True)
class Tool(Checked):
    """One version of an audit tool. A published version never changes; a change is a new version."""

    key: str
    name: str
    version: int
    purpose: str
    scale: Scale
    overall: Overall
    grading: Grading
    sections: tuple[Section, ...]

    def flaws(self) -> Iterator[ToolError]:
        yield from found(check_key, self.key, "tool")
        yield from (flaw.inside(tool=self.key) for flaw in (*self.own_flaws(), *self._flaws_across()))

    def own_flaws(self) -> Iterator[ToolError]:
        """What is wrong with what it says of itself."""
        yield from found(check_words, self.name, "name", most=TITLE_LENGTH)
        yield from found(check_words, self.purpose, "purpose", most=SENTENCES_LENGTH)
        if self.version < 1:
            yield ToolError("The version must be 1 or more.")

    def _flaws_across(self) -> Iterator[ToolError]:
        """Where its parts, each sound by itself, do not fit one another."""
        yield from found(check_keys, [section.key for section in self.sections], "section")
        yield from self.question_flaws()
        for flaw in descriptor_flaws(self.overall.descriptors, self.scale):
            yield flaw.inside(question="overall")
        yield from self.grading.flaws_in(self.grade_keys)
        for cap in self.grading.caps:
            yield from cap.flaws_in(self.scale, self.grade_keys)

    def question_flaws(self) -> Iterator[ToolError]:
        """Where questions do not fit the scale or those before them, each with its section and question."""
        home: dict[str, str] = {}
        before: dict[str, Question] = {}
        for section in self.sections:
            for question in section.questions:
                if question.key in home:
                    flaw = ToolError(f"The section “{home[question.key]}” has a question with this key already.")
                    yield flaw.inside(section=section.key, question=question.key)
                for flaw in (*question.flaws_on(self.scale), *question.condition_flaws(before, self.scale)):
                    yield flaw.inside(section=section.key, question=question.key)
                home[question.key] = section.key
                before[question.key] = question

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Every question, in the order of the form."""
        return tuple(question for section in self.sections for question in section.questions)

    @cached_property
    def asks_everybody_everything(self) -> bool:
        """Whether nothing of it depends on the child or on other answers."""
        return not any(section.cohorts for section in self.sections) and not any(one.shown_if for one in self.questions)

    @property
    def graded(self) -> tuple[Section, ...]:
        """The sections that have a grade, in the order of the form."""
        return tuple(section for section in self.sections if section.grade is not None)

    @property
    def grade_keys(self) -> Set[str]:
        """The keys of the questions that grade a section."""
        return {section.grade.key for section in self.sections if section.grade}

    def section(self, key: str) -> Section:
        """Raises ToolError where the tool has no such section."""
        for section in self.sections:
            if section.key == key:
                return section
        raise ToolError(f"There is no section “{key[:80]}”.", tool=self.key)

    def question(self, key: str) -> Question:
        """Raises ToolError where the tool has no such question."""
        for section in self.sections:
            for question in section.questions:
                if question.key == key:
                    return question
        raise ToolError(f"There is no question “{key[:80]}”.", tool=self.key)

    def rank(self, question: Question, answer: object) -> int | None:
        """How many grades are better than the one an answer gives; None where it gives none."""
        if not isinstance(answer, str):
            return None
        if question.kind is Kind.GRADE:
            return self.scale.rank(answer) if answer in self.scale else None
        if not question.bands or answer not in {value for value, _ in question.choices(self.scale)}:
            return None
        worst_first = [question.bands[key] for key in reversed(self.scale.keys)]
        return len(worst_first) - bisect_right(worst_first, int(answer))
