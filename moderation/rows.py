"""The rows of features that a coefficient is a function of the sums of: one for each case, or each kind of case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from moderation.patterns import Patterns
from moderation.weights import FloatArray

_BLOCK = 4_096  # rows written out at a time
_DRAWN = 65_536  # numbers drawn at a time


class Rows(Protocol):
    """Rows of features.

    ``times`` (rows,): how many cases share the row. ``weights`` (rows,): what each one of these cases weighs; they
    average 1 over cases. ``width``: features in a row. ``of_cases``: the row of each case given, -1 where it takes
    no part.
    """

    times: FloatArray
    weights: FloatArray
    width: int
    of_cases: Callable[[], NDArray[np.intp]]

    def total(self) -> FloatArray:
        """(width,) the sum of all cases, each with its weight."""
        ...

    def along(self, direction: FloatArray) -> FloatArray:
        """(rows,) the inner product of every row with ``direction`` (width,)."""
        ...

    def blocks(self) -> Iterator[tuple[slice, FloatArray]]:
        """The rows themselves, a block at a time, with their place."""
        ...


class Table:
    """Rows that stand in one array ``features`` (rows, width), one for each of ``patterns``, or else for each case."""

    def __init__(self, features: FloatArray, patterns: Patterns | None = None) -> None:
        each, places = np.ones(len(features)), np.arange(len(features))
        self.features = features
        self.times = each if patterns is None else patterns.times
        self.weights = each if patterns is None else _fair(patterns.weights, patterns.times)
        self.width = features.shape[1]
        self.of_cases = (lambda: places) if patterns is None else patterns.of_cases

    def total(self) -> FloatArray:
        return np.asarray((self.times * self.weights) @ self.features)

    def along(self, direction: FloatArray) -> FloatArray:
        return np.asarray(self.features @ direction)

    def blocks(self) -> Iterator[tuple[slice, FloatArray]]:
        yield slice(0, len(self.features)), self.features


class CodedRows:
    """A row for each case: some features that follow from its pattern, then for each column a 1 where its code is.

    ``head`` (patterns, h). ``pattern`` and ``codes`` give those of a slice of the cases: (b,) numbers of patterns, and
    (b, columns) codes from 0 to ``kinds`` - 1, -1 for none. ``shape``: how many cases, columns and kinds.
    """

    def __init__(
        self,
        head: FloatArray,
        pattern: Callable[[slice], NDArray[np.intp]],
        codes: Callable[[slice], NDArray[Any]],
        shape: tuple[int, int, int],
        weights: FloatArray | None,
        of_cases: Callable[[], NDArray[np.intp]],
    ) -> None:
        n, self.columns, self.kinds = shape
        self.head, self.pattern, self.codes = head, pattern, codes
        self.times = np.broadcast_to(1.0, n)
        self.alike = weights is None
        self.weights = self.times if weights is None else _fair(weights, self.times)
        self.width = head.shape[1] + self.columns * self.kinds
        self.of_cases = of_cases

    def total(self) -> FloatArray:
        patterns, marks = np.zeros(len(self.head)), np.zeros((self.columns, self.kinds))
        for part in self._parts():
            codes, weights = self.codes(part) + 1, None if self.alike else self.weights[part]
            patterns += np.bincount(self.pattern(part), weights, minlength=len(patterns))
            for column in range(self.columns):
                marks[column] += np.bincount(codes[:, column], weights, minlength=self.kinds + 1)[1:]
        return np.concatenate([patterns @ self.head, marks.ravel()])

    def along(self, direction: FloatArray) -> FloatArray:
        h = self.head.shape[1]
        per_pattern = self.head @ direction[:h]
        per_code = np.zeros((self.columns, self.kinds + 1))  # the last for no code, where an index of -1 finds it
        per_code[:, :-1] = direction[h:].reshape(self.columns, self.kinds)
        products = np.empty(len(self.times))
        for part in self._parts():
            codes, sums = self.codes(part), per_pattern[self.pattern(part)]
            for column in range(self.columns):
                sums += per_code[column].take(codes[:, column], mode="wrap")
            products[part] = sums
        return products

    def blocks(self) -> Iterator[tuple[slice, FloatArray]]:
        for part in self._parts():
            marks = self.codes(part)[:, :, None] == np.arange(self.kinds)
            yield part, np.hstack([self.head[self.pattern(part)], marks.reshape(len(marks), -1)])

    def _parts(self) -> Iterator[slice]:
        n, step = len(self.times), max(_BLOCK // (1 + self.width // 64), 64)
        return (slice(start, min(start + step, n)) for start in range(0, n, step))


def resampled(rows: Rows, draws: int, seed: int) -> Iterator[FloatArray]:
    """Sums of features (some, width) for samples of as many cases drawn with replacement, ``draws`` of them in all.

    Only how often each row is drawn is needed, and with few rows a multinomial draw says so whatever the number of
    cases.
    """
    rng, kinds, n = np.random.default_rng(seed), len(rows.times), round(float(rows.times.sum()))
    at_once = max(_DRAWN // kinds, 1)
    for start in range(0, draws, at_once):
        size = min(at_once, draws - start)
        if kinds == n:
            cells = rng.integers(n, size=(size, n)) + np.arange(size)[:, None] * n
            drawn = np.bincount(cells.ravel(), minlength=size * n).reshape(size, n)
        else:
            drawn = rng.multinomial(n, rows.times / n, size=size)
        sums = np.zeros((size, rows.width))
        for part, block in rows.blocks():
            sums += (drawn[:, part] * rows.weights[part]) @ block
        yield sums


def _fair(weights: FloatArray, times: FloatArray) -> FloatArray:
    return np.asarray(weights * (times.sum() / (weights * times).sum()))
