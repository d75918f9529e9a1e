"""Blind means blind: while one audit of a round is out, no page of it tells anything of another."""

from __future__ import annotations

import secrets

import pytest

from qa_app.access import Role
from qa_app.db import db
from qa_app.rounds import queries
from tests import factories

from .scene import RI, G, I, O, agree_all, cycle_with, manager, round_with
from .test_statuses import everything


def half_graded(canary):
    """A round in which the first auditor of a case has sent an audit full of the canary; the second has not."""
    first = factories.person(Role.AUDITOR, name="Ashley Hasgraded")
    second = factories.person(Role.AUDITOR, Role.QA_MANAGER)
    cycle, pairs = cycle_with([(I, None)], auditors=[first, second])
    audit = pairs[0][0]
    audit.given_reason = f"Reason {canary}"
    factories.answers(audit, "voice", **{"voice-said": canary, "voice-grade": O})
    factories.finding(audit, text=canary)
    factories.answers(pairs[0][1], "overall", grade=O, reason=canary)
    return factories.moderation_round(cycle, *pairs), audit, second


def test_C8_the_pages_of_an_unfinished_round_hold_no_grade_and_no_word_of_any_audit(browser_of):
    canary = secrets.token_hex(8)
    opened, audit, second = half_graded(canary)
    case = opened.cases[0]
    hidden = [canary, audit.key, case.second.key, audit.case.reference, "nadequate", "utstanding", audit.auditor.name]
    for who in (manager(), second):
        browser = browser_of(who)
        for path, expect in {
            "/rounds/": 200,
            "/rounds/open": 200,
            f"/rounds/{opened.id}": 200,
            f"/rounds/cases/{case.id}": 404,
            f"/rounds/resolution/{audit.key}": 404,
            f"/rounds/resolution/{case.second.key}": 404,
        }.items():
            browser.open(path, expect=expect)
            shown = browser.response.text + str(browser.response.headers)
            assert not [each for each in hidden if each in shown.replace(path, "")], path
        for path in (f"/rounds/{opened.id}/reveal", f"/rounds/{opened.id}/close"):
            page = browser.submit(path, expect=409)
            assert not [each for each in hidden if each in page.decode()]


def test_the_page_of_an_unfinished_round_says_how_many_are_in_and_who_is_late(browser_of):
    late, prompt = factories.person(Role.AUDITOR, name="Ola Late"), factories.person(Role.AUDITOR, name="Pat Prompt")
    cycle, pairs = cycle_with([(G, None), (None, G), (G, G)], auditors=[prompt, late])
    pairs[1][0].due_on = factories.today().replace(year=2025)
    factories.given(pairs[1][0])
    opened = factories.moderation_round(cycle, *pairs)
    page = browser_of(manager()).open(f"/rounds/{opened.id}")
    assert "4 of 6 audits are in." in page.text
    (row,) = page.select("tbody tr")
    assert "Ola Late" in row.text
    assert row.select("td")[0].text == "2"
    assert "2025 Late" in " ".join(row.select("td")[1].text.split())
    assert "Pat Prompt" not in page.text
    assert not page.select("main button")


def test_C8_no_result_is_computed_before_the_grades_are_shown():
    opened, _, _ = half_graded("canary")
    assert queries.report_of(opened) is None
    assert list(queries.cases_of(opened)) == []
    assert queries.get_revealed_case(opened.cases[0].id) is None


def test_C9_a_hidden_case_and_one_that_is_not_there_answer_the_same(browser_of):
    opened, audit, _ = half_graded("canary")
    browser = browser_of(manager())
    for hidden, absent in (
        (f"/rounds/cases/{opened.cases[0].id}", "/rounds/cases/999999"),
        (f"/rounds/resolution/{audit.key}", "/rounds/resolution/A_key_like_this"),
    ):
        pages = []
        for path in (hidden, absent):
            pages.append(browser.open(path, expect=404).select_one("main").decode())
        assert pages[0] == pages[1]


def test_blind_a_case_that_is_being_graded_again_shows_no_grade_meanwhile(browser_of):
    """The same entry and tool version in a later cycle: whoever grades it there must not read this round's grades."""
    made = round_with([(O, I), (G, RI)])
    case = made.cases[0]
    factories.audit(on=case.first.entry, version=case.first.tool_version)
    browser = browser_of(manager())
    page = browser.open(f"/rounds/{made.id}")
    row = next(row for row in page.select("tr") if case.first.case.reference in row.text)
    assert "being graded again" in row.text
    assert "Outstanding" not in row.text
    assert not row.select("a")
    browser.open(f"/rounds/cases/{case.id}", expect=404)
    browser.submit(f"/rounds/cases/{case.id}", expect=404, grade=G, cause="missed-evidence", reason="x", version="1")


MORE = {
    "status": "closed",
    "agreed_grade": I,
    "final_grade": I,
    "given_grade": I,
    "agreed_by_id": "1",
    "first_id": "1",
    "round_id": "1",
    "cycle_id": "1",
    "revision": "77",
    "closed_at": "2020-01-01",
    "is_admin": "y",
    "role": "administrator",
}


@pytest.mark.parametrize("verb", ["agree", "reveal", "close", "open"])
def test_C10_fields_that_no_form_has_change_nothing(browser_of, verb):
    who = manager()
    browser = browser_of(who)
    if verb == "open":
        cycle, _ = cycle_with([(G, I)])
        browser.submit("/rounds/open", cycle=str(cycle.id), name="Plain", **MORE)
        made = queries.round_of_cycle(cycle)
        assert (made.status, made.closed_at, made.cycle_id, made.revision) == ("grading", None, cycle.id, 1)
        return
    made = round_with([(G, I)], "grading" if verb == "reveal" else "resolving")
    if verb == "close":
        agree_all(made)
    case, paths = made.cases[0], {"agree": f"/rounds/cases/{made.cases[0].id}"}
    asked = {"grade": RI, "cause": "new-information", "reason": "Why.", "version": "1"} if verb == "agree" else {}
    before = everything(made)
    browser.submit(paths.get(verb, f"/rounds/{made.id}/{verb}"), **MORE, **asked)
    changed = {
        key for old, new in zip(before, everything(made), strict=True) for key in new if new[key] != old[key]
    } - {"revision", "agreed_at", "closed_at"}
    assert (
        changed
        == {
            "agree": {"agreed_grade", "cause", "reason", "agreed_by_id"},
            "reveal": {"status"},
            "close": {"status", "final_grade"},
        }[verb]
    )
    if verb == "agree":
        assert (case.agreed_grade, case.agreed_by_id, case.revision) == (RI, who.id, 2)
    assert db.session.get(type(who), who.id).has(Role.ADMINISTRATOR) is False
