"""Drawing the sample of a cycle, looking at its record, and repeating it."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from qa_app.cycles import operations
from qa_app.cycles.models import SampledCase
from qa_app.cycles.queries import differences_when_repeated
from qa_app.db import db, transaction
from qa_app.trail import TrailEvent
from tests import factories
from tests.qa_app.cycles.council import Council


@pytest.fixture
def council():
    return Council()


@pytest.fixture
def browser(council, browser_of):
    return browser_of(council.manager)


def references(cycle):
    return [drawn.entry.case.reference for drawn in cycle.sample]


def test_a_draw_by_chance_is_kept_with_all_that_repeats_it(browser, council):
    cycle = council.cycle()
    browser.press(browser.open(f"/cycles/{cycle.id}"), "Draw the sample")
    page = browser.follow()
    said = " ".join(page.main.get_text().split())
    assert f"Sample drawn with the seed {cycle.seed}" in said
    assert f"9 cases of 24 were drawn with the seed {cycle.seed}" in said
    assert "Safeguarding: 6 of 16" in said
    assert "Care: 3 of 8" in said
    assert cycle.draw_record["frame_sha256"] in said
    assert "4 cases are to be graded by two auditors" in said
    assert len(set(references(cycle))) == 9
    assert [drawn.position for drawn in cycle.sample] == list(range(1, 10))
    assert sum(drawn.is_double for drawn in cycle.sample) == 4
    assert {drawn.entry.status for drawn in cycle.sample} == {"child-in-need"}
    event = db.session.scalars(select(TrailEvent).where(TrailEvent.kind == "cycle:draw")).one()
    assert event.detail["seed"] == cycle.seed
    assert event.detail["frame_sha256"] == cycle.draw_record["frame_sha256"]
    assert "C-0" not in str((event.detail, event.changes))


def test_a_seed_typed_before_witnesses_gives_the_same_sample_as_anywhere(browser, council):
    cycle = council.cycle("drawn", name="One")
    other = council.cycle(name="Other")
    browser.press(browser.open(f"/cycles/{other.id}"), "Draw the sample", seed="7")
    assert references(other) == references(cycle)


@pytest.mark.parametrize("typed", ["1e309", "NaN", "１２", "-1", "1.5", "1000000000", "9" * 30, "seven"])
def test_D9_what_is_no_seed_is_an_error_at_its_field(browser, council, typed):
    cycle = council.cycle()
    page = browser.press(browser.open(f"/cycles/{cycle.id}"), "Draw the sample", expect=400, seed=typed)
    assert page.select_one("#seed-error")
    assert page.select_one("#seed")["value"] == typed
    assert (cycle.status, cycle.seed, cycle.sample) == ("set-up", None, [])


def test_drawing_again_replaces_the_sample_and_keeps_both_seeds_in_the_trail(browser, council):
    cycle = council.cycle("drawn")
    before = references(cycle)
    browser.press(browser.open(f"/cycles/{cycle.id}"), "Draw again", seed="8")
    db.session.expire_all()
    assert references(cycle) != before
    assert len(db.session.scalars(select(SampledCase)).all()) == 9
    last = db.session.scalars(select(TrailEvent).order_by(TrailEvent.number.desc())).first()
    assert (last.detail["replaced_seed"], last.detail["seed"]) == (7, 8)


def test_a_sample_larger_than_the_population_is_refused_in_words(browser, council):
    cycle = council.cycle(sample_size=25, double_size=0)
    page = browser.press(browser.open(f"/cycles/{cycle.id}"), "Draw the sample", expect=409)
    assert "A sample of 25 cannot be drawn" in page.h1.get_text()
    assert "There are 24 on the case list" in page.main.get_text()
    assert cycle.status == "set-up"


def test_a_case_given_out_with_this_tool_already_is_not_drawn_again(council):
    first = council.cycle("running", name="One", sample_size=20, double_size=0)
    second = council.cycle("drawn", name="Two", sample_size=4, double_size=0)
    assert not set(references(first)) & set(references(second))
    assert second.draw_record["population"] == 4
    assert differences_when_repeated(first) == differences_when_repeated(second) == []


def test_repeating_a_draw_matches_whatever_has_changed_since_in_the_council(browser, council):
    cycle = council.cycle("running")
    council.teams[0].service.name = "Renamed"
    council.auditors[3].team_id = council.teams[2].id
    council.auditors[0].is_active = False
    factories.given(council.teams[0])
    page = browser.open(f"/cycles/{cycle.id}/repeated-draw")
    assert "It matches" in page.main.get_text()


@pytest.mark.parametrize(
    ("tampering", "sentence"),
    [
        ("UPDATE sampled_case SET position = 100 WHERE position = 1", "Other cases are drawn, or in another order."),
        (
            "UPDATE sampled_case SET is_double = NOT is_double WHERE position = 2",
            "Other cases are chosen to be graded twice.",
        ),
        ("UPDATE case_entry SET status = 'child-in-need'", "The population, or the numbers"),
        ("UPDATE audit_cycle SET seed = 9", "The population, or the numbers"),
    ],
)
def test_repeating_a_draw_shows_what_was_meddled_with(browser, council, tampering, sentence):
    cycle = council.cycle("drawn")
    meddle(tampering)
    assert sentence in browser.open(f"/cycles/{cycle.id}/repeated-draw").main.get_text()


def meddle(statement: str) -> None:
    """Change rows as somebody would who has the database and not the application."""
    db.session.connection().execute(text(statement), execution_options={"unrecorded": True})
    db.session.commit()


def test_the_command_says_whether_a_draw_matches(fresh_app):
    council = Council()
    cycle = council.cycle("drawn")
    number, runner = str(cycle.id), fresh_app.test_cli_runner()
    right = runner.invoke(args=["cycles", "verify-draw", number])
    assert right.output == "Cycle 4: the draw with the seed 7 gives the sample that is stored.\n"
    assert right.exit_code == 0
    meddle("UPDATE sampled_case SET position = 100 WHERE position = 1")
    wrong = runner.invoke(args=["cycles", "verify-draw", number])
    assert wrong.exit_code == 1
    assert "does not match. Other cases are drawn" in wrong.output
    assert runner.invoke(args=["cycles", "verify-draw", "99"]).exit_code == 1


def test_drawing_leaves_no_sample_when_it_is_refused(council):
    cycle = council.cycle("drawn")
    before = references(cycle)
    with transaction():
        operations.change(cycle, by=council.manager, **council.wanted(sample_size=9, double_size=9))
    assert cycle.sample == []
    with transaction():
        operations.draw(cycle, seed=7, by=council.manager)
    assert references(cycle) == before
    assert all(drawn.is_double for drawn in cycle.sample)
