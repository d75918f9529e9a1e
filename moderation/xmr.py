"""A measure over time with the limits that its own ups and downs set: the chart of individual values.

Limits: the mean plus and minus 2.66 mean moving ranges (Shewhart; Wheeler 1993). Four signs of a change, each the same
upwards and downwards: a point beyond a limit; seven points running on one side of the mean, a point on the mean ending
the run; seven points running each above (or each below) the one before, wherever the mean lies; two of three points
running in the outer third between mean and limit, on the same side.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

Sign = Literal["beyond limit", "shift", "trend", "two of three"]
Direction = Literal["high", "low"]

FULL_FROM = 13
_RUN = 7
_WIDTH = 2.66  # three standard deviations, from the mean moving range of two


@dataclass(frozen=True, slots=True)
class Rebase:
    """From point ``at`` on (0 for the first) the limits are computed anew, and by whose ``reason``."""

    at: int
    reason: str


@dataclass(frozen=True, slots=True)
class Point:
    """A value with the limits of its part of the series, and the signs of change it takes part in."""

    value: float
    mean: float
    low: float
    high: float
    signs: tuple[Sign, ...]


@dataclass(frozen=True, slots=True)
class Assurance:
    """Whether the process as it now runs will meet the target: always, never, or as chance has it."""

    verdict: Literal["met", "missed", "chance"]
    reason: str


@dataclass(frozen=True, slots=True)
class Xmr:
    """The chart. ``warning`` is empty once the newest part has 13 points; till then its limits are on trial."""

    points: tuple[Point, ...]
    rebases: tuple[Rebase, ...]
    warning: str
    assurance: Assurance | None


def xmr(
    series: Sequence[float],
    *,
    rebases: Sequence[Rebase] = (),
    target: float | None = None,
    good: Direction = "high",
    floor: float | None = None,
    ceiling: float | None = None,
) -> Xmr:
    """Chart ``series``, oldest first.

    ``target``: to be reached or passed, upwards where ``good`` is "high"; a value equal to it meets it. ``floor`` and
    ``ceiling``: the least and the most the measure can be, such as 0 and 1, at which limits are cut off. Raises
    ValueError for a value that is not a number and for a re-basing without a reason or out of place.
    """
    values = [_number(value, f"Value {place}") for place, value in enumerate(series, start=1)]
    if good not in ("high", "low"):
        raise ValueError(f'good must be "high" or "low", not {good!r}')
    starts = _starts(rebases, len(values))
    points: list[Point] = []
    for start, stop in pairwise([*starts, len(values)]):
        points += _part(values[start:stop], floor, ceiling) if stop > start else []
    newest = len(values) - starts[-1]
    assurance = None
    if target is not None and points:
        assurance = _assurance(points[-1], _number(target, "The target"), good)
    return Xmr(tuple(points), tuple(rebases), _warning(newest), assurance)


def _part(values: list[float], floor: float | None, ceiling: float | None) -> list[Point]:
    mean = math.fsum(values) / len(values)
    ranges = [abs(after - before) for before, after in pairwise(values)]
    reach = _WIDTH * math.fsum(ranges) / len(ranges) if ranges else 0.0
    low, high = mean - reach, mean + reach
    signs = _signs(values, mean, reach)
    low = low if floor is None else max(low, floor)
    high = high if ceiling is None else min(high, ceiling)
    return [Point(value, mean, low, high, tuple(found)) for value, found in zip(values, signs, strict=True)]


def _signs(values: list[float], mean: float, reach: float) -> list[list[Sign]]:
    found: list[list[Sign]] = [[] for _ in values]
    for turn in (1, -1):  # once as it is and once upside down
        above = [turn * (value - mean) for value in values]
        _mark(found, "beyond limit", [[place] for place, value in enumerate(above) if _beyond(value, reach)])
        _mark(found, "shift", _runs(above, lambda before, now: _beyond(now, 0.0), _RUN))
        _mark(found, "trend", _runs(above, lambda before, now: before is None or now > before, _RUN))
        outer = [_beyond(value, reach * 2 / 3) for value in above]
        windows = [range(place, place + 3) for place in range(len(values) - 2)]
        _mark(found, "two of three", [[p for p in window if outer[p]] for window in windows if _two(outer, window)])
    return found


def _beyond(value: float, reach: float) -> bool:
    """Further than rounding could explain."""
    return value > reach and not math.isclose(value, reach, rel_tol=1e-9, abs_tol=1e-12)


def _two(outer: list[bool], window: range) -> bool:
    return sum(outer[place] for place in window) >= 2


def _runs(values: list[float], goes_on: Callable[[float | None, float], bool], least: int) -> list[list[int]]:
    """The stretches of at least so many places along which each value goes on from the one before."""
    runs, run = [], list[int]()
    for place, value in enumerate(values):
        if not goes_on(values[run[-1]] if run else None, value):
            runs.append(run)
            run = []
            if not goes_on(None, value):
                continue
        run = [*run, place]
    return [run for run in [*runs, run] if len(run) >= least]


def _mark(found: list[list[Sign]], sign: Sign, places: list[list[int]]) -> None:
    for place in {place for group in places for place in group}:
        if sign not in found[place]:
            found[place].append(sign)


def _starts(rebases: Sequence[Rebase], length: int) -> list[int]:
    starts = [0]
    for rebase in rebases:
        if not starts[-1] < rebase.at < length:
            raise ValueError(f"Limits cannot be computed anew from point {rebase.at}: it must lie after {starts[-1]}")
        if not rebase.reason.strip():
            raise ValueError(f"Computing limits anew from point {rebase.at} needs a reason")
        starts.append(rebase.at)
    return starts


def _assurance(newest: Point, target: float, good: Direction) -> Assurance:
    turn = 1 if good == "high" else -1
    worst, best = sorted((turn * newest.low, turn * newest.high))
    if not _beyond(turn * target, worst):
        return Assurance(
            "met", "Even at the worse limit the target is met: unless something changes it always will be."
        )
    if _beyond(turn * target, best):
        return Assurance(
            "missed", "Even at the better limit the target is missed: it needs a change in how things are done."
        )
    return Assurance("chance", "The target lies between the limits: whether it is met is a matter of chance.")


def _warning(newest: int) -> str:
    if newest >= FULL_FROM:
        return ""
    points = "point" if newest == 1 else "points"
    return f"Trial limits: they rest on {newest} {points}, and only from {FULL_FROM} on are they to be relied on."


def _number(value: float, what: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{what} must be a number, not {value!r}")
    return float(value)
