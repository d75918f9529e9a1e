"""Grades as they were given: a table of cases by auditors with gaps."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from moderation.arrays import read_only
from moderation.patterns import Patterns, gather
from moderation.reading import Numbers, Reading
from moderation.scale import Scale

MISSING = -1

Duplicates = Literal["error", "first", "last"]


class InsufficientData(ValueError):  # noqa: N818 - it states what is lacking; nothing has gone wrong
    """There are too few grades to say anything about agreement; the message says what is missing."""


@dataclass(frozen=True, eq=False)
class Ratings:
    """Who graded which case how.

    ``cases`` and ``auditors`` are the ids in the order they first appeared; ``codes`` is an int8 array of shape
    (cases, auditors) holding the rank of the grade on ``scale``, 0 for the best, -1 where there is no grade.
    It is a read-only copy: what was passed in is never touched. Anything but such a rank or -1, be it infinity or
    a bool, raises ValueError naming the case, the auditor and the value.

    ``weights`` (cases,): what each case weighs, None for all the same; see ``weighted``. ``population``: how many cases
    there are to know about, None for endlessly many; see ``out_of``.
    """

    scale: Scale
    cases: tuple[Hashable, ...]
    auditors: tuple[Hashable, ...]
    codes: NDArray[np.int8]
    weights: NDArray[np.float64] | None = None
    population: int | None = None

    def __post_init__(self) -> None:
        given = np.asarray(self.codes).reshape(len(self.cases), len(self.auditors))
        wrong = _wrong_cell(given, range(MISSING, self.scale.q))
        if wrong is not None:
            where = f"Case {self.cases[wrong[0]]}, auditor {self.auditors[wrong[1]]}"
            raise ValueError(f"{where}: {given[wrong]!r} is not a rank from 0 to {self.scale.q - 1}, nor -1 for none")
        object.__setattr__(self, "codes", read_only(np.array(given, dtype=np.int8, order="C")))

    @classmethod
    def from_long(
        cls, rows: Iterable[tuple[Hashable, Hashable, object]], scale: Scale, duplicates: Duplicates = "error"
    ) -> Ratings:
        """Read rows of (case, auditor, grade), the grade a label of ``scale`` or None for "not graded".

        A second grade by the same auditor on the same case is refused unless ``duplicates`` says which one counts.
        Raises ValueError naming the case, the auditor and the value that is wrong.
        """
        if duplicates not in ("error", "first", "last"):
            raise ValueError(f'duplicates must be "error", "first" or "last", not {duplicates!r}')
        cases: dict[Hashable, int] = {}
        auditors: dict[Hashable, int] = {}
        grades: dict[tuple[int, int], int] = {}
        for number, row in enumerate(rows, start=1):
            case, auditor, grade = _three(row, number)
            cell = cases.setdefault(case, len(cases)), auditors.setdefault(auditor, len(auditors))
            if is_missing(grade):
                continue
            rank = _rank(scale.rank, grade, case, auditor)
            if cell in grades and duplicates == "error":
                raise ValueError(f"Auditor {auditor} has graded case {case} more than once")
            if cell not in grades or duplicates == "last":
                grades[cell] = rank
        codes = np.full((len(cases), len(auditors)), MISSING, dtype=np.int8)
        for cell, rank in grades.items():
            codes[cell] = rank
        return cls(scale, tuple(cases), tuple(auditors), codes)

    @classmethod
    def from_matrix(
        cls,
        matrix: Sequence[Sequence[object]] | NDArray[np.generic],
        scale: Scale,
        cases: Sequence[Hashable] | None = None,
        auditors: Sequence[Hashable] | None = None,
    ) -> Ratings:
        """Read a table of cases (rows) by auditors (columns); None and NaN mean "not graded".

        A cell is a label of ``scale``, or its rank 0 to q-1 when no label could itself be read as a number.
        Without ids, cases and auditors are numbered from 1. Raises ValueError naming what is wrong and where.
        """
        table = [list(row) for row in matrix]
        width = len(table[0]) if table else 0
        for number, row in enumerate(table, start=1):
            if len(row) != width:
                raise ValueError(f"Row {number} has {len(row)} grades and row 1 has {width}")
        case_ids = _ids(cases, len(table), "case")
        auditor_ids = _ids(auditors, width, "auditor")
        codes = np.full((len(table), width), MISSING, dtype=np.int8)
        for i, row in enumerate(table):
            for g, value in enumerate(row):
                if not is_missing(value):
                    codes[i, g] = _rank(scale.rank_of_code, value, case_ids[i], auditor_ids[g])
        return cls(scale, case_ids, auditor_ids, codes)

    def without(self, auditors: Iterable[Hashable]) -> Ratings:
        """The same cases without the columns of these auditors, such as a moderator who saw the others' grades."""
        gone = set(auditors)
        if gone.isdisjoint(self.auditors):
            return self
        kept = [g for g, auditor in enumerate(self.auditors) if auditor not in gone]
        return replace(self, auditors=tuple(self.auditors[g] for g in kept), codes=self.codes[:, kept])

    def of_cases(self, rows: NDArray[np.intp]) -> Ratings:
        """Only the cases in these rows."""
        weights = None if self.weights is None else self.weights[rows]
        return replace(self, cases=tuple(self.cases[i] for i in rows), codes=self.codes[rows], weights=weights)

    def weighted(self, weights: Mapping[Hashable, float]) -> Ratings:
        """The same grades, each case weighing 1 over the probability with which it was chosen to be graded again.

        For rounds in which some kinds of case, such as all Inadequate ones, were chosen more often than others. Only
        the ratios of the weights matter. Raises ValueError for a case without a weight above 0.
        """
        given = np.array([weights.get(case, math.nan) for case in self.cases], dtype=np.float64)
        wrong = np.flatnonzero(~(np.isfinite(given) & (given > 0)))
        if len(wrong):
            case = self.cases[int(wrong[0])]
            raise ValueError(f"Case {case} needs a weight above 0, not {weights.get(case)!r}")
        return replace(self, weights=read_only(given))

    def out_of(self, population: int) -> Ratings:
        """The same grades, as those of a sample of a cycle of so many cases instead of endlessly many.

        Standard errors and intervals then speak of the agreement there would have been on every case of that cycle.
        Raises ValueError unless it is a whole number no smaller than the number of cases graded twice.
        """
        if isinstance(population, bool) or not isinstance(population, int) or population < self.n_multiple:
            least = f"a whole number of at least {self.n_multiple}, the cases graded by two or more auditors"
            raise ValueError(f"The number of cases in the cycle must be {least}, not {population!r}")
        return replace(self, population=population)

    @cached_property
    def patterns(self) -> Patterns:
        """The cases gathered by how many auditors gave each grade."""
        return gather(self.reading, self.numbers, self.weights)

    @cached_property
    def reading(self) -> Reading:
        """How the codes of a case are read as numbers."""
        return Reading(len(self.auditors), self.scale.q, len(self.cases))

    @cached_property
    def numbers(self) -> Numbers:
        """(numbers, cases) the codes of each case so read."""
        return read_only(self.reading.numbers(self.codes))

    @cached_property
    def graded(self) -> NDArray[np.bool_]:
        """(cases, auditors) where there is a grade."""
        return np.asarray(self.codes != MISSING)

    @cached_property
    def counts(self) -> NDArray[np.float64]:
        """(cases, q) how many auditors gave the case each grade."""
        return np.asarray(self.patterns.counts[self.patterns.of_cases()])

    @cached_property
    def grades_per_case(self) -> NDArray[np.float64]:
        """(cases,) how many grades each case has."""
        return np.asarray(self.patterns.grades[self.patterns.of_cases()])

    @cached_property
    def given(self) -> NDArray[np.int64]:
        """(auditors, q) how often each auditor gave each grade."""
        return self.reading.counts(self.numbers)

    @property
    def n_cases(self) -> int:
        """Cases with at least one grade."""
        return self.patterns.graded.n

    @property
    def n_multiple(self) -> int:
        """Cases with at least two grades: the only ones that say anything about agreement."""
        return self.patterns.multiple.n

    def require_overlap(self) -> None:
        """Raise InsufficientData, saying what is missing, unless some case has been graded by two auditors."""
        if self.n_multiple:
            return
        busy = self.graded.any(axis=0)
        if not busy.any():
            raise InsufficientData("There are no grades to compare")
        if busy.sum() == 1:
            only = self.auditors[int(np.flatnonzero(busy)[0])]
            raise InsufficientData(f"Only one auditor ({only}) has graded; agreement needs two")
        raise InsufficientData("No case has been graded by two auditors")


def _wrong_cell(given: NDArray[Any], codes: range) -> tuple[int, ...] | None:
    """The first cell that holds none of ``codes``."""
    if given.size and given.dtype.kind in "iu" and given.min() in codes and given.max() in codes:
        return None
    cells = np.ndindex(given.shape)
    return next((cell for cell in cells if isinstance(given[cell], bool | np.bool_) or given[cell] not in codes), None)


def _three(row: Sequence[object], number: int) -> tuple[Hashable, Hashable, object]:
    if isinstance(row, str) or len(row) != 3:
        raise ValueError(f"Row {number} must be a case, an auditor and a grade, not {row!r}")
    case, auditor, grade = row
    if is_missing(case) or is_missing(auditor):
        raise ValueError(f"Row {number} does not say which case and which auditor: {row!r}")
    return case, auditor, grade


def _rank(rank: Callable[[object], int], value: object, case: Hashable, auditor: Hashable) -> int:
    try:
        return rank(value)
    except ValueError as error:
        raise ValueError(f"Case {case}, auditor {auditor}: {error}") from None


def _ids(given: Sequence[Hashable] | None, length: int, noun: str) -> tuple[Hashable, ...]:
    ids = tuple(range(1, length + 1)) if given is None else tuple(given)
    if len(ids) != length:
        raise ValueError(f"There are {len(ids)} {noun} ids for {length} {noun}s")
    if len(set(ids)) != length:
        twice = next(one for one in ids if ids.count(one) > 1)
        raise ValueError(f"The {noun} id {twice} is given twice")
    return ids


def is_missing(value: object) -> bool:
    """Whether ``value`` stands for "not graded": None, NaN, or the missing value of a data frame."""
    if value is None or type(value).__name__ == "NAType":
        return True
    return isinstance(value, float | np.floating) and math.isnan(value)
