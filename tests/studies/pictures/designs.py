"""Three ways to share out thirty cases among six auditors, and how well each lets the auditors be compared."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from itertools import combinations

from moderation import planning
from moderation.design import allocate
from qa_app.web.words import coefficient
from tests.studies.pictures.drawing import COUNCIL, PALE, Drawing

AUDITORS, CASES = "ABCDEF", 30
Links = Sequence[tuple[str, str]]

EVEN: Links = [
    (str(first), str(second))
    for first, second in allocate(list(AUDITORS), list(range(CASES)), double=range(CASES), seed="picture").pairs
]
STAR: Links = [(AUDITORS[0], other) for other in AUDITORS[1:]] * 6
SPLIT: Links = [pair for team in ("ABC", "DEF") for pair in combinations(team, 2)] * 5
PANEL, MIDDLE, RADIUS = 260, 170, 88


def half_widths(links: Links) -> list[float]:
    """How surely the severity of each auditor would be known, in grade steps; the different values, least first."""
    return sorted({round(float(width), 2) for width in planning.severity_half_width(links).values()})


def drawing() -> Drawing:
    made = Drawing(
        "Thirty cases graded twice by six auditors, shared out in three ways",
        f"Even: every two auditors share two cases; each one’s severity would be known to {_known(EVEN)} of a grade. "
        f"Star: auditor A grades every case with one of the others; known to {_known(STAR)}, the lesser for A alone. "
        "Split: two teams of three share no case with each other and cannot be compared.",
        3 * PANEL,
        380,
    )
    _panel(made, 0, "Even", EVEN, (f"Severities known to {_known(EVEN)}", "of a grade, all auditors alike"))
    _panel(made, PANEL, "Star", STAR, (f"Known to {_known(STAR)}:", "well for A alone"))
    _panel(made, 2 * PANEL, "Split", SPLIT, ("Two groups: nobody in one can be", "compared with anybody in the other"))
    return made


def _known(links: Links) -> str:
    return " and ".join(f"±{coefficient(width)}" for width in half_widths(links))


def _panel(made: Drawing, left: float, name: str, links: Links, words: tuple[str, str]) -> None:
    places = {auditor: _place(left, place) for place, auditor in enumerate(AUDITORS)}
    if name == "Star":
        places |= {auditor: _place(left, place, 5) for place, auditor in enumerate(AUDITORS[1:])}
        places["A"] = (left + PANEL / 2, MIDDLE)
    made.text(left + PANEL / 2, 40, name, size=20, anchor="middle", bold=True)
    for (first, second), cases in Counter(tuple(sorted(link)) for link in links).items():
        made.line(*places[first], *places[second], ink=COUNCIL, width=cases)
    for auditor, (x, y) in places.items():
        made.circle(x, y, 17, fill=PALE)
        made.text(x, y + 6, auditor, size=17, anchor="middle", bold=True)
    shared = sorted(set(Counter(tuple(sorted(link)) for link in links).values()))
    made.text(left + PANEL / 2, 304, f"A line: {' or '.join(map(str, shared))} cases shared", anchor="middle")
    for place, line in enumerate(words):
        made.text(left + PANEL / 2, 336 + 22 * place, line, anchor="middle")


def _place(left: float, place: int, around: int = 6) -> tuple[float, float]:
    turn = 2 * math.pi * (place / around) - math.pi / 2 - (math.pi / 6 if around == 6 else 0)
    return left + PANEL / 2 + RADIUS * math.cos(turn), MIDDLE + RADIUS * math.sin(turn)
