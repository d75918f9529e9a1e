"""docs/coverage.md can be measured in parts: what is measured anew is replaced, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.studies import again, intervals
from tests.studies.drift import USUAL, Scenario
from tests.studies.drift import study as drift_study
from tests.studies.page import PARTS, opening, renewed
from tests.studies.simulation import MODERATE, Grading, Share

PAGE = (Path(__file__).parents[2] / "docs/coverage.md").read_text("utf-8")


def test_a_part_measured_anew_leaves_every_other_part_of_the_page_as_it_was() -> None:
    rows = drift_study([Scenario(3, USUAL)], replicates=2)
    new = renewed(PAGE, PARTS["drift"], rows, 2, "Measured just now.")
    changed = set(new.split("\n")) ^ set(PAGE.split("\n"))
    assert "Measured just now." in changed
    before, after = (text.partition("## Drift")[0].split("\n") for text in (PAGE, new))
    assert [line for line in before if line not in after] == [line for line in before if line.startswith("| Cycles")]


def test_every_goal_and_scenario_has_a_place_on_the_page() -> None:
    page = opening(2)
    assert page.count("\n## ") == 1
    for one in again.scenarios():
        again.low(PAGE, again.place(one), {})  # raises where the page has no such row
    for title in [*(part.title for part in PARTS.values()), again.TITLE]:
        assert PAGE.count(f"\n## {title}\n") == 1


def test_what_is_no_higher_than_wanted_is_measured_again_and_nothing_else() -> None:
    one = intervals.Scenario(20, 5, 5, Grading(MODERATE, 0.85))
    row = "| 20 | 5 | 5 | moderate | 0.85 | {} ± 0.5 | 95.0 ± 0.5 | {} ± 0.5 | 91.1 ± 0.6 | 89.0 ± 0.7 |"
    assert again.found(row.format(94.1, 94.2), one, 20)[0].what == "20 cases, Conger"
    found = again.found(row.format(93.0, 94.0), one, 20)
    assert [each.what for each in found] == ["20 cases, AC1", "20 cases, BP", "20 cases, Conger"]
    assert [each.least for each in found] == [0.94, 0.94, 0.89]


@pytest.mark.parametrize(("value", "verdict"), [(0.94, "yes"), (0.9385, "within its error"), (0.93, "no")])
def test_a_goal_is_judged_by_the_worst_of_what_was_measured_again(value: float, verdict: str) -> None:
    low, high = (again.Again("20 cases, BP", "", 0.94, Share(share, 0.001)) for share in (value, 0.96))
    page = "| 20 cases, BP | at least 94.0 everywhere | 94.0 to 97.5 | no |\n| 20 cases, AC1 | x | y | yes |"
    assert again.judged(page, [low, high]).split("\n") == [
        f"| 20 cases, BP | at least 94.0 everywhere | 94.0 to 97.5 | again: {verdict} |",
        "| 20 cases, AC1 | x | y | yes |",
    ]
