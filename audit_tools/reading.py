"""TOML to a tool, or to the outline of one.

Nothing is guessed: a key that is not known is refused by name, so that a typing slip cannot vanish.
"""

from __future__ import annotations

import tomllib
from contextlib import AbstractContextManager
from importlib.resources import files

from .definition import Tool
from .errors import ToolError, place
from .kinds import Kind
from .outline import (
    CapOutline,
    GradingOutline,
    Labelled,
    Outline,
    QuestionOutline,
    SectionOutline,
    cap_outline,
    finished,
    question_outline,
    section_outline,
)
from .questions import LARGEST
from .rule import Method
from .soundness import check_sound
from .toml_table import Table


def supplied() -> tuple[str, ...]:
    """The names of the tools that come with the product, each ending in its version, in alphabetical order."""
    names = (file.name for file in files("audit_tools").joinpath("library").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def supplied_text(name: str) -> str:
    """The TOML of a supplied tool. Raises ToolError for a name that ``supplied()`` does not list."""
    if name not in supplied():
        raise ToolError(f"There is no supplied tool “{name[:80]}”. Choose one of: {', '.join(supplied())}.")
    return files("audit_tools").joinpath("library", f"{name}.toml").read_text(encoding="utf-8")


def starter(key: str, name: str) -> Outline:
    """What a new tool starts with: the questions by which every audit is counted, and one grade."""
    outline = read_outline(files("audit_tools").joinpath("starter.toml").read_text(encoding="utf-8"))
    return {**outline, "key": key, "name": name}


def read_toml(text: str) -> Tool:
    """The tool that ``text`` describes. Raises ToolError, naming the section and question, for anything else.

    >>> read_toml(supplied_text("childs-journey-2")).name
    'Child’s journey'
    """
    return finished(_read(text))


def read_outline(text: str) -> Outline:
    """The outline that ``text`` describes: everything stands in it, though words may be empty and parts not fit yet.

    Raises ToolError, naming the section and question, for anything else.
    """
    outline = _read(text)
    with place(tool=outline["key"]):
        check_sound(outline)
    return outline


def _read(text: str) -> Outline:
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        # Only the parser's own sentences name a line and column; others speak of the interpreter's limits.
        known = isinstance(error, tomllib.TOMLDecodeError)
        detail = str(error) if known else "it is nested too deeply, or a number in it is too long"
        raise ToolError(f"This is not valid TOML: {detail}.") from error
    key = data.get("key")
    with place(tool=key if isinstance(key, str) else ""):
        return _tool(Table(data, "tool", "key name version purpose scale overall grading sections"))


def _tool(table: Table) -> Outline:
    scale = table.table("scale", "scale", "key points")
    overall = table.table("overall", "overall grade", "text help reasons descriptors")
    return {
        "key": table.text("key"),
        "name": table.text("name"),
        "version": table.number("version"),
        "purpose": table.text("purpose"),
        "scale": {"key": scale.text("key"), "points": [_labelled(item, "grade") for item in scale.items("points")]},
        "overall": {
            "text": overall.text("text"),
            "help": overall.text("help"),
            "reasons": overall.text("reasons"),
            "descriptors": overall.by_key("descriptors"),
        },
        "grading": _grading(table.table("grading", "grading rule", "method minimum guidance caps")),
        "sections": [_section(item, n) for n, item in enumerate(table.items("sections"), start=1)],
    }


def _grading(table: Table) -> GradingOutline:
    method = table.text("method")
    if method not in list(Method):
        raise ToolError(f"The grading rule has no method “{method[:80]}”. Use one of: {', '.join(Method)}.")
    return {
        "method": method,
        "minimum": table.number("minimum"),
        "guidance": table.text("guidance"),
        "caps": [_cap(item) for item in table.items("caps", may_lack=True)],
    }


def _cap(data: object) -> CapOutline:
    table = Table(data, "cap", "questions count at overall because")
    return cap_outline(
        {
            "at": table.text("at"),
            "overall": table.text("overall"),
            "because": table.text("because"),
            "questions": table.texts("questions"),
            "count": table.number("count", 1),
        }
    )


def _section(data: object, number: int) -> SectionOutline:
    with _named(data, number, "section"):
        table = Table(data, "section", "key title purpose cohorts questions")
        return section_outline(
            {
                "key": table.text("key"),
                "title": table.text("title"),
                "purpose": table.text("purpose"),
                "cohorts": table.texts("cohorts"),
                "questions": [_question(item, n) for n, item in enumerate(table.items("questions"), start=1)],
            }
        )


def _question(data: object, number: int) -> QuestionOutline:
    known = (
        "key kind text help required about purpose evidence themes options descriptors compliance may_not_apply "
        "shown_if lowest highest decimals bands"
    )
    with _named(data, number, "question"):
        table = Table(data, "question", known)
        kind = table.text("kind")
        if kind not in list(Kind):
            raise ToolError(f"There is no kind “{kind[:80]}”. Use one of: {', '.join(Kind)}.")
        return question_outline(
            {
                "key": table.text("key"),
                "kind": kind,
                "text": table.text("text"),
                "help": table.text("help", ""),
                "required": table.flag("required"),
                "about": table.text("about", ""),
                "purpose": table.text("purpose", ""),
                "evidence": table.text("evidence", ""),
                "themes": table.texts("themes"),
                "options": [_labelled(item, "option") for item in table.items("options", may_lack=True)],
                "descriptors": table.by_key("descriptors"),
                "compliance": table.flag("compliance"),
                "may_not_apply": table.flag("may_not_apply"),
                "shown_if": table.text("shown_if", ""),
                "lowest": table.number("lowest", 0),
                "highest": table.number("highest", LARGEST),
                "decimals": table.number("decimals", 0),
                "bands": table.numbers_by_key("bands"),
            }
        )


def _labelled(data: object, noun: str) -> Labelled:
    table = Table(data, noun, "key label")
    return {"key": table.text("key"), "label": table.text("label")}


def _named(data: object, number: int, noun: str) -> AbstractContextManager[None]:
    """The place of an error: the key that was written, or its number where no key can be read."""
    key = data.get("key") if isinstance(data, dict) else None
    name = key if isinstance(key, str) and key else f"number {number}"
    return place(section=name) if noun == "section" else place(question=name)
