"""The home page says what waits for each role, and what to do next where nothing does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from qa_app.access import Role
from qa_app.db import now, today, transaction
from qa_app.plan.operations import link
from qa_app.reports.home_queries import assurance
from tests import factories
from tests.counted import statements
from tests.qa_app.reports.story import finished_cycle


def cells(table):
    return [[cell.get_text(" ", strip=True) for cell in row.select("th, td")] for row in table.select("tbody tr")]


def numbers(page):
    return [" ".join(item.get_text(" ", strip=True).split()) for item in page.select(".app-numbers li")]


def test_an_auditor_goes_on_with_the_audit_longest_due(browser_of):
    auditor = factories.person(Role.AUDITOR)
    day = today()
    late = factories.audit(auditor, due_on=day - timedelta(days=1), status="in-progress")
    factories.audit(auditor, due_on=day)
    factories.audit(auditor, due_on=day + timedelta(days=7))
    factories.audit(auditor, due_on=day - timedelta(days=30), given_grade="good")
    factories.audit(due_on=day - timedelta(days=60))
    page = browser_of(auditor).open("/")
    assert numbers(page) == ["2 to begin", "1 in progress", "1 late"]
    button = page.select_one("main a.govuk-button")
    assert (button.text.strip(), button["href"]) == ("Go on with this audit", f"/audits/{late.key}")
    assert late.case.reference in page.main.text
    assert "It is late." in page.main.text


def test_of_two_due_on_the_same_day_the_begun_one_comes_first(browser_of):
    auditor = factories.person(Role.AUDITOR)
    begun, other = (factories.audit(auditor, due_on=today(), status="in-progress"), factories.audit(auditor))
    other.due_on = begun.due_on
    begun.case.reference, other.case.reference = "ZZ-2", "AA-1"
    assert browser_of(auditor).open("/").select_one("main a.govuk-button")["href"] == f"/audits/{begun.key}"


def test_a_returned_audit_is_counted_apart_and_comes_before_one_begun(browser_of):
    auditor = factories.person(Role.AUDITOR)
    for status in ("allocated", "in-progress"):
        factories.audit(auditor, due_on=today(), status=status)
    returned = factories.audit(auditor, due_on=today(), given_grade="good", status="returned")
    page = browser_of(auditor).open("/")
    assert numbers(page) == ["1 to begin", "1 in progress", "1 returned with queries", "0 late"]
    button = page.select_one("main a.govuk-button")
    assert (button.text.strip(), button["href"]) == ("Go on with this audit", f"/audits/{returned.key}")


def test_a_cycle_with_every_audit_sent_is_not_among_those_to_watch(browser_of):
    finished_cycle()
    page = browser_of(factories.person(Role.QA_MANAGER)).open("/")
    assert "Every audit that was given out is sent." in page.main.text
    assert not page.select("main table")


def test_B10_what_is_due_today_is_not_late(browser_of):
    auditor = factories.person(Role.AUDITOR)
    factories.audit(auditor, due_on=today())
    page = browser_of(auditor).open("/")
    assert numbers(page) == ["1 to begin", "0 in progress", "0 late"]
    assert "Begin this audit" in page.main.text


def test_an_auditor_with_nothing_to_do_is_told_so(browser_of):
    assert "You have no audit to do." in browser_of(factories.person(Role.AUDITOR)).open("/").main.text


def test_the_qa_manager_sees_progress_and_who_is_late(browser_of):
    version = factories.tool_version()
    cycle = factories.cycle(version, name="Autumn cycle", status="running")
    factories.cycle(version, name="Not started", status="drawn")
    slow = factories.person(Role.AUDITOR, name="Slow Auditor")
    due = today() - timedelta(days=3)
    first = factories.audit(version=version, given_grade="good")
    second = factories.audit(slow, first.entry, version, kind="second", due_on=due)
    factories.sampled(cycle, first.entry, first, second)
    single = factories.audit(slow, version=version, due_on=due + timedelta(days=1), status="in-progress")
    factories.sampled(cycle, single.entry, single)
    page = browser_of(factories.person(Role.QA_MANAGER)).open("/")
    cycles, late = page.select("main table")
    assert [row[0] for row in cells(cycles)] == ["Autumn cycle"]
    assert cells(cycles)[0][2:] == ["1 of 3", "33%"]
    assert cells(late) == [["Slow Auditor", "2", f"{due.day} {due:%B %Y}"]]
    assert "Autumn cycle has cases graded twice and no round" in page.main.get_text(" ", strip=True)


def a_round(name, status, *grades):
    version = factories.tool_version()
    pairs = []
    for given, other in grades:
        first = factories.audit(version=version, given_grade=given)
        second = factories.audit(on=first.entry, version=version, kind="second", given_grade=other)
        pairs.append((first, second))
    return factories.moderation_round(factories.cycle(version, status="running"), *pairs, name=name, status=status)


@pytest.mark.parametrize(
    ("status", "grades", "said"),
    [
        ("grading", [("good", None), ("good", "good"), ("good", None)], "R: 2 audits still to come"),
        ("grading", [("good", "good")], "R: grading is complete, the results can be shown"),
        ("resolving", [("good", "good"), ("good", "inadequate")], "R: 1 difference to agree"),
        ("resolving", [("good", "good")], "R: everything is agreed, the round can be closed"),
    ],
)
def test_the_qa_manager_sees_which_rounds_wait(browser_of, status, grades, said):
    a_round("R", status, *grades)
    page = browser_of(factories.person(Role.QA_MANAGER)).open("/")
    assert said in [" ".join(item.text.split()) for item in page.select("main li")]


def test_C8_while_a_round_is_graded_the_home_page_tells_nothing_of_a_difference(browser_of):
    manager = browser_of(factories.person(Role.QA_MANAGER))
    a_round("R", "grading", ("good", "inadequate"))
    assert "difference" not in manager.open("/").main.text
    assert [each.differences for each in assurance().rounds] == [0]


def test_a_closed_round_waits_for_nobody(browser_of):
    finished_cycle()
    page = browser_of(factories.person(Role.QA_MANAGER)).open("/")
    assert "No moderation round is open." in page.main.text
    assert "No audit is late." in page.main.text


def test_a_qa_manager_with_no_cycle_is_told_what_comes_first(browser_of):
    page = browser_of(factories.person(Role.QA_MANAGER)).open("/")
    assert "No cycle is running. Import a case list" in page.main.text


def test_a_head_sees_which_actions_answer_own_findings(browser_of):
    story = finished_cycle()
    mine, theirs = factories.plan_action("1.1", text="Mine"), factories.plan_action("1.2", text="Theirs")
    with transaction():
        link(story.findings[0], [mine], by=story.manager)
    with transaction():
        link(story.findings[1], [mine], by=story.manager)
    with transaction():
        link(story.elsewhere_finding, [mine, theirs], by=story.manager)
    text = " ".join(browser_of(story.head).open("/").main.text.split())
    assert "1.1 Mine: 2 findings" in text
    assert "Theirs" not in text
    assert "1.2 Theirs: 1 finding" in " ".join(browser_of(story.other_head).open("/").main.text.split())


def test_a_head_with_nothing_final_is_told_so(browser_of):
    page = browser_of(factories.person(heads=(factories.service(),))).open("/")
    assert "No audit of your cases has its final grade yet." in page.main.text
    assert "No finding of your services is linked" in page.main.text


def test_an_administrator_of_an_empty_council_sees_the_steps(browser_of):
    page = browser_of(factories.person(Role.ADMINISTRATOR)).open("/")
    assert [item.text for item in page.select("main ol li")] == [
        "Add the services of your council",
        "Add the teams of each service",
        "Open an account for the QA manager",
        "Open accounts for the auditors",
        "Open an account for each head of service",
    ]
    assert numbers(page) == ["1 open account", "0 services", "0 teams"]


def test_the_steps_that_are_done_go(browser_of):
    finished_cycle()
    factories.person(Role.AUDITOR, is_active=False)
    page = browser_of(factories.person(Role.ADMINISTRATOR)).open("/")
    assert not page.select("main ol li")
    assert "Every role has somebody." in page.main.text
    assert numbers(page)[1:] == ["2 services", "2 teams"]


def test_C16_a_closed_account_fills_no_role(browser_of):
    factories.person(Role.AUDITOR, is_active=False)
    page = browser_of(factories.person(Role.ADMINISTRATOR)).open("/")
    assert "Open accounts for the auditors" in page.main.text


def test_a_person_with_several_roles_sees_them_all(browser_of):
    roles = (Role.AUDITOR, Role.QA_MANAGER, Role.ADMINISTRATOR)
    page = browser_of(factories.person(*roles, heads=(factories.service("Own service"),))).open("/")
    headings = [heading.text for heading in page.select("main h2")]
    assert headings[:2] == ["Your audits", "Cycles running"]
    assert "Own service" in headings
    assert headings[-1] == "Set-up"


def test_a_person_without_a_role_is_told_whom_to_ask(browser_of):
    assert "Ask your administrator" in browser_of(factories.person()).open("/").main.text


def test_the_home_page_asks_the_database_as_often_for_many_as_for_few(browser_of):
    auditor = factories.person(Role.AUDITOR, Role.QA_MANAGER, Role.ADMINISTRATOR)

    def asked():
        with statements() as seen:
            browser_of(auditor).open("/")
        return len(seen)

    def more(number):
        audit = factories.audit(auditor, due_on=today() - timedelta(days=number))
        factories.sampled(factories.cycle(audit.tool_version, status="running"), audit.entry, audit)
        a_round(f"Round {number}", "resolving", ("good", "inadequate"))

    more(1)
    few = asked()
    for number in range(2, 8):
        more(number)
    assert asked() == few < 30


def test_what_was_final_is_counted_though_the_round_is_newer(browser_of):
    story = finished_cycle()
    newer = a_round("Newer", "closed", ("good", "good"))
    newer.closed_at = now()
    trust = browser_of(story.head).open("/").select_one(".app-trust").text
    assert "Spring moderation" in trust
    assert "Newer" not in trust
