"""I5: whoever pauses is told in time that the session is about to end, and can put it off without losing a word."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, TimeoutError, expect

from qa_app.access import Role
from qa_app.audits.models import SectionAnswers
from qa_app.db import db
from tests import factories
from tests.journeys import desk
from tests.journeys.keyboard import Keyboard
from tests.journeys.visitor import PASSWORD, Visitor

MINUTE = timedelta(minutes=1)


@pytest.fixture
def audit(fresh_app):
    with fresh_app.app_context():
        desk.adopt_themes()
        yield factories.audit(desk.with_password(Role.AUDITOR, name="Ann Auditor"))
        db.session.remove()


@pytest.fixture
def settings(fresh_app):
    """Change how long sessions last, in minutes: what was begun a moment ago is near its end then."""

    def change(*, idle: int = 60, absolute: int = 720) -> None:
        fresh_app.config.update(SESSION_IDLE=idle * MINUTE, SESSION_ABSOLUTE=absolute * MINUTE)

    return change


@pytest.fixture
def arrive(fresh_app, visitor, address, audit):
    def at_the_form(**how) -> Visitor:
        ann = desk.signed_in(visitor(**how), fresh_app, audit.auditor, address)
        if how.get("scripts", True):
            ann.page.context.clock.install()
        ann.page.goto(form_of(audit))
        return ann

    return at_the_form


def wait(visitor: Visitor, minutes: int = 55) -> None:
    """Let so much time pass in the browser."""
    visitor.page.context.clock.fast_forward(f"{minutes:02}:00")


def until_warned(*visitors: Visitor) -> None:
    """Let time pass until all of them are warned; a page that has not yet read the last answer does not ask again."""
    for _ in range(5):
        wait(visitors[0])
        try:
            for visitor in visitors:
                dialog(visitor, "idle").wait_for(state="visible", timeout=3_000)
        except TimeoutError:
            continue
        return
    raise AssertionError("Time passed, and not everybody was warned.")


def form_of(audit) -> str:
    return f"/audits/{audit.key}/sections/voice"


def dialog(visitor: Visitor, name: str) -> Locator:
    return visitor.page.locator(f"#session-{name}")


def said() -> dict[str, str]:
    db.session.rollback()
    return db.session.query(SectionAnswers).one().answers


@pytest.mark.parametrize("width", [1280, 375])
def test_I5_a_pause_is_warned_of_in_time_and_one_key_goes_on_with_every_word_in_its_place(arrive, settings, width):
    ann = arrive(width=width)
    text = ann.page.locator("#q-voice-said")
    text.fill("She likes")
    expect(ann.page.locator("[data-save-state]")).to_contain_text("Saved at")
    warned = dialog(ann, "idle")
    settings(idle=4)
    wait(ann, 54)
    expect(warned).to_be_visible()
    expect(warned).to_contain_text(re.compile(r"You will be signed out at \d\d:\d\d\."))
    expect(warned.get_by_text("That did not get through")).to_be_hidden()
    assert ann.page.get_by_role("alertdialog", name="You will be signed out soon").count() == 1
    ann.look()
    assert ann.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    keys = Keyboard(ann)
    assert keys.here()["text"] == "Stay signed in"
    assert keys.tab()["text"] == "Sign out"
    keys.tab(back=True)
    settings()
    ann.page.keyboard.press("Enter")
    expect(warned).to_be_hidden()
    expect(text).to_be_focused()
    keys.type(" her school.")
    expect(ann.page.locator("input[name=version]")).to_have_value("2")
    assert said() == {"voice-said": "She likes her school."}

    # It is said again next time, and Escape is as good an answer.
    settings(idle=4)
    wait(ann)
    expect(warned).to_be_visible()
    settings()
    ann.page.keyboard.press("Escape")
    expect(warned).to_be_hidden()
    ann.open("/")
    assert ann.heading == "Home"


def test_I5_a_session_in_use_in_another_tab_is_not_warned_of_and_a_press_there_ends_the_warning_here(
    arrive, settings, audit
):
    ann = arrive()
    other = Visitor(ann.page.context.new_page(), scripts=True)
    other.page.goto(form_of(audit))
    # The time of both tabs is up, but the server knows better.
    with ann.page.expect_response("**/session") as here, other.page.expect_response("**/session") as there:
        wait(ann)
    for tab, asked in ((ann, here), (other, there)):
        assert asked.value.json()["seconds"] > 3500
        expect(dialog(tab, "idle")).to_be_hidden()
    settings(idle=4)
    until_warned(ann, other)
    settings()
    other.page.get_by_role("button", name="Stay signed in").click()
    for tab in (ann, other):
        expect(dialog(tab, "idle")).to_be_hidden(timeout=15_000)


def test_I5_the_end_that_cannot_be_put_off_is_said_and_leads_through_signing_in_back_to_the_page(arrive, settings):
    ann = arrive()
    text = ann.page.locator("#q-voice-said")
    text.fill("Before the end.")
    settings(absolute=4)
    wait(ann)
    warned = dialog(ann, "limit")
    expect(warned).to_be_visible()
    ann.look()
    assert Keyboard(ann).here()["text"] == "Go back and save"
    assert not warned.get_by_text("Stay signed in").count()
    ann.page.keyboard.press("Enter")
    expect(text).to_be_focused()
    expect(ann.page.locator("[data-save-state]")).to_contain_text("Saved at")
    with ann.page.expect_response("**/session"):
        wait(ann, 1)
    expect(warned).to_be_hidden()
    ann.page.reload()
    expect(warned).to_be_visible()
    settings()
    ann.press("Sign out and sign in again")
    ann.page.locator("#email").fill("ann@council.example")
    ann.page.locator("#password").fill(PASSWORD)
    ann.page.get_by_role("button", name="Sign in", exact=True).click()
    expect(text).to_have_value("Before the end.")


def test_I5_A1_whoever_comes_back_too_late_is_told_and_what_was_typed_is_still_saved(arrive, settings):
    ann = arrive()
    settings(idle=4)
    wait(ann)
    expect(dialog(ann, "idle")).to_be_visible()
    settings(idle=0)
    wait(ann, 5)
    ended = dialog(ann, "over")
    expect(ended).to_be_visible()
    expect(dialog(ann, "idle")).to_be_hidden()
    ann.look()
    ann.page.keyboard.press("Enter")
    expect(ended).to_be_hidden()
    ann.page.locator("#q-voice-said").fill("Typed too late.")
    ann.page.get_by_role("button", name="Save and continue").click()
    expect(ann.page.locator("h1")).to_have_text("You have been signed out")
    settings()
    ann.page.locator("#email").fill("ann@council.example")
    ann.page.locator("#password").fill(PASSWORD)
    ann.press("Sign in")
    ann.press("Save what I typed")
    assert said() == {"voice-said": "Typed too late."}


def test_I5_a_press_that_does_not_get_through_says_so_and_can_be_repeated(arrive, settings):
    ann = arrive()
    settings(idle=4)
    wait(ann)
    expect(dialog(ann, "idle")).to_be_visible()
    ann.page.context.set_offline(True)
    ann.page.get_by_role("button", name="Stay signed in").click()
    expect(ann.page.get_by_text("That did not get through")).to_be_visible()
    ann.look()
    ann.page.context.set_offline(False)
    settings()
    ann.page.get_by_role("button", name="Stay signed in").click()
    expect(dialog(ann, "idle")).to_be_hidden()


def test_I5_without_scripts_nothing_of_it_is_seen(arrive, settings):
    settings(idle=4)
    ann = arrive(scripts=False)
    assert ann.heading == "The child’s voice"
    for name in ("idle", "limit", "over"):
        expect(dialog(ann, name)).to_be_hidden()
