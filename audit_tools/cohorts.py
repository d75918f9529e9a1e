"""The groups of children for whom a section of a tool can be kept, and how they are said."""

from __future__ import annotations

from typing import Final

COHORTS: Final = {
    "assessment": "Open assessment",
    "child-in-need": "Child in need plan",
    "child-protection": "Child protection plan",
    "looked-after": "Looked after",
    "care-leaver": "Care leaver",
    "closed": "Closed",
}
