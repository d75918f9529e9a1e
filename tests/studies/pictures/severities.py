"""Eight auditors with ten grades each: how harsh they are, as found without and with shrinkage, and in truth."""

from __future__ import annotations

from collections.abc import Iterator
from string import ascii_uppercase

from moderation import Interval
from tests.studies.imagined import ten_grades
from tests.studies.pictures.drawing import COUNCIL, LINE, QUIET, Axis, Drawing

TOP, ROW = 118, 44


def rows() -> Iterator[tuple[str, Interval, float, Interval, float, float]]:
    """For each auditor the interval and figure without shrinkage, those with it, and the truth; in grade steps."""
    found = ten_grades()
    for name, plain, shrunk, true in zip(
        ascii_uppercase, found.plain.auditors, found.shrunk.auditors, found.true, strict=False
    ):
        assert plain.steps is not None
        assert plain.steps_interval is not None
        assert shrunk.steps is not None
        assert shrunk.steps_interval is not None
        yield name, plain.steps_interval, plain.steps, shrunk.steps_interval, shrunk.steps, true


def drawing() -> Drawing:
    auditors = list(rows())
    made = Drawing(
        "Harsh or lenient, from ten grades each: without and with shrinkage",
        "Eight invented auditors, each with ten grades on cases that another graded too; figures in grade steps, "
        "harsher to the right. "
        + " ".join(
            f"Auditor {name}: without shrinkage {_step(plain)} ({_step(wide.low)} to {_step(wide.high)}), with it "
            f"{_step(shrunk)} ({_step(near.low)} to {_step(near.high)}), in truth {_step(true)}."
            for name, wide, plain, near, shrunk, true in auditors
        ),
        760,
        TOP + ROW * len(auditors) + 60,
    )
    axis, bottom = Axis(-0.75, 0.75, 110, 730), TOP + ROW * len(auditors) - 10
    _key(made)
    for tick in (-0.5, -0.25, 0, 0.25, 0.5):
        made.line(axis.at(tick), TOP - 26, axis.at(tick), bottom, ink=LINE, width=3 if tick == 0 else 1)
        made.text(axis.at(tick), bottom + 20, _step(tick), anchor="middle")
    made.text(110, bottom + 44, "more lenient", bold=True)
    made.text(axis.at(0), bottom + 44, "steps of a grade", anchor="middle", bold=True)
    made.text(730, bottom + 44, "harsher", anchor="end", bold=True)
    for place, (name, wide, plain, near, shrunk, true) in enumerate(auditors):
        y = TOP + place * ROW
        made.text(24, y + 5, f"Auditor {name}")
        made.bar(axis.at(wide.low), axis.at(wide.high), y - 9, ink=QUIET, width=1.5, cap=5)
        made.circle(axis.at(plain), y - 9, 4, fill="#ffffff", ink=QUIET)
        made.bar(axis.at(near.low), axis.at(near.high), y + 8, ink=COUNCIL, width=5, cap=5)
        made.circle(axis.at(shrunk), y + 8, 5, fill=COUNCIL, ink=COUNCIL)
        made.diamond(axis.at(true), y, 8)
    return made


def _key(made: Drawing) -> None:
    made.bar(24, 74, 30, ink=QUIET, width=1.5, cap=5)
    made.circle(49, 30, 4, fill="#ffffff", ink=QUIET)
    made.text(84, 35, "without shrinkage, with 95% interval")
    made.bar(24, 74, 58, ink=COUNCIL, width=5, cap=5)
    made.circle(49, 58, 5, fill=COUNCIL, ink=COUNCIL)
    made.text(84, 63, "with shrinkage: the figure to use")
    made.diamond(440, 30, 8)
    made.text(458, 35, "the truth, known because it is invented")


def _step(value: float) -> str:
    return f"{round(value, 2) + 0:+.2f}".replace("+0.00", "0").replace("-", "−")
