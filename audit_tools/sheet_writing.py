"""An outline to the sheets of a workbook: their rows, headings first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from .kinds import Kind
from .outline import Outline
from .sheet_columns import (
    BY_GRADE,
    CAPS,
    GRADES,
    ITEMS,
    NOTES,
    OF_CAPS,
    OF_GRADES,
    OF_QUESTIONS,
    OF_SECTIONS,
    OVERALL_DESCRIPTOR,
    QUESTIONS,
    SECTIONS,
    TOOL,
    Column,
    grade_heading,
    option_headings,
)

Cell: TypeAlias = str | int | None
Rows: TypeAlias = Sequence[Sequence[Cell]]

NOTES_SHEET: Final = "Notes"
_HOW: Final = (
    "One row of the sheet Questions is one question. Change the words as you like and import the workbook again: it "
    "becomes a draft, to be looked at and published.",
    "A key is small letters, digits and single hyphens. Keep the keys of what stays the same question: they join its "
    "answers over the years.",
    "Leave the headings as they are. Further sheets are not read.",
)


def write_sheets(outline: Outline) -> dict[str, Rows]:
    """The name of each sheet and its rows; out of them ``read_sheets`` makes the same outline."""
    return {
        TOOL: _tool(outline),
        GRADES: _sheet(OF_GRADES, outline["scale"]["points"]),
        SECTIONS: _sheet(OF_SECTIONS, outline["sections"]),
        QUESTIONS: _questions(outline),
        CAPS: _sheet(OF_CAPS, outline["grading"]["caps"]),
        NOTES_SHEET: _notes(),
    }


def _tool(outline: Outline) -> Rows:
    said = {**outline, **outline["overall"], **outline["grading"], "scale": outline["scale"]["key"]}
    descriptors = outline["overall"]["descriptors"].items()
    return [
        ("Item", "Value"),
        *((item.heading, _cell(item, said)) for item in ITEMS),
        *((grade_heading(OVERALL_DESCRIPTOR, grade), words) for grade, words in descriptors),
    ]


def _sheet(columns: Sequence[Column], parts: Iterable[Mapping[str, Any]]) -> Rows:
    return [
        tuple(column.heading for column in columns),
        *(tuple(_cell(column, part) for column in columns) for part in parts),
    ]


def _questions(outline: Outline) -> Rows:
    rows: list[dict[str, Any]] = [
        {"section": section["key"], **question} for section in outline["sections"] for question in section["questions"]
    ]
    points = [point["key"] for point in outline["scale"]["points"]]
    by_grade = [(column, grade) for column in BY_GRADE for grade in _grades(rows, column.name, points)]
    most = max((len(row.get("options", ())) for row in rows), default=0)
    headings = [
        *(column.heading for column in OF_QUESTIONS),
        *(grade_heading(column, grade) for column, grade in by_grade),
        *(heading for number in range(1, most + 1) for heading in option_headings(number)),
    ]
    return [headings, *(_question(row, by_grade, most) for row in rows)]


def _grades(rows: Iterable[Mapping[str, Any]], name: str, points: Iterable[str]) -> list[str]:
    """The keys for which any question has something, those of the scale first."""
    used = dict.fromkeys(key for row in rows for key in row.get(name, ()))
    return [*(key for key in points if key in used), *(key for key in used if key not in points)]


def _question(row: Mapping[str, Any], by_grade: Iterable[tuple[Column, str]], most: int) -> Sequence[Cell]:
    options = [cell for option in row.get("options", ()) for cell in (option["key"], option["label"])]
    return [
        *(_cell(column, row) for column in OF_QUESTIONS),
        *(row.get(column.name, {}).get(grade) for column, grade in by_grade),
        *options,
        *[None] * (2 * most - len(options)),
    ]


def _cell(column: Column, part: Mapping[str, Any]) -> Cell:
    value = part.get(column.name)
    if column.sort == "flag":
        return "yes" if value else None
    if column.sort == "keys":
        return ", ".join(value or ()) or None
    return None if value == "" else value


def _notes() -> Rows:
    rows: list[Sequence[Cell]] = [("Sheet", "Column", "What stands in it")]
    rows += [("", "", words) for words in _HOW]
    rows += [(sheet, column.heading, column.note) for sheet, columns in NOTES for column in columns]
    rows += [(QUESTIONS, f"Kind: {kind}", kind.meaning) for kind in Kind]
    return rows
