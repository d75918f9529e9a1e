"""An improvement plan as frozen values, before it is in the database."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from .delivery import LETTERS


@dataclass(frozen=True)
class PriorityRow:
    number: int
    title: str
    lead: str


@dataclass(frozen=True)
class RecommendationRow:
    """``published`` is how many actions the plan itself says answer it; ``None`` where it does not say."""

    number: int
    text: str
    published: int | None


@dataclass(frozen=True)
class ActionRow:
    """``by_when`` is what the plan says; ``due_on`` is the date that can be counted."""

    ref: str
    priority: int
    recommendations: tuple[int, ...]
    text: str
    lead: str
    partners: str
    by_when: str
    due_on: date | None
    success_measures: str
    resources: str
    status: str
    rag: str | None


@dataclass(frozen=True)
class MeasureRow:
    action_ref: str
    text: str
    current: str
    target: str
    national: str
    statistical_neighbour: str
    measured_by: str


@dataclass(frozen=True)
class RagRow:
    """How many actions of a priority stood at each delivery rating; ``as_at`` is ``YYYY-MM``."""

    as_at: str
    priority: int
    total: int
    blue: int
    green: int
    amber: int
    red: int

    @property
    def counts(self) -> dict[str, int]:
        """By letter."""
        return dict(zip(LETTERS, (self.blue, self.green, self.amber, self.red), strict=True))


@dataclass(frozen=True)
class Plan:
    """A plan that hangs together.

    ``rates_actions``: whether its actions carry a delivery rating each. ``left_out``: files that are no part of it.
    """

    priorities: tuple[PriorityRow, ...]
    recommendations: tuple[RecommendationRow, ...]
    actions: tuple[ActionRow, ...]
    measures: tuple[MeasureRow, ...]
    rag: tuple[RagRow, ...]
    rates_actions: bool
    left_out: tuple[str, ...]

    def crosswalk(self) -> list[tuple[int, int]]:
        """Recommendation and how many actions answer it, in the order of their numbers."""
        answered = Counter(number for action in self.actions for number in action.recommendations)
        return [(number, answered[number]) for number in sorted(each.number for each in self.recommendations)]
