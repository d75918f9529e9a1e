"""The sheets of a workbook to an outline. Nothing is guessed, and all that is wrong is told, each with its cell."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from .errors import ToolError
from .flaws import Flaw
from .kinds import Kind
from .outline import (
    CapOutline,
    Labelled,
    Outline,
    QuestionOutline,
    SectionOutline,
    cap_outline,
    question_outline,
    section_outline,
)
from .rule import Method
from .sheet_cells import BadCell, Lines, Row, rows_of
from .sheet_columns import (
    BY_GRADE,
    CAPS,
    GRADES,
    ITEMS,
    OF_CAPS,
    OF_GRADES,
    OF_QUESTIONS,
    OF_SECTIONS,
    OPTION,
    OVERALL_DESCRIPTOR,
    QUESTIONS,
    SECTIONS,
    TOOL,
    grade_of,
    option_of,
    plain,
)
from .soundness import check_sound

_NEEDED: Final = (TOOL, GRADES, SECTIONS, QUESTIONS)


class SheetsError(ValueError):
    """A workbook out of which no outline can be made, and every cell that is wrong."""

    def __init__(self, cells: tuple[BadCell, ...]) -> None:
        self.cells = cells
        super().__init__("; ".join(f"{cell.sheet}, row {cell.row}: {cell.reason}" for cell in cells))


@dataclass
class Places:
    """In which row of its sheet each part of the outline stands."""

    sections: dict[str, int] = field(default_factory=dict)
    questions: dict[str, int] = field(default_factory=dict)
    caps: list[int] = field(default_factory=list)

    def cell(self, flaw: Flaw) -> BadCell:
        """The flaw with the sheet and the row in which it is mended."""
        if flaw.place == "question":
            return BadCell(QUESTIONS, self.questions.get(flaw.question, 0), "", flaw.message)
        if flaw.place == "section":
            return BadCell(SECTIONS, self.sections.get(flaw.section, 0), "", flaw.message)
        if flaw.place == "cap":
            return BadCell(CAPS, self.caps[flaw.number - 1], "", flaw.message)
        return BadCell(GRADES if flaw.place == "scale" else TOOL, 0, "", flaw.message)


def read_sheets(sheets: Mapping[str, Lines]) -> tuple[Outline, Places]:
    """The outline that the sheets describe, and where its parts stand. Raises SheetsError with all that is wrong."""
    bad: list[BadCell] = [
        BadCell(sheet, 0, "", "The workbook has no sheet of this name. Export a tool to see what it looks like.")
        for sheet in _NEEDED
        if sheet not in sheets
    ]
    if bad:
        raise SheetsError(tuple(bad))
    places = Places()
    outline = _tool(sheets[TOOL], bad)
    outline["scale"]["points"] = _points(sheets[GRADES], bad)
    outline["grading"]["caps"] = _caps(sheets.get(CAPS, ()), places, bad)
    outline["sections"] = _sections(sheets[SECTIONS], places, bad)
    _questions(sheets[QUESTIONS], outline, places, bad)
    if not bad:
        try:
            check_sound(outline)
        except ToolError as flaw:
            place = Flaw("question" if flaw.question else "tool", str(flaw), flaw.section, flaw.question)
            bad.append(places.cell(place))
    if bad:
        raise SheetsError(tuple(bad))
    return outline, places


def _tool(lines: Lines, bad: list[BadCell]) -> Outline:
    """What stands in the sheet whose headings go down: each item becomes a row of its own, of one cell."""
    items: dict[str, Row] = {}
    known = {plain(item.heading) for item in ITEMS}
    for number, cells in lines[1:]:
        name, value = [*cells, None, None][:2]
        heading = plain(str(name or ""))
        row = Row(TOOL, number, {heading: value}, bad)
        if heading not in known and grade_of(heading, OVERALL_DESCRIPTOR) is None:
            row.refuse(str(name or "")[:80], f"There is no such item. There can be: {_headings()}.")
        elif heading in items:
            row.refuse(str(name)[:80], "This item stands here twice. Leave one of them.")
        else:
            items[heading] = row
    said: dict[str, Any] = {}
    for item in ITEMS:
        row = items.get(plain(item.heading), Row(TOOL, 0, {}, bad))
        if not row.number:
            row.refuse(item.heading, "The sheet lacks this item. Add it in the first column, and its value beside it.")
        elif item.name in {"key", "scale"}:
            said[item.name] = row.key(item.heading, "tool" if item.name == "key" else "scale")
        else:
            said[item.name] = row.one_of(item, list(Method)) if item.name == "method" else row.read(item)
    grades = {heading: grade_of(heading, OVERALL_DESCRIPTOR) for heading in items}
    described = {grade: items[name].read_at(name, OVERALL_DESCRIPTOR) for name, grade in grades.items() if grade}
    return _outline(said, {grade: words for grade, words in described.items() if words})


def _outline(said: Mapping[str, Any], descriptors: dict[str, str]) -> Outline:
    words: dict[str, str] = {name: value for name, value in said.items() if isinstance(value, str)}
    return {
        "key": words.get("key", ""),
        "name": words.get("name", ""),
        "version": said.get("version", 1),
        "purpose": words.get("purpose", ""),
        "scale": {"key": words.get("scale", ""), "points": []},
        "overall": {
            "text": words.get("text", ""),
            "help": words.get("help", ""),
            "reasons": words.get("reasons", ""),
            "descriptors": descriptors,
        },
        "grading": {
            "method": words.get("method", ""),
            "minimum": said.get("minimum", 1),
            "guidance": words.get("guidance", ""),
            "caps": [],
        },
        "sections": [],
    }


def _points(lines: Lines, bad: list[BadCell]) -> list[Labelled]:
    points: list[Labelled] = []
    for row in rows_of(GRADES, lines, OF_GRADES, 2, lambda _: False, bad):
        key = _new_key(row, "grade", {point["key"] for point in points})
        points.append({"key": key, "label": row.read(OF_GRADES[1])})
    return points


def _caps(lines: Lines, places: Places, bad: list[BadCell]) -> list[CapOutline]:
    caps: list[CapOutline] = []
    for row in rows_of(CAPS, lines, OF_CAPS, 3, lambda _: False, bad) if lines else ():
        at, overall, because, questions, count = (row.read(column) for column in OF_CAPS)
        places.caps.append(row.number)
        caps.append(
            cap_outline({"at": at, "overall": overall, "because": because, "questions": questions, "count": count})
        )
    return caps


def _sections(lines: Lines, places: Places, bad: list[BadCell]) -> list[SectionOutline]:
    sections: list[SectionOutline] = []
    for row in rows_of(SECTIONS, lines, OF_SECTIONS, 3, lambda _: False, bad):
        key = _new_key(row, "section", places.sections)
        places.sections[key] = row.number
        title, purpose, cohorts = (row.read(column) for column in OF_SECTIONS[1:])
        sections.append(
            section_outline({"key": key, "title": title, "purpose": purpose, "cohorts": cohorts, "questions": []})
        )
    return sections


def _questions(lines: Lines, outline: Outline, places: Places, bad: list[BadCell]) -> None:
    """Put every question into the section that it names."""
    homes = {section["key"]: section for section in outline["sections"]}

    def also(heading: str) -> bool:
        return bool(option_of(heading)) or any(grade_of(heading, column) for column in BY_GRADE)

    for row in rows_of(QUESTIONS, lines, OF_QUESTIONS, 4, also, bad):
        home = row.one_of(OF_QUESTIONS[0], [key for key in homes if key])
        key = _new_key(row, "question", places.questions)
        places.questions[key] = row.number
        question = _question(row, key)
        if home:
            homes[home]["questions"].append(question)


def _question(row: Row, key: str) -> QuestionOutline:
    said: dict[str, Any] = {
        column.name: row.one_of(column, list(Kind)) if column.name == "kind" else row.read(column)
        for column in OF_QUESTIONS[2:]
    }
    for column in BY_GRADE:
        grades = {heading: grade_of(heading, column) for heading, cell in row.cells.items() if cell not in (None, "")}
        said[column.name] = {grade: row.read_at(heading, column) for heading, grade in grades.items() if grade}
    question: Any = {"key": key, **said, "options": _options(row)}
    return question_outline(question)


def _options(row: Row) -> list[Labelled]:
    parts: dict[int, dict[str, str]] = {}
    for heading in row.cells:
        place = option_of(heading)
        if place:
            parts.setdefault(place[0], {})[place[1]] = row.read_at(heading, OPTION)
    options: list[Labelled] = []
    for number, part in sorted(parts.items()):
        if not any(part.values()):
            continue
        heading = f"Option {number} key"
        if not part.get("key"):
            row.refuse(heading, "There is a label and no key. Write a key, such as “yes”.")
        elif part["key"] in [option["key"] for option in options]:
            row.refuse(heading, f"Two options have the key “{part['key'][:80]}”. Give each its own.")
        else:
            options.append({"key": row.key(heading, "option"), "label": part.get("label", "")})
    return options


def _new_key(row: Row, noun: str, taken: Collection[str]) -> str:
    key = row.key("Key", noun)
    if key and key in taken:
        row.refuse("Key", f"Two {noun}s have the key “{key}”. Give each its own.")
    return key


def _headings() -> str:
    return ", ".join(item.heading for item in (*ITEMS, OVERALL_DESCRIPTOR))
