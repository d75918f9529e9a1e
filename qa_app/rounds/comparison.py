"""Two audits of one case side by side, as plain values."""

from __future__ import annotations

from dataclasses import dataclass

from audit_tools import Tool
from qa_app.audits.models import Audit
from qa_app.tools.queries import definition

from .models import RoundCase
from .results import steps_apart


@dataclass(frozen=True)
class Side:
    """One auditor's overall grade and reasons."""

    role: str
    name: str
    key: str
    grade: str
    reason: str


@dataclass(frozen=True)
class SectionPair:
    """The two grades of one section; ``steps`` lie between them, ``None`` where one was not graded."""

    title: str
    first: str | None
    second: str | None
    steps: int | None


@dataclass(frozen=True)
class Comparison:
    sides: tuple[Side, Side]
    sections: tuple[SectionPair, ...]
    descriptors: tuple[tuple[str, str, str], ...]
    steps: int
    agreed: str | None


def comparison_of(round_case: RoundCase) -> Comparison:
    """The case's two audits compared; ``descriptors`` are key, label and description of each grade, best first."""
    tool = definition(round_case.round.cycle.tool_version)
    first, second = round_case.first, round_case.second
    grades = _section_grades(tool, first), _section_grades(tool, second)
    return Comparison(
        sides=(_side(tool, "First auditor", first), _side(tool, "Second auditor", second)),
        sections=tuple(
            _pair(tool, section.title, grades[0].get(section.key), grades[1].get(section.key))
            for section in tool.graded
        ),
        descriptors=tuple((point.key, point.label, tool.overall.descriptors[point.key]) for point in tool.scale.points),
        steps=steps_apart(round_case, tool.scale),
        agreed=tool.scale.label(round_case.agreed_grade) if round_case.agreed_grade else None,
    )


def _side(tool: Tool, role: str, audit: Audit) -> Side:
    grade = tool.scale.label(audit.given_grade or "")
    return Side(role, audit.auditor.name, audit.key, grade, audit.given_reason or "")


def _section_grades(tool: Tool, audit: Audit) -> dict[str, str]:
    """Section key -> grade key, for the sections that were graded."""
    saved = {of.section: of.answers for of in audit.sections}
    grades = [
        (section.key, section.grade and saved.get(section.key, {}).get(section.grade.key)) for section in tool.graded
    ]
    return {key: str(grade) for key, grade in grades if grade in tool.scale}


def _pair(tool: Tool, title: str, first: str | None, second: str | None) -> SectionPair:
    if first is None or second is None:
        return SectionPair(title, first and tool.scale.label(first), second and tool.scale.label(second), None)
    steps = abs(tool.scale.rank(first) - tool.scale.rank(second))
    return SectionPair(title, tool.scale.label(first), tool.scale.label(second), steps)
