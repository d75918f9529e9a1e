"""One auditor's grades against a reference they had no part in.

The reference is either moderated grades, made without seeing the auditor's own, or the middle grade of the other
auditors. Comparing an auditor with a panel that includes them flatters: in simulation it raised exact agreement from
.75 to .86. A moderator who has seen the grade mostly confirms it. So moderated grades are refused until it is said
which were made knowing the auditors' own; those cases are left out and counted.

Where only some cases were moderated, and contested ones more often, each case has to weigh 1 over the chance with which
it was chosen (``Ratings.weighted``); cases that had no chance cannot be weighed back, so some must be chosen at random.

Differences are in steps of the scale, positive where the auditor was harsher.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from moderation.arrays import read_only
from moderation.estimates import RELIABLE_FROM, Estimate
from moderation.intervals import check_level
from moderation.pairs import cohen_kappa
from moderation.ratings import MISSING, InsufficientData, Ratings
from moderation.references import LEAVE_ONE_OUT, Reference, moderated_references, references_of_others
from moderation.scale import Label
from moderation.steps import Bias, Direction, Proportion, Steps
from moderation.weights import FloatArray, Weights, boundary_table


@dataclass(frozen=True, eq=False)
class WithModerated:
    """How an auditor's grades compare with the reference on ``n`` cases.

    ``reference``: "independent" for moderated grades, "leave-one-out" for the middle grade of the others. Of the other
    cases the auditor graded: ``seen``, left out because the auditor's grade had been seen; ``split``, because the
    others had no one middle grade; ``absent``, because there is no other grade. ``reason``: why the status is not "ok",
    and what to mind where cases without a reference may differ from the rest. ``differences``: the steps of each case.
    ``sensitivity`` and ``specificity``: of the cases below and not below the line, how many the auditor put on that
    side; None where there is none or the scale lacks the line. ``confusion`` (q, q), read-only: reference grade by
    auditor's grade, in cases; ``shrunk``: its rows as shares, weighed as the cases are and drawn towards those of all
    auditors together.
    """

    auditor: Hashable
    reference: Literal["independent", "leave-one-out"]
    n: int
    seen: int
    split: int
    absent: int
    status: Literal["ok", "unreliable_small_n"]
    reason: str
    differences: Mapping[Hashable, int]
    exact: Proportion
    within_one: Proportion
    two_or_more: Proportion
    bias: Bias
    direction: Direction
    kappa: Estimate
    sensitivity: Proportion | None
    specificity: Proportion | None
    confusion: NDArray[np.int64]
    shrunk: FloatArray


def with_moderated(
    ratings: Ratings,
    moderated: Mapping[Hashable, object] | Literal["leave-one-out"],
    auditor: Hashable,
    *,
    seen: Collection[Hashable] | None = None,
    between: tuple[Label, Label] = ("Good", "Requires improvement"),
    weights: Weights = "quadratic",
    level: float = 0.95,
) -> WithModerated:
    """Compare ``auditor`` with ``moderated``: a grade for each moderated case, or "leave-one-out".

    ``seen``: the cases whose moderated grade was made by someone who knew the auditors' grades, or from these grades;
    must be given with moderated grades, empty where there is none. ``weights``: of kappa. Raises ValueError for an
    auditor or grade that is not there and for moderated grades without ``seen``, InsufficientData when no case is left
    to compare.
    """
    check_level(level)
    if auditor not in ratings.auditors:
        raise ValueError(f"There is no auditor {auditor}")
    column, references = ratings.auditors.index(auditor), _references(ratings, moderated, seen)
    reference = references[column]
    rows = np.flatnonzero(ratings.graded[:, column] & (reference.grades != MISSING))
    if not len(rows):
        raise InsufficientData(_nothing(auditor, reference))
    own, against = ratings.codes[rows, column].astype(np.int64), reference.grades[rows]
    steps = Steps(own - against, None if ratings.weights is None else ratings.weights[rows], level)
    apart = np.abs(steps.of_cases)
    sides = _sides(ratings, between, own, against)
    enough = len(rows) >= RELIABLE_FROM
    return WithModerated(
        auditor=auditor,
        reference=LEAVE_ONE_OUT if isinstance(moderated, str) else "independent",
        n=len(rows),
        seen=reference.seen,
        split=reference.split,
        absent=reference.absent,
        status="ok" if enough else "unreliable_small_n",
        reason=" ".join([*_few(len(rows)), *_unlike(ratings, auditor, len(rows), reference)]),
        differences=MappingProxyType(dict(zip((ratings.cases[i] for i in rows), steps.of_cases.tolist(), strict=True))),
        exact=steps.of(apart == 0),
        within_one=steps.of(apart <= 1),
        two_or_more=steps.of(apart >= 2),
        bias=steps.bias(ratings.scale.q),
        direction=steps.direction(),
        kappa=_kappa(ratings, rows, own, against, weights),
        sensitivity=None if sides is None else steps.among(sides[0], sides[1]),
        specificity=None if sides is None else steps.among(~sides[0], ~sides[1]),
        confusion=read_only(_confusion(ratings, column, reference, None).astype(np.int64)),
        shrunk=read_only(_shrunk(ratings, column, references)),
    )


def _references(
    ratings: Ratings, moderated: Mapping[Hashable, object] | str, seen: Collection[Hashable] | None
) -> list[Reference]:
    if not isinstance(moderated, str):
        if seen is None:
            raise ValueError(
                "Say with seen which moderated grades were made knowing the auditors' own, or from them; () if none "
                'were. Where all were, as with the middle grade of a panel, compare with "leave-one-out"'
            )
        return moderated_references(ratings, moderated, seen)
    if moderated != LEAVE_ONE_OUT:
        raise ValueError(f'moderated must be a grade for each case or "leave-one-out", not {moderated!r}')
    if seen:
        raise ValueError("Only moderated grades can have been made having seen the auditor's")
    return references_of_others(ratings)


def _nothing(auditor: Hashable, reference: Reference) -> str:
    why = f"No case graded by {auditor} has a grade to compare it with"
    if reference.seen:
        return f"{why}: every grade there is was made knowing theirs ({_cases(reference.seen)})"
    return f"{why}: the others have no one middle grade ({_cases(reference.split)})" if reference.split else why


def _sides(
    ratings: Ratings, between: tuple[Label, Label], own: NDArray[np.int64], against: NDArray[np.int64]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]] | None:
    """(n,) whether the reference, and whether the auditor, is below the line; None where the scale lacks it."""
    if not all(label in ratings.scale.labels for label in between):
        return None
    below = boundary_table(between, ratings.scale)[-1] == 1
    return below[against], below[own]


def _kappa(
    ratings: Ratings, rows: NDArray[np.intp], own: NDArray[np.int64], against: NDArray[np.int64], weights: Weights
) -> Estimate:
    chosen = ratings.of_cases(rows)
    both = Ratings(
        ratings.scale, chosen.cases, ("auditor", "reference"), np.column_stack([own, against]), chosen.weights
    )
    return cohen_kappa(both, weights)


def _confusion(ratings: Ratings, column: int, reference: Reference, weights: FloatArray | None) -> FloatArray:
    q, own = ratings.scale.q, ratings.codes[:, column].astype(np.int64)
    rows = np.flatnonzero((own != MISSING) & (reference.grades != MISSING))
    held = None if weights is None else weights[rows]
    crossed = np.bincount(reference.grades[rows] * q + own[rows], held, q * q).reshape(q, q)
    # Cases of unequal weight count as so many equal ones as tell as much (Kish 1965).
    return np.asarray(crossed if held is None or not len(held) else crossed * held.sum() / (held**2).sum())


def _shrunk(ratings: Ratings, column: int, references: list[Reference]) -> FloatArray:
    """Posterior means of the rows under a Dirichlet prior worth one case per grade with the shares of all auditors.

    These shares have themselves one case spread evenly added, so that no grade is ever held to be impossible.
    """
    q = ratings.scale.q
    each = [_confusion(ratings, g, reference, ratings.weights) for g, reference in enumerate(references)]
    own, pooled = each[column], np.sum(each, axis=0)
    shares = (pooled + 1 / q) / (pooled.sum(axis=1, keepdims=True) + 1)
    return np.asarray((own + q * shares) / (own.sum(axis=1, keepdims=True) + q))


def _few(n: int) -> list[str]:
    if n >= RELIABLE_FROM:
        return []
    return [f"Only {_cases(n)} could be compared; with fewer than {RELIABLE_FROM} these figures are unreliable."]


def _unlike(ratings: Ratings, auditor: Hashable, n: int, reference: Reference) -> list[str]:
    if ratings.weights is not None or not reference.absent:
        return []
    graded = n + reference.seen + reference.split + reference.absent
    return [
        f"{reference.absent} of the {graded} cases {auditor} graded have no other grade. These figures hold for them "
        "too only if chance chose which have one; otherwise weigh the ratings."
    ]


def _cases(n: int) -> str:
    return "one case" if n == 1 else f"{n} cases"
