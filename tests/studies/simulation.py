"""What the studies share: how grades come about, and random numbers that depend on the scenario alone."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from moderation import Estimate, Ratings, Scale, agreement
from moderation.weights import FloatArray

SCALE = Scale(["Outstanding", "Good", "Requires improvement", "Inadequate"])
SEED = 20_260_101
REPLICATES = 2_000
COEFFICIENTS: dict[str, Callable[[Ratings], Estimate]] = {
    "AC1": lambda ratings: agreement.gwet_ac(ratings, "identity"),
    "AC2": lambda ratings: agreement.gwet_ac(ratings, "ordinal"),
    "BP": lambda ratings: agreement.brennan_prediger(ratings, "identity"),
    "Alpha": lambda ratings: agreement.krippendorff_alpha(ratings, "ordinal"),
    "Conger": lambda ratings: agreement.conger_kappa(ratings, "quadratic"),
}


@dataclass(frozen=True)
class Grading:
    """How an auditor of mean severity grades: the ``shares`` of the grades, best first, and the ``reliability``, the
    part of the spread of what the auditor sees that is the case and not the auditor's error.
    """

    shares: tuple[float, ...]
    reliability: float


MODERATE, SKEWED = (0.1, 0.55, 0.3, 0.05), (0.025, 0.7, 0.27, 0.005)
GRADINGS = tuple(Grading(shares, reliability) for shares in (MODERATE, SKEWED) for reliability in (0.6, 0.85))


def generator(scenario: object, seed: int) -> np.random.Generator:
    """Random numbers of ``scenario``: the same in whatever order, and in however many processes, scenarios are run."""
    return np.random.default_rng([seed, *repr(scenario).encode()])


def lines(how: Grading) -> FloatArray:
    """Where an auditor of mean severity draws the lines between the grades."""
    return np.asarray(norm.ppf(np.cumsum(how.shares)[:-1]))


def grades(rng: np.random.Generator, how: Grading, cases: int, severity: FloatArray, each: int) -> Ratings:
    """``cases`` graded by ``each`` auditors drawn for every one; ``severity`` (auditors,) or (cases, auditors).

    What an auditor sees is normal with variance 1: the case, the auditor's error, and then the auditor's severity.
    """
    auditors = severity.shape[-1]
    seen = math.sqrt(how.reliability) * rng.normal(size=(cases, 1))
    seen = seen + math.sqrt(1 - how.reliability) * rng.normal(size=(cases, auditors)) + severity
    codes = np.searchsorted(lines(how), seen)
    if each < auditors:
        codes[np.argsort(rng.random((cases, auditors)), axis=1) >= each] = -1
    return Ratings(SCALE, tuple(range(cases)), tuple(range(auditors)), codes)


def measured(ratings: Ratings, names: Sequence[str]) -> dict[str, Estimate]:
    """Each of these coefficients by name."""
    return {name: COEFFICIENTS[name](ratings) for name in names}


def number(figure: float | None) -> float:
    """A figure that must be defined."""
    assert figure is not None
    return figure


@dataclass(frozen=True)
class Share:
    """A share that came out of a simulation, with its Monte-Carlo standard error."""

    value: float
    error: float

    @classmethod
    def of(cls, held: Sequence[float], asked: Sequence[float] | None = None) -> Share:
        """How often what was ``asked`` in each replicate, once by default, held; replicates alone are independent."""
        n = np.ones(len(held)) if asked is None else np.array(asked)
        value = float(np.sum(held) / n.sum())
        return cls(value, math.sqrt(((np.array(held) - value * n) ** 2).sum()) / float(n.sum()))
