"""Severities against two other programs' on the same grades, where the shared material is at hand."""

from __future__ import annotations

from typing import Any

import pytest

from moderation import Ratings, Scale, severity
from moderation.grade_models import Model
from tests.moderation.test_oracles import cases


@pytest.mark.parametrize(
    ("model", "key", "lines"), [("cumulative", "cum", "thresholds"), ("adjacent", "adj_rsm", "steps")]
)
def test_plain_severities_of_a_sparse_table(model: Model, key: str, lines: str) -> None:
    entry = cases()["sirt_ratings1_k1"]
    expected: dict[str, Any] = entry["expected"]
    found = severity.fit(Ratings.from_long(entry["data"]["rows"], Scale([3, 2, 1, 0])), model, shrink=False)

    def close(name: str, value: object) -> None:
        oracle = expected[f"{key}_{name}"]
        wanted = dict(oracle["value"]) if isinstance(value, dict) else oracle["value"]
        assert value == pytest.approx(wanted, abs=oracle["tol"]), name

    close("severity", {one.auditor: one.severity for one in found.auditors})
    close("severity_se", {one.auditor: one.se for one in found.auditors})
    close(lines, [line.value for line in reversed(found.thresholds)])
    close("case_sd", found.case_sd)
    close("loglik", found.loglik)
