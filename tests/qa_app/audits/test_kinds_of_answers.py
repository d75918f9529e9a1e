"""Every kind of answer, as the form sends it, is kept, shown again and read out on the check page and the record."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from audit_tools import AnswerError, Kind, clean, read_toml
from qa_app.tools.fields import Asked, names_of, raw, sent, standing
from tests import factories
from tests.qa_app.audits.story import auditor, saved, section_path

EVERY_KIND = (Path(__file__).parents[2] / "every_kind.toml").read_text("utf-8")
TOOL = read_toml(EVERY_KIND)
PRACTICE = {
    "q-visited": "partly-met",
    "q-seen-alone": "no",
    "q-visits": "12",
    "q-sources": ["school", "health"],
    "q-headline": "Seen, not heard",
    "q-why-not-alone": "The flat is small.",
    "q-confidence": "7",
    "q-strength": "Kept every visit.",
    "t-strength": "plans",
    "q-practice-grade": "good",
}
KEPT = {
    "visited": "partly-met",
    "seen-alone": "no",
    "visits": "12",
    "sources": ["school", "health"],
    "headline": "Seen, not heard",
    "why-not-alone": "The flat is small.",
    "confidence": "7",
    "strength": {"text": "Kept every visit.", "themes": ["plans"]},
    "practice-grade": "good",
}


@pytest.fixture
def audit():
    factories.theme("plans", "Plans")
    return factories.audit(auditor(), factories.entry(status="child-in-need"), factories.tool_version(EVERY_KIND))


def post(browser, audit, section, fields, *, expect=302):
    page = browser.open(section_path(audit, section))
    return browser.press(page, "Save and continue", expect=expect, **fields)


def test_every_kind_is_kept_and_stands_in_the_form_again(browser_of, audit):
    browser = browser_of(audit.auditor)
    post(browser, audit, "practice", PRACTICE)
    assert saved(audit, "practice").answers == KEPT
    page = browser.open(section_path(audit, "practice"))
    checked = {(box["name"], box["value"]) for box in page.select("input[checked]")}
    assert checked == {
        ("q-visited", "partly-met"),
        ("q-seen-alone", "no"),
        ("q-sources", "school"),
        ("q-sources", "health"),
        ("q-confidence", "7"),
        ("t-strength", "plans"),
        ("q-practice-grade", "good"),
    }
    assert page.select_one("#q-visits")["value"] == "12"
    assert page.select_one("#q-headline")["value"] == "Seen, not heard"


def test_actions_and_dates_are_kept_row_by_row(browser_of, audit):
    browser = browser_of(audit.auditor)
    fields = {
        "q-actions--0--what": "See the child alone",
        "q-actions--0--owner": "worker",
        "q-actions--0--due-day": "3",
        "q-actions--0--due-month": "4",
        "q-actions--0--due-year": "2026",
        "q-actions--4--what": "Tell the school",
    }
    post(browser, audit, "difference", fields)
    assert saved(audit, "difference").answers["actions"] == [
        {"what": "See the child alone", "owner": "worker", "due": "2026-04-03"},
        {"what": "Tell the school", "owner": "", "due": ""},
    ]
    page = browser.open(section_path(audit, "difference"))
    assert page.select_one("#q-actions--1--what").text.strip() == "Tell the school"
    assert [page.select_one(f"#q-actions--0--due-{part}")["value"] for part in ("day", "month", "year")] == [
        "3",
        "4",
        "2026",
    ]
    assert len(page.select(".app-action")) == 4
    check = browser.open(f"/audits/{audit.key}/check")
    assert "The worker, by 3 April 2026" in " ".join(check.text.split())
    assert "Choose who will see to “Tell the school”" in check.text


@pytest.mark.parametrize("status", ["child-in-need", "looked-after"])
def test_a_section_for_another_cohort_is_not_there(browser_of, status):
    audit = factories.audit(auditor(), factories.entry(status=status), factories.tool_version(EVERY_KIND))
    browser = browser_of(audit.auditor)
    tasks = browser.open(f"/audits/{audit.key}").text
    leaving = status == "looked-after"
    assert ("Leaving care" in tasks) is leaving
    assert f"0 of {6 if leaving else 5} sections complete" in " ".join(tasks.split())
    browser.open(section_path(audit, "leaving"), expect=200 if leaving else 404)


def test_a_question_opens_when_its_condition_comes_to_hold_and_what_was_written_is_kept_when_it_closes(
    browser_of, audit
):
    browser = browser_of(audit.auditor)
    page = browser.open(section_path(audit, "about"))
    hidden = [box["data-question"] for box in page.select("[data-question][hidden]")]
    assert hidden == ["worker-conversation-on", "worker-conversation-reflections"]
    post(browser, audit, "about", {"q-period": "six-months", "q-worker-conversation": "held"})
    assert browser.response.location.endswith("/sections/about#q-worker-conversation-on")
    page = browser.open(section_path(audit, "about"))
    assert "Your answers opened 2 more questions on this page" in page.text
    assert page.select("[data-question][hidden]") == []
    day = {
        f"q-worker-conversation-on--{part}": value for part, value in (("day", "31"), ("month", "2"), ("year", "2026"))
    }
    held = {"q-period": "six-months", "q-worker-conversation": "held", **day}
    page = post(browser, audit, "about", held, expect=422)
    assert "must be a real date" in page.select_one(".govuk-error-summary").text
    assert page.select_one("#q-worker-conversation-on--day")["value"] == "31"
    post(browser, audit, "about", held | {"q-worker-conversation-on--day": "28"})
    post(browser, audit, "about", held | {"q-worker-conversation-on--day": "28", "q-worker-conversation": "declined"})
    assert saved(audit, "about").answers["worker-conversation-on"] == "2026-02-28"
    check = browser.open(f"/audits/{audit.key}/check")
    assert "28 February 2026" not in check.text
    assert "When did you talk" not in check.text


def test_our_script_is_told_what_is_asked_by_now_and_what_looks_like_a_person(browser_of, audit):
    browser = browser_of(audit.auditor)
    page = browser.open(section_path(audit, "practice"))
    tokens = {box["name"]: box["value"] for box in page.select("form[data-autosave] input[type=hidden]")}
    fields = {**tokens, "q-seen-alone": "no", "q-headline": "Rang 07700 900123"}
    answer = browser.client.post(section_path(audit, "practice"), data=fields, headers={"Accept": "application/json"})
    assert answer.status_code == 200
    assert "why-not-alone" in answer.json["asked"]
    assert "a phone number" in answer.json["warnings"]["headline"]
    assert answer.json["warnings"]["visits"] == ""


def test_does_not_apply_is_kept_with_its_reason(browser_of, audit):
    browser = browser_of(audit.auditor)
    aside = {
        "q-visited": "does-not-apply",
        "n-visited": "Opened yesterday",
        "a-visits": "yes",
        "n-visits": "Opened yesterday",
    }
    post(browser, audit, "practice", aside)
    reason = {"does_not_apply": "Opened yesterday"}
    assert saved(audit, "practice").answers == {"visited": reason, "visits": reason}
    page = browser.open(section_path(audit, "practice"))
    assert page.select_one("#n-visited")["value"] == page.select_one("#n-visits")["value"] == "Opened yesterday"
    both = post(browser, audit, "practice", aside | {"q-visits": "3"}, expect=422)
    assert "Keep one of the two" in both.select_one(".govuk-error-summary").text
    assert both.select_one("#q-visits")["value"] == "3"
    assert "Does not apply:" in browser.open(f"/audits/{audit.key}/check").text


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("q-visits", "1e309", "must be a number in figures"),
        ("q-visits", "NaN", "must be a number in figures"),
        ("q-visits", "１２", "must be a number in figures"),
        ("q-visits", "101", "must be between 0 and 100"),
        ("q-sources", ["school", "police"], "is not one of those offered"),
        ("q-confidence", "11", "is not one of those offered"),
        ("q-visited", ["met", "not-met"], "has the wrong form"),
        ("q-headline", "x" * 201, "At most 200 can be kept"),
    ],
)
def test_D9_D10_what_is_no_answer_is_refused_beside_its_field_and_the_rest_is_kept(
    browser_of, audit, field, value, said
):
    browser = browser_of(audit.auditor)
    page = post(browser, audit, "practice", PRACTICE | {field: value}, expect=422)
    [link] = page.select(".govuk-error-summary__list a")
    assert said in link.text
    assert page.select_one(link["href"].replace("--", r"\-\-")) is not None
    assert saved(audit, "practice").answers == {key: kept for key, kept in KEPT.items() if key != field[2:]}


QUESTIONS = list(TOOL.questions)


@given(st.sampled_from(QUESTIONS), st.data())
def test_what_stands_in_the_fields_of_an_answer_is_that_answer(question, data):
    """From anything typed, what is kept and put back into fields is kept as the same again."""
    names = list(names_of(question))
    words = st.sampled_from(
        ["", "yes", "held", "met", "3", "28", "2026", "worker", "plans", "does-not-apply", "words\nmore"]
    )
    typed = MultiDict([(name, data.draw(words)) for name in data.draw(st.lists(st.sampled_from(names), max_size=8))])
    section = next(one for one in TOOL.sections if question in one.questions)
    try:
        kept = clean(TOOL, section.key, {question.key: raw(question, sent(question, typed))}, themes={"plans"})
    except AnswerError:
        return
    again = standing(question, kept.get(question.key))
    assert clean(TOOL, section.key, {question.key: raw(question, again)}, themes={"plans"}) == kept


def test_no_field_of_one_question_is_a_field_of_another():
    names = [name for question in QUESTIONS for name in names_of(question)]
    assert len(names) == len(set(names))
    assert all(Asked(question).first_id in names for question in QUESTIONS)
    assert {question.kind for question in QUESTIONS} == set(Kind)
