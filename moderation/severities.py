"""What is said of each auditor and of each line between grades, in words where a number would mislead."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np

from moderation.intervals import Interval
from moderation.observed import Observed
from moderation.ratings import Ratings
from moderation.scale import Label
from moderation.standing import Known, Standing

Flag = Literal["", "few_grades", "extreme", "alone"]

WELL_KNOWN_FROM = 15


@dataclass(frozen=True, slots=True)
class AuditorSeverity:
    """One auditor against the mean of those they can be compared with; harsher above 0.

    ``severity`` with ``se`` and ``interval`` in logits; ``steps`` likewise in grades: how many grades lower this
    auditor would place the cases of this council, on average, than the mean auditor would. All are None where there is
    nothing to tell them from. ``n``: grades given; ``n_shared``: those on cases another auditor graded too, the only
    ones that say anything of severity. ``group`` numbers the component of the fit, None for those left out.
    ``flag`` warns, most serious first: "alone" (shares no case with anyone), "extreme" (gave nothing but the best or
    the worst grade in use), "few_grades"; ``reason`` says it in words.
    """

    auditor: Hashable
    severity: float | None
    se: float | None
    interval: Interval | None
    steps: float | None
    steps_se: float | None
    steps_interval: Interval | None
    n: int
    n_shared: int
    group: int | None
    flag: Flag
    reason: str


@dataclass(frozen=True, slots=True)
class GradeLine:
    """The line between two neighbouring grades in use, in logits of quality, for the mean auditor of the component.

    At this quality the ``better`` grade (or one above it) is as likely as the ``worse`` one (or one below it) in the
    cumulative model; in the adjacent model the two are equally likely.
    """

    better: Label
    worse: Label
    value: float
    se: float


@dataclass(frozen=True, slots=True)
class Linked:
    """Auditors who can be compared with each other, their cases, and the lines between grades, best first."""

    auditors: tuple[Hashable, ...]
    cases: tuple[Hashable, ...]
    thresholds: tuple[GradeLine, ...]


def auditor_severities(
    ratings: Ratings, seen: Observed, found: Standing | None, level: float
) -> tuple[AuditorSeverity, ...]:
    """One for every auditor of ``ratings`` with a grade, in their order; without figures where ``found`` is None."""
    place = {auditor: g for g, auditor in enumerate(seen.ratings.auditors)}
    shared = ratings.graded[ratings.grades_per_case >= 2].sum(axis=0)
    result = []
    for g, auditor in enumerate(ratings.auditors):
        n, n_shared = int(ratings.graded[:, g].sum()), int(shared[g])
        if not n:
            continue
        here = place.get(auditor) if found is not None else None
        group = None if here is None else int(seen.group_of_auditor[here])
        alone = n_shared == 0 or (group is not None and len(seen.groups[group]) == 1)
        flag, reason = _flag(seen, auditor, n_shared, alone)
        known = here is not None and group is not None and len(seen.groups[group]) > 1
        severity = figure(found.severity, here, level) if found and here is not None and known else NO_FIGURE
        steps = figure(found.steps, here, level) if found and here is not None and known else NO_FIGURE
        result.append(AuditorSeverity(auditor, *severity, *steps, n, n_shared, group, flag, reason))
    return tuple(result)


Figure = tuple[float | None, float | None, Interval | None]
NO_FIGURE: Figure = (None, None, None)


def figure(known: Known, place: int | tuple[int, int], level: float) -> Figure:
    """The value at ``place`` with its standard error and normal interval."""
    value, se = float(known.value[place]), float(known.se[place])
    reach = NormalDist().inv_cdf(0.5 + level / 2) * se
    return value, se, Interval(value - reach, value + reach, level, "analytic")


def _flag(seen: Observed, auditor: Hashable, n_shared: int, alone: bool) -> tuple[Flag, str]:
    if alone:
        return "alone", "Shares no case with another auditor: severity cannot be told from what the cases deserved."
    if auditor in seen.extreme:
        return "extreme", (
            f"Gave every case {seen.extreme[auditor]}. How far from the others such an auditor stands has no limit in "
            "the grades themselves."
        )
    if n_shared < WELL_KNOWN_FROM:
        grades = "One grade is" if n_shared == 1 else f"{n_shared} grades are"
        return "few_grades", (
            f"Only {grades} on cases that another auditor graded too; with fewer than {WELL_KNOWN_FROM} nobody's "
            "severity is known well."
        )
    return "", ""


def linked(seen: Observed, found: Standing) -> tuple[Linked, ...]:
    """The groups of ``seen``, largest first, each with its lines."""
    labels = [seen.ratings.scale.labels[rank] for rank in seen.in_use]
    result = []
    for c, group in enumerate(seen.groups):
        rising = zip(labels[1:], labels[:-1], found.lines.value[c], found.lines.se[c], strict=True)
        lines = [GradeLine(better, worse, float(value), float(se)) for better, worse, value, se in rising]
        auditors = tuple(seen.ratings.auditors[g] for g in group)
        cases = tuple(seen.ratings.cases[i] for i in np.flatnonzero(seen.group_of_case == c))
        result.append(Linked(auditors, cases, tuple(reversed(lines))))
    return tuple(result)


def reliability(seen: Observed, severity: Known, shrunk: bool) -> float:
    """Separation reliability: the share of the spread of severities that is not error, 0 to 1 (Wright and Masters).

    1 - mean squared standard error / mean squared severity; for shrunken severities, from which error has been taken
    out already, their mean square / (mean square + mean squared standard error).
    """
    known = np.concatenate([group for group in seen.groups if len(group) > 1])
    spread, error = float((severity.value[known] ** 2).mean()), float((severity.se[known] ** 2).mean())
    if shrunk:
        return spread / (spread + error)
    return max(1 - error / spread, 0.0) if spread > 0 else 0.0
