"""How kinds of case differ, such as those of different providers, allowing for who graded them.

Kinds are fixed effects in the model of severities: each has its own mean quality, about which its cases spread. Two
kinds can be told apart only through auditors who graded both, or through a chain of auditors linked by shared cases.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from itertools import combinations

from moderation.intervals import Interval
from moderation.observed import Observed
from moderation.ratings import InsufficientData, Ratings, is_missing
from moderation.severities import NO_FIGURE, figure
from moderation.standing import Standing

Kinds = Mapping[Hashable, Hashable]


@dataclass(frozen=True, slots=True)
class KindDifference:
    """How much better the cases of kind ``first`` are than those of ``second``; worse below 0.

    ``difference`` with ``se`` and ``interval`` in logits; ``steps`` likewise in grades: how many grades better the mean
    auditor would place the one than the other, on average. All are None where they cannot be told apart, and ``reason``
    says why. ``n_first`` and ``n_second``: the cases of each that took part. Intervals are for this pair alone.
    """

    first: Hashable
    second: Hashable
    difference: float | None
    se: float | None
    interval: Interval | None
    steps: float | None
    steps_se: float | None
    steps_interval: Interval | None
    n_first: int
    n_second: int
    reason: str


def checked(kinds: Kinds, ratings: Ratings) -> Kinds:
    """``kinds``, once every case with a grade is of one and there are two at least."""
    for case, grades in zip(ratings.cases, ratings.grades_per_case, strict=True):
        if grades and is_missing(kinds.get(case)):
            raise ValueError(f"Case {case} has been graded, but it is not said of what kind it is")
    told = _kinds(kinds)
    if len(told) < 2:
        raise InsufficientData(
            f"All cases are of one kind ({', '.join(map(str, told))}): there is none to compare it with"
        )
    return kinds


def kind_differences(kinds: Kinds, seen: Observed, found: Standing, level: float) -> tuple[KindDifference, ...]:
    """Every two kinds, in the order in which they first appear."""
    place = {kind: number for number, kind in enumerate(seen.kinds)}
    cases = dict(zip(seen.kinds, seen.cases_by_kind.sum(axis=0).tolist(), strict=True))
    result = []
    for first, second in combinations(_kinds(kinds), 2):
        reason = _reason(seen, place, first, second)
        known = NO_FIGURE, NO_FIGURE
        if not reason:
            i, j = place[first], place[second]
            known = figure(found.kinds, (i, j), level), figure(found.kind_steps, (i, j), level)
        result.append(
            KindDifference(first, second, *known[0], *known[1], cases.get(first, 0), cases.get(second, 0), reason)
        )
    return tuple(result)


def _kinds(kinds: Kinds) -> list[Hashable]:
    return list(dict.fromkeys(kind for kind in kinds.values() if not is_missing(kind)))


def _reason(seen: Observed, place: Mapping[Hashable, int], first: Hashable, second: Hashable) -> str:
    without = [str(kind) for kind in (first, second) if kind not in place]
    if without:
        return f"There is no grade to go by on any case of kind {' or '.join(without)}."
    if any(place[first] in linked and place[second] in linked for linked in seen.linked_kinds):
        return ""
    return (
        f"No auditor, and no chain of auditors linked by shared cases, has graded both {first} and {second}: whether "
        "the cases differ or those who graded them cannot be told."
    )
