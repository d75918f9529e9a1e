"""Several tabs, several people, and sessions that end: each text stays with its case and with who wrote it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from qa_app.access import Role
from qa_app.audits.models import RefusedSave, SectionAnswers
from qa_app.db import db, now
from qa_app.people.models import SignIn
from tests import factories
from tests.journeys import desk
from tests.journeys.visitor import PASSWORD, Visitor

LEFT = """
async () => [
  localStorage.length, sessionStorage.length,
  (await indexedDB.databases()).length, (await caches.keys()).length,
]
"""


@pytest.fixture
def people(fresh_app):
    with fresh_app.app_context():
        desk.adopt_themes()
        yield [desk.with_password(Role.AUDITOR, name=name) for name in ("Ann Auditor", "Ben Auditor")]
        db.session.remove()


@pytest.fixture
def arrive(fresh_app, visitor, address):
    return lambda who, **how: desk.signed_in(visitor(**how), fresh_app, who, address)


def another_tab(visitor: Visitor) -> Visitor:
    return Visitor(visitor.page.context.new_page(), scripts=visitor.looks_with_axe)


def voice(audit) -> str:
    return f"/audits/{audit.key}/sections/voice"


def type_in(visitor: Visitor, text: str) -> None:
    visitor.page.locator("#q-voice-said").fill(text)


def go_on(visitor: Visitor) -> None:
    """Press the button; with scripts the page saves what is typed first, and only then lets itself be left."""
    visitor.page.get_by_role("button", name="Save and continue").click()
    expect(visitor.page.locator("h1")).to_have_text("Risk and safety")
    visitor.look()


def said(audit) -> str:
    db.session.rollback()
    row = db.session.query(SectionAnswers).filter_by(audit_id=audit.id, section="voice").one_or_none()
    return row.answers.get("voice-said", "") if row else ""


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_A3_two_tabs_with_two_cases_saved_crosswise(people, arrive, scripts):
    one, two = factories.audit(people[0]), factories.audit(people[0])
    first = arrive(people[0], scripts=scripts)
    second = another_tab(first)
    first.open(voice(one))
    second.open(voice(two))
    type_in(first, "Of the first case.")
    type_in(second, "Of the second case.")
    go_on(second)
    go_on(first)
    assert (said(one), said(two)) == ("Of the first case.", "Of the second case.")


@pytest.mark.parametrize("choice", ["Go on with what is saved", "Replace it with what I typed"])
def test_B1_one_section_in_two_tabs_without_scripts_and_either_choice(people, arrive, choice):
    audit = factories.audit(people[0])
    first = arrive(people[0], scripts=False)
    second = another_tab(first)
    for tab in (first, second):
        tab.open(voice(audit))
    type_in(first, "From the first tab.")
    first.press("Save and continue")
    type_in(second, "From the second tab.")
    second.press("Save and continue")
    assert said(audit) == "From the first tab."
    boxes = second.page.locator(".app-box")
    expect(boxes).to_have_text(["From the first tab.", "From the second tab."])
    tops = boxes.evaluate_all("all => all.map(each => each.getBoundingClientRect().top)")
    assert tops[0] == tops[1], "the two texts do not stand side by side"
    second.page.locator(".govuk-button", has_text=choice).click()
    stays, goes = "From the first tab.", "From the second tab."
    if choice.startswith("Replace"):
        stays, goes = goes, stays
    assert said(audit) == stays
    second.open(voice(audit))
    assert second.page.locator("#q-voice-said").input_value() == stays
    second.page.locator("summary", has_text="another window").click()
    second.sees(goes)
    assert {"voice-said": goes} in [kept.answers for kept in db.session.query(RefusedSave)]


def test_A4_after_sending_and_signing_out_back_shows_nothing_and_the_browser_has_kept_nothing(people, arrive):
    words = "zq-she-told-the-worker-this"
    audit = desk.finished_audit(people[0])
    ann = arrive(people[0])
    stored = []
    ann.page.on("response", lambda answer: stored.append((answer.url, answer.headers.get("cache-control", ""))))
    ann.open(voice(audit))
    type_in(ann, words)
    expect(ann.page.locator("[data-save-state]")).to_contain_text("Saved at")
    go_on(ann)
    ann.open(f"/audits/{audit.key}/check")
    ann.sees(words)
    ann.press("Send this audit")
    ann.sees(words)
    ann.press("Sign out")
    assert ann.page.evaluate(LEFT) == [0, 0, 0, 0]
    for _ in ("the record", "the check page", "the next section", "the section"):
        ann.page.go_back()
        assert ann.heading == "Sign in"
        ann.sees_nothing_of(words)
    assert ann.page.evaluate(LEFT) == [0, 0, 0, 0]
    pages = [how for url, how in stored if "/static/" not in url]
    assert len(pages) > 5
    assert set(pages) == {"no-store, private"}


def end_every_session() -> None:
    db.session.rollback()
    for begun in db.session.query(SignIn):
        begun.ended_at = now()
        factories.given(begun)


def signed_out_while_writing(ann: Visitor, audit, words: str) -> None:
    ann.open(voice(audit))
    end_every_session()
    type_in(ann, words)
    ann.page.locator("#q-voice-grade").check()
    ann.page.get_by_role("button", name="Save and continue").click()
    expect(ann.page.locator("h1")).to_have_text("You have been signed out")
    ann.look()
    ann.sees(words)
    assert said(audit) == ""


def sign_in_here(visitor: Visitor, email: str) -> None:
    visitor.page.locator("#email").fill(email)
    visitor.page.locator("#password").fill(PASSWORD)
    visitor.press("Sign in")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_A1_the_session_ends_while_writing_and_the_same_person_signs_in_again(people, arrive, scripts):
    audit, words = factories.audit(people[0]), "zq-typed when the session had ended"
    ann = arrive(people[0], scripts=scripts)
    signed_out_while_writing(ann, audit, words)
    sign_in_here(ann, "ann@council.example")
    ann.sees(words)
    ann.press("Save what I typed")
    assert ann.heading == "Risk and safety"
    db.session.rollback()
    (row,) = db.session.query(SectionAnswers)
    assert row.answers == {"voice-said": words, "voice-grade": "outstanding"}


def test_A2_the_session_ends_while_writing_and_another_person_signs_in(people, arrive):
    audit, words = factories.audit(people[0]), "zq-typed when the session had ended"
    ann = arrive(people[0])
    signed_out_while_writing(ann, audit, words)
    sign_in_here(ann, "ben@council.example")
    ann.sees("Signed in as Ben Auditor")
    ann.sees_nothing_of(words, "Save what I typed")
    for path in ("/", "/audits/"):
        ann.open(path)
        ann.sees_nothing_of(words)
    assert said(audit) == ""
    assert not db.session.query(RefusedSave).count()
