"""The forms with which drafts are begun, imported and ended."""

from __future__ import annotations

from typing import Final

from flask_wtf.file import FileField
from wtforms import BooleanField, Field, HiddenField, RadioField, SelectField, ValidationError

from audit_tools import Outline
from audit_tools.soundness import MOST_OPTIONS, MOST_QUESTIONS, MOST_SECTIONS
from qa_app.web.forms import PageForm, Present, choices

from .word_fields import line_field, words_field

MOST_MEGABYTES: Final = 2


class SeenForm(PageForm):
    """A form that says what it looked like when it was opened."""

    seen = HiddenField()


class NewDraftForm(PageForm):
    """What a draft becomes: the next version of the tool it comes from, or a tool of its own."""

    becomes = RadioField(
        "What will it be?",
        choices=choices([("next", "The next version of this tool"), ("new", "A new tool beside it")]),
        validators=[Present("Choose what it will be")],
    )
    name = line_field("Name", "For example: Dip sample of strategy discussions")

    def validate_name(self, field: Field) -> None:
        if self.makes_new and not field.data:
            raise ValidationError("Enter a name")

    @property
    def makes_new(self) -> bool:
        return "becomes" not in self or self.becomes.data == "new"


class ImportToolForm(PageForm):
    file = FileField(
        "Workbook or TOML file",
        description=f"An Excel workbook (.xlsx) of up to {MOST_MEGABYTES} MB, or a TOML file of up to 1 MB. A tool has "
        f"at most {MOST_SECTIONS} sections, {MOST_QUESTIONS} questions, {MOST_OPTIONS} answers to one question, and "
        "4,000 characters in one text.",
        validators=[Present("Choose a file")],
    )
    unfinished = BooleanField("Take it in even if something is still missing, and let me put it right here")

    def validate_file(self, field: FileField) -> None:
        stream = field.data.stream
        size = stream.seek(0, 2)
        stream.seek(0)
        if size > MOST_MEGABYTES * 1_000_000:
            raise ValidationError(f"The file is larger than {MOST_MEGABYTES} MB, and so it was not read")


class RetireForm(PageForm):
    reason = words_field(
        "Why is it retired?", "Everybody who may read the tool can read this.", Present("Enter a reason")
    )


class PlaceForm(PageForm):
    """Where a question will stand: first in a section, or after another question."""

    place = SelectField("Where should it stand?", validators=[Present("Choose a place")])

    def offer(self, outline: Outline, key: str) -> None:
        """Every place but the one where the question stands."""
        self.groups: list[tuple[str, list[tuple[str, str]]]] = []
        for section in outline["sections"]:
            others = [question for question in section["questions"] if question["key"] != key]
            places = [(f"{section['key']}/", "First in this section")]
            places += [(f"{section['key']}/{one['key']}", f"After: {one['text']}") for one in others]
            self.groups.append((section["title"] or section["key"], places))
        self.place.choices = choices(place for _, places in self.groups for place in places)

    @property
    def target(self) -> tuple[str, str]:
        """The keys of the section and of the question before it, "" for none."""
        section, _, after = self.place.data.partition("/")
        return section, after
