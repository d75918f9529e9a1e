"""The codes of a case, those of several columns at a time, read as one number.

What is to be added up over the codes of a case is then looked up a few times, and not once for every column; and one
count of the numbers tells how often every code of these columns was there, alone or together with any other.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, reduce
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

_ROOM = 1 << 16  # what a number of two bytes can tell apart
_SPARSE = 4  # cases to each number that there can be, below which longer numbers cost more than they save
_BLOCK = 50_000  # cases read at a time, so that what is worked on stays near the processor
_MANY = 131_072  # numbers counted at a time

Numbers = NDArray[np.uint16]
_Value = TypeVar("_Value", bound=np.generic)


class Reading:
    """How the codes of ``columns`` columns, 0 to ``kinds`` - 1 and -1 for none, are read of ``cases`` cases or fewer.

    A digit tells the codes of ``wide`` neighbouring columns and has ``base`` values; there are ``count`` digits. A
    number has ``size`` of them, at least ``least``; the last may have fewer.
    """

    def __init__(self, columns: int, kinds: int, cases: int, least: int = 1) -> None:
        self.columns, self.kinds = columns, kinds
        self.wide = 2 if (kinds + 1) ** 6 <= _ROOM else 1
        self.base = (kinds + 1) ** self.wide
        self.count = -(-columns // self.wide)
        self.size = least
        while self.size < self.count and self.base ** (self.size + 1) <= min(_ROOM, cases // _SPARSE):
            self.size += 1

    def digits(self, codes: NDArray[np.signedinteger[Any]]) -> NDArray[np.unsignedinteger[Any]]:
        """(count, cases) the digits of ``codes`` (cases, columns)."""
        kind = np.uint8 if self.base <= 1 << 8 else np.uint16
        digits = np.empty((self.count, len(codes)), dtype=kind)
        for part, read in self._blocks(codes):
            digits[:, part] = read.astype(kind).T
        return digits

    def numbers(self, codes: NDArray[np.signedinteger[Any]]) -> Numbers:
        """(numbers, cases) the numbers of ``codes`` (cases, columns)."""
        numbers = np.empty((-(-self.count // self.size), len(codes)), dtype=np.uint16)
        for part, read in self._blocks(codes):
            digits = np.ascontiguousarray(read.T)
            for place, number in enumerate(numbers[:, part]):
                number[:] = digits[place * self.size]
                for digit in digits[place * self.size + 1 : (place + 1) * self.size]:
                    number *= np.uint16(self.base)
                    number += digit
        return numbers

    def _blocks(
        self, codes: NDArray[np.signedinteger[Any]]
    ) -> Iterator[tuple[slice, NDArray[np.unsignedinteger[Any]]]]:
        """Some cases at a time, and (some, count) their digits."""
        columns = codes.shape[1]
        kind = np.dtype(np.int8) if self.wide == 2 else codes.dtype
        raised = np.zeros((min(len(codes), _BLOCK), self.count * self.wide), dtype=kind)
        for start in range(0, len(codes), _BLOCK):
            block = codes[start : start + _BLOCK]
            read = raised[: len(block)]
            np.add(block, 1, out=read[:, :columns], casting="unsafe")  # any column beyond these stays 0, without a code
            digits = read.view(f"<u{self.wide * kind.itemsize}")
            if self.wide == 2:  # the first of the two is in the lower byte
                digits *= np.uint16(1 + ((self.kinds + 1) << 8))
                digits >>= np.uint16(8)
            yield slice(start, start + _BLOCK), digits

    def tables(self, values: NDArray[_Value]) -> list[NDArray[_Value]]:
        """For each number a table of what ``values`` (columns, kinds) add up to, 0 for no code."""
        each = np.zeros((self.count * self.wide, self.kinds + 1), dtype=values.dtype)
        each[: self.columns, 1:] = values
        step = self.size * self.wide
        parts = (each[first : first + step] for first in range(0, len(each), step))
        return [reduce(lambda after, one: np.add.outer(one, after).ravel(), part[::-1]) for part in parts]

    def counts(self, numbers: Numbers) -> NDArray[np.int64]:
        """(columns, kinds) how often each code is in each column."""
        found = []
        for place, number in enumerate(numbers):
            columns = self.wide * min(self.size, self.count - place * self.size)
            rest = counted(number, (self.kinds + 1) ** columns)
            for _ in range(columns):
                rest = rest.reshape(self.kinds + 1, -1)
                found.append(rest.sum(axis=1)[1:])
                rest = rest.sum(axis=0)
        return np.array(found, dtype=np.int64).reshape(-1, self.kinds)[: self.columns]

    @cached_property
    def marks(self) -> NDArray[np.float64]:
        """(base, wide x kinds) a 1 for each code that the digit tells of."""
        given = np.arange(self.base)[:, None] // (self.kinds + 1) ** np.arange(self.wide)[::-1] % (self.kinds + 1)
        marks = given[:, :, None] == np.arange(1, self.kinds + 1)
        return np.asarray(marks.reshape(self.base, -1), dtype=np.float64)


def counted(numbers: NDArray[np.integer[Any]], room: int) -> NDArray[np.int64]:
    """(room,) how often each number is there."""
    tally = np.bincount(numbers[:_MANY], minlength=room)
    for start in range(_MANY, len(numbers), _MANY):
        tally += np.bincount(numbers[start : start + _MANY], minlength=room)
    return tally
