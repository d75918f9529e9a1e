"""Drawing a sample: each service its share, repeatable, in whatever order the cases come."""

from __future__ import annotations

import json
import random

import pytest

from moderation.selection import ticket
from qa_app.cycles.sampling import Frame, draw_sample, frame_again
from qa_app.refusals import Refusal

SERVICES = {1: "Safeguarding", 2: "Safeguarding", 3: "Care"}


def frame(cases: int = 60, auditors: tuple[int | None, ...] = (None, 1, 3)) -> Frame:
    return Frame({f"C-{number}": 1 + number % 3 for number in range(cases)}, SERVICES, auditors)


def test_each_service_gets_its_share():
    sample = draw_sample(frame(), size=12, double_size=3, seed=7)
    assert sample.record["strata"] == [
        {"stratum": "Care", "population": 20, "drawn": 4},
        {"stratum": "Safeguarding", "population": 40, "drawn": 8},
    ]
    assert len(sample.doubles) == 3
    assert sample.doubles < set(sample.cases)
    assert sample.record["double"]["size"] == 3


def test_F10_the_order_of_the_rows_plays_no_part_and_the_seed_does():
    whole = frame()
    shuffled = list(whole.team_of.items())
    random.Random(3).shuffle(shuffled)
    again = Frame(dict(shuffled), dict(reversed(SERVICES.items())), (3, None, 1))
    one, two = (draw_sample(each, size=12, double_size=4, seed=7) for each in (whole, again))
    assert one == two
    assert one.cases != draw_sample(whole, size=12, double_size=4, seed=8).cases


def test_the_order_of_the_draw_is_that_of_the_published_formula():
    sample = draw_sample(frame(), size=12, double_size=0, seed=7)
    assert list(sample.cases) == sorted(sample.cases, key=lambda case: ticket(7, case))
    care = sorted((case for case, team in frame().team_of.items() if team == 3), key=lambda case: ticket(7, case))
    assert set(care[:4]) == {case for case in sample.cases if frame().team_of[case] == 3}
    assert "double" not in sample.record


def test_the_record_alone_with_the_list_gives_the_draw_again():
    sample = draw_sample(frame(), size=12, double_size=4, seed=7)
    kept = json.loads(json.dumps(sample.record))
    assert draw_sample(frame_again(frame().team_of, kept), size=12, double_size=4, seed=7) == sample


def test_a_case_that_every_auditor_works_with_is_never_drawn():
    sample = draw_sample(frame(auditors=(3, 3)), size=40, double_size=0, seed=7)
    assert {frame().team_of[case] for case in sample.cases} == {1, 2}
    assert sample.record["nobodys"] == 20
    assert sample.record["population"] == 40


def test_a_case_with_one_auditor_is_never_graded_twice():
    sample = draw_sample(frame(auditors=(1, 3)), size=60, double_size=20, seed=7)
    assert {frame().team_of[case] for case in sample.doubles} == {2}
    with pytest.raises(Refusal, match="A sample of 21 to be graded twice cannot"):
        draw_sample(frame(auditors=(1, 3)), size=60, double_size=21, seed=7)


def test_more_cases_than_there_are_cannot_be_drawn():
    with pytest.raises(Refusal, match="A sample of 61 cannot be drawn") as no:
        draw_sample(frame(), size=61, double_size=0, seed=7)
    assert "There are 60 on the case list" in no.value.because
    with pytest.raises(Refusal, match="A sample of 1 cannot be drawn"):
        draw_sample(Frame({}, SERVICES, [None]), size=1, double_size=0, seed=7)
