"""Cases gathered by how many auditors gave each grade: a few hundred kinds of case instead of a hundred thousand cases.

Every coefficient but the few that ask who gave a grade depends on a case only through these counts. They are packed
into one key per case, a digit for each grade: no array larger than the grades themselves is made on the way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moderation.reading import Numbers, Reading, counted

Keys = NDArray[np.unsignedinteger[Any] | np.signedinteger[Any]]

_BLOCK = 50_000  # cases looked up at a time
_FEW = 4_096  # below this many cases sorting the keys is quicker than counting into a table of all keys
_ALL = slice(None)


@dataclass(frozen=True, eq=False)
class Patterns:
    """The different ways in which cases were graded.

    ``counts`` (patterns, q): how many auditors gave each grade. ``times`` (patterns,): how many cases were graded so.
    ``weights`` (patterns,): what each one of these cases weighs, None for all the same. Cases without a grade have a
    pattern too, of zeros.

    ``spread``: from values (patterns,) to what tells of some of the cases the value of the pattern of each; -1 for a
    case that has none of these patterns.
    """

    counts: NDArray[np.float64]
    times: NDArray[np.float64]
    weights: NDArray[np.float64] | None
    spread: Callable[[NDArray[Any]], Callable[[slice], NDArray[Any]]]

    @cached_property
    def grades(self) -> NDArray[np.float64]:
        """(patterns,) how many grades a case of this pattern has."""
        return np.asarray(self.counts @ np.ones(self.counts.shape[1]))

    @cached_property
    def pairs(self) -> NDArray[np.float64]:
        """(patterns,) how many pairs its grades make, in either order."""
        return np.asarray(self.grades * (self.grades - 1))

    @cached_property
    def pairs_or_one(self) -> NDArray[np.float64]:
        """(patterns,) the same, 1 where there are none: what is divided by."""
        return np.maximum(self.pairs, 1)

    @cached_property
    def several(self) -> NDArray[np.float64]:
        """(patterns,) 1 where a case has two grades or more, 0 elsewhere."""
        return np.minimum(self.pairs, 1)

    @cached_property
    def mean_grades(self) -> float:
        """How many grades a case has on average."""
        return float(self.used.sum()) / self.n

    @cached_property
    def shares(self) -> NDArray[np.float64]:
        """(q, patterns) the share of each grade among them, 0 where there is none."""
        return np.asarray(self.counts.T / np.maximum(self.grades, 1))

    @cached_property
    def used(self) -> NDArray[np.float64]:
        """(q,) how often each grade was given."""
        return np.asarray(self.times @ self.counts)

    @cached_property
    def commonest(self) -> float:
        """The share of all grades that the most common one has."""
        return float(self.used.max() / self.used.sum())

    @cached_property
    def n(self) -> int:
        """How many cases there are."""
        return round(float(self.times.sum()))

    @property
    def graded(self) -> Patterns:
        """Only the patterns of cases with a grade."""
        return self._graded or self

    @property
    def multiple(self) -> Patterns:
        """Only the patterns of cases with two grades or more."""
        return self._multiple or self

    @cached_property
    def _graded(self) -> Patterns | None:
        return self._rest(self.grades < 1)

    @cached_property
    def _multiple(self) -> Patterns | None:
        return self._rest(self.grades < 2)

    def _rest(self, gone: NDArray[np.bool_]) -> Patterns | None:
        """Without the patterns marked in ``gone`` (patterns,), or None if none is: what holds itself is freed late."""
        return self.where(~gone) if gone.any() else None

    def where(self, kept: NDArray[np.bool_]) -> Patterns:
        """Only the patterns marked in ``kept`` (patterns,)."""
        of_all = self.spread  # and not self, which may hold what is made here: arrays in a ring are freed late

        def spread(values: NDArray[Any]) -> Callable[[slice], NDArray[Any]]:
            each = np.full(len(kept), -1, dtype=values.dtype)
            each[kept] = values
            return of_all(each)

        weights = None if self.weights is None else self.weights[kept]
        return Patterns(self.counts[kept], self.times[kept], weights, spread)

    def to_cases(self, values: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """(cases,) for each case the value, out of ``values`` (patterns,), of its pattern; none may lack one."""
        found = np.empty(self.n, dtype=values.dtype)
        told = self.spread(values)
        for start in range(0, len(found), _BLOCK):
            found[start : start + _BLOCK] = told(slice(start, start + _BLOCK))
        return found

    def of_cases(self, part: slice = _ALL) -> NDArray[np.integer[Any]]:
        """The row of the pattern of each of these cases, -1 for one that is not among these patterns."""
        return self._rows(part)

    @cached_property
    def _rows(self) -> Callable[[slice], NDArray[np.integer[Any]]]:
        return self.spread(np.arange(len(self.counts)))


def gather(reading: Reading, numbers: Numbers, weights: NDArray[np.float64] | None) -> Patterns:
    """The patterns of the cases with these ``numbers``; with ``weights`` (cases,) every case is its own."""
    n, q, base = numbers.shape[1], reading.kinds, reading.columns + 1
    kind = _kind(base**q)
    if weights is not None or kind is None:
        counts = np.column_stack([_added(reading, numbers, mark, "f8") for mark in np.eye(q)])
        return Patterns(counts, np.ones(n), weights, lambda values: lambda part: values[part].copy())
    places = base ** np.arange(q, dtype=np.int64)
    keys = _added(reading, numbers, places, kind)
    unique, times = _tallied(keys, base**q)
    counts = unique.astype(np.int64)[:, None] // places % base
    return Patterns(counts.astype(np.float64), times.astype(np.float64), None, partial(_spread, keys, unique))


def _added(reading: Reading, numbers: Numbers, values: NDArray[Any], kind: str) -> NDArray[Any]:
    """(cases,) what ``values`` (q,) say of all the grades of a case."""
    tables = reading.tables(np.broadcast_to(values.astype(kind), (reading.columns, reading.kinds)))
    found = np.zeros(numbers.shape[1], dtype=kind)
    for start in range(0, len(found), _BLOCK):
        part = slice(start, start + _BLOCK)
        for table, number in zip(tables, numbers[:, part], strict=True):
            found[part] += table.take(number)
    return found


def _spread(keys: Keys, unique: Keys, values: NDArray[Any]) -> Callable[[slice], NDArray[Any]]:
    if keys.dtype != np.uint16 or len(keys) < _FEW:
        return lambda part: values.take(np.searchsorted(unique, keys[part]))
    table = np.empty(int(unique[-1]) + 1, dtype=values.dtype)
    table[unique] = values
    return lambda part: table.take(keys[part])


def _kind(room: int) -> str | None:
    """The narrowest type that tells so many keys apart, or None where none does."""
    return next((name for name, bits in (("u2", 16), ("u4", 32), ("i8", 63)) if room <= 1 << bits), None)


def _tallied(keys: Keys, room: int) -> tuple[Keys, NDArray[np.int64]]:
    if keys.dtype != np.uint16 or len(keys) < _FEW:
        return np.unique(keys, return_counts=True)
    tally = counted(keys, room)
    present = np.flatnonzero(tally != 0)
    return present.astype(np.uint16), tally[present]
