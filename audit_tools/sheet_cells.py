"""The rows of one sheet, read cell by cell; what is wrong is noted with its place, and the reading goes on."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final, TypeAlias

from .errors import CONTROL, ERRORS_OF_SPREADSHEETS, SENTENCES_LENGTH, ToolError, check_key
from .questions import LARGEST
from .sheet_columns import Column, plain

_FIGURES: Final = re.compile(r"-?\d{1,9}", re.ASCII)
_YES: Final = frozenset({"yes", "y", "x", "true", "1"})
_NO: Final = frozenset({"", "no", "n", "false", "0"})


@dataclass(frozen=True)
class BadCell:
    """What is wrong, in words, and where: the heading of the column, and the row as spreadsheets count, 0 for none."""

    sheet: str
    row: int
    column: str
    reason: str


@dataclass(frozen=True)
class Row:
    """One row under the headings: its cells by plain heading. What is wrong is added to ``bad``."""

    sheet: str
    number: int
    cells: Mapping[str, object]
    bad: list[BadCell]

    def refuse(self, column: str, reason: str) -> None:
        self.bad.append(BadCell(self.sheet, self.number, column, reason))

    def read(self, column: Column) -> Any:
        """What stands in the column: words, a flag, a number or a list of keys."""
        return self.read_at(column.heading, column)

    def read_at(self, heading: str, column: Column) -> Any:
        value = self.cells.get(plain(heading))
        if column.sort == "flag":
            return self._flag(heading, value)
        if column.sort == "number":
            return self._number(heading, value, column.usual)
        words = self._words(heading, value)
        return self._keys(heading, words) if column.sort == "keys" else words

    def key(self, heading: str, noun: str) -> str:
        """A key that is well made; "" for one that is not."""
        words = self._words(heading, self.cells.get(plain(heading)))
        return words if self._is_key(heading, words, noun) else ""

    def one_of(self, column: Column, known: Sequence[str]) -> str:
        """One of the words that are known; "" for another."""
        words = self._words(column.heading, self.cells.get(plain(column.heading)))
        if words in known:
            return words
        self.refuse(column.heading, f"“{words[:80]}” is not known. Use one of: {', '.join(known)}.")
        return ""

    def _words(self, heading: str, value: object) -> str:
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if value is not None and not isinstance(value, str | int | float):
            self.refuse(heading, "The cell holds a date or a time. Format it as text and write words.")
            return ""
        words = "" if value is None else str(value).replace("\r\n", "\n").strip()
        if words in ERRORS_OF_SPREADSHEETS:
            self.refuse(heading, f"The cell holds Excel’s error {words}.")
        elif CONTROL.search(words):
            self.refuse(heading, "The cell holds a control character. Remove it: it cannot be shown.")
        elif len(words) > SENTENCES_LENGTH:
            self.refuse(heading, f"The cell has {len(words):,} characters. Shorten it to {SENTENCES_LENGTH:,} at most.")
        else:
            return words
        return ""

    def _flag(self, heading: str, value: object) -> bool:
        said = self._words(heading, value).casefold()
        if said not in _YES | _NO:
            self.refuse(heading, f"“{said[:80]}” is neither “yes” nor empty.")
        return said in _YES

    def _number(self, heading: str, value: object, usual: int | None) -> int | None:
        said = self._words(heading, value)
        if not said and usual is not None:
            return usual
        if _FIGURES.fullmatch(said) and -LARGEST <= int(said) <= LARGEST:
            return int(said)
        if said or usual is None:
            self.refuse(heading, f"Enter a whole number in figures, up to {LARGEST:,}.")
        return usual or 0

    def _keys(self, heading: str, words: str) -> list[str]:
        keys = [key.strip() for key in re.split(r"[,\n]", words) if key.strip()]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            self.refuse(heading, f"“{twice[0][:80]}” stands here twice. Write each once.")
        sound = [self._is_key(heading, key, "list") for key in dict.fromkeys(keys)]
        return keys if all(sound) and not twice else []

    def _is_key(self, heading: str, words: str, noun: str) -> bool:
        try:
            check_key(words, noun)
        except ToolError as flaw:
            self.refuse(heading, f"There is no key. Write one for the {noun}." if not words else flaw.problem)
            return False
        return True


Lines: TypeAlias = Sequence[tuple[int, Sequence[object]]]
"""The rows of a sheet that hold anything, each with its number in the spreadsheet."""


def rows_of(
    sheet: str, lines: Lines, columns: Sequence[Column], needed: int, also: Callable[[str], bool], bad: list[BadCell]
) -> list[Row]:
    """The rows under the headings, which are the first line.

    The first ``needed`` columns must be there. ``also`` says of a plain heading whether it is known besides.
    """
    if not lines:
        bad.append(BadCell(sheet, 0, "", f"The sheet is empty. Its headings are: {_named(columns)}."))
        return []
    (first, headings), *rest = lines
    written = [str(cell) if cell is not None else "" for cell in headings]
    found = [plain(heading) for heading in written]
    known = {plain(column.heading): column.heading for column in columns}
    for heading, said in dict(zip(found, written, strict=True)).items():
        if heading and heading not in known and not also(heading):
            near = get_close_matches(heading, known, n=1)
            instead = f"Did you mean “{known[near[0]]}”?" if near else f"There can be: {_named(columns)}."
            bad.append(BadCell(sheet, first, said[:80], f"There is no such column. {instead}"))
        elif heading and found.count(heading) > 1:
            bad.append(BadCell(sheet, first, said[:80], "Two columns have this heading. Leave one of them."))
    for column in columns[:needed]:
        if plain(column.heading) not in found:
            bad.append(BadCell(sheet, first, column.heading, "The sheet lacks this column. Add it."))
    return [Row(sheet, number, _cells(sheet, number, found, cells, bad), bad) for number, cells in rest]


def _cells(
    sheet: str, number: int, headings: Sequence[str], cells: Sequence[object], bad: list[BadCell]
) -> dict[str, object]:
    there = [*enumerate(cells)]
    if any(cell not in (None, "") for place, cell in there if place >= len(headings) or not headings[place]):
        bad.append(BadCell(sheet, number, "", "Something stands in a column that has no heading. Give it one."))
    return {headings[place]: cell for place, cell in there if place < len(headings) and headings[place]}


def _named(columns: Sequence[Column]) -> str:
    return ", ".join(column.heading for column in columns)
