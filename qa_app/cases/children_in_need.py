"""List 6 of the Annex A workbook, children in need, read into the little that this product keeps of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import BinaryIO, Final, TypeVar

from qa_app.cases import annex_a
from qa_app.cases.cells import (
    OLDEST,
    UNBORN,
    CellError,
    holds_control_characters,
    read_age,
    read_code,
    read_date,
    read_id,
    read_words,
)
from qa_app.cases.workbook import open_list
from qa_app.workbooks.archive import WorkbookError

LIST_NUMBER: Final = 6
REQUIRED_HEADINGS: Final = (annex_a.CHILD_ID, annex_a.STATUS, annex_a.TEAM)
AGE_BANDS: Final = ("unborn", "under 1", "1 to 4", "5 to 9", "10 to 15", "16 to 17", "18 and over")
NOT_KNOWN: Final = "Not known"
LONGEST_CASE_YEARS: Final = 30
LONGEST_PREGNANCY: Final = timedelta(days=300)

Value = TypeVar("Value")


@dataclass(frozen=True)
class ListedCase:
    """One child's row. ``None`` stands for a blank, or for a column that the sheet does not have.

    ``age`` is the age the list gives, in whole years; ``age_band`` is one of ``AGE_BANDS``. ``status`` is a key:
    looked-after, child-protection, child-in-need, assessment or closed. ``gender`` and ``ethnicity_group`` are never
    blank: "Not known" is one of their values.
    """

    row: int
    reference: str
    age: int | None
    age_band: str | None
    gender: str
    ethnicity_group: str
    disabled: bool | None
    started_on: date | None
    last_seen_on: date | None
    closed_on: date | None
    need_code: str | None
    status: str
    team: str | None
    worker: str | None


@dataclass(frozen=True)
class RowProblem:
    """Why a row cannot be taken: its number in the spreadsheet, the heading of the cell, the reason in a sentence."""

    row: int
    heading: str
    reason: str


@dataclass(frozen=True)
class Counts:
    """How many rows hold anything, how many of them have a problem, and the good ones by their values."""

    rows: int
    bad_rows: int
    by_status: Mapping[str, int]
    by_age_band: Mapping[str | None, int]
    by_gender: Mapping[str, int]
    by_ethnicity_group: Mapping[str, int]
    by_team: Mapping[str | None, int]


@dataclass(frozen=True)
class Reading:
    """What a workbook's List 6 says. ``rows`` leaves out every row that has a problem; ``notes`` are sentences."""

    sheet: str
    rows: tuple[ListedCase, ...]
    problems: tuple[RowProblem, ...]
    notes: tuple[str, ...]
    counts: Counts


def read_children_in_need(stream: BinaryIO, *, today: date) -> Reading:
    """Read List 6 of the workbook in ``stream``, which must be seekable and is not closed.

    Raises ``WorkbookError``, whose message is a sentence for the reader, when the file as a whole cannot be taken.
    """
    layout = annex_a.layout().list_numbered(LIST_NUMBER)
    with open_list(stream, layout, REQUIRED_HEADINGS) as opened:
        reader = _Reader(opened.columns, opened.epoch, today)
        rows = tuple(case for number, cells in opened.rows() if (case := reader.read(number, cells)))
        if not reader.rows:
            raise WorkbookError(
                f"Sheet “{opened.sheet}” has headings in row {opened.heading_row} and no row under them."
            )
        problems = tuple(reader.problems)
        bad_rows = len({problem.row for problem in problems})
        notes = (*opened.notes, *reader.notes())
        return Reading(opened.sheet, rows, problems, notes, _counts(rows, reader.rows, bad_rows))


class _Reader:
    """Reads row after row, keeping what was wrong and what must be said of the whole."""

    def __init__(self, columns: Mapping[str, int], epoch: datetime, today: date) -> None:
        self.columns = columns
        self.epoch = epoch
        self.today = today
        self.rows = 0
        self.problems: list[RowProblem] = []
        self.row = 0
        self.cells: tuple[object, ...] = ()
        self.first_row_of: dict[str, int] = {}
        self.unknown_codes: dict[str, list[int]] = defaultdict(list)
        self.control_characters: list[int] = []

    def read(self, row: int, cells: tuple[object, ...]) -> ListedCase | None:
        """The case in this row, or nothing when the row has a problem."""
        self.rows += 1
        self.row, self.cells = row, cells
        problems_before = len(self.problems)
        if any(holds_control_characters(cell) for cell in cells):
            self.control_characters.append(row)
        reference = self._take(annex_a.CHILD_ID, self._reference)
        status = self._take(annex_a.STATUS, self._status)
        age, age_band = self._age()
        gender = self._code(annex_a.GENDER)
        ethnicity = self._code(annex_a.ETHNICITY)
        disability = self._code(annex_a.DISABILITY)
        need = self._code(annex_a.NEED)
        started_on = self._take(annex_a.START, self._past_date)
        last_seen_on = self._take(annex_a.LAST_SEEN, self._past_date)
        closed_on = self._take(annex_a.CLOSURE, self._past_date)
        if started_on and closed_on and closed_on < started_on:
            self._problem(annex_a.CLOSURE, "The closure date is before the start date.")
        team = self._take(annex_a.TEAM, read_words)
        worker = self._take(annex_a.WORKER, read_words)
        if len(self.problems) > problems_before or reference is None or status is None:
            return None
        layout = annex_a.layout()
        return ListedCase(
            row=row,
            reference=reference,
            age=age,
            age_band=age_band,
            gender=layout.genders[gender.value] if gender else NOT_KNOWN,
            ethnicity_group=layout.ethnicity_groups[ethnicity.value] if ethnicity else NOT_KNOWN,
            disabled={"Yes": True, "No": False}.get(disability.value) if disability else None,
            started_on=started_on,
            last_seen_on=last_seen_on,
            closed_on=closed_on,
            need_code=need.value if need else None,
            status=status,
            team=team,
            worker=worker,
        )

    def notes(self) -> Iterator[str]:
        """What must be said of the whole list, in sentences."""
        for heading, rows in self.unknown_codes.items():
            yield (
                f"{heading}: {_cells(rows)} none of the template's codes and {'is' if len(rows) == 1 else 'are'} "
                f"read as not known; the first is in row {rows[0]}."
            )
        if rows := self.control_characters:
            yield (
                f"Characters that do not show were left out of {len(rows):,} row{'' if len(rows) == 1 else 's'}; "
                f"the first is row {rows[0]}."
            )

    def _take(self, heading: str, read: Callable[[object], Value | None]) -> Value | None:
        column = self.columns.get(heading)
        if column is None:
            return None
        try:
            return read(self.cells[column])
        except CellError as error:
            self._problem(heading, str(error))
            return None

    def _problem(self, heading: str, reason: str) -> None:
        self.problems.append(RowProblem(self.row, heading, reason))

    def _reference(self, value: object) -> str:
        reference = read_id(value)
        if reference is None:
            raise CellError("There is no ID.")
        first = self.first_row_of.setdefault(reference.casefold(), self.row)
        if first != self.row:
            raise CellError(
                f"The same ID stands in row {first} and in row {self.row}. A child has one row in this list."
            )
        return reference

    def _status(self, value: object) -> str:
        code = read_code(annex_a.STATUS, value)
        if code is None:
            raise CellError("There is no case status.")
        return annex_a.layout().statuses[code.label]

    def _code(self, heading: str) -> annex_a.Code | None:
        """A code that only describes: one that is not the template's is counted and said, and stops nothing."""
        column = self.columns.get(heading)
        if column is None:
            return None
        try:
            return read_code(heading, self.cells[column])
        except CellError:
            self.unknown_codes[heading].append(self.row)
            return None

    def _age(self) -> tuple[int | None, str | None]:
        """The age given and its band; with no age given, the band alone, from a date of birth used here and dropped."""
        problems_before = len(self.problems)
        age = self._take(annex_a.AGE, read_age)
        if age is not None:
            return (None if age == UNBORN else age), age_band(age)
        if len(self.problems) > problems_before:
            return None, None
        return None, self._take(annex_a.DATE_OF_BIRTH, self._band_at_birth_date)

    def _band_at_birth_date(self, value: object) -> str | None:
        born = read_date(value, epoch=self.epoch, quote=False)
        if born is None:
            return None
        if born > self.today:
            if born - self.today > LONGEST_PREGNANCY:
                raise CellError("The date of birth is too far ahead, even for a child not yet born.")
            return age_band(UNBORN)
        years = self.today.year - born.year - ((self.today.month, self.today.day) < (born.month, born.day))
        if years > OLDEST:
            raise CellError("The date of birth is too long ago.")
        return age_band(years)

    def _past_date(self, value: object) -> date | None:
        found = read_date(value, epoch=self.epoch)
        if found is None:
            return None
        if found > self.today:
            raise CellError(f"The date, {_written(found)}, is after today, {_written(self.today)}.")
        if found.year < self.today.year - LONGEST_CASE_YEARS:
            raise CellError(f"The date, {_written(found)}, is more than {LONGEST_CASE_YEARS} years ago.")
        return found


def age_band(age: int) -> str:
    """The band of an age in whole years; ``UNBORN`` is -1."""
    if age < 0:
        return AGE_BANDS[0]
    for oldest, band in zip((0, 4, 9, 15, 17), AGE_BANDS[1:], strict=False):
        if age <= oldest:
            return band
    return AGE_BANDS[-1]


def _counts(rows: Iterable[ListedCase], read: int, bad_rows: int) -> Counts:
    rows = tuple(rows)
    return Counts(
        rows=read,
        bad_rows=bad_rows,
        by_status=Counter(case.status for case in rows),
        by_age_band=Counter(case.age_band for case in rows),
        by_gender=Counter(case.gender for case in rows),
        by_ethnicity_group=Counter(case.ethnicity_group for case in rows),
        by_team=Counter(case.team for case in rows),
    )


def _cells(rows: list[int]) -> str:
    return "1 cell holds" if len(rows) == 1 else f"{len(rows):,} cells hold"


def _written(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"
