"""The design of a round: which cases, graded by whom, and whether that links all auditors."""

from __future__ import annotations

from moderation.allocation import Allocation, CannotAllocate, allocate
from moderation.connection import Component, Efficiency, components, efficiency
from moderation.selection import Selection, Stratum, select

__all__ = [
    "Allocation",
    "CannotAllocate",
    "Component",
    "Efficiency",
    "Selection",
    "Stratum",
    "allocate",
    "components",
    "efficiency",
    "select",
]
