"""How often each grade of one auditor met each grade of another on the same case, for every two auditors.

One count of the numbers that tell what several auditors gave a case crosses all of them with each other, and a few such
counts, so chosen that every two auditors stand in one of them, cross everybody.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from moderation.arrays import read_only
from moderation.reading import Reading, counted
from moderation.weights import FloatArray

_MANY = 65_536  # numbers written down at a time


def pair_tables(codes: NDArray[np.int8], q: int) -> FloatArray:
    """(auditors, auditors, q, q) how many cases of ``codes`` (cases, auditors) the first graded k and the second l.

    Codes run from 0 to q - 1; -1 stands for no grade.
    """
    n, r = codes.shape
    reading = Reading(max(r, 3), q, n, least=2)  # two digits at least, to cross
    count, size, marks = reading.count, reading.size, reading.marks
    crossed = np.empty((count, count, reading.wide * q, reading.wide * q))
    alone = np.empty((count, reading.base))
    for groups, tally in _tallies(reading.digits(codes), _groups(count, size), reading.base):
        for i, j in combinations(range(size), 2):
            both = np.einsum(tally, range(1 + size), (0, 1 + i, 1 + j))
            if i == 0:
                alone[groups[:, j]] = both.sum(axis=1)
            if j == 1:
                alone[groups[:, 0]] = both.sum(axis=2)
            met = both[:, 1:, 1:] if reading.wide == 1 else marks.T @ both @ marks
            crossed[groups[:, i], groups[:, j]] = met
    first, second = np.triu_indices(count, 1)
    crossed[second, first] = crossed[first, second].swapaxes(1, 2)
    each = np.arange(count)
    crossed[each, each] = (marks.T * alone[:, None, :]) @ marks
    columns = count * reading.wide
    apart = crossed.reshape(count, count, reading.wide, q, reading.wide, q).transpose(0, 2, 1, 4, 3, 5)
    return np.ascontiguousarray(apart.reshape(columns, columns, q, q)[:r, :r])


def _tallies(
    digits: NDArray[np.unsignedinteger], groups: NDArray[np.intp], base: int
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.int64]]]:
    """Some of ``groups`` (some, size), and (some, base, ...) how many cases have each combination of their digits."""
    size, n = groups.shape[1], digits.shape[1]
    room = base**size
    at_once = max(min(_MANY // max(n, 1), (1 << 16) // room), 1)
    for start in range(0, len(groups), at_once):
        some = groups[start : start + at_once]
        first, *others = (digits[one] for one in (some.T if len(some) > 1 else some[0]))  # of one group no copy
        numbers = first.astype(np.uint16)
        for digit in others:
            numbers *= np.uint16(base)
            numbers += digit.astype(np.uint16)
        if len(some) > 1:
            numbers += (np.arange(len(some)) * room).astype(np.uint16)[:, None]
        yield some, counted(numbers.ravel(), len(some) * room).reshape(len(some), *[base] * size)


@lru_cache(maxsize=16)
def _groups(points: int, size: int) -> NDArray[np.intp]:
    """(groups, size) groups of ``size`` points in ascending order, so that every two points are together in one."""
    apart = ~np.eye(points, dtype=bool)
    groups = []
    for one, other in combinations(range(points), 2):
        if apart[one, other]:
            group = [one, other]
            while len(group) < size:
                new = apart[group].sum(axis=0)
                new[group] = -1
                group.append(int(new.argmax()))
            apart[np.ix_(group, group)] = False
            groups.append(sorted(group))
    return read_only(np.array(groups))
