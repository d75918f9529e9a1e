"""What an auditor types is saved while they type, in a real browser, whatever the network does."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from qa_app.access import Role
from qa_app.audits.models import RefusedSave, SectionAnswers
from qa_app.db import db
from qa_app.people import passwords
from qa_app.trail import TrailEvent
from tests import factories
from tests.journeys.visitor import PASSWORD, Visitor

SAVED = re.compile(r"^Saved at \d\d:\d\d\.$")


@pytest.fixture
def audit_path(fresh_app):
    """An audit of the short tool, and the address of its first section."""
    with fresh_app.app_context():
        who = factories.person(
            Role.AUDITOR, name="Ann Auditor", email="ann@council.example", password_hash=passwords.hashed(PASSWORD)
        )
        audit = factories.audit(who)
        yield f"/audits/{audit.key}"
        db.session.remove()


@pytest.fixture
def ann(visitor, audit_path) -> Visitor:
    arrived = visitor()
    arrived.sign_in("ann@council.example")
    arrived.open(f"{audit_path}/sections/voice")
    return arrived


def state(visitor: Visitor):
    return visitor.page.locator("[data-save-state]")


def text_area(visitor: Visitor):
    return visitor.page.locator("#q-voice-said")


def go_on(visitor: Visitor, to: str) -> None:
    """Press the button; the page saves what is typed first, and only then lets itself be left."""
    visitor.page.get_by_role("button", name="Save and continue").click()
    expect(visitor.page.locator("h1")).to_have_text(to)
    visitor.look()


def saved() -> tuple[str, int]:
    db.session.rollback()
    (row,) = db.session.query(SectionAnswers).filter_by(section="voice").all()
    return row.answers["voice-said"], row.version


def saves() -> int:
    db.session.rollback()
    return db.session.query(TrailEvent).filter_by(kind="audit:save").count()


def test_what_is_typed_is_saved_and_said_so(ann):
    expect(state(ann)).to_have_text("Nothing is saved in this section yet")
    text_area(ann).press_sequentially("She likes her school.", delay=10)
    expect(state(ann)).to_have_text(SAVED)
    assert saved() == ("She likes her school.", 1)
    ann.page.locator("#q-voice-grade").check()
    expect(ann.page.locator("input[name=version]")).to_have_value("2")
    go_on(ann, "Risk and safety")
    assert saves() == 2, "the page's own save finds everything saved already"


def test_A5_the_network_goes_away_while_writing_and_comes_back(ann):
    text_area(ann).fill("Before.")
    expect(state(ann)).to_have_text(SAVED)
    ann.page.context.set_offline(True)
    text_area(ann).fill("Before. While away.")
    expect(state(ann)).to_contain_text("Not saved yet, trying again")
    ann.page.get_by_role("button", name="Save and continue").click()
    expect(text_area(ann)).to_have_value("Before. While away.")
    text_area(ann).fill("Before. While away. And more.")
    ann.page.context.set_offline(False)
    expect(state(ann)).to_have_text(SAVED, timeout=15_000)
    expect(ann.page.locator("input[name=version]")).to_have_value("3")
    assert saved() == ("Before. While away. And more.", 3)
    assert saves() == 3
    assert not db.session.query(RefusedSave).count()


def test_A5_a_save_whose_answer_is_lost_is_no_conflict_with_oneself(ann):
    lost = []

    def lose(route):
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch())
            route.abort()
        else:
            route.continue_()

    ann.page.route("**/sections/voice", lose)
    text_area(ann).fill("Saved, but nobody heard.")
    expect(state(ann)).to_contain_text("Not saved yet, trying again")
    text_area(ann).fill("Saved, but nobody heard. Then more.")
    expect(state(ann)).to_have_text(SAVED, timeout=15_000)
    expect(ann.page.locator("input[name=version]")).to_have_value("2")
    assert saved() == ("Saved, but nobody heard. Then more.", 2)
    assert not db.session.query(RefusedSave).count()


def test_saving_and_going_on_waits_for_the_save_under_way(ann):
    ann.page.route("**/sections/voice", lambda route: (ann.page.wait_for_timeout(700), route.continue_()))
    text_area(ann).fill("One.")
    ann.page.wait_for_timeout(1_100)
    text_area(ann).fill("One. Two.")
    go_on(ann, "Risk and safety")
    assert saved()[0] == "One. Two."


def test_A1_signed_out_while_writing_the_text_comes_along_through_signing_in(ann):
    text_area(ann).fill("Before.")
    expect(state(ann)).to_have_text(SAVED)
    ann.page.context.clear_cookies()
    text_area(ann).fill("Before. And after the session ended.")
    expect(state(ann)).to_contain_text("you have been signed out")
    go_on(ann, "You have been signed out")
    ann.fill("E-mail address", "ann@council.example")
    ann.page.locator("#password").fill(PASSWORD)
    ann.press("Sign in")
    ann.press("Save what I typed")
    assert saved()[0] == "Before. And after the session ended."


def test_signed_in_again_in_another_tab_saving_goes_on_by_itself(ann):
    ann.page.context.clear_cookies()
    text_area(ann).fill("Typed while signed out.")
    expect(state(ann)).to_contain_text("you have been signed out")
    other = Visitor(ann.page.context.new_page(), scripts=True)
    other.sign_in("ann@council.example")
    expect(state(ann)).to_have_text(SAVED, timeout=30_000)
    assert saved()[0] == "Typed while signed out."


def test_B1_two_tabs_on_one_section_stop_and_show_both_texts(ann, audit_path):
    other = Visitor(ann.page.context.new_page(), scripts=True)
    other.open(f"{audit_path}/sections/voice")
    text_area(ann).fill("From the first tab.")
    expect(state(ann)).to_have_text(SAVED)
    text_area(other).fill("From the second tab.")
    expect(state(other)).to_contain_text("This section was saved somewhere else")
    assert saved() == ("From the first tab.", 1)
    go_on(other, "This section was saved somewhere else while you were writing")
    other.sees("From the first tab.")
    other.sees("From the second tab.")
    other.press("Replace it with what I typed")
    assert saved()[0] == "From the second tab."
    other.open(f"{audit_path}/sections/voice")
    other.page.get_by_text("What was written here in another window").click()
    other.sees("From the first tab.")


def test_leaving_is_warned_of_only_while_something_is_not_saved(ann):
    warned: list[str] = []
    ann.page.on("dialog", lambda dialog: (warned.append(dialog.type), dialog.dismiss()))
    text_area(ann).press_sequentially("x")
    ann.page.get_by_role("link", name="All sections").click()
    assert warned == ["beforeunload"]
    expect(state(ann)).to_have_text(SAVED)
    ann.follow("All sections", within="body")
    assert warned == ["beforeunload"]
    assert ann.heading.startswith("Audit of case")


def test_A4_nothing_typed_is_left_in_the_browser(ann):
    text_area(ann).fill("A child’s words.")
    expect(state(ann)).to_have_text(SAVED)
    go_on(ann, "Risk and safety")
    ann.press("Sign out")
    left = ann.page.evaluate(
        "async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length,"
        " (await caches.keys()).length]"
    )
    assert left == [0, 0, 0, 0]
    ann.page.go_back()
    ann.page.go_back()
    ann.sees_nothing_of("A child’s words.")


def test_without_scripts_a_section_is_saved_by_its_button(visitor, audit_path):
    ann = visitor(scripts=False)
    ann.sign_in("ann@council.example")
    ann.open(f"{audit_path}/sections/voice")
    text_area(ann).fill("No scripts here.")
    ann.press("Save and continue")
    assert ann.heading == "Risk and safety"
    assert saved() == ("No scripts here.", 1)
