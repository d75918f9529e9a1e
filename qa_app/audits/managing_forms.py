"""The forms with which a QA manager manages an audit, and its auditor asks for more time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField, RadioField, SelectField, TextAreaField
from wtforms.validators import Length

from audit_tools import Tool
from qa_app.people.models import Person
from qa_app.tools.overall import overall_tool
from qa_app.web.forms import DateParts, PageForm, Present, choices

from .asking import LENGTH
from .managing import REASON_LENGTH
from .models import Audit


class SeenForm(PageForm):
    """Carries the state of the audit that was on the page."""

    seen = HiddenField()

    @property
    def revision(self) -> int:
        """That state; one that no audit has where it was tampered with."""
        given = self.seen.data or ""
        return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else -1


class ReasonForm(SeenForm):
    reason = TextAreaField(
        "Reason",
        description="It is kept with the audit. Do not name anyone.",
        validators=[Present("Write the reason"), Length(max=REASON_LENGTH, message="Shorten the reason")],
    )


class ReassignForm(ReasonForm):
    auditor = SelectField("Auditor", validate_choice=False, validators=[Present("Choose an auditor")])

    def __init__(self, able: Sequence[Person], **more: Any) -> None:
        super().__init__(**more)
        self.auditor.choices = choices([("", "Choose"), *((str(one.id), one.name) for one in able)])


class ReviewForm(ReasonForm):
    grade = RadioField("Final grade", validate_choice=False, validators=[Present("Choose the final grade")])

    def __init__(self, tool: Tool, **more: Any) -> None:
        super().__init__(**more)
        self.grade.choices = choices((point.key, point.label) for point in tool.scale.points)


class QueryForm(PageForm):
    question = SelectField("Which answer is it about?", validate_choice=False, validators=[Present("Choose an answer")])
    text = TextAreaField(
        "What do you ask?",
        description="Ask about the evidence. The auditor sees who asks.",
        validators=[Present("Write what you ask"), Length(max=LENGTH, message="Shorten what you ask")],
    )

    def __init__(self, tool: Tool, **more: Any) -> None:
        super().__init__(**more)
        asked = [*tool.questions, *overall_tool(tool).questions]
        self.question.choices = choices([("", "Choose"), *((one.key, one.text) for one in asked)])


class ReplyForm(PageForm):
    text = TextAreaField(
        "Your answer", validators=[Present("Write your answer"), Length(max=LENGTH, message="Shorten your answer")]
    )


class MoreTimeForm(PageForm):
    until = DateParts("New due date", validators=[Present("Enter the date until which you need")])
    reason = TextAreaField(
        "Why do you need more time?",
        description="The QA manager reads it and decides. Do not name anyone.",
        validators=[Present("Write why you need more time"), Length(max=REASON_LENGTH, message="Shorten the reason")],
    )


def reason_form(audit: Audit) -> ReasonForm:
    return ReasonForm(data={"seen": str(audit.revision)})
