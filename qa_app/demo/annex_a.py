"""An invented Annex A workbook: the real layout and codes, nobody's children."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

import xlsxwriter  # type: ignore[import-untyped]

from qa_app.cases.annex_a import layout
from qa_app.demo.children import TEAMS, Inventor
from qa_app.demo.lists import InventedLists, Row

MOST_ROWS: Final = 50_000
INVENTED: Final = "invented for demonstration, no real child or adult"


def write_annex_a(
    target: str | Path | BinaryIO, *, rows: int, seed: int, today: date, teams: Sequence[str] | None = None
) -> None:
    """Write a workbook of all eleven lists with ``rows`` invented children on List 6 (1 to 50,000).

    The dates are those of a council on ``today``. The same arguments give the same cells. ``teams`` are the names of
    the teams that hold the cases; without them a few are invented. Raises ``ValueError`` for a number of rows out of
    range.
    """
    if not 1 <= rows <= MOST_ROWS:
        raise ValueError(f"The number of rows must be from 1 to {MOST_ROWS:,}, not {rows:,}.")
    lists = InventedLists(Inventor(seed, today, teams or TEAMS, most_children=2 * rows), rows)
    options = {
        "constant_memory": True,
        "default_date_format": "dd/mm/yyyy",
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(target, options) as workbook:
        workbook.set_properties(
            {"title": "Annex A", "comments": INVENTED, "created": datetime(today.year, today.month, today.day)}  # noqa: DTZ001
        )
        bold = workbook.add_format({"bold": True})
        for list_layout in layout().lists:
            sheet = workbook.add_worksheet(list_layout.sheet)
            sheet.set_column(0, len(list_layout.headings) - 1, 18)
            sheet.freeze_panes(2, 1)
            sheet.write_string(0, 0, f"{list_layout.title} ({INVENTED})", bold)
            for column, heading in enumerate(list_layout.headings):
                sheet.write_string(1, column, heading, bold)
            _write_rows(sheet, lists.rows(list_layout.number))


def _write_rows(sheet: Any, rows: Iterable[Row]) -> None:
    for number, row in enumerate(rows, 2):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(number, column, cell)
            elif isinstance(cell, date):
                sheet.write_datetime(number, column, cell)
            elif cell is not None:
                sheet.write_number(number, column, cell)
