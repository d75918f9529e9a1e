"""From section grades to one suggested grade, with every reason in a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TypeAlias

from .answers import asked
from .definition import Section, Tool
from .rule import Cap
from .values import is_set_aside

_WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

Graded: TypeAlias = Sequence[tuple[Section, int]]
"""Sections with the rank of their grade."""


@dataclass(frozen=True)
class Suggestion:
    """The key of the suggested grade, None when too little is graded to suggest one, and why, a sentence each."""

    grade: str | None
    reasons: tuple[str, ...]


def grade(tool: Tool, answers: Mapping[str, object], among: Set[str] | None = None) -> Suggestion:
    """The ordinal median of the section grades, held down by the tool's caps.

    Grades are ordered, not measured: "halfway between Good and Requires improvement" is no grade. With an even
    number of sections the worse of the two middle grades is therefore taken: half of the sections are at or below it,
    and a suggestion that is too kind misleads more than one that the auditor may raise with a reason. Improving
    one section never worsens the suggestion, and the order of the sections plays no part.

    Ungraded sections are left out. Sections whose grade is not ``among`` the questions asked (by default of a child of
    unknown cohort), or does not apply, are not counted among those that could be graded. Values that are not on the
    scale count as ungraded, because ``problems`` reports them. Source of the median of ordered categories: the
    category in which the cumulative count, from the worst grade up, first reaches half of the sections.

    >>> from audit_tools import read_toml, supplied_text
    >>> tool = read_toml(supplied_text("childs-journey-2"))
    >>> answers = {section.grade.key: "good" for section in tool.graded}
    >>> grade(tool, answers)
    Suggestion(grade='good', reasons=('All 11 graded sections are Good.',))
    >>> grade(tool, answers | {"risk-and-safety-grade": "inadequate"}).grade
    'inadequate'
    """
    questions = asked(tool, answers) if among is None else among
    applying = [
        (section, section.grade)
        for section in tool.graded
        if section.grade and section.grade.key in questions and not is_set_aside(answers.get(section.grade.key))
    ]
    ranks_of = ((section, tool.rank(question, answers.get(question.key))) for section, question in applying)
    given = [(section, rank) for section, rank in ranks_of if rank is not None]
    if len(given) < tool.grading.minimum:
        return Suggestion(None, (_too_few(tool, len(given), len(applying)),))
    ranks = sorted(rank for _, rank in given)
    middle = ranks[len(ranks) // 2]
    met = [(cap, sections) for cap in tool.grading.caps if (sections := _met(tool, cap, given))]
    final = max([middle, *(tool.scale.rank(cap.overall) for cap, _ in met)])
    deciding = [pair for pair in met if tool.scale.rank(pair[0].overall) == final and final > middle]
    limits = [_limited(tool, cap, sections) for cap, sections in deciding]
    return Suggestion(tool.scale.keys[final], (*_by_grade(tool, given), _middle(tool, ranks), *limits))


def _met(tool: Tool, cap: Cap, given: Graded) -> Graded:
    """The sections that bring the cap about, or none when it does not apply."""
    looked_at = cap.questions or {section.grade.key for section in tool.graded if section.grade}
    found = [
        (section, rank)
        for section, rank in given
        if rank >= tool.scale.rank(cap.at) and section.grade and section.grade.key in looked_at
    ]
    return found if len(found) >= cap.count else []


def _too_few(tool: Tool, given: int, applying: int) -> str:
    that_apply = "" if applying == len(tool.graded) else " that apply"
    return (
        f"{_number(given).capitalize()} of {_number(applying)} sections{that_apply} {_are(given)} graded. "
        f"A grade is suggested once at least {_number(tool.grading.minimum)} are."
    )


def _by_grade(tool: Tool, given: Graded) -> list[str]:
    """Which sections have which grade, best first; nothing where all have the same."""
    titles = [[section.title for section, rank in given if rank == place] for place in range(len(tool.scale.points))]
    held = [(point.label, names) for point, names in zip(tool.scale.points, titles, strict=True) if names]
    return [f"{label}: {'; '.join(names)}." for label, names in held] if len(held) > 1 else []


def _middle(tool: Tool, ranks: Sequence[int]) -> str:
    """Why the middle grade is what it is; ``ranks`` are in order, best first."""
    count, half = len(ranks), len(ranks) // 2
    label = tool.scale.points[ranks[half]].label
    sections = f"{_number(count)} graded sections" if count > 1 else "graded section"
    same, worse = ranks.count(ranks[half]), sum(rank > ranks[half] for rank in ranks)
    so = f"so the middle grade is {label}."
    if same == count:
        return f"All {sections} are {label}." if count > 1 else f"The only {sections} is {label}."
    if count % 2 == 0 and ranks[half - 1] != ranks[half]:
        better = tool.scale.points[ranks[half - 1]].label
        return (
            f"Half of the {sections} are {better} or better and half are {label} or worse. "
            f"Between two middle grades the worse one counts, {so}"
        )
    if same > half:
        return f"{_number(same).capitalize()} of {sections} are {label}, {so}"
    return (
        f"{_number(same + worse).capitalize()} of {sections} are {label} or worse, {_number(worse)} of them worse, {so}"
    )


def _limited(tool: Tool, cap: Cap, met: Graded) -> str:
    """Which sections hold the suggestion down, and to what."""
    same = len({rank for _, rank in met}) == 1
    grade_met = tool.scale.points[met[0][1]].label if same else f"{tool.scale.label(cap.at)} or worse"
    titles = "; ".join(section.title for section, _ in met)
    subject = f"{titles} is {grade_met}"
    if len(met) > 1:
        subject = f"{_number(len(met)).capitalize()} sections are {grade_met} ({titles})"
    return f"{subject}, so the suggestion can be no better than {tool.scale.label(cap.overall)}. {cap.because}"


def _number(count: int) -> str:
    return _WORDS[count] if count < len(_WORDS) else str(count)


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
