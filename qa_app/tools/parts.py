"""The parts of a draft that one form changes, and how it is known that a part is still as somebody saw it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from audit_tools import Outline
from audit_tools.drafting import cap_in, question_in, section_in

Noun: TypeAlias = Literal["tool", "scale", "overall", "grading", "cap", "section", "whole section", "question"]
Change: TypeAlias = Callable[[Outline], Outline]


@dataclass(frozen=True)
class Part:
    """A part of a draft: of sections and questions the one with this key, of caps the one with this number."""

    noun: Noun
    key: str = ""
    number: int = 0

    def of(self, outline: Outline) -> Any:
        """What the part says. Raises ToolError where the outline has no such part."""
        return _SAID[self.noun](outline, self)

    def seen(self, outline: Outline) -> str:
        """What two states of the part have in common only when they say the same."""
        said = json.dumps(self.of(outline), sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()


_SAID: Final[Mapping[Noun, Callable[[Outline, Part], Any]]] = {
    "tool": lambda outline, _: {"name": outline["name"], "purpose": outline["purpose"]},
    "scale": lambda outline, _: outline["scale"],
    "overall": lambda outline, _: outline["overall"],
    "grading": lambda outline, _: {**outline["grading"], "caps": []},
    "cap": lambda outline, part: cap_in(outline, part.number),
    "section": lambda outline, part: {**section_in(outline, part.key), "questions": []},
    "whole section": lambda outline, part: section_in(outline, part.key),
    "question": lambda outline, part: question_in(outline, part.key)[1],
}
