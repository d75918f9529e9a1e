"""The pages of the auditor: lists, task list, large tools, hostile words, strangers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from qa_app.access import Role
from qa_app.audits.models import SectionAnswers
from qa_app.db import db, now, today
from qa_app.trail import TrailEvent
from tests import factories
from tests.counted import statements
from tests.qa_app.audits.story import THEMES, XSS, auditor, finished, section_path, send


def said(text: str) -> str:
    """As a TOML text."""
    return text.replace("\\", "\\\\").replace('"', '\\"')


def test_my_audits_without_any_says_what_comes_next(browser_of):
    page = browser_of(auditor()).open("/audits/")
    assert "You have no audits yet" in page.main.text
    assert not page.select(".govuk-task-list")


def test_my_audits_shows_what_is_due_what_is_late_and_what_was_sent(browser_of):
    who = auditor()
    late = factories.audit(who, due_on=today() - timedelta(days=1))
    begun = factories.audit(who, status="in-progress")
    sent = factories.audit(who, final_grade="good")
    factories.audit(on=factories.entry(reference="C-OTHER"))
    page = browser_of(who).open("/audits/")
    rows = {row.a.text.strip(): row.get_text(" ", strip=True) for row in page.select(".govuk-task-list__item")}
    assert "Was due" in rows[f"Case {late.case.reference}"]
    assert "Not started" in rows[f"Case {late.case.reference}"]
    assert "In progress" in rows[f"Case {begun.case.reference}"]
    assert "Sent" in rows[f"Case {sent.case.reference}"]
    assert len(rows) == 3
    assert "C-OTHER" not in page.text


def test_sent_audits_come_fifty_to_a_page(browser_of):
    who, version = auditor(), factories.tool_version()
    team, cases = factories.team(), factories.case_list()
    for _ in range(51):
        factories.audit(who, on=factories.entry(team, cases), version=version, final_grade="good")
    browser = browser_of(who)
    page = browser.open("/audits/")
    assert len(page.select(".govuk-task-list__item")) == 50
    assert len(browser.open(page.select_one(".govuk-pagination__next a")["href"]).select(".govuk-task-list__item")) == 1
    for silly in ("0", "-1", "x", "99999", "9" * 400):
        browser.open(f"/audits/?page={silly}")


def test_the_task_list_says_how_far_the_audit_has_come(browser_of):
    entry = factories.entry(status="child-protection", age_band="10 to 15", last_seen_on=today())
    audit = factories.audit(on=entry)
    browser = browser_of(audit.auditor)
    page = browser.open(f"/audits/{audit.key}")
    text = page.main.get_text(" ", strip=True)
    for fact in (entry.case.reference, "10 to 15", "Child protection", entry.team.name, "Last seen"):
        assert fact in text
    assert "0 of 4 sections complete" in text
    browser.press(browser.open(section_path(audit, "plan")), "Save and continue", **{"q-plan-grade": "good"})
    browser.press(browser.open(section_path(audit)), "Save and continue", **{"q-voice-sought": "yes"})
    page = browser.open(f"/audits/{audit.key}")
    rows = [row.get_text(" ", strip=True) for row in page.select(".govuk-task-list__item")]
    assert rows == [
        "The child’s voice 1 answer still needed In progress",
        "Risk and safety Not started",
        "The plan Complete",
        "Overall judgement Not started",
    ]
    assert "1 of 4 sections complete" in page.main.get_text(" ", strip=True)


def test_an_answer_changed_from_the_page_of_all_answers_leads_back_to_it(browser_of):
    audit = finished(factories.audit())
    browser = browser_of(audit.auditor)
    change = browser.open(f"/audits/{audit.key}/check").select_one("a[href*='/sections/plan'][href$='#q-plan-grade']")
    page = browser.open(change["href"])
    assert page.select_one(".govuk-back-link")["href"] == f"/audits/{audit.key}/check"
    browser.press(page, "Save and continue", **{"q-plan-grade": "outstanding"})
    assert browser.location == f"/audits/{audit.key}/check"
    assert "Outstanding" in browser.follow().main.text


def test_the_descriptor_of_every_grade_stands_beside_it(browser_of):
    audit = factories.audit()
    page = browser_of(audit.auditor).open(section_path(audit))
    for radio in page.select("input[name=q-voice-grade]"):
        (hint,) = (page.select_one(f"#{name}") for name in radio["aria-describedby"].split())
        assert hint.text.strip() in {"Heard and it changed things.", "Heard.", "Partly heard.", "Not heard."}


def test_suggested_themes_come_first_and_all_others_are_at_hand(browser_of):
    for key in THEMES:
        factories.theme(key)
    audit = factories.audit()
    page = browser_of(audit.auditor).open(section_path(audit, "risk"))
    boxes = page.select("input[name=t-risk-area]")
    assert [box["value"] for box in boxes][:2] == ["risk-and-safety", "drift-and-delay"]
    assert {box["value"] for box in page.select("details input")} == {"voice-and-direct-work", "plans"}


def test_no_question_can_pass_for_a_field_of_the_page_itself(browser_of):
    source = factories.SHORT_TOOL.replace('key = "voice-said"', 'key = "version"')
    audit = factories.audit(version=factories.tool_version(source))
    browser = browser_of(audit.auditor)
    browser.press(browser.open(section_path(audit)), "Save and continue", **{"q-version": "My words"})
    (saved,) = db.session.query(SectionAnswers).all()
    assert saved.answers == {"version": "My words"}


def test_D1_hostile_words_in_answers_themes_and_tools_are_shown_as_text(browser_of):
    hostile = " ".join(XSS)
    source = factories.SHORT_TOOL
    for words in ("The child’s voice", "What was strong?", "Heard.", "What the child thinks", "What decided your"):
        source = source.replace(words, said(f"{words} {hostile}"))
    source = source.replace('label = "Yes"', f'label = "{said(hostile)}"')
    theme = factories.theme("voice-and-direct-work", hostile)
    for key in THEMES[1:]:
        factories.theme(key, f"{key} {hostile}")
    entry = factories.entry(factories.team(hostile), reference=f"C {hostile}", age_band=hostile)
    audit = finished(factories.audit(on=entry, version=factories.tool_version(source)))
    browser = browser_of(audit.auditor)
    page = browser.open(section_path(audit))
    typed = {"q-voice-said": hostile, "q-voice-strength": hostile, "t-voice-strength": [theme.key]}
    browser.press(page, "Save and continue", **typed)
    browser.press(page, "Save and continue", expect=409, **(typed | {"q-voice-said": hostile * 2}))
    paths = [f"/audits/{audit.key}", section_path(audit), section_path(audit, "overall"), f"/audits/{audit.key}/check"]
    for path in ["/audits/", *paths]:
        page = browser.open(path)
        assert not page.select("main svg[onload], main img, main script"), path
    assert hostile in browser.open(section_path(audit)).select_one("#q-voice-said").text
    send(browser, audit)
    page = browser_of(factories.person(Role.QA_MANAGER)).open(f"/audits/{audit.key}")
    assert not page.select("main svg[onload], main img, main script")
    assert page.main.text.count("<svg/onload=alert(1)>") > 5


def test_C3_an_audit_is_reached_by_its_key_alone_and_sections_only_where_they_are(browser_of):
    audit = factories.audit()
    for who in (auditor(), factories.person(Role.QA_MANAGER), factories.person(heads=(audit.entry.team.service,))):
        browser = browser_of(who)
        for path in (f"/audits/{audit.key}", section_path(audit), f"/audits/{audit.key}/check"):
            browser.open(path, expect=404)
        browser.submit(section_path(audit), expect=404, version="0", **{"q-voice-said": "Not mine"})
        browser.submit(f"/audits/{audit.key}/check", expect=404)
        for method in ("put", "delete", "patch"):
            reply = getattr(browser.client, method)(section_path(audit), data={"csrf_token": browser.token()})
            assert reply.status_code in {404, 405}
    own = browser_of(audit.auditor)
    own.open(f"/audits/{audit.id}", expect=404)
    own.open(section_path(audit, "no-such-section"), expect=404)
    own.submit(section_path(audit, "no-such-section"), expect=404)
    own.open(f"/audits/{audit.key}/sections/..%2fcheck", expect=404)
    assert not db.session.query(TrailEvent).count()
    assert not db.session.query(SectionAnswers).count()


def test_C12_an_auditor_whose_role_was_taken_away_saves_nothing_more(browser_of):
    audit = factories.audit()
    browser = browser_of(audit.auditor)
    page = browser.open(section_path(audit))
    audit.auditor.grants = []
    factories.given(audit.auditor)
    browser.press(page, "Save and continue", expect=404, **{"q-voice-said": "Still here"})
    assert not db.session.query(SectionAnswers).count()


def test_the_number_of_questions_put_to_the_database_does_not_grow_with_my_audits(browser_of):
    who = auditor()
    version, team = factories.tool_version(), factories.team()

    def asked() -> int:
        browser = browser_of(who)
        browser.open("/audits/")
        with statements() as seen:
            browser.open("/audits/")
        return len(seen)

    for _ in range(2):
        factories.audit(who, on=factories.entry(team), version=version)
        factories.audit(who, on=factories.entry(team), version=version, final_grade="good")
    few = asked()
    for _ in range(15):
        entry = factories.entry(team)
        factories.audit(who, on=entry, version=version)
        factories.audit(on=entry, version=version, kind="second")
        factories.audit(who, on=factories.entry(team), version=factories.tool_version(), final_grade="good")
    assert asked() == few <= 8


@pytest.mark.parametrize(
    ("path", "most"), [("", 13), ("/sections/voice", 14), ("/sections/overall", 14), ("/check", 13)]
)
def test_the_pages_of_one_audit_put_few_questions_to_the_database(browser_of, path, most):
    for key in THEMES:
        factories.theme(key)
    audit = finished(factories.audit())
    browser = browser_of(audit.auditor)
    browser.open(f"/audits/{audit.key}{path}")
    with statements() as seen:
        browser.open(f"/audits/{audit.key}{path}")
    assert len(seen) <= most, seen


def test_a_tool_of_250_questions_is_filled_in_checked_and_sent(browser_of):
    kinds = ["strength" if n % 40 == 0 else "text" for n in range(241)]
    more = "\n".join(
        f'[[sections.questions]]\nkey = "more-{n}"\nkind = "{kind}"\nrequired = true\ntext = "Question {n}?"\n'
        for n, kind in enumerate(kinds)
    )
    source = factories.SHORT_TOOL.replace('[[sections]]\nkey = "risk"', f'{more}\n[[sections]]\nkey = "risk"')
    for key in THEMES:
        factories.theme(key)
    audit = finished(factories.audit(version=factories.tool_version(source)))
    browser = browser_of(audit.auditor)
    page = browser.open(section_path(audit))
    typed = {f"q-more-{n}": f"Answer {n}." for n in range(241)}
    typed |= {f"t-more-{n}": ["plans", "risk-and-safety"] for n in range(0, 241, 40)}
    browser.press(page, "Save and continue", **typed)
    send(browser, audit)
    page = browser.follow()
    assert "Answer 240." in page.main.text
    assert len(audit.findings) == 9


def test_A4_signed_in_answers_are_never_stored(browser_of):
    audit = finished(factories.audit())
    browser = browser_of(audit.auditor)
    page = browser.open(section_path(audit))
    stored = []
    for path in ("/audits/", f"/audits/{audit.key}", section_path(audit), f"/audits/{audit.key}/check"):
        browser.open(path)
        stored.append(browser.response.headers["Cache-Control"])
    browser.press(page, "Save and continue", **{"q-voice-said": "x"})
    stored.append(browser.response.headers["Cache-Control"])
    fields = {tag["name"]: tag["value"] for tag in page.select("main form input[type=hidden]")}
    reply = browser.client.post(section_path(audit), data=fields, headers={"Accept": "application/json"})
    stored.append(reply.headers["Cache-Control"])
    assert set(stored) == {"no-store, private"}
    assert page.select_one("form[data-autosave]")["autocomplete"] == "off"


def test_D12_a_save_without_a_token_changes_nothing(browser_of):
    audit = factories.audit()
    browser = browser_of(audit.auditor)
    assert browser.client.post(section_path(audit), data={"q-voice-said": "x", "version": "0"}).status_code == 400
    assert browser.client.post(f"/audits/{audit.key}/check", data={"seen": "x"}).status_code == 400
    assert not db.session.query(SectionAnswers).count()


def test_the_save_state_is_said_politely_and_says_when(browser_of):
    audit = factories.audit()
    browser = browser_of(audit.auditor)
    state = browser.open(section_path(audit)).select_one("[data-save-state]")
    assert (state["role"], state.text) == ("status", "Nothing is saved in this section yet")
    factories.answers(audit, "voice", **{"voice-said": "x"})
    state = browser.open(section_path(audit)).select_one("[data-save-state]")
    assert state.text.startswith(f"Saved {now().day} ")
