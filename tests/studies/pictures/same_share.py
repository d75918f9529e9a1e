"""Two rounds of 37 cases with the same share of agreement, case by case, and what each figure makes of them."""

from __future__ import annotations

from qa_app.reports.bar import RAMP
from tests.studies.examples import (
    GOOD,
    GRADES,
    LETTERS,
    RI,
    ROUND_ONE,
    ROUND_TWO,
    Pairs,
    ac2,
    alpha,
    exact,
    ratings,
)
from tests.studies.pictures.drawing import LINE, QUIET, Axis, Drawing

FILL = {grade: fill for grade, (fill, _) in zip(GRADES.labels, RAMP, strict=True)}
IN_A_ROW, WIDE, HIGH, GAP = 8, 40, 28, 5
PANEL, MARGIN, SQUARES, BARS, ROW = 410, 24, 74, 300, 54
TICKS = (0, 0.25, 0.5, 0.75, 1)


def drawing() -> Drawing:
    one, two = (ratings(pairs) for pairs in (ROUND_ONE, ROUND_TWO))
    made = Drawing(
        "The same 89%, twice: two rounds of 37 cases and their figures",
        f"In round one both auditors graded 33 cases Requires improvement and 4 cases were split between Good and "
        f"Requires improvement. Same grade {exact(one)}, Krippendorff’s alpha {alpha(one)}, Gwet’s AC2 {ac2(one)}. "
        f"In round two both graded 25 cases Requires improvement and 8 Good, and 4 were split. Same grade "
        f"{exact(two)}, alpha {alpha(two)}, AC2 {ac2(two)}.",
        2 * PANEL,
        514,
    )
    for name, pairs, left in (("Round one", ROUND_ONE, 0), ("Round two", ROUND_TWO, PANEL)):
        _squares(made, name, pairs, left + MARGIN)
        _figures(made, pairs, left + MARGIN)
    made.line(PANEL, 20, PANEL, 446, ink=LINE)
    made.text(PANEL, 474, "RI: Requires improvement. G: Good. A split case shows both grades.", anchor="middle")
    note = "1 is complete agreement. For alpha and AC2, 0 is what chance alone would give."
    made.text(PANEL, 498, note, anchor="middle")
    return made


def _squares(made: Drawing, name: str, pairs: Pairs, left: float) -> None:
    same = [pair for pair in pairs if pair[0] == pair[1]]
    good = same.count((GOOD, GOOD))
    made.text(left, 34, name, size=20, bold=True)
    both_good = f", both G {good}" if good else ""
    made.text(
        left, 58, f"{len(pairs)} cases: both RI {same.count((RI, RI))}{both_good}, split {len(pairs) - len(same)}"
    )
    for place, (first, second) in enumerate(pairs):
        row, column = divmod(place, IN_A_ROW)
        x, y = left + column * (WIDE + GAP), SQUARES + row * (HIGH + GAP)
        if first == second:
            made.rect(x, y, WIDE, HIGH, fill=FILL[first], ink=QUIET)
            made.text(x + WIDE / 2, y + 19, LETTERS[first], anchor="middle")
            continue
        for half, grade in enumerate((first, second)):
            made.rect(x + half * WIDE / 2, y, WIDE / 2, HIGH, fill=FILL[grade], stroke=3)
            made.text(x + (half + 0.5) * WIDE / 2, y + 19, LETTERS[grade], size=12, anchor="middle", bold=True)


def _figures(made: Drawing, pairs: Pairs, left: float) -> None:
    axis, of = Axis(-0.2, 1, left, left + IN_A_ROW * (WIDE + GAP) - GAP), ratings(pairs)
    for row, (words, figure) in enumerate((("Same grade", exact(of)), ("Alpha", alpha(of)), ("AC2", ac2(of)))):
        y = BARS + row * ROW
        made.text(left, y - 16, f"{words}: {figure}", bold=True)
        for tick in TICKS:
            made.line(axis.at(tick), y - 10, axis.at(tick), y + 10, ink=LINE, width=2)
        made.bar(axis.at(figure.interval.low), axis.at(figure.interval.high), y)
        made.circle(axis.at(figure.value), y, 5)
    for tick in TICKS:
        made.text(axis.at(tick), BARS + 2 * ROW + 28, f"{tick:g}", size=12, anchor="middle")
