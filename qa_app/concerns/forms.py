from __future__ import annotations

from typing import Any

from wtforms import HiddenField, RadioField, TextAreaField, ValidationError
from wtforms.validators import Length

from qa_app.web.forms import PageForm, Present, choices

from .operations import LENGTH, Words


def _short(message: str) -> Length:
    return Length(max=LENGTH, message=f"{message} to at most {LENGTH:,} characters")


class ConcernForm(PageForm):
    """A concern as it is written. To be kept it must say what was seen; to be sent, all."""

    once = HiddenField()
    seen = HiddenField()
    section = HiddenField()
    what = TextAreaField(
        "What did you see?",
        description="Say what worries you and where it is recorded. Do not name the child: the case ID goes with it.",
        validators=[Present("Write what you saw"), _short("Shorten what you saw")],
    )
    why = TextAreaField(
        "Why can it not wait?",
        description="What could happen to the child, and how soon.",
        validators=[_short("Shorten why it cannot wait")],
    )
    has_spoken = RadioField(
        "Have you already spoken to somebody about it?",
        choices=choices([("yes", "Yes"), ("no", "No, not yet")]),
        validate_choice=False,
    )
    spoken_to = TextAreaField("Whom, and when?", validators=[_short("Shorten whom you spoke to")])

    def __init__(self, *, sending: bool = False, **more: Any) -> None:
        super().__init__(**more)
        self._sending = sending

    def validate_why(self, field: TextAreaField) -> None:
        if self._sending and not (field.data or "").strip():
            raise ValidationError("Write why it cannot wait")

    def validate_has_spoken(self, field: RadioField) -> None:
        if field.data not in ({"yes", "no"} if self._sending else {"yes", "no", None, ""}):
            raise ValidationError("Choose whether you have spoken to somebody")

    @property
    def version(self) -> int:
        """The draft that was on the page; one that there never is where none or nonsense was sent."""
        given = self.seen.raw_data[0] if self.seen.raw_data else ""
        return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else -1

    def words(self) -> Words:
        said = {"yes": True, "no": False}.get(self.has_spoken.data or "")
        return Words(self.what.data or "", self.why.data or "", said, (self.spoken_to.data or "") if said else "")


class OutcomeForm(PageForm):
    outcome = TextAreaField(
        "What was done?",
        description="Whoever raised the concern reads it. Do not name the child.",
        validators=[Present("Write what was done"), _short("Shorten what was done")],
    )


class NoteForm(PageForm):
    once = HiddenField()
    text = TextAreaField(
        "What do you want to add?",
        description="Whoever deals with the concern is told. Do not name the child.",
        validators=[Present("Write what you want to add"), _short("Shorten it")],
    )


class DropForm(PageForm):
    reason = TextAreaField(
        "Why need it not be sent?",
        description="It is kept with what you wrote.",
        validators=[Present("Write why it need not be sent"), _short("Shorten the reason")],
    )
