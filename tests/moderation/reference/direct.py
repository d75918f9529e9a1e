"""The coefficients written out as sums over pairs of grades, with a weight for every case; slow and plain."""

from __future__ import annotations

from itertools import permutations

import numpy as np

from moderation import Ratings
from moderation.weights import weight_table


def coefficient(name: str, kind: str, ratings: Ratings, case_weights: np.ndarray) -> float:
    """The value of the coefficient when each case counts as many times as its weight says."""
    grades = [[int(code) for code in row if code >= 0] for row in ratings.codes]
    if name == "krippendorff_alpha":
        return _alpha(kind, grades, ratings.scale.q, case_weights)
    table = weight_table(kind, ratings.scale)
    observed = _observed(grades, table, case_weights)
    expected = {
        "percent_agreement": lambda: 0.0,
        "brennan_prediger": lambda: table.mean(),
        "gwet_ac": lambda: _gwet(_shares(grades, ratings.scale.q, case_weights), table),
        "fleiss_kappa": lambda: _fleiss(_shares(grades, ratings.scale.q, case_weights), table),
        "conger_kappa": lambda: _conger(ratings, table, case_weights),
    }[name]()
    return (observed - expected) / (1 - expected)


def standard_error(name: str, kind: str, ratings: Ratings) -> float:
    """The infinitesimal jackknife by finite differences in the weight of each case that takes part."""
    pairs_only = name in ("krippendorff_alpha", "percent_agreement", "brennan_prediger")
    n_grades = (ratings.codes >= 0).sum(axis=1)
    step, slopes = 1e-5, []
    for i in np.flatnonzero(n_grades >= (2 if pairs_only else 1)):
        around = []
        for sign in (1, -1):
            weights = np.ones(len(ratings.cases))
            weights[i] += sign * step
            around.append(coefficient(name, kind, ratings, weights))
        slopes.append((around[0] - around[1]) / (2 * step))
    m = (n_grades >= 2).sum()
    return float(np.sqrt(((np.array(slopes) - np.mean(slopes)) ** 2).sum() * m / (m - 1)))


def dawid_skene_shares(grades: list[list[int]], owners: list[int], q: int, steps: int) -> np.ndarray:
    """Shares of the true grades after so many steps of expectation and maximisation from each case's own shares.

    ``grades`` (cases, columns) from 1; ``owners``: whose column it is.
    """
    believed = np.array([[row.count(k + 1) / len(row) for k in range(q)] for row in grades])
    for _ in range(steps):
        shares, errors = believed.mean(axis=0), np.zeros((max(owners) + 1, q, q))
        for row, belief in zip(grades, believed, strict=True):
            for owner, grade in zip(owners, row, strict=True):
                errors[owner, :, grade - 1] += belief
        errors /= np.maximum(errors.sum(axis=2, keepdims=True), 1e-300)
        for i, row in enumerate(grades):
            chances = shares.copy()
            for owner, grade in zip(owners, row, strict=True):
                chances *= errors[owner, :, grade - 1]
            believed[i] = chances / chances.sum()
    return believed.mean(axis=0)


def _observed(grades: list[list[int]], table: np.ndarray, case_weights: np.ndarray) -> float:
    top = bottom = 0.0
    for given, weight in zip(grades, case_weights, strict=True):
        pairs = list(permutations(given, 2))
        if pairs:
            top += weight * sum(table[k, other] for k, other in pairs) / len(pairs)
            bottom += weight
    return top / bottom


def _shares(grades: list[list[int]], q: int, case_weights: np.ndarray) -> np.ndarray:
    shares, total = np.zeros(q), 0.0
    for given, weight in zip(grades, case_weights, strict=True):
        for k in given:
            shares[k] += weight / len(given)
        total += weight if given else 0
    return shares / total


def _gwet(shares: np.ndarray, table: np.ndarray) -> float:
    q = len(shares)
    return table.sum() / (q * (q - 1)) * sum(share * (1 - share) for share in shares)


def _fleiss(shares: np.ndarray, table: np.ndarray) -> float:
    return sum(table[k, j] * shares[k] * shares[j] for k in range(len(shares)) for j in range(len(shares)))


def _conger(ratings: Ratings, table: np.ndarray, case_weights: np.ndarray) -> float:
    own = []
    for column in ratings.codes.T:
        used = np.array([case_weights[column == k].sum() for k in range(ratings.scale.q)])
        if used.sum() > 0:
            own.append(used / used.sum())
    pairs = list(permutations(own, 2))
    return sum(first @ table @ second for first, second in pairs) / len(pairs)


def _alpha(metric: str, grades: list[list[int]], q: int, case_weights: np.ndarray) -> float:
    used, together = np.zeros(q), np.zeros((q, q))
    for given, weight in zip(grades, case_weights, strict=True):
        if len(given) < 2:
            continue
        for k in given:
            used[k] += weight
        for k, other in permutations(given, 2):
            together[k, other] += weight / (len(given) - 1)

    def difference(k: int, other: int) -> float:
        low, high = sorted((k, other))
        return {
            "nominal": float(k != other),
            "ordinal": (used[low : high + 1].sum() - (used[low] + used[high]) / 2) ** 2,
            "interval": (k - other) ** 2,
            "ratio": ((k - other) / (k + other + 2)) ** 2,
        }[metric]

    cells = [(k, other) for k in range(q) for other in range(q)]
    observed = sum(together[cell] * difference(*cell) for cell in cells)
    expected = sum(used[k] * used[other] * difference(k, other) for k, other in cells)
    return 1 - (used.sum() - 1) * observed / expected
