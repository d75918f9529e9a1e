"""Opening a case list workbook: which sheet is the list, which row its headings, and its rows one at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, Final

from qa_app.cases.annex_a import ListLayout, words
from qa_app.cases.cells import CellError, tidy
from qa_app.workbooks.archive import WorkbookError
from qa_app.workbooks.opening import LAST_ROW_OF_EXCEL, notes_on, open_workbook, part_of, rows_of

MAX_ROWS: Final = 50_000
MAX_COLUMNS: Final = 200
ROWS_SEARCHED_FOR_HEADINGS: Final = 10


@dataclass(frozen=True)
class OpenList:
    """One list, open for reading.

    ``columns`` goes from the template's heading to the column, counted from 0, for the headings that the sheet has.
    ``epoch`` is where the workbook starts counting days. ``notes`` are sentences about hidden and merged cells.
    """

    sheet: str
    heading_row: int
    columns: Mapping[str, int]
    epoch: datetime
    notes: tuple[str, ...]
    worksheet: Any

    def rows(self) -> Iterator[tuple[int, tuple[object, ...]]]:
        """Every row under the headings that holds anything, with its number in the spreadsheet.

        Raises ``WorkbookError`` past ``MAX_ROWS`` of them, or where the file turns out to be damaged.
        """
        width = max(self.columns.values()) + 1
        seen = 0
        numbered = enumerate(
            rows_of(self.worksheet, self.heading_row + 1, LAST_ROW_OF_EXCEL, width), self.heading_row + 1
        )
        for number, cells in numbered:
            if not any(cell is not None and cell != "" for cell in cells):
                continue
            seen += 1
            if seen > MAX_ROWS:
                raise WorkbookError(f"Sheet “{self.sheet}” has more than {MAX_ROWS:,} rows, the most that can be read.")
            yield number, cells


@contextmanager
def open_list(stream: BinaryIO, layout: ListLayout, required: Sequence[str]) -> Iterator[OpenList]:
    """Open the sheet that holds the list of ``layout``. ``stream`` must be seekable, and is not closed.

    Raises ``WorkbookError`` for a file that is no plain .xlsx workbook, has no such list, or lacks a heading of
    ``required``.
    """
    with open_workbook(stream) as workbook:
        worksheet = _find_sheet(workbook, layout)
        part = part_of(stream, worksheet)
        heading_row, columns = _find_headings(worksheet, layout, required)
        notes = tuple(notes_on(worksheet, heading_row, part))
        yield OpenList(worksheet.title, heading_row, columns, workbook.epoch, notes, worksheet)


def _find_sheet(workbook: Any, layout: ListLayout) -> Any:
    exact, likely = [], []
    for worksheet in workbook.worksheets:
        name = words(worksheet.title)
        if re.fullmatch(rf"(?:list ?)?0*{layout.number}", name):
            exact.append(worksheet)
        elif re.fullmatch(rf"(?:annex a )?list ?0*{layout.number}(?: .*)?", name) or name == words(
            layout.title.partition(":")[2]
        ):
            likely.append(worksheet)
    found = exact or likely
    wanted = layout.title.replace(": ", " (") + ")"
    if not found:
        sheets = ", ".join(f"“{worksheet.title}”" for worksheet in workbook.worksheets[:20]) or "none"
        raise WorkbookError(f"The workbook has no sheet for {wanted}. Its sheets are: {sheets}.")
    if len(found) > 1:
        sheets = " and ".join(f"“{worksheet.title}”" for worksheet in found)
        raise WorkbookError(f"More than one sheet could be {wanted}: {sheets}. Leave one of them in the workbook.")
    return found[0]


def _find_headings(worksheet: Any, layout: ListLayout, required: Sequence[str]) -> tuple[int, dict[str, int]]:
    """The row, counted from 1, that holds most of the list's headings, and their columns, counted from 0."""
    wanted = {words(heading): heading for heading in layout.headings}
    best_row, best = 0, list[str]()
    for number, cells in enumerate(rows_of(worksheet, 1, ROWS_SEARCHED_FOR_HEADINGS, MAX_COLUMNS + 1), 1):
        found = [_heading(cell) for cell in cells]
        if any(found[MAX_COLUMNS:]):
            raise WorkbookError(
                f"Sheet “{worksheet.title}” has more than {MAX_COLUMNS} columns, the most that can be read."
            )
        if len(wanted.keys() & set(found)) > len(wanted.keys() & set(best)):
            best_row, best = number, found
    if len(wanted.keys() & set(best)) < 2:
        raise WorkbookError(
            f"Sheet “{worksheet.title}” has no row of headings among its first {ROWS_SEARCHED_FOR_HEADINGS} rows. "
            f"The headings looked for are: {', '.join(required)}."
        )
    place = f"Row {best_row} of sheet “{worksheet.title}”"
    twice = [heading for spelt, heading in wanted.items() if best.count(spelt) > 1]
    if twice:
        raise WorkbookError(f"{place} has the heading “{twice[0]}” more than once. Leave one of them.")
    missing = [f"“{heading}”" for heading in required if words(heading) not in best]
    if missing:
        noun = "heading" if len(missing) == 1 else "headings"
        raise WorkbookError(f"{place} holds the headings, but lacks the {noun} {' and '.join(missing)}.")
    return best_row, {heading: best.index(spelt) for spelt, heading in wanted.items() if spelt in best}


def _heading(cell: object) -> str:
    try:
        return words(tidy(cell))
    except CellError:
        return ""
