"""The form of a question: fields that fit its kind, and nothing taken in that could not be asked."""

from __future__ import annotations

from typing import Any

import pytest

from audit_tools import Kind
from audit_tools.soundness import MOST_OPTIONS
from tests import factories
from tests.qa_app.tools.bench import asked, draft_of, manager, said_by

FIELDS = {
    Kind.GRADE: {"descriptor-good", "may_not_apply"},
    Kind.MET: {"descriptor-partly-met", "may_not_apply", "compliance"},
    Kind.YES_NO: {"descriptor-yes", "may_not_apply", "compliance"},
    Kind.CHOICE: {"options", "may_not_apply", "compliance"},
    Kind.CHOICES: {"options", "may_not_apply", "compliance"},
    Kind.SCORE: {"descriptor-good", "band-good", "may_not_apply", "compliance"},
    Kind.NUMBER: {"lowest", "highest", "decimals", "may_not_apply", "compliance"},
    Kind.DATE: {"may_not_apply", "compliance"},
    Kind.LINE: {"may_not_apply", "compliance"},
    Kind.TEXT: {"may_not_apply", "compliance"},
    Kind.STRENGTH: set(),
    Kind.AREA: set(),
    Kind.ACTIONS: {"options", "compliance"},
}
SPECIAL = set().union(*FIELDS.values())


@pytest.fixture
def browser(browser_of):
    return browser_of(manager())


@pytest.fixture
def draft():
    return draft_of()


@pytest.fixture
def base(draft):
    return f"/tools/drafts/{draft.id}"


@pytest.fixture
def add(browser, base):
    """Add a question of a kind to the section of practice."""

    def fill(of: Kind, *, expect: int = 302, **typed: Any):
        page = browser.open(f"{base}/sections/practice/questions/add?kind={of}")
        return browser.press(page, "Add the question", expect=expect, **{"text": "A new one?", "key": "new", **typed})

    return fill


@pytest.mark.parametrize("kind", Kind)
def test_a_question_has_the_fields_of_its_kind_and_no_others(browser, base, kind):
    page = browser.open(f"{base}/sections/practice/questions/add?kind={kind}")
    names = {field["name"] for field in page.select("main form [name]")}
    assert names & SPECIAL == FIELDS[kind]
    assert {"text", "help", "evidence", "required", "shown_if", "about", "purpose", "key"} <= names


KEPT: dict[Kind, dict[str, Any]] = {
    Kind.GRADE: {"descriptor-good": "Good."},
    Kind.MET: {"compliance": "y"},
    Kind.CHOICES: {"options": ["One", "", "Two", "second"]},
    Kind.SCORE: {"band-outstanding": "9", "band-good": "6", "band-requires-improvement": "3", "band-inadequate": "0"},
    Kind.NUMBER: {"lowest": "-3", "highest": "12", "decimals": "2", "may_not_apply": "y"},
    Kind.ACTIONS: {"options": ["The worker", "worker"]},
    Kind.AREA: {"required": "y"},
}
SAID: dict[Kind, dict[str, Any]] = {
    Kind.GRADE: {"descriptors": {"good": "Good."}},
    Kind.MET: {"compliance": True},
    Kind.CHOICES: {"options": [{"key": "one", "label": "One"}, {"key": "second", "label": "Two"}]},
    Kind.SCORE: {"bands": {"outstanding": 9, "good": 6, "requires-improvement": 3, "inadequate": 0}},
    Kind.NUMBER: {"lowest": -3, "highest": 12, "decimals": 2, "may_not_apply": True},
    Kind.ACTIONS: {"options": [{"key": "worker", "label": "The worker"}]},
    Kind.AREA: {"required": True},
}


@pytest.mark.parametrize("kind", KEPT)
def test_what_is_filled_in_is_kept_and_shown_again(browser, base, draft, add, kind):
    add(kind, help="A\r\n help. ", about="what is new", **KEPT[kind])
    said = asked(draft, "new")
    assert said == {
        "key": "new", "kind": kind, "text": "A new one?", "help": "A\n help.", "about": "what is new", **SAID[kind]
    }  # fmt: skip
    page = browser.open(f"{base}/questions/new")
    browser.press(page, "Save the question")
    assert asked(draft, "new") == said


CONDITIONS = {
    "__import__('os').system('x')": "means nothing in it",
    "seen-alone.__class__ is yes": "means nothing in it",
    "visits is at least 9**9**9": "",
    "(" * 60 + "seen-alone is no" + ")" * 60: "deep",
    "not " * 60 + "seen-alone is no": "deep",
    "seen-alone is no and " * 40 + "seen-alone is no": "",
    "nothing is yes": "no question before this one",
    "impact is clear": "no question before this one",
    "new is answered": "no question before this one",
    "seen-alone is perhaps": "is no answer to “seen-alone”",
    "visits is yes": "cannot say “is” of “visits”",
    "seen-alone is": "needs an answer",
    "{{ 7*7 }}": "means nothing in it",
}


@pytest.mark.parametrize("condition", CONDITIONS)
def test_D8_a_condition_that_cannot_be_understood_is_refused_at_save(add, draft, condition):
    before = said_by(draft)
    page = add(Kind.TEXT, shown_if=condition, expect=400)
    assert CONDITIONS[condition] in page.select_one("#shown_if-error").text
    assert page.select_one("#shown_if")["value"] == condition
    assert page.select_one(".govuk-error-summary a")["href"] == "#shown_if"
    assert said_by(draft) == before


def test_D8_a_condition_about_earlier_answers_is_kept(add, draft):
    add(Kind.TEXT, shown_if="seen-alone is no or (visits is at least 3 and not sources includes school)")
    assert asked(draft, "new")["shown_if"].startswith("seen-alone is no or")


NUMBERS = ["1e309", "NaN", "１２", "1.5", "0x1", "99999999999", "--1", "+1", " ", "１", "1_000", "five"]


@pytest.mark.parametrize("typed", NUMBERS)
def test_D9_what_is_no_number_is_an_error_at_its_field_and_stays_typed(add, draft, typed):
    if not typed.strip():
        add(Kind.NUMBER, highest=typed)
        assert "highest" not in asked(draft, "new")
        return
    page = add(Kind.NUMBER, highest=typed, expect=400)
    assert page.select_one("#highest-error")
    assert page.select_one("#highest")["value"] == typed
    page = add(Kind.SCORE, **{"band-good": typed}, expect=400)
    assert page.select_one("#band-good-error")


@pytest.mark.parametrize("typed", ["-1", "11"])
def test_D9_a_score_is_from_0_to_10(add, typed):
    assert add(Kind.SCORE, **{"band-good": typed}, expect=400).select_one("#band-good-error")


KEYS = ["No Key", "1st", "a--b", "ключ", "x" * 61, "a_b", "../x", "<b>"]


@pytest.mark.parametrize("key", KEYS)
def test_a_key_that_could_not_last_is_refused(add, draft, key):
    page = add(Kind.TEXT, key=key, expect=400)
    assert "is no key" in page.select_one("#key-error").text
    page = add(Kind.CHOICE, options=["One", key, "Two", ""], expect=400)
    assert "is no key" in page.select_one("#options-error").text


def test_a_key_that_another_question_has_is_refused(browser, base, add, draft):
    page = add(Kind.TEXT, key="period", expect=400)
    assert "a question with this key already" in page.select_one("#key-error").text
    page = browser.open(f"{base}/questions/visited")
    page = browser.press(page, "Save the question", key="period", expect=400)
    assert "a question with this key already" in page.select_one("#key-error").text


def test_D10_answers_that_say_the_same_key_twice_or_have_no_label_are_refused(add):
    page = add(Kind.CHOICE, options=["One", "a", "Two", "a"], expect=400)
    assert "Two answers have the key “a”" in page.select_one("#options-error").text
    page = add(Kind.CHOICE, options=["", "a", "Two", "b"], expect=400)
    assert "Enter a label for “a”" in page.select_one("#options-error").text


def test_D10_too_many_answers_are_refused_with_the_most_said(add):
    many = [cell for number in range(MOST_OPTIONS + 1) for cell in (f"Answer {number}", "")]
    page = add(Kind.CHOICES, options=many, expect=400)
    assert f"At most {MOST_OPTIONS}" in page.select_one("#options-error").text
    assert len(page.select("input[name=options]")) == 2 * (MOST_OPTIONS + 1 + 2)


@pytest.mark.parametrize(
    ("field", "value"),
    [("kind", "guess"), ("kind", "Grade"), ("kind", "__class__"), ("themes", "nothing"), ("themes", ["plans", "x"])],
)
def test_D10_what_is_not_on_offer_is_refused(add, draft, field, value):
    factories.theme("plans")
    before = said_by(draft)
    add(Kind.STRENGTH, **{field: value}, expect=400)
    assert said_by(draft) == before


def test_C7_a_kind_in_the_address_that_is_none_is_refused(browser, base):
    for kind in ("guess", "__class__", "GRADE"):
        browser.open(f"{base}/sections/practice/questions/add?kind={kind}", expect=400)
        browser.open(f"{base}/questions/visited?kind={kind}", expect=400)


WORDY = ["text", "help", "evidence", "purpose", "about", "descriptor-good"]


@pytest.mark.parametrize("field", WORDY)
def test_D5_words_that_are_too_long_are_refused_and_stay_typed(add, field):
    words = "x" * 4001
    page = add(Kind.GRADE, expect=400, **{field: words})
    assert "4,000 characters: it has 4,001" in page.select_one(f"#{field}-error").text
    box = page.select_one(f"#{field}")
    assert words in (box.get("value"), box.text.strip())


@pytest.mark.parametrize("field", WORDY)
@pytest.mark.parametrize("words", ["a\x0bb", "a\x7fb", "a\x85b", "a\ud800b"])
def test_D4_control_characters_are_left_out_and_unusual_letters_kept(add, draft, base, browser, field, words):
    said = f"{words} \u202ee\u0301 😀"
    add(Kind.GRADE, **{field: said.encode("utf-8", "replace").decode() if "\ud800" in words else said})
    kept = asked(draft, "new")
    there = kept["descriptors"]["good"] if field == "descriptor-good" else kept[field]
    assert there.endswith("\u202ee\u0301 😀")
    assert there.isascii() or "\x0b" not in there
    assert browser.client.get(f"{base}/workbook").status_code == 200


def test_A8_with_one_mistake_everything_else_that_was_typed_stays(add):
    typed = {"help": "Help.", "evidence": "There.", "descriptor-good": "Good.", "required": "y", "purpose": "To know."}
    page = add(Kind.GRADE, text=" ", expect=400, **typed)
    assert "Enter the question" in page.select_one("#text-error").text
    for name, words in typed.items():
        box = page.select_one(f"[name={name}]")
        assert box.has_attr("checked") if name == "required" else box.text.strip() == words


def test_a_kind_is_changed_and_what_does_not_fit_goes(browser, base, draft):
    page = browser.open(f"{base}/questions/sources/kind")
    assert page.select_one("input[checked]")["value"] == "choices"
    page = browser.open(f"{base}/questions/sources?kind=line")
    assert not page.select("[name=options]")
    browser.press(page, "Save the question")
    assert asked(draft, "sources")["kind"] == "line"
    assert "options" not in asked(draft, "sources")


def test_answers_are_moved_and_removed_by_buttons_that_save_nothing_themselves(browser, base, draft):
    page = browser.open(f"{base}/questions/impact")
    before = asked(draft, "impact")
    page = browser.press(page, "Move up: Answer 2", expect=200, text="Not saved yet?")
    page = browser.press(page, "Remove: Answer 5", expect=200)
    page = browser.press(page, "Add another answer", expect=200)
    assert asked(draft, "impact") == before
    assert page.select_one("#text").text.strip() == "Not saved yet?"
    browser.press(page, "Save the question")
    assert [option["key"] for option in asked(draft, "impact")["options"]] == ["some", "clear", "none", "worse"]


def test_the_preview_button_shows_what_is_typed_and_saves_nothing(browser, base, draft):
    page = browser.open(f"{base}/questions/practice-grade")
    before = said_by(draft)
    page = browser.press(page, "Show the preview", expect=200, text="How well?", **{"descriptor-good": "All is well."})
    preview = page.select_one("#preview")
    assert "How well?" in preview.text
    assert "All is well." in preview.text
    assert said_by(draft) == before
    page = browser.press(page, "Show the preview", expect=200, key="No key", shown_if="((", text="x" * 5000)
    assert said_by(draft) == before


def test_a_theme_that_the_council_does_not_have_is_kept(browser, base, draft):
    page = browser.open(f"{base}/questions/strength")
    browser.press(page, "Save the question", help="Other.")
    assert asked(draft, "strength")["themes"] == ["plans"]


@pytest.mark.parametrize("key", ["__class__", "nothing", "period;"])
def test_what_is_typed_for_a_question_that_is_gone_is_given_back(browser, base, draft, key):
    page = browser.submit(
        f"{base}/questions/{key}", text="Typed words stay", kind="text", expect=409, form_of=form_of(browser, base, key)
    )
    assert "This is not in the draft any more" in page.h1.text
    assert "Typed words stay" in page.main.text


def form_of(browser, base: str, key: str) -> str:
    """The signed word of a form that was opened when the question was still there."""
    app = browser.client.application
    from itsdangerous import URLSafeSerializer

    with browser.client.session_transaction() as session:
        person = session["_user_id"]
    return URLSafeSerializer(app.secret_key, salt="form-of").dumps([f"{base}/questions/{key}", person])
