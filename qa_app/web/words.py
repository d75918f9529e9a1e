"""Values as people read them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date, datetime

from flask import Flask

from qa_app.db import LONDON


def day(value: date | datetime | None, otherwise: str = "not recorded") -> str:
    """``21 November 2026``, as the clock on the wall in England had it."""
    if value is None:
        return otherwise
    if isinstance(value, datetime):
        value = value.astimezone(LONDON)
    return f"{value.day} {value:%B %Y}"


def iso_day(value: str) -> str:
    """``21 November 2026`` for ``2026-11-21``, as answers keep a day."""
    return day(date.fromisoformat(value))


def clock(value: datetime) -> str:
    """``14:02``."""
    return f"{value.astimezone(LONDON):%H:%M}"


def moment(value: datetime | None, otherwise: str = "not recorded") -> str:
    """``21 November 2026 at 14:02``."""
    return f"{day(value)} at {clock(value)}" if value else otherwise


def counted(number: int, one: str, many: str = "") -> str:
    """``1 case``, ``2 cases``; thousands with a comma."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(things: Iterable[str], last: str = "and") -> str:
    """``a, b and c``."""
    *most, final = things or [""]
    return f"{', '.join(most)} {last} {final}" if most else final


def percent(part: int, whole: int) -> str:
    """``62%``, rounded half up; a dash where there is nothing to share."""
    return f"{(200 * part + whole) // (2 * whole)}%" if whole else "–"


def share(value: float | None) -> str:
    """``62%`` for 0.62, rounded half up; a dash where there is no value."""
    return "–" if value is None else f"{math.floor(round(value * 100, 9) + 0.5)}%"


def coefficient(value: float | None) -> str:
    """``0.58``, ``−0.04``: two places, a true minus sign, never a negative nought; a dash where there is no value."""
    return "–" if value is None else f"{round(value, 2) + 0:.2f}".replace("-", "−")


def sentence(text: str) -> str:
    """The text with its first letter large."""
    return text[:1].upper() + text[1:]


def init_app(app: Flask) -> None:
    for word in (day, iso_day, clock, moment, counted, listed, percent, share, coefficient, sentence):
        app.jinja_env.filters[word.__name__] = word
