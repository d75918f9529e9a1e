"""What docs/guide.md says of two rounds with the same 89% is what the package computes."""

from __future__ import annotations

from pathlib import Path

import pytest

from moderation import Ratings, Scale
from moderation.report import Figure, report

GUIDE = (Path(__file__).parents[2] / "docs/guide.md").read_text("utf-8")
GRADES = Scale(["Outstanding", "Good", "Requires improvement", "Inadequate"])
GOOD, RI = "Good", "Requires improvement"
SPLIT = [(GOOD, RI)] * 2 + [(RI, GOOD)] * 2


def row(name: str) -> list[str]:
    (line,) = [
        line
        for line in GUIDE.splitlines()
        if line.startswith(f"| {name} |") and line.count("|") == 4 and "?" not in line
    ]
    return [cell.strip() for cell in line.strip("|").split("|")][1:]


def coefficient(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")


def said(figure: Figure, *, percent: bool = False) -> str:
    shown = (lambda value: f"{value:.0%}") if percent else coefficient
    assert figure.estimate.value is not None
    assert figure.interval is not None
    return f"{shown(figure.estimate.value)} ({shown(figure.interval.low)} to {shown(figure.interval.high)})"


@pytest.mark.parametrize(("place", "good"), [(0, 0), (1, 8)])
def test_the_guide_gives_the_figures_of_both_rounds(place, good):
    pairs = [(RI, RI)] * (33 - good) + [(GOOD, GOOD)] * good + SPLIT
    rows = [
        (case, auditor, grade) for case, both in enumerate(pairs) for auditor, grade in zip("ab", both, strict=True)
    ]
    found = report(Ratings.from_long(rows, GRADES))
    assert row("Both Requires improvement")[place] == str(33 - good)
    assert row("Both Good")[place] == str(good)
    assert row("Same grade")[place] == said(found.exact, percent=True)
    assert row("Krippendorff’s alpha")[place] == said(found.alpha)
    assert row("Gwet’s AC2")[place] == said(found.ac2)
    assert (
        row("Where one said Good, how often the other did too")[place] == f"{found.specific[GOOD].estimate.value:.0%}"
    )
