"""The sheets of a workbook as a spreadsheet counts them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def lines(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> dict[str, list[tuple[int, Sequence[Any]]]]:
    """Every row that holds anything, with its number."""
    return {
        name: [(number, row) for number, row in enumerate(rows, 1) if any(cell not in (None, "") for cell in row)]
        for name, rows in sheets.items()
    }
