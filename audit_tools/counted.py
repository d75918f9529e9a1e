"""The questions that every tool asks under the same keys, so that they can be counted across all audits.

The words may fit the tool; the key, the kind and the keys of the options may not differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from .definition import Tool
from .kinds import Kind

_ASKED = ("received", "attempted", "declined", "not-appropriate", "not-attempted")
_WAYS = ("in-person", "phone-or-video", "in-writing", "through-worker", "through-advocate")


@dataclass(frozen=True)
class Counted:
    """What a counted question must be: its kind and, where they are counted, the keys of its options in order."""

    kind: Kind
    options: tuple[str, ...] = ()


COUNTED: Final[Mapping[str, Counted]] = {
    "period": Counted(Kind.CHOICE),
    "worker-conversation": Counted(Kind.CHOICE, ("held", "attempted", "declined", "not-appropriate", "not-attempted")),
    "worker-conversation-on": Counted(Kind.DATE),
    "worker-conversation-reflections": Counted(Kind.TEXT),
    "child-view": Counted(Kind.CHOICE, _ASKED),
    "child-view-how": Counted(Kind.CHOICES, (*_WAYS, "by-observation")),
    "child-view-said": Counted(Kind.TEXT),
    "child-view-changed": Counted(Kind.YES_NO),
    "child-view-why": Counted(Kind.LINE),
    "family-feedback": Counted(Kind.CHOICE, _ASKED),
    "family-feedback-how": Counted(Kind.CHOICES, _WAYS),
    "family-feedback-said": Counted(Kind.TEXT),
    "family-feedback-changed": Counted(Kind.YES_NO),
    "family-feedback-why": Counted(Kind.LINE),
    "impact": Counted(Kind.CHOICE, ("clear", "some", "none", "worse", "cannot-tell")),
    "impact-what": Counted(Kind.TEXT),
    "actions": Counted(Kind.ACTIONS),
}


def lacking(tool: Tool) -> tuple[str, ...]:
    """What a tool lacks of the questions that every audit is counted by, a sentence each; empty when it has all."""
    asked = {question.key: question for question in tool.questions}
    found = []
    for key, counted in COUNTED.items():
        question = asked.get(key)
        if question is None:
            found.append(f"Add a question with the key “{key}” and the kind “{counted.kind}”.")
        elif question.kind is not counted.kind:
            found.append(f"Make the question “{key}” of kind “{counted.kind}”: it is counted across all tools.")
        elif counted.options and tuple(option.key for option in question.options) != counted.options:
            found.append(f"Give the question “{key}” the options {', '.join(counted.options)}, in this order.")
    kinds = {question.kind for question in tool.questions}
    if Kind.STRENGTH not in kinds:
        found.append("Ask at least once what was done well, with a question of kind “strength”.")
    if Kind.AREA not in kinds:
        found.append("Ask at least once what needs to be better, with a question of kind “area”.")
    return tuple(found)
