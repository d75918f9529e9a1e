"""The rule by which section grades become a suggested grade, as data."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from enum import StrEnum

from .errors import SENTENCES_LENGTH, ToolError, check_keys, check_words
from .scale import Scale


@dataclass(frozen=True)
class Cap:
    """A limit: when at least ``count`` of ``questions`` are graded ``at`` or worse, the suggestion is no better than
    ``overall``. ``because`` gives the reason as a whole sentence. No questions named means every graded section.
    """

    at: str
    overall: str
    because: str
    questions: tuple[str, ...] = ()
    count: int = 1

    def __post_init__(self) -> None:
        check_words(self.because, "“because” of a cap", most=SENTENCES_LENGTH)
        check_keys(list(self.questions), "question")
        if self.count < 1:
            raise ToolError("The “count” of a cap must be 1 or more.")

    def check(self, scale: Scale, graded: Set[str]) -> None:
        """Refuse a cap on grades or questions the tool does not have, or one that limits nothing or everything."""
        for key in self.questions:
            if key not in graded:
                raise ToolError(f"A cap names “{key}”, which is no question of kind “grade” in this tool.")
        for noun, point in (("at", self.at), ("overall", self.overall)):
            if scale.rank(point) == 0:
                raise ToolError(f"A cap has “{noun}” at the best grade, “{point}”. Choose a worse one.")
        if self.count > len(self.questions or graded):
            raise ToolError(f"A cap counts {self.count} sections, more than it looks at. Lower its “count”.")


class Method(StrEnum):
    """How section grades become one suggestion."""

    MEDIAN = "median"


@dataclass(frozen=True)
class Grading:
    """The rule by which section grades become a suggested grade; ``guidance`` tells the auditor what it does.

    ``minimum`` is how many sections must be graded before anything is suggested.
    """

    method: Method
    minimum: int
    guidance: str
    caps: tuple[Cap, ...] = ()

    def __post_init__(self) -> None:
        check_words(self.guidance, "guidance of the grading rule", most=SENTENCES_LENGTH)
        if self.minimum < 1:
            raise ToolError("The “minimum” of the grading rule must be 1 or more.")

    def check(self, scale: Scale, graded: Set[str]) -> None:
        """Refuse a rule that could never suggest, or that speaks of grades or questions the tool does not have.

        ``graded`` holds the keys of the questions that grade a section.
        """
        if self.minimum > len(graded):
            raise ToolError(
                f"The grading rule needs {self.minimum} graded sections, but the tool has {len(graded)}. "
                "Lower its “minimum”."
            )
        for cap in self.caps:
            cap.check(scale, graded)
