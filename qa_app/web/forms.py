"""The form that every page's form is made from, and the fields that WTForms lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation

from qa_app.db import transaction
from qa_app.refusals import Refusal


class PageForm(FlaskForm):  # type: ignore[misc]
    """A form on a page. Field errors are shown beside the field and in the summary; what was typed is kept."""

    def refuse(self, no: Refusal) -> None:
        """Say in the summary why what was asked for was not done."""
        self.form_errors.append(f"{no.message}. {no.because}")

    def attempt(self, act: Callable[[], object]) -> int:
        """Do ``act`` once the form is sent and complete: 302 when it is done, else the status of the page to show."""
        if not self.validate_on_submit():
            return 422 if self.errors else 200
        try:
            with transaction():
                act()
        except Refusal as no:
            self.refuse(no)
            return 409
        return 302


def choices(pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    """Value and label pairs in the shape that WTForms wants."""
    return [SelectChoice(value, label) for value, label in pairs]


def tidy(text: str | None) -> str:
    """One line as people mean it: no space around it, none doubled."""
    return " ".join((text or "").split())


class Present:
    """The field must be filled; the message says what to do. What is not there is not looked at any further."""

    field_flags: dict[str, Any] = {}

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: FlaskForm, field: Field) -> None:
        data = field.data.strip() if isinstance(field.data, str) else field.data
        if data in (None, "", []):
            field.errors = []
            raise StopValidation(self.message)


class DateParts(Field):  # type: ignore[misc]
    """A day, a month and a year in three boxes; what was typed is kept as it was typed."""

    def _value(self) -> list[str]:
        if self.raw_data:
            return [*self.raw_data, "", "", ""][:3]
        return [str(self.data.day), str(self.data.month), str(self.data.year)] if self.data else ["", "", ""]

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        parts = [part.strip() for part in valuelist]
        if not any(parts):
            return
        if len(parts) != 3 or not all(part.isascii() and part.isdecimal() and len(part) <= 4 for part in parts):
            raise ValueError("Enter a date as numbers, for example 21 11 2026")
        day, month, year = (int(part) for part in parts)
        if not 1990 <= year <= 2100:
            raise ValueError("Enter the year with four figures, for example 2026")
        try:
            self.data = date(year, month, day)
        except ValueError:
            raise ValueError(f"{day} {month} {year} is not a day in the calendar") from None


class WholeNumber(StringField):  # type: ignore[misc]
    """A whole number, typed in plain figures; what was typed is kept as it was typed."""

    def __init__(self, label: str, *, most: int, least: int = 0, **settings: Any) -> None:
        super().__init__(label, **settings)
        self.most, self.least = most, least

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else "" if self.data is None else str(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        typed = valuelist[0].strip() if valuelist else ""
        if not typed:
            return
        figures = typed.removeprefix("-") if self.least < 0 else typed
        if len(valuelist) > 1 or not (figures.isascii() and figures.isdecimal()) or len(figures) > 9:
            raise ValueError(f"Enter a whole number in figures, up to {self.most:,}")
        if int(typed) > self.most:
            raise ValueError(f"Enter a number up to {self.most:,}")
        if int(typed) < self.least:
            raise ValueError(f"Enter {self.least:,} or more")
        self.data = int(typed)
