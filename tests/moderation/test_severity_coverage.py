"""A small part of the study of severities: enough to notice intervals that are too narrow or estimates gone astray."""

from __future__ import annotations

from tests.studies.severity import Design, study


def test_intervals_of_severities_hold_the_true_value_as_often_as_they_say() -> None:
    [row] = study([Design(56, 8, 0.7)], replicates=40, seed=11)
    # 320 intervals a side: the chance of missing these bounds with the coverage of the full study is below 1 in 100.
    assert row.fixed_coverage >= 0.90
    assert row.shrunk_coverage >= 0.88
    assert row.shrunk_rmse < 0.8 * row.fixed_rmse
    assert row.undefined <= 6


def test_the_same_seed_gives_the_same_study() -> None:
    assert study([Design(20, 4, 0.7)], replicates=3, seed=2) == study([Design(20, 4, 0.7)], replicates=3, seed=2)
