"""A tool goes into a workbook and comes back the same; a workbook that is wrong or hostile is refused in words."""

from __future__ import annotations

import io
import time
import tracemalloc
import zipfile
from pathlib import Path

import openpyxl
import pytest

from audit_tools import Outline, SheetsError, finished, read_outline, read_toml, supplied, supplied_text
from audit_tools.drafting import change_question, question_in
from qa_app.tools.workbook import read_workbook, workbook_of
from qa_app.workbooks.archive import WorkbookError
from tests.factories import SHORT_TOOL
from tests.qa_app.cases.workbooks import SHEET_XML, saved, sheet_cells, sheet_xml, with_parts

EVERY_KIND = (Path(__file__).parents[2] / "every_kind.toml").read_text("utf-8")
SHORT = read_outline(SHORT_TOOL)
ESCAPES = ["_x0041_", "_x000D_", "x_x005F_y", "x005F_"]
HARD = [
    *("=1+1", "+44", "-2", "@SUM(A1)", "＝1", "'quoted", "two\nlines", "a\tb", "😀", "e\u0301", "\u202eright to left"),
    *("1", "0.5", "TRUE", "#hash", "]]>", "&lt;", "{{7*7}}", "<svg/onload=alert(1)>"),
]


def back(outline: Outline) -> Outline:
    return read_workbook(io.BytesIO(workbook_of(outline))).outline


@pytest.mark.parametrize(
    "text", [*map(supplied_text, supplied()), SHORT_TOOL, EVERY_KIND], ids=lambda text: read_toml(text).key
)
def test_every_tool_comes_back_from_its_workbook_the_same(text):
    assert finished(back(read_outline(text))) == read_toml(text)


@pytest.mark.parametrize("words", HARD + ESCAPES)
def test_D3_words_of_every_sort_come_back_letter_by_letter(words):
    outline = change_question(SHORT, "voice-said", {**question_in(SHORT, "voice-said")[1], "text": words})
    assert back(outline) == outline


@pytest.mark.parametrize("words", HARD)
def test_words_come_back_from_a_workbook_that_was_saved_by_another_program(words):
    outline = change_question(SHORT, "voice-said", {**question_in(SHORT, "voice-said")[1], "text": words})
    again = saved(openpyxl.load_workbook(io.BytesIO(workbook_of(outline))))
    assert read_workbook(again).outline == outline


def test_D5_the_longest_words_that_a_tool_can_have_come_back_whole():
    words = "word " * 799 + "last."
    assert len(words) == 4000
    outline = change_question(SHORT, "voice-said", {**question_in(SHORT, "voice-said")[1], "help": words})
    assert back(outline) == outline


def refusal(stream: io.BytesIO) -> str:
    """The words with which a file is refused, within bounds of memory and time."""
    started = time.perf_counter()
    tracemalloc.start()
    try:
        with pytest.raises((WorkbookError, SheetsError)) as raised:
            read_workbook(stream)
        assert tracemalloc.get_traced_memory()[1] < 60_000_000
    finally:
        tracemalloc.stop()
    assert time.perf_counter() - started < 10
    return str(raised.value)


def changed(change) -> io.BytesIO:
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(SHORT)))
    change(book)
    return saved(book)


def base() -> io.BytesIO:
    return io.BytesIO(workbook_of(SHORT))


def without_sheet(book):
    del book["Questions"]


def twin_sheet(book):
    book.create_sheet("questions ")


def merged(book):
    book["Questions"].merge_cells("D2:D3")


def far_cell(book):
    book["Questions"].cell(row=1_000_000, column=1, value="far")


def long_sheet(book):
    for number in range(1_100):
        book["Sections"].append([f"section-{number}", "Title", "Purpose"])


def wide_sheet(book):
    for column in range(1, 200):
        book["Questions"].cell(row=1, column=column, value=f"Heading {column}")


REFUSED = {
    "empty": (lambda: io.BytesIO(b""), "The file is empty"),
    "png": (lambda: io.BytesIO(b"\x89PNG\r\n\x1a\n" + bytes(200)), "not an Excel workbook"),
    "csv": (lambda: io.BytesIO(b"Section,Key,Kind,Question\r\n"), "plain text, such as CSV"),
    "xls": (lambda: io.BytesIO(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)), "old Excel format"),
    "macros": (lambda: with_parts({"xl/vbaProject.bin": [b"x"]}, base()), "holds macros"),
    "entities": (
        lambda: with_parts(
            {"xl/workbook.xml": [SHEET_XML.replace(b"?>", b'?><!DOCTYPE x SYSTEM "file:///etc/hostname">')]}, base()
        ),
        "entities",
    ),
    "bomb": (
        lambda: with_parts({"xl/worksheets/sheet4.xml": sheet_xml(*[sheet_cells(["A" * 1000] * 50)] * 1000)}, base()),
        "unpacks to far more",
    ),
    "cut short": (lambda: io.BytesIO(workbook_of(SHORT)[:-300]), "damaged"),
    "another workbook": (lambda: saved(openpyxl.Workbook()), "Tool, row 0: The workbook has no sheet of this name"),
    "no questions": (lambda: changed(without_sheet), "Questions, row 0: The workbook has no sheet of this name"),
    "twin sheets": (lambda: changed(twin_sheet), "Two sheets are called “Questions”"),
    "merged cells": (lambda: changed(merged), "Questions, row 2: Cells are merged here"),
    "a long sheet": (lambda: changed(long_sheet), "Sheet “Sections” has more than 1,000 rows"),
    "a wide sheet": (lambda: changed(wide_sheet), "Sheet “Questions” has more than 160 columns"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_E1_a_file_that_is_no_workbook_of_a_tool_is_refused_in_words(name):
    make, said = REFUSED[name]
    assert said in refusal(make())


def test_E1_a_cell_far_away_costs_nothing():
    started = time.perf_counter()
    assert read_workbook(changed(far_cell)).outline == SHORT
    assert time.perf_counter() - started < 5


def test_E1_what_is_hidden_is_read_and_said_and_further_sheets_are_not_read():
    def hide(book):
        book["Questions"].sheet_state = "hidden"
        book["Sections"].row_dimensions[2].hidden = True
        book.create_sheet("My thoughts")

    read = read_workbook(changed(hide))
    assert read.outline == SHORT
    assert read.notes == (
        "1 hidden row, the first of them row 2, read like the others.",
        "Sheet “Questions” is hidden. It is read all the same.",
        "Sheet “My thoughts” was not read: a tool has no sheet of this name.",
    )


def test_a_formula_is_read_as_what_it_last_showed():
    data = workbook_of(SHORT)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    cell = sheet[sheet.index('<c r="B3"') : sheet.index("</c>", sheet.index('<c r="B3"')) + 4]
    formula = '<c r="B3" t="str"><f>"Short"&amp;" tool"</f><v>Short tool</v></c>'
    again = with_parts({"xl/worksheets/sheet1.xml": [sheet.replace(cell, formula).encode()]}, io.BytesIO(data))
    assert read_workbook(again).outline == SHORT


def test_the_workbook_has_a_sheet_for_each_part_and_notes():
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(SHORT)))
    assert book.sheetnames == ["Tool", "Grades", "Sections", "Questions", "Caps", "Notes"]
    assert book["Questions"].max_row == 1 + len(read_toml(SHORT_TOOL).questions)
    assert book["Notes"].max_row > 40
