"""Ordered grades as data. The order is the meaning; nothing is ever rescaled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .errors import TITLE_LENGTH, Checked, ToolError, check_key, check_keys, check_words, found


@dataclass(frozen=True)
class Point(Checked):
    """One grade of a scale: the key that is stored and the label that people read."""

    key: str
    label: str

    def flaws(self) -> Iterator[ToolError]:
        yield from found(check_key, self.key, "grade")
        yield from found(check_words, self.label, f"label of the grade “{self.key}”", most=TITLE_LENGTH)


@dataclass(frozen=True)
class Scale(Checked):
    """Two or more grades, best first. Raises ToolError when keys or labels are missing or used twice.

    >>> FOUR_GRADES.label("requires-improvement"), FOUR_GRADES.rank("good"), "excellent" in FOUR_GRADES
    ('Requires improvement', 1, False)
    """

    key: str
    points: tuple[Point, ...]

    def flaws(self) -> Iterator[ToolError]:
        yield from found(check_key, self.key, "scale")
        yield from found(check_keys, [point.key for point in self.points], "grade")
        if len(self.points) < 2:
            yield ToolError(f"The scale “{self.key}” needs at least two grades, best first.")
        if len({point.label for point in self.points}) < len(self.points):
            yield ToolError(f"Two grades of the scale “{self.key}” have the same label. Give each its own.")

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the grades, best first."""
        return tuple(point.key for point in self.points)

    def __contains__(self, key: object) -> bool:
        return key in self.keys

    def rank(self, key: str) -> int:
        """How many grades are better than this one: 0 is the best. Raises ToolError for a grade not on the scale."""
        return self.keys.index(self._known(key))

    def label(self, key: str) -> str:
        """What people read. Raises ToolError for a grade not on the scale."""
        return self.points[self.rank(key)].label

    def _known(self, key: str) -> str:
        if key not in self:
            raise ToolError(f"“{key}” is not a grade of the scale “{self.key}”. Use one of: {', '.join(self.keys)}.")
        return key


FOUR_GRADES = Scale(
    "four-grades",
    (
        Point("outstanding", "Outstanding"),
        Point("good", "Good"),
        Point("requires-improvement", "Requires improvement"),
        Point("inadequate", "Inadequate"),
    ),
)

MET = Scale("met", (Point("met", "Met"), Point("partly-met", "Partly met"), Point("not-met", "Not met")))

YES_NO = Scale("yes-no", (Point("yes", "Yes"), Point("no", "No")))
