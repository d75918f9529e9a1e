"""Files that are not taken: a sentence at the field, and nothing stored."""

from __future__ import annotations

import io
import time
import tracemalloc
from collections.abc import Callable

import pytest
from sqlalchemy import select

from qa_app.access import Role
from qa_app.cases.models import CaseList, CaseListUpload
from qa_app.db import db
from qa_app.trail import TrailEvent
from tests import factories
from tests.qa_app.cases.uploading import upload
from tests.qa_app.cases.workbooks import GOOD, row, sheet_cells, sheet_xml, with_parts, workbook

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40
XXE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet>&e;</worksheet>'
SHEET = "xl/worksheets/sheet1.xml"


def bomb() -> io.BytesIO:
    return with_parts({SHEET: sheet_xml(*([b'<row r="1">' + b"<c/>" * 60_000 + b"</row>"] * 2_000))})


def far_cell() -> io.BytesIO:
    def put(book: object) -> None:
        book.active["A1048576"] = "far"

    return workbook([row("C-1")], change=put)


def with_macros() -> io.BytesIO:
    return with_parts({"xl/vbaProject.bin": [b"macro"]})


REFUSED: dict[str, tuple[Callable[[], io.BytesIO], str]] = {
    "picture": (lambda: io.BytesIO(PNG), "The file is not an Excel workbook (.xlsx)"),
    "empty": (lambda: io.BytesIO(b""), "The file is empty"),
    "bomb": (bomb, "unpacks to far more than it can need"),
    "entities": (lambda: with_parts({SHEET: [XXE]}), "The workbook"),
    "macros": (with_macros, "The workbook holds macros"),
    "old-format": (lambda: io.BytesIO(b"\xd0\xcf\x11\xe0" + bytes(600)), "old Excel format (.xls)"),
    "csv": (lambda: io.BytesIO(b"Child Unique ID,Case status\nC-1,x\n"), "plain text, such as CSV"),
    "no-list-6": (lambda: workbook([GOOD], sheet="List_9"), "The workbook has no sheet for List 6"),
    "no-heading": (lambda: workbook([GOOD], spelt={"Allocated Team": "Squad"}), "lacks the heading “Allocated Team”"),
    "header-only": (lambda: workbook([]), "no row under them"),
    "not-a-sheet": (lambda: with_parts({SHEET: sheet_xml(sheet_cells(["a"]), b"<row")}), "The workbook is damaged"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_E1_a_file_that_is_no_case_list_gets_a_sentence_and_leaves_nothing(browser_of, kind):
    make, sentence = REFUSED[kind]
    stream = make()
    browser = browser_of(factories.person(Role.QA_MANAGER))
    browser.open("/cases/import")
    started = time.perf_counter()
    tracemalloc.start()
    try:
        page = upload(browser, stream, "list.xlsx", expect=400)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert time.perf_counter() - started < 20
    assert peak < 150_000_000 + 3 * len(stream.getvalue())
    assert sentence in page.select_one("#file-error").get_text()
    assert page.select_one(".govuk-error-summary a")["href"] == "#file"
    for model in (CaseList, CaseListUpload, TrailEvent):
        assert not db.session.scalars(select(model)).all()


def test_E1_a_cell_at_the_end_of_the_sheet_is_one_row_and_no_million(browser_of):
    browser = browser_of(factories.person(Role.QA_MANAGER))
    started = time.perf_counter()
    upload(browser, far_cell())
    page = browser.follow()
    assert time.perf_counter() - started < 20
    assert "2 rows read" in page.main.get_text()
    assert "Row 1,048,576" in page.main.get_text()


def test_no_file_at_all_is_an_error_at_the_field(browser_of):
    browser = browser_of(factories.person(Role.QA_MANAGER))
    page = browser.press(browser.open("/cases/import"), "Read the file", expect=400)
    assert "Choose a file" in page.select_one("#file-error").get_text()


def body(token: str, size: int) -> bytes:
    """A form with a file of this size, written out by hand: the test client would leave a temporary file open."""
    part = '--x\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n'
    typed = part.format("csrf_token", "") + token + "\r\n" + part.format("file", '; filename="list.xlsx"') + "PK"
    return typed.encode() + bytes(size) + b"\r\n--x--\r\n"


def test_A13_a_file_beyond_the_stated_size_is_refused_in_the_same_words(browser_of):
    browser = browser_of(factories.person(Role.QA_MANAGER))
    assert "up to 15 MB" in browser.open("/cases/import").select_one("#file-hint").get_text()
    token, kind = browser.token(), "multipart/form-data; boundary=x"
    refused = browser.client.post("/cases/import", data=body(token, 15_000_000), content_type=kind)
    assert refused.status_code == 400
    assert "The file is larger than 15 MB" in refused.text
    assert browser.client.post("/cases/import", data=body(token, 17_000_000), content_type=kind).status_code == 413
    assert not db.session.scalars(select(CaseListUpload)).all()


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.HEAD_OF_SERVICE, Role.ADMINISTRATOR])
def test_C18_only_a_qa_manager_imports(browser_of, role):
    heads = (factories.service(),) if role == Role.HEAD_OF_SERVICE else ()
    who = factories.person(heads=heads) if heads else factories.person(role)
    manager = browser_of(factories.person(Role.QA_MANAGER))
    upload(manager, workbook([row("C-1")]))
    path = manager.location
    browser = browser_of(who)
    for there in ("/cases/import", path, "/cases/uploads/999999"):
        browser.open(there, expect=403)
    for there in (f"{path}/confirm", f"{path}/discard", "/cases/uploads/999999/confirm"):
        browser.submit(there, expect=403)
    assert len(db.session.scalars(select(CaseListUpload)).all()) == 1
