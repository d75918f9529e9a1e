"""What the comparison of auditors hangs on: one auditor or one case whose loss would part the others.

These are the articulation points of the network of auditors and shared cases (Hopcroft and Tarjan 1973), found by
trying: a round has few auditors, and a case can be a hinge only where it is all that two of them share.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from moderation.connection import linked_groups
from moderation.ratings import Ratings

Kind = Literal["auditor", "case"]
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Hinge:
    """The auditor or case ``id`` that alone links ``parts``, groups of auditors, the largest first."""

    kind: Kind
    id: Hashable
    parts: tuple[tuple[Hashable, ...], ...]


def hinges(ratings: Ratings) -> tuple[Hinge, ...]:
    """Every hinge, those that cut off most auditors first; none where each comparison has a second way.

    Groups that no case links in the first place hang on nothing: see ``components``.
    """
    found = []
    for kind, lost, others, shared in _losses(ratings):
        parts = sorted(linked_groups(others, shared), key=len, reverse=True)
        if len(parts) > 1:
            found.append(Hinge(kind, lost, tuple(tuple(ratings.auditors[g] for g in part) for part in parts)))
    return tuple(sorted(found, key=lambda hinge: -sum(len(part) for part in hinge.parts[1:])))


def _losses(ratings: Ratings) -> Iterator[tuple[Kind, Hashable, list[int], Counts]]:
    """What may be lost, the other auditors of its group, and how many cases any two auditors then share."""
    graded = ratings.graded.astype(np.int64)
    shared = graded.T @ graded
    for group in linked_groups(np.flatnonzero(shared.diagonal()).tolist(), shared):
        for g in group:
            yield "auditor", ratings.auditors[g], [h for h in group if h != g], shared
        for i in _all_that_two_share(graded, group, shared):
            yield "case", ratings.cases[i], group, shared - np.outer(graded[i], graded[i])


def _all_that_two_share(graded: Counts, group: list[int], shared: Counts) -> list[int]:
    """The cases, in their order, that are all some two auditors of the group have in common."""
    first, second = np.nonzero(np.triu(shared == 1, 1) & np.isin(np.arange(len(shared)), group)[:, None])
    return sorted({int((graded[:, g] & graded[:, h]).argmax()) for g, h in zip(first, second, strict=True)})
