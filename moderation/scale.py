"""A scale: grades in order, as data."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

_LONGEST = np.iinfo(np.int8).max

Label = str | int | float


@dataclass(frozen=True)
class Scale:
    """Grades in order, best first. The order is the meaning: grades are ranked by it and never by their text.

    The number of grades, ``q``, is what was declared, whether or not every grade is used: Gwet's and Brennan and
    Prediger's coefficients depend on it.

    Raises ValueError for fewer than two labels, a repeated label, or a label that is neither text nor a finite number.
    """

    labels: tuple[Label, ...]

    def __init__(self, labels: Iterable[Label]) -> None:
        if isinstance(labels, str):
            raise ValueError(f"A scale is a list of grades, not one text: {labels!r}")
        object.__setattr__(self, "labels", tuple(labels))
        for label in self.labels:
            _check_label(label)
        repeated = sorted({str(label) for label in self.labels if self.labels.count(label) > 1})
        if repeated:
            raise ValueError(f"A scale cannot have the same grade twice: {', '.join(repeated)}")
        if not 2 <= self.q <= _LONGEST:
            raise ValueError(f"A scale needs between 2 and {_LONGEST} grades; this one has {self.q}")

    @property
    def q(self) -> int:
        """How many grades were declared."""
        return len(self.labels)

    @cached_property
    def values(self) -> NDArray[np.float64]:
        """(q,) the numbers behind interval and ratio measures: the labels where all are numbers, else ranks 1 to q."""
        if any(isinstance(label, str) for label in self.labels):
            return np.arange(1, self.q + 1, dtype=np.float64)
        return np.array(self.labels, dtype=np.float64)

    @cached_property
    def pairs(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """The ranks of the better and of the worse grade of every two grades."""
        return np.triu_indices(self.q, 1)

    def rank(self, label: object) -> int:
        """The place of ``label`` on the scale, 0 for the best. Raises ValueError for what is not one of its grades."""
        return self._found(label, self._places)

    def rank_of_code(self, value: object) -> int:
        """As ``rank``, taking also whole numbers 0 to q-1 as ranks where no label could be read as a number."""
        return self._found(value, self._places_and_codes)

    def _found(self, value: object, places: dict[object, int]) -> int:
        try:
            place = None if isinstance(value, bool | np.bool_) else places.get(value)
        except TypeError:  # a list or another thing that cannot be looked up
            place = None
        if place is None:
            raise ValueError(f"{value!r} is not a grade of the scale {self}")
        return place

    @cached_property
    def _places(self) -> dict[object, int]:
        return {label: place for place, label in enumerate(self.labels)}

    @cached_property
    def _places_and_codes(self) -> dict[object, int]:
        if any(_reads_as_number(label) for label in self.labels):
            return self._places
        return self._places | {code: code for code in range(self.q)}

    def __str__(self) -> str:
        return ", ".join(str(label) for label in self.labels)


def _check_label(label: object) -> None:
    if isinstance(label, bool | np.bool_) or not isinstance(label, str | int | float | np.integer | np.floating):
        raise ValueError(f"A grade must be text or a number, not {label!r}")
    if not isinstance(label, str) and not math.isfinite(label):
        raise ValueError(f"A grade must be a finite number, not {label!r}")
    if isinstance(label, str) and not label.strip():
        raise ValueError("A grade cannot be blank")


def _reads_as_number(label: Label) -> bool:
    try:
        float(label)
    except ValueError:
        return False
    return True
