from __future__ import annotations

import pytest

from moderation import Estimate, Ratings, agreement, benchmark
from tests.moderation.reference.tables import GRADES


def test_a_word_needs_to_be_probable_and_not_only_reached() -> None:
    found = benchmark(Estimate(0.77544, 0.14295, "ok", "", 12, 11, 0))
    assert found.word == "Moderate"
    chances = {level.word: level.at_least for level in found.levels}
    assert chances["Substantial"] == pytest.approx(0.8834, abs=5e-5)
    assert chances["Moderate"] == pytest.approx(0.9954, abs=5e-5)
    assert sum(level.probability for level in found.levels) == pytest.approx(1)


def test_each_scale_has_its_own_words() -> None:
    estimate = Estimate(0.9, 0.02, "ok", "", 40, 40, 0)
    words = [benchmark(estimate, scale).word for scale in ("landis-koch", "altman", "fleiss")]
    assert words == ["Almost perfect", "Very good", "Excellent"]
    with pytest.raises(ValueError, match="'cicchetti'; there are landis-koch"):
        benchmark(estimate, "cicchetti")


def test_no_word_for_few_cases_for_no_variation_or_for_no_spread() -> None:
    few = agreement.krippendorff_alpha(Ratings.from_matrix([[1, 1], [2, 2], [1, 2]], GRADES))
    same = agreement.krippendorff_alpha(Ratings.from_matrix([[1, 1]] * 12, GRADES))
    perfect = agreement.gwet_ac(Ratings.from_matrix([[1, 1]] * 12, GRADES), "identity")
    for estimate, said in ((few, "Only 3 cases"), (same, "no variation"), (perfect, "no spread")):
        found = benchmark(estimate)
        assert found.word is None
        assert found.levels == ()
        assert said in found.reason


@pytest.mark.parametrize("value", [-1.0, 1.0, -1.4])
def test_the_ends_of_the_range_have_a_word_too(value: float) -> None:
    found = benchmark(Estimate(value, 0.01, "ok", "", 40, 40, 0))
    assert found.word == ("Poor" if value < 0 else "Almost perfect")
