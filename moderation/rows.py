"""The rows of features that a coefficient is a function of the sums of: one for each case, or each kind of case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from moderation.patterns import Patterns
from moderation.weights import FloatArray

_BLOCK = 2_048  # rows written out at a time
_LONG = 16_384  # rows of codes read at a time
_WORTH = 8_192  # rows from which a table of all pairs of bytes is worth its making
_BYTE = 256
_DRAWN = 65_536  # numbers drawn at a time


class Rows(Protocol):
    """Rows of features.

    ``times`` (rows,): how many cases share the row. ``weights`` (rows,): what each one of these cases weighs; they
    average 1 over cases. ``width``: features in a row. ``of_cases``: the row of each case given, -1 where it takes
    no part.
    """

    times: NDArray[Any]
    weights: FloatArray
    width: int
    of_cases: Callable[[], NDArray[np.integer[Any]]]

    def total(self) -> FloatArray:
        """(width,) the sum of all cases, each with its weight."""
        ...

    def along(self, direction: FloatArray) -> Iterator[tuple[slice, FloatArray]]:
        """The inner products of the rows with ``direction`` (width,), a block at a time, with their place."""
        ...

    def blocks(self) -> Iterator[tuple[slice, FloatArray]]:
        """The rows themselves, a block at a time, with their place."""
        ...


class Table:
    """Rows that stand in one array ``features`` (rows, width), one for each of ``patterns``, or else for each case."""

    def __init__(self, features: FloatArray, patterns: Patterns | None = None) -> None:
        each, places = np.ones(len(features)), np.arange(len(features))
        self.features = features
        self.times: NDArray[Any] = each if patterns is None else patterns.times
        self.weights = each if patterns is None else _fair(patterns.weights, patterns.times)
        self.width = features.shape[1]
        self.of_cases: Callable[[], NDArray[np.integer[Any]]] = lambda: (
            places if patterns is None else patterns.of_cases()
        )

    def total(self) -> FloatArray:
        return np.asarray((self.times * self.weights) @ self.features)

    def along(self, direction: FloatArray) -> Iterator[tuple[slice, FloatArray]]:
        yield slice(0, len(self.features)), self.features @ direction

    def blocks(self) -> Iterator[tuple[slice, FloatArray]]:
        yield slice(0, len(self.features)), self.features


class CodedRows:
    """A row for each case: some features that follow from its pattern, then for each column a 1 where its code is.

    ``head`` (patterns, h). ``pattern`` and ``codes`` give those of a slice of the cases: (b,) numbers of patterns, and
    (b, columns) codes from 0 to ``kinds`` - 1, -1 for none. ``shape``: how many cases, columns and kinds. ``times``: 0
    for cases that take no part, 1 for the others, in bytes.
    """

    def __init__(
        self,
        head: FloatArray,
        pattern: Callable[[slice], NDArray[np.integer[Any]]],
        codes: Callable[[slice], NDArray[Any]],
        shape: tuple[int, int, int],
        times: NDArray[np.uint8],
        weights: FloatArray | None,
        of_cases: Callable[[], NDArray[np.integer[Any]]],
    ) -> None:
        self.n, self.columns, self.kinds = shape
        self.head, self.pattern, self.codes = head, pattern, codes
        self.times: NDArray[Any] = times
        self.weights = np.broadcast_to(1.0, self.n) if weights is None else _fair(weights, times)
        self.alike = weights is None
        self.width = head.shape[1] + self.columns * self.kinds
        self.of_cases = of_cases

    def total(self) -> FloatArray:
        patterns, marks = np.zeros(len(self.head)), np.zeros((self.columns, self.kinds))
        for part in self._parts(_LONG):
            codes, weights = self.codes(part), None if self.alike else self.weights[part]
            patterns += np.bincount(self.pattern(part), weights, minlength=len(patterns))
            for column, read in _by_two(codes, self.kinds):
                found = read.tallied(weights)
                marks[column : column + len(found)] += found
        return np.concatenate([patterns @ self.head, marks.ravel()])

    def along(self, direction: FloatArray) -> Iterator[tuple[slice, FloatArray]]:
        h = self.head.shape[1]
        per_pattern = self.head @ direction[:h]
        per_code = direction[h:].reshape(self.columns, self.kinds)
        for part in self._parts(_LONG):
            sums = per_pattern.take(self.pattern(part))
            for column, read in _by_two(self.codes(part), self.kinds):
                sums += read.looked_up(per_code[column : column + read.columns])
            yield part, sums

    def blocks(self) -> Iterator[tuple[slice, FloatArray]]:
        for part in self._parts(max(_BLOCK // (1 + self.width // 64), 64)):
            marks = self.codes(part)[:, :, None] == np.arange(self.kinds)
            yield part, np.hstack([self.head[self.pattern(part)], marks.reshape(len(marks), -1)])

    def _parts(self, step: int) -> Iterator[slice]:
        return (slice(start, min(start + step, self.n)) for start in range(0, self.n, step))


@dataclass(frozen=True)
class _One:
    """One column of codes (b,), -1 for none."""

    values: NDArray[Any]
    kinds: int
    columns = 1

    def tallied(self, weights: FloatArray | None) -> FloatArray:
        """(1, kinds) how often each code is there."""
        found: FloatArray = np.bincount(self.values + 1, weights, minlength=self.kinds + 1).astype(np.float64)
        return found[None, 1:]

    def looked_up(self, tables: FloatArray) -> FloatArray:
        """(b,) what ``tables`` (1, kinds) says of each code, 0 for none."""
        return np.append(tables[0], 0.0).take(self.values, mode="wrap")


@dataclass(frozen=True)
class _Two:
    """Two columns of codes, the bytes of each case read as one number: half the steps where there are many cases."""

    values: NDArray[np.uint16]
    kinds: int
    columns = 2

    def tallied(self, weights: FloatArray | None) -> FloatArray:
        """(2, kinds) how often each code is there."""
        table = np.bincount(self.values, weights, minlength=_BYTE * _BYTE).reshape(_BYTE, _BYTE)
        both = table[_stored(self.kinds)]
        return np.array([both.sum(axis=0)[:-1], both.sum(axis=1)[:-1]])

    def looked_up(self, tables: FloatArray) -> FloatArray:
        """(b,) what ``tables`` (2, kinds) say of both codes, added up."""
        first, second = np.append(tables, np.zeros((2, 1)), axis=1)
        table = np.zeros((_BYTE, _BYTE))
        table[_stored(self.kinds)] = second[:, None] + first[None, :]
        return table.ravel().take(self.values, mode="wrap")


@lru_cache(maxsize=8)
def _stored(kinds: int) -> tuple[NDArray[np.integer[Any]], ...]:
    """Where in a table of two bytes the codes and, last, the lack of one stand."""
    places = [*range(kinds), _BYTE - 1]
    return np.ix_(places, places)


def _by_two(codes: NDArray[Any], kinds: int) -> Iterator[tuple[int, _One | _Two]]:
    """The columns of ``codes`` (b, columns) with their places, two at a time where that is worth it."""
    columns = codes.shape[1]
    paired = columns - columns % 2 if codes.dtype == np.int8 and len(codes) >= _WORTH else 0
    for column in range(0, paired, 2):
        yield column, _Two(codes[:, column : column + 2].view("<u2")[:, 0], kinds)
    for column in range(paired, columns):
        yield column, _One(codes[:, column], kinds)


def resampled(rows: Rows, draws: int, seed: int) -> Iterator[FloatArray]:
    """Sums of features (some, width) for samples of as many cases drawn with replacement, ``draws`` of them in all.

    Only how often each row is drawn is needed, and with few rows a multinomial draw says so whatever the number of
    cases.
    """
    rng, kinds, n = np.random.default_rng(seed), len(rows.times), round(float(rows.times.sum()))
    single, places = rows.times.max() <= 1, np.flatnonzero(rows.times)
    at_once = max(_DRAWN // kinds, 1)
    for start in range(0, draws, at_once):
        size = min(at_once, draws - start)
        if single:
            cells = places[rng.integers(n, size=(size, n))] + np.arange(size)[:, None] * kinds
            drawn = np.bincount(cells.ravel(), minlength=size * kinds).reshape(size, kinds)
        else:
            drawn = rng.multinomial(n, rows.times / n, size=size)
        sums = np.zeros((size, rows.width))
        for part, block in rows.blocks():
            sums += (drawn[:, part] * rows.weights[part]) @ block
        yield sums


def _fair(weights: FloatArray, times: NDArray[Any]) -> FloatArray:
    return np.asarray(weights * (times.sum() / (weights * times).sum()))
