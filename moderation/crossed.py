"""How often each grade of one auditor met each grade of another on the same case, for every two auditors.

What several auditors gave a case is read as one number, a digit for each of them. One count of these numbers crosses
all of them with each other, and a few such counts, so chosen that every two auditors stand in one of them, cross
everybody. Where grades are few, two neighbouring auditors are read at once and share a digit.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from moderation.arrays import read_only
from moderation.weights import FloatArray

_ROOM = 1 << 16  # what a number of two bytes can tell apart
_SPARSE = 4  # cases to each number that can be, below which longer numbers cost more than they save
_BLOCK = 32_768  # cases read at a time, so that what is worked on stays in the processor's cache
_MANY = 131_072  # numbers counted at a time


def pair_tables(codes: NDArray[np.int8], q: int) -> FloatArray:
    """(auditors, auditors, q, q) how many cases of ``codes`` (cases, auditors) the first graded k and the second l.

    Codes run from 0 to q - 1; -1 stands for no grade.
    """
    n, r = codes.shape
    wide = 2 if (q + 1) ** 6 <= _ROOM else 1
    kinds = (q + 1) ** wide
    digits = _digits(codes, q + 1, wide)
    size = 2
    while size < len(digits) and kinds ** (size + 1) <= min(_ROOM, n // _SPARSE):
        size += 1
    met = np.empty((len(digits), len(digits), kinds, kinds))
    for groups, tally in _tallies(digits, _groups(len(digits), size), kinds):
        for i, j in combinations(range(size), 2):
            both = np.einsum(tally, range(1 + size), (0, 1 + i, 1 + j))
            met[groups[:, i], groups[:, j]] = both
            met[groups[:, j], groups[:, i]] = both.swapaxes(1, 2)
    each = np.arange(len(digits))
    met[each, each] = met[each, each - 1].sum(axis=-1)[:, :, None] * np.eye(kinds)
    marks = _marks(q + 1, wide)
    crossed = (marks.T @ met @ marks).reshape(len(digits), len(digits), wide, q, wide, q)
    everyone = crossed.transpose(0, 2, 1, 4, 3, 5).reshape(len(digits) * wide, len(digits) * wide, q, q)
    return np.ascontiguousarray(everyone[:r, :r])


def _digits(codes: NDArray[np.int8], states: int, wide: int) -> NDArray[np.uint8]:
    """(digits, cases) what ``wide`` neighbouring auditors gave, read as one number; at least two digits."""
    n, r = codes.shape
    digits = np.empty((max(-(-r // wide), 2), n), dtype=np.uint8)
    raised = np.zeros((min(n, _BLOCK), len(digits) * wide), dtype=np.uint8)  # columns beyond the auditors stay 0
    for start in range(0, n, _BLOCK):
        block = codes[start : start + _BLOCK]
        read = raised[: len(block)]
        np.add(block, 1, out=read[:, :r], casting="unsafe")
        if wide == 2:
            both = read.view("<u2")  # the first of the two in the lower byte
            both *= np.uint16(1 + (states << 8))
            both >>= np.uint16(8)
            read = both.astype(np.uint8)
        digits[:, start : start + _BLOCK] = read.T
    return digits


def _tallies(
    digits: NDArray[np.uint8], groups: NDArray[np.intp], kinds: int
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.int64]]]:
    """Some of ``groups`` (some, size), and (some, kinds, ...) how many cases have each combination of their digits."""
    size, n = groups.shape[1], digits.shape[1]
    room = kinds**size
    at_once = max(min(_MANY // max(n, 1), _ROOM // room), 1)
    for first in range(0, len(groups), at_once):
        some = groups[first : first + at_once]
        tally = _tally(digits[:, :_MANY], some, kinds)
        for start in range(_MANY, n, _MANY):
            tally += _tally(digits[:, start : start + _MANY], some, kinds)
        yield some, tally.reshape(len(some), *[kinds] * size)


def _tally(digits: NDArray[np.uint8], groups: NDArray[np.intp], kinds: int) -> NDArray[np.int64]:
    """(groups x combinations) as ``_tallies``, of cases that are few enough to have all their numbers written down."""
    room = kinds ** groups.shape[1]
    numbers = digits[groups[:, 0]].astype(np.uint16)
    for column in groups.T[1:]:
        numbers *= np.uint16(kinds)
        numbers += digits[column].astype(np.uint16)
    if len(groups) > 1:
        numbers += (np.arange(len(groups)) * room).astype(np.uint16)[:, None]
    return np.bincount(numbers.ravel(), minlength=len(groups) * room)


@lru_cache(maxsize=16)
def _groups(points: int, size: int) -> NDArray[np.intp]:
    """(groups, size) groups of ``size`` points in ascending order, so that every two points are together in one."""
    apart = set(combinations(range(points), 2))
    groups = []
    for pair in combinations(range(points), 2):
        if pair in apart:
            group = set(pair)
            while len(group) < size:
                new = {one: sum((min(one, two), max(one, two)) in apart for two in group) for one in range(points)}
                group.add(max(new.keys() - group, key=lambda one: new[one]))
            groups.append(sorted(group))
            apart.difference_update(combinations(groups[-1], 2))
    return read_only(np.array(groups))


@lru_cache(maxsize=16)
def _marks(states: int, wide: int) -> FloatArray:
    """(kinds, wide x grades) a 1 for the grade of each auditor whom the digit speaks of, 0s for no grade."""
    given = np.arange(states**wide)[:, None] // states ** np.arange(wide)[::-1] % states
    marks: FloatArray = (given[:, :, None] == np.arange(1, states)).reshape(len(given), -1).astype(np.float64)
    return read_only(marks)
