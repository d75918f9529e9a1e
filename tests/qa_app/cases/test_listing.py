"""The list of cases: who sees which, how it is filtered, and searching by ID."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from qa_app.access import Permission, Role, permits
from qa_app.cases.models import Case, CaseEntry
from qa_app.cases.queries import cases_visible_to
from qa_app.db import db
from qa_app.trail import TrailEvent
from tests import factories
from tests.counted import statements
from tests.qa_app.cases.uploading import upload
from tests.qa_app.cases.workbooks import row, workbook


@pytest.fixture
def council():
    """Two services with a team each; one list of five cases, three of them in the first."""
    mine, other = factories.service("Safeguarding"), factories.service("Care")
    team, far = factories.team("Hillside", mine), factories.team("Harbour", other)
    listed = factories.case_list(5)
    for number, of_team in enumerate((team, team, team, far, far), start=1):
        status = "child-in-need" if number % 2 else "looked-after"
        factories.entry(of_team, listed, reference=f"C-{number}", status=status)
    return mine, other, team, far


def references(page):
    return [link.get_text() for link in page.select("#cases-caption ~ tbody a")]


def test_a_qa_manager_sees_the_newest_list_and_a_head_only_their_own_services(browser_of, council):
    mine, *_ = council
    assert references(browser_of(factories.person(Role.QA_MANAGER)).open("/cases/")) == [f"C-{n}" for n in range(1, 6)]
    page = browser_of(factories.person(heads=(mine,))).open("/cases/")
    assert references(page) == ["C-1", "C-2", "C-3"]
    assert page.caption.get_text() == "3 cases"
    for hidden in ("Care", "Harbour", "list-", "C-4"):
        assert hidden not in page.main.get_text()


def test_a_list_says_what_to_do_when_there_is_none(browser_of):
    page = browser_of(factories.person(Role.QA_MANAGER)).open("/cases/")
    assert "Import one to be able to draw a sample." in page.main.get_text()


def test_filters_leave_in_what_fits(browser_of, council):
    _, other, team, _ = council
    browser = browser_of(factories.person(Role.QA_MANAGER))
    assert references(browser.open(f"/cases/?status=looked-after&team={team.id}")) == ["C-2"]
    assert references(browser.open(f"/cases/?status=&team=&service={other.id}")) == ["C-4", "C-5"]
    page = browser.open(f"/cases/?service={other.id}")
    assert page.select_one("#service option[selected]").get_text() == "Care"
    assert "No case on this list fits" in browser.open("/cases/?status=closed").main.get_text()


@pytest.mark.parametrize(
    "query",
    [
        "user__password=x",
        "__class__=x",
        "metadata=x",
        "delete=1",
        "sort=reference",
        "status=__class__",
        "status=Closed",
        "team=999999",
        "team=1%20OR%201=1",
        "team=１",
        "service=x",
        "status=closed&status=closed",
        "page=0",
        "page=-1",
        "page=x",
        "page=1e9",
    ],
)
def test_C7_filters_that_are_not_on_offer_are_bad_requests(browser_of, council, query):
    browser_of(factories.person(Role.QA_MANAGER)).open(f"/cases/?{query}", expect=400)


def test_C6_C9_a_head_cannot_filter_by_what_is_not_theirs(browser_of, council):
    mine, other, team, far = council
    browser = browser_of(factories.person(heads=(mine,)))
    assert references(browser.open(f"/cases/?team={team.id}")) == ["C-1", "C-2", "C-3"]
    for query in (f"team={far.id}", f"service={other.id}"):
        browser.open(f"/cases/?{query}", expect=400)
        hidden = browser.response.data
        browser.open("/cases/?team=999999", expect=400)
        assert len(hidden) == len(browser.response.data)


def test_a_long_list_is_shown_by_the_page(browser_of):
    listed, team = factories.case_list(), factories.team()
    for number in range(120):
        factories.entry(team, listed, reference=f"C-{number:03}")
    browser = browser_of(factories.person(Role.QA_MANAGER))
    page = browser.open("/cases/?status=child-in-need&page=2")
    assert references(page) == [f"C-{number:03}" for number in range(50, 100)]
    assert page.caption.get_text() == "120 cases, 51 to 100 shown"
    links = {link["href"] for link in page.select(".govuk-pagination a")}
    assert "/cases/?status=child-in-need&page=3" in links
    assert len(references(browser.open("/cases/?page=3"))) == 20
    browser.open("/cases/?page=4", expect=404)


def test_the_list_asks_the_database_no_more_for_more_cases(browser_of):
    listed = factories.case_list()
    browser = browser_of(factories.person(Role.QA_MANAGER))

    def asked() -> int:
        with statements() as sent:
            browser.open("/cases/")
        return len(sent)

    factories.entry(factories.team(), listed)
    few = asked()
    for _ in range(30):
        factories.entry(factories.team(), listed)
    assert asked() == few <= 14


def test_C3_the_list_of_cases_is_the_policy_for_every_role(council):
    mine, other, _, far = council
    moved = db.session.scalars(select(Case).where(Case.reference == "C-1")).one()
    moved_on = CaseEntry(case=moved, case_list=factories.case_list(), team=far, status="closed")
    factories.given(moved_on)
    people = [
        factories.person(Role.QA_MANAGER),
        factories.person(Role.AUDITOR),
        factories.person(Role.ADMINISTRATOR),
        factories.person(heads=(mine,)),
        factories.person(heads=(other,)),
        factories.person(heads=(mine, other)),
        factories.person(Role.AUDITOR, heads=(other,)),
        factories.person(Role.QA_MANAGER, heads=(mine,)),
        factories.person(),
    ]
    every = db.session.scalars(select(Case)).all()
    for person in people:
        listed = {case.id for case in db.session.scalars(cases_visible_to(person))}
        assert listed == {case.id for case in every if permits(person, Permission.READ_CASE, case)}
    (head,) = (person for person in people if person.services_headed == {mine.id} and len(person.grants) == 1)
    assert moved.id not in {case.id for case in db.session.scalars(cases_visible_to(head))}


def search(browser, reference, expect):
    return browser.press(browser.open("/cases/"), "Find the case", expect=expect, reference=reference)


def test_a_case_is_found_by_its_whole_id_and_the_search_is_noted_without_it(browser_of, council):
    manager = factories.person(Role.QA_MANAGER)
    browser = browser_of(manager)
    search(browser, " C-4 ", 302)
    assert browser.follow().h1.get_text() == "Case C-4"
    page = search(browser, "C-", 400)
    assert "No case that you can open has this ID" in page.select_one("#reference-error").get_text()
    assert page.select_one("#reference")["value"] == "C-"
    events = db.session.scalars(select(TrailEvent).order_by(TrailEvent.number)).all()
    assert [event.kind for event in events] == ["case:search", "case:read", "case:search"]
    assert [event.detail for event in events] == [{"found": True}, {}, {"found": False}]
    assert {event.actor_id for event in events} == {manager.id}
    search(browser, "", 400)


def test_C9_a_search_answers_the_same_for_a_hidden_case_and_for_none(browser_of, council):
    mine, *_ = council
    browser = browser_of(factories.person(heads=(mine,)))
    with statements() as for_hidden:
        hidden = search(browser, "C-4", 400)
        hidden_length = len(browser.response.data)
    with statements() as for_none:
        none = search(browser, "C-9", 400)
    assert hidden.main.get_text().replace("C-4", "") == none.main.get_text().replace("C-9", "")
    assert hidden_length == len(browser.response.data)
    assert for_hidden == for_none
    events = db.session.scalars(select(TrailEvent)).all()
    assert len({(event.subject, event.subject_id, str(event.detail)) for event in events}) == 1
    search(browser, "C-1", 302)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_has_no_business_with_cases_is_told_so(browser_of, council, role):
    browser = browser_of(factories.person(role))
    browser.open("/cases/", expect=403)
    browser.submit("/cases/search", expect=403, reference="C-1")
    case = db.session.scalars(select(Case).where(Case.reference == "C-1")).one()
    browser.open(f"/cases/{case.id}", expect=404)
    hidden = browser.response.data
    browser.open("/cases/999999", expect=404)
    assert len(hidden) == len(browser.response.data)


def test_A7_opening_the_pages_of_cases_writes_only_that_they_were_read(browser_of, council):
    factories.team("Hillside Safeguarding")
    browser = browser_of(factories.person(Role.QA_MANAGER))
    upload(browser, workbook([row("C-1")]))
    path = browser.location
    before = {event.id for event in db.session.scalars(select(TrailEvent))}
    case = db.session.scalars(select(Case).where(Case.reference == "C-1")).one()
    for there in ("/cases/", "/cases/import", path, f"/cases/{case.id}", "/cases/?status=closed"):
        browser.open(there)
    written = [event for event in db.session.scalars(select(TrailEvent)) if event.id not in before]
    assert [(event.kind, event.changes) for event in written] == [("case:read", {})]
