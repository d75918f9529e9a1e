from __future__ import annotations

import numpy as np
import pytest

from moderation import severity
from tests.moderation.reference import ordinal
from tests.moderation.rounds import drawn, fitted, read


def test_infit_and_outfit_are_those_of_the_grades_at_the_posterior_mean() -> None:
    found = fitted(6, shrink=False)
    assert found._fitted is not None
    raw, codes = found._fitted.shares[0].peak.raw, drawn(6)
    quality = [case.quality for case in found.cases]
    for g, one in enumerate(found.misfit(seed=1, replicates=40)):
        p = np.array(
            [
                ordinal.probability("cumulative", np.array(quality[i] - raw[g]), raw[4:7])
                for i in np.flatnonzero(codes[:, g] >= 0)
            ]
        )
        given = 3 - codes[codes[:, g] >= 0, g]
        mean = p @ np.arange(4)
        variance = p @ np.arange(4) ** 2 - mean**2
        if one.n < 20:
            assert (one.infit, one.outfit) == (None, None)
            continue
        assert one.infit == pytest.approx(((given - mean) ** 2).sum() / variance.sum(), abs=1e-3)
        assert one.outfit == pytest.approx(((given - mean) ** 2 / variance).mean(), abs=1e-3)


def test_limits_are_given_from_twenty_grades_only_and_the_reason_is_said() -> None:
    found = severity.fit(read(drawn(6)[:30])).misfit(seed=1, replicates=40)
    assert {one.n < 20 for one in found} == {True}
    assert all(one.infit_limits is None and f"{one.n} grades are too few" in one.reason for one in found)


def test_the_same_seed_gives_the_same_limits() -> None:
    fit = severity.fit(read(drawn(6, cases=80)))
    assert fit.misfit(seed=3, replicates=40) == fit.misfit(seed=3, replicates=40)
    assert fit.misfit(seed=3, replicates=40) != fit.misfit(seed=4, replicates=40)


@pytest.mark.parametrize("model", ["cumulative", "adjacent"])
def test_who_grades_at_random_is_found_and_the_others_are_not(model: severity.Model) -> None:
    codes = drawn(7, cases=200)
    careless = codes[:, 2] >= 0
    codes[careless, 2] = np.random.default_rng(7).integers(0, 4, careless.sum())
    found = severity.fit(read(codes), model).misfit(seed=1, replicates=100)
    assert found[2].unexpected
    assert found[2].infit is not None
    assert found[2].infit_limits is not None
    assert found[2].infit > found[2].infit_limits[1]
    regular = severity.fit(read(drawn(7, cases=200)), model).misfit(seed=1, replicates=100)
    assert sum(one.unexpected for one in regular) <= 1


def test_about_one_in_twenty_regular_auditors_passes_a_limit() -> None:
    codes = drawn(8, cases=360, true=(0.0,) * 24)
    found = [one for one in severity.fit(read(codes)).misfit(seed=1, replicates=200) if one.n >= 20]
    assert len(found) >= 20
    outside = [
        value < limits[0] or value > limits[1]
        for one in found
        for value, limits in ((one.infit, one.infit_limits), (one.outfit, one.outfit_limits))
        if value is not None and limits is not None
    ]
    assert 1 <= sum(outside) <= 7
