"""Workbooks without the list, damaged ones, and ones that only look odd."""

from __future__ import annotations

import io
import time
import tracemalloc

import openpyxl
import pytest
import xlsxwriter

from qa_app.cases import workbook as opening
from tests.qa_app.cases.refusal import SECONDS, read, refusal
from tests.qa_app.cases.workbooks import (
    GOOD,
    HEADINGS,
    SHEET,
    SHEET_XML,
    TITLE,
    row,
    saved,
    sheet_cells,
    sheet_xml,
    with_parts,
    with_shared_strings,
    workbook,
)


def test_a_workbook_with_its_texts_in_a_part_of_their_own_is_read():
    [case] = read(with_shared_strings(["C-1", *[""] * 10, "Open assessment", "Hillside"])).rows
    assert (case.reference, case.status, case.team) == ("C-1", "assessment", "Hillside")


def far(row_number):
    return b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (row_number, row_number)


def test_E1_a_far_cell_without_headings_is_refused():
    lone = sheet_xml(b'<row r="1"><c r="A1"><v>1</v></c></row>', far(1_048_576))
    assert "no row of headings" in refusal(with_parts({SHEET: lone}), seconds=5)


def beside_a_far_cell(row_number):
    cells = sheet_cells([TITLE], HEADINGS, ["C-1", *[""] * 10, "c) Child in need plan", "Hillside", ""])
    size = b'<dimension ref="A1:XFD1048576"/>'
    return with_parts(
        {SHEET: [SHEET_XML + size + b"<sheetData>" + cells + far(row_number) + b"</sheetData></worksheet>"]}
    )


def test_E1_a_far_cell_beside_a_good_list_is_no_matter_and_takes_little_time():
    started = time.perf_counter()
    reading = read(beside_a_far_cell(1_048_576))
    assert [case.reference for case in reading.rows] == ["C-1"]
    assert time.perf_counter() - started < SECONDS


def test_E1_a_far_cell_takes_little_memory():
    stream = beside_a_far_cell(100_000)
    tracemalloc.start()
    try:
        assert len(read(stream).rows) == 1
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 10_000_000


def test_E1_a_row_number_past_the_end_of_excel_takes_no_time():
    cells = sheet_cells(HEADINGS, ["C-1", *[""] * 10, "closed episode"])
    beyond = b'<row r="99999999999"><c><v>1</v></c></row>'
    started = time.perf_counter()
    assert len(read(with_parts({SHEET: sheet_xml(cells, beyond)})).rows) == 1
    assert time.perf_counter() - started < SECONDS


def test_E1_a_hundred_thousand_formatted_rows_are_read_past():
    cells = sheet_cells(HEADINGS, ["C-1", *[""] * 10, "closed episode"])
    empty = b"".join(b'<row r="%d" s="1"/>' % number for number in range(3, 100_000))
    assert len(read(with_parts({SHEET: sheet_xml(cells, empty)})).rows) == 1


def test_E1_more_rows_than_can_be_read_are_refused(monkeypatch):
    line = ["C-1", *[""] * 10, "closed episode"]
    stream = with_parts({SHEET: sheet_xml(sheet_cells(HEADINGS, *([line] * 501)))})
    assert read(stream).counts.rows == 501
    monkeypatch.setattr(opening, "MAX_ROWS", 500)
    assert "more than 500 rows" in refusal(stream)


def test_E1_more_columns_than_can_be_read_are_refused():
    headings = [*HEADINGS, *(f"Extra {n}" for n in range(186)), "One too many"]
    assert "more than 200 columns" in refusal(workbook([GOOD], headings=headings))
    assert len(read(workbook([GOOD], headings=headings[:200])).rows) == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<worksheet",
        sheet_cells(["no namespace"]),
        SHEET_XML + b'<sheetData><row r="x"/></sheetData></worksheet>',
        SHEET_XML + b'<dimension ref="??"/></worksheet>',
        b"".join(sheet_xml(sheet_cells(HEADINGS), b'<row r="2"><c r="A2" t="s"><v>999999</v></c></row>')),
    ],
    ids=["nothing", "cut", "bare", "row-number", "size", "string-number"],
)
def test_E1_a_damaged_sheet_is_refused_with_a_sentence(content):
    assert refusal(with_parts({SHEET: [content]})).endswith(".")


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels"]
)
def test_E1_a_damaged_part_is_refused_with_a_sentence(part):
    assert "damaged" in refusal(with_parts({part: [b"<oops"]}, with_shared_strings(["C-1"])))


def test_a_workbook_without_list_6_names_the_sheets_it_has():
    def rename(book):
        book.create_sheet("List_7")
        book.create_sheet("List 60")

    said = refusal(workbook([GOOD], sheet="Sheet1", change=rename))
    assert said == (
        "The workbook has no sheet for List 6 (Children in Need). Its sheets are: “Sheet1”, “List_7”, “List 60”."
    )


def test_two_sheets_that_could_be_list_6_are_refused():
    said = refusal(workbook([GOOD], change=lambda book: book.create_sheet("List 6")))
    assert "“List_6” and “List 6”" in said


def test_a_missing_required_heading_is_named_with_the_row_looked_at():
    headings = [heading for heading in HEADINGS if heading not in ("Case status", "Allocated Team")]
    said = refusal(workbook([GOOD], headings=headings))
    assert said == (
        "Row 2 of sheet “List_6” holds the headings, but lacks the headings “Case status” and “Allocated Team”."
    )
    assert "lacks the heading “Case status”." in refusal(
        workbook([GOOD], headings=[heading for heading in HEADINGS if heading != "Case status"], title=None)
    )


def test_a_heading_that_stands_twice_is_refused():
    assert "“Case status” more than once" in refusal(workbook([GOOD], headings=[*HEADINGS, "Case status"]))


def test_E1_headings_and_no_rows_is_refused():
    assert refusal(workbook([])) == "Sheet “List_6” has headings in row 2 and no row under them."
    assert "no row under them" in refusal(workbook([{}, {}]))


def test_an_empty_sheet_has_no_headings():
    book = openpyxl.Workbook()
    book.active.title = "List 6"
    assert "no row of headings among its first 10 rows" in refusal(saved(book))


def test_E1_hidden_sheets_and_rows_are_read_and_said():
    def hide(book):
        book["List_6"].sheet_state = "hidden"
        book.create_sheet("Front")
        book.active = 1
        book["List_6"].row_dimensions[1].hidden = True
        book["List_6"].row_dimensions[4].hidden = True
        book["List_6"].row_dimensions[5].hidden = True

    reading = read(workbook([row("C-1"), row("C-2"), row("C-3")], change=hide))
    assert [case.reference for case in reading.rows] == ["C-1", "C-2", "C-3"]
    assert reading.notes == (
        "Sheet “List_6” is hidden. It is read all the same.",
        "2 hidden rows, the first of them row 4, read like the others.",
    )


def test_E1_merged_cells_are_read_by_their_first_cell_and_said():
    def merge(book):
        book["List_6"].merge_cells("A1:N1")
        book["List_6"].merge_cells("M3:M4")

    reading = read(workbook([row("C-1"), row("C-2")], change=merge))
    assert [case.team for case in reading.rows] == ["Hillside Safeguarding", None]
    assert reading.notes == (
        "1 merged area among the rows, the first of them at row 3: only the first cell of each holds a value, "
        "and the others are read as blank.",
    )


def test_a_formula_is_read_by_its_last_value_and_never_run():
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("List 6")
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_formula(1, 0, '="C-"&7', value="C-7")
        sheet.write_string(1, 11, "Open assessment")
        sheet.write_string(1, 12, "=HYPERLINK(1)")
    [case] = read(stream).rows
    assert (case.reference, case.team) == ("C-7", "=HYPERLINK(1)")


def test_an_impossible_excel_date_is_a_problem_of_its_row():
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        dated = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet = book.add_worksheet("List 6")
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, ["C-1", *[""] * 10, "Open assessment"])
        sheet.write_number(1, 6, 99_999_999, dated)
    [problem] = read(stream).problems
    assert (problem.row, problem.heading) == (2, "CIN Start Date")
