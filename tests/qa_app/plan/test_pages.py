"""The pages of the plan: on a page, its crosswalk, an action, and importing it."""

from __future__ import annotations

import io
import re

import pytest
from sqlalchemy import func, select

from qa_app.access import Role
from qa_app.db import db, transaction
from qa_app.plan.models import PlanAction, Priority
from qa_app.plan.operations import import_plan, link
from qa_app.plan.queries import crosswalk, plan_actions
from tests import factories
from tests.counted import statements
from tests.qa_app.plan.files import changed, own_plan, zipped
from tests.shared import shared

SCRIPTS = ("<svg/onload=alert(1)>", '"><img src=x ONERROR=alert(1)>', "javascript:alert(1)", "{% raw %}x")


def taken_in(files=None):
    with transaction():
        import_plan(files or own_plan(), by=None)


def cells(table):
    return [[cell.get_text(" ", strip=True) for cell in row.select("th, td")] for row in table.select("tbody tr")]


@pytest.fixture
def manager(browser_of):
    return browser_of(factories.person(Role.QA_MANAGER))


def sent(files):
    return [(io.BytesIO(data), name) for name, data in files.items()]


def test_the_plan_on_a_page(manager):
    taken_in()
    page = manager.open("/plan/")
    rag, *priorities = page.select("main table")
    assert cells(rag) == [
        ["1. Practice that children can feel", "6", "1", "2", "2", "1"],
        ["2. Managers who steer the work", "4", "1", "2", "1", "0"],
        ["3. A settled and skilled workforce", "4", "1", "1", "1", "1"],
        ["4. Knowing how good the work is", "4", "1", "2", "1", "0"],
        ["All priorities", "18", "4", "7", "5", "2"],
    ]
    assert "October 2026" in page.main.text
    assert [len(cells(table)) for table in priorities] == [6, 4, 4, 4]
    assert cells(priorities[0])[1] == [
        "1.2",
        "Hold a midway review of every child in need plan that is older than six months",
        "Head of Safeguarding and Support",
        "Monthly from October 2026",
        "A Amber",
        "0",
    ]


def test_I3_every_rating_has_its_letter_and_word(manager):
    taken_in()
    page = manager.open("/plan/")
    tags = [tag.get_text(" ", strip=True) for tag in page.select(".app-rag")]
    assert set(tags) == {"B Blue", "G Green", "A Amber", "R Red"}
    assert "Off track: the action will miss its date unless something changes." in page.main.text


def test_F13_the_table_says_what_the_actions_below_it_say(manager):
    taken_in()
    rag, *priorities = manager.open("/plan/").select("main table")
    for line, table in zip(cells(rag)[:-1], priorities, strict=True):
        tags = [row[4][0] for row in cells(table)]
        assert line[1:] == [str(len(tags)), *(str(tags.count(letter)) for letter in "BGAR")]


def test_the_shared_plan_on_a_page(manager):
    taken_in({path.name: path.read_bytes() for path in shared("plan").glob("*.csv")})
    rag, *priorities = manager.open("/plan/").select("main table")
    assert [line[1:] for line in cells(rag)] == [
        ["22", "1", "7", "10", "4"],
        ["12", "3", "4", "2", "3"],
        ["9", "1", "5", "1", "2"],
        ["9", "6", "2", "1", "0"],
        ["10", "3", "4", "2", "1"],
        ["62", "14", "22", "16", "10"],
    ]
    assert [len(cells(table)) for table in priorities] == [22, 12, 9, 9, 10]
    assert cells(priorities[4])[0][2] == "Nobody named"


def test_the_crosswalk_page_says_what_the_command_says(manager):
    taken_in()
    (table,) = manager.open("/plan/recommendations").select("main table")
    lines = cells(table)
    assert [(int(line[0].split(".")[0]), int(line[1])) for line in lines] == crosswalk()
    assert lines[3][2].split() == ["1.5", "1.6"]


def test_an_action_shows_every_fact(manager):
    taken_in()
    page = manager.open(f"/plan/actions/{plan_actions()[1].id}")
    for fact in (
        "Hold a midway review",
        "1. Practice that children can feel",
        "A Amber",
        "Head of Safeguarding and Support",
        "Monthly from October 2026",
        "31 October 2026",
        "Fewer plans open for more than a year",
        "Within existing resources",
        "2. Management oversight that notices drift early and sets it right.",
        "Child in need plans open for more than a year",
        "22%",
    ):
        assert fact in page.main.get_text(" ", strip=True), fact


def test_an_empty_plan_says_what_to_do_next(manager, browser_of):
    assert "Import the plan" in manager.open("/plan/").main.text
    head = browser_of(factories.person(heads=(factories.service(),))).open("/plan/")
    assert "The QA manager imports it." in head.main.text
    assert "Import the plan" not in head.main.text
    manager.open("/plan/recommendations")


def test_who_may_open_which_page(browser_of):
    taken_in()
    action = plan_actions()[0].id
    people = {
        "manager": (factories.person(Role.QA_MANAGER), 200, 200),
        "head": (factories.person(heads=(factories.service(),)), 200, 403),
        "administrator": (factories.person(Role.ADMINISTRATOR), 200, 403),
        "auditor": (factories.person(Role.AUDITOR), 403, 403),
    }
    for person, reading, importing in people.values():
        browser = browser_of(person)
        for path in ("/plan/", "/plan/recommendations", f"/plan/actions/{action}"):
            browser.open(path, expect=reading)
        browser.open("/plan/import", expect=importing)
        browser.submit("/plan/import", expect=200 if importing == 200 else 403)
        browser.open("/plan/actions/999999", expect=404 if reading == 200 else reading)


def test_an_administrator_sees_no_finding_and_no_count_of_any(browser_of):
    taken_in()
    finding = factories.finding(factories.audit(final_grade="good"), text="The words of a finding.")
    with transaction():
        link(finding, plan_actions()[:1], by=factories.person(Role.QA_MANAGER))
    browser = browser_of(factories.person(Role.ADMINISTRATOR))
    assert "inked findings" not in browser.open("/plan/").main.text
    page = browser.open(f"/plan/actions/{plan_actions()[0].id}").main.text
    assert "The words of a finding." not in page
    assert "Findings it answers" not in page


def test_the_files_are_uploaded_together(manager):
    page = manager.open("/plan/import")
    manager.press(page, "Import", files=sent({**own_plan(), "notes.csv": b"a,b\n1,2\n"}))
    page = manager.follow()
    assert "The plan was imported: 4 priorities, 18 actions" in page.main.text
    assert "Left out, because they are no part of a plan: notes.csv" in page.main.text
    manager.press(manager.open("/plan/import"), "Import", files=sent({"plan.zip": zipped(own_plan(), "plan/")}))
    assert "The plan is as it was: 4 priorities, 18 actions" in manager.follow().main.text
    assert db.session.scalar(select(func.count()).select_from(PlanAction)) == 18


def test_E4_problems_are_listed_and_nothing_is_changed(manager):
    taken_in()
    files = changed("actions.csv", "2026-10-31", "soon")
    files["priorities.csv"] = files["priorities.csv"].replace(b"steer", b"guide")
    files["measures.csv"] = files["measures.csv"].replace(b"\n1.2,", b"\n9.9,")
    page = manager.press(manager.open("/plan/import"), "Import", expect=200, files=sent(files))
    assert "The plan was not imported: 2 problems to put right first" in page.select_one(".govuk-error-summary").text
    assert cells(page.select_one("main table")) == [
        ["actions.csv", "3", "due", "“soon” is not a date: write 2026-11-21, or 21/11/2026, or leave it empty."],
        ["measures.csv", "3", "action_ref", "“9.9” is not in actions.csv."],
    ]
    assert db.session.scalars(select(Priority).where(Priority.number == 2)).one().title == "Managers who steer the work"


def test_choosing_no_file_gets_a_sentence(manager):
    page = manager.press(manager.open("/plan/import"), "Import", expect=200)
    assert "Choose the files of the plan" in page.select_one(".govuk-error-summary").text


def test_a_thousand_problems_are_shown_as_a_hundred_and_a_number(manager):
    files = own_plan()
    files["measures.csv"] += b"9.9,again,,,,,\n" * 600
    page = manager.press(manager.open("/plan/import"), "Import", expect=200, files=sent(files))
    assert len(cells(page.select_one("main table"))) == 100
    assert re.search(r"And 1,?\d+ more problems\.", page.main.text)


def test_a_missing_action_is_refused_by_name(manager):
    taken_in()
    files = changed("actions.csv", "\n4.4,", "\n4.9,")
    page = manager.press(manager.open("/plan/import"), "Import", expect=409, files=sent(files))
    assert "action 4.4" in page.h1.text


@pytest.mark.parametrize("script", SCRIPTS)
def test_D2_scripts_in_the_files_are_shown_as_text_on_the_problem_page(manager, script):
    files = {**own_plan(), f"rag-summary-{script}.csv".replace("/", "|"): b"a"}
    files["actions.csv"] = files["actions.csv"].replace(b"2026-10-31", script.replace('"', '""').encode(), 1)
    files["priorities.csv"] = f"number,priority,lead,{script.replace(chr(34), '')}\n".encode()
    page = manager.press(manager.open("/plan/import"), "Import", expect=200, files=sent(files))
    assert not page.select("main svg, main img, main table a")
    assert len(cells(page.select_one("main table"))) >= 2


@pytest.mark.parametrize("script", SCRIPTS)
def test_D1_scripts_in_the_plan_are_shown_as_text(manager, script):
    priority = Priority(number=1, title=script, lead=script)
    texts = dict.fromkeys(("text", "lead", "partners", "by_when", "success_measures", "resources", "status"), script)
    action = factories.plan_action("1.1", priority, **texts, rag="G")
    finding = factories.finding(factories.audit(final_grade="good"), text=script)
    for path in ("/plan/", f"/plan/actions/{action.id}", f"/plan/findings/{finding.key}"):
        page = manager.open(path)
        assert script in page.main.get_text(), path
        assert not page.select("main svg, main img, main a[href^=javascript]"), path


def test_the_plan_page_asks_the_database_as_often_for_many_actions_as_for_few(manager):
    def asked():
        with statements() as seen:
            manager.open("/plan/")
        return len(seen)

    first = Priority(number=1, title="First", lead="")
    factories.plan_action("1.1", first)
    few = asked()
    for number in range(2, 12):
        factories.plan_action(f"1.{number}", first)
    assert asked() == few < 15
