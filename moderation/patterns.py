"""Cases gathered by how many auditors gave each grade: a few hundred kinds of case instead of a hundred thousand cases.

Every coefficient but the few that ask who gave a grade depends on a case only through these counts. They are packed
into one number per case, a few bits for each grade, by adding up what a table says of two grades at a time: no array
larger than the grades themselves is made on the way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.unsignedinteger[Any] | np.signedinteger[Any]]

_BLOCK = 32_768  # cases at a time, so that what is worked on stays in the processor's cache
_MANY = 131_072  # keys counted at a time
_FEW = 4_096  # below this many cases sorting the keys is quicker than counting into a table of all keys
_BYTE = 256
_LAYER, _LAYERS = 256, 255  # cases counted side by side, and on top of each other
_ALL = slice(None)


@dataclass(frozen=True, eq=False)
class Patterns:
    """The different ways in which cases were graded.

    ``counts`` (patterns, q): how many auditors gave each grade. ``times`` (patterns,): how many cases were graded so.
    ``weights`` (patterns,): what each one of these cases weighs, None for all the same. Cases without a grade have a
    pattern too, of zeros.
    """

    counts: NDArray[np.float64]
    times: NDArray[np.float64]
    weights: NDArray[np.float64] | None
    _of_cases: Callable[[slice], NDArray[np.integer[Any]]]

    @cached_property
    def grades(self) -> NDArray[np.float64]:
        """(patterns,) how many grades a case of this pattern has."""
        return np.asarray(self.counts.sum(axis=1))

    @cached_property
    def pairs(self) -> NDArray[np.float64]:
        """(patterns,) how many pairs its grades make, in either order."""
        return np.asarray(self.grades * (self.grades - 1))

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
        """(patterns, q) the share of each grade among them, 0 where there is none."""
        return np.asarray(self.counts / np.maximum(self.grades, 1)[:, None])

    @cached_property
    def used(self) -> NDArray[np.float64]:
        """(q,) how often each grade was given."""
        return np.asarray(self.times @ self.counts)

    @cached_property
    def n(self) -> int:
        """How many cases there are."""
        return round(float(self.times.sum()))

    @cached_property
    def graded(self) -> Patterns:
        """Only the patterns of cases with a grade."""
        return self.where(self.grades >= 1)

    @cached_property
    def multiple(self) -> Patterns:
        """Only the patterns of cases with two grades or more."""
        return self.where(self.grades >= 2)

    def where(self, kept: NDArray[np.bool_]) -> Patterns:
        """Only the patterns marked in ``kept`` (patterns,)."""

        def of_cases(part: slice) -> NDArray[np.integer[Any]]:
            places = np.where(kept, np.cumsum(kept) - 1, -1)
            return np.asarray(places[self._of_cases(part)])

        weights = None if self.weights is None else self.weights[kept]
        return Patterns(self.counts[kept], self.times[kept], weights, of_cases)

    def to_cases(self, values: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """(cases,) for each case the value, out of ``values`` (patterns,), of its pattern; none may lack one."""
        found = np.empty(self.n, dtype=values.dtype)
        for start in range(0, len(found), _BLOCK):
            found[start : start + _BLOCK] = values.take(self._of_cases(slice(start, start + _BLOCK)))
        return found

    def of_cases(self, part: slice = _ALL) -> NDArray[np.integer[Any]]:
        """The row of the pattern of each of these cases, -1 for one that is not among these patterns."""
        return self._of_cases(part)


def gather(codes: NDArray[np.int8], q: int, weights: NDArray[np.float64] | None) -> Patterns:
    """The patterns of ``codes`` (cases, auditors), -1 for no grade; with ``weights`` (cases,) every case is its own."""
    bits = codes.shape[1].bit_length()
    kind = _kind(bits * q)
    if weights is not None or kind is None or not codes.size:
        counts = _counted(codes, q)
        places = np.arange(len(codes))
        each = np.ones(len(codes))
        return Patterns(counts, each, weights, lambda part: places[part])
    keys = _packed(codes, q, bits, kind)
    unique, times = _tallied(keys)
    shifts = np.arange(q, dtype=np.int64) * bits
    counts = (unique.astype(np.int64)[:, None] >> shifts) & ((1 << bits) - 1)
    return Patterns(counts.astype(np.float64), times.astype(np.float64), None, _finder(keys, unique))


def tallied(codes: NDArray[np.int8], q: int) -> NDArray[np.int64]:
    """(auditors, q) how often each code is in each column of ``codes`` (cases, auditors).

    The marks of a code are laid on top of each other in bytes, as many layers as a byte can count.
    """
    r = codes.shape[1]
    found = np.zeros((q, _LAYER, r), dtype=np.int64)
    for start in range(0, len(codes), _LAYER * _LAYERS):
        block = codes[start : start + _LAYER * _LAYERS]
        layers, rest = divmod(len(block), _LAYER)
        for k in range(q):
            marks = (block == k).view(np.uint8)
            found[k] += marks[rest:].reshape(layers, _LAYER, r).sum(axis=0, dtype=np.uint8)
            found[k, :rest] += marks[:rest]
    return np.asarray(found.sum(axis=1).T)


def _finder(keys: Keys, unique: Keys) -> Callable[[slice], NDArray[np.integer[Any]]]:
    if keys.dtype != np.uint16 or len(keys) < _FEW:
        return lambda part: np.searchsorted(unique, keys[part])
    places = np.zeros(1 << 16, dtype=np.uint16)  # a key of 16 bits has no more patterns than that
    places[unique] = np.arange(len(unique))
    return lambda part: places.take(keys[part], mode="wrap")


def _kind(width: int) -> str | None:
    """The narrowest type that holds so many bits, or None where none does."""
    return next((name for name, room in (("u2", 16), ("u4", 32), ("i8", 63)) if width <= room), None)


def _packed(codes: NDArray[np.int8], q: int, bits: int, kind: str) -> Keys:
    one, two = _tables(q, bits, kind)
    n, r = codes.shape
    raw = codes.view(np.uint8)
    even = r - r % 2
    keys = np.zeros(n, dtype=kind)
    pairs = raw[:, :even].view(np.uint16)
    for start in range(0, n, _BLOCK):
        block = keys[start : start + _BLOCK]
        for column in range(even // 2):
            block += two.take(pairs[start : start + _BLOCK, column], mode="wrap")
        if even < r:
            block += one.take(raw[start : start + _BLOCK, -1], mode="wrap")
    return keys


@lru_cache(maxsize=16)
def _tables(q: int, bits: int, kind: str) -> tuple[Keys, Keys]:
    """What one code, and what two codes read together as one number, add to the key of a case."""
    one = np.zeros(_BYTE, dtype=kind)
    one[:q] = np.left_shift(1, np.arange(q, dtype=np.int64) * bits)
    return one, (one[:, None] + one[None, :]).ravel()


def _tallied(keys: Keys) -> tuple[Keys, NDArray[np.int64]]:
    if keys.dtype != np.uint16 or len(keys) < _FEW:
        return np.unique(keys, return_counts=True)
    tally = np.bincount(keys[:_MANY], minlength=1 << 16)
    for start in range(_MANY, len(keys), _MANY):
        tally += np.bincount(keys[start : start + _MANY], minlength=1 << 16)
    present = np.flatnonzero(tally != 0)
    return present.astype(np.uint16), tally[present]


def _counted(codes: NDArray[np.int8], q: int) -> NDArray[np.float64]:
    cases, auditors = np.nonzero(codes >= 0)
    flat = np.bincount(cases * q + codes[cases, auditors], minlength=len(codes) * q)
    return flat.reshape(len(codes), q).astype(np.float64)
