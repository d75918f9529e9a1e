"""The codes of a case, those of several columns at a time, read as one number.

What is to be added up over the codes of a case is then looked up a few times, and not once for every column; and one
count of the numbers tells how often every code of these columns was there, alone or together with any other.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache, reduce
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from moderation.arrays import read_only

_ROOM = 1 << 16  # what a number of two bytes can tell apart
_SPARSE = 4  # cases to each number that there can be, below which longer numbers cost more than they save
_BLOCK = 50_000  # cases read at a time, so that what is worked on stays near the processor
_MANY = 131_072  # numbers counted at a time

Numbers = NDArray[np.uint16]
_Value = TypeVar("_Value", bound=np.generic)


class Reading:
    """How the codes of ``columns`` columns, 0 to ``kinds`` - 1 and -1 for none, are read of ``cases`` cases or fewer.

    A digit tells the codes of ``wide`` neighbouring columns and has ``base`` values; there are ``count`` digits. A
    number has ``size`` of them, at least ``least``; the last may have fewer, as ``lengths`` says.
    """

    def __init__(self, columns: int, kinds: int, cases: int, least: int = 1) -> None:
        self.columns, self.kinds = columns, kinds
        self.wide = 2 if (kinds + 1) ** 6 <= _ROOM else 1
        self.base = (kinds + 1) ** self.wide
        self.count = -(-columns // self.wide)
        self.size = least
        while self.size < self.count and self.base ** (self.size + 1) <= min(_ROOM, cases // _SPARSE):
            self.size += 1
        self.lengths = [min(self.size, self.count - first) for first in range(0, self.count, self.size)]

    def digits(self, codes: NDArray[np.signedinteger[Any]]) -> NDArray[np.unsignedinteger[Any]]:
        """(count, cases) the digits of ``codes`` (cases, columns)."""
        kind = np.uint8 if self.base <= 1 << 8 else np.uint16
        digits = np.empty((self.count, len(codes)), dtype=kind)
        for part, read in self._blocks(codes):
            digits[:, part] = read.astype(kind).T
        return digits

    def numbers(self, codes: NDArray[np.signedinteger[Any]]) -> Numbers:
        """(numbers, cases) the numbers of ``codes`` (cases, columns)."""
        numbers = np.empty((len(self.lengths), len(codes)), dtype=np.uint16)
        room = np.empty(min(len(codes), _BLOCK) * self.count, dtype=np.uint16)
        for part, read in self._blocks(codes):
            digits = told = read.ravel()
            for taken in range(1, self.size + 1):  # each place of ``told`` has the digit there and those after it
                for place, length in enumerate(self.lengths):
                    if length == taken:
                        numbers[place, part] = told[place * self.size :: self.count]
                if taken < self.size:
                    told = np.multiply(told, np.uint16(self.base), out=room[: len(digits)])
                    told[:-taken] += digits[taken:]
        return numbers

    def _blocks(
        self, codes: NDArray[np.signedinteger[Any]]
    ) -> Iterator[tuple[slice, NDArray[np.unsignedinteger[Any]]]]:
        """Some cases at a time, and (some, count) their digits."""
        columns = codes.shape[1]
        kind = np.dtype(np.int8) if self.wide == 2 else codes.dtype
        raised = np.empty((min(len(codes), _BLOCK), self.count * self.wide), dtype=kind)
        raised[:, columns:] = 0  # the second column of the last digit, where there is none
        for start in range(0, len(codes), _BLOCK):
            block = codes[start : start + _BLOCK]
            read = raised[: len(block)]
            np.add(block, 1, out=read[:, :columns], casting="unsafe")
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
        for number, length in zip(numbers, self.lengths, strict=True):
            rest = counted(number, self.base**length)
            for _ in range(length):
                rest = rest.reshape(self.base, -1)
                found.append(rest.sum(axis=1))
                rest = rest.sum(axis=0)
        digits = np.array(found, dtype=np.float64).reshape(self.count, self.base)
        return (digits @ self.marks).astype(np.int64).reshape(-1, self.kinds)[: self.columns]

    @property
    def marks(self) -> NDArray[np.float64]:
        """(base, wide x kinds) a 1 for each code that the digit tells of."""
        return _marks(self.wide, self.kinds)


@lru_cache(maxsize=16)
def _marks(wide: int, kinds: int) -> NDArray[np.float64]:
    powers = (kinds + 1) ** np.arange(wide)[::-1]
    given = np.arange((kinds + 1) ** wide)[:, None] // powers % (kinds + 1)
    marks = given[:, :, None] == np.arange(1, kinds + 1)
    return read_only(marks.reshape(len(given), -1).astype(np.float64))


def counted(numbers: NDArray[np.integer[Any]], room: int) -> NDArray[np.int64]:
    """(room,) how often each number is there."""
    tally = np.bincount(numbers[:_MANY], minlength=room)
    for start in range(_MANY, len(numbers), _MANY):
        tally += np.bincount(numbers[start : start + _MANY], minlength=room)
    return tally
