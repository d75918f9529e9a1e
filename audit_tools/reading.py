"""TOML to Tool. Nothing is guessed: a key that is not known is refused by name, so that a typing slip cannot vanish."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from contextlib import AbstractContextManager
from difflib import get_close_matches
from importlib.resources import files

from .definition import Kind, Option, Overall, Question, Section, Tool
from .errors import ToolError, place
from .rule import Cap, Grading, Method
from .scale import Point, Scale


def supplied() -> tuple[str, ...]:
    """The names of the tools that come with the product, each ending in its version, in alphabetical order."""
    names = (file.name for file in files("audit_tools").joinpath("library").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def supplied_text(name: str) -> str:
    """The TOML of a supplied tool. Raises ToolError for a name that ``supplied()`` does not list."""
    if name not in supplied():
        raise ToolError(f"There is no supplied tool “{name[:80]}”. Choose one of: {', '.join(supplied())}.")
    return files("audit_tools").joinpath("library", f"{name}.toml").read_text(encoding="utf-8")


def read_toml(text: str) -> Tool:
    """The tool that ``text`` describes. Raises ToolError, naming the section and question, for anything else.

    >>> read_toml(supplied_text("childs-journey-1")).name
    'Child’s journey'
    """
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        # Only the parser's own sentences name a line and column; others speak of the interpreter's limits.
        known = isinstance(error, tomllib.TOMLDecodeError)
        detail = str(error) if known else "it is nested too deeply, or a number in it is too long"
        raise ToolError(f"This is not valid TOML: {detail}.") from error
    key = data.get("key")
    with place(tool=key if isinstance(key, str) else ""):
        return _tool(_Table(data, "tool", "key name version purpose scale overall grading sections"))


class _Table:
    """One TOML table, read by name and type; made only when every key in it is known."""

    def __init__(self, data: object, noun: str, known: str) -> None:
        if not isinstance(data, dict):
            raise ToolError(f"The {noun} must be a table with the keys: {known.replace(' ', ', ')}.")
        for key in data:
            if key not in known.split():
                near = get_close_matches(key, known.split(), n=1)
                instead = f"Did you mean “{near[0]}”?" if near else f"The {noun} may have: {known.replace(' ', ', ')}."
                raise ToolError(f"The {noun} has an unknown key “{key[:80]}”. {instead}")
        self._data: dict[str, object] = data
        self._noun = noun

    def text(self, key: str, default: str | None = None) -> str:
        value = self._value(key, default)
        if not isinstance(value, str):
            raise ToolError(f"“{key}” of the {self._noun} must be words in quotation marks.")
        return value.strip()

    def number(self, key: str, default: int | None = None) -> int:
        value = self._value(key, default)
        if not isinstance(value, int) or isinstance(value, bool):
            raise ToolError(f"“{key}” of the {self._noun} must be a whole number without quotation marks.")
        return value

    def flag(self, key: str) -> bool:
        value = self._value(key, False)
        if not isinstance(value, bool):
            raise ToolError(f"“{key}” of the {self._noun} must be true or false, without quotation marks.")
        return value

    def items(self, key: str, *, may_lack: bool = False) -> list[object]:
        value = self._value(key, [] if may_lack else None)
        if not isinstance(value, list):
            raise ToolError(f"“{key}” of the {self._noun} must be a list.")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.items(key, may_lack=True)
        texts = tuple(item.strip() for item in value if isinstance(item, str))
        if len(texts) < len(value):
            raise ToolError(f"“{key}” of the {self._noun} must be a list of words in quotation marks.")
        return texts

    def by_key(self, key: str) -> Mapping[str, str]:
        value = self._value(key, {})
        if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
            raise ToolError(f"“{key}” of the {self._noun} must be a table of words in quotation marks.")
        return {name: item.strip() for name, item in value.items()}

    def table(self, key: str, noun: str, known: str) -> _Table:
        return _Table(self._value(key, None), noun, known)

    def _value(self, key: str, default: object) -> object:
        value = self._data.get(key, default)
        if value is None:
            raise ToolError(f"The {self._noun} has no “{key}”. Add it.")
        return value


def _tool(table: _Table) -> Tool:
    scale = table.table("scale", "scale", "key points")
    overall = table.table("overall", "overall grade", "text help reasons descriptors")
    return Tool(
        key=table.text("key"),
        name=table.text("name"),
        version=table.number("version"),
        purpose=table.text("purpose"),
        scale=Scale(scale.text("key"), tuple(Point(*_pair(item, "grade")) for item in scale.items("points"))),
        overall=Overall(
            overall.text("text"), overall.text("help"), overall.text("reasons"), overall.by_key("descriptors")
        ),
        grading=_grading(table.table("grading", "grading rule", "method minimum guidance caps")),
        sections=tuple(_section(item, n) for n, item in enumerate(table.items("sections"), start=1)),
    )


def _grading(table: _Table) -> Grading:
    method = table.text("method")
    if method not in list(Method):
        raise ToolError(f"The grading rule has no method “{method[:80]}”. Use one of: {', '.join(Method)}.")
    return Grading(
        method=Method(method),
        minimum=table.number("minimum"),
        guidance=table.text("guidance"),
        caps=tuple(_cap(item) for item in table.items("caps", may_lack=True)),
    )


def _cap(data: object) -> Cap:
    table = _Table(data, "cap", "questions count at overall because")
    return Cap(
        at=table.text("at"),
        overall=table.text("overall"),
        because=table.text("because"),
        questions=table.texts("questions"),
        count=table.number("count", 1),
    )


def _section(data: object, number: int) -> Section:
    with _named(data, number, "section"):
        table = _Table(data, "section", "key title purpose questions")
        return Section(
            key=table.text("key"),
            title=table.text("title"),
            purpose=table.text("purpose"),
            questions=tuple(_question(item, n) for n, item in enumerate(table.items("questions"), start=1)),
        )


def _question(data: object, number: int) -> Question:
    known = "key kind text help required about purpose evidence themes options descriptors"
    with _named(data, number, "question"):
        table = _Table(data, "question", known)
        kind = table.text("kind")
        if kind not in list(Kind):
            raise ToolError(f"There is no kind “{kind[:80]}”. Use one of: {', '.join(Kind)}.")
        return Question(
            key=table.text("key"),
            kind=Kind(kind),
            text=table.text("text"),
            help=table.text("help", ""),
            required=table.flag("required"),
            about=table.text("about", ""),
            purpose=table.text("purpose", ""),
            evidence=table.text("evidence", ""),
            themes=table.texts("themes"),
            options=tuple(Option(*_pair(item, "option")) for item in table.items("options", may_lack=True)),
            descriptors=table.by_key("descriptors"),
        )


def _pair(data: object, noun: str) -> tuple[str, str]:
    table = _Table(data, noun, "key label")
    return table.text("key"), table.text("label")


def _named(data: object, number: int, noun: str) -> AbstractContextManager[None]:
    """The place of an error: the key that was written, or its number where no key can be read."""
    key = data.get("key") if isinstance(data, dict) else None
    name = key if isinstance(key, str) and key else f"number {number}"
    return place(section=name) if noun == "section" else place(question=name)
