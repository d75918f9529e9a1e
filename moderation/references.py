"""What an auditor's grades are held against: grades they had no part in, or nothing.

Moderated grades serve only where they were made without knowing the auditor's; whoever gives them has to say which were
not. The middle grade of the other auditors serves where they have one.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from moderation.ratings import MISSING, Ratings, is_missing
from moderation.scale import Scale

LEAVE_ONE_OUT: Literal["leave-one-out"] = "leave-one-out"


@dataclass(frozen=True, eq=False)
class Reference:
    """``grades`` (cases,): the reference for one auditor, -1 for none.

    Of the cases this auditor graded: ``seen``, how many have none because it was made knowing the auditor's; ``split``,
    because the others have no one middle grade; ``absent``, because there is no other grade.
    """

    grades: NDArray[np.int64]
    seen: int
    split: int
    absent: int


def moderated_references(
    ratings: Ratings, moderated: Mapping[Hashable, object], seen: Collection[Hashable]
) -> list[Reference]:
    """For each auditor the ``moderated`` grades, without the cases ``seen``."""
    ranks = np.array([_rank(ratings.scale, case, moderated.get(case)) for case in ratings.cases], dtype=np.int64)
    known = np.array([case in seen for case in ratings.cases], dtype=bool)
    there = ranks != MISSING
    return [
        Reference(
            grades=np.where(known, MISSING, ranks),
            seen=int((own & there & known).sum()),
            split=0,
            absent=int((own & ~there).sum()),
        )
        for own in ratings.graded.T
    ]


def references_of_others(ratings: Ratings) -> list[Reference]:
    """For each auditor the middle grade of the others, where it is one grade."""
    return [_of_others(ratings, column) for column in range(len(ratings.auditors))]


def _of_others(ratings: Ratings, column: int) -> Reference:
    own = ratings.graded[:, column]
    others = np.sort(np.delete(ratings.codes, column, axis=1), axis=1).astype(np.int64)
    given = (others != MISSING).sum(axis=1)
    if not others.shape[1]:
        return Reference(np.full(len(own), MISSING), 0, 0, int(own.sum()))
    places = others.shape[1] - given
    low, high = (
        np.take_along_axis(others, np.clip(places + half, 0, others.shape[1] - 1)[:, None], axis=1)[:, 0]
        for half in (np.maximum(given - 1, 0) // 2, given // 2)
    )
    one = (given > 0) & (low == high)
    return Reference(
        grades=np.where(one, low, MISSING),
        seen=0,
        split=int((own & (given > 0) & ~one).sum()),
        absent=int((own & (given == 0)).sum()),
    )


def _rank(scale: Scale, case: Hashable, grade: object) -> int:
    if is_missing(grade):
        return MISSING
    try:
        return scale.rank(grade)
    except ValueError as error:
        raise ValueError(f"Case {case}, moderated grade: {error}") from None
