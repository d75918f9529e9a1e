"""A tool or an outline to TOML, always in the same order, so that two versions can be laid side by side."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from .definition import Tool
from .outline import Outline, outline_of

_ORDER: Final = (
    *(
        "key",
        "kind",
        "required",
        "compliance",
        "may_not_apply",
        "shown_if",
        "name",
        "title",
        "version",
        "text",
        "about",
    ),
    *("help", "reasons", "evidence", "purpose", "themes", "cohorts", "lowest", "highest", "decimals", "options"),
    *("points", "method", "minimum", "guidance", "count", "at", "scale", "overall", "because", "bands", "grading"),
    *("descriptors", "caps", "questions", "sections"),
)
_PLACE: Final = {name: place for place, name in enumerate(_ORDER)}
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPED: Final = re.compile(r"[\x7f-\x9f]")


def write_toml(tool: Tool | Outline) -> str:
    """The text out of which ``read_toml`` makes an equal tool, and ``read_outline`` an equal outline.

    >>> from audit_tools import read_toml, supplied_text
    >>> tool = read_toml(supplied_text("childs-journey-2"))
    >>> read_toml(write_toml(tool)) == tool
    True
    """
    return "\n".join(_lines(outline_of(tool) if isinstance(tool, Tool) else tool)) + "\n"


def _lines(table: Mapping[str, Any], path: str = "") -> Iterator[str]:
    """The lines of one table: its own values, then the tables inside it, each under its whole name."""
    parts = sorted(table.items(), key=lambda part: _PLACE.get(part[0], len(_ORDER)))
    for name, value in parts:
        if not _is_table(name, value):
            yield f"{_name(name)} = {_value(value)}"
    for name, value in parts:
        if _is_table(name, value):
            inside, several = f"{path}{name}", isinstance(value, list)
            for each in value if several else [value]:
                yield from ("", f"[[{inside}]]" if several else f"[{inside}]")
                yield from _lines(each, f"{inside}.")


def _is_table(name: str, value: object) -> bool:
    """Whether it is written under a heading of its own; options and grades are short and stand in a list."""
    return isinstance(value, Mapping) or (name in {"caps", "questions", "sections"} and _holds_tables(value))


def _holds_tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return _text(value)
    if _holds_tables(value):
        return "".join(["[\n", *(f"  {_inline(each)},\n" for each in value), "]"])
    return f"[{', '.join(map(_value, value))}]"


def _inline(table: Mapping[str, Any]) -> str:
    return f"{{ {', '.join(f'{_name(name)} = {_value(value)}' for name, value in table.items())} }}"


def _name(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _text(words: str) -> str:
    """Words in quotation marks. JSON escapes what TOML wants escaped, but for the end of ASCII and what follows it."""
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(words, ensure_ascii=False))
