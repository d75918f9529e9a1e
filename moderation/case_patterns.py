"""Cases with the same grades in the same columns, gathered: a likelihood needs each such pattern once.

Most cases of a council are graded once, and so many of them make few patterns.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moderation.weights import FloatArray

IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """All patterns of the same number of grades.

    ``cells`` (patterns, grades on a case): each grade as column x grades in use + grade, in ascending order.
    ``weights`` (patterns,): how many cases there are of each. ``by_cell``: the patterns in the order of the cells they
    hold; ``starts``: where each of ``present`` cells begins in it.
    """

    cells: IntArray
    weights: FloatArray
    by_cell: IntArray
    starts: IntArray
    present: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Patterns:
    """The groups, and for each case with a grade its row in them, counted through all groups.

    ``columns`` and ``grades``: how many there are of each.
    """

    groups: tuple[Group, ...]
    row_of_case: IntArray
    columns: int
    grades: int

    @property
    def most(self) -> int:
        """The greatest number of grades on one case."""
        return max(int(group.cells.shape[1]) for group in self.groups)


def patterns_of(grades: NDArray[np.int64], in_use: int) -> Patterns:
    """Gather the rows of ``grades`` (cases, columns), 0 to ``in_use`` - 1 and -1 for none; each has a grade."""
    per_case = (grades >= 0).sum(axis=1)
    row_of_case = np.empty(len(grades), dtype=np.int64)
    groups: list[Group] = []
    rows = 0
    for number in np.unique(per_case):
        here = np.flatnonzero(per_case == number)
        case, column = np.nonzero(grades[here] >= 0)
        given = (column * in_use + grades[here][case, column]).reshape(len(here), number)
        first, pattern = _alike(given, grades.shape[1] * in_use)
        row_of_case[here] = rows + pattern
        groups.append(_group(given[first], np.bincount(pattern)))
        rows += len(first)
    return Patterns(tuple(groups), row_of_case, grades.shape[1], in_use)


def _alike(given: IntArray, n_cells: int) -> tuple[IntArray, IntArray]:
    """The first row of each kind, and for each row the number of its kind."""
    kind = np.zeros(len(given), dtype=np.int64)
    first = kind[:1]
    for column in given.T:
        _, first, kind = np.unique(kind * n_cells + column, return_index=True, return_inverse=True)
    return first, kind


def _group(cells: IntArray, sizes: IntArray) -> Group:
    flat = cells.ravel()
    order = np.argsort(flat, kind="stable")
    present, starts = np.unique(flat[order], return_index=True)
    return Group(cells, sizes.astype(np.float64), order // cells.shape[1], starts, present)
