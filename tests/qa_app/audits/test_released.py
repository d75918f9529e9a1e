"""To whom an audit is released, what they read of it, and that the list is the policy."""

from __future__ import annotations

from itertools import product

import pytest

from qa_app.access import Permission, Role, permits
from qa_app.audits import managing
from qa_app.audits.models import Audit, Status
from qa_app.audits.released import readers_of, released_on_page, released_to
from qa_app.db import db, now, transaction
from qa_app.notices.models import Notice
from qa_app.people.models import Person, Team
from tests import factories
from tests.qa_app.audits.story import finished

WORKER = "Robin Worker"


def practitioner(team: Team | None, name: str | None = WORKER, *more: Role, **columns) -> Person:
    return factories.person(Role.PRACTITIONER, *more, team=team, name_in_case_list=name, **columns)


def team_manager(team: Team | None, *more: Role, **columns) -> Person:
    return factories.person(Role.TEAM_MANAGER, *more, team=team, **columns)


def released(team: Team | None = None, *, worker: str | None = WORKER, whole: bool = False, **columns) -> Audit:
    """A released audit of a case of this worker."""
    audit = factories.audit(on=columns.pop("on", None) or factories.entry(team, worker=worker))
    if whole:
        finished(audit)
    signed = {"final_grade": "good", "given_grade": "good", "given_reason": "Safe and known.", "submitted_at": now()}
    signed |= {"status": Status.RELEASED, "released_at": now(), "released_by": factories.person(Role.QA_MANAGER)}
    for name, value in {**signed, **columns}.items():
        setattr(audit, name, value)
    return factories.given(audit)


def told(person: Person) -> list[str]:
    return [each.about for each in db.session.query(Notice).filter_by(person_id=person.id).order_by(Notice.id)]


def everything_that_might_be_read(own: Team, other: Team) -> list[Audit]:
    """Audits of both teams, of several workers, in every status, first and second, and one still owed by somebody."""
    found = [released(team, worker=worker) for team, worker in product((own, other), (WORKER, "Robin  Worker", None))]
    found.append(released(own, worker=WORKER.lower()))
    found.append(released(own, status=Status.CLOSED))
    found.append(factories.audit(on=factories.entry(own, worker=WORKER), final_grade="good"))
    found.append(factories.audit(on=factories.entry(own, worker=WORKER), given_grade="good"))
    found.append(factories.audit(on=factories.entry(own, worker=WORKER)))
    first = released(own)
    pair = {"on": first.entry, "version": first.tool_version, "kind": "second"}
    signed = {"status": "released", "released_at": now(), "final_grade": "good"}
    return [*found, first, factories.audit(**pair, **signed)]


def test_C2_the_list_of_released_audits_is_the_policy_for_everybody():
    own, other = factories.team(), factories.team()
    audits = everything_that_might_be_read(own, other)
    people = [
        practitioner(own),
        practitioner(other, "Kim Elsewhere"),
        practitioner(None, "Pat Teamless"),
        practitioner(own, None),
        team_manager(own),
        team_manager(other),
        team_manager(None),
        practitioner(own, "robin worker", Role.TEAM_MANAGER),
        practitioner(other, WORKER, Role.AUDITOR, is_active=False),
        factories.person(Role.QA_MANAGER, team=own, name_in_case_list="Sam Other"),
        factories.person(team=own, name_in_case_list="Lee Without-a-role"),
    ]
    owing = team_manager(own, Role.AUDITOR)
    factories.audit(owing, on=audits[0].entry, version=audits[0].tool_version, kind="second")
    numbers = []
    for person in [*people, owing]:
        listed = {each.id for each in db.session.scalars(released_to(person))} if person.is_active else set()
        policy = {each.id for each in audits if permits(person, Permission.READ_RELEASED, each)}
        assert listed == policy, (person.name, person.grants)
        if person.is_active:
            assert released_on_page(person, 1)[1] == len(policy)
        numbers.append(len(policy))
    assert numbers == [3, 0, 0, 0, 6, 3, 0, 6, 0, 0, 0, 5]


def test_a_namesake_in_another_team_and_a_like_name_read_nothing(browser_of):
    audit = released()
    wrong = [practitioner(factories.team()), practitioner(audit.entry.team, "Robin Workers", is_active=True)]
    for person in wrong:
        browser_of(person).open(f"/audits/{audit.key}/released", expect=404)
        assert audit.case.reference not in browser_of(person).open("/audits/released").text
        assert "has been released yet" in browser_of(person).open("/").text


def test_the_page_begins_with_strengths_and_says_what_can_be_done(browser_of):
    audit = released(whole=True)
    factories.finding(audit, question="voice-strength", section="voice", kind="strength", text="Drew with her.")
    factories.finding(audit, question="risk-area", section="risk", kind="area", text="The plan was not tested.")
    page = browser_of(practitioner(audit.entry.team)).open(f"/audits/{audit.key}/released")
    headings = [each.get_text(" ", strip=True) for each in page.select("main h2")]
    assert headings[:4] == ["Strengths", "Areas for development", "Actions for this child", "Final grade"]
    assert headings[-1] == "What you can do next"
    text = page.select_one("main").get_text(" ", strip=True)
    assert text.index("Drew with her.") < text.index("The plan was not tested.") < text.index("Safe and known.")
    assert audit.auditor.name in text
    assert "Comment on this audit" in text
    assert "Dispute a grade or an answer" in text


def test_C8_they_read_nothing_of_queries_of_the_round_or_of_the_other_audit(browser_of):
    secrets = ("zq-query", "zq-other-auditor", "zq-other-answer", "zq-given-reason", "zq-comment-of-another")
    audit = released(whole=True, given_grade="outstanding", given_reason=secrets[3])
    factories.query(audit, text=secrets[0])
    second = factories.audit(
        factories.person(Role.AUDITOR, name=secrets[1]),
        on=audit.entry,
        version=audit.tool_version,
        kind="second",
        final_grade="good",
        given_reason=secrets[2],
    )
    worker, boss = practitioner(audit.entry.team), team_manager(audit.entry.team)
    factories.comment(audit, boss, text=secrets[4])
    browser = browser_of(worker)
    browser.open(f"/audits/{audit.key}/released")
    text = browser.response.text
    for word in (*secrets, "Outstanding", "moderat", second.key):
        assert word not in text, word
    assert "<strong>Good</strong>" in text
    for path in ("", "/history", "/manage", "/response"):
        browser.open(f"/audits/{audit.key}{path}", expect=404)
    browser.open(f"/rounds/resolution/{audit.key}", expect=404)
    browser.open(f"/audits/{second.key}/released", expect=404)


def test_C8_whoever_still_owes_a_grade_of_the_case_reads_nothing(browser_of):
    audit = released()
    owing = team_manager(audit.entry.team, Role.AUDITOR)
    factories.audit(owing, on=audit.entry, version=audit.tool_version, kind="second")
    browser = browser_of(owing)
    for path in ("released", "released/comment", "released/dispute"):
        browser.open(f"/audits/{audit.key}/{path}", expect=404)
    assert f"/audits/{audit.key}/released" not in str(browser.open("/"))
    assert owing not in readers_of(audit)


def test_releasing_tells_those_whose_work_it_is_and_the_list_says_what_is_new(browser_of):
    audit = factories.audit(on=factories.entry(worker=WORKER), final_grade="good")
    team = audit.entry.team
    worker, boss = practitioner(team), team_manager(team)
    others = [practitioner(team, "Kim Other"), team_manager(factories.team()), team_manager(team, is_active=False)]
    with transaction():
        managing.release(audit, seen=audit.revision, by=factories.person(Role.QA_MANAGER))
    for person in (worker, boss):
        assert told(person) == ["An audit of a case of yours was released."]
    assert [told(person) for person in others] == [[], [], []]
    browser = browser_of(worker)
    assert browser.open("/").select_one("main .govuk-tag").text.strip() == "New"
    page = browser.open(browser.open("/").select_one(".app-notice a")["href"])
    assert "Strengths" in page.text
    assert not browser.open("/").select("main .govuk-tag")
    assert browser_of(boss).open("/audits/released").select_one("main .govuk-tag").text.strip() == "New"


def test_the_newest_release_comes_first_and_long_lists_have_pages(browser_of):
    team = factories.team()
    audits = [released(team) for _ in range(52)]
    boss = team_manager(team)
    page = browser_of(boss).open("/audits/released")
    shown = [link.text.strip() for link in page.select("main th a")]
    assert shown == [audit.case.reference for audit in reversed(audits)][:50]
    assert len(browser_of(boss).open("/audits/released?page=2").select("main th a")) == 2
    assert "See all 52" in browser_of(boss).open("/").text
    browser_of(boss).open("/audits/released?page=3", expect=404)


@pytest.mark.parametrize("change", ["team", "name", "role"])
def test_C12_what_no_longer_agrees_is_not_read_any_more(browser_of, change):
    audit = released()
    worker = practitioner(audit.entry.team)
    browser = browser_of(worker)
    browser.open(f"/audits/{audit.key}/released")
    if change == "team":
        worker.team = factories.team()
    elif change == "name":
        worker.name_in_case_list = "Robin Married"
    else:
        worker.grants = []
    factories.given(worker)
    browser.open(f"/audits/{audit.key}/released", expect=404)
