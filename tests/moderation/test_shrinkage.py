"""The average over how much auditors may differ: its weights and its moments, computed another way."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from moderation import severity
from tests.moderation.reference import ordinal
from tests.moderation.rounds import drawn, fitted, read, values

AUDITORS = 3


def log_weight(codes: np.ndarray, share: severity.Share, spacing: float) -> float:
    """Laplace's approximation by second differences, times the half-normal prior and the spacing."""
    omega, raw = share.auditor_sd, share.peak.raw
    assert omega is not None
    # Orthonormal directions, found here by singular values: any will do, for the determinant is the same.
    directions = np.linalg.svd(np.eye(AUDITORS) - 1 / AUDITORS)[0][:, : AUDITORS - 1]

    def height(free: np.ndarray) -> float:
        severities, lines, case_sd = directions @ free[: AUDITORS - 1], free[AUDITORS - 1 : -1], free[-1]
        prior = -(severities @ severities) / 2 / omega**2
        prior -= (math.log(case_sd) - math.log(2)) ** 2 / 2 / 1.5**2 + case_sd**2 / 2 / 10**2
        return ordinal.log_likelihood(codes, "cumulative", severities, lines, case_sd) + prior

    top = np.concatenate([directions.T @ raw[:AUDITORS], raw[AUDITORS:]])
    volume = -np.linalg.slogdet(-ordinal.second_differences(height, top))[1] / 2
    evidence = height(top) - (AUDITORS - 1) * math.log(omega) + volume
    return float(evidence - omega**2 / 2 + math.log(spacing))


def test_each_spread_counts_by_its_evidence_its_prior_and_its_spacing() -> None:
    codes = drawn(1, cases=20, true=(-0.8, 0.1, 0.7))
    found = severity.fit(read(codes))
    assert found._fitted is not None
    shares = found._fitted.shares
    assert sum(share.weight for share in shares) == pytest.approx(1)
    spreads = [share.auditor_sd for share in shares if share.auditor_sd is not None]
    assert (spreads[0], spreads[-1]) == pytest.approx((0.15, 2.5))
    edges = [0.0, *(math.sqrt(low * high) for low, high in pairwise(spreads))]
    edges.append(spreads[-1] ** 2 / edges[-1])
    upwards = np.where(codes >= 0, 3 - codes, -1)
    for i, j in ((0, 3), (3, 7), (7, len(shares) - 1)):
        wanted = [log_weight(upwards, shares[one], edges[one + 1] - edges[one]) for one in (i, j)]
        assert math.log(shares[i].weight / shares[j].weight) == pytest.approx(wanted[0] - wanted[1], abs=1e-3)


def test_severities_are_mean_and_spread_of_the_mixture() -> None:
    found = fitted(1)
    assert found._fitted is not None
    shares = found._fitted.shares
    weights = np.array([share.weight for share in shares])
    centred = np.eye(4) - 0.25
    means = np.array([centred @ share.peak.raw[:4] for share in shares])
    variances = np.array([np.diag(centred @ share.peak.covariance[:4, :4] @ centred) for share in shares])
    mean = weights @ means
    assert values(found) == pytest.approx(mean)
    assert values(found, "se") ** 2 == pytest.approx(weights @ (variances + means**2) - mean**2)
    assert found.auditor_sd == pytest.approx(sum(share.weight * (share.auditor_sd or 0) for share in shares))


def test_what_is_left_out_counts_for_next_to_nothing() -> None:
    found = severity.fit(read(drawn(3, cases=400, true=(-2.0, -1.0, 0.0, 0.4, 0.8, 1.8))))
    assert found._fitted is not None
    shares = found._fitted.shares
    for share, end in ((shares[0], 0.15), (shares[-1], 2.5)):
        assert share.weight < 2e-4 or share.auditor_sd == pytest.approx(end)
    assert len(shares) < 11
