from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation import Ratings, Scale, compare
from moderation.design import select

FRAME = {f"C{number:03}": "Duty" if number % 3 else "Court" for number in range(1, 31)}


def test_a_draw_is_the_same_on_every_machine_and_in_every_year() -> None:
    drawn = select(FRAME, size=6, seed="cycle 4")
    assert drawn.cases == ("C012", "C016", "C011", "C013", "C019", "C009")


def test_a_ticket_can_be_checked_by_hand() -> None:
    def ticket(case: str) -> str:
        return hashlib.sha256(f'["cycle 4","{case}"]'.encode()).hexdigest()

    everyone = select(dict.fromkeys(FRAME), size=30, seed="cycle 4")
    assert list(everyone.cases) == sorted(FRAME, key=ticket)


def test_the_order_of_the_list_plays_no_part_and_the_seed_does() -> None:
    forwards = select(list(FRAME.items()), size=8, seed=1)
    backwards = select(reversed(list(FRAME.items())), size=8, seed=1)
    assert forwards == backwards
    assert select(FRAME, size=8, seed=2).cases != forwards.cases


def test_the_record_is_plain_and_repeats_the_draw() -> None:
    drawn = select(FRAME, share=0.2, seed=7)
    record = json.loads(json.dumps(drawn.record))
    assert record == {
        "algorithm": "sha256-ticket/1",
        "seed": 7,
        "population": 30,
        "size": 6,
        "strata": [
            {"stratum": "Court", "population": 10, "drawn": 2},
            {"stratum": "Duty", "population": 20, "drawn": 4},
        ],
        "frame_sha256": hashlib.sha256(
            json.dumps([list(pair) for pair in sorted(FRAME.items())], separators=(",", ":")).encode()
        ).hexdigest(),
    }
    assert select(FRAME, size=record["size"], seed=record["seed"]) == drawn
    numbers = {one["stratum"]: one["drawn"] for one in record["strata"]}
    assert select(FRAME, strata=numbers, seed=record["seed"]) == drawn


INADEQUATE = {"every Inadequate": ["C004", "C021"], "reopened": ("C021", "C030")}


def test_rules_take_their_cases_for_certain_and_chance_draws_from_the_rest() -> None:
    drawn = select(FRAME, share=0.25, rules=INADEQUATE, seed=7)
    certain, chance = {"C004", "C021", "C030"}, drawn.cases[3:]
    assert set(drawn.cases[:3]) == certain
    assert len(chance) == 7  # a quarter of 27, rounded up
    assert certain.isdisjoint(chance)
    assert {drawn.weights[case] for case in certain} == {1}
    assert sum(drawn.weights.values()) == pytest.approx(30)
    assert [(one.name, one.population) for one in drawn.strata] == [("Court", 8), ("Duty", 19)]
    plain = [case for case in select(FRAME, size=30, seed=7).cases if case not in certain and FRAME[case] == "Duty"]
    assert set(plain[:5]) == {case for case in chance if FRAME[case] == "Duty"}  # the lowest tickets, as without rules


def test_the_record_says_which_rule_took_which_case_and_repeats_the_draw() -> None:
    drawn = select(FRAME, size=6, rules=INADEQUATE, seed=7)
    record = json.loads(json.dumps(drawn.record))
    assert (record["population"], record["size"]) == (30, 6)
    assert {rule: set(cases) for rule, cases in record["rules"].items()} == {
        "every Inadequate": {"C004", "C021"},
        "reopened": {"C021", "C030"},
    }
    assert select(FRAME, size=record["size"], rules=record["rules"], seed=record["seed"]) == drawn
    numbers = {one["stratum"]: one["drawn"] for one in record["strata"]}
    assert select(FRAME, strata=numbers, rules=record["rules"], seed=record["seed"]) == drawn


def test_a_rule_may_take_every_case_but_none_that_is_not_in_the_list() -> None:
    everyone = select(FRAME, share=0.5, rules={"all": FRAME}, seed=7)
    assert (set(everyone.cases), set(everyone.weights.values())) == (set(FRAME), {1})
    with pytest.raises(ValueError, match="'late' takes case C099, which is not in the list"):
        select(FRAME, size=3, rules={"late": ["C099"]}, seed=7)
    with pytest.raises(ValueError, match="28 cases cannot be drawn: there are only 27"):
        select(FRAME, size=28, rules=INADEQUATE, seed=7)


def test_weights_undo_a_draw_that_favoured_some() -> None:
    """All contested cases and a fifth of the others are moderated; weighed, agreement is that of all cases."""
    contested = {f"C{number}": number < 10 for number in range(60)}
    frame = {case: "contested" if one else "calm" for case, one in contested.items()}
    drawn = select(frame, strata={"contested": 10, "calm": 10}, seed=3)
    assert dict(drawn.weights) == {case: 1.0 if contested[case] else 5.0 for case in drawn.cases}
    rows = [(case, "A", "Good") for case in drawn.cases]
    moderated = {case: "Requires improvement" if contested[case] else "Good" for case in drawn.cases}
    ratings = Ratings.from_long(rows, Scale(["Good", "Requires improvement"])).weighted(drawn.weights)
    assert compare.with_moderated(ratings, moderated, "A", seen=()).exact.value == pytest.approx(50 / 60)
    assert set(select(frame, strata={"calm": 4}, seed=3).weights.values()) == {12.5}


def test_the_digest_tells_two_lists_apart() -> None:
    moved = FRAME | {"C001": "Court"}
    assert select(moved, size=1, seed=7).digest != select(FRAME, size=1, seed=7).digest


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    counts=st.lists(st.integers(1, 40), min_size=1, max_size=6), share=st.floats(0.01, 1), seed=st.integers(0, 10**6)
)
def test_every_stratum_gets_its_share_to_within_one_case(counts: list[int], share: float, seed: int) -> None:
    frame = {f"{stratum}-{number}": stratum for stratum, count in enumerate(counts) for number in range(count)}
    drawn = select(frame, share=share, seed=seed)
    size = len(drawn.cases)
    assert size == len(set(drawn.cases)) == sum(stratum.drawn for stratum in drawn.strata)
    assert size - 1 < share * len(frame) <= size + 1e-9
    for stratum in drawn.strata:
        fair = size * stratum.population / len(frame)
        assert abs(stratum.drawn - fair) < 1
        assert sum(frame[case] == stratum.name for case in drawn.cases) == stratum.drawn


def test_what_is_left_over_goes_to_the_largest_remainders() -> None:
    frame = {f"{name}{number}": name for name, count in (("A", 5), ("B", 3), ("C", 1)) for number in range(count)}
    drawn = select(frame, size=4, seed=0)  # fair shares 2.22, 1.33 and 0.44
    assert {stratum.name: stratum.drawn for stratum in drawn.strata} == {"A": 2, "B": 1, "C": 1}


def test_a_tenth_of_thirty_is_three() -> None:
    assert len(select(FRAME, share=0.1, seed=0).cases) == 3
    assert len(select(FRAME, share=0.11, seed=0).cases) == 4


def test_over_many_seeds_every_case_is_as_likely_as_another() -> None:
    drawn = [case for seed in range(2000) for case in select(FRAME, size=6, seed=seed).cases]
    assert all(330 < drawn.count(case) < 470 for case in FRAME)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"size": 31}, "31 cases cannot be drawn: there are only 30 in the list"),
        ({"size": -1}, "whole number from 0"),
        ({"size": True}, "whole number from 0"),
        ({"share": 0}, "above 0"),
        ({"share": 1.5}, "up to 1"),
        ({}, "exactly one of size, share and strata"),
        ({"size": 3, "share": 0.1}, "exactly one"),
        ({"strata": {"Fostering": 1}}, "in the stratum 'Fostering'"),
        ({"strata": {"Court": 11}}, "only 10 in the stratum 'Court'"),
    ],
)
def test_what_cannot_be_drawn_is_refused(arguments: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        select(FRAME, seed=1, **arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        ([], "no cases to draw from"),
        ([("C1", "A"), ("C1", "B")], "Case C1 is in the list twice"),
        ([(1.5, "A")], "must be text or a whole number, not 1.5"),
        ([("C1", 0.5)], "stratum of case C1"),
    ],
)
def test_a_list_that_is_no_list_of_cases_is_refused(frame: list[tuple[object, object]], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        select(frame, size=1, seed=1)  # type: ignore[arg-type]
