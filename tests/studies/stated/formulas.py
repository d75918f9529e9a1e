"""Part 2: the coefficients and their errors, and how far they are from the usual ones."""

from __future__ import annotations

import inspect
import math
from collections.abc import Iterator, Sequence
from statistics import mean

import numpy as np

from moderation import Estimate, Interval, Ratings, Scale, agreement, intervals, marginals, resamples
from moderation.coefficients import _NEARLY_ALL
from moderation.weights import weight_table
from qa_app.web.words import coefficient, share
from tests.moderation.reference.tables import KRIPPENDORFF, KRIPPENDORFF_SCALE
from tests.studies.examples import GOOD, GRADES, INADEQUATE, RI, ROUND_TWO, alpha, exact, ratings, shown
from tests.studies.imagined import COUNCIL, many
from tests.studies.stated.auditors import CYCLE
from tests.studies.stated.rounds import held

Rows = list[Sequence[object]]

ALIKE: Rows = [*[(RI, RI)] * 14, *[(GOOD, GOOD)] * 6]
TWICE: Rows = [*ALIKE, (GOOD, RI), (RI, GOOD), (RI, INADEQUATE), (GOOD, RI)]
ONCE: Rows = [*[(RI, None)] * 62, *[(GOOD, None)] * 28, *[(INADEQUATE, None)] * 4]


def places(value: float, number: int = 3) -> str:
    return f"{value:.{number}f}"


def opening() -> Iterator[str]:
    of = ratings([(RI, RI)] * 33 + [(GOOD, RI)] * 4)
    page, report = exact(of), shown(agreement.percent_agreement(of), as_share=True)
    low, high = (report.text(end) for end in (report.interval.low, report.interval.high))
    yield (
        f"For 33 of 37 that is {page.text(page.interval.low)} to {page.text(page.interval.high)} on the page and "
        f"{low} to {high} in the report."
    )


def weights() -> Iterator[str]:
    formulas = {
        "identity": "1 if d = 0, else 0",
        "linear": "1 - d / (q - 1)",
        "quadratic": "1 - d² / (q - 1)²",
        "ordinal": "1 - d (d + 1) / (q (q - 1))",
        "radical": "1 - √(d / (q - 1))",
    }
    for name, formula in formulas.items():
        row = ", ".join(f"{round(weight, 3):g}" for weight in weight_table(name, GRADES)[0])
        yield f"| `{name}` | {formula} | {row} |"
    whole = agreement.gwet_ac(ratings(ROUND_TWO), "quadratic").value
    fewer = agreement.gwet_ac(Ratings.from_matrix(ROUND_TWO, Scale(GRADES.labels[1:])), "quadratic").value
    assert whole is not None
    assert fewer is not None
    yield f"AC2 with quadratic weights is {places(whole)} on the four grades declared, and {places(fewer)} if"


def coefficients() -> Iterator[str]:
    table = Ratings.from_matrix(KRIPPENDORFF, KRIPPENDORFF_SCALE)
    fixed, metric = agreement.fixed_weight_alpha(table, "ordinal").value, agreement.krippendorff_alpha(table).value
    assert fixed is not None
    assert metric is not None
    yield f"on Krippendorff’s (2011) table {places(fixed)} against {places(metric)}."


def published(estimate: Estimate) -> float:
    """Gwet's standard error, in which the share of cases graded twice is fixed."""
    statistic = estimate._statistic
    assert statistic is not None
    assert estimate.value is not None
    n, multiple = len(TWICE) + len(ONCE), np.arange(len(TWICE) + len(ONCE)) < len(TWICE)
    rows = statistic.rows.of_cases()
    slopes = np.where(rows >= 0, statistic.influence[rows] / statistic.n, 0)
    deviations = n * slopes + estimate.value * (n * multiple / len(TWICE) - 1)
    return float(np.sqrt((deviations**2).sum() / (n * (n - 1))))


def errors() -> Iterator[str]:
    cycle = Ratings.from_matrix(TWICE + ONCE, GRADES)
    assert cycle.n_cases == CYCLE
    found, same = agreement.gwet_ac(cycle), agreement.percent_agreement(cycle)
    assert found.value is not None
    assert found.se is not None
    assert same.value is not None
    assert same.se is not None
    yield (
        f"A cycle that has {len(TWICE)} of {CYCLE} cases graded twice, {len(ALIKE)} of them alike, has AC2 "
        f"{places(found.value)}: our SE is {places(found.se)}, the published form’s is {places(published(found))}."
    )
    yield f"For the share with the same grade, {places(same.value)}, they are"
    yield f"they are {places(same.se)} and {places(published(same))}."


def the_intervals() -> Iterator[str]:
    yield f'`.interval(level={inspect.signature(Estimate.interval).parameters["level"].default}, method="jackknife")`'
    yield "(0.025)^(1/n')"
    of = ratings([(RI, RI)] * 10 + [(GOOD, GOOD)] * 10)
    interval = agreement.krippendorff_alpha(of).interval()
    assert isinstance(interval, Interval)
    assert (interval.method, interval.high) == ("exact", 1)
    assert math.isclose(agreement.percent_agreement(of).interval().low, 0.025 ** (1 / 20))  # type: ignore[union-attr]
    yield "A round of 20 cases that agree on varied grades, half each, has alpha 1 and"
    yield f"the interval {interval.low:.2f} to 1."
    yield f"draw {resamples.DRAWS:,} samples of cases"
    yield f"fewer than {share(resamples._MOST)} of the samples"
    yield "With one grade at 94% of all"
    inside = [share(mean(held(alpha, cases)[0])) for cases in (20, 37, 80)]
    yield "at 20, 37 and 80 cases the interval of alpha held the truth"
    yield f"{inside[0]}, {inside[1]} and {inside[2]} of the time."
    yield f"one grade makes up {share(_NEARLY_ALL)} of all or more"


def over_auditors() -> Iterator[str]:
    assert intervals._FEWEST_AUDITORS == 3
    yield f"It needs three auditors, and {share(intervals._MOST)} of them must leave"


def finite() -> Iterator[str]:
    yield f"`ratings.out_of({CYCLE})` asks about the cases of one cycle: f = n' / {CYCLE}"


def comparisons() -> Iterator[str]:
    yield f"Up to {marginals._FEW} cases p comes from {marginals.DRAWS:,} seeded draws."
    of = many(COUNCIL)
    ordinal, quadratic = (agreement.gwet_ac(of, kind).value for kind in ("ordinal", "quadratic"))
    yield "the best word that is more than 95% probable"
    yield (
        f"with the same grade in {share(exact(of).value)} of cases, AC2 is {coefficient(ordinal)} with ordinal and "
        f"{coefficient(quadratic)} with quadratic weights."
    )


STATED = {
    "Part 2: for the statistician": opening,
    "Notation and weights": weights,
    "Coefficients": coefficients,
    "Standard errors": errors,
    "Intervals": the_intervals,
    "Auditors as a sample": over_auditors,
    "Finite cycles, case weights, missing grades": finite,
    "Two coefficients, many tests, margins": comparisons,
}
