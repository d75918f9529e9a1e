"""docs/coverage.md: how each simulation was made, what came of it, and whether that is what was wanted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean
from textwrap import fill
from typing import Any

from moderation.estimates import RELIABLE_FROM, TOLD_APART_FROM
from moderation.resamples import DRAWS
from tests.studies import auditors, drift, goals, intervals, severity
from tests.studies.goals import percent
from tests.studies.simulation import COEFFICIENTS, SEED
from tests.studies.tables import how, line, share, table

GOALS = "What is wanted and what was found"
Study = Callable[..., tuple[Any, ...]]


@dataclass(frozen=True)
class Part:
    """A part of the page: its ``study`` of ``scenarios``, its heading, and what is made of the rows."""

    study: Study
    scenarios: Sequence[object]
    title: str
    text: Callable[..., str]
    goals: Callable[..., list[goals.Goal]]


def opening(replicates: int) -> str:
    """The page before anything has been measured."""
    return f"""# Coverage

{_filled(_ABOUT.format(replicates=replicates, seed=SEED))}

## {GOALS}

{table(["What", "Wanted", "Found", "Met"], [])}
"""


def renewed(page: str, part: Part, rows: Sequence[Any], replicates: int, about: str) -> str:
    """``page`` with what was found in a part in place of what stood there; ``about``: on what, and in what time."""
    found = {goal.what: goal.line for goal in part.goals(rows)}
    lines = {text.split(" | ")[0].removeprefix("| "): text for text in _goal_lines(page)} | found
    page = with_section(page, GOALS, table(["What", "Wanted", "Found", "Met"], lines.values()))
    return with_section(page, part.title, _filled(f"{part.text(rows, replicates)}\n\n{about}"))


def with_section(page: str, title: str, text: str) -> str:
    """``page`` with ``text`` under the heading ``title``, in its place or else at the end."""
    head, *sections = re.split(r"^(?=## )", page, flags=re.MULTILINE)
    new = f"## {title}\n\n{text.strip()}\n"
    titles = [section.partition("\n")[0].removeprefix("## ") for section in sections]
    if title in titles:
        sections[titles.index(title)] = new
    else:
        sections.append(new)
    return "\n".join(one.strip("\n") + "\n" for one in (head, *sections))


def _goal_lines(page: str) -> list[str]:
    found = re.search(rf"^## {GOALS}\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    return [text for text in (found.group(1) if found else "").split("\n") if text.startswith("| ")][1:]


def _filled(text: str) -> str:
    blocks = (
        block if block.startswith(("#", "|")) else fill(block, 120, break_on_hyphens=False)
        for block in text.split("\n\n")
    )
    return "\n\n".join(blocks)


_ABOUT = """Made by `make coverage-study`; do not edit by hand. `make coverage-study PARTS="drift again"` measures some
parts anew and leaves the others as they are.

Does an interval that says 95% hold the true value 95 times in a hundred, at the sizes councils have? Grades are
invented where the true value is known, and what `moderation/` makes of them is counted: {replicates:,} replicates of
every scenario, seed {seed}.

Shares are in per cent; ± is the Monte-Carlo standard error. The least of many shares lies below the true least by
chance alone: of sixteen equal ones, by nearly two such errors. So a share at or below what is wanted is measured again
with ten times as many replicates and judged by that: see the end of this page."""


def _of_intervals(rows: Sequence[intervals.Row], _: int) -> str:
    return f"""\
A case has a quality and a grading an error, both normal; the part of the variance that is the case is the reliability.
An auditor's severity is added, and three lines cut the sum into four grades. They lie where an auditor of mean severity
gives 10, 55, 30 and 5% Outstanding, Good, Requires improvement and Inadequate (moderate), or 2.5, 70, 27 and 0.5%
(skewed). The auditors stay the same from replicate to replicate, their severities at equal distances with a standard
deviation of {intervals.SPREAD}. Either 3 or 5 auditors grade every case, or 2 of 8 or of 12, drawn by chance for each.

AC1; AC2 with ordinal weights; BP, the coefficient of Brennan and Prediger; Krippendorff's ordinal alpha; Conger's kappa
with quadratic weights. The true value is the coefficient of the same auditors, by the same design, over
{intervals.POPULATION:,} cases with every combination of grades as often as its probability, which is integrated. A
replicate in which a coefficient is undefined, as all grades are alike, has no interval and is left out: at most
{percent(max(row.undefined for row in rows))}% of those of any scenario. Figures are marked as
unreliable below {RELIABLE_FROM} cases, alpha and Conger's kappa below {TOLD_APART_FROM}. Bootstraps of {DRAWS:,} draws
are slow and were tried on one replicate in {intervals.EVERY["bca"]}, so that their least and most owe more to chance.

Least / mean / most coverage over the sixteen scenarios of so many cases, and the mean width below:

{table(["Cases", "Coefficient", "Jackknife", "Analytic", "Percentile", "BCa"], _methods(rows))}

The jackknife, which is what is used unless another is asked for, scenario by scenario:

{table(["Cases", "Auditors", "Grades per case", "Grades", "Reliability", *COEFFICIENTS], _by_scenario(rows))}"""


def _of_auditors(rows: Sequence[auditors.Row], _: int) -> str:
    head = ["Coefficient", "Panels", "Everyone", "Mean width", "Everyone, by the interval over cases alone"]
    return f"""\
As above, but with other auditors in every replicate, who all grade every case, and whose severities are normal with a
standard deviation (spread) of 0.2 or 0.5. There are two true values. That of panels: the mean, over {auditors.PANELS:,}
panels of as many auditors, of the coefficient that each has on {auditors.CASES_OF_PANEL:,} cases. That of everyone: the
coefficient over {auditors.POPULATION:,} cases, every grade on them by another auditor. The two lie at most
{max(abs(row.true[0] - row.true[1]) for row in rows):.3f} apart. Where nothing can be said of other auditors the
interval is that over cases alone; this was so in at most {percent(max(row.fallen_back for row in rows))}% of the
replicates of any scenario, and in at most {percent(max(row.undefined for row in rows))}% a coefficient was undefined.

Least / mean / most coverage over all scenarios; the last column shows what comes of taking the auditors as given:

{table(head, _over(rows))}

Coverage for panels, scenario by scenario:

{table(["Cases", "Auditors", "Spread", "Grades", "Reliability", *COEFFICIENTS], _by_panel(rows))}"""


def _of_severity(rows: Sequence[severity.Row], _: int) -> str:
    figures = [
        f"{kind}: {figure}" for kind in ("Plain", "Shrunken") for figure in ("coverage", "error", "its estimate")
    ]
    head = ["Cases", "Auditors", "Spread", "Without plain", *figures, "Error, shrunken to plain"]
    return f"""\
Grades follow the cumulative model: quality of cases normal with a standard deviation of {severity.CASE_SD} logits,
severities normal with that of the scenario (spread), and lines at which a mean auditor gives 5, 30, 59 and 6% of the
grades, best first. Other auditors and other cases in every replicate; each case is graded by two auditors, in pairs as
balanced as can be. The true value is an auditor's severity against the mean of those in the round. Auditors of one
round are not independent; the Monte-Carlo error allows for that.

In some rounds the likelihood has no maximum and there are no plain severities ("without plain"); in others an
auditor who gave only one end of the scale has none, at most {percent(max(row.extreme for row in rows))}% of auditors.
These are left out on the plain side only. "Error" is the root of the mean squared error, and "its estimate" the median
standard error, both in logits.

{table(head, _severities(rows))}"""


def _of_drift(rows: Sequence[drift.Row], replicates: int) -> str:
    head = ["Differences", "Cases per cycle", "Calibrated limits", "Least", "Mean", "Most", "At the textbook's limit"]
    return f"""\
An auditor who has not changed differs from the reference now and then: usually (15% of cases one step more lenient, 14%
one harsher, 1% two), to one side (12% one step harsher) or often (22% one step and 4% two, either way). Limits for the
moving average with weight {drift.WEIGHT} are calibrated to alarm once in {drift.TARGET} cycles,
{drift.CALIBRATIONS} of them, each with a seed of its own. Then {drift.RUNS * replicates:,} other runs are made, by
other code from other random numbers, and each lasts until its first alarm. The table has the least, the mean and the
most of the mean cycles until then, over the calibrated limits, and the same for the textbook's limit,
{drift.TEXTBOOK}. The Monte-Carlo error of a figure is at most {max(row.error for row in rows):.1%} of it.

{table(head, _lengths(rows))}"""


_WORDS = {drift.USUAL: "usually", drift.ONE_SIDED: "to one side", drift.FAR_APART: "often"}


def _spread(shares: Sequence[float]) -> str:
    return " / ".join(percent(share) for share in (min(shares), fmean(shares), max(shares)))


def _methods(rows: Sequence[intervals.Row]) -> Iterable[str]:
    for cases in sorted({row.scenario.cases for row in rows}):
        for name in COEFFICIENTS:
            cells = []
            for method in intervals.METHODS:
                here = [r for r in rows if (r.scenario.cases, r.coefficient, r.method) == (cases, name, method)]
                width = fmean(row.width for row in here)
                cells.append(f"{_spread([row.coverage.value for row in here])}<br>{width:.2f}")
            yield line(cases, name, *cells)


def _by_scenario(rows: Sequence[intervals.Row]) -> Iterable[str]:
    default = [row for row in rows if row.method == "jackknife"]
    for one in dict.fromkeys(row.scenario for row in default):
        shares = [share(row.coverage) for row in default if row.scenario == one]
        yield line(one.cases, one.auditors, one.each, *how(one.how), *shares)


def _over(rows: Sequence[auditors.Row]) -> Iterable[str]:
    for name in COEFFICIENTS:
        here = [row for row in rows if row.coefficient == name]
        yield line(
            name,
            _spread([row.panels.value for row in here]),
            _spread([row.everyone.value for row in here]),
            f"{fmean(row.width for row in here):.2f}",
            _spread([row.conditional.value for row in here]),
        )


def _by_panel(rows: Sequence[auditors.Row]) -> Iterable[str]:
    for one in dict.fromkeys(row.scenario for row in rows):
        shares = [share(row.panels) for row in rows if row.scenario == one]
        yield line(one.cases, one.auditors, one.spread, *how(one.how), *shares)


def _severities(rows: Sequence[severity.Row]) -> Iterable[str]:
    for row in rows:
        one = row.scenario
        figures = [
            cell for it in (row.plain, row.shrunk) for cell in (share(it.coverage), f"{it.rmse:.2f}", f"{it.se:.2f}")
        ]
        ratio = percent(row.shrunk.rmse / row.plain.rmse)
        yield line(one.cases, one.auditors, one.auditor_sd, percent(row.undefined), *figures, ratio)


def _lengths(rows: Sequence[drift.Row]) -> Iterable[str]:
    for row in rows:
        lengths = [f"{number:.0f}" for number in (min(row.lengths), fmean(row.lengths), max(row.lengths), row.textbook)]
        limits = f"{min(row.limits):.2f} to {max(row.limits):.2f}"
        yield line(_WORDS[row.scenario.differences], row.scenario.cases, limits, *lengths)


PARTS = {
    "intervals": Part(
        intervals.study, intervals.SCENARIOS, "Intervals of coefficients", _of_intervals, goals.of_intervals
    ),
    "auditors": Part(auditors.study, auditors.SCENARIOS, "Auditors as a sample", _of_auditors, goals.of_auditors),
    "severity": Part(severity.study, severity.SCENARIOS, "Severities", _of_severity, goals.of_severity),
    "drift": Part(drift.study, drift.SCENARIOS, "Drift", _of_drift, goals.of_drift),
}
