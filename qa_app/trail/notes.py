"""What one transaction has done so far: its events, and the rows it added, changed and removed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from .models import TrailEvent

Row = tuple[str, int]
"""A table and an id."""


@dataclass
class Notes:
    """Kept in the session until it commits. ``before`` holds what stood when each savepoint was set."""

    events: list[TrailEvent] = field(default_factory=list)
    added: set[Row] = field(default_factory=set)
    changed: dict[tuple[Any, ...], tuple[Any, ...]] = field(default_factory=dict)
    removed: dict[Row, dict[str, Any]] = field(default_factory=dict)
    before: dict[object, Notes] = field(default_factory=dict)

    def copy(self) -> Notes:
        return Notes([*self.events], {*self.added}, {**self.changed}, {**self.removed}, {**self.before})

    def add(self, row: Row) -> None:
        self.added.add(row)

    def change(self, place: tuple[Any, ...], values: tuple[Any, ...]) -> None:
        """Note a field's old and new value once: a second change keeps the first old value, and back again is none."""
        if place[:2] in self.added or place[:2] in self.removed:
            return
        values = (*self.changed.get(place, values)[:1], *values[1:])
        self.changed[place] = values
        if values and values[0] == values[1]:
            del self.changed[place]

    def remove(self, row: Row, said: dict[str, Any]) -> None:
        """Note a row's end and what it said. One that was added in the same transaction was never there."""
        if row in self.added:
            self.added.remove(row)
        else:
            self.removed[row] = said
        self.changed = {place: values for place, values in self.changed.items() if place[:2] != row}

    @property
    def changes(self) -> dict[str, Any]:
        """What stands in the trail: ``[table, id, field, old, new]``, ``[table, id, row]`` and runs of ids by table."""
        found = {
            "changed": [[*place[:3], *values] for place, values in self.changed.items()],
            "removed": [[*row, said] for row, said in self.removed.items()],
            "added": _runs(self.added),
        }
        return {verb: rows for verb, rows in found.items() if rows}


def notes_of(session: Session | None) -> Notes:
    """The notes of the transaction that the session is in."""
    if session is None:
        raise RuntimeError("A row that is in no session cannot be noted")
    notes: Notes = session.info.setdefault("notes", Notes())
    return notes


def _runs(rows: Iterable[Row]) -> dict[str, list[list[int]]]:
    """Table -> runs of consecutive ids, so that an import of thousands is one short line."""
    found: dict[str, list[list[int]]] = {}
    for table, key in sorted(rows):
        runs = found.setdefault(table, [])
        if runs and runs[-1][1] == key - 1:
            runs[-1][1] = key
        else:
            runs.append([key, key])
    return found
