"""The severity model, and the allocation of double grades that feeds it (P2)."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import get_args

import numpy as np

from moderation import Ratings, Scale, design, severity
from moderation.grade_models import Model
from tests.bench.plain_severity import greatest_log_likelihood
from tests.bench.timing import beside, machine, shown, timed

SCALE = Scale(["Outstanding", "Good", "Requires improvement", "Inadequate"])
LINES = [-2.5, 0.3, 2.4]
CASE_SD, AUDITOR_SD = 2.0, 0.7
DOUBLE = (40, 50, 60, 66)
TEAM = tuple(range(1, 13))


@dataclass(frozen=True)
class Size:
    """How many cases, auditors and grades on a case, and in how many milliseconds they are to be fitted."""

    cases: int
    auditors: int
    per_case: int
    goal: float
    times: int


SIZES = (Size(150, 8, 2, 50, 25), Size(1_000, 20, 2, 200, 11), Size(10_000, 50, 3, 1_000, 5))


def grades(size: Size) -> Ratings:
    """Grades by the cumulative model, each case given to so many auditors by chance."""
    rng = np.random.default_rng(1)
    shape = (size.cases, size.auditors)
    stands = (
        rng.normal(0, CASE_SD, (size.cases, 1)) - rng.normal(0, AUDITOR_SD, size.auditors) + rng.logistic(size=shape)
    )
    codes = 3 - np.searchsorted(LINES, stands)
    codes[rng.random(shape).argsort(axis=1).argsort(axis=1) >= size.per_case] = -1
    return Ratings(SCALE, tuple(range(size.cases)), tuple(range(size.auditors)), codes)


def fitted(size: Size, model: Model, shrink: bool) -> str:
    table = grades(size)
    fresh = lambda: Ratings(SCALE, table.cases, table.auditors, table.codes)  # noqa: E731 - nothing remembered
    taken = timed(lambda: severity.fit(fresh(), model, shrink), size.times)
    found = severity.fit(table, model, shrink)
    return (
        f"| {size.cases * size.per_case:,} | {size.auditors} | {model} | {'yes' if shrink else 'no'} "
        f"| {shown(median(taken))} | {shown(min(taken))} | {shown(size.goal)} "
        f"| {'yes' if median(taken) <= size.goal else 'no'} | {found.loglik:,.2f} |"
    )


def by_hand() -> str:
    """The same maximum found without knowing how the likelihood bends."""
    table = grades(SIZES[0])
    fresh = lambda: Ratings(SCALE, table.cases, table.auditors, table.codes)  # noqa: E731
    plainly = lambda: greatest_log_likelihood(table.codes)  # noqa: E731
    ours, theirs = beside(lambda: severity.fit(fresh(), shrink=False), plainly, turns=3)
    apart = abs((severity.fit(table, shrink=False).loglik or 0.0) - plainly())
    return (
        "No Python package fits this model. The same likelihood, of 300 grades without shrinkage, written down\n"
        f"plainly and maximised by scipy's BFGS with numerical gradients, takes {shown(theirs)}: "
        f"{theirs / ours:,.0f} times as long as the {shown(ours)}\nhere, standard errors and fair grades included. "
        f"The two maxima differ by {apart:.0e}."
    )


def allocated(double: int) -> str:
    cases = tuple(range(double))
    taken = median(timed(lambda: design.allocate(TEAM, cases, double=cases, seed=1), 11))
    pairs = [design.allocate(TEAM, cases, double=cases, seed=seed).pairs for seed in range(20)]
    rng = np.random.default_rng(1)
    by_chance = [design.efficiency([rng.choice(TEAM, 2, replace=False) for _ in cases], TEAM).a for _ in range(200)]
    least = min(design.efficiency(each, TEAM).a for each in pairs)
    met = taken <= 50 and least >= 0.94
    return f"| {double} | {shown(taken)} | {least:.3f} | {np.mean(by_chance):.3f} | {'yes' if met else 'no'} |"


def text() -> str:
    rows = "\n".join(
        fitted(size, model, shrink) for size in SIZES for model in get_args(Model) for shrink in (True, False)
    )
    return f"""
{machine(["numpy", "scipy"])}

Severities, fair grades and everything else of a fit, in processor time, linear algebra kept to one thread. With
shrinkage the log-likelihood is that at the likeliest spread of auditors.

| Grades | Auditors | Model | Shrunk | Median | At best | Goal | Met by the median | Log-likelihood |
|---|---|---|---|---|---|---|---|---|
{rows}

{by_hand()}

Double grades allocated among {len(TEAM)} auditors. A-efficiency is 1 where every two auditors share equally many cases;
the least of 20 allocations, and the mean of 200 in which pairs are drawn by chance. Goal: 50 ms, and at least 0.94.

| Double grades | Here | Least A-efficiency | By chance | Met |
|---|---|---|---|---|
{chr(10).join(allocated(double) for double in DOUBLE)}
"""
