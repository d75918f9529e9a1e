"""Rules and conditions of a tool in words, for those who write it and those who are graded by it.

A draft may name grades and questions that are not there; these are called by their keys.
"""

from __future__ import annotations

from audit_tools import Cap, Question, Tool, ToolError
from audit_tools.conditions import Check, Condition, Either, Every, Not
from qa_app.web.words import listed


def rule_in_words(tool: Tool) -> list[str]:
    """One sentence or two for every part of the rule; the general guidance stands in the tool itself."""
    minimum = f"A grade is suggested once at least {tool.grading.minimum} of {len(tool.graded)} sections are graded."
    return [minimum, *caps_in_words(tool)]


def caps_in_words(tool: Tool) -> list[str]:
    return [_cap(tool, cap) for cap in tool.grading.caps]


def _cap(tool: Tool, cap: Cap) -> str:
    grade = _grade(tool, cap.at) + ("" if _is_worst(tool, cap.at) else " or worse")
    by_grade = {section.grade.key: section.title for section in tool.graded if section.grade}
    titles = [title for key, title in by_grade.items() if key in cap.questions]
    titles += [key for key in cap.questions if key not in by_grade]
    if cap.count > 1:
        among = f"of {listed(titles)} " if titles else "sections "
        subject = f"at least {cap.count} {among}are"
    else:
        subject = f"{listed(titles, 'or')} is" if titles else "any section is"
    result = _grade(tool, cap.overall)
    limit = result if _is_worst(tool, cap.overall) else f"no better than {result}"
    return f"When {subject} {grade}, the suggested grade is {limit}. {cap.because}"


def _grade(tool: Tool, key: str) -> str:
    return tool.scale.label(key) if key in tool.scale else key


def _is_worst(tool: Tool, grade: str) -> bool:
    return grade in tool.scale and tool.scale.rank(grade) == len(tool.scale.points) - 1


def condition_in_words(tool: Tool, question: Question) -> str:
    """When a question is asked, such as “Was the child seen alone?” is No; empty where it is asked always."""
    if not question.shown_if:
        return ""
    try:
        condition = question.condition
    except ToolError:
        return question.shown_if
    return _said(tool, condition) if condition else ""


def _said(tool: Tool, condition: Condition, inside: bool = False) -> str:
    if isinstance(condition, Check):
        return _check(tool, condition)
    if isinstance(condition, Not):
        part = condition.part
        if isinstance(part, Check) and part.verb == "is":
            return _check(tool, part, " not")
        return f"it is not so that {_said(tool, part, inside=True)}"
    if isinstance(condition, Every | Either):
        word = " and " if isinstance(condition, Every) else " or "
        said = word.join(_said(tool, part, inside=True) for part in condition.parts)
        return f"({said})" if inside else said
    raise TypeError(f"{condition!r} is no condition")


def _check(tool: Tool, check: Check, negated: str = "") -> str:
    asked = next((question for question in tool.questions if question.key == check.question), None)
    name = f"“{asked.text}”" if asked and asked.text else f"“{check.question}”"
    labels = dict(asked.choices(tool.scale)) if asked else {}
    value = labels.get(check.value, check.value)
    verb = {"answered": "is answered", "at least": "is at least", "at most": "is at most"}.get(check.verb, check.verb)
    return f"{name} {verb}{negated} {value}".strip()
