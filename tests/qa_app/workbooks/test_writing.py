"""What is written opens as what it is: words as words, numbers as numbers, headings where one can filter by them."""

from __future__ import annotations

import io
import re
import zipfile

import openpyxl
import pytest

from qa_app.workbooks.writing import write_workbook

FORMULAS = ["=1+1", "+44", "-2", "@SUM(A1)", "\t=1", "\r=1", "＝1", " =1", '=HYPERLINK("http://elsewhere.example")']


def written(*rows: tuple[str | int | None, ...]) -> bytes:
    return write_workbook("Title", {"Sheet": [("Words", "Number"), *rows]})


@pytest.mark.parametrize("words", FORMULAS)
def test_D3_what_looks_like_a_formula_is_a_text_cell_and_stays_one_when_it_is_edited(words):
    data = written((words, -2))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet, styles = (archive.read(f"xl/{part}.xml").decode() for part in ("worksheets/sheet1", "styles"))
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    style = re.search(r'<c r="A2" s="(\d+)" t="inlineStr">', sheet)
    looks = re.search(r"<cellXfs.*?</cellXfs>", styles, re.DOTALL)[0]
    look = re.findall(r"<xf .*?(?:/>|</xf>)", looks, re.DOTALL)[int(style[1])]
    assert ('quotePrefix="1"' in look) is not words.startswith(" ")
    cell = openpyxl.load_workbook(io.BytesIO(data))["Sheet"]["B2"]
    assert (cell.value, cell.data_type) == (-2, "n")


def test_the_headings_stay_in_sight_and_can_be_filtered():
    sheet = openpyxl.load_workbook(io.BytesIO(written(("a", 1), ("b", None))))["Sheet"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:B3"
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [["Words", "Number"], ["a", 1], ["b", None]]


def test_a_sheet_of_headings_alone_can_be_written():
    assert openpyxl.load_workbook(io.BytesIO(written()))["Sheet"].max_row == 1
