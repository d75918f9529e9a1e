"""A case list comes in through the pages: read, looked at, and taken in as a whole or not at all."""

from __future__ import annotations

import re
import threading
from datetime import date

import pytest
from bs4 import Tag
from sqlalchemy import inspect, select, text

from qa_app.access import Role
from qa_app.cases.models import Case, CaseEntry, CaseList, CaseListUpload
from qa_app.cases.queries import case_lists
from qa_app.db import db
from qa_app.trail import TrailEvent, verify
from tests import factories
from tests.browser import Browser
from tests.qa_app.cases.uploading import import_list, preview, upload
from tests.qa_app.cases.workbooks import row, workbook

TEAM = "Hillside Safeguarding"
XSS = ("<svg/onload=alert(1)>", '"><img src=x ONERROR=alert(1)>', "javascript:alert(1)", "{%print(7*7)%}")


def words(tag: Tag) -> str:
    return tag.get_text(" ", strip=True)


def how_many(model: type) -> int:
    return len(db.session.scalars(select(model)).all())


@pytest.fixture
def manager(browser_of) -> Browser:
    factories.team(TEAM)
    return browser_of(factories.person(Role.QA_MANAGER))


def test_a_list_is_looked_at_and_then_imported(manager):
    page = preview(manager, [row("C-1"), row("C-2", **{"Case status": "a) Looked after child"})])
    said = page.main.get_text(" ", strip=True)
    assert "2 rows read from list.xlsx" in said
    assert "Looked after 1" in said
    assert "5 to 9" not in said
    assert "10 to 15 2" in said
    assert how_many(Case) == 0
    manager.press(page, "Import 2 cases")
    shown = manager.follow().main.get_text(" ", strip=True)
    assert "Case list imported: 2 cases" in shown
    assert how_many(CaseListUpload) == 0
    (first, second) = db.session.scalars(select(CaseEntry).order_by(CaseEntry.id)).all()
    assert (first.case.reference, first.status, first.age_band, first.started_on) == (
        "C-1",
        "child-in-need",
        "10 to 15",
        date(2026, 1, 5),
    )
    assert second.status == "looked-after"
    assert second.disabled is False
    assert second.team.name == TEAM


def test_what_is_not_confirmed_can_be_thrown_away_by_another_manager(manager, browser_of):
    preview(manager, [row("C-1")], "mine.xlsx")
    other = browser_of(factories.person(Role.QA_MANAGER))
    waiting = other.open("/cases/import").select_one("main ul a")
    assert waiting.get_text() == "mine.xlsx"
    other.press(other.open(waiting["href"]), "Discard")
    assert "Nothing was imported" in other.follow().get_text()
    assert how_many(CaseListUpload) == how_many(CaseList) == 0
    kinds = list(db.session.scalars(select(TrailEvent.kind).order_by(TrailEvent.number)))
    assert kinds == ["case-list-upload:stage", "case-list-upload:discard"]


def test_E4_one_bad_row_in_a_thousand_stops_the_whole_list_and_is_named(manager):
    rows = [row(f"C-{number}") for number in range(1, 1001)]
    rows[774]["Date Child Was Last Seen"] = "soon"  # two rows of headings stand above the first
    page = preview(manager, rows)
    (problem,) = page.select("#problems-caption ~ tbody tr")
    assert problem.get_text(" ", strip=True).startswith("Row 777 Date Child Was Last Seen ")
    assert "1 problem to correct" in page.main.get_text()
    assert "Import" not in {button.get_text(strip=True)[:6] for button in page.select("main button")}
    (held,) = db.session.scalars(select(CaseListUpload))
    assert held.rows == []
    manager.submit(f"/cases/uploads/{held.id}/confirm", expect=409)
    assert how_many(CaseList) == how_many(Case) == how_many(CaseEntry) == 0


def test_E4_the_same_file_twice_is_refused_and_makes_no_twins(manager):
    stream = workbook([row("C-1")])
    upload(manager, stream)
    first, path = manager.follow(), manager.path
    upload(manager, stream)
    second, second_path = manager.follow(), manager.path
    assert path != second_path
    manager.press(first, "Import 1 case")
    refused = manager.press(second, "Import 1 case", expect=409)
    assert "This file was already imported on" in refused.h1.get_text()
    assert "already imported" in upload(manager, stream, expect=409).h1.get_text()
    assert "already imported" in manager.open(second_path).main.get_text()
    assert how_many(CaseList) == how_many(Case) == how_many(CaseEntry) == 1


def test_E4_a_later_list_adds_entries_and_no_twins_however_the_id_is_spelt(manager):
    import_list(manager, [row("C-1"), row("C-2")])
    import_list(manager, [row("c-1", **{"Case status": "e) Closed episode"}), row("C-2"), row("C-3")])
    assert sorted(db.session.scalars(select(Case.reference))) == ["C-1", "C-2", "C-3"]
    case = db.session.scalars(select(Case).where(Case.reference == "C-1")).one()
    assert [entry.status for entry in case.entries] == ["closed", "child-in-need"]
    assert case.latest.case_list is case_lists()[0]


def test_a_team_that_nobody_knows_is_a_problem_until_it_is_added(manager):
    page = preview(manager, [row("C-1"), *(row(f"C-{n}", **{"Allocated Team": "Harbour"}) for n in (2, 3, 4))])
    (problem,) = page.select("#problems-caption ~ tbody tr")
    assert problem.get_text(" ", strip=True) == (
        "Row 4 Allocated Team There is no team called Harbour. Add it under Set-up, or correct the list. "
        "The same in 2 other rows."
    )
    manager.submit(f"{manager.path}/confirm", expect=409)
    factories.team("harbour")
    (waiting,) = manager.open("/cases/import").select("main ul a")
    page = manager.open(waiting["href"])
    assert not page.select("#problems-caption")
    manager.press(page, "Import 4 cases")
    assert how_many(CaseEntry) == 4


def test_a_row_without_a_team_is_a_problem(manager):
    page = preview(manager, [row("C-1"), row("C-2", **{"Allocated Team": None})])
    (problem,) = page.select("#problems-caption ~ tbody tr")
    assert problem.get_text(" ", strip=True).startswith("Row 4 Allocated Team There is no team.")
    assert how_many(Case) == 0


def test_more_problems_than_can_be_read_are_counted(manager):
    page = preview(manager, [row(None) for _ in range(520)])
    assert len(page.select("#problems-caption ~ tbody tr")) == 500
    said = page.main.get_text(" ", strip=True)
    assert "520 problems to correct" in said
    assert "And 20 more." in said


def test_what_was_left_out_of_the_reading_is_said(manager):
    page = preview(manager, [row("C-1", Ethnicity="Klingon")])
    assert "Ethnicity: 1 cell holds none of the template's codes" in page.main.get_text()


def test_no_date_of_birth_and_no_file_is_kept_anywhere(manager):
    born = date(2013, 7, 29)
    preview(manager, [row("C-1", **{"Date of Birth": born, "Age of Child (Years)": None})], "list.xlsx")
    preview(manager, [row("C-2", **{"Date of Birth": born, "Allocated Team": "Nowhere"})], "other.xlsx")
    preview(manager, [row("C-3", **{"Date of Birth": "29/07/2413"})], "third.xlsx")
    import_list(manager, [row("C-4", **{"Date of Birth": born})])
    kept = []
    for table in inspect(db.engine).get_table_names():
        kept += [str(tuple(found)) for found in db.session.execute(text(f'SELECT * FROM "{table}"'))]
    everything = "\n".join(kept)
    assert "C-4" in everything
    assert "10 to 15" in everything
    for spelling in ("2013-07-29", "29/07/2013", "29/7/2013", "2013, 7, 29", "41484", "2413", "PK\\x03"):
        # A moment or a digest may hold the same figures by chance, in the middle of others.
        assert not re.search(rf"(?<![\w.]){re.escape(spelling)}(?!\w)", everything), spelling


@pytest.mark.parametrize("hostile", XSS)
def test_D1_D2_hostile_text_in_a_file_is_shown_as_text(manager, hostile):
    name = hostile.replace("/", "").replace('"', "") + ".xlsx"
    bad = row("C-2", **{"Case status": hostile})
    page = preview(manager, [row("C-1", **{"Allocated Team": hostile}), bad], name)
    unknown_team, unknown_status = map(words, page.select("#problems-caption ~ tbody tr"))
    assert f"There is no team called {hostile}." in unknown_team
    assert "Case status" in unknown_status
    assert name in page.main.get_text()
    factories.team(hostile)
    import_list(manager, [row(hostile, **{"Allocated Team": hostile, "Allocated Worker": hostile})])
    listed = manager.follow()
    link = listed.select_one("#cases-caption ~ tbody a")
    assert link.get_text() == hostile
    shown = manager.open(link["href"])
    assert shown.h1.get_text() == f"Case {hostile}"
    facts = [dd.get_text(strip=True) for dd in shown.select("dd")]
    assert facts.count(hostile) == 2
    for page in (listed, shown):
        assert not page.select("main svg, main img")
        assert not [a for a in page.select("a") if a["href"].startswith("javascript")]


@pytest.mark.parametrize("name", ["../../x.xlsx", "/etc/x.xlsx", "..\\..\\x.xlsx", "/data/uploads_evil/x.xlsx"])
def test_E2_a_path_in_the_name_of_a_file_is_only_a_name(manager, name, tmp_path):
    page = preview(manager, [row("C-1")], name)
    (shown,) = db.session.scalars(select(CaseListUpload.file_name))
    assert f"read from {shown} by" in " ".join(page.main.get_text().split())
    assert shown.endswith("x.xlsx")
    assert not {"/", "\\"} & set(shown)
    assert not list(tmp_path.rglob("*.xlsx"))


def test_the_trail_says_what_was_imported_without_a_case_in_it(manager):
    import_list(manager, [row("C-77", **{"Allocated Worker": "Worker 12"})])
    events = db.session.scalars(select(TrailEvent).order_by(TrailEvent.number)).all()
    assert [event.kind for event in events] == ["case-list-upload:stage", "case-list:import"]
    assert events[1].detail == {"cases": 1, "new_cases": 1}
    told = str([(event.detail, event.changes) for event in events])
    assert "C-77" not in told
    assert "Worker 12" not in told
    assert "list.xlsx" not in told


def test_E4_two_imports_of_the_same_file_at_once_make_one_list(fresh_app):
    factories.team(TEAM)
    manager = factories.person(Role.QA_MANAGER)
    stream = workbook([row(f"C-{number}") for number in range(50)])
    browsers = []
    for _ in range(4):
        client = fresh_app.test_client()
        factories.signed_in(client, manager)
        browser = Browser(client)
        upload(browser, stream)
        browsers.append((browser, browser.location, browser.token()))
    db.session.remove()
    answers: list[int] = []
    gate = threading.Barrier(len(browsers))

    def confirm(browser: Browser, path: str, token: str) -> None:
        with fresh_app.app_context():
            gate.wait()
            answers.append(browser.client.post(f"{path}/confirm", data={"csrf_token": token}).status_code)

    threads = [threading.Thread(target=confirm, args=each) for each in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [302, 409, 409, 409]
    assert how_many(CaseList) == 1
    assert how_many(Case) == how_many(CaseEntry) == 50
    assert verify() is None
