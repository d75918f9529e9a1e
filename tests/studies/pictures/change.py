"""An auditor who becomes stricter, followed over sixteen cycles with limits found by simulation."""

from __future__ import annotations

from tests.studies.imagined import CHANGED_AFTER, COMPARED, FOLLOWED, followed
from tests.studies.pictures.drawing import COUNCIL, LINE, ORANGE, Axis, Drawing

LEFT, RIGHT, TOP, BOTTOM = 80, 730, 60, 340


def first_signal() -> int:
    """The cycle, counted from 1, in which the chart first says that something changed."""
    return int(followed().signals.argmax()) + 1


def drawing() -> Drawing:
    chart = followed()
    cycles = len(FOLLOWED)
    made = Drawing(
        "An auditor who becomes stricter: a moving average with its limits",
        f"Sixteen cycles with {COMPARED} compared cases each. The average of how much harsher the auditor is than the "
        f"moderated grade stays near 0 for {CHANGED_AFTER} cycles. From cycle {CHANGED_AFTER + 1} on the auditor is "
        f"stricter; the average passes the limit in cycle {first_signal()} and stays beyond it.",
        760,
        405,
    )
    across, up = Axis(1, cycles, LEFT + 30, RIGHT - 30), Axis(-1.6, 1.6, BOTTOM, TOP)
    for tick in (-1, 0, 1):
        made.line(LEFT, up.at(tick), RIGHT, up.at(tick), ink=LINE, width=2 if tick == 0 else 1)
        made.text(LEFT - 10, up.at(tick) + 5, str(tick).replace("-", "−"), anchor="end")
    for side, words in ((1, "limit: harsher than chance"), (-1, "limit: more lenient than chance")):
        edge = [(across.at(cycle), up.at(side * value)) for cycle, value in enumerate(chart.limits, start=1)]
        made.path(edge, ink=ORANGE, dashes="8 5")
        made.text(LEFT + 36, up.at(side * 1.25) + 5, words, clear=True)
    middle = across.at(CHANGED_AFTER + 0.5)
    made.line(middle, TOP - 8, middle, BOTTOM, width=2, dashes="2 4")
    made.text(middle - 8, TOP + 4, "as before", anchor="end")
    made.text(middle + 8, TOP + 4, "stricter from here (invented)")
    places = [(across.at(cycle), up.at(value)) for cycle, value in enumerate(chart.average, start=1)]
    made.path(places, ink=COUNCIL, width=2)
    for cycle, ((x, y), signal) in enumerate(zip(places, chart.signals, strict=True), start=1):
        if signal:
            made.rect(x - 6, y - 6, 12, 12, fill=ORANGE)
        else:
            made.circle(x, y, 5, fill="#ffffff", ink=COUNCIL)
        made.text(x, BOTTOM + 24, str(cycle), anchor="middle")
    made.text((LEFT + RIGHT) / 2, BOTTOM + 50, "Cycle", anchor="middle", bold=True)
    made.text(LEFT - 10, 30, "Moving average in standard errors, harsher above 0. Filled squares: signals", bold=True)
    return made
