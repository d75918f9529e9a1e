from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from wtforms import Field, HiddenField, RadioField, StringField, TextAreaField, ValidationError

from qa_app.cycles.models import AuditCycle
from qa_app.web.forms import PageForm, Present, choices, tidy

from .models import Cause
from .operations import REASON_LENGTH

NAME_LENGTH = 100

CAUSES: dict[str, tuple[str, str]] = {
    Cause.MISSED_EVIDENCE: ("Missed evidence", "One auditor did not see something that was on the file."),
    Cause.GUIDANCE_UNCLEAR: ("Guidance unclear", "The question or a grade descriptor can be read in two ways."),
    Cause.THRESHOLD_DIFFERS: ("Threshold differs", "Both saw the same evidence and drew the line differently."),
    Cause.NEW_INFORMATION: ("New information", "Something came to light after one of the audits."),
}
"""What each cause is called, and when it is the right one."""


def _plain(text: str | None) -> str:
    """The words without characters that nobody can see and some databases refuse; lines end in line feeds."""
    lines = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter for letter in lines if letter in "\n\t" or unicodedata.category(letter) not in {"Cc", "Cs"})


class OneOf:
    """One of the values offered must be chosen; the message says what to choose."""

    field_flags: dict[str, Any] = {}

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: PageForm, field: Field) -> None:
        if field.data not in {choice.value for choice in field.choices}:
            raise ValidationError(self.message)


class AtMost:
    """No more than so many characters; the message says how many there are."""

    field_flags: dict[str, Any] = {}

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, form: PageForm, field: Field) -> None:
        length = len(field.data or "")
        if length > self.most:
            raise ValidationError(f"Shorten this to at most {self.most:,} characters; it has {length:,}")


class OpenRoundForm(PageForm):
    cycle = RadioField("Which cycle?", validators=[OneOf("Choose a cycle")], validate_choice=False)
    name = StringField(
        "Name of the round",
        description="It stands at the head of the results, for example “November 2026”.",
        filters=[_plain, tidy],
        validators=[Present("Enter a name for the round"), AtMost(NAME_LENGTH)],
    )

    def __init__(self, cycles: Iterable[AuditCycle], **more: Any) -> None:
        super().__init__(**more)
        self.cycle.choices = choices((str(cycle.id), cycle.name) for cycle in cycles)


class AgreeForm(PageForm):
    grade = RadioField("Agreed grade", validators=[OneOf("Choose the agreed grade")], validate_choice=False)
    cause = RadioField(
        "Why did the auditors differ?",
        choices=choices((cause, label) for cause, (label, _) in CAUSES.items()),
        validators=[OneOf("Choose why the auditors differed")],
        validate_choice=False,
    )
    reason = TextAreaField(
        "Reason for the agreed grade",
        description="Both auditors will read this. Say what on the file decides it, and do not name anyone.",
        filters=[_plain],
        validators=[Present("Write the reason for the agreed grade"), AtMost(REASON_LENGTH)],
    )
    version = HiddenField()

    def __init__(self, grades: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(**more)
        self.grade.choices = choices(grades)

    @property
    def revision(self) -> int:
        """The state of the case that the form was shown with; a number that fits none where it was tampered with."""
        given = self.version.data or ""
        return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else -1
