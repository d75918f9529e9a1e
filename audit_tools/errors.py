"""What is refused in the making of a tool, and where it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

KEY_LENGTH = 60
TITLE_LENGTH = 200
SENTENCES_LENGTH = 4_000

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Characters that are neither text nor layout: control codes except tab and line feed, and halves of characters.

Databases, workbooks and Word files refuse them, so they are kept out at the door.
"""

ERRORS_OF_SPREADSHEETS = frozenset({"#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!"})
"""What a spreadsheet shows where a formula failed. Words that say only this could not be told from it in a workbook."""

_KEY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class ToolError(ValueError):
    """A tool that cannot be used: what is wrong, what to write instead, and in which tool, section and question.

    >>> print(ToolError("It has no text.", question="plan-grade").inside(tool="dip-sample", section="plan"))
    Tool “dip-sample”, section “plan”, question “plan-grade”: It has no text.
    """

    def __init__(self, problem: str, *, tool: str = "", section: str = "", question: str = "") -> None:
        self.problem = problem
        self.tool = tool
        self.section = section
        self.question = question
        named = (("tool", tool), ("section", section), ("question", question))
        place = ", ".join(f"{noun} “{name}”" for noun, name in named if name)
        super().__init__(f"{place[0].upper()}{place[1:]}: {problem}" if place else problem)

    def inside(self, *, tool: str = "", section: str = "", question: str = "") -> ToolError:
        """The same error with the places that were not known where it was raised; those already named stay."""
        return ToolError(
            self.problem,
            tool=self.tool or tool,
            section=self.section or section,
            question=self.question or question,
        )


_unchecked: ContextVar[bool] = ContextVar("values are made unchecked", default=False)


@contextmanager
def unchecked() -> Iterator[None]:
    """Make values inside even where they are flawed, so that all their flaws can be told at once."""
    token = _unchecked.set(True)
    try:
        yield
    finally:
        _unchecked.reset(token)


class Checked:
    """A part of a tool that knows its flaws, and is not made with any, but ``unchecked``."""

    def flaws(self) -> Iterator[ToolError]:
        """Everything that is wrong with it by itself, its own parts apart."""
        raise NotImplementedError

    def __post_init__(self) -> None:
        for flaw in () if _unchecked.get() else self.flaws():
            raise flaw


def found(check: Callable[..., object], *arguments: object, **named: object) -> Iterator[ToolError]:
    """The flaw for which ``check`` refuses these arguments; nothing where it does not."""
    try:
        check(*arguments, **named)
    except ToolError as flaw:
        yield flaw


@contextmanager
def place(*, tool: str = "", section: str = "", question: str = "") -> Iterator[None]:
    """Name the place in every ToolError raised inside."""
    try:
        yield
    except ToolError as error:
        raise error.inside(tool=tool, section=section, question=question) from error


def is_key(text: str) -> bool:
    """Whether ``text`` can stand in an address, a column and a spreadsheet as it is, for ever.

    >>> is_key("risk-and-safety"), is_key("Risk & safety"), is_key("")
    (True, False, False)
    """
    return len(text) <= KEY_LENGTH and _KEY.fullmatch(text) is not None


def check_key(key: str, noun: str) -> None:
    """Refuse a key that is not lower-case words joined by hyphens, at most 60 characters, starting with a letter."""
    if not is_key(key):
        raise ToolError(
            f"The key “{key[:80]}” of the {noun} must be lower-case letters, digits and single hyphens, start with a "
            f"letter and have at most {KEY_LENGTH} characters, for example “plan-grade”."
        )


def check_keys(keys: list[str], noun: str) -> None:
    """Refuse a key that is badly made or used twice."""
    for place, key in enumerate(keys):
        check_key(key, noun)
        if key in keys[:place]:
            raise ToolError(f"Two {noun}s have the key “{key}”. Give each its own.")


def check_words(words: str, noun: str, *, most: int, may_be_empty: bool = False) -> None:
    """Refuse words that are missing, too long or hold characters that cannot be shown."""
    if not words.strip() and not may_be_empty:
        raise ToolError(f"The {noun} is empty. Write it in plain words.")
    if len(words) > most:
        raise ToolError(f"The {noun} has {len(words):,} characters. Shorten it to {most:,} at most.")
    if CONTROL.search(words):
        raise ToolError(f"The {noun} holds a control character. Remove it: it cannot be shown.")
    if words.strip() in ERRORS_OF_SPREADSHEETS:
        raise ToolError(f"The {noun} is only “{words.strip()}”, a spreadsheet’s error. Write it in words.")
