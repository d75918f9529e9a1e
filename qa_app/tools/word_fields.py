"""The fields in which tools are written: words that fit, and rows of a label and a key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from flask_wtf import FlaskForm
from wtforms import Field, StringField, TextAreaField, ValidationError

from audit_tools import ToolError
from audit_tools.drafting import key_from
from audit_tools.errors import CONTROL, SENTENCES_LENGTH, TITLE_LENGTH, check_key
from audit_tools.outline import Labelled
from qa_app.web.forms import tidy

SPARE_ROWS: Final = 2


def paragraphs(text: str | None) -> str:
    """Words as they are meant: line ends as one character, no white space around them and no control characters."""
    return CONTROL.sub("", (text or "").replace("\r\n", "\n").replace("\r", "\n")).strip()


def one_line(text: str | None) -> str:
    return tidy(CONTROL.sub("", text or ""))


class Fits:
    """The words are not too long to be kept."""

    def __init__(self, most: int = SENTENCES_LENGTH) -> None:
        self.most = most

    def __call__(self, _form: FlaskForm, field: Field) -> None:
        words = field.data or ""
        if len(words) > self.most:
            raise ValidationError(f"Shorten this to {self.most:,} characters: it has {len(words):,}")


def line_field(label: str, hint: str = "", *validators: Any, most: int = TITLE_LENGTH) -> StringField:
    """A field of one line."""
    return StringField(label, description=hint, filters=[one_line], validators=[*validators, Fits(most)])


def words_field(label: str, hint: str = "", *validators: Any) -> TextAreaField:
    """A field of several lines."""
    return TextAreaField(label, description=hint, filters=[paragraphs], validators=[*validators, Fits()])


def key_field(hint: str) -> StringField:
    return StringField("Key", description=hint, filters=[one_line], validators=[is_key])


def is_key(_form: FlaskForm, field: Field) -> None:
    """The key is well made, where there is one."""
    if field.data:
        _check_key(field.data)


def _check_key(key: str) -> None:
    try:
        check_key(key, "entry")
    except ToolError:
        raise ValidationError(
            f"“{key[:60]}” is no key. Use small letters, digits and single hyphens, starting with a letter"
        ) from None


class Rows(Field):  # type: ignore[misc]
    """Rows of inputs that all have the field's name: a label and a key each, and where asked for the key that was."""

    def __init__(self, label: str, *, noun: str, remembers: bool = False, **settings: Any) -> None:
        super().__init__(label, **settings)
        self.noun, self.width = noun, 3 if remembers else 2

    def process_formdata(self, valuelist: list[str]) -> None:
        cells = [one_line(value) for value in valuelist]
        rows = [cells[place : place + self.width] for place in range(0, len(cells), self.width)]
        self.data = [[*row, "", "", ""][: self.width] for row in rows if any(row[:2])]

    def with_spare(self) -> list[list[str]]:
        """The rows as they stand, then empty ones for more."""
        return [*(self.data or []), *([""] * self.width for _ in range(SPARE_ROWS))]

    def press(self, button: str) -> bool:
        """Do to the rows what one of their buttons says; whether it was one of theirs."""
        verb, _, number = button.partition("-")
        place = int(number) if number.isascii() and number.isdecimal() and len(number) < 4 else -1
        rows = self.data or []
        if verb == "up" and 0 < place < len(rows):
            rows.insert(place - 1, rows.pop(place))
        elif verb == "remove" and 0 <= place < len(rows):
            del rows[place]
        return verb in {"up", "remove", "more"}

    def pre_validate(self, _form: FlaskForm) -> None:
        keys: set[str] = set()
        for label, key, *_ in self.data or []:
            if not label:
                raise ValidationError(f"Enter a label for “{key[:60]}”, or empty its row")
            if len(label) > TITLE_LENGTH:
                raise ValidationError(f"Shorten the label “{label[:40]}…” to {TITLE_LENGTH} characters")
            if key:
                _check_key(key)
            if key in keys and key:
                raise ValidationError(f"Two {self.noun}s have the key “{key}”. Give each its own")
            keys.add(key)

    @property
    def labelled(self) -> list[Labelled]:
        """The rows with a key each; where none was typed it is made of the label."""
        found: list[Labelled] = []
        given = {key for _, key, *_ in self.data or [] if key}
        for label, key, *_ in self.data or []:
            made = key or key_from(label, given)
            given.add(made)
            found.append({"key": made, "label": label})
        return found

    @property
    def were(self) -> list[str]:
        """The key that each row had before."""
        return [row[2] for row in self.data or []]

    def show(self, parts: Sequence[Labelled]) -> None:
        self.data = [[part["label"], part["key"], part["key"]][: self.width] for part in parts]
