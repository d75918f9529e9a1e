"""The forms with which people answer a released audit, and are answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import HiddenField, RadioField, SelectField, TextAreaField
from wtforms.validators import Length

from qa_app.web.forms import DateParts, Present, choices

from . import asking, responding
from .disputes import Outcome
from .managing_forms import SeenForm

OUTCOMES: dict[str, str] = {
    Outcome.UPHELD: "Upheld",
    Outcome.PARTLY: "Partly upheld",
    Outcome.NOT_UPHELD: "Not upheld",
}
SHORTEN = "Shorten what you wrote"


class OwnWordsForm(SeenForm):
    """Carries which of the person's own it is, besides the audit's state on the page."""

    number = HiddenField()

    @property
    def which(self) -> int:
        """That number; one that nothing ever has where it was tampered with."""
        given = self.number.data or ""
        return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else -1


class CommentForm(OwnWordsForm):
    text = TextAreaField(
        "Your comment",
        description="The auditor, the head of the service and the QA managers read it. Name no child and no family.",
        validators=[Present("Write your comment"), Length(max=asking.LENGTH, message=SHORTEN)],
    )


class DisputeForm(OwnWordsForm):
    question = SelectField("What do you dispute?", validate_choice=False, validators=[Present("Choose what it is")])
    text = TextAreaField(
        "Why is it wrong?",
        description="Say where on the file the evidence is. Name no child and no family.",
        validators=[Present("Write why it is wrong"), Length(max=asking.LENGTH, message=SHORTEN)],
    )

    def __init__(self, disputable: Mapping[str, str], **more: Any) -> None:
        super().__init__(**more)
        self.question.choices = choices([("", "Choose"), *disputable.items()])


class AnswerForm(SeenForm):
    outcome = RadioField(
        "Is the dispute upheld?",
        choices=choices(OUTCOMES.items()),
        validate_choice=False,
        validators=[Present("Choose whether it is upheld")],
    )
    text = TextAreaField(
        "Your reasons",
        description="Whoever disputed the audit reads them, and so does its auditor.",
        validators=[Present("Write your reasons"), Length(max=asking.LENGTH, message=SHORTEN)],
    )


class ResponseForm(SeenForm):
    for_child = TextAreaField(
        "What will happen for this child?",
        description="Who does what by when. The worker and the team manager read this too.",
        validators=[
            Present("Write what will happen for this child"),
            Length(max=responding.LENGTH, message=SHORTEN),
        ],
    )
    for_service = TextAreaField(
        "What will the service do, so that it does not happen to others?",
        description="The auditor and the QA managers read this.",
        validators=[Present("Write what the service will do"), Length(max=responding.LENGTH, message=SHORTEN)],
    )
    audit_again_on = DateParts(
        "When is this case audited again?",
        description="A date by which the child should feel the difference.",
        validators=[Present("Enter the date of the next audit")],
    )
