"""The design of a round: which cases, graded by whom, and whether and how firmly that links all auditors."""

from __future__ import annotations

from moderation.allocation import Allocation, CannotAllocate, allocate
from moderation.connection import Component, Efficiency, components, efficiency
from moderation.hinges import Hinge, hinges
from moderation.overlap import Grades, Overlap, overlap
from moderation.selection import Selection, Stratum, select

__all__ = [
    "Allocation",
    "CannotAllocate",
    "Component",
    "Efficiency",
    "Grades",
    "Hinge",
    "Overlap",
    "Selection",
    "Stratum",
    "allocate",
    "components",
    "efficiency",
    "hinges",
    "overlap",
    "select",
]
