"""The two severity models written out grade by grade, with Gauss-Legendre quadrature and a general optimiser.

Nothing is shared with the product: no grid, no gathering of cases, no analytic derivatives. Slow and plain.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

REACH = 8.0
UNIT, AREAS = np.polynomial.legendre.leggauss(160)
NODES = REACH * UNIT
WEIGHTS = AREAS * np.exp(-(NODES**2) / 2)
WEIGHTS = WEIGHTS / WEIGHTS.sum()


@dataclass(frozen=True)
class Reference:
    severity: np.ndarray
    lines: np.ndarray
    case_sd: float
    log_likelihood: float
    standard_errors: np.ndarray


def log_likelihood(codes: np.ndarray, model: str, severity: np.ndarray, lines: np.ndarray, case_sd: float) -> float:
    """``codes`` (cases, auditors): 0 for the worst grade, -1 for none."""
    total = 0.0
    for row in codes:
        product = WEIGHTS.copy()
        for auditor, grade in enumerate(row):
            if grade >= 0:
                product *= probability(model, case_sd * NODES - severity[auditor], lines)[grade]
        total += np.log(product.sum())
    return float(total)


def probability(model: str, eta: np.ndarray, lines: np.ndarray) -> np.ndarray:
    """(grades, ...) the chance of each grade at ``eta``."""
    if model == "cumulative":
        below = 1 / (1 + np.exp(eta - lines.reshape(-1, *[1] * eta.ndim)))
        return np.diff(below, axis=0, prepend=0, append=1)
    reached = np.array([grade * eta - lines[:grade].sum() for grade in range(len(lines) + 1)])
    unscaled = np.exp(reached - reached.max(axis=0))
    return unscaled / unscaled.sum(axis=0)


def information_if_quality_were_known(
    codes: np.ndarray, model: str, severity: np.ndarray, lines: np.ndarray, case_sd: float
) -> np.ndarray:
    """(auditors,) what their grades would tell of each severity by itself, were it known how good every case is.

    For the adjacent model: the variance of each grade, averaged over what the grades leave open of the case.
    """
    total, chances = np.zeros(len(severity)), [probability(model, case_sd * NODES - one, lines) for one in severity]
    for row in codes:
        given = [(auditor, grade) for auditor, grade in enumerate(row) if grade >= 0]
        belief = WEIGHTS.copy()
        for auditor, grade in given:
            belief *= chances[auditor][grade]
        for auditor, _ in given:
            steps = np.arange(len(lines) + 1)
            variance = steps**2 @ chances[auditor] - (steps @ chances[auditor]) ** 2
            total[auditor] += variance @ belief / belief.sum()
    return total


def fit(codes: np.ndarray, model: str, in_use: int) -> Reference:
    """Maximum likelihood with severities that add up to zero, standard errors from second differences."""
    r = codes.shape[1]

    def unpacked(free: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
        severity = np.append(free[: r - 1], -free[: r - 1].sum())
        return severity, free[r - 1 : -1], free[-1]

    def height(free: np.ndarray) -> float:
        return -log_likelihood(codes, model, *unpacked(free))

    start = np.concatenate([np.zeros(r - 1), np.linspace(-2, 2, in_use - 1), [1.5]])
    found = minimize(height, start, method="BFGS", options={"gtol": 1e-6}).x
    severity, lines, case_sd = unpacked(found)
    covariance = np.linalg.inv(second_differences(height, found))[: r - 1, : r - 1]
    errors = np.sqrt(np.append(np.diag(covariance), covariance.sum()))
    return Reference(severity, lines, float(abs(case_sd)), -height(found), errors)


def second_differences(height: object, at: np.ndarray, step: float = 1e-3) -> np.ndarray:
    """The matrix of second derivatives of ``height``."""
    assert callable(height)
    size = len(at)
    steps = np.eye(size) * step
    table = np.empty((size, size))
    for i in range(size):
        for j in range(size):
            around = [height(at + a * steps[i] + b * steps[j]) * a * b for a in (1, -1) for b in (1, -1)]
            table[i, j] = sum(around) / (4 * step**2)
    return table
