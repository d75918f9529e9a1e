"""What differs between two versions of a tool, and which questions can still be compared over time.

Sections and questions are the same where their keys are the same, whatever their words. A question's trend goes on
when it is still answered in the same way: the same kind, and the same grades, options or bands to choose from.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TypeVar

from .definition import Section, Tool
from .kinds import Kind
from .outline import Outline, outline_of
from .questions import Option, Question
from .rule import Cap
from .scale import Point, Scale

Keyed = TypeVar("Keyed", Section, Question)


class Aspect(StrEnum):
    """What sort of difference it is."""

    WORDS = "words"
    """What people read."""
    ANSWERS = "answers"
    """What can be answered."""
    ASKING = "asking"
    """Of whom it is asked, and whether an answer is needed."""


@dataclass(frozen=True)
class Difference:
    """One thing that is said differently; empty words where it was or is not said at all."""

    aspect: Aspect
    noun: str
    before: str
    after: str


@dataclass(frozen=True)
class SectionChange:
    """A section of both versions; ``moved`` against the other sections of both."""

    before: Section
    after: Section
    moved: bool
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class QuestionChange:
    """A question of both versions, with its two sections; ``moved`` to another section, or in its own.

    ``trend_ends`` says why its trend does not go on, and is empty where it does.
    """

    before: Question
    after: Question
    home_before: Section
    home_after: Section
    moved: bool
    differences: tuple[Difference, ...]
    trend_ends: str

    @property
    def is_reworded(self) -> bool:
        return any(each.aspect is Aspect.WORDS for each in self.differences)


@dataclass(frozen=True)
class Comparison:
    """How ``after`` differs from ``before``."""

    before: Tool
    after: Tool
    differences: tuple[Difference, ...]
    sections: tuple[SectionChange, ...]
    questions: tuple[QuestionChange, ...]

    @cached_property
    def added_sections(self) -> tuple[Section, ...]:
        return _without(self.after.sections, self.before.sections)

    @cached_property
    def removed_sections(self) -> tuple[Section, ...]:
        return _without(self.before.sections, self.after.sections)

    @cached_property
    def added(self) -> tuple[Question, ...]:
        return _without(self.after.questions, self.before.questions)

    @cached_property
    def removed(self) -> tuple[Question, ...]:
        return _without(self.before.questions, self.after.questions)

    @property
    def added_caps(self) -> tuple[Cap, ...]:
        return tuple(cap for cap in self.after.grading.caps if cap not in self.before.grading.caps)

    @property
    def removed_caps(self) -> tuple[Cap, ...]:
        return tuple(cap for cap in self.before.grading.caps if cap not in self.after.grading.caps)

    @property
    def scale_differs(self) -> bool:
        """Whether grades of one cannot be compared with those of the other."""
        return self.before.scale.keys != self.after.scale.keys

    @property
    def changed(self) -> tuple[QuestionChange, ...]:
        """The questions of both that are not as they were or where they were."""
        return tuple(each for each in self.questions if each.differences or each.moved or each.trend_ends)

    @property
    def changed_sections(self) -> tuple[SectionChange, ...]:
        return tuple(each for each in self.sections if each.differences or each.moved)

    @property
    def is_same(self) -> bool:
        """Whether one asks and grades as the other does; the number of a version does not count."""
        return _unnumbered(self.before) == _unnumbered(self.after)


def compare(before: Tool, after: Tool) -> Comparison:
    """What differs between two versions, or between two tools."""
    homes = {question.key: section for section in before.sections for question in section.questions}
    stay = _in_order([section.key for section in before.sections], [section.key for section in after.sections])
    sections, questions = [], []
    for section in after.sections:
        was = next((each for each in before.sections if each.key == section.key), None)
        if was is not None:
            differences = tuple(_of_section(was, section))
            sections.append(SectionChange(was, section, section.key not in stay, differences))
        settled = (
            _in_order([each.key for each in was.questions], [each.key for each in section.questions]) if was else ()
        )
        for question in section.questions:
            if question.key in homes:
                home = homes[question.key]
                old = next(each for each in home.questions if each.key == question.key)
                questions.append(
                    QuestionChange(
                        *(old, question, home, section, question.key not in settled),
                        tuple(_of_question(old, question, before.scale, after.scale)),
                        trend_ends(old, question, before.scale, after.scale),
                    )
                )
    return Comparison(before, after, tuple(_of_tool(before, after)), tuple(sections), tuple(questions))


def trend_ends(before: Question, after: Question, of_before: Scale, of_after: Scale) -> str:
    """Why answers to one cannot be laid beside answers to the other; empty where they can."""
    if before.kind is not after.kind:
        return f"It was of kind “{before.kind}” and is now of kind “{after.kind}”."
    if before.kind is Kind.GRADE and of_before.keys != of_after.keys:
        return "The scale has other grades now."
    if {option.key for option in before.options} != {option.key for option in after.options}:
        return "It offers other answers now."
    if before.bands != after.bands:
        return "Its scores stand for other grades now."
    return ""


def _of_tool(before: Tool, after: Tool) -> Iterator[Difference]:
    yield from _words(before, after, ("name", "purpose"))
    yield from _words(before.overall, after.overall, ("text", "help", "reasons"), "overall grade: ")
    yield from _by_key("overall grade, ", before.overall.descriptors, after.overall.descriptors)
    yield from _labels("grade", before.scale.points, after.scale.points)
    yield from _words(before.grading, after.grading, ("guidance",), "grading rule: ")
    minimum = str(before.grading.minimum), str(after.grading.minimum)
    yield from _one(Aspect.ASKING, "how many sections must be graded", *minimum)


def _of_section(before: Section, after: Section) -> Iterator[Difference]:
    yield from _words(before, after, ("title", "purpose"))
    yield from _one(Aspect.ASKING, "cohorts", ", ".join(before.cohorts), ", ".join(after.cohorts))


def _of_question(before: Question, after: Question, of_before: Scale, of_after: Scale) -> Iterator[Difference]:
    yield from _words(before, after, ("text", "help", "evidence", "about", "purpose"))
    yield from _by_key("", before.descriptors, after.descriptors)
    yield from _one(Aspect.ANSWERS, "kind", before.kind, after.kind)
    yield from _labels("answer", before.options, after.options)
    if before.kind is after.kind is Kind.GRADE and of_before.keys != of_after.keys:
        yield Difference(Aspect.ANSWERS, "scale", ", ".join(of_before.keys), ", ".join(of_after.keys))
    yield from _one(Aspect.ANSWERS, "bands", _bands(before), _bands(after))
    for noun in ("lowest", "highest", "decimals"):
        yield from _one(Aspect.ANSWERS, noun, str(getattr(before, noun)), str(getattr(after, noun)))
    for noun in ("required", "may_not_apply", "compliance"):
        yield from _one(Aspect.ASKING, noun, *("yes" if getattr(each, noun) else "no" for each in (before, after)))
    yield from _one(Aspect.ASKING, "shown_if", before.shown_if, after.shown_if)
    yield from _one(Aspect.ASKING, "themes", ", ".join(before.themes), ", ".join(after.themes))


def _one(aspect: Aspect, noun: str, before: str, after: str) -> Iterator[Difference]:
    if before != after:
        yield Difference(aspect, noun, before, after)


def _words(before: object, after: object, nouns: Sequence[str], prefix: str = "") -> Iterator[Difference]:
    for noun in nouns:
        yield from _one(Aspect.WORDS, f"{prefix}{noun}", getattr(before, noun), getattr(after, noun))


def _by_key(prefix: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Difference]:
    for key in dict.fromkeys([*before, *after]):
        yield from _one(Aspect.WORDS, f"{prefix}descriptor: {key}", before.get(key, ""), after.get(key, ""))


def _labels(noun: str, before: Sequence[Option | Point], after: Sequence[Option | Point]) -> Iterator[Difference]:
    old, new = ({each.key: each.label for each in parts} for parts in (before, after))
    for key in dict.fromkeys([*old, *new]):
        aspect = Aspect.WORDS if key in old and key in new else Aspect.ANSWERS
        yield from _one(aspect, f"{noun}: {key}", old.get(key, ""), new.get(key, ""))
    both = [[key for key in one if key in other] for one, other in ((old, new), (new, old))]
    yield from _one(Aspect.ANSWERS, f"order of {noun}s", *(", ".join(keys) for keys in both))


def _bands(question: Question) -> str:
    return ", ".join(f"{grade} from {score}" for grade, score in sorted(question.bands.items()))


def _without(parts: Sequence[Keyed], others: Sequence[Keyed]) -> tuple[Keyed, ...]:
    keys = {each.key for each in others}
    return tuple(each for each in parts if each.key not in keys)


def _in_order(before: Sequence[str], after: Sequence[str]) -> Collection[str]:
    """The most keys of both that stand in the same order in both; the others were moved."""
    places = [before.index(key) for key in after if key in before]
    ends: list[int] = []
    best: list[list[int]] = []
    for place in places:
        length = bisect_left(ends, place)
        run = [*(best[length - 1] if length else []), place]
        ends[length:], best[length:] = [place, *ends[length + 1 :]], [run, *best[length + 1 :]]
    return {before[place] for place in best[-1]} if best else set()


def _unnumbered(tool: Tool) -> Outline:
    return {**outline_of(tool), "version": 1}
