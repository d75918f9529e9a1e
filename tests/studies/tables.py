"""The tables of docs/coverage.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tests.studies.goals import percent
from tests.studies.simulation import MODERATE, Grading, Share


def table(head: Sequence[str], lines: Iterable[str]) -> str:
    return "\n".join([line(*head), "|" + "---|" * len(head), *lines])


def line(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def share(share: Share) -> str:
    return f"{percent(share.value)} ± {percent(share.error)}"


def how(how: Grading) -> tuple[str, float]:
    """The grading in words, and its reliability."""
    return ("moderate" if how.shares == MODERATE else "skewed"), how.reliability
