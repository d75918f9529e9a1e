"""One row of a plan's file, read cell by cell; what is wrong is noted on its table and the reading goes on."""

from __future__ import annotations

import re
from collections.abc import Collection, Hashable
from datetime import date
from typing import Any

from .tables import Table

WHOLE = re.compile(r"\d{1,4}", re.ASCII)
ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
ENGLISH_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
REF = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,19}", re.ASCII)


class Row:
    """A row with its number. Where a cell is wrong, a value of the right kind is returned in its place."""

    def __init__(self, table: Table, number: int, cells: dict[str, str]) -> None:
        self.table, self.number, self.cells = table, number, cells

    def wrong(self, column: str, reason: str) -> None:
        self.table.wrong(reason, row=self.number, column=column)

    def needed(self, column: str) -> str:
        text = self.cells[column]
        if not text:
            self.wrong(column, "This is empty and must be filled in.")
        return text

    def whole(self, column: str) -> int:
        text = self.needed(column)
        if text and not WHOLE.fullmatch(text):
            self.wrong(column, f"“{text[:40]}” is not a whole number between 0 and 9999.")
        return int(text) if WHOLE.fullmatch(text) else 0

    def ref(self, column: str) -> str:
        text = self.needed(column)
        if text and not REF.fullmatch(text):
            self.wrong(column, f"“{text[:40]}” is not a reference: use up to 20 letters, digits, stops and hyphens.")
        return text

    def day(self, column: str) -> date | None:
        text = self.cells[column]
        if not text:
            return None
        if iso := ISO_DATE.fullmatch(text):
            year, month, day = (int(part) for part in iso.groups())
        elif english := ENGLISH_DATE.fullmatch(text):
            day, month, year = (int(part) for part in english.groups())
        else:
            self.wrong(column, f"“{text[:40]}” is not a date: write 2026-11-21, or 21/11/2026, or leave it empty.")
            return None
        try:
            if not 1990 <= year <= 2100:
                raise ValueError("no year of a plan")
            return date(year, month, day)
        except ValueError:
            self.wrong(column, f"“{text[:40]}” is not a day between 1990 and 2100.")
            return None

    def known(self, column: str, value: Any, among: Collection[Any], where: str) -> None:
        """Note a value that refers to nothing; one that is missing or unreadable was noted already."""
        if self.cells[column] and value not in among and not self._is_noted(column):
            self.wrong(column, f"“{str(value)[:40]}” is not in {where}.")

    def unique(self, column: str, value: Hashable, seen: dict[Any, int]) -> None:
        """Note a value that an earlier row has already. ``seen``: value -> row."""
        if value in seen and self.cells[column]:
            self.wrong(column, f"“{self.cells[column][:60]}” stands in row {seen[value]} already.")
        seen.setdefault(value, self.number)

    def numbers(self, column: str, among: Collection[int], where: str) -> tuple[int, ...]:
        """Whole numbers with semicolons between them, each of them known and none twice."""
        found: list[int] = []
        for part in filter(None, (part.strip() for part in self.cells[column].split(";"))):
            if not WHOLE.fullmatch(part) or int(part) not in among:
                self.wrong(column, f"“{part[:40]}” is not in {where}. Put semicolons between the numbers, as in 1;6.")
            elif int(part) in found:
                self.wrong(column, f"{int(part)} stands there twice.")
            else:
                found.append(int(part))
        return tuple(sorted(found))

    def _is_noted(self, column: str) -> bool:
        return any(each.row == self.number and each.column == column for each in self.table.problems)
