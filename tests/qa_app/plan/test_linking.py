"""A finding is linked to the actions of the plan that answer it, and back."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from qa_app.access import Permission, Role, permits
from qa_app.audits.models import Finding
from qa_app.db import db, transaction
from qa_app.plan.finding_queries import counting_in, lines, linked_counts, services_open_to
from qa_app.plan.models import FindingLink
from qa_app.plan.operations import link
from qa_app.plan.queries import links_of
from qa_app.refusals import Refusal
from qa_app.trail.models import TrailEvent
from tests import factories
from tests.counted import statements


def refs(finding):
    return [each.action.ref for each in links_of([finding])[finding.id]]


def events():
    return db.session.scalars(select(TrailEvent).where(TrailEvent.kind == "finding:link").order_by(TrailEvent.number))


@pytest.fixture
def three():
    return [factories.plan_action(ref) for ref in ("1.1", "1.2", "1.3")]


@pytest.fixture
def manager():
    return factories.person(Role.QA_MANAGER)


@pytest.fixture
def finding():
    return factories.finding(factories.audit(final_grade="good"))


def test_linking_adds_and_removes_and_says_so_in_the_trail(finding, three, manager):
    with transaction():
        link(finding, three[:2], by=manager)
    with transaction():
        link(finding, three[1:], by=manager)
    assert refs(finding) == ["1.2", "1.3"]
    assert [each.detail for each in events()] == [
        {"added": ["1.1", "1.2"], "removed": []},
        {"added": ["1.3"], "removed": ["1.1"]},
    ]
    assert [each.actor_id for each in events()] == [manager.id, manager.id]


def test_saving_what_stands_already_is_no_event(finding, three, manager):
    for _ in range(2):
        with transaction():
            link(finding, three[:1], by=manager)
    assert len(list(events())) == 1


def test_B1_what_somebody_else_linked_meanwhile_stays(finding, three, manager):
    with transaction():
        link(finding, three[:1], by=manager)
    with transaction():
        link(finding, three[:2], seen=three[:1], by=manager)
    with transaction():
        link(finding, [three[2]], seen=three[:1], by=factories.person(Role.QA_MANAGER))
    assert refs(finding) == ["1.2", "1.3"]


@pytest.mark.parametrize("columns", [{}, {"given_grade": "good"}, {"final_grade": "good", "kind": "second"}])
def test_a_finding_that_does_not_count_cannot_be_linked(columns, three, manager):
    finding = factories.finding(factories.audit(**columns))
    with pytest.raises(Refusal, match="does not count"), transaction():
        link(finding, three, by=manager)
    assert db.session.scalar(select(func.count()).select_from(FindingLink)) == 0


def test_the_list_of_findings_is_the_policy_for_every_role(three, manager):
    services = [factories.service(), factories.service()]
    teams = [factories.team(in_service=service) for service in services]
    columns = [{}, {"given_grade": "good"}, {"final_grade": "good"}, {"final_grade": "good", "kind": "second"}]
    findings = [
        factories.finding(factories.audit(on=factories.entry(team), **each)) for team in teams for each in columns
    ]
    people = [
        manager,
        factories.person(Role.ADMINISTRATOR),
        factories.person(Role.AUDITOR),
        factories.person(),
        *(factories.person(heads=(service,)) for service in services),
        factories.person(heads=tuple(services)),
        factories.person(Role.AUDITOR, Role.ADMINISTRATOR, heads=(services[1],)),
    ]
    sizes = []
    for person in people:
        listed, total = lines(*counting_in(services_open_to(person)), offset=0, limit=100)
        allowed = {each.key for each in findings if permits(person, Permission.LINK_FINDING, each)}
        assert {each.key for each in listed} == allowed
        assert total == len(allowed)
        sizes.append(total)
    assert sizes == [2, 0, 0, 0, 1, 1, 2, 1]


def test_links_are_counted_only_where_the_finding_may_be_read(three, manager):
    service, other = factories.service(), factories.service()
    mine, theirs = (
        factories.finding(factories.audit(on=factories.entry(factories.team(in_service=each)), final_grade="good"))
        for each in (service, other)
    )
    with transaction():
        link(mine, three[:2], by=manager)
    with transaction():
        link(theirs, three[:1], by=manager)
    assert linked_counts(manager) == {three[0].id: 2, three[1].id: 1}
    assert linked_counts(factories.person(heads=(service,))) == {three[0].id: 1, three[1].id: 1}
    assert linked_counts(factories.person(heads=(other,))) == {three[0].id: 1}
    assert linked_counts(factories.person(Role.AUDITOR)) == {}


def test_the_link_page_shows_the_finding_and_saves_the_links(browser_of, three):
    service = factories.service()
    audit = factories.audit(on=factories.entry(factories.team(in_service=service)), final_grade="good")
    finding = factories.finding(audit, factories.theme("plans"), text="The plan has no dates.")
    head = browser_of(factories.person(heads=(service,)))
    page = head.open(f"/plan/findings/{finding.key}")
    assert "The plan has no dates." in page.main.text
    head.press(page, "Save the links", actions=[str(three[0].id), str(three[2].id)])
    page = head.follow()
    assert [box["value"] for box in page.select("input[checked]")] == [str(three[0].id), str(three[2].id)]
    assert "The plan has no dates." in head.open(f"/plan/actions/{three[0].id}").main.text
    assert "The plan has no dates." not in head.open(f"/plan/actions/{three[1].id}").main.text
    head.press(page, "Save the links", actions=[])
    assert refs(finding) == []


def test_D10_an_action_that_is_not_on_offer_is_refused(browser_of, finding, three, manager):
    browser = browser_of(manager)
    for made_up in ("999999", "1 OR 1=1", "", "1.1"):
        browser.submit(f"/plan/findings/{finding.key}", expect=400, actions=[made_up])
    assert refs(finding) == []


def test_C10_other_names_in_the_form_change_nothing(browser_of, finding, three, manager):
    before = {column.key: getattr(finding, column.key) for column in Finding.__table__.columns}
    browser_of(manager).submit(
        f"/plan/findings/{finding.key}",
        actions=[str(three[0].id)],
        text="changed",
        audit_id="1",
        kind="strength",
        key="mine",
        linked_by_id="1",
        finding_id="77",
    )
    db.session.expire_all()
    assert {column.key: getattr(finding, column.key) for column in Finding.__table__.columns} == before
    (made,) = links_of([finding])[finding.id]
    assert (made.finding_id, made.linked_by_id) == (finding.id, manager.id)


def test_C9_a_hidden_finding_is_answered_like_one_that_is_not_there(browser_of, three):
    hidden = factories.finding(factories.audit(final_grade="good"))
    not_yet = factories.finding(factories.audit(given_grade="good"))
    head = browser_of(factories.person(heads=(factories.service(),)))
    answers = set()
    for key in (hidden.key, not_yet.key, "A" * 16, "no such key", "%00", "é" * 16, "A" * 500):
        head.open(f"/plan/findings/{key}", expect=404)
        answers.add(head.response.text.split("<main", 1)[1].split("</main>")[0])
    assert len(answers) == 1
    head.submit(f"/plan/findings/{hidden.key}", expect=404, actions=[str(three[0].id)])
    assert refs(hidden) == []


def test_C3_neither_auditor_nor_administrator_links_a_finding(browser_of, finding, three):
    for role in (Role.AUDITOR, Role.ADMINISTRATOR):
        browser = browser_of(factories.person(role))
        browser.open(f"/plan/findings/{finding.key}", expect=404)
        browser.submit(f"/plan/findings/{finding.key}", expect=404, actions=[str(three[0].id)])
    assert refs(finding) == []


def test_the_list_of_an_action_asks_the_database_as_often_for_many_as_for_few(browser_of, three, manager):
    def asked():
        with statements() as seen:
            browser_of(manager).open(f"/plan/actions/{three[0].id}")
        return len(seen)

    for _ in range(2):
        with transaction():
            link(factories.finding(factories.audit(final_grade="good"), factories.theme(f"t{_}")), three, by=manager)
    few = asked()
    version = factories.tool_version()
    for _ in range(10):
        with transaction():
            link(factories.finding(factories.audit(version=version, final_grade="good")), three, by=manager)
    assert asked() == few < 25
