"""Opening a workbook that was uploaded, and reading its cells, within bounds."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, Final

import openpyxl
from openpyxl import DEFUSEDXML

from .archive import Part, WorkbookError, inspect_archive, inspect_sheet

LAST_ROW_OF_EXCEL: Final = 1_048_576
_DAMAGED: Final = (
    "The workbook is damaged: its cells cannot be read. Open it in Excel, save it again and choose that file."
)

if not DEFUSEDXML:
    raise RuntimeError("openpyxl reads XML without defusedxml: install defusedxml and unset OPENPYXL_DEFUSEDXML.")


@contextmanager
def open_workbook(stream: BinaryIO, most_unpacked: int | None = None) -> Iterator[Any]:
    """Open a workbook for reading. ``stream`` must be seekable, and is not closed.

    Raises ``WorkbookError`` for what is no plain .xlsx workbook, or unpacks to more bytes than ``most_unpacked``.
    """
    inspect_archive(stream, most_unpacked)
    # openpyxl warns of styling and of dates out of range; the first is no matter and the second is found by row.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        workbook = _load(stream)
        try:
            yield workbook
        finally:
            workbook.close()


def part_of(stream: BinaryIO, worksheet: Any) -> Part:
    """What is hidden and merged in a sheet, whose whole part of the archive is weighed by looking."""
    return inspect_sheet(stream, worksheet._worksheet_path)


def rows_of(
    worksheet: Any, first: int, last: int, width: int, *, values_only: bool = True
) -> Iterator[tuple[Any, ...]]:
    """The cells of some rows. Raises ``WorkbookError`` where the file turns out to be damaged."""
    # Both ends are given, since the size that a sheet claims for itself is often wrong and can be a trap.
    try:
        yield from worksheet.iter_rows(min_row=first, max_row=last, max_col=width, values_only=True)
    except Exception as error:
        raise WorkbookError(_DAMAGED) from error


def _load(stream: BinaryIO) -> Any:
    try:
        return openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # a file made by a stranger can fail in any of the library's lines
        raise WorkbookError(_DAMAGED) from error


def notes_on(worksheet: Any, heading_row: int, part: Part) -> Iterator[str]:
    """Sentences on what is hidden and merged under the headings of a sheet."""
    if worksheet.sheet_state != "visible":
        yield f"Sheet “{worksheet.title}” is hidden. It is read all the same."
    hidden = [row for row in part.hidden_rows if row > heading_row]
    if hidden:
        yield f"{_count(len(hidden), 'hidden row')}, the first of them row {hidden[0]}, read like the others."
    merged = [first for first, last in part.merged_rows if last > heading_row]
    if merged:
        yield (
            f"{_count(len(merged), 'merged area')} among the rows, the first of them at row {merged[0]}: "
            "only the first cell of each holds a value, and the others are read as blank."
        )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
