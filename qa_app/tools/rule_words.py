"""The grading rule of a tool, in words for those who will be graded by it."""

from __future__ import annotations

from audit_tools import Cap, Tool
from qa_app.web.words import listed


def rule_in_words(tool: Tool) -> list[str]:
    """One sentence or two for every part of the rule; the general guidance stands in the tool itself."""
    minimum = f"A grade is suggested once at least {tool.grading.minimum} of {len(tool.graded)} sections are graded."
    return [minimum, *(_cap(tool, cap) for cap in tool.grading.caps)]


def _cap(tool: Tool, cap: Cap) -> str:
    grade = tool.scale.label(cap.at) + ("" if _is_worst(tool, cap.at) else " or worse")
    titles = [section.title for section in tool.graded if section.grade and section.grade.key in cap.questions]
    if cap.count > 1:
        among = f"of {listed(titles)} " if titles else "sections "
        subject = f"at least {cap.count} {among}are"
    else:
        subject = f"{listed(titles, 'or')} is" if titles else "any section is"
    result = tool.scale.label(cap.overall)
    limit = result if _is_worst(tool, cap.overall) else f"no better than {result}"
    return f"When {subject} {grade}, the suggested grade is {limit}. {cap.because}"


def _is_worst(tool: Tool, grade: str) -> bool:
    return tool.scale.rank(grade) == len(tool.scale.points) - 1
