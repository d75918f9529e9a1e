"""What docs/moderation.md says in figures, computed anew, under the heading it is said under."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tests.studies.stated import auditors, edges, formulas, models, rounds

STATED: dict[str, Callable[[], Iterable[str]]] = {
    **rounds.STATED,
    **auditors.STATED,
    **formulas.STATED,
    **models.STATED,
    **edges.STATED,
}
"""By heading: what gives the pieces of text that must stand there word for word."""
