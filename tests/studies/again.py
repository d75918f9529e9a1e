"""Shares that came out at or below what is wanted, measured again with ten times as many replicates and judged by that.

The page itself says which these are: so they can be measured again without running everything else anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from textwrap import fill

from tests.studies import auditors, intervals
from tests.studies.goals import LEAST, OVER_AUDITORS, percent
from tests.studies.simulation import COEFFICIENTS, REPLICATES, SEED, Share
from tests.studies.tables import how, line, share, table

REPLICATES_AGAIN = 10 * REPLICATES
TITLE = "Measured again"


@dataclass(frozen=True)
class Again:
    """The ``found`` share of the goal named ``what`` in one scenario, with the words for that scenario."""

    what: str
    scenario: str
    least: float
    found: Share

    @property
    def verdict(self) -> str:
        if self.found.value >= self.least:
            return "yes"
        return "within its error" if self.found.value >= self.least - 2 * self.found.error else "no"


Scenario = intervals.Scenario | auditors.Scenario


def scenarios() -> Sequence[Scenario]:
    return *intervals.SCENARIOS, *auditors.SCENARIOS


def found(page: str, one: Scenario, replicates: int) -> list[Again]:
    """What comes of the shares of a scenario that ``page`` shows as too low; nothing where it shows none."""
    return list(
        _of_cases(page, one, replicates) if isinstance(one, intervals.Scenario) else _of_auditors(page, one, replicates)
    )


def place(one: Scenario) -> tuple[object, ...]:
    """What the row of a scenario on the page begins with."""
    if isinstance(one, intervals.Scenario):
        return one.cases, one.auditors, one.each, *how(one.how)
    return one.cases, one.auditors, one.spread, *how(one.how)


def _of_cases(page: str, one: intervals.Scenario, replicates: int) -> Iterator[Again]:
    bounds = {name: LEAST[one.cases, name] for name in COEFFICIENTS if (one.cases, name) in LEAST}
    words, reliability = how(one.how)
    where = f"{one.auditors} auditors, {one.each} grades per case, {words}, reliability {reliability}"
    if names := low(page, place(one), bounds):
        for row in intervals.study([one], replicates, SEED, ["jackknife"], names):
            yield Again(f"{one.cases} cases, {row.coefficient}", where, bounds[row.coefficient], row.coverage)


def _of_auditors(page: str, one: auditors.Scenario, replicates: int) -> Iterator[Again]:
    words, reliability = how(one.how)
    where = f"{one.cases} cases, {one.auditors} auditors, spread {one.spread}, {words}, reliability {reliability}"
    if names := low(page, place(one), dict.fromkeys(COEFFICIENTS, OVER_AUDITORS)):
        for row in auditors.study([one], replicates, SEED, coefficients=names):
            for truth, share in (("panels", row.panels), ("everyone", row.everyone)):
                yield Again(f"Auditors as a sample, {row.coefficient}, {truth}", where, OVER_AUDITORS, share)


def low(page: str, place: tuple[object, ...], bounds: dict[str, float]) -> list[str]:
    """The coefficients whose share, as the page shows it in the row of the scenario, is not above its bound."""
    start = line(*place).removesuffix("|")
    [row] = [text for text in page.split("\n") if text.startswith(start)]
    shares = [float(cell.partition("±")[0]) for cell in row.removeprefix(start).strip("| ").split("|")]
    return [name for name, found in zip(COEFFICIENTS, shares, strict=True) if found <= 100 * bounds.get(name, 0)]


def text(found: Sequence[Again], replicates: int) -> str:
    """What stands under the heading."""
    about = fill(
        "The shares that are shown above as no higher than what is wanted, measured again by the same code with "
        f"{replicates:,} replicates, and judged by that. One that is still lower, but by less than two errors, cannot "
        'be told from what is wanted: it is called "within its error".',
        120,
    )
    rows = (line(one.what, one.scenario, percent(one.least), share(one.found), one.verdict) for one in found)
    return f"{about}\n\n{table(['What', 'Where', 'Wanted', 'Found', 'Met'], rows)}"


def judged(page: str, found: Iterable[Again]) -> str:
    """``page`` with what came of measuring again in the last column of each goal that was."""
    worst = {"yes": 0, "within its error": 1, "no": 2}
    verdicts: dict[str, str] = {}
    for one in found:
        verdicts[one.what] = max(verdicts.get(one.what, "yes"), one.verdict, key=worst.__getitem__)
    lines = page.split("\n")
    for number, text in enumerate(lines):
        cells = text.split(" | ")
        if len(cells) == 4 and (verdict := verdicts.get(cells[0].removeprefix("| "))):
            lines[number] = " | ".join([*cells[:3], f"again: {verdict} |"])
    return "\n".join(lines)
