"""The geometry of a bar of grades: one segment a grade, never two grades in one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .queries import GradeCount

WIDTH = 400
NARROWEST_WITH_WORDS = 40
"""Units of the drawing. Below it a segment is explained by the key alone."""

RAMP = (("#1f5a99", "#ffffff"), ("#8fbfe6", "#0b0c0c"), ("#f5bd7b", "#0b0c0c"), ("#a8480a", "#ffffff"))
"""Fill and ink from best to worst: blue to orange, told apart with any colour vision."""


@dataclass(frozen=True)
class Segment:
    """A grade in the bar. ``key_x`` is where its entry stands in the key below the bar."""

    count: GradeCount
    x: float
    width: float
    key_x: float
    fill: str
    ink: str

    @property
    def has_words(self) -> bool:
        return self.width >= NARROWEST_WITH_WORDS

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 2)


def segments(counts: Sequence[GradeCount]) -> list[Segment]:
    """The segments from left to right; their widths are in proportion and fill the bar."""
    total = sum(count.number for count in counts)
    found, before = [], 0
    for place, count in enumerate(counts):
        fill, ink = RAMP[round(place * (len(RAMP) - 1) / (len(counts) - 1))]
        start, end = (WIDTH * number / total if total else 0 for number in (before, before + count.number))
        key_x = WIDTH * place / (len(counts) + 1)
        found.append(Segment(count, round(start, 2), round(end - start, 2), round(key_x, 2), fill, ink))
        before += count.number
    return found
