"""CSV files as people's programs write them, read into rows of text; every problem says file, row and column."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

LARGEST_FILE = 2 * 1024 * 1024
"""Bytes. A plan of a thousand actions takes a fifth of it."""

MOST_ROWS = 5_000
LONGEST_VALUE = 5_000
"""Characters."""

SPREADSHEET_SPACES = str.maketrans({"\u00a0": " ", "\r": "\n"})


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where: ``row`` is as a spreadsheet counts, with the headings in row 1; 0 is the whole file."""

    file: str
    row: int
    column: str
    reason: str

    def __str__(self) -> str:
        place = ", ".join(part for part in (f"row {self.row}" if self.row else "", self.column) if part)
        return f"{self.file}{', ' + place if place else ''}: {self.reason}"


@dataclass(frozen=True)
class Columns:
    """The headings that a file must have, and those that it may have."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        return self.required + self.optional


@dataclass
class Table:
    """The rows of one file, each with its number; what could not be read is in ``problems``."""

    file: str
    headings: tuple[str, ...] = ()
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, reason: str, row: int = 0, column: str = "") -> None:
        self.problems.append(Problem(self.file, row, column, reason))


class NotText(ValueError):  # noqa: N818 - the message is a sentence for the person who sent the file
    """The bytes are not a text in any of the ways that spreadsheets write one."""


def text_of(data: bytes) -> str:
    """Decode UTF-8 with or without its mark, UTF-16 with its mark, or Windows-1252.

    :raises NotText: when the bytes are none of these.
    """
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return data.decode("utf-16")
        if b"\0" in data:
            raise NotText("This is not a text file. Save the sheet as CSV and send that.")
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return data.decode("cp1252")
    except UnicodeDecodeError:
        raise NotText("The letters in this file cannot be read. Save it as CSV UTF-8 and send that.") from None


def read_table(file: str, data: bytes, columns: Columns) -> Table:
    """Read one file. A comma or a semicolon separates; rows with nothing in them are passed over."""
    table = Table(file)
    if len(data) > LARGEST_FILE:
        table.wrong(f"The file is larger than {LARGEST_FILE // 1024 // 1024} megabytes, which no plan needs.")
        return table
    try:
        text = text_of(data)
    except NotText as no:
        table.wrong(str(no))
        return table
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    records = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        _fill(table, records, columns)
    except csv.Error:
        table.wrong(f"At or before line {records.line_num} the quotation marks do not pair up, or a text never ends.")
    return table


def _fill(table: Table, records: Iterator[list[str]], columns: Columns) -> None:
    table.headings = tuple(_tidy(heading).lower() for heading in next(records, []))
    _check_headings(table, columns)
    if table.problems:
        return
    for number, record in enumerate(islice(records, MOST_ROWS + 1), start=2):
        values = [_tidy(value) for value in record]
        if number > MOST_ROWS + 1:
            table.wrong(f"There are more than {MOST_ROWS:,} rows, which no plan has.")
        elif any(values):
            _add(table, number, values)


def _add(table: Table, number: int, values: Sequence[str]) -> None:
    if len(values) != len(table.headings):
        table.wrong(f"There are {len(values)} values under {len(table.headings)} headings.", row=number)
        return
    row = dict(zip(table.headings, values, strict=True))
    for column, value in row.items():
        if len(value) > LONGEST_VALUE:
            table.wrong(f"The text is longer than {LONGEST_VALUE:,} characters.", row=number, column=column)
        elif any(ord(letter) < 32 and letter not in "\t\n" for letter in value):
            table.wrong("There is a character in it that cannot be kept.", row=number, column=column)
    table.rows.append((number, row))


def _check_headings(table: Table, columns: Columns) -> None:
    if not any(table.headings):
        table.wrong("The file is empty. Its first row must have the headings " + ", ".join(columns.required) + ".")
        return
    for heading, times in Counter(table.headings).items():
        if not heading:
            table.wrong("A column has no heading.", row=1)
        elif heading not in columns.all:
            table.wrong(
                f"The column “{heading[:60]}” is not one that this file has. Remove it.", row=1, column=heading[:60]
            )
        elif times > 1:
            table.wrong("Two columns have this heading.", row=1, column=heading)
    for heading in columns.required:
        if heading not in table.headings:
            table.wrong(f"The column “{heading}” is missing.", row=1, column=heading)


def _tidy(value: str) -> str:
    """The text with one kind of space and one kind of line end, none of either around it."""
    return value.replace("\r\n", "\n").translate(SPREADSHEET_SPACES).strip()
