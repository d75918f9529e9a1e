"""What the studies must find, and whether they did."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from tests.studies import auditors, drift, intervals, severity
from tests.studies.simulation import COEFFICIENTS

KAPPAS = ("Alpha", "Conger")
OTHERS = tuple(name for name in COEFFICIENTS if name not in KAPPAS)
LEAST = (
    {(20, name): 0.94 for name in OTHERS}
    | {(20, "Alpha"): 0.91, (20, "Conger"): 0.89}
    | {(40, name): 0.94 for name in COEFFICIENTS}
    | {(10, "AC1"): 0.94, (10, "AC2"): 0.94}
)
"""The least share wanted of intervals over cases, by cases and coefficient."""
OVER_AUDITORS = 0.94


@dataclass(frozen=True)
class Goal:
    """``wanted`` of ``what``, what was ``found``, and whether it is ``met``; the last two before any rounding."""

    what: str
    wanted: str
    found: str
    met: bool

    @property
    def line(self) -> str:
        return f"| {self.what} | {self.wanted} | {self.found} | {'yes' if self.met else 'no'} |"


def of_intervals(rows: Sequence[intervals.Row]) -> list[Goal]:
    def coverage(cases: int, name: str) -> list[float]:
        return [
            row.coverage.value
            for row in rows
            if (row.scenario.cases, row.coefficient, row.method) == (cases, name, "jackknife")
        ]

    goals = [_least(f"{cases} cases, {name}", coverage(cases, name), least) for (cases, name), least in LEAST.items()]
    for name, mean in (("Alpha", 0.945), ("Conger", 0.935)):
        goals.append(_mean(f"20 cases, {name}, on average", coverage(20, name), mean))
    for name in KAPPAS:
        flagged = [row.flagged for row in rows if (row.scenario.cases, row.coefficient) == (10, name)]
        goals.append(
            Goal(
                f"10 cases, {name}, status",
                "marked as unreliable",
                f"{percent(min(flagged))} marked",
                min(flagged) == 1,
            )
        )
    return goals


def of_auditors(rows: Sequence[auditors.Row]) -> list[Goal]:
    goals = []
    for name in COEFFICIENTS:
        here = [row for row in rows if row.coefficient == name]
        goals.append(_least(f"Auditors as a sample, {name}, panels", [row.panels.value for row in here], OVER_AUDITORS))
        goals.append(
            _least(f"Auditors as a sample, {name}, everyone", [row.everyone.value for row in here], OVER_AUDITORS)
        )
    return goals


def of_severity(rows: Sequence[severity.Row]) -> list[Goal]:
    plain = [row.plain.coverage.value for row in rows]
    goals = [
        Goal("Plain severities", "93.0 to 98.0 everywhere", _range(plain), min(plain) >= 0.93 and max(plain) <= 0.98),
        _least("Shrunken severities", [row.shrunk.coverage.value for row in rows], 0.91),
    ]
    for row in rows:
        most = {(112, 8, 0.7): 0.80, (28, 8, 0.7): 0.55}.get(
            (row.scenario.cases, row.scenario.auditors, row.scenario.auditor_sd)
        )
        if most is not None:
            ratio = row.shrunk.rmse / row.plain.rmse
            what = f"Error of shrunken severities, {row.scenario.cases} cases and {row.scenario.auditors} auditors"
            goals.append(Goal(what, f"at most {most:.0%} of plain", f"{ratio:.1%}", ratio <= most))
    return goals


def of_drift(rows: Sequence[drift.Row]) -> list[Goal]:
    lengths = [length for row in rows for length in row.lengths]
    low, high = 0.9 * drift.TARGET, 1.1 * drift.TARGET
    return [
        Goal(
            "Cycles until a false alarm at calibrated limits",
            f"{low:.0f} to {high:.0f} everywhere",
            f"{min(lengths):.0f} to {max(lengths):.0f}",
            low <= min(lengths) and max(lengths) <= high,
        )
    ]


def percent(share: float) -> str:
    return f"{100 * share:.1f}"


def _least(what: str, shares: Sequence[float], bound: float) -> Goal:
    return Goal(what, f"at least {percent(bound)} everywhere", _range(shares), min(shares) >= bound)


def _mean(what: str, shares: Sequence[float], bound: float) -> Goal:
    mean = fmean(shares)
    return Goal(what, f"at least {percent(bound)} on average", percent(mean), mean >= bound)


def _range(shares: Iterable[float]) -> str:
    found = list(shares)
    return f"{percent(min(found))} to {percent(max(found))}"
