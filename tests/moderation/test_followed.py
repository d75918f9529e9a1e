"""From comparisons with an independent grade to charts: the way a council follows its auditors."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from moderation import Ratings, compare, drift
from tests.moderation.reference.tables import GRADES

AUDITORS = tuple("ABCDEF")


def cycle(seed: int, harsh: str = "") -> dict[str, compare.WithModerated]:
    """Six auditors and a moderator who has seen nobody's grade, on sixty cases; one auditor may be harsh."""
    rng = np.random.default_rng(seed)
    truth = rng.choice(4, 60, p=[0.1, 0.4, 0.4, 0.1])
    steps = rng.choice([-1, 0, 1], (60, 6), p=[0.15, 0.7, 0.15])
    if harsh:
        steps[:, AUDITORS.index(harsh)] = rng.choice([0, 1], 60, p=[0.4, 0.6])
    codes = np.clip(truth[:, None] + steps, 0, 3)
    codes[rng.random(codes.shape) < 0.5] = -1
    ratings = Ratings(GRADES, tuple(range(60)), AUDITORS, codes)
    moderated = {case: GRADES.labels[k] for case, k in enumerate(truth)}
    return {name: compare.with_moderated(ratings, moderated, name, seen=()) for name in AUDITORS}


def test_auditors_beside_each_other() -> None:
    found = cycle(1, harsh="C")
    shares = drift.funnel({name: (one.exact.x, one.exact.n) for name, one in found.items()})
    means = drift.funnel_of_means({name: list(one.differences.values()) for name, one in found.items()})
    assert [unit.value for unit in shares.units] == pytest.approx([one.exact.value for one in found.values()])
    assert [unit.value for unit in means.units] == pytest.approx([one.bias.value for one in found.values()])
    assert [unit.id for unit in means.units if unit.signal] == ["C"]


def test_auditors_over_cycles() -> None:
    cycles = [cycle(seed, harsh="E" if seed >= 8 else "") for seed in range(14)]
    charts = {}
    for name in AUDITORS:
        given = [list(one[name].differences.values()) for one in cycles]
        usual = [step for steps in given[:8] for step in steps]
        limit = drift.calibrate_limit(Counter(usual), round(len(usual) / 8), target=100, seed=1)
        residuals = drift.standardised(given, float(np.mean(usual)), float(np.std(usual)))
        charts[name] = drift.ewma(residuals, limit=limit)
    found = drift.alarms(charts)
    assert [one.auditor for one in found if one.stands] == ["E"]
    assert {one.cycles for one in found} == {14}
    harsher = next(one for one in found if one.auditor == "E")
    assert harsher.average > harsher.limit
