"""Each auditor's confusion of grades, and what the grade of each case may really be, when nobody's grade is the truth.

Dawid and Skene (1979), Applied Statistics 28, by expectation and maximisation. A check beside the severity model, not a
headline: auditors are taken to err independently of each other given the true grade, which hard cases belie. What was
chosen, and why:

* Fewer than three grades per case on average are refused: with two it cannot be told which of them is right, and very
  different tables explain the grades equally well.
* Each auditor's table is smoothed as if a few grades more had been given (a Dirichlet prior), most on the diagonal and
  next to it, for grades are ordered and auditors mostly near the truth. Without it, an error not seen in ten cases
  would be held to be impossible, and the same tables with the true grades renamed would be as good. How common grades
  are is not smoothed: every case tells of it.
* The climb starts with each case as its shares of grades say, the published way; the top near it calls true grades by
  their own names. Such likelihoods have several tops, so the climb starts again from twenty random places. The highest
  top is given, and it is said whether that is another one.
* Known grades are held fixed: they tie down what the tables mean.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from moderation.arrays import read_only
from moderation.coefficients import small
from moderation.estimates import RELIABLE_FROM
from moderation.ratings import MISSING, InsufficientData, Ratings
from moderation.weights import FloatArray, distances

_LEAST = 3  # grades per case on average
_ROUNDS = 5_000
_STILL = 1e-10  # change of the objective, relative to the number of cases
_SAME = 1e-4
_NEXT, _FAR = 0.5, 0.1  # what a grade one step off, and further off, gets of the smoothing on the diagonal


@dataclass(frozen=True, eq=False)
class DawidSkene:
    """The fitted model; tables are read-only, grades in the order of the scale.

    ``prevalence`` (q,). ``confusion`` (auditors, q, q): true grade by grade given, rows adding up to 1, in the order of
    ``auditors``. ``posterior`` (cases, q): for each of ``cases``, how likely each true grade is. ``log_likelihood``: of
    the grades alone. ``start_is_best``: whether none of so many ``restarts`` found better than the start asked for,
    None where there were none. If one did, the grades support more than one reading: the better one is given, and
    ``read_otherwise`` are the cases whose likeliest grade it changes. ``reason``: why the status is not "ok", and what
    to mind in reading the tables.
    """

    cases: tuple[Hashable, ...]
    auditors: tuple[Hashable, ...]
    prevalence: FloatArray
    confusion: FloatArray
    posterior: FloatArray
    log_likelihood: float
    converged: bool
    restarts: int
    start_is_best: bool | None
    read_otherwise: tuple[Hashable, ...]
    status: Literal["ok", "unreliable_small_n"]
    reason: str
    n_dropped: int


def dawid_skene(
    ratings: Ratings,
    start: Literal["proportions", "majority"] = "proportions",
    gold: Mapping[Hashable, object] | None = None,
    restarts: int = 20,
    *,
    seed: int,
    smoothing: float = 1.0,
    person: Mapping[Hashable, Hashable] | None = None,
) -> DawidSkene:
    """Fit the model.

    ``start``: from each case's shares of grades, or all on its most frequent. ``gold``: true grades that are known.
    ``restarts``: further random starts, fewer than 20 only to repeat what others published. ``smoothing``: grades added
    to each row of each auditor's table on the diagonal, half as many one step off and a tenth further off; 0 for
    maximum likelihood. ``seed``: of the random starts; the same gives the same. ``person``: columns that are one person
    grading again, under that person's id. Cases without a grade are dropped, and case weights play no part. Raises
    InsufficientData below three grades per case on average, ValueError for a case or grade that is not there.
    """
    if start not in ("proportions", "majority"):
        raise ValueError(f'start must be "proportions" or "majority", not {start!r}')
    if not 0 <= smoothing < np.inf or restarts < 0:
        raise ValueError("Neither smoothing nor restarts can be below 0, nor smoothing without end")
    graded = ratings.of_cases(np.flatnonzero(ratings.grades_per_case > 0))
    mean = float(graded.grades_per_case.mean()) if graded.cases else 0.0
    if mean < _LEAST:
        raise InsufficientData(
            f"Cases have {mean:.1f} grades on average; at least {_LEAST} are needed to tell who is right"
        )
    auditors, given = _given(graded, person or {})
    model = _Model(given, _smoothing(ratings, smoothing), _gold(graded, gold or {}))
    shares = graded.counts / graded.grades_per_case[:, None]
    if start == "majority":
        shares = np.eye(ratings.scale.q)[shares.argmax(axis=1)]
    rng = np.random.default_rng(seed)
    asked = model.fit(shares)
    fits = [asked, *(model.fit(rng.dirichlet(np.ones(ratings.scale.q), len(shares))) for _ in range(restarts))]
    best = max(fits, key=lambda fit: fit.objective)
    found = asked if asked.objective >= best.objective - _SAME else best
    moved = np.flatnonzero(found.posterior.argmax(axis=1) != asked.posterior.argmax(axis=1))
    return DawidSkene(
        cases=graded.cases,
        auditors=auditors,
        prevalence=read_only(found.prevalence),
        confusion=read_only(found.confusion),
        posterior=read_only(found.posterior),
        log_likelihood=found.log_likelihood,
        converged=found.converged,
        restarts=restarts,
        start_is_best=found is asked if restarts else None,
        read_otherwise=tuple(graded.cases[i] for i in moved),
        status="ok" if ratings.n_multiple >= RELIABLE_FROM else "unreliable_small_n",
        reason=" ".join(_reasons(graded, found, len(moved))),
        n_dropped=len(ratings.cases) - len(graded.cases),
    )


@dataclass(frozen=True, eq=False)
class _Fit:
    prevalence: FloatArray
    confusion: FloatArray
    posterior: FloatArray
    log_likelihood: float
    objective: float
    converged: bool


@dataclass(frozen=True, eq=False)
class _Model:
    """``given`` (cases, auditors, q): how often. ``smoothing`` (q, q). ``known`` (cases,): true grades, -1 unknown."""

    given: FloatArray
    smoothing: FloatArray
    known: NDArray[np.intp]

    def fit(self, posterior: FloatArray) -> _Fit:
        before, posterior = -np.inf, self._fixed(posterior)
        for _ in range(_ROUNDS):
            prevalence, confusion = self._maximised(posterior)
            posterior, log_likelihood = self._expected(prevalence, confusion)
            objective = log_likelihood + float((self.smoothing * _log(confusion)).sum())
            if objective - before < _STILL * len(posterior):
                return _Fit(prevalence, confusion, posterior, log_likelihood, objective, True)
            before = objective
        return _Fit(prevalence, confusion, posterior, log_likelihood, objective, False)

    def _maximised(self, posterior: FloatArray) -> tuple[FloatArray, FloatArray]:
        q = posterior.shape[1]
        counted = (posterior.T @ self.given.reshape(len(posterior), -1)).reshape(q, -1, q).transpose(1, 0, 2)
        weighed = counted + self.smoothing
        rows = weighed.sum(axis=2, keepdims=True)
        return posterior.mean(axis=0), np.where(rows > 0, weighed / np.where(rows > 0, rows, 1), 1 / q)

    def _expected(self, prevalence: FloatArray, confusion: FloatArray) -> tuple[FloatArray, float]:
        n, q = len(self.given), len(prevalence)
        per_grade = _log(confusion).transpose(1, 0, 2).reshape(q, -1)
        joint = _log(prevalence) + self.given.reshape(n, -1) @ per_grade.T
        sure = self.known >= 0
        top = joint.max(axis=1)
        scaled = np.exp(joint - top[:, None])
        each = top + np.log(scaled.sum(axis=1))
        each[sure] = joint[sure, self.known[sure]]
        return self._fixed(scaled / scaled.sum(axis=1, keepdims=True)), float(each.sum())

    def _fixed(self, posterior: FloatArray) -> FloatArray:
        sure = self.known >= 0
        fixed = posterior.copy()
        fixed[sure] = np.eye(posterior.shape[1])[self.known[sure]]
        return fixed


def _reasons(ratings: Ratings, found: _Fit, moved: int) -> list[str]:
    reasons = [] if ratings.n_multiple >= RELIABLE_FROM else [small(ratings.n_multiple)]
    given = np.unique(ratings.codes[ratings.graded])
    if len(given) == 1:
        label = ratings.scale.labels[given[0]]
        reasons.append(f"Every grade given is {label}: how auditors grade other cases has not been tested.")
    if moved:
        cases = "one case" if moved == 1 else f"{moved} cases"
        reasons.append(f"The grades can be read in more than one way: the likelier one given here changes {cases}.")
    if not found.converged:
        reasons.append("The search for the best fit was not finished.")
    return reasons


def _log(shares: FloatArray) -> FloatArray:
    """Logarithms; of 0 a number so far below all others that it rules out what has no chance, and stays finite."""
    return np.log(np.maximum(shares, 1e-300))


def _given(ratings: Ratings, person: Mapping[Hashable, Hashable]) -> tuple[tuple[Hashable, ...], FloatArray]:
    unknown = next((column for column in person if column not in ratings.auditors), None)
    if unknown is not None:
        raise ValueError(f"There is no auditor {unknown}")
    owners = [person.get(auditor, auditor) for auditor in ratings.auditors]
    people = tuple(dict.fromkeys(owners))
    given = np.zeros((len(ratings.cases), len(people), ratings.scale.q))
    for column, owner in enumerate(owners):
        rows = np.flatnonzero(ratings.codes[:, column] != MISSING)
        given[rows, people.index(owner), ratings.codes[rows, column]] += 1
    return people, given


def _smoothing(ratings: Ratings, amount: float) -> FloatArray:
    steps = distances(ratings.scale)
    return amount * np.where(steps == 0, 1.0, np.where(steps == 1, _NEXT, _FAR))


def _gold(ratings: Ratings, gold: Mapping[Hashable, object]) -> NDArray[np.intp]:
    place = {case: i for i, case in enumerate(ratings.cases)}
    known = np.full(len(place), MISSING, dtype=np.intp)
    for case, grade in gold.items():
        if case not in place:
            raise ValueError(f"Case {case} has a known grade but no auditor has graded it")
        try:
            known[place[case]] = ratings.scale.rank(grade)
        except ValueError as error:
            raise ValueError(f"Case {case}, known grade: {error}") from None
    return known
