"""The rule by which section grades become a suggested grade, as data."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
from enum import StrEnum

from .errors import SENTENCES_LENGTH, Checked, ToolError, check_keys, check_words, found
from .scale import Scale


@dataclass(frozen=True)
class Cap(Checked):
    """A limit: when at least ``count`` of ``questions`` are graded ``at`` or worse, the suggestion is no better than
    ``overall``. ``because`` gives the reason as a whole sentence. No questions named means every graded section.
    """

    at: str
    overall: str
    because: str
    questions: tuple[str, ...] = ()
    count: int = 1

    def flaws(self) -> Iterator[ToolError]:
        yield from found(check_words, self.because, "“because” of a cap", most=SENTENCES_LENGTH)
        yield from found(check_keys, list(self.questions), "question")
        if self.count < 1:
            yield ToolError("The “count” of a cap must be 1 or more.")

    def flaws_in(self, scale: Scale, graded: Set[str]) -> Iterator[ToolError]:
        """Grades or questions that the tool does not have, and that it limits nothing or everything."""
        for key in self.questions:
            if key not in graded:
                yield ToolError(f"A cap names “{key}”, which is no question of kind “grade” in this tool.")
        for noun, point in (("at", self.at), ("overall", self.overall)):
            yield from found(_refuse_the_best, noun, point, scale)
        if self.count > len(self.questions or graded):
            yield ToolError(f"A cap counts {self.count} sections, more than it looks at. Lower its “count”.")


def _refuse_the_best(noun: str, point: str, scale: Scale) -> None:
    if scale.rank(point) == 0:
        raise ToolError(f"A cap has “{noun}” at the best grade, “{point}”. Choose a worse one.")


class Method(StrEnum):
    """How section grades become one suggestion."""

    MEDIAN = "median"


@dataclass(frozen=True)
class Grading(Checked):
    """The rule by which section grades become a suggested grade; ``guidance`` tells the auditor what it does.

    ``minimum`` is how many sections must be graded before anything is suggested.
    """

    method: Method
    minimum: int
    guidance: str
    caps: tuple[Cap, ...] = ()

    def flaws(self) -> Iterator[ToolError]:
        yield from found(check_words, self.guidance, "guidance of the grading rule", most=SENTENCES_LENGTH)
        if self.minimum < 1:
            yield ToolError("The “minimum” of the grading rule must be 1 or more.")

    def flaws_in(self, graded: Set[str]) -> Iterator[ToolError]:
        """That it could never suggest a grade; ``graded`` holds the keys of the questions that grade a section."""
        if self.minimum > len(graded):
            yield ToolError(
                f"The grading rule needs {self.minimum} graded sections, but the tool has {len(graded)}. "
                "Lower its “minimum”."
            )
