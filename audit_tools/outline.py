"""An unfinished tool as plain nested values, in the shape of its TOML; what is empty and need not be said is left out.

The keys in an outline are sound and none stands twice, and its kinds are kinds that there are. Everything else may
still be missing or contradict itself: ``flaws`` says where.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, Final, Required, TypedDict, TypeVar, cast

from .definition import Overall, Section, Tool
from .errors import place, unchecked
from .kinds import Kind
from .questions import LARGEST, Option, Question
from .rule import Cap, Grading, Method
from .scale import Point, Scale


class Labelled(TypedDict):
    """A grade of a scale, or an option of a question."""

    key: str
    label: str


class QuestionOutline(TypedDict, total=False):
    key: Required[str]
    kind: Required[str]
    text: Required[str]
    help: str
    required: bool
    about: str
    purpose: str
    evidence: str
    themes: list[str]
    options: list[Labelled]
    descriptors: dict[str, str]
    compliance: bool
    may_not_apply: bool
    shown_if: str
    lowest: int
    highest: int
    decimals: int
    bands: dict[str, int]


class SectionOutline(TypedDict, total=False):
    key: Required[str]
    title: Required[str]
    purpose: Required[str]
    cohorts: list[str]
    questions: Required[list[QuestionOutline]]


class ScaleOutline(TypedDict):
    key: str
    points: list[Labelled]


class OverallOutline(TypedDict):
    text: str
    help: str
    reasons: str
    descriptors: dict[str, str]


class CapOutline(TypedDict, total=False):
    questions: list[str]
    count: int
    at: Required[str]
    overall: Required[str]
    because: Required[str]


class GradingOutline(TypedDict):
    method: str
    minimum: int
    guidance: str
    caps: list[CapOutline]


class Outline(TypedDict):
    key: str
    name: str
    version: int
    purpose: str
    scale: ScaleOutline
    overall: OverallOutline
    grading: GradingOutline
    sections: list[SectionOutline]


Part = TypeVar("Part", QuestionOutline, SectionOutline, CapOutline)

_USUAL: Final[Mapping[str, object]] = {"count": 1, "highest": LARGEST}
"""Numbers that need not be said, where that is not 0."""


def question_outline(said: QuestionOutline) -> QuestionOutline:
    """The question without what need not be said."""
    return _tidied(said, "key", "kind", "text")


def section_outline(said: SectionOutline) -> SectionOutline:
    """The section without what need not be said."""
    return _tidied(said, "key", "title", "purpose", "questions")


def cap_outline(said: CapOutline) -> CapOutline:
    """The cap without what need not be said."""
    return _tidied(said, "at", "overall", "because")


def _tidied(part: Part, *needed: str) -> Part:
    said = {name: value for name, value in part.items() if name in needed or value != _USUAL.get(name, type(value)())}
    return cast("Part", said)


def outline_of(tool: Tool) -> Outline:
    """The tool as an outline, out of which ``finished`` makes an equal tool."""
    overall, grading = tool.overall, tool.grading
    return {
        "key": tool.key,
        "name": tool.name,
        "version": tool.version,
        "purpose": tool.purpose,
        "scale": {"key": tool.scale.key, "points": _labelled(tool.scale.points)},
        "overall": {
            "text": overall.text,
            "help": overall.help,
            "reasons": overall.reasons,
            "descriptors": dict(overall.descriptors),
        },
        "grading": {
            "method": grading.method.value,
            "minimum": grading.minimum,
            "guidance": grading.guidance,
            "caps": [_of_cap(cap) for cap in grading.caps],
        },
        "sections": [_of_section(section) for section in tool.sections],
    }


def _of_section(section: Section) -> SectionOutline:
    return section_outline(
        {
            "key": section.key,
            "title": section.title,
            "purpose": section.purpose,
            "cohorts": list(section.cohorts),
            "questions": [_of_question(question) for question in section.questions],
        }
    )


def _of_question(question: Question) -> QuestionOutline:
    said: dict[str, Any] = {each.name: getattr(question, each.name) for each in fields(question)}
    said |= {
        "kind": question.kind.value,
        "themes": list(question.themes),
        "options": _labelled(question.options),
        "descriptors": dict(question.descriptors),
        "bands": dict(question.bands),
    }
    return question_outline(cast("QuestionOutline", said))


def _of_cap(cap: Cap) -> CapOutline:
    return cap_outline(
        {
            "questions": list(cap.questions),
            "count": cap.count,
            "at": cap.at,
            "overall": cap.overall,
            "because": cap.because,
        }
    )


def _labelled(parts: Sequence[Point | Option]) -> list[Labelled]:
    return [{"key": part.key, "label": part.label} for part in parts]


def finished(outline: Outline) -> Tool:
    """The tool that the outline describes. Raises ToolError, naming the section and question, for the first flaw."""
    scale, overall, grading = outline["scale"], outline["overall"], outline["grading"]
    with place(tool=outline["key"]):
        return Tool(
            key=outline["key"],
            name=outline["name"],
            version=outline["version"],
            purpose=outline["purpose"],
            scale=Scale(scale["key"], tuple(Point(**point) for point in scale["points"])),
            overall=Overall(**overall),
            grading=Grading(
                Method(grading["method"]),
                grading["minimum"],
                grading["guidance"],
                tuple(_cap(cap) for cap in grading["caps"]),
            ),
            sections=tuple(_section(section) for section in outline["sections"]),
        )


def sketch(outline: Outline) -> Tool:
    """The tool as far as it has come: to be looked at, and not to be audited with."""
    with unchecked():
        return finished(outline)


def sketch_question(said: QuestionOutline) -> Question:
    """The question as far as it has come."""
    with unchecked():
        return _question(said)


def _cap(said: CapOutline) -> Cap:
    return Cap(
        at=said["at"],
        overall=said["overall"],
        because=said["because"],
        questions=tuple(said.get("questions", ())),
        count=said.get("count", 1),
    )


def _section(said: SectionOutline) -> Section:
    with place(section=said["key"]):
        return Section(
            key=said["key"],
            title=said["title"],
            purpose=said["purpose"],
            questions=tuple(_question(question) for question in said["questions"]),
            cohorts=tuple(said.get("cohorts", ())),
        )


def _question(said: QuestionOutline) -> Question:
    with place(question=said["key"]):
        values: dict[str, Any] = {
            **said,
            "kind": Kind(said["kind"]),
            "themes": tuple(said.get("themes", ())),
            "options": tuple(Option(**option) for option in said.get("options", ())),
        }
        return Question(**values)
