"""A tool as an Excel workbook, written for those who like to work in a spreadsheet and read back to the same tool."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from audit_tools import BadCell, Outline, Places, SheetsError, read_sheets, write_sheets
from qa_app.workbooks.archive import WorkbookError
from qa_app.workbooks.opening import notes_on, open_workbook, part_of, rows_of
from qa_app.workbooks.writing import write_workbook

MOST_UNPACKED: Final = 40_000_000
MOST_ROWS: Final = 1_000
MOST_COLUMNS: Final = 160
_SHEETS: Final = ("Tool", "Grades", "Sections", "Questions", "Caps")
_NOT_READ: Final = "Notes"
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class ReadTool:
    """What a workbook said: the outline, the rows of its parts, and notes for whoever sent it."""

    outline: Outline
    places: Places
    notes: tuple[str, ...]


def workbook_of(outline: Outline) -> bytes:
    return write_workbook(outline["name"], write_sheets(outline))


def read_workbook(stream: BinaryIO) -> ReadTool:
    """Read a workbook made by a stranger.

    Raises ``WorkbookError`` for a file that is no plain workbook, and ``SheetsError`` for one whose cells make no tool.
    """
    sheets: dict[str, list[tuple[int, tuple[object, ...]]]] = {}
    notes: list[str] = []
    with open_workbook(stream, MOST_UNPACKED) as workbook:
        for worksheet in workbook.worksheets:
            name = next((name for name in _SHEETS if name.casefold() == worksheet.title.strip().casefold()), "")
            if name in sheets:
                raise WorkbookError(f"Two sheets are called “{name}”. Leave one of them in the workbook.")
            if name:
                part = part_of(stream, worksheet)
                _refuse_merged(name, [first for first, _ in part.merged_rows])
                notes += notes_on(worksheet, 1, part)
                sheets[name] = _lines(name, worksheet)
            elif worksheet.title != _NOT_READ:
                notes.append(f"Sheet “{worksheet.title}” was not read: a tool has no sheet of this name.")
    outline, places = read_sheets(sheets)
    return ReadTool(outline, places, tuple(notes))


def _refuse_merged(name: str, rows: list[int]) -> None:
    """A merged area would be read as one value and blanks, and words of the tool would be gone without a sound."""
    if rows:
        reason = "Cells are merged here, so that it cannot be said which of them hold what. Undo it: Unmerge Cells."
        raise SheetsError(tuple(BadCell(name, row, "", reason) for row in rows))


def _lines(name: str, worksheet: Any) -> list[tuple[int, tuple[object, ...]]]:
    """The rows that hold anything, with their numbers; the first of them has the headings."""
    lines = []
    unescaped = _out_of_a_list if worksheet._shared_strings else _out_of_a_cell
    for number, cells in enumerate(rows_of(worksheet, 1, MOST_ROWS + 1, MOST_COLUMNS + 1), start=1):
        values = tuple(unescaped(cell) if isinstance(cell, str) else cell for cell in cells)
        if any(value is not None and value != "" for value in values):
            if number > MOST_ROWS:
                raise WorkbookError(f"Sheet “{name}” has more than {MOST_ROWS:,} rows, the most that can be read.")
            if any(value is not None and value != "" for value in values[MOST_COLUMNS:]):
                raise WorkbookError(f"Sheet “{name}” has more than {MOST_COLUMNS} columns, the most that can be read.")
            lines.append((number, values[:MOST_COLUMNS]))
    return lines


def _out_of_a_cell(text: str) -> str:
    """Workbooks write some characters as ``_x000D_``, and a text that looks like that as ``_x005F_x000D_``."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def _out_of_a_list(text: str) -> str:
    """Of texts in a list of their own the library undoes the second of these, so that here only line ends are left."""
    return text.replace("_x000D_", "\r")
