"""The rows of features that a coefficient is a function of the sums of: one for each case, or each kind of case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from moderation.patterns import Patterns
from moderation.reading import Numbers, Reading
from moderation.weights import FloatArray

_BLOCK = 2_048  # rows written out at a time
_LONG = 25_000  # rows of codes read at a time
_DRAWN = 65_536  # numbers drawn at a time
_CROWDED = 4  # cases to a row from which drawing them one by one takes longer


class Rows(Protocol):
    """Rows of features, each multiplied by what one of its cases weighs; these weights average 1 over cases.

    ``n``: how many cases take part. ``weights`` (rows,): what each one of these weighs, None for all the same.
    ``width``: features in a row.
    """

    n: int
    weights: FloatArray | None
    width: int

    @property
    def times(self) -> NDArray[Any]:
        """(rows,) how many of the cases share the row."""
        ...

    def of_cases(self) -> NDArray[np.integer[Any]]:
        """The row of each case given, -1 where it takes no part."""
        ...

    def total(self) -> FloatArray:
        """(width,) the sum of all cases."""
        ...

    def along(self, direction: FloatArray) -> Iterator[FloatArray]:
        """The inner products of the rows with ``direction`` (width,), a block at a time."""
        ...

    def spread(self, direction: FloatArray, mean: float) -> float:
        """The sum over all cases of the squares of what lies between these products and their ``mean``."""
        ...

    def blocks(self) -> Iterator[tuple[slice, FloatArray]]:
        """The rows themselves, a block at a time, with their place."""
        ...


class Table:
    """Rows that stand in one array ``features`` (rows, width), one for each of ``patterns``, or else for each case."""

    def __init__(self, features: FloatArray, patterns: Patterns | None = None) -> None:
        weights = None if patterns is None else patterns.weights
        self._patterns = patterns
        self.n = len(features) if patterns is None else patterns.n
        self.times = np.ones(len(features)) if patterns is None else patterns.times
        self.weights = None if weights is None else _fair(weights, self.times)
        self.features = features if self.weights is None else features * self.weights[:, None]
        self.width = features.shape[1]

    def of_cases(self) -> NDArray[np.integer[Any]]:
        return np.arange(self.n) if self._patterns is None else self._patterns.of_cases()

    def total(self) -> FloatArray:
        return np.asarray(self.times @ self.features)

    def along(self, direction: FloatArray) -> Iterator[FloatArray]:
        yield self.features @ direction

    def spread(self, direction: FloatArray, mean: float) -> float:
        return float(self.times @ (self.features @ direction - mean) ** 2)

    def blocks(self) -> Iterator[tuple[slice, FloatArray]]:
        yield slice(0, len(self.features)), self.features


class CodedRows:
    """A row for each case: the features of its pattern, then for each column a 1 where its code is.

    ``head`` (patterns, h): features; nothing but 0 for cases without a grade, which take no part. ``codes`` gives those
    of a slice of the cases: (b, columns) from 0 up, -1 for none; ``numbers`` gives them as read by ``reading``.
    ``marks`` (columns, kinds): how often each code is there.
    """

    def __init__(
        self,
        head: FloatArray,
        patterns: Patterns,
        codes: Callable[[slice], NDArray[Any]],
        reading: Reading,
        numbers: Callable[[slice], Numbers],
        marks: NDArray[Any],
        of_cases: Callable[[], NDArray[np.integer[Any]]],
    ) -> None:
        self._head, self._patterns, self._codes, self._marks = head, patterns, codes, marks
        self._reading, self._numbers = reading, numbers
        self.n = patterns.graded.n
        self.weights = None if patterns.weights is None else _fair(patterns.weights, self.times)
        self.width = head.shape[1] + marks.size
        self.of_cases = of_cases

    @cached_property
    def times(self) -> NDArray[Any]:
        """(cases,) 1 for those that take part, in bytes."""
        return self._patterns.to_cases((self._patterns.grades > 0).astype(np.uint8))

    def total(self) -> FloatArray:
        if self.weights is None:
            return np.concatenate([self._patterns.times @ self._head, self._marks.ravel()])
        return np.asarray(np.sum([block.sum(axis=0) for _, block in self.blocks()], axis=0))

    def along(self, direction: FloatArray) -> Iterator[FloatArray]:
        h = self._head.shape[1]
        of_pattern = self._patterns.spread(self._head @ direction[:h])
        tables = self._reading.tables(direction[h:].reshape(self._marks.shape))
        for part in self._parts(_LONG):
            products = of_pattern(part)
            for table, number in zip(tables, self._numbers(part), strict=True):
                products += table.take(number)
            yield products if self.weights is None else products * self.weights[part]

    def spread(self, direction: FloatArray, mean: float) -> float:
        # The kappas these rows are for do not move when all cases weigh more: the mean is 0, and nothing cancels.
        squares = sum(float(np.square(products, out=products).sum()) for products in self.along(direction))
        return max(squares - self.n * mean**2, 0.0)

    def blocks(self) -> Iterator[tuple[slice, FloatArray]]:
        kinds = np.arange(self._marks.shape[1])
        for part in self._parts(max(_BLOCK // (1 + self.width // 64), 64)):
            marks = self._codes(part)[:, :, None] == kinds
            rows = np.hstack([self._head[self._patterns.of_cases(part)], marks.reshape(len(marks), -1)])
            yield part, rows if self.weights is None else rows * self.weights[part, None]

    def _parts(self, step: int) -> Iterator[slice]:
        cases = self._patterns.n
        return (slice(start, min(start + step, cases)) for start in range(0, cases, step))


def resampled(rows: Rows, draws: int, seed: int) -> Iterator[FloatArray]:
    """Sums of features (some, width) for samples of as many cases drawn with replacement, ``draws`` of them in all.

    Only how often each row is drawn is needed, and where many cases share few rows a multinomial draw says so whatever
    their number.
    """
    rng, kinds, n = np.random.default_rng(seed), len(rows.times), rows.n
    places = np.repeat(np.arange(kinds), rows.times.astype(np.intp)) if n < _CROWDED * kinds else None
    at_once = max(_DRAWN // kinds, 1)
    for start in range(0, draws, at_once):
        size = min(at_once, draws - start)
        if places is not None:
            cells = places[rng.integers(n, size=(size, n))] + np.arange(size)[:, None] * kinds
            drawn = np.bincount(cells.ravel(), minlength=size * kinds).reshape(size, kinds)
        else:
            drawn = rng.multinomial(n, rows.times / n, size=size)
        sums = np.zeros((size, rows.width))
        for part, block in rows.blocks():
            sums += drawn[:, part] @ block
        yield sums


def _fair(weights: FloatArray, times: NDArray[Any]) -> FloatArray:
    return np.asarray(weights * (times.sum() / (weights * times).sum()))
