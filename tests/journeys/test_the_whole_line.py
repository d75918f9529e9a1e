"""The whole line, walked by five people: from an empty service to a finding that the improvement plan answers."""

from __future__ import annotations

import re
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from qa_app import invariants, trail
from qa_app.db import today
from qa_app.demo.annex_a import write_annex_a
from tests.journeys.form_filling import fill_audit
from tests.journeys.visitor import PASSWORD, Visitor
from tests.shared import shared

TOOL = Path(__file__).parents[1] / "every_kind.toml"
TEAMS = ("Northgate Safeguarding", "Riverside Safeguarding")
OF_THE_FIRST = "zq-the-first-auditor-wrote-this"
OF_THE_SECOND = "zq-the-second-auditor-wrote-this"


@pytest.fixture
def command(fresh_app):
    """Give a command on the server."""

    def give(*words: str) -> str:
        result = fresh_app.test_cli_runner().invoke(args=list(words))
        assert result.exit_code == 0, result.output
        return result.output

    return give


def choose_password(visitor: Visitor, link: str, email: str) -> None:
    visitor.open(link)
    visitor.page.get_by_label("New password", exact=True).fill(PASSWORD)
    visitor.press("Set the password")
    visitor.sign_in(email)


def open_account(administrator: Visitor, name: str, role: str, *, team: str = "", heads: str = "") -> str:
    """Open an account on the administrator's pages; the link for choosing its password."""
    administrator.open("/people/add")
    administrator.fill("Full name", name)
    administrator.fill("E-mail address", address_of(name))
    administrator.choose(role)
    if heads:
        administrator.choose(heads)
    if team:
        administrator.select("Team", team)
    administrator.press("Add the person")
    return administrator.page.locator("#link").inner_text().strip()


def address_of(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@council.example"


def set_up_the_council(administrator: Visitor) -> dict[str, str]:
    administrator.open("/structure/")
    for service in ("Safeguarding", "Children in Care"):
        administrator.open("/structure/services/add")
        administrator.page.locator("main input[type=text]").fill(service)
        administrator.press("Add the service")
    for team in TEAMS:
        administrator.open("/structure/")
        administrator.page.get_by_role("link", name=re.compile("Add a team.*Safeguarding")).click()
        administrator.page.locator("main input[type=text]").fill(team)
        administrator.press("Add the team")
    return {
        "Quinn Manager": open_account(administrator, "Quinn Manager", "QA manager"),
        "Alex First": open_account(administrator, "Alex First", "Auditor"),
        "Blake Second": open_account(administrator, "Blake Second", "Auditor"),
        "Harper Head": open_account(administrator, "Harper Head", "Head of service", heads="Safeguarding"),
    }


def import_the_cases(manager: Visitor, folder: Path) -> None:
    workbook = folder / "annex-a.xlsx"
    write_annex_a(workbook, rows=30, seed=3, today=today(), teams=TEAMS)
    manager.open("/cases/import")
    manager.page.locator("main input[type=file]").set_input_files(workbook)
    manager.press("Read the file")
    manager.sees("30 rows read from annex-a.xlsx")
    manager.press("Import 30 cases")
    manager.sees("30 cases")


def publish_a_tool(manager: Visitor) -> None:
    """One of the council's own, short and with every kind of question, brought along in a file."""
    manager.open("/tools/import")
    manager.page.locator("main input[type=file]").set_input_files(TOOL)
    manager.press("Read the file")
    manager.sees("The file was read into a draft.")
    manager.press("Check and publish")
    manager.press("Publish version 1")
    manager.sees("Every kind is published as version 1")


def start_a_cycle(manager: Visitor) -> None:
    publish_a_tool(manager)
    manager.open("/cycles/new")
    manager.fill("Name", "Cycle 1")
    opens, due = today(), today() + timedelta(days=21)
    manager.fill_date("First day", opens.day, opens.month, opens.year)
    manager.fill_date("Audits are due on", due.day, due.month, due.year)
    manager.choose("Child in need plan")
    manager.choose("Child protection plan")
    manager.fill("How many cases to audit", "2")
    manager.fill("How many of these to have graded by two auditors", "2")
    for name in ("Alex First", "Blake Second"):
        manager.page.get_by_label(re.compile(name)).check()
    manager.press("Save")
    manager.press("Draw the sample")
    manager.sees("2 cases of")
    manager.sees("Nobody chose the cases")
    manager.press("Start the cycle")


def audit_everything(auditor: Visitor, grades: dict[str, str], words: str) -> None:
    """Carry out every audit of one's own; ``grades`` by case ID."""
    for case, grade in grades.items():
        auditor.open("/audits/")
        auditor.page.locator("main").get_by_role("link", name=re.compile(case)).first.click()
        auditor.look()
        fill_audit(auditor, grade, words)
        auditor.looks_with_axe = False


def sampled_cases(auditor: Visitor) -> list[str]:
    auditor.open("/audits/")
    return sorted(set(re.findall(r"DEMO-\d+", auditor.page.locator("main").inner_text())))


def test_the_whole_line_walked_by_five_people(fresh_app, visitor, command, tmp_path):
    link = command("people", "add-administrator", "ada@council.example", "Ada Minister")
    command("themes", "adopt")
    administrator = visitor()
    choose_password(administrator, link.splitlines()[0], "ada@council.example")
    links = set_up_the_council(administrator)

    people = {
        "Quinn Manager": visitor(),
        "Alex First": visitor(),
        "Blake Second": visitor(scripts=False),
        "Harper Head": visitor(),
    }
    for name, person in people.items():
        choose_password(person, links[name], address_of(name))
    manager, first, second, head = people.values()

    import_the_cases(manager, tmp_path)
    start_a_cycle(manager)
    cases = sampled_cases(first)
    assert sampled_cases(second) == cases
    assert len(cases) == 2

    # Blind: the second auditor finds no trace of the first before sending.
    audit_everything(first, dict(zip(cases, ("good", "requires-improvement"), strict=True)), OF_THE_FIRST)
    for path in ("/", "/audits/"):
        second.open(path)
        second.sees_nothing_of(OF_THE_FIRST, "Alex First")
    manager.open("/rounds/open")
    manager.choose("Cycle 1")
    manager.fill("Name of the round", "Moderation of cycle 1")
    manager.press("Open the round")
    manager.sees_nothing_of(OF_THE_FIRST)
    audit_everything(second, dict.fromkeys(cases, "requires-improvement"), OF_THE_SECOND)

    # Agreement, and the grade that counts.
    manager.open("/rounds/")
    manager.follow("Moderation of cycle 1")
    manager.press("Show the results")
    manager.sees("Auditors gave the same grade in 1 of 2 cases (50%")
    manager.sees("Krippendorff’s alpha")
    manager.sees("Gwet’s AC2")
    manager.page.get_by_role("link", name=re.compile("Agree a grade")).click()
    manager.look()
    manager.choose("Requires improvement")
    manager.choose("Missed evidence")
    manager.fill("Reason for the agreed grade", "The contact record of the school had not been read.")
    manager.press("Agree this grade")
    manager.press("Close the round")

    # The plan, with the figures that a reader can count.
    plan = files("qa_app.demo").joinpath("plan")
    manager.open("/plan/import")
    names = [str(each) for each in plan.iterdir() if each.name.endswith(".csv")]
    manager.page.locator("main input[type=file]").set_input_files(names)
    manager.press("Import")
    manager.open("/plan/")
    manager.sees("Agree one way of writing plans, with a contingency in each")

    # The head of service sees own findings by theme, with n, and links one to the plan.
    head.open("/findings/")
    head.sees("n = 2")
    head.sees("2 of 2 double-graded")
    head.follow("Plans")
    # Each auditor was the first of one of the two cases, so a finding of each stands; no case and no auditor is named.
    head.sees(OF_THE_FIRST)
    head.sees(OF_THE_SECOND)
    head.sees_nothing_of("Alex First", "Blake Second", *cases)
    head.page.get_by_role("link", name=re.compile("Link to the plan")).first.click()
    head.look()
    head.page.get_by_label(re.compile("Give every worker a set of direct-work")).check()
    head.press("Save the links")
    head.open("/plan/")
    head.page.get_by_role("link", name=re.compile("Give every worker a set of direct-work materials")).first.click()
    head.look()
    head.sees("zq-the-")

    # Each auditor reads what was agreed, without the other's name.
    for case in cases:
        first.open("/audits/")
        first.page.locator("main").get_by_role("link", name=re.compile(case)).first.click()
        first.follow("Read what was agreed and why")
        first.sees("Requires improvement")
        first.sees_nothing_of("Blake Second", OF_THE_SECOND)
    with fresh_app.app_context():
        assert trail.verify() is None
        assert invariants.violations() == []


def test_the_published_plan_gives_the_published_crosswalk(command):
    folder = shared("plan")
    command("plan", "import", str(folder))
    heading, *lines = command("plan", "crosswalk").split()
    assert heading == "recommendation,actions"
    assert lines == ["1,21", "2,11", "3,6", "4,2", "5,11", "6,14", "7,2", "8,8", "9,1", "10,8"]
