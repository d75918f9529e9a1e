"""Tools out to files and in again, through the pages."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
import sqlalchemy as sa

from audit_tools import finished, read_outline, read_toml
from qa_app.access import Role
from qa_app.db import db
from qa_app.tools import importing
from qa_app.tools.models import ToolVersion
from qa_app.tools.workbook import workbook_of
from qa_app.trail import TrailEvent
from tests import factories
from tests.qa_app.cases.test_import_refusals import body
from tests.qa_app.cases.workbooks import saved
from tests.qa_app.tools.bench import EVERY_KIND, draft_of, manager, said_by

XSS = '<svg/onload=alert(1)>"><img src=x ONERROR=alert(2)> javascript:alert(3)'


@pytest.fixture
def browser(browser_of):
    return browser_of(manager())


def text(page) -> str:
    return " ".join(page.main.get_text(" ", strip=True).split())


def send(browser, data: bytes, name: str, *, expect: int = 302, **more):
    page = browser.open("/tools/import")
    return browser.press(page, "Read the file", expect=expect, file=(io.BytesIO(data), name), **more)


def workbook(change=None, source: str = EVERY_KIND) -> bytes:
    data = workbook_of(read_outline(source))
    if change is None:
        return data
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book)
    return saved(book).getvalue()


def drafts() -> list[ToolVersion]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(ToolVersion).where(ToolVersion.status == "draft")))


@pytest.mark.parametrize("ending", ["workbook", "toml"])
def test_a_version_is_downloaded_and_imported_again_as_the_same_tool(browser, ending):
    version = factories.tool_version(EVERY_KIND)
    answer = browser.client.get(f"/tools/versions/{version.id}/{ending}")
    name = re.fullmatch(r"attachment; filename=([a-z0-9.-]+)", answer.headers["Content-Disposition"])[1]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    send(browser, answer.data, name)
    (draft,) = drafts()
    assert finished({**said_by(draft), "version": 1}) == read_toml(EVERY_KIND)
    assert "The file was read into a draft." in text(browser.follow())


def test_an_unfinished_draft_goes_out_and_comes_in_again_when_that_is_asked_for(browser):
    draft = draft_of()
    browser.press(browser.open(f"/tools/drafts/{draft.id}/overall"), "Save", reasons="")
    for ending in ("workbook", "toml"):
        data = browser.client.get(f"/tools/drafts/{draft.id}/{ending}").data
        name = f"x.{'xlsx' if ending == 'workbook' else 'toml'}"
        said = said_by(draft)
        browser.press(browser.open(f"/tools/drafts/{draft.id}/discard"), "Throw it away")
        page = send(browser, data, name, expect=400)
        assert "“reasons” of the overall grade is empty" in text(page)
        assert not drafts()
        send(browser, data, name, unfinished="y")
        (draft,) = drafts()
        assert said_by(draft) == said


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.QA_MANAGER])
def test_who_may_read_a_version_may_download_it_and_the_trail_says_so(browser_of, role):
    version = factories.tool_version(EVERY_KIND)
    browser = browser_of(factories.person(role))
    assert browser.client.get(f"/tools/versions/{version.id}/workbook").status_code == 200
    event = db.session.scalars(sa.select(TrailEvent)).one()
    assert (event.kind, event.subject_id, event.detail) == ("tool:read", version.id, {"form": "xlsx"})


def test_C18_nobody_else_imports(browser_of):
    for role in (Role.AUDITOR, Role.ADMINISTRATOR):
        browser = browser_of(factories.person(role))
        browser.open("/tools/import", expect=403)
        browser.submit("/tools/import", expect=403, file=(io.BytesIO(workbook()), "x.xlsx"))
    assert not drafts()


def put(sheet: str, cell: str, value: object):
    def change(book):
        book[sheet][cell] = value

    return change


def test_E4_one_wrong_cell_is_named_and_nothing_is_imported_and_mended_it_comes_in_once(browser):
    page = send(browser, workbook(put("Questions", "C7", "guess")), "tool.xlsx", expect=400)
    (row,) = page.select("main tbody tr")
    assert [cell.text for cell in row.select("td")][:3] == ["Questions", "7", "Kind"]
    assert "“guess” is not known" in row.text
    assert not drafts()
    send(browser, workbook(), "tool.xlsx")
    page = send(browser, workbook(), "tool.xlsx", expect=409)
    assert "There is a draft of Every kind already" in page.h1.text
    assert len(drafts()) == 1


def test_a_flaw_is_named_with_its_row(browser):
    page = send(browser, workbook(put("Questions", "J7", "nothing is yes")), "tool.xlsx", expect=400)
    (row,) = page.select("main tbody tr")
    assert [cell.text for cell in row.select("td")][:2] == ["Questions", "7"]
    assert "no question before this one" in row.text


def test_many_problems_are_listed_up_to_a_hundred(browser):
    def change(book):
        for number in range(2, 2 + 150):
            book["Sections"][f"A{number}"] = "No key"

    page = send(browser, workbook(change), "tool.xlsx", expect=400)
    assert len(page.select("main tbody tr")) == 100
    assert re.search(r"And \d+ more problems\.", text(page))


def test_D2_markup_in_a_file_is_shown_as_text_in_what_is_wrong_and_in_the_draft(browser):
    def wrong(book):
        book["Questions"]["C7"] = XSS
        book["Questions"]["Q1"] = XSS
        book.create_sheet("<b>sheet")

    answer = send(browser, workbook(wrong), f"{XSS}.xlsx", expect=400)
    assert "<svg/onload" not in browser.response.text
    assert XSS[:20] in text(answer)
    send(browser, workbook(put("Questions", "D7", XSS)), f"{XSS}.xlsx")
    (draft,) = drafts()
    page = browser.open(f"/tools/drafts/{draft.id}")
    assert XSS in text(page)


FILES = {
    "no file": (b"", "", "Choose a file"),
    "empty": (b"", "x.xlsx", "The file is empty"),
    "png": (b"\x89PNG\r\n\x1a\n" + bytes(300), "x.xlsx", "not an Excel workbook"),
    "html": (b"<html><script>alert(1)</script>", "x.html", "not an Excel workbook"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "x.svg", "not an Excel workbook"),
    "csv": (b"Section,Key\r\n", "x.csv", "plain text, such as CSV"),
    "other workbook": (saved(openpyxl.Workbook()).getvalue(), "x.xlsx", "no sheet of this name"),
    "no toml": (b"key = ", "x.toml", "This is not valid TOML"),
    "utf-16": ("key = 'x'".encode("utf-16"), "x.toml", "not text in UTF-8"),
    "deep toml": (b"a = " + b"[" * 5000, "x.toml", "nested too deeply"),
    "unknown key": (EVERY_KIND.replace("purpose =", "porpoise =", 1).encode(), "x.toml", "Did you mean “purpose”?"),
    "reserved": (EVERY_KIND.replace('key = "leaving"', 'key = "overall"').encode(), "x.toml", "cannot have the key"),
}


@pytest.mark.parametrize("name", FILES)
def test_E1_E3_a_file_that_is_no_tool_gets_a_sentence_and_leaves_nothing(browser, name):
    data, file_name, said = FILES[name]
    more = {} if not file_name else {"file": (io.BytesIO(data), file_name)}
    page = browser.press(
        browser.open("/tools/import"), "Read the file", expect=409 if name == "reserved" else 400, **more
    )
    assert said in text(page)
    assert not drafts()


def test_A13_a_workbook_that_is_too_large_is_refused_with_the_limit(browser):
    data, kind = body(browser.token(), 2_000_000), "multipart/form-data; boundary=x"
    answer = browser.client.post("/tools/import", data=data, content_type=kind)
    assert answer.status_code == 400
    assert "The file is larger than 2 MB, and so it was not read" in answer.text
    assert not drafts()


def test_A13_toml_that_is_too_large_is_refused_with_the_limit(browser, monkeypatch):
    monkeypatch.setattr(importing, "MOST_TOML_BYTES", len(EVERY_KIND.encode()) - 1)
    page = send(browser, EVERY_KIND.encode(), "x.toml", expect=400)
    assert "The file is larger than 1 MB, and so it was not read." in text(page)
    assert not drafts()


def test_the_limits_stand_on_the_page_before_anything_is_sent(browser):
    said = text(browser.open("/tools/import"))
    for limit in ("2 MB", "1 MB", "60 sections", "400 questions", "40 answers", "4,000 characters"):
        assert limit in said


def test_a_file_with_a_byte_order_mark_and_windows_line_ends_is_read(browser):
    send(browser, b"\xef\xbb\xbf" + EVERY_KIND.replace("\n", "\r\n").encode(), "X.TOML")
    (draft,) = drafts()
    assert said_by(draft) == read_outline(EVERY_KIND)


def test_what_is_hidden_and_what_is_not_read_is_said(browser):
    def change(book):
        book["Questions"].row_dimensions[3].hidden = True
        book.create_sheet("Thoughts")

    send(browser, workbook(change), "x.xlsx")
    said = text(browser.follow())
    assert "1 hidden row, the first of them row 3" in said
    assert "Sheet “Thoughts” was not read" in said


def test_a_workbook_of_a_published_tool_becomes_the_draft_of_its_next_version(browser):
    draft = draft_of()
    browser.press(browser.open(f"/tools/drafts/{draft.id}/publish"), "Publish version 1")
    send(browser, workbook(), "x.xlsx")
    assert "Draft of version 2" in text(browser.follow())


def test_D6_the_names_of_downloads_are_safe_whatever_the_tool_is_called(browser):
    source = EVERY_KIND.replace('name = "Every kind"', 'name = "../../x\\\\y\\"; <b> A/B"')
    draft = draft_of(source)
    for ending in ("workbook", "toml"):
        answer = browser.client.get(f"/tools/drafts/{draft.id}/{ending}")
        assert re.fullmatch(
            r"attachment; filename=every-kind-draft\.(xlsx|toml)", answer.headers["Content-Disposition"]
        )
