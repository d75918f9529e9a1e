"""How wide a typical interval is for rounds of 10 to 160 cases."""

from __future__ import annotations

from collections.abc import Callable

from moderation import Ratings
from tests.studies.examples import Shown, alpha, exact
from tests.studies.imagined import COUNCIL, many, typical
from tests.studies.pictures.drawing import COUNCIL as COUNCIL_INK
from tests.studies.pictures.drawing import LINE, Axis, Drawing

ROUNDS = (10, 20, 40, 80, 160)
PANEL, LEFT, STEP, TOP, BOTTOM = 400, 70, 62, 84, 400


def drawing() -> Drawing:
    made = Drawing(
        "How wide a typical 95% interval is, by number of cases graded twice",
        f"Two panels. {_said('The share with the same grade', exact)} {_said('Krippendorff’s alpha', alpha)}",
        2 * PANEL,
        470,
    )
    _panel(made, 0, "Same grade", exact, (0, 0.25, 0.5, 0.75, 1))
    _panel(made, PANEL, "Krippendorff’s alpha", alpha, (-0.6, -0.2, 0.2, 0.6, 1))
    made.text(PANEL, BOTTOM + 54, "Cases graded twice in the round", anchor="middle", bold=True)
    return made


def _said(name: str, measure: Callable[[Ratings], Shown]) -> str:
    truth = measure(many(COUNCIL))
    ends = [(cases, *map(truth.text, typical(measure, cases))) for cases in ROUNDS]
    intervals = ", ".join(f"{cases} cases from {low} to {high}" for cases, low, high in ends)
    return f"{name}, in truth {truth.text(truth.value)}: with {intervals}."


def _panel(
    made: Drawing, left: float, name: str, measure: Callable[[Ratings], Shown], ticks: tuple[float, ...]
) -> None:
    truth, axis = measure(many(COUNCIL)), Axis(ticks[0], 1, BOTTOM, TOP)
    start, end = left + LEFT, left + LEFT + STEP * len(ROUNDS)
    made.text(start, 34, name, size=18, bold=True)
    made.text(start, 58, f"Dashed: the truth, {truth.text(truth.value)}")
    for tick in ticks:
        made.line(start, axis.at(tick), end, axis.at(tick), ink=LINE)
        made.text(start - 8, axis.at(tick) + 5, truth.text(tick), anchor="end")
    made.line(start, axis.at(truth.value), end, axis.at(truth.value), width=2, dashes="8 5")
    for place, cases in enumerate(ROUNDS):
        low, high = typical(measure, cases)
        x = start + (place + 0.5) * STEP
        made.rect(x - 9, axis.at(high), 18, axis.at(low) - axis.at(high), fill=COUNCIL_INK, ink=COUNCIL_INK)
        made.text(x, axis.at(high) - 6, truth.text(high), size=13, anchor="middle", clear=True)
        made.text(x, axis.at(low) + 16, truth.text(low), size=13, anchor="middle", clear=True)
        made.text(x, BOTTOM + 28, str(cases), size=15, anchor="middle", bold=True)
