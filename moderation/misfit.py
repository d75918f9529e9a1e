"""Whether an auditor grades as the model expects: infit and outfit (Wright and Masters 1982) with simulated limits.

With z the difference of a grade from what was expected, in units of its spread V: outfit is the mean of z squared,
infit the mean of it weighted by V. Near 1 is as expected; above, erratic; below, more regular than chance allows.
Fixed limits such as 0.5 to 1.5 mean different things for different numbers of grades, so the limits come from grades
simulated under the model on the same cases.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moderation.coordinates import Coordinates
from moderation.grade_models import probabilities
from moderation.marginal import Likelihood
from moderation.observed import IntArray, Observed
from moderation.peak import Peak
from moderation.weights import FloatArray

ENOUGH_GRADES = 20


@dataclass(frozen=True, slots=True)
class Misfit:
    """One auditor. ``infit`` and ``outfit``, each with the limits that 95 % of simulated auditors keep within.

    All are None below 20 grades, and ``reason`` says so. ``unexpected`` is whether either lies outside its limits.
    """

    auditor: Hashable
    n: int
    infit: float | None
    outfit: float | None
    infit_limits: tuple[float, float] | None
    outfit_limits: tuple[float, float] | None
    unexpected: bool
    reason: str


def misfits(coordinates: Coordinates, peak: Peak, seen: Observed, seed: int, replicates: int) -> tuple[Misfit, ...]:
    """Infit and outfit of every auditor at ``peak``; the same seed gives the same limits."""
    if replicates < 40:
        raise ValueError(f"Limits that 1 in 40 pass need at least 40 replicates, not {replicates!r}")
    chance = _Chance.of(coordinates, peak, seen)
    given = seen.grades[chance.case, chance.auditor]
    found = chance.fit(given)
    rng = np.random.default_rng(seed)
    simulated = np.array([chance.fit(chance.simulate(rng)) for _ in range(replicates)])
    limits = np.quantile(simulated, (0.025, 0.975), axis=0)
    return tuple(_misfit(seen, g, found[:, g], limits[:, :, g]) for g in range(len(seen.ratings.auditors)))


def _misfit(seen: Observed, g: int, found: FloatArray, limits: FloatArray) -> Misfit:
    auditor, n = seen.ratings.auditors[g], int(seen.ratings.graded[:, g].sum())
    if n < ENOUGH_GRADES:
        reason = f"{n} grades are too few to tell how regularly {auditor} grades; at least {ENOUGH_GRADES} are needed."
        return Misfit(auditor, n, None, None, None, None, False, reason)
    low, high = limits
    return Misfit(
        auditor=auditor,
        n=n,
        infit=float(found[0]),
        outfit=float(found[1]),
        infit_limits=(float(low[0]), float(high[0])),
        outfit_limits=(float(low[1]), float(high[1])),
        unexpected=bool(((found < low) | (found > high)).any()),
        reason="",
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Chance:
    """The model at its estimates, grade by grade.

    ``case``, ``auditor`` and ``column``: whose each grade is, in order of cases; ``effects`` and ``log_p`` by column.
    """

    likelihood: Likelihood
    effects: FloatArray
    lines: FloatArray
    case_sd: float
    log_p: FloatArray
    case: IntArray
    auditor: IntArray
    column: IntArray
    starts: IntArray

    @classmethod
    def of(cls, coordinates: Coordinates, peak: Peak, seen: Observed) -> _Chance:
        likelihood = peak.last.likelihood
        of_auditors, of_kinds, lines, case_sd = coordinates.split(peak.raw)
        effects = (of_auditors[:, None] - of_kinds).ravel()
        log_p = likelihood.table(effects, lines, case_sd).log_p
        case, column = np.nonzero(seen.columns >= 0)
        starts = np.flatnonzero(np.diff(case, prepend=-1))
        return cls(likelihood, effects, lines, case_sd, log_p, case, column // len(of_kinds), column, starts)

    def fit(self, given: NDArray[np.int64]) -> FloatArray:
        """(2, auditors) infit and outfit of these grades."""
        p = self._p(self._quality(given))
        scores, n = self.likelihood.scores, int(self.auditor.max()) + 1
        mean = p @ scores
        variance = p @ scores**2 - mean**2
        squared = (scores[given] - mean) ** 2
        outfit = np.bincount(self.auditor, squared / variance, n) / np.bincount(self.auditor, minlength=n)
        infit = np.bincount(self.auditor, squared, n) / np.bincount(self.auditor, variance, n)
        return np.array([infit, outfit])

    def simulate(self, rng: np.random.Generator) -> NDArray[np.int64]:
        """Grades of new cases under the model, by the same auditors in the same design."""
        quality = self.case_sd * rng.standard_normal(len(self.starts))
        reached = np.cumsum(self._p(quality), axis=1)[:, :-1]
        return np.asarray((rng.random((len(reached), 1)) > reached).sum(axis=1), dtype=np.int64)

    def _quality(self, given: NDArray[np.int64]) -> FloatArray:
        """(cases,) the posterior mean of each case's quality."""
        joint = np.add.reduceat(self.log_p[self.column, given], self.starts, axis=0)
        joint += np.log(self.likelihood.grid.weights)
        joint = np.exp(joint - joint.max(axis=1, keepdims=True))
        return np.asarray(self.case_sd * (joint @ self.likelihood.grid.nodes) / joint.sum(axis=1))

    def _p(self, quality: FloatArray) -> FloatArray:
        """(grades given, grades in use) the probability of each grade where it was given."""
        eta = (quality[self.case] - self.effects[self.column])[None, :]
        return np.asarray(probabilities(self.likelihood.model, eta, self.lines, self.likelihood.scores)[0].T)
