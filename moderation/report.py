"""Everything the result page of a moderation round needs, in one pass."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from moderation.arrays import read_only
from moderation.coefficients import boundary, gwet_ac, percent_agreement, within
from moderation.estimates import Estimate
from moderation.intervals import Interval
from moderation.krippendorff import krippendorff_alpha
from moderation.pairs import Disagreement, crosstab, disagreements, grades_of, pair_counts, specific_agreement
from moderation.ratings import Ratings
from moderation.scale import Label


@dataclass(frozen=True, slots=True)
class Figure:
    """An estimate with its interval; the interval is None exactly when the estimate has no value."""

    estimate: Estimate
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Dropped:
    """A case or auditor that took no part in observed agreement, and why."""

    kind: Literal["case", "auditor"]
    id: Hashable
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """How far the auditors of a round agree.

    ``exact``, ``within_one`` and ``boundary`` are shares of pairs of grades on the same case. ``alpha`` (Krippendorff,
    ordinal) asks whether auditors can tell cases apart; ``ac2`` (Gwet, ordinal weights) how often they would differ:
    they are to be shown together. ``boundary`` is None where the scale has no such line. ``pair_counts`` (q, q) is
    symmetric; ``crosstab`` (q, q), first column of grades by second, is there when there are exactly two. Both are
    read-only, with grades in the order of ``labels``.
    """

    labels: tuple[Label, ...]
    auditors: tuple[Hashable, ...]
    n_cases: int
    n_multiple: int
    n_pairs: int
    exact: Figure
    within_one: Figure
    boundary: Figure | None
    alpha: Figure
    ac2: Figure
    specific: Mapping[Label, Figure]
    pair_counts: NDArray[np.int64]
    crosstab: NDArray[np.int64] | None
    disagreements: tuple[Disagreement, ...]
    dropped: tuple[Dropped, ...]


def report(
    ratings: Ratings,
    between: tuple[Label, Label] = ("Good", "Requires improvement"),
    excluding: Collection[Hashable] = (),
    level: float = 0.95,
) -> Report:
    """Measure ``ratings``.

    ``between``: the line two grades should fall on the same side of; left out when the scale lacks these grades.
    ``excluding``: columns left out and named in ``dropped``, such as a moderator who had seen the other grades.
    Raises InsufficientData, saying what is missing, when no case has been graded by two auditors.
    """
    compared = ratings.without(excluding)
    compared.require_overlap()
    pairs = pair_counts(compared)

    def figure(estimate: Estimate) -> Figure:
        return Figure(estimate, estimate.interval(level))

    has_line = all(label in ratings.scale.labels for label in between)
    by_grade = {label: figure(estimate) for label, estimate in specific_agreement(compared).items()}
    return Report(
        labels=ratings.scale.labels,
        auditors=compared.auditors,
        n_cases=compared.n_cases,
        n_multiple=compared.n_multiple,
        n_pairs=int(np.triu(pairs).sum()),
        exact=figure(percent_agreement(compared)),
        within_one=figure(within(compared, 1)),
        boundary=figure(boundary(compared, between)) if has_line else None,
        alpha=figure(krippendorff_alpha(compared, "ordinal")),
        ac2=figure(gwet_ac(compared, "ordinal")),
        specific=MappingProxyType(by_grade),
        pair_counts=read_only(pairs),
        crosstab=read_only(crosstab(compared)) if len(compared.auditors) == 2 else None,
        disagreements=disagreements(compared),
        dropped=tuple(_dropped(ratings, compared, excluding)),
    )


def _dropped(ratings: Ratings, compared: Ratings, excluding: Collection[Hashable]) -> list[Dropped]:
    gone = [
        Dropped("auditor", auditor, "Left out of the comparison on request.")
        for auditor in ratings.auditors
        if auditor in excluding
    ]
    for g, auditor in enumerate(compared.auditors):
        if not compared.graded[:, g].any():
            gone.append(Dropped("auditor", auditor, "Gave no grade."))
    for i, (case, grades) in enumerate(zip(compared.cases, compared.grades_per_case.tolist(), strict=True)):
        if grades == 0:
            gone.append(Dropped("case", case, "Has no grade."))
        elif grades == 1:
            [(auditor, grade)] = grades_of(compared, i)
            why = f"Graded by one auditor only ({auditor}, {grade}), so there is nothing to compare it with."
            gone.append(Dropped("case", case, why))
    return gone
