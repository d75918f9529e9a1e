"""Which auditors are linked by cases they both graded, and how well.

Auditors can be compared only along chains of shared cases. Read as a network with a resistor between two auditors for
every case they share, the variance of the difference of two auditors' severities is proportional to the effective
resistance between them (Eccleston and Hedayat 1974 for connectedness; Kiefer 1975 for the balanced optimum).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moderation.arrays import read_only
from moderation.ratings import Ratings


@dataclass(frozen=True, slots=True)
class Component:
    """Auditors linked to each other through shared cases, and the cases they graded."""

    auditors: tuple[Hashable, ...]
    cases: tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class Efficiency:
    """How well pairs of auditors are spread, from 0 to 1, against every two auditors sharing equally many cases.

    ``a``: by the mean variance of the difference of two auditors. ``d``: by the volume of joint uncertainty, from
    ``log_spanning_trees``, the log of the number of ways to link all auditors without a spare link. Both are 0, and
    the log minus infinity, where ``components`` is above 1. ``resistance`` (auditors, auditors) is read-only, infinite
    between components, in the order of ``auditors``.
    """

    auditors: tuple[Hashable, ...]
    components: int
    a: float
    d: float
    log_spanning_trees: float
    resistance: NDArray[np.float64]


def components(ratings: Ratings) -> tuple[Component, ...]:
    """The groups of auditors within which comparison is possible, largest first; more than one means a split design.

    Auditors and cases without a grade belong to none.
    """
    busy = [g for g in range(len(ratings.auditors)) if ratings.graded[:, g].any()]
    graded = ratings.graded
    marks = graded.astype(np.float64)  # counts are whole either way, and many times as fast
    shared = marks.T @ marks
    groups = linked_groups(busy, shared)
    found = [
        Component(
            auditors=tuple(ratings.auditors[g] for g in group),
            cases=tuple(ratings.cases[i] for i in np.flatnonzero(graded[:, group].any(axis=1))),
        )
        for group in groups
    ]
    return tuple(sorted(found, key=lambda one: (-len(one.auditors), -len(one.cases))))


def efficiency(pairs: Iterable[tuple[Hashable, ...]], auditors: Iterable[Hashable] | None = None) -> Efficiency:
    """Judge the pairs of auditors who share a case, one pair for each such case.

    A case graded by r auditors, such as an anchor, is one tuple of them all and counts as r - 1 links spread evenly
    over their pairs. ``auditors`` adds those who are in no pair. Raises ValueError for a case of one auditor, alone or
    twice, an auditor not in ``auditors``, or fewer than two auditors.
    """
    links = list(pairs)
    names = tuple(dict.fromkeys(auditors if auditors is not None else (name for link in links for name in link)))
    if len(names) < 2:
        raise ValueError("Two auditors at least are needed to be linked")
    laplacian, k = _laplacian(names, links), len(names)
    resistance = read_only(link_resistances(laplacian))
    if np.isinf(resistance).any():
        return Efficiency(names, len(linked_groups(range(k), -laplacian)), 0.0, 0.0, -math.inf, resistance)
    log_trees = float(np.linalg.slogdet(laplacian[1:, 1:])[1])
    # Balanced, m pairs give every two auditors m / (k(k-1)/2) links, hence k-1 equal eigenvalues.
    eigenvalue = float(np.trace(laplacian)) / (k - 1)
    mean_resistance = resistance.sum() / (k * (k - 1))
    log_balanced = (k - 1) * math.log(eigenvalue) - math.log(k)
    return Efficiency(
        auditors=names,
        components=1,
        a=float((2 / eigenvalue) / mean_resistance),
        d=math.exp((log_trees - log_balanced) / (k - 1)),
        log_spanning_trees=log_trees,
        resistance=resistance,
    )


def link_resistances(laplacian: NDArray[np.float64]) -> NDArray[np.float64]:
    """(k, k) the effective resistance between any two nodes, infinite where nothing links them.

    From the pseudo-inverse of the Laplacian; rounded to nine places, so that equals compare as equal on any machine.
    """
    inverse = np.linalg.pinv(laplacian, hermitian=True)
    own = np.diag(inverse)
    resistance = np.round(own[:, None] + own[None, :] - 2 * inverse, 9) + 0.0
    for group in linked_groups(list(range(len(laplacian))), -laplacian):
        inside = np.zeros(len(laplacian), dtype=bool)
        inside[group] = True
        resistance[inside[:, None] & ~inside[None, :]] = math.inf
    return np.asarray(resistance)


def _laplacian(names: tuple[Hashable, ...], links: list[tuple[Hashable, ...]]) -> NDArray[np.float64]:
    place = {name: g for g, name in enumerate(names)}
    laplacian = np.zeros((len(names), len(names)))
    for link in links:
        unknown = next((name for name in link if name not in place), None)
        if unknown is not None:
            raise ValueError(f"Auditor {unknown} is in a pair but not among the auditors")
        if len(set(link)) < 2 or len(set(link)) < len(link):
            raise ValueError(f"Auditor {link[0]} cannot be paired with themselves")
        add_link(laplacian, [place[name] for name in link])
    return laplacian


def add_link(laplacian: NDArray[np.float64], nodes: Collection[int]) -> None:
    """Link these r nodes through a case they share: twice the identity less its mean, for a pair one resistor."""
    inside = np.array(sorted(nodes))
    laplacian[inside, inside] += 2
    laplacian[np.ix_(inside, inside)] -= 2 / len(inside)


def linked_groups(nodes: Iterable[int], linked: NDArray[Any]) -> list[list[int]]:
    """The nodes in connected groups; g and h are linked where ``linked[g, h]`` is above 0."""
    unseen, groups = dict.fromkeys(nodes), []
    while unseen:
        start = next(iter(unseen))
        group, reached = [], [start]
        del unseen[start]
        while reached:
            g = reached.pop()
            group.append(g)
            near = [h for h in unseen if linked[g, h] > 0]
            for h in near:
                del unseen[h]
            reached += near
        groups.append(sorted(group))
    return groups
