"""One answer, read from what was sent without trusting it, into plain values that can be kept as JSON.

A grade, choice or yes-no is the key chosen; a score or number its digits; a date year-month-day; words are words.
Several choices are a list of keys, a finding is ``{"text": words, "themes": [keys]}``, actions are a list of
``{"what": words, "owner": key, "due": date}``, and "does not apply" is ``{"does_not_apply": reason}``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Final, TypeAlias, TypedDict

from .errors import CONTROL, is_key
from .kinds import Kind
from .questions import Question
from .scale import Scale

TEXT_LENGTH: Final = 60_000
"""The most characters one text may have."""
LINE_LENGTH: Final = 200
MOST_ACTIONS: Final = 20
FIRST_YEAR, LAST_YEAR = 1990, 2100
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,8})(\.\d+)?", re.ASCII)
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_DIGITS = re.compile(r"\d{1,4}", re.ASCII)


class Finding(TypedDict):
    """A strength or an area for development as the auditor wrote it."""

    text: str
    themes: list[str]


class Action(TypedDict):
    """What must now happen for this child; ``due`` is year-month-day, and empty parts are still to be written."""

    what: str
    owner: str
    due: str


class SetAside(TypedDict):
    """Why the question does not apply to this child."""

    does_not_apply: str


Answer: TypeAlias = str | list[str] | Finding | list[Action] | SetAside


class Refused(Exception):  # noqa: N818 - a sentence for the auditor, not a fault of the program
    """One value refused; the sentence is for the auditor."""


def is_set_aside(value: object) -> bool:
    """Whether the answer is that the question does not apply."""
    return isinstance(value, Mapping) and set(value) == {"does_not_apply"}


def is_answered(value: object) -> bool:
    """Whether something was entered: spaces alone are nothing, a value of the wrong shape is something."""
    if isinstance(value, Mapping) and set(value) <= {"text", "themes"}:
        return any(is_answered(part) for part in value.values())
    return bool(value.strip()) if isinstance(value, str) else bool(value)


def read_answer(question: Question, scale: Scale, value: object, themes: Collection[str] | None) -> Answer | None:
    """The value as it may be kept, None for nothing; any well-made theme key is taken where ``themes`` is None.

    Raises Refused for a value that is no answer to the question.
    """
    if value is None or value == "" or value == []:
        return None
    if isinstance(value, Mapping) and "does_not_apply" in value:
        return _set_aside(question, value)
    if question.kind.is_finding:
        return _finding(question, value, themes)
    if question.kind in _LISTED:
        return _LISTED[question.kind](question, value)
    words = _day_of(value) if question.kind is Kind.DATE and isinstance(value, Mapping) else value
    if not isinstance(words, str):
        raise Refused(f"The answer to “{question.text}” has the wrong form. {missing(question)}")
    if question.kind.picks_one:
        return _chosen(question, scale, words)
    return (_WRITTEN[question.kind](question, words) or None) if words else None


def missing(question: Question) -> str:
    """The reminder that asks the auditor for an answer.

    >>> missing(Question("plan-grade", Kind.GRADE, "How good is the plan?", about="how good the plan is"))
    'Choose a grade for how good the plan is'
    >>> missing(Question("plan-note", Kind.TEXT, "What is in the plan?"))
    'Write an answer to “What is in the plan?”'
    """
    opening = {
        Kind.GRADE: ("Choose a grade for", ""),
        Kind.SCORE: ("Choose a score for", ""),
        Kind.DATE: ("Enter the date for", ""),
        Kind.NUMBER: ("Enter", " a number for"),
        Kind.ACTIONS: ("Write", " an action for"),
    }
    chosen = question.kind.picks_one or question.kind is Kind.CHOICES
    verb, object_ = opening.get(question.kind, ("Choose" if chosen else "Write", " an answer to"))
    return f"{verb} {question.about}" if question.about else f"{verb}{object_} “{question.text}”"


def _chosen(question: Question, scale: Scale, value: str) -> str:
    if value not in {offered for offered, _ in question.choices(scale)}:
        raise Refused(f"The answer to “{question.text}” is not one of those offered. {missing(question)}")
    return value


def _several(question: Question, value: object) -> list[str]:
    offered = [option.key for option in question.options]
    if not isinstance(value, list) or not all(isinstance(one, str) and one in offered for one in value):
        raise Refused(f"An answer to “{question.text}” is not one of those offered. {missing(question)}")
    if len(set(value)) < len(value):
        raise Refused(f"An answer to “{question.text}” was sent twice. Choose each once")
    return [key for key in offered if key in value]


def _number(question: Question, value: str) -> str:
    digits = value.strip()
    found = _NUMBER.fullmatch(digits)
    if found is None or (digits.startswith("-0") and not float(digits)):
        raise Refused(f"The answer to “{question.text}” must be a number in figures, such as {_example(question)}")
    if len((found.group(2) or ".")[1:]) > question.decimals:
        places = f"at most {question.decimals} decimal places" if question.decimals else "a whole number"
        raise Refused(f"The answer to “{question.text}” must be {places}, such as {_example(question)}")
    if not question.lowest <= float(digits) <= question.highest:
        raise Refused(f"The answer to “{question.text}” must be between {question.lowest:,} and {question.highest:,}")
    return digits


def _example(question: Question) -> str:
    return str(max(question.lowest, min(12, question.highest)))


def _date(question: Question, value: str) -> str:
    found = _DATE.fullmatch(value.strip())
    try:
        day = date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        day = None
    if day is None:
        raise Refused(f"The answer to “{question.text}” must be a real date, such as 27 3 2026")
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Refused(f"The year in the answer to “{question.text}” must be between {FIRST_YEAR} and {LAST_YEAR}")
    return day.isoformat()


def _day_of(parts: Mapping[object, object]) -> str:
    """Year-month-day from what was typed as day, month and year; "" where all three are empty."""
    typed = [parts.get(name, "") for name in ("year", "month", "day")]
    words = [part.strip() if isinstance(part, str) else "?" for part in typed]
    if not any(words):
        return ""
    if not all(_DIGITS.fullmatch(word) for word in words):
        return "?"
    year, month, day = words
    return f"{year}-{month:0>2}-{day:0>2}"


def _line(question: Question, value: str) -> str:
    words = " ".join(CONTROL.sub("", value).split())
    return _short_enough(question, words, LINE_LENGTH)


def _words(question: Question, value: str) -> str:
    words = CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    return _short_enough(question, words, TEXT_LENGTH)


def _short_enough(question: Question, words: str, most: int) -> str:
    if len(words) > most:
        raise Refused(
            f"Your answer to “{question.text}” has {len(words):,} characters. At most {most:,} can be kept: "
            f"shorten it by {len(words) - most:,}"
        )
    return words


_WRITTEN: Mapping[Kind, Callable[[Question, str], str]] = {
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.LINE: _line,
    Kind.TEXT: _words,
}


def _set_aside(question: Question, value: Mapping[object, object]) -> SetAside:
    reason = value["does_not_apply"]
    if not question.may_not_apply or not isinstance(reason, str):
        raise Refused(f"“Does not apply” is no answer to “{question.text}”. {missing(question)}")
    if set(value) > {"does_not_apply"}:
        raise Refused(f"“{question.text}” was answered and also said not to apply. Keep one of the two")
    return SetAside(does_not_apply=_line(question, reason))


def _finding(question: Question, value: object, themes: Collection[str] | None) -> Finding | None:
    wrong_form = f"The answer to “{question.text}” has the wrong form. Write it as text, with themes beside it"
    if not isinstance(value, Mapping) or not set(value) <= {"text", "themes"}:
        raise Refused(wrong_form)
    words, tags = value.get("text", ""), value.get("themes", [])
    if not isinstance(words, str) or not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise Refused(wrong_form)
    for place, tag in enumerate(tags):
        known = is_key(tag) if themes is None else tag in question.themes or tag in themes
        if not known:
            raise Refused(f"A theme chosen for “{question.text}” is not one of those offered. Choose another")
        if tag in tags[:place]:
            raise Refused(f"A theme was sent twice for “{question.text}”. Choose each theme once")
    finding = Finding(text=_words(question, words), themes=list(tags))
    return finding if finding["text"] or finding["themes"] else None


def _actions(question: Question, value: object) -> list[Action] | None:
    if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
        raise Refused(f"The answer to “{question.text}” has the wrong form. Write each action on a row of its own")
    if len(value) > MOST_ACTIONS:
        raise Refused(f"“{question.text}” has {len(value)} actions. At most {MOST_ACTIONS} can be kept")
    rows = [_action(question, row) for row in value]
    return [row for row in rows if any(row.values())] or None


def _action(question: Question, row: Mapping[object, object]) -> Action:
    what, owner, due = row.get("what", ""), row.get("owner", ""), row.get("due", "")
    if isinstance(due, Mapping):
        due = _day_of(due)
    if not set(row) <= {"what", "owner", "due"} or not all(isinstance(part, str) for part in (what, owner, due)):
        raise Refused(f"An action in “{question.text}” has the wrong form. Write what, who and by when")
    if owner and owner not in {option.key for option in question.options}:
        raise Refused(f"The owner of an action in “{question.text}” is not one of those offered. Choose one")
    return Action(what=_words(question, str(what)), owner=str(owner), due=_date(question, str(due)) if due else "")


_LISTED: Mapping[Kind, Callable[[Question, object], Answer | None]] = {Kind.CHOICES: _several, Kind.ACTIONS: _actions}
