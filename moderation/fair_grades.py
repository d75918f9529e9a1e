"""The grade a case would get from an auditor of mean severity, as probabilities.

What is known of a case's quality is averaged over, given its grades and who gave them; the lines and severities are
taken as estimated. Two grades leave much open: the range of grades says how much.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from moderation.coordinates import Coordinates
from moderation.grade_models import probabilities
from moderation.intervals import check_level
from moderation.observed import IntArray, Observed
from moderation.ratings import MISSING
from moderation.scale import Label, Scale
from moderation.shrinkage import Share
from moderation.weights import FloatArray

_LIKELIER_THAN_NOT = 0.5


@dataclass(frozen=True, slots=True)
class FairGrade:
    """One case, regraded by the mean auditor of its group.

    ``grade`` is the likeliest; ``probabilities`` are in the order of the scale, 0 for grades never given; ``expected``
    is the mean rank, 0 for the best. ``best`` to ``worst`` is the range of grades that holds at the level asked for.
    ``at_least`` is the probability of the better side of the line, None where the scale has no such line. ``flip`` is
    the probability of the other side than the grade ``awarded``, None where no one grade was awarded and the case was
    graded on both sides; ``flips`` says that this is likelier than not. ``quality`` and ``quality_se`` are in logits,
    better above 0, which is the mean of all cases or, where they were told apart, of their kinds. ``group`` numbers the
    group within which the case can be compared; ``n``: its grades.
    """

    case: Hashable
    grade: Label
    probabilities: tuple[float, ...]
    expected: float
    best: Label
    worst: Label
    at_least: float | None
    flip: float | None
    flips: bool
    awarded: Label | None
    quality: float
    quality_se: float
    group: int
    n: int


@dataclass(frozen=True, slots=True)
class Line:
    """What ``flip`` is asked about.

    ``cut``: how many grades lie on the better side of the line, None where the scale has no such line. ``awarded``: the
    rank each case was awarded, where it was. ``level``: how much the range of grades is to hold.
    """

    cut: int | None
    awarded: Mapping[Hashable, int]
    level: float

    @classmethod
    def of(
        cls, scale: Scale, between: tuple[Label, Label], awarded: Mapping[Hashable, Label] | None, level: float
    ) -> Line:
        """The line ``between`` two neighbouring grades; ValueError names what is not a grade, or not a neighbour."""
        check_level(level)
        ranks = {}
        for case, grade in (awarded or {}).items():
            try:
                ranks[case] = scale.rank(grade)
            except ValueError as error:
                raise ValueError(f"Case {case}, awarded grade: {error}") from None
        return cls(_cut(scale, between), ranks, level)


def _cut(scale: Scale, between: tuple[Label, Label]) -> int | None:
    if not set(between) <= set(scale.labels):
        return None
    better, worse = sorted(scale.rank(label) for label in between)
    if worse - better != 1:
        raise ValueError(f"{between[0]} and {between[1]} are not neighbours on the scale {scale}")
    return worse


def fair_grades(coordinates: Coordinates, seen: Observed, shares: Sequence[Share], line: Line) -> tuple[FairGrade, ...]:
    """The fair grade of every case with a grade, in the order of the ratings."""
    scale, rows = seen.ratings.scale, _rows(shares)
    p, quality, quality_se = _averaged(coordinates, seen, shares)
    sums = np.cumsum(p, axis=1)
    tail = (1 - line.level) / 2
    best, worst = (sums <= tail).sum(axis=1), np.minimum((sums < 1 - tail).sum(axis=1), scale.q - 1)
    sides = [None] * len(p) if line.cut is None else p[:, : line.cut].sum(axis=1).tolist()
    known = p, p.argmax(axis=1), p @ np.arange(scale.q), best, worst, quality, quality_se
    of_row = list(zip(*(each.tolist() for each in known), sides, strict=True))
    awarded, better = _awarded(seen, line)
    numbers = zip(
        seen.ratings.cases,
        rows.tolist(),
        awarded,
        better,
        seen.group_of_case.tolist(),
        seen.ratings.grades_per_case.astype(int).tolist(),
        strict=True,
    )
    labels, found = scale.labels, []
    for case, row, given, above, group, n in numbers:
        each, likeliest, expected, first, last, middle, error, side = of_row[row]
        flip = None if side is None or above is None else (1 - side if above else side)
        found.append(
            FairGrade(
                case=case,
                grade=labels[likeliest],
                probabilities=tuple(each),
                expected=expected,
                best=labels[first],
                worst=labels[last],
                at_least=side,
                flip=flip,
                flips=flip is not None and flip > _LIKELIER_THAN_NOT,
                awarded=given,
                quality=middle,
                quality_se=error,
                group=group,
                n=n,
            )
        )
    return tuple(found)


def _averaged(
    coordinates: Coordinates, seen: Observed, shares: Sequence[Share]
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """For each pattern the probability of every declared grade, best first, and mean and spread of its quality."""
    rows = _rows(shares)
    group, kind = _of_row(seen.group_of_case, rows), _of_row(seen.kind_of_case, rows)
    p = np.zeros((len(group), seen.ratings.scale.q))
    first, second = np.zeros(len(group)), np.zeros(len(group))
    for share in shares:
        likelihood, posterior = share.peak.last.likelihood, share.weight * share.peak.last.here.posterior
        effects, usual, lines, case_sd = coordinates.split(share.peak.raw)
        means = coordinates.mean_of_group @ effects
        for c, k in set(zip(group.tolist(), kind.tolist(), strict=True)):
            here = (group == c) & (kind == k)
            quality = usual[k] + case_sd * likelihood.grid.nodes
            given = probabilities(likelihood.model, (quality - means[c])[None], lines, likelihood.scores)[0]
            known = posterior[here]
            p[np.ix_(here, seen.in_use)] += known @ given.T
            first[here] += known @ quality
            second[here] += known @ quality**2
    return p, first, np.sqrt(np.maximum(second - first**2, 0))


def _rows(shares: Sequence[Share]) -> IntArray:
    return shares[0].peak.last.likelihood.patterns.row_of_case


def _of_row(of_case: IntArray, rows: IntArray) -> IntArray:
    found = np.zeros(int(rows.max()) + 1, dtype=np.int64)
    found[rows] = of_case
    return found


def _awarded(seen: Observed, line: Line) -> tuple[list[Label | None], list[bool | None]]:
    """The grade awarded to each case, if one was, and whether the case was placed on the better side, if it is clear.

    A case nobody awarded a grade has the one all its auditors gave; or, differing, at least the side they agree on.
    """
    codes, labels = seen.ratings.codes, seen.ratings.scale.labels
    cut = line.cut
    worst = codes.max(axis=1)
    best = np.where(codes == MISSING, seen.ratings.scale.q, codes).min(axis=1)
    grades: list[Label | None] = []
    sides: list[bool | None] = []
    for case, high, low in zip(seen.ratings.cases, best.tolist(), worst.tolist(), strict=True):
        if case in line.awarded:
            high = low = line.awarded[case]
        grades.append(labels[high] if high == low else None)
        sides.append(None if cut is None or (high < cut) != (low < cut) else high < cut)
    return grades, sides
