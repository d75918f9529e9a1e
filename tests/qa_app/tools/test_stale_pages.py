"""B1: two people at one draft. Whoever saves second sees both texts and chooses; nothing is overwritten unseen."""

from __future__ import annotations

from typing import Any

import pytest

from qa_app.db import db
from tests.qa_app.tools.bench import asked, draft_of, manager, said_by

PAGES: dict[str, tuple[str, dict[str, Any], dict[str, Any], tuple[str, str]]] = {
    "words": ("Save", {"name": "First name"}, {"name": "Second name"}, ("First name", "Second name")),
    "scale": (
        "Save",
        {"points": ["First", "a", "outstanding", "Other", "b", "good"]},
        {"points": ["Second", "a", "outstanding", "Other", "b", "good"]},
        ("First (a)", "Second (a)"),
    ),
    "overall": ("Save", {"descriptor-good": "First."}, {"descriptor-good": "Second."}, ("First.", "Second.")),
    "grading": ("Save", {"guidance": "First."}, {"guidance": "Second."}, ("First.", "Second.")),
    "caps/1": ("Save", {"because": "First."}, {"because": "Second."}, ("First.", "Second.")),
    "sections/practice/words": (
        "Save",
        {"cohorts": ["closed"]},
        {"cohorts": ["care-leaver"]},
        ("Closed", "Care leaver"),
    ),
    "questions/visited": (
        "Save the question",
        {"text": "First?", "help": "First help."},
        {"text": "Second?", "help": "Second help."},
        ("First help.", "Second help."),
    ),
}


@pytest.fixture
def draft(browser_of):
    draft = draft_of()
    cap = {"questions": [], "count": "1", "at": "inadequate", "overall": "inadequate", "because": "Before."}
    browser = browser_of(manager("Cap Maker"))
    browser.press(browser.open(f"/tools/drafts/{draft.id}/caps/add"), "Add the cap", **cap)
    return draft


@pytest.mark.parametrize("path", PAGES)
def test_B1_the_second_sees_both_texts_and_chooses(browser_of, draft, path):
    button, typed_first, typed_second, (one, two) = PAGES[path]
    first, second = browser_of(manager("Mary")), browser_of(manager("Noor"))
    here = f"/tools/drafts/{draft.id}/{path}"
    page, stale = first.open(here), second.open(here)
    first.press(page, button, **typed_first)
    saved = said_by(draft)

    page = second.press(stale, button, expect=409, **typed_second)
    assert page.h1.text == "Somebody else changed this while you were writing"
    kept, typed = (
        [box.get_text("\n", strip=True) for box in page.select(f".govuk-grid-column-one-half:nth-child({n}) .app-box")]
        for n in (1, 2)
    )
    assert any(one in text for text in kept)
    assert any(two in text for text in typed)
    assert said_by(draft) == saved

    second.press(page, "Replace it with what I typed")
    assert said_by(draft) != saved
    assert two.split(" (")[0] in repr(said_by(draft)) or "care-leaver" in repr(said_by(draft))


def test_B1_a_third_text_in_between_is_not_overwritten_either(browser_of, draft):
    first, second = browser_of(manager("Mary")), browser_of(manager("Noor"))
    here = f"/tools/drafts/{draft.id}/questions/visited"
    stale = second.open(here)
    first.press(first.open(here), "Save the question", text="First?")
    page = second.press(stale, "Save the question", text="Second?", expect=409)
    first.press(first.open(here), "Save the question", text="Third?")
    page = second.press(page, "Replace it with what I typed", expect=409)
    assert "Third?" in page.main.text
    assert asked(draft, "visited")["text"] == "Third?"


def test_two_who_change_different_questions_do_not_meet(browser_of, draft):
    first, second = browser_of(manager("Mary")), browser_of(manager("Noor"))
    base = f"/tools/drafts/{draft.id}/questions"
    one, other = first.open(f"{base}/visited"), second.open(f"{base}/strength")
    first.press(one, "Save the question", text="First?")
    second.press(other, "Save the question", text="Second?")
    assert (asked(draft, "visited")["text"], asked(draft, "strength")["text"]) == ("First?", "Second?")


def test_saving_the_same_twice_is_no_quarrel(browser_of, draft):
    browser = browser_of(manager())
    page = browser.open(f"/tools/drafts/{draft.id}/questions/visited")
    browser.press(page, "Save the question", text="Once?")
    browser.press(page, "Save the question", text="Once?")
    assert asked(draft, "visited")["text"] == "Once?"


def test_B1_another_kind_that_was_saved_meanwhile_is_shown(browser_of, draft):
    first, second = browser_of(manager("Mary")), browser_of(manager("Noor"))
    here = f"/tools/drafts/{draft.id}/questions/sources"
    stale = second.open(here)
    first.press(first.open(f"{here}?kind=line"), "Save the question")
    page = second.press(stale, "Save the question", help="Mine.", expect=409)
    assert "A few words" in page.main.text
    assert "Any of several answers" in page.main.text


@pytest.mark.parametrize("path", ["questions/visited/remove", "sections/practice/remove", "caps/1/remove"])
def test_B1_what_somebody_just_changed_is_not_removed_unseen(browser_of, draft, path):
    first, second = browser_of(manager("Mary")), browser_of(manager("Noor"))
    base = f"/tools/drafts/{draft.id}"
    page = second.open(f"{base}/{path}")
    first.press(first.open(f"{base}/questions/visited"), "Save the question", text="Just changed?")
    first.press(first.open(f"{base}/caps/1"), "Save", because="Just changed.")
    before = said_by(draft)
    page = second.press(page, "Remove it", expect=409)
    assert "Somebody else changed this" in page.h1.text
    assert said_by(draft) == before


def test_B1_a_draft_that_was_published_meanwhile_takes_no_more_and_gives_the_words_back(browser_of, draft):
    first, second = browser_of(manager("Mary")), browser_of(manager("Noor"))
    base = f"/tools/drafts/{draft.id}"
    page = second.open(f"{base}/questions/visited")
    checked = second.open(f"{base}/publish")
    first.press(first.open(f"{base}/publish"), "Publish version 1")
    page = second.press(page, "Save the question", text="Words that stay with me?", expect=409)
    assert page.h1.text == "This version is published and never changes"
    assert "Words that stay with me?" in page.main.text
    page = second.press(checked, "Publish version 1", expect=409)
    second.open(f"{base}/questions/visited", expect=302)
    assert second.location == f"/tools/versions/{draft.id}"
    db.session.rollback()
    assert draft.status == "published"


def test_B1_what_was_changed_after_it_was_checked_is_not_published(browser_of, draft):
    first, second = browser_of(manager("Mary")), browser_of(manager("Noor"))
    base = f"/tools/drafts/{draft.id}"
    checked, parting = second.open(f"{base}/publish"), second.open(f"{base}/discard")
    first.press(first.open(f"{base}/words"), "Save", purpose="Something else.")
    assert "before it could be published" in second.press(checked, "Publish version 1", expect=409).h1.text
    assert "before it could be thrown away" in second.press(parting, "Throw it away", expect=409).h1.text
    db.session.rollback()
    assert draft.status == "draft"
