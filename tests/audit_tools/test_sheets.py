"""A workbook that is wrong is refused whole, and every cell that is wrong is told with its sheet, row and column."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from audit_tools import BadCell, Kind, SheetsError, finished, flaws, outline_of, read_outline, read_sheets, write_sheets

from .example import CHILDS_JOURNEY
from .sheets import lines

EVERY = read_outline((Path(__file__).parents[1] / "every_kind.toml").read_text("utf-8"))
Sheets = dict[str, list[list[Any]]]


def sheets() -> Sheets:
    return {name: [list(row) for row in rows] for name, rows in write_sheets(EVERY).items()}


def column(of: Sheets, sheet: str, heading: str) -> int:
    return of[sheet][0].index(heading)


def row_of(of: Sheets, key: str) -> int:
    """The row of a question, as a spreadsheet counts it."""
    place = column(of, "Questions", "Key")
    return next(number for number, row in enumerate(of["Questions"], 1) if row[place] == key)


def put(sheet: str, row: int, heading: str, value: object) -> Callable[[Sheets], None]:
    def change(of: Sheets) -> None:
        of[sheet][row - 1][column(of, sheet, heading)] = value

    return change


def refused(*changes: Callable[[Sheets], Any]) -> tuple[BadCell, ...]:
    of = sheets()
    for change in changes:
        change(of)
    with pytest.raises(SheetsError) as error:
        read_sheets(lines(of))
    return error.value.cells


VISITED = row_of(sheets(), "visited")
VISITS = row_of(sheets(), "visits")
SOURCES = row_of(sheets(), "sources")


@pytest.mark.parametrize(
    ("sheet", "row", "heading", "value", "said"),
    [
        ("Questions", VISITED, "Kind", "guess", "“guess” is not known. Use one of: grade, met, yes-no"),
        ("Questions", VISITED, "Kind", None, "“” is not known"),
        ("Questions", VISITED, "Section", "elsewhere", "“elsewhere” is not known. Use one of: about, practice"),
        ("Questions", VISITED, "Key", "No Key", "The key “No Key” of the question must be lower-case"),
        ("Questions", VISITED, "Key", None, "There is no key. Write one for the question."),
        ("Questions", VISITED, "Key", "period", "Two questions have the key “period”"),
        ("Questions", VISITED, "Question", "x\x0by", "holds a control character"),
        ("Questions", VISITED, "Question", "x" * 4001, "has 4,001 characters. Shorten it to 4,000"),
        ("Questions", VISITED, "Question", "#REF!", "Excel’s error #REF!"),
        ("Questions", VISITED, "Question", datetime(2026, 1, 1), "holds a date or a time"),  # noqa: DTZ001
        ("Questions", VISITED, "Needed", "perhaps", "“perhaps” is neither “yes” nor empty"),
        ("Questions", VISITED, "Themes", "plans, Plans", "The key “Plans”"),
        ("Questions", VISITED, "Themes", "plans, plans", "“plans” stands here twice"),
        ("Questions", VISITS, "Highest", "many", "Enter a whole number in figures"),
        ("Questions", VISITS, "Highest", 10.5, "Enter a whole number in figures"),
        ("Questions", VISITS, "Highest", "1e309", "Enter a whole number in figures"),
        ("Questions", VISITS, "Highest", "１２", "Enter a whole number in figures"),
        ("Questions", SOURCES, "Option 1 key", None, "There is a label and no key"),
        ("Questions", SOURCES, "Option 1 key", "The school", "The key “The school” of the option"),
        ("Questions", SOURCES, "Option 2 key", "school", "Two options have the key “school”"),
        ("Sections", 2, "Key", "About!", "The key “About!” of the section"),
        ("Sections", 3, "Key", "about", "Two sections have the key “about”"),
        ("Grades", 3, "Key", "outstanding", "Two grades have the key “outstanding”"),
        ("Tool", 2, "Value", "Every kind", "The key “Every kind” of the tool"),
        ("Tool", 4, "Value", "one", "Enter a whole number in figures"),
        ("Tool", 10, "Value", "mean", "“mean” is not known. Use one of: median"),
    ],
)
def test_a_wrong_cell_is_told_with_its_place(sheet: str, row: int, heading: str, value: object, said: str) -> None:
    found = [cell for cell in refused(put(sheet, row, heading, value)) if said in cell.reason]
    where = heading if sheet != "Tool" else sheets()["Tool"][row - 1][0]
    assert [(cell.sheet, cell.row, cell.column) for cell in found] == [(sheet, row, where)]


def test_all_that_is_wrong_is_told_at_once() -> None:
    wrong = [(VISITED, "Kind", "guess"), (VISITED, "Question", "\x00"), (SOURCES, "Key", ""), (VISITS, "Decimals", "x")]
    found = refused(*(put("Questions", *each) for each in wrong))
    assert {(cell.row, cell.column) for cell in found} == {(row, heading) for row, heading, _ in wrong}


def test_E4_one_bad_row_in_four_hundred_is_the_one_that_is_told() -> None:
    of = sheets()
    template = of["Questions"][VISITED - 1]
    place = column(of, "Questions", "Key")
    for number in range(400 - len(of["Questions"])):
        of["Questions"].append([*template[:place], f"more-{number}", *template[place + 1 :]])
    of["Questions"][376][column(of, "Questions", "Kind")] = "guess"
    with pytest.raises(SheetsError) as error:
        read_sheets(lines(of))
    assert [(cell.sheet, cell.row, cell.column) for cell in error.value.cells] == [("Questions", 377, "Kind")]


def test_more_questions_than_can_be_kept_are_refused() -> None:
    def change(of: Sheets) -> None:
        place = column(of, "Questions", "Key")
        for number in range(400):
            row = of["Questions"][VISITED - 1]
            of["Questions"].append([*row[:place], f"more-{number}", *row[place + 1 :]])

    (cell,) = refused(change)
    assert "At most 400 can be kept" in cell.reason


@pytest.mark.parametrize("sheet", ["Tool", "Grades", "Sections", "Questions"])
def test_a_missing_or_empty_sheet_is_told(sheet: str) -> None:
    (cell,) = refused(lambda of: of.pop(sheet))
    assert (cell.sheet, cell.row) == (sheet, 0)
    assert any(cell.sheet == sheet for cell in refused(lambda of: of.update({sheet: []})))


def test_caps_and_notes_may_be_left_out() -> None:
    of = sheets()
    del of["Caps"], of["Notes"]
    assert read_sheets(lines(of))[0] == EVERY


def test_headings_that_are_unknown_twice_or_missing_are_told() -> None:
    def change(of: Sheets) -> None:
        headings = of["Questions"][0]
        headings[headings.index("Help")] = "Hlep"
        headings[headings.index("About")] = "Purpose"
        headings[headings.index("Question")] = None

    said = {(cell.row, cell.column): cell.reason for cell in refused(change)}
    assert said[1, "Hlep"] == "There is no such column. Did you mean “Help”?"
    assert said[1, "Purpose"] == "Two columns have this heading. Leave one of them."
    assert said[1, "Question"] == "The sheet lacks this column. Add it."
    assert said[VISITED, ""] == "Something stands in a column that has no heading. Give it one."


def test_capitals_and_spaces_of_headings_do_not_count() -> None:
    of = sheets()
    of["Questions"][0] = [f" {heading.upper()} " for heading in of["Questions"][0]]
    assert read_sheets(lines(of))[0] == EVERY


def test_items_of_the_tool_that_are_unknown_twice_or_missing_are_told() -> None:
    def change(of: Sheets) -> None:
        of["Tool"][4][0] = "Porpoise"
        of["Tool"].append(["Name", "Another"])

    said = {cell.column: cell.reason for cell in refused(change)}
    assert "There is no such item" in said["Porpoise"]
    assert "stands here twice" in said["Name"]
    assert "lacks this item" in said["Purpose"]


def test_a_cell_that_a_spreadsheet_made_a_number_or_a_yes_is_read_as_it_was_meant() -> None:
    of = sheets()
    for change in (
        put("Questions", VISITED, "Question", 10.0),
        put("Questions", VISITED, "Needed", True),
        put("Questions", VISITED, "Compliance", "Yes "),
        put("Questions", VISITS, "Highest", 100.0),
        put("Questions", VISITED, "Help", "Two\r\nlines"),
    ):
        change(of)
    outline, _ = read_sheets(lines(of))
    asked = {question["key"]: question for section in outline["sections"] for question in section["questions"]}
    assert (asked["visited"]["text"], asked["visited"]["help"]) == ("10", "Two\nlines")
    assert (asked["visited"]["required"], asked["visits"]["highest"]) == (True, 100)


def test_a_flaw_is_told_with_the_row_in_which_it_is_mended() -> None:
    of = sheets()
    for change in (
        put("Questions", VISITED, "Question", None),
        put("Questions", VISITED, "Asked if", "nothing is yes"),
        put("Sections", 3, "Title", ""),
        put("Grades", 2, "Label", ""),
        put("Tool", 5, "Value", ""),
    ):
        change(of)
    outline, places = read_sheets(lines(of))
    cells = [places.cell(flaw) for flaw in flaws(outline)]
    assert [(cell.sheet, cell.row) for cell in cells] == [
        ("Tool", 0),
        ("Grades", 0),
        ("Sections", 3),
        ("Questions", VISITED),
        ("Questions", VISITED),
    ]


def test_D3_what_looks_like_a_formula_is_words() -> None:
    outline = outline_of(CHILDS_JOURNEY)
    questions = outline["sections"][1]["questions"] + outline["sections"][2]["questions"]
    for question, words in zip(questions[:6], ("=1+1", "+44", "-2", "@SUM(A1)", "＝1", "'quoted"), strict=True):
        question["text"] = words
    assert read_sheets(lines(write_sheets(outline)))[0] == outline


def test_every_column_and_kind_is_explained() -> None:
    of = sheets()
    explained = {(row[0], row[1]) for row in of["Notes"]}
    for sheet in ("Grades", "Sections", "Questions", "Caps"):
        for heading in of[sheet][0]:
            fixed = not heading.startswith(("Option", "Descriptor", "From score"))
            assert not fixed or (sheet, heading) in explained, heading
    for row in of["Tool"][1:]:
        assert ("Tool", row[0]) in explained or row[0].startswith("Overall descriptor")
    assert all(("Questions", f"Kind: {kind}") in explained for kind in Kind)
    assert all(row[2] for row in of["Notes"])


def test_a_day_where_words_should_be_is_refused() -> None:
    assert refused(put("Questions", VISITED, "Help", date(2026, 1, 1)))[0].row == VISITED
    assert finished(read_sheets(lines(sheets()))[0]).key == "every-kind"
