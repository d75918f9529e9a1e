"""Rounds of invented grades to estimate severities from."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from moderation import Ratings, Scale, severity
from moderation.grade_models import Model
from tests.moderation.reference.tables import GRADES

MODELS: tuple[Model, ...] = ("cumulative", "adjacent")


def read(codes: np.ndarray, scale: Scale = GRADES) -> Ratings:
    names = [f"Auditor {g}" for g in range(codes.shape[1])]
    return Ratings(scale, tuple(range(len(codes))), tuple(names), codes)


def drawn(
    seed: int, cases: int = 40, true: tuple[float, ...] = (-0.9, -0.2, 0.2, 0.9), per_case: int = 2
) -> np.ndarray:
    """Grades of ``cases`` by auditors this severe, each case by ``per_case`` of them; 0 for the best, -1 for none."""
    rng = np.random.default_rng(seed)
    codes = np.full((cases, len(true)), -1)
    for row in codes:
        quality = rng.normal(0, 2)
        for g in rng.choice(len(true), per_case, replace=False):
            row[g] = 3 - (np.array([-2.5, 0.3, 2.4]) < quality - true[g] + rng.logistic()).sum()
    return codes


@cache
def fitted(seed: int = 1, model: Model = "cumulative", shrink: bool = True) -> severity.SeverityFit:
    return severity.fit(read(drawn(seed)), model, shrink)


def values(fit: severity.SeverityFit, name: str = "severity") -> np.ndarray:
    return np.array([getattr(one, name) for one in fit.auditors], dtype=float)


def same(one: severity.SeverityFit, other: severity.SeverityFit, sign: int = 1, tolerance: float = 1e-6) -> None:
    assert values(one) == pytest.approx(sign * values(other), abs=tolerance)
    assert values(one, "se") == pytest.approx(values(other, "se"), abs=tolerance)
    assert values(one, "steps") == pytest.approx(sign * values(other, "steps"), abs=tolerance)
    assert one.loglik == pytest.approx(other.loglik, abs=tolerance)


def split() -> np.ndarray:
    """Two rounds in one table that share neither auditors nor cases."""
    codes = np.full((80, 8), -1)
    codes[:40, :4], codes[40:, 4:] = drawn(1), drawn(2)
    return codes
