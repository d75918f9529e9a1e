"""Writing a workbook: a sheet for each table, its headings frozen and filtered, and every word a word.

A cell that begins like a formula is text, and stays text when somebody edits it.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any, Final

import xlsxwriter  # type: ignore[import-untyped]

_AS_TEXT: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_LIKE_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_NARROWEST, _WIDEST = 10, 60


def write_workbook(title: str, sheets: Mapping[str, Sequence[Sequence[str | int | None]]]) -> bytes:
    """A workbook of these sheets, the first row of each being its headings."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, _AS_TEXT) as workbook:
        workbook.set_properties({"title": title})
        usual = {"text_wrap": True, "valign": "top"}
        heading = workbook.add_format({**usual, "bold": True, "bg_color": "#e9f0f2", "border": 1})
        words = workbook.add_format(usual)
        quoted = workbook.add_format({**usual, "quote_prefix": True})
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            _set_widths(sheet, rows)
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, max(1, len(rows) - 1), len(rows[0]) - 1)
            for number, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    _write(sheet, number, column, cell, heading if number == 0 else words, quoted)
    return stream.getvalue()


def _write(sheet: Any, row: int, column: int, cell: str | int | None, look: Any, quoted: Any) -> None:
    if isinstance(cell, str):
        sheet.write_string(row, column, cell, quoted if cell.startswith(_LIKE_A_FORMULA) else look)
    elif cell is not None:
        sheet.write_number(row, column, cell, look)


def _set_widths(sheet: Any, rows: Sequence[Sequence[str | int | None]]) -> None:
    """Wide enough for what stands in a column, as far as that can be read."""
    for column in range(len(rows[0])):
        longest = max(len(str(row[column])) for row in rows if row[column] is not None or row is rows[0])
        sheet.set_column(column, column, min(_WIDEST, max(_NARROWEST, longest + 2)))
