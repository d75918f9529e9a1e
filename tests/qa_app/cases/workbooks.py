"""Workbooks for the tests: small ones cell by cell, and hostile ones part by part."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

import openpyxl
import xlsxwriter

from qa_app.cases.annex_a import layout

TODAY = date(2026, 11, 21)
HEADINGS = layout().list_numbered(6).headings
TITLE = "List 6: Children in Need"
SHEET = "xl/worksheets/sheet1.xml"
SHEET_XML = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'

GOOD = {
    "Child Unique ID": "C-1",
    "Gender": "b) Female",
    "Ethnicity": "a) WBRI",
    "Date of Birth": date(2016, 3, 5),
    "Age of Child (Years)": 10,
    "Does the Child have a Disability": "b) No",
    "CIN Start Date": date(2026, 1, 5),
    "Primary Need Code": "N1 - Abuse or neglect",
    "Date Child Was Last Seen": date(2026, 11, 3),
    "CIN Closure Date": None,
    "Reason for Closure": None,
    "Case status": "c) Child in need plan",
    "Allocated Team": "Hillside Safeguarding",
    "Allocated Worker": "Worker 4",
}


def row(reference: object, **cells: object) -> dict[str, object]:
    """A good row with this ID; further cells by heading, given as ``**{"Case status": ...}``."""
    return {**GOOD, "Child Unique ID": reference, **cells}


def workbook(
    rows: Iterable[Mapping[str, object]],
    *,
    sheet: str = "List_6",
    headings: Sequence[str] = HEADINGS,
    spelt: Mapping[str, str] | None = None,
    title: str | None = TITLE,
    change: Callable[[openpyxl.Workbook], None] | None = None,
) -> io.BytesIO:
    """A workbook of one list. ``spelt`` gives other spellings of headings; ``change`` has the last word."""
    book = openpyxl.Workbook()
    book.active.title = sheet
    if title is not None:
        book.active.append([title])
    book.active.append([(spelt or {}).get(heading, heading) for heading in headings])
    for cells in rows:
        book.active.append([cells.get(heading) for heading in headings])
    if change:
        change(book)
    return saved(book)


def with_shared_strings(*rows: Sequence[object]) -> io.BytesIO:
    """A workbook whose texts stand in a part of their own, as Excel writes them; List 6 without a title."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("List 6")
        for number, cells in enumerate([HEADINGS, *rows]):
            sheet.write_row(number, 0, cells)
    return stream


def saved(book: openpyxl.Workbook) -> io.BytesIO:
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    return stream


def with_parts(parts: Mapping[str, Iterable[bytes]], base: io.BytesIO | None = None) -> io.BytesIO:
    """A good workbook in which some parts of the archive are replaced by these bytes, or added."""
    source = zipfile.ZipFile(base or workbook([GOOD]))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in [name for name in source.namelist() if name not in parts]:
            archive.writestr(name, source.read(name))
        for name, chunks in parts.items():
            with archive.open(name, "w", force_zip64=True) as part:
                for chunk in chunks:
                    part.write(chunk)
    stream.seek(0)
    return stream


def sheet_xml(*inside: bytes) -> Iterable[bytes]:
    """A sheet part with these chunks between the tags of its data."""
    yield SHEET_XML + b"<sheetData>"
    yield from inside
    yield b"</sheetData></worksheet>"


def sheet_cells(*rows: Sequence[str], first: int = 1) -> bytes:
    """Rows of plain text cells, as the XML of a sheet writes them."""
    lines = []
    for number, cells in enumerate(rows, first):
        inside = "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)
        lines.append(f'<row r="{number}">{inside}</row>')
    return "".join(lines).encode()
