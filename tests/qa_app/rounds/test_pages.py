"""Opening, agreeing and closing in the browser, and what an auditor reads afterwards."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from qa_app.access import Role
from qa_app.db import db
from qa_app.rounds.models import ModerationRound
from qa_app.trail import TrailEvent
from tests import factories

from .scene import RI, TWELVE, G, I, agree_all, cycle_with, manager, round_with

NASTY = '<svg/onload=alert(1)> "><img src=x ONERROR=alert(1)> {{7*7}}'


def test_a_round_is_opened_shown_agreed_and_closed(browser_of):
    cycle, _ = cycle_with([(G, RI), (RI, RI)])
    browser = browser_of(manager())
    page = browser.open("/rounds/")
    assert "There are no rounds yet" not in page.text
    page = browser.open(page.find("a", string=lambda text: text and "Open a round" in text)["href"])
    browser.press(page, "Open the round", cycle=str(cycle.id), name=" November   2026 ")
    page = browser.follow()
    assert page.h1.text == "November 2026"
    browser.press(page, "Show the results")
    page = browser.follow()
    assert "1 case still needs an agreed grade" in page.text
    page = browser.open(page.select_one("a[href^='/rounds/cases/']")["href"])
    browser.press(page, "Agree this grade", grade=RI, cause="threshold-differs", reason="The plan lacks dates.")
    page = browser.follow()
    assert "Of 4 original grades, 1 became lower and 0 higher" in page.text
    browser.press(page, "Close the round")
    page = browser.follow()
    assert "Closed" in page.text
    assert not page.select("main button")


def test_without_anything_to_moderate_the_pages_say_what_to_do(browser_of):
    browser = browser_of(manager())
    assert "Set up a cycle in which a share of the cases is graded twice" in browser.open("/rounds/").text
    assert "Set up a cycle" in browser.open("/rounds/open").text


def test_only_running_cycles_with_two_grades_and_no_round_are_offered(browser_of):
    offered, _ = cycle_with([(G, RI)], name="Offered")
    has_one = round_with([(G, RI)]).cycle
    drawn, _ = cycle_with([(G, RI)], name="Only drawn", status="drawn")
    graded_once = factories.cycle(status="running")
    factories.sampled(graded_once, factories.entry(), factories.audit())
    page = browser_of(manager()).open("/rounds/open")
    assert [label.text.strip() for label in page.select(".govuk-radios label")] == [offered.name]
    assert not [cycle for cycle in (drawn, has_one, graded_once) if f"{cycle.name}<" in page.decode()]


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        ({"name": "November"}, "Choose a cycle"),
        ({"cycle": "999999", "name": "November"}, "Choose a cycle"),
        ({"cycle": "own", "name": "  "}, "Enter a name for the round"),
        ({"cycle": "own", "name": "x" * 101}, "Shorten this to at most 100 characters; it has 101"),
    ],
)
def test_a_round_that_cannot_be_opened_keeps_what_was_typed(browser_of, answers, problem):
    cycle, _ = cycle_with([(G, RI)])
    browser = browser_of(manager())
    answers = {**answers, **({"cycle": str(cycle.id)} if answers.get("cycle") == "own" else {})}
    page = browser.press(browser.open("/rounds/open"), "Open the round", expect=200, **answers)
    assert problem in page.select_one(".govuk-error-summary").text
    assert page.select_one("#name")["value"].strip() == answers["name"].strip()
    assert not db.session.scalars(select(ModerationRound)).all()


def test_a_name_that_is_taken_is_said_on_the_page(browser_of):
    made = round_with([(G, G)])
    cycle, _ = cycle_with([(G, RI)])
    browser = browser_of(manager())
    page = browser.open("/rounds/open")
    page = browser.press(page, "Open the round", expect=409, cycle=str(cycle.id), name=made.name)
    assert f"There is a round called {made.name} already" in page.select_one(".govuk-error-summary").text
    assert page.select_one(f"input[value='{cycle.id}']").has_attr("checked")


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        ({"grade": ""}, "Choose the agreed grade"),
        ({"grade": "excellent"}, "Choose the agreed grade"),
        ({"cause": "luck"}, "Choose why the auditors differed"),
        ({"reason": "  \n "}, "Write the reason for the agreed grade"),
        ({"reason": "y" * 10_001}, "Shorten this to at most 10,000 characters; it has 10,001"),
    ],
)
def test_A8_an_agreement_with_a_mistake_keeps_the_rest(browser_of, answers, problem):
    case = round_with([(G, RI)]).cases[0]
    browser = browser_of(manager())
    answers = {"grade": RI, "cause": "new-information", "reason": "What I typed.", **answers}
    page = browser.press(browser.open(f"/rounds/cases/{case.id}"), "Agree this grade", expect=200, **answers)
    assert problem in page.select_one(".govuk-error-summary").text
    kept = {tag["name"]: tag["value"] for tag in page.select("input[type=radio][checked]")}
    assert kept == {key: text for key, text in answers.items() if key in kept}
    assert len(kept) == 2 - ("Choose" in problem)
    assert page.select_one("#reason").text.strip() == answers["reason"].strip()
    assert case.agreed_grade is None


def test_B1_a_stale_agreement_is_refused_with_both_texts(browser_of):
    case = round_with([(G, RI)]).cases[0]
    one, other = browser_of(manager()), browser_of(manager())
    pages = [browser.open(f"/rounds/cases/{case.id}") for browser in (one, other)]
    one.press(pages[0], "Agree this grade", grade=RI, cause="new-information", reason="The first reason.")
    page = other.press(
        pages[1], "Agree this grade", expect=409, grade=G, cause="missed-evidence", reason="The other reason."
    )
    assert "while you were writing" in page.select_one(".govuk-error-summary").text
    assert "The first reason." in page.select_one("#standing").text
    assert page.select_one("#reason").text.strip() == "The other reason."
    assert (case.agreed_grade, case.reason) == (RI, "The first reason.")
    other.press(page, "Agree this grade")
    db.session.refresh(case)
    assert (case.agreed_grade, case.reason) == (G, "The other reason.")


@pytest.mark.parametrize("based_on", ["", "x", "-1", "1" * 40, "²"])
def test_a_form_that_does_not_say_what_it_was_based_on_is_stale(browser_of, based_on):
    case = round_with([(G, RI)]).cases[0]
    answers = {"grade": RI, "cause": "new-information", "reason": "Why.", "version": based_on}
    browser_of(manager()).submit(f"/rounds/cases/{case.id}", expect=409, **answers)
    assert case.agreed_grade is None


def test_A14_the_second_press_of_a_button_gets_a_clear_page(browser_of):
    made = round_with([(G, RI)], "grading")
    browser = browser_of(manager())
    page = browser.open(f"/rounds/{made.id}")
    browser.press(page, "Show the results")
    again = browser.press(page, "Show the results", expect=409)
    assert again.h1.text == "The results of this round are shown already"
    page = browser.open(f"/rounds/cases/{made.cases[0].id}")
    answers = {"grade": RI, "cause": "new-information", "reason": "Why."}
    browser.press(page, "Agree this grade", **answers)
    again = browser.press(page, "Agree this grade", expect=409, **answers)
    assert "This grade has been agreed already" in again.select_one(".govuk-error-summary").text
    page = browser.open(f"/rounds/{made.id}")
    browser.press(page, "Close the round")
    assert browser.press(page, "Close the round", expect=409).h1.text == "This round is closed"
    kinds = db.session.scalars(select(TrailEvent.kind).where(TrailEvent.kind.like("round:%"))).all()
    assert sorted(kinds) == ["round:agree", "round:close", "round:reveal"]


def test_what_was_typed_is_shown_when_the_round_was_closed_meanwhile(browser_of):
    made = round_with([(G, RI)])
    agree_all(made)
    browser = browser_of(manager())
    page = browser.open(f"/rounds/cases/{made.cases[0].id}")
    other = browser_of(manager())
    other.press(other.open(f"/rounds/{made.id}"), "Close the round")
    page = browser.press(page, "Agree this grade", expect=409, grade=RI, reason="Typed too late.")
    assert "This round is closed" in page.select_one(".govuk-error-summary").text
    assert "Typed too late." in page.text


def test_the_two_audits_stand_side_by_side_with_every_difference_marked_in_words(browser_of):
    made = round_with([(G, I)])
    case = made.cases[0]
    case.first.given_reason, case.second.given_reason = "The visits were regular.", "Nobody saw the child alone."
    for audit, voice, risk in ((case.first, G, G), (case.second, G, I)):
        factories.answers(audit, "voice", **{"voice-grade": voice})
        factories.answers(audit, "risk", **{"risk-grade": risk})
    browser = browser_of(manager())
    page = browser.open(f"/rounds/cases/{case.id}")
    assert "The overall grades are 2 grades apart." in page.text
    halves = page.select(".govuk-grid-column-one-half")
    assert ["The visits were regular." in halves[0].text, "Nobody saw the child alone." in halves[1].text] == [True] * 2
    sections = [[cell.text.strip() for cell in row.select("th, td")] for row in page.select("table tbody tr")]
    assert sections == [
        ["The child’s voice", "Good", "Good", "Same"],
        ["Risk and safety", "Good", "Inadequate", "2 grades apart"],
        ["The plan", "Not graded", "Not graded", "Cannot be compared"],
    ]
    assert "The child was left at risk." in page.text
    read = db.session.scalars(select(TrailEvent).where(TrailEvent.kind == "audit:read")).all()
    assert {event.subject_id for event in read} == {case.first_id, case.second_id}


def test_a_concern_can_be_raised_where_two_audits_are_compared(browser_of):
    (case,) = round_with([(G, RI)]).cases
    page = browser_of(manager()).open(f"/rounds/cases/{case.id}")
    assert page.select_one(f'main a[href="/concerns/raise/{case.first.key}"]').text.strip() == "Raise a concern"


def test_D1_markup_in_names_and_reasons_is_shown_as_text(browser_of):
    made = round_with([(G, I)], "closed", auditors=[factories.person(Role.AUDITOR, name=NASTY) for _ in range(2)])
    case = made.cases[0]
    made.name = case.reason = case.first.given_reason = NASTY
    made.cycle.name = NASTY
    factories.given(made)
    browser = browser_of(manager())
    for path in ("/rounds/", f"/rounds/{made.id}", f"/rounds/cases/{case.id}", f"/rounds/resolution/{case.first.key}"):
        response = browser.client.get(path)
        assert response.status_code == 200
        assert "{{7*7}}" in response.text
        assert "<svg/onload" not in response.text
        assert "<img src" not in response.text


def test_D4_characters_that_nobody_sees_are_taken_out_of_a_reason(browser_of):
    case = round_with([(G, RI)]).cases[0]
    page_of = browser_of(manager())
    page = page_of.open(f"/rounds/cases/{case.id}")
    page_of.press(page, "Agree this grade", grade=RI, cause="new-information", reason="One\x0b line\r\nand 👧 more")
    assert case.reason == "One line\nand 👧 more"


@pytest.mark.parametrize("whose", ["first", "second"])
def test_an_auditor_reads_the_final_grade_and_why_without_the_other_name(browser_of, whose):
    auditors = [factories.person(Role.AUDITOR, name=name) for name in ("Ada First", "Bo Second")]
    case = round_with([(G, RI)], "closed", auditors=auditors).cases[0]
    audit = getattr(case, whose)
    page = browser_of(audit.auditor).open(f"/rounds/resolution/{audit.key}")
    said = " ".join(page.select_one("main").text.split())
    if whose == "first":
        assert "Your grade stands: Good." in said
    else:
        assert "Your grade was Requires improvement. The final grade is Good." in said
    assert "Missed evidence" in said
    assert "The plan was on the file." in said
    other = case.second if whose == "first" else case.first
    assert other.auditor.name not in browser_text(page)
    assert other.key not in browser_text(page)


def browser_text(page):
    return page.decode()


def test_an_auditor_whose_grade_was_shared_reads_that_it_stands(browser_of):
    case = round_with([(G, G)], "closed").cases[0]
    page = browser_of(case.first.auditor).open(f"/rounds/resolution/{case.first.key}")
    assert "Your grade stands: Good." in page.text
    assert "gave the same grade" in page.text


@pytest.mark.parametrize("status", ["grading", "resolving"])
def test_C8_before_the_round_is_closed_an_auditor_finds_nothing(browser_of, status):
    made = round_with(TWELVE, status)
    agree_all(made)
    audit = made.cases[-1].first
    assert audit.given_grade != made.cases[-1].second.given_grade or I
    browser_of(audit.auditor).open(f"/rounds/resolution/{audit.key}", expect=404)


def test_G7_reading_how_somebody_else_was_moderated_is_noted_and_reading_of_oneself_is_not(browser_of):
    audit = round_with([(G, RI)], "closed").cases[0].first
    who = factories.person(heads=(audit.entry.team.service,))
    for reader in (audit.auditor, who):
        assert "Good" in browser_of(reader).open(f"/rounds/resolution/{audit.key}").text
    (read,) = db.session.scalars(select(TrailEvent).where(TrailEvent.kind == "audit:read")).all()
    assert (read.actor_id, read.subject_id) == (who.id, audit.id)


def test_nobody_reads_the_resolution_of_an_audit_hidden_from_them(browser_of):
    case = round_with([(G, RI)], "closed").cases[0]
    for who in (factories.person(Role.AUDITOR), case.second.auditor, factories.person(Role.ADMINISTRATOR)):
        browser_of(who).open(f"/rounds/resolution/{case.first.key}", expect=404)
