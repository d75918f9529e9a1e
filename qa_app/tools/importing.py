"""A tool out of a file that somebody sent: a workbook or TOML. All of it is taken in, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final, TypeAlias

from audit_tools import BadCell, Outline, SheetsError, ToolError, flaws, read_outline

from .workbook import read_workbook

MOST_TOML_BYTES: Final = 1_000_000
_IN_SHEETS: Final = ("Sheet", "Row", "Column", "What is wrong")
_IN_TOML: Final = ("Section", "Question", "What is wrong")
_ZIP: Final = b"PK"

Wrong: TypeAlias = tuple[str, ...]


@dataclass(frozen=True)
class FromFile:
    """What a file said, and what is to be known of how it was read."""

    outline: Outline
    notes: Sequence[str] = ()


class RefusedFile(Exception):  # noqa: N818 - an answer to whoever sent it
    """Nothing is taken out of the file: everything that is wrong in it, as rows under headings."""

    def __init__(self, headings: Sequence[str], rows: Sequence[Wrong]) -> None:
        super().__init__(f"{len(rows)} problems")
        self.headings, self.rows = headings, rows


def read_file(name: str, stream: BinaryIO, *, unfinished: bool) -> FromFile:
    """Read a file that was sent.

    :param unfinished: whether a tool that still lacks something is taken in too.
    :raises RefusedFile: where something is wrong in it, all of which is said.
    :raises WorkbookError: for what is no workbook at all.
    """
    begins = stream.read(len(_ZIP))
    stream.seek(0)
    if name.casefold().endswith(".toml") and begins != _ZIP:
        return _read_toml(stream, unfinished)
    try:
        read = read_workbook(stream)
    except SheetsError as no:
        raise RefusedFile(_IN_SHEETS, [_row(cell) for cell in no.cells]) from no
    wrong = [] if unfinished else [_row(read.places.cell(flaw)) for flaw in flaws(read.outline)]
    if wrong:
        raise RefusedFile(_IN_SHEETS, wrong)
    return FromFile(read.outline, read.notes)


def _read_toml(stream: BinaryIO, unfinished: bool) -> FromFile:
    data = stream.read(MOST_TOML_BYTES + 1)
    if len(data) > MOST_TOML_BYTES:
        raise RefusedFile(_IN_TOML, [("", "", "The file is larger than 1 MB, and so it was not read.")])
    try:
        outline = read_outline(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise RefusedFile(_IN_TOML, [("", "", "The file is not text in UTF-8. Save it as that.")]) from None
    except ToolError as no:
        raise RefusedFile(_IN_TOML, [(no.section, no.question, no.problem)]) from no
    wrong = [] if unfinished else [(flaw.section, flaw.question, flaw.message) for flaw in flaws(outline)]
    if wrong:
        raise RefusedFile(_IN_TOML, wrong)
    return FromFile(outline)


def _row(cell: BadCell) -> Wrong:
    return cell.sheet, str(cell.row or ""), cell.column, cell.reason
