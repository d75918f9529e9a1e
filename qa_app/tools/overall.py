"""The overall judgement of an audit, asked like a section."""

from __future__ import annotations

from audit_tools import Grading, Kind, Method, Question, Section, Tool

from .models import OVERALL


def overall_tool(tool: Tool) -> Tool:
    """The overall judgement as a tool of one section, so that it is asked, checked and kept like every other.

    It stands apart from the tool itself, because its grade must not be counted among the section grades.
    """
    overall = tool.overall
    questions = (
        Question("grade", Kind.GRADE, overall.text, "", True, "the whole audit", descriptors=overall.descriptors),
        Question(
            "reason",
            Kind.TEXT,
            overall.reasons,
            "If your grade differs from the suggested one, say what the section grades do not show.",
            True,
            "the reasons for your overall grade",
        ),
    )
    section = Section(OVERALL, "Overall judgement", overall.help, questions)
    alone = Grading(Method.MEDIAN, 1, tool.grading.guidance)
    return Tool(tool.key, tool.name, tool.version, tool.purpose, tool.scale, overall, alone, (section,))
